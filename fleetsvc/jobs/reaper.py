"""Free the uploads and documents of workers that stand still.

A killed worker's claim ends with its connection. A frozen one (stopped, swapped out, its host suspended) keeps
its connection and so its claim: when its sign of life is old, its database session is ended. It finds its
transaction rolled back when it wakes, and what it held is taken up by another.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.clock import Watch
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.operations import processes
from fleetsvc.services.uploads import attempts
from fleetsvc.services.uploads.attempts import Attempt, Cause
from fleetsvc.services.uploads.failures import Failure

SILENT_FOR = timedelta(minutes=2)
"""Far above the heartbeat's few seconds: a loaded host is not a frozen one."""

_log = structlog.get_logger()

_BEATS = (
    text("UPDATE upload_progress SET heartbeat_at = clock_timestamp() WHERE worker = :worker"),
    text(
        "UPDATE handout_progress SET heartbeat_at = clock_timestamp() WHERE worker = :worker"
        " AND heartbeat_at IS NOT NULL"
    ),
)
_SILENT = text("""
    SELECT city_code, upload_id, worker, backend_pid, heartbeat_at FROM upload_progress
    WHERE heartbeat_at < clock_timestamp() - :silent_for
""")
_SILENT_MAKERS = text("""
    SELECT worker, backend_pid, heartbeat_at FROM handout_progress
    WHERE heartbeat_at < clock_timestamp() - :silent_for
""")
# A process number comes round again: only a transaction older than the last sign of life is the frozen one's.
_END_SESSION = text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid = :pid AND usename = current_user AND datname = current_database() AND xact_start <= :last_seen
""")


def beat(database: Database, *, worker: str, watch: Watch = clock.WATCH) -> None:
    """Give a sign of life: for the worker and its clock, and for whatever it reads or makes at the moment."""
    with database.transaction(OFFICE) as session:
        session.connection()  # waiting for one is not to be taken for a clock that is behind
        processes.beat(session, worker, kind=processes.WORKER, reading=watch.read())
        for statement in _BEATS:
            session.connection().execute(statement, {"worker": worker})


def end(database: Database, *, worker: str) -> bool:
    """Strike out a worker that ends in order; return whether it had given a sign of life."""
    with database.transaction(OFFICE) as session:
        return processes.end(session, worker)


def reap(database: Database, *, silent_for: timedelta = SILENT_FOR) -> int:
    """End the sessions of workers without a sign of life; return how many were ended."""
    with database.transaction(OFFICE) as session:
        silent = session.connection().execute(_SILENT, {"silent_for": silent_for}).all()
        makers = session.connection().execute(_SILENT_MAKERS, {"silent_for": silent_for}).all()
    readings = [_end(database, Attempt(*row[:3]), pid=row[3], last_seen=row[4]) for row in silent]
    # That a document was begun is noted already: it counts as an attempt.
    return sum(readings) + sum(_end_session(database, row[0], pid=row[1], last_seen=row[2]) for row in makers)


def _end(database: Database, attempt: Attempt, *, pid: int, last_seen: datetime) -> bool:
    if not _end_session(database, attempt.worker, pid=pid, last_seen=last_seen):
        return False
    # Counted here as the machine's doing: whoever takes the upload up next would take the worker for dead.
    with database.transaction(OFFICE) as session:
        attempts.fail(session, attempt, Cause(Failure.HOST, "frozen worker"))
    return True


def _end_session(database: Database, worker: str, *, pid: int, last_seen: datetime) -> bool:
    # Outside a scope: the login role may end its own sessions, the roles of a scope may not.
    with database.engine.connect() as connection:
        ended = connection.execute(_END_SESSION, {"pid": pid, "last_seen": last_seen}).scalar()
    if ended:
        _log.warning("frozen worker's session ended", worker=worker)
    return bool(ended)
