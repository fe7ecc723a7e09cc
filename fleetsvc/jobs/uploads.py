"""Reading uploads: claim one, read it in the sandbox, settle it in one transaction.

The claim is a row lock held for the whole transaction, so a killed worker's claim vanishes with its connection.
Progress and the count of attempts are written on a second connection, where others can see them at once.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import and_, col, or_, select

from fleetsvc.clock import day_of
from fleetsvc.db import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services import catalogues, processing, uploads
from fleetsvc.services.reading import Reading
from importers import sandbox
from importers.limits import limits_for
from importers.results import Refused

MOST_ROWS = 1_048_576
"""What a sheet of Excel can hold."""
MAX_ATTEMPTS = 3
"""A file that took its worker down this often is refused instead of tried again."""
PROGRESS_EVERY_SECONDS = 0.5

_log = structlog.get_logger()

_BEGIN_ATTEMPT = """
INSERT INTO upload_progress (city_code, upload_id, worker, backend_pid, attempts, rows_done, heartbeat_at)
VALUES (:city, :number, :worker, :pid, 1, 0, clock_timestamp())
ON CONFLICT (city_code, upload_id) DO UPDATE SET worker = excluded.worker, backend_pid = excluded.backend_pid,
    attempts = upload_progress.attempts + 1, rows_done = 0, heartbeat_at = excluded.heartbeat_at
RETURNING attempts
"""
_BEAT = """
UPDATE upload_progress SET rows_done = :rows, heartbeat_at = clock_timestamp()
WHERE city_code = :city AND upload_id = :number AND worker = :worker
"""
_END = "DELETE FROM upload_progress WHERE city_code = :city AND upload_id = :number AND worker = :worker"


def waiting(database: Database, *, at_most: int = 20) -> list[tuple[int, int]]:
    """Return (unit, upload) of what waits to be read or stored, oldest first; nothing is locked."""
    with database.transaction(OFFICE) as session:
        open_ones = (
            select(UploadRecord.city_code, UploadRecord.id)
            .where(
                or_(
                    col(UploadRecord.status) == uploads.RECEIVED,
                    and_(
                        col(UploadRecord.status) == uploads.IN_REVIEW, col(UploadRecord.confirmed).is_(True)
                    ),
                )
            )
            .order_by(col(UploadRecord.id))
            .limit(at_most)
        )
        return [(city, number) for city, number in session.exec(open_ones) if number is not None]


def work_once(
    database: Database, *, worker: str, now: Callable[[], datetime], max_rows: int = MOST_ROWS
) -> bool:
    """Settle one waiting upload; return whether there was one to settle."""
    return any(
        settle(database, city=city, number=number, worker=worker, now=now(), max_rows=max_rows) is not None
        for city, number in waiting(database)
    )


def settle(
    database: Database, *, city: int, number: int, worker: str, now: datetime, max_rows: int = MOST_ROWS
) -> Reading | None:
    """Claim and settle one upload; None when another worker has it or it is settled already.

    A file of which one sheet has more than ``max_rows`` rows is refused.
    """
    with database.transaction(UnitScope(str(city))) as session:
        upload = uploads.claim(session, city=city, number=number)
        if upload is None or not _is_waiting(upload):
            return None
        beat = _Beat(database, city=city, number=number, worker=worker)
        if beat.begin(_backend_pid(session)) > MAX_ATTEMPTS:
            reading = processing.refuse(session, upload, Refused("damaged"), now=now)
        else:
            with _attempts_forgiven(beat):
                reading = _read(session, upload, beat=beat, now=now, max_rows=max_rows)
    beat.end()
    _log.info("upload settled", city=city, upload=number, status=upload.status, rows=dict(reading.rows))
    return reading


@contextmanager
def _attempts_forgiven(beat: "_Beat") -> Iterator[None]:
    """Count an attempt against the file only where the file broke its reader or the whole worker.

    What goes wrong around it (no rulebook in force, a full disk, a lost connection) is not the file's fault.
    """
    try:
        yield
    except sandbox.ReaderBroke:
        raise
    except Exception:
        # The database may be what went wrong; the first problem is the one to tell.
        with suppress(DBAPIError):
            beat.end()
        raise


def _is_waiting(upload: UploadRecord) -> bool:
    return upload.status == uploads.RECEIVED or (upload.status == uploads.IN_REVIEW and upload.confirmed)


def _backend_pid(session: ScopedSession) -> int:
    return int(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def _read(
    session: ScopedSession, upload: UploadRecord, *, beat: "_Beat", now: datetime, max_rows: int
) -> Reading:
    assert upload.id is not None  # noqa: S101 (a stored upload)
    content = uploads.content(session, city=upload.city_code, number=upload.id)
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        del content
        frames = sandbox.stream(
            path,
            name=upload.name,
            expectation=processing.expectation_of(session, upload),
            today=day_of(now),
            catalogue=catalogues.known_models(session),
            limits=replace(limits_for(upload.size_bytes), rows=max_rows),
        )
        return processing.process(session, upload, frames, progress=beat.rows, now=now)


class _Beat:
    """The second connection: attempts, progress and the sign of life."""

    def __init__(self, database: Database, *, city: int, number: int, worker: str) -> None:
        self._database = database
        self._scope = UnitScope(str(city))
        self._key = {"city": city, "number": number, "worker": worker}
        self._next_at = 0.0

    def _run(self, statement: str, **values: object) -> int | None:
        with self._database.transaction(self._scope) as session:
            result = session.connection().execute(text(statement), self._key | values)
            return int(result.scalar_one()) if result.returns_rows else None

    def begin(self, pid: int) -> int:
        return self._run(_BEGIN_ATTEMPT, pid=pid) or 0

    def rows(self, done: int) -> None:
        if monotonic() < self._next_at:
            return
        self._next_at = monotonic() + PROGRESS_EVERY_SECONDS
        self._run(_BEAT, rows=done)

    def end(self) -> None:
        self._run(_END)
