"""``/livez``, ``/readyz`` and ``/metrics``: does the process live, can it do its work, and how does the service do?"""

from ipaddress import IPv6Address, ip_address

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.clock import rfc3339_if_any
from fleetsvc.database.transactions import OFFICE
from fleetsvc.disk import rooms
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.metrics import CONTENT_TYPE, exposition
from fleetsvc.edge.parts import parts
from fleetsvc.services.operations.measures import Measures, measures
from fleetsvc.services.operations.readiness import clock_faults, failing_tally, latest_replay, readiness
from fleetsvc.settings import MEBIBYTE


class Operations(Blueprint):
    """Routes for those who run the service."""

    entry = Entry.ANYONE


operations = Operations("operations", __name__)


@operations.get("/livez")
def livez() -> Response:
    """Answer as long as the process serves requests; looks at nothing else."""
    return uncached({"status": "ok"})


@operations.get("/readyz")
def readyz() -> Response:
    """Answer 200 when the service can do its work, else 503.

    The database answers, its schema is this release's, a rulebook is in force, and no disk is nearly full. Uploads
    whose reading keeps failing, what speaks against the clock, and verdicts that differed when judged again are told
    beside that: they are no reason to send callers elsewhere.
    """
    space = list(rooms(parts().settings))
    checks = readiness(parts().database) | {"disk": all(room.is_enough for room in space)}
    ready = all(checks.values())
    document = {
        "status": "ok" if ready else "unready",
        "checks": checks,
        "disk": {
            room.name: {"free_mb": room.free_bytes // MEBIBYTE, "least_mb": room.least_bytes // MEBIBYTE}
            for room in space
        },
        "failing_uploads": _failing(),
        "clock": _clock(),
        "replay": _replay(),
    }
    return uncached(document, 200 if ready else 503)


def _clock() -> list[dict[str, object]] | None:
    found = clock_faults(parts().database, now=clock.now())
    if found is None:
        return None
    return [{"fault": alarm.fault.value, "seconds": round(alarm.seconds)} for alarm in found]


def _replay() -> dict[str, object] | None:
    """Tell how many stored verdicts differed when all were last judged again; none should."""
    found = latest_replay(parts().database)
    if found is None:
        return None
    return {"ran_at": rfc3339_if_any(found.ran_at), "decisions": found.decisions, "differ": found.differing}


def _failing() -> dict[str, object] | None:
    found = failing_tally(parts().database)
    if found is None:
        return None
    oldest = rfc3339_if_any(found.oldest_at)
    return {"count": found.failing, "set_aside": found.set_aside, "oldest_received_at": oldest}


@operations.get("/metrics")
def metrics() -> Response:
    """Answer the state of the whole service in the format of Prometheus; 404 for whom it is not meant."""
    if not _may_read_metrics():
        abort(404)
    response = Response(exposition(_measured(), rooms(parts().settings)), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read_metrics() -> bool:
    """Return whether the caller's address is among those declared.

    What a proxy that was not declared passes on comes from anywhere, though its own address may be a near one.
    """
    settings = parts().settings
    if settings.trusted_proxies == 0 and (
        "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    ):
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False  # a Unix socket: whoever is behind it is not known
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in settings.metrics_from)


def _measured() -> Measures | None:
    try:
        with parts().database.transaction(OFFICE) as session:
            return measures(session, now=clock.now())
    except SQLAlchemyError:
        return None
