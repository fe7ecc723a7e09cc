from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.jobs import reaper
from fleetsvc.models import UploadFailure

UNIT = UnitScope("410100")
QUIET = timedelta(minutes=2)


@pytest.fixture
def claimant(own_database: Database) -> Iterator[ScopedSession]:
    """The session of a worker that holds a claim: its transaction is open."""
    with ScopedSession(own_database.engine) as session:
        session.scope = UNIT
        session.connection()
        yield session
        session.invalidate()


def put_progress(database: Database, claimant: ScopedSession, *, seen: str) -> None:
    """Note the claimant's progress, last seen some time after its transaction began or before now."""
    pid = claimant.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with database.transaction(UNIT) as session:
        session.connection().execute(
            text(
                "INSERT INTO upload_progress VALUES"
                " (410100, 1, 'frozen', :pid, 0, clock_timestamp() + cast(:seen AS interval))"
            ),
            {"pid": pid, "seen": seen},
        )


def lives(claimant: ScopedSession) -> bool:
    try:
        claimant.connection().exec_driver_sql("SELECT 1")
    except DBAPIError:
        return False
    return True


def test_a_session_without_a_sign_of_life_is_ended_once(
    own_database: Database, claimant: ScopedSession
) -> None:
    put_progress(own_database, claimant, seen="0")
    with capture_logs() as logs:
        assert reaper.reap(own_database, silent_for=timedelta(0)) == 1
    assert not lives(claimant)
    assert logs == [
        {"event": "frozen worker's session ended", "worker": "frozen", "log_level": "warning"},
    ]
    assert reaper.reap(own_database, silent_for=timedelta(0)) == 0
    with own_database.transaction(UNIT) as session:
        counted = session.get_one(UploadFailure, (410100, 1))
    assert (counted.failure, counted.failures, counted.file_failures) == ("host", 1, 0)


def test_a_worker_that_gives_signs_of_life_keeps_its_session(
    own_database: Database, claimant: ScopedSession
) -> None:
    put_progress(own_database, claimant, seen="-1 hour")
    reaper.beat(own_database, worker="frozen")
    assert reaper.reap(own_database, silent_for=QUIET) == 0
    assert lives(claimant)


def test_a_sign_of_life_is_the_workers_own(own_database: Database, claimant: ScopedSession) -> None:
    put_progress(own_database, claimant, seen="-1 hour")
    reaper.beat(own_database, worker="another")
    with own_database.transaction(OFFICE) as session:
        silent = session.connection().exec_driver_sql(
            "SELECT count(*) FROM upload_progress WHERE heartbeat_at < clock_timestamp() - interval '59 minutes'"
        )
        assert silent.scalar_one() == 1


def test_a_process_number_that_came_round_again_is_left_alone(
    own_database: Database, claimant: ScopedSession
) -> None:
    # Its transaction began after the last sign of life: it is not the one that was seen.
    put_progress(own_database, claimant, seen="-1 hour")
    assert reaper.reap(own_database, silent_for=QUIET) == 0
    assert lives(claimant)
