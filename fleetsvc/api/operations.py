"""``/livez`` and ``/readyz``: is the process alive, and can it do its work?"""

from flask import Blueprint, Response

from fleetsvc.api.answers import encoded
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.readiness import readiness


class Operations(Blueprint):
    """Routes for those who run the service."""

    entry = Entry.ANYONE


operations = Operations("operations", __name__)


def _plain(document: object, status: int) -> Response:
    response = Response(encoded(document), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@operations.get("/livez")
def livez() -> Response:
    """Answer as long as the process serves requests; looks at nothing else."""
    return _plain({"status": "ok"}, 200)


@operations.get("/readyz")
def readyz() -> Response:
    """Answer 200 when the database answers, its schema is this release's and a rulebook is in force; else 503."""
    checks = readiness(parts().database)
    ready = all(checks.values())
    return _plain({"status": "ok" if ready else "unready", "checks": checks}, 200 if ready else 503)
