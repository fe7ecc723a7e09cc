"""What monitoring wants to know, asked of the database when it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadStatus
from fleetsvc.services.common.liveness import ALIVE_FOR
from fleetsvc.services.law import replay
from fleetsvc.services.operations import documents
from fleetsvc.services.operations.clock_alarms import ClockFault, clock_alarms
from fleetsvc.services.operations.findings import levels
from fleetsvc.services.operations.request_totals import Answered, Total, answered
from fleetsvc.services.uploads.queue import IS_WAITING


@dataclass(frozen=True, slots=True)
class Measures:
    """The state of the service over all processes and hosts. Ages in seconds.

    ``uploads``: what waits for a worker, by state, with the age of the oldest; ``failing``: those of them whose
    reading keeps failing, likewise; ``handouts``: documents by where they stand, likewise, and ``document_bytes`` of
    all that are kept; ``webhooks``: what other systems are still to be told, or were not;
    ``mails``: those to people, likewise;
    ``processes``: by kind, those alive and the age of the latest sign of life; ``jobs``: by job and
    status, periods and attempts; ``clock``: by fault, the seconds that speak against the clock, 0 where none do;
    ``rulebook``: name and edition of each rulebook in force; ``replayed``: decisions that the latest replay of all
    judged again, and how many of them differ; ``checks``: by host and check, 0, 1 to look at, 2 failed.
    """

    answered: dict[Answered, Total]
    uploads: dict[str, tuple[int, float]]
    failing: dict[str, tuple[int, float]]
    handouts: dict[str, tuple[int, float]]
    document_bytes: int
    webhooks: dict[str, int]
    mails: dict[str, int]
    processes: dict[str, tuple[int, float]]
    jobs: dict[tuple[str, str], tuple[int, int]]
    clock: dict[str, float]
    rulebook: Sequence[tuple[str, str]]
    replayed: tuple[int, int]
    checks: dict[tuple[str, str], int]


_UPLOADS: Final = text(f"""
    SELECT CASE WHEN p.upload_id IS NOT NULL THEN '{UploadStatus.READING}'
                WHEN u.status = '{UploadStatus.RECEIVED}' THEN u.status ELSE 'confirmed' END AS state,
           count(*), max(extract(epoch FROM clock_timestamp() - u.received_at))::float8
    FROM upload u LEFT JOIN upload_progress p ON p.city_code = u.city_code AND p.upload_id = u.id
    WHERE {IS_WAITING}
    GROUP BY state
""")  # noqa: S608 (a constant)
_FAILING: Final = text(f"""
    SELECT CASE WHEN f.set_aside_at IS NULL THEN 'trying' ELSE 'set_aside' END AS state,
           count(*), max(extract(epoch FROM clock_timestamp() - u.received_at))::float8
    FROM upload_failure f JOIN upload u ON u.city_code = f.city_code AND u.id = f.upload_id
    WHERE {IS_WAITING} AND f.next_attempt_at IS NOT NULL
    GROUP BY state
""")  # noqa: S608 (a constant)
_PROCESSES: Final = text("""
    SELECT kind, count(*) FILTER (WHERE seen_at > clock_timestamp() - CAST(:alive_for AS interval)),
           min(extract(epoch FROM clock_timestamp() - seen_at))::float8
    FROM running_process GROUP BY kind
""")
_WEBHOOKS: Final = text(
    "SELECT status, count(*) FROM webhook_delivery WHERE status IN ('waiting', 'dead') GROUP BY status"
)
_MAILS: Final = text(
    "SELECT status, count(*) FROM mail_delivery WHERE status IN ('waiting', 'dead') GROUP BY status"
)
_JOBS: Final = text("SELECT job, status, count(*), sum(attempts) FROM job_run GROUP BY job, status")
_RULEBOOK: Final = text("SELECT book, edition FROM rulebook_edition WHERE status = 'active' ORDER BY book")


def measures(session: Session, *, now: datetime) -> Measures:
    """Return the present state; the session's scope must be the office's. ``now``: what this host's clock shows."""
    connection = session.connection()
    uploads = dict.fromkeys((UploadStatus.RECEIVED.value, UploadStatus.READING.value, "confirmed"), (0, 0.0))
    uploads |= {row[0]: (row[1], row[2]) for row in connection.execute(_UPLOADS)}
    failing = dict.fromkeys(("trying", "set_aside"), (0, 0.0))
    failing |= {row[0]: (row[1], row[2]) for row in connection.execute(_FAILING)}
    processes = connection.execute(_PROCESSES, {"alive_for": ALIVE_FOR})
    return Measures(
        answered(session),
        uploads,
        failing,
        documents.tally(session),
        documents.stored_bytes(session),
        {"waiting": 0, "dead": 0} | {row[0]: row[1] for row in connection.execute(_WEBHOOKS)},
        {"waiting": 0, "dead": 0} | {row[0]: row[1] for row in connection.execute(_MAILS)},
        {row[0]: (row[1], row[2]) for row in processes},
        {(row[0], row[1]): (row[2], int(row[3])) for row in connection.execute(_JOBS)},
        _clock(session, now),
        [(row[0], row[1]) for row in connection.execute(_RULEBOOK)],
        _replayed(session),
        levels(session),
    )


def _replayed(session: Session) -> tuple[int, int]:
    latest = replay.last_run(session)
    return (0, 0) if latest is None else (latest.decisions, latest.differing)


def _clock(session: Session, now: datetime) -> dict[str, float]:
    found = {fault.value: 0.0 for fault in ClockFault}
    for alarm in clock_alarms(session, now=now):
        found[alarm.fault.value] = max(found[alarm.fault.value], abs(alarm.seconds))
    return found
