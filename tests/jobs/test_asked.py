"""Work that a person asks for: done by one worker, through the ledger, and told with what became of it."""

from datetime import UTC, datetime

import pytest

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import requested
from fleetsvc.models import AccountId, SessionId
from fleetsvc.services.audit.events import by_person
from fleetsvc.services.law import rulebooks
from fleetsvc.services.operations import job_requests
from fleetsvc.services.operations.timetable import MONTHLY_EDITION, NIGHTLY_RANKING, NIGHTLY_SEALS
from tests.actors import noted
from tests.ranking_data import put_rulebook_in_force, register

NOW = datetime(2025, 10, 9, 0, 0, tzinfo=UTC)
ADMIN = by_person(AccountId(1), SessionId(1), name="admin", role="admin", unit=None)
NIGHTLY, MONTHLY, SEALS = NIGHTLY_RANKING.name, MONTHLY_EDITION.name, NIGHTLY_SEALS.name


def clock() -> datetime:
    return NOW


def ask(database: Database, job: str) -> bool:
    with database.transaction(OFFICE) as session:
        return job_requests.ask(session, job, by=ADMIN, now=NOW)[1]


def outcome(database: Database, job: str) -> tuple[dict[str, str] | None, int | None, str | None]:
    with database.transaction(OFFICE) as session:
        found = job_requests.latest(session, [job])[job]
        return found.done, found.stored, found.failure


def worked(database: Database, job: str) -> tuple[dict[str, str] | None, int | None, str | None]:
    """Ask for a job, let a worker do it, and return what became of it."""
    assert ask(database, job)
    assert requested.work_once(database, worker="one", now=clock)
    return outcome(database, job)


@pytest.fixture
def database(own_database: Database) -> Database:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=10)
    return own_database


def test_what_is_due_is_made_up_and_asked_again_there_is_nothing_to_do(database: Database) -> None:
    assert worked(database, MONTHLY) == ({"2025-09": "done", "2025-Q3": "done"}, None, None)
    assert worked(database, MONTHLY) == ({}, None, None)


def test_the_ranking_of_the_night_is_done_anew_and_stores_only_what_changed(database: Database) -> None:
    assert worked(database, NIGHTLY) == ({"2025-10-09": "done"}, None, None)
    assert worked(database, NIGHTLY) == ({"2025-10-09": "again"}, 0, None)
    with database.transaction(OFFICE) as session:
        register(session, "410200", day=NOW.date(), compliant=1)
    done, stored, failure = worked(database, NIGHTLY)
    assert (done, failure) == ({"2025-10-09": "again"}, None)
    assert stored is not None
    assert stored > 0


def test_asked_twice_before_it_is_done_it_is_one_request_and_one_event(database: Database) -> None:
    assert [ask(database, NIGHTLY), ask(database, NIGHTLY), ask(database, MONTHLY)] == [True, False, True]
    assert [requested.work_once(database, worker="one", now=clock) for _ in range(3)] == [True, True, False]
    with database.transaction(OFFICE) as session:
        events = noted(session, act="job-asked")
    assert [(event.actor_name, event.subject) for event in events] == [
        ("admin", f"job/{MONTHLY}"),
        ("admin", f"job/{NIGHTLY}"),
    ]


def test_a_request_that_a_worker_has_taken_is_left_to_it_and_free_again_when_it_dies(
    database: Database,
) -> None:
    ask(database, NIGHTLY)
    with database.transaction(OFFICE) as session:
        assert job_requests.claim(session) is not None
        assert not requested.work_once(database, worker="two", now=clock)
        session.rollback()
    assert requested.work_once(database, worker="two", now=clock)


def test_a_failure_is_told_by_its_kind_and_the_job_may_be_asked_for_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(database, NIGHTLY)
    monkeypatch.setattr(rulebooks, "find_law_number", lambda _: None)
    assert worked(database, NIGHTLY) == ({}, None, "NoActiveRulebook")
    assert worked(database, MONTHLY) == ({"2025-09": "failed", "2025-Q3": "failed"}, None, "failed")
    assert ask(database, NIGHTLY)


def test_a_job_of_a_later_release_is_settled_not_tried_for_ever(database: Database) -> None:
    assert worked(database, "of-a-later-release") == ({}, None, "JobUnknown")


def test_nothing_to_rank_yet_is_no_failure(own_database: Database) -> None:
    assert worked(own_database, NIGHTLY) == ({"2025-10-09": "again"}, 0, None)


def test_seals_are_verified_once_more_by_hand(database: Database) -> None:
    worked(database, MONTHLY)
    assert worked(database, SEALS) == ({"2025-10-09": "done"}, None, None)
    assert worked(database, SEALS) == ({"2025-10-09": "again"}, None, None)
