"""The database of the test run is what the other tests take it for."""

from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession


def test_what_a_session_of_a_test_wrote_is_rolled_back_first(session: ScopedSession) -> None:
    session.connection().execute(
        text(
            "INSERT INTO job_run (job, period, status, worker, started_at, attempts)"
            " VALUES ('x', 'y', 'done', 'w', now(), 1)"
        )
    )


def test_what_a_session_of_a_test_wrote_is_rolled_back_then(session: ScopedSession) -> None:
    assert session.connection().execute(text("SELECT count(*) FROM job_run")).scalar_one() == 0


def test_a_database_of_ones_own_is_migrated(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        assert session.connection().execute(text("SELECT count(*) FROM registration")).scalar_one() == 0
