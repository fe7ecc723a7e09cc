"""The attempts at reading an upload: begun, counted where they fail, given up, forgotten.

An attempt is written down before it begins and struck out when it ends, on a connection of its own: one that is still
there when the next begins has ended without a word, and counts as failed too. All instants are the database's.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.uploads.failures import Failure
from fleetsvc.services.uploads.telling import tell_set_aside

MAX_ATTEMPTS: Final = 3
"""A file that failed so often is refused, or set aside where that was the machine's fault."""
PAUSES: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=15))
"""Before the next attempt, by how many have failed; the last one holds for all further ones."""
_AFTER_LOSS: Final = (timedelta(0), *PAUSES[1:])
"""A worker that is restarted is no reason to let anybody wait; a file that ends workers is."""

_DUE: Final = text("""
    SELECT worker, heartbeat_at < pg_postmaster_start_time() FROM upload_progress
    WHERE city_code = :city AND upload_id = :number
""")
_BEGIN: Final = text("""
    INSERT INTO upload_progress (city_code, upload_id, worker, backend_pid, rows_done, heartbeat_at)
    VALUES (:city, :number, :worker, :pid, 0, clock_timestamp())
""")
_TAKE_TURN: Final = text("""
    INSERT INTO upload_turn (city_code, served_at) VALUES (:city, clock_timestamp())
    ON CONFLICT (city_code) DO UPDATE SET served_at = excluded.served_at
""")
_BEAT: Final = text("""
    UPDATE upload_progress SET rows_done = :rows, heartbeat_at = clock_timestamp()
    WHERE city_code = :city AND upload_id = :number AND worker = :worker
""")
_FAIL: Final = text("""
    WITH mine AS (
        DELETE FROM upload_progress WHERE city_code = :city AND upload_id = :number AND worker = :worker
        RETURNING clock_timestamp() AS at
    )
    INSERT INTO upload_failure AS f (city_code, upload_id, failures, file_failures, failure, problem, place,
        failed_at, next_attempt_at)
    SELECT :city, :number, 1, :of_file, :failure, :problem, :place, at, at + (CAST(:pauses AS interval[]))[1] FROM mine
    ON CONFLICT (city_code, upload_id) DO UPDATE SET
        failures = f.failures + 1,
        file_failures = f.file_failures + excluded.file_failures,
        failure = excluded.failure,
        problem = excluded.problem,
        place = excluded.place,
        failed_at = excluded.failed_at,
        next_attempt_at = excluded.failed_at + (CAST(:pauses AS interval[]))[least(f.failures + 1, :most)],
        set_aside_at = CASE WHEN f.failures + 1 >= :most THEN coalesce(f.set_aside_at, excluded.failed_at) END
    RETURNING file_failures, next_attempt_at <= clock_timestamp(), failures = :most AS is_set_aside, failed_at
""")
_GIVE_UP: Final = text("""
    UPDATE upload_failure SET next_attempt_at = NULL, set_aside_at = NULL
    WHERE city_code = :city AND upload_id = :number
""")
_FORGET: Final = tuple(
    text(f"DELETE FROM {table} WHERE city_code = :city AND upload_id = :number")  # noqa: S608 (constants)
    for table in ("upload_progress", "upload_failure")
)


class Standing(Enum):
    """Whether an upload may be read now: it may, not before its pause is over, or it failed too often."""

    DUE = "due"
    LATER = "later"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One worker's attempt at one upload."""

    city: int
    number: int
    worker: str

    def values(self) -> dict[str, object]:
        """Return what names it in statements."""
        return {"city": self.city, "number": self.number, "worker": self.worker}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an attempt failed. ``problem`` and ``place`` are of the program: nothing of the data is kept."""

    failure: Failure
    problem: str
    place: str = ""


def begin(session: Session, attempt: Attempt, *, pid: int) -> Standing:
    """Write an attempt down, unless one that ended without a word says otherwise. Its worker holds the upload.

    ``pid``: the server process that holds it, so that the session of a frozen worker can be ended.
    """
    connection = session.connection()
    left = connection.execute(_DUE, attempt.values()).first()
    if left is not None:
        standing = _lost(session, attempt, worker=left[0], is_restarted=left[1])
        if standing is not Standing.DUE:
            return standing
    connection.execute(_BEGIN, attempt.values() | {"pid": pid})
    connection.execute(_TAKE_TURN, {"city": attempt.city})
    return Standing.DUE


def _lost(session: Session, attempt: Attempt, *, worker: str, is_restarted: bool) -> Standing:
    # Where the database went down with it, or the worker is this one, which could not write down what failed, the
    # attempt failed of the database. Otherwise its worker died of it, or was killed beside it: that is not told apart.
    is_lost = worker != attempt.worker and not is_restarted
    failure = Failure.WORKER_LOST if is_lost else Failure.DATABASE
    gone = Attempt(attempt.city, attempt.number, worker)
    return fail(session, gone, Cause(failure, "no word"), pauses=_AFTER_LOSS) or Standing.DUE


def beat(session: Session, attempt: Attempt, *, rows_done: int) -> None:
    """Tell how far an attempt is; that is a sign of life as well."""
    session.connection().execute(_BEAT, attempt.values() | {"rows": rows_done})


def fail(
    session: Session, attempt: Attempt, cause: Cause, *, pauses: tuple[timedelta, ...] = PAUSES
) -> Standing | None:
    """Count a failed attempt and return how the upload stands; None where another has taken the upload over."""
    told = {"failure": cause.failure.value, "problem": cause.problem, "place": cause.place}
    counted = {"of_file": int(cause.failure.is_of_the_file), "pauses": list(pauses), "most": MAX_ATTEMPTS}
    row = session.connection().execute(_FAIL, attempt.values() | told | counted).first()
    if row is None:
        return None
    file_failures, is_due, is_set_aside, failed_at = row
    if file_failures >= MAX_ATTEMPTS:
        return Standing.OVER
    if is_set_aside:
        tell_set_aside(session, city=attempt.city, number=attempt.number, now=failed_at)
    return Standing.DUE if is_due else Standing.LATER


def give_up(session: Session, *, city: int, number: int) -> None:
    """Note that an upload was refused for its failures: they stay on record, no attempt follows."""
    session.connection().execute(_FORGET[0], {"city": city, "number": number})
    session.connection().execute(_GIVE_UP, {"city": city, "number": number})


def forget(session: Session, *, city: int, number: int) -> None:
    """Let an upload begin anew: it was settled, or its sender or an operator wants it read again."""
    for statement in _FORGET:
        session.connection().execute(statement, {"city": city, "number": number})
