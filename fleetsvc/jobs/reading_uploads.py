"""Reading uploads: claim one, read it in the sandbox, settle it in one transaction. Taking large ones back, likewise.

The claim is a row lock held for the whole transaction, so a killed worker's claim vanishes with its connection.
Attempts and progress are written on a second connection, where others can see them at once. Whatever goes wrong
counts as an attempt of that upload alone, and the next one is taken up.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import structlog

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope, backend_pid
from fleetsvc.jobs.ledger import failure_kind, failure_place
from fleetsvc.models import UploadRecord
from fleetsvc.services.law import catalogues
from fleetsvc.services.uploads import (
    attempts,
    current_versions,
    deliveries,
    processing,
    queue,
    steps,
    withdrawals,
)
from fleetsvc.services.uploads.attempts import Attempt, Cause, Standing
from fleetsvc.services.uploads.failures import Failure, failure_of, refusal_of
from fleetsvc.services.uploads.progress import Progress
from fleetsvc.services.uploads.reading import Reading
from fleetsvc.settings import Settings
from importers.limits import limits_for
from importers.sandbox import reader

MOST_ROWS = 1_048_576
"""What a sheet of Excel can hold."""
PROGRESS_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator decides about files: rows that a sheet may have, changes that need no review (``changes``)."""

    max_rows: int = MOST_ROWS
    at_once: frozenset[str] = frozenset()


USUAL = Policy()


def policy_of(settings: Settings) -> Policy:
    """Return what the settings say."""
    return Policy(settings.max_upload_rows, settings.changes_accepted)


_log = structlog.get_logger()


class _AttemptFailed(Exception):
    """An attempt at an upload failed and was counted; ``problem`` is what went wrong."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(failure_kind(problem))
        self.problem = problem


def waiting(database: Database) -> list[tuple[int, int]]:
    """Return (unit, upload) of what may be read, stored or taken back now, in the order of its turn; locks nothing."""
    with database.transaction(OFFICE) as session:
        return queue.waiting(session)


def work_once(
    database: Database, *, worker: str, now: Callable[[], datetime], policy: Policy = USUAL
) -> bool:
    """Make one attempt at a waiting upload; return whether there was one to make.

    Raises what keeps a failed attempt from being counted, such as a database that is away.
    """
    return any(
        _attempted(database, Attempt(city, number, worker), now=now(), policy=policy)
        for city, number in waiting(database)
    )


def _attempted(database: Database, attempt: Attempt, *, now: datetime, policy: Policy) -> bool:
    try:
        return _settle(database, attempt, now=now, policy=policy) is not None
    except _AttemptFailed:
        return True


def settle(
    database: Database, *, city: int, number: int, worker: str, now: datetime, policy: Policy = USUAL
) -> Reading | None:
    """Claim and settle one upload; None when another worker has it, or it is settled or not due after a lost worker.

    Of one that is taken back the reading is empty. A file of which one sheet has more than ``policy.max_rows`` rows is
    refused. Raises whatever the attempt failed of, once it is counted.
    """
    try:
        return _settle(database, Attempt(city, number, worker), now=now, policy=policy)
    except _AttemptFailed as failed:
        raise failed.problem from None


def _settle(database: Database, attempt: Attempt, *, now: datetime, policy: Policy) -> Reading | None:
    try:
        reading = _claimed_and_read(database, attempt, now=now, policy=policy)
    except Exception as problem:
        if not _count(database, attempt, problem, now=now):
            raise
        raise _AttemptFailed(problem) from problem
    if reading is not None:
        refused = reading.refused.code if reading.refused else None
        _log.info(
            "upload settled",
            city=attempt.city,
            upload=attempt.number,
            refused=refused,
            rows=dict(reading.rows),
        )
    return reading


def _claimed_and_read(
    database: Database, attempt: Attempt, *, now: datetime, policy: Policy
) -> Reading | None:
    city, number = attempt.city, attempt.number
    with database.transaction(UnitScope(str(city))) as session:
        upload = deliveries.claim(session, city=city, number=number)
        if upload is None or not upload.is_waiting:
            return None
        instant = current_versions.hold(session, city=city, now=now) if upload.confirmed else now
        if instant is None:
            return None
        standing = _begun(database, attempt, pid=backend_pid(session))
        if standing is Standing.LATER:
            return None
        if standing is Standing.OVER:
            return _end_failing(session, upload, Failure.WORKER_LOST, now=now)
        progress = _progress(database, attempt)
        if upload.withdrawing is not None:
            steps.finish_withdrawal(session, upload, progress=progress, now=instant)
            reading = Reading()
        else:
            reading = _read(session, upload, progress=progress, now=instant, policy=policy)
        attempts.forget(session, city=city, number=number)
    return reading


def _begun(database: Database, attempt: Attempt, *, pid: int) -> Standing:
    with database.transaction(UnitScope(str(attempt.city))) as session:
        return attempts.begin(session, attempt, pid=pid)


def _count(database: Database, attempt: Attempt, problem: Exception, *, now: datetime) -> bool:
    """Count a failed attempt, in a transaction of its own; end what is asked for where that was one too many.

    Returns whether it was this worker's to count.
    """
    cause = Cause(failure_of(problem), failure_kind(problem), _place_of(problem))
    city, number = attempt.city, attempt.number
    with database.transaction(UnitScope(str(city))) as session:
        standing = attempts.fail(session, attempt, cause)
        if standing is Standing.OVER:
            upload = deliveries.claim(session, city=city, number=number)
            if upload is not None and upload.is_waiting:
                _end_failing(session, upload, cause.failure, now=now)
    _log.error(
        "upload attempt failed",
        city=city,
        upload=number,
        failure=cause.failure.value,
        problem=cause.problem,
        at=cause.place.splitlines(),
        standing=standing and standing.value,
    )
    return standing is not None


def _place_of(problem: Exception) -> str:
    """Return where in the program an attempt failed; of the reader, where in the reader: its message says just that."""
    return str(problem) if isinstance(problem, reader.ReaderBroke) else "\n".join(failure_place(problem))


def _end_failing(session: ScopedSession, upload: UploadRecord, failure: Failure, *, now: datetime) -> Reading:
    """End what failed too often: a file is refused, and one that was to be taken back stands as before."""
    if upload.withdrawing is not None:
        withdrawals.give_up(session, upload)
        reading = Reading()
    else:
        reading = processing.refuse(session, upload, refusal_of(failure), now=now)
    attempts.give_up(session, city=upload.city_code, number=upload.number)
    return reading


def _read(
    session: ScopedSession,
    upload: UploadRecord,
    *,
    progress: Progress,
    now: datetime,
    policy: Policy,
) -> Reading:
    content = deliveries.content(session, city=upload.city_code, number=upload.number)
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        del content
        frames = reader.stream(
            path,
            name=upload.name,
            expectation=processing.expectation_of(session, upload),
            today=day_of(now),
            catalogue=catalogues.known_models(session),
            # How large a file may be was settled when it was taken.
            limits=replace(limits_for(upload.size_bytes), file_bytes=upload.size_bytes, rows=policy.max_rows),
        )
        return processing.process(session, upload, frames, progress=progress, at_once=policy.at_once, now=now)


def _progress(database: Database, attempt: Attempt) -> Progress:
    """Return what tells others how far an attempt is, now and then."""
    next_at = 0.0

    def tell(rows_done: int) -> None:
        nonlocal next_at
        if monotonic() < next_at:
            return
        next_at = monotonic() + PROGRESS_EVERY_SECONDS
        with database.transaction(UnitScope(str(attempt.city))) as session:
            attempts.beat(session, attempt, rows_done=rows_done)

    return tell
