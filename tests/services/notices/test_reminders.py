"""What runs out is told on its day, once; nights that were missed are made up; what was read long ago is erased."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.jobs import ledger, nightly_notices
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.models import CaseRecord, JobRun
from fleetsvc.services.cases.reminders import remind
from fleetsvc.services.notices.inbox import mark_read
from fleetsvc.services.notices.retention import erase
from fleetsvc.services.operations.timetable import NIGHTLY_NOTICES
from fleetsvc.services.people import accounts
from tests.actors import TESTER
from tests.notices import count, happen, occurrences, peopled, tell_all
from tests.ranking_data import put_rulebook_in_force, register
from tests.upload_cases import NOW, a_vin

(JOB,) = (job for job in CALENDAR if job.name == NIGHTLY_NOTICES.name)


def a_case(session: Session, number: int, *, city: int = 410100, **more: Any) -> None:
    values: dict[str, Any] = {
        "state": "notified",
        "kind": "justification",
        "opened_by": "",
        "opened_at": NOW,
        "details": {},
    }
    vin = a_vin(number)
    subject = f"vehicle/{city}/{vin}/2025-03-01"
    session.add(
        CaseRecord(city_code=city, vin=vin, subject=subject, registered_on=date(2025, 3, 1), **values | more)
    )
    session.flush()


def told(session: Session, day: str) -> list[tuple[str, str, dict[str, object]]]:
    """Tell what is due on a day; all that was ever told."""
    before = (
        session.connection()
        .exec_driver_sql("SELECT kind, subject, details FROM occurrence ORDER BY id")
        .all()
    )
    remind(session, date.fromisoformat(day), now=NOW)
    after = (
        session.connection()
        .exec_driver_sql("SELECT kind, subject, details FROM occurrence ORDER BY id")
        .all()
    )
    return [tuple(row) for row in after[len(before) :]]


def test_holidays_are_no_working_days_and_only_who_is_asked_is_reminded(session: ScopedSession) -> None:
    last = date(2025, 10, 13)
    for number, city, state in ((1, 410100, "notified"), (2, 410200, "notified"), (3, 410100, "answered")):
        a_case(session, number, city=city, state=state, due_on=last)
    a_case(session, 4, due_on=date(2025, 12, 31))
    one = {"count": 1, "day": "2025-10-13"}
    assert told(session, "2025-09-28") == []  # the 29th, 30th, 9th, 10th, 11th (a Saturday) and 13th are six
    assert told(session, "2025-09-29") == [
        ("cases-due", "cases/410100", one),
        ("cases-due", "cases/410200", one),
    ]
    assert told(session, "2025-09-30") == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-06-05", []),
        ("2025-06-07", [("cases-due", "cases/410100", {"count": 2, "day": "2025-06-13"})]),
        ("2025-06-08", [("cases-due", "cases/410100", {"count": 2, "day": "2025-06-13"})]),
        ("2025-06-09", []),
    ],
)
def test_a_deadline_is_told_when_five_working_days_are_left(
    session: ScopedSession, day: str, found: list[tuple[str, str, dict[str, object]]]
) -> None:
    for number in (1, 2):
        a_case(session, number, due_on=date(2025, 6, 13))
    assert told(session, day) == found
    assert told(session, day) == []


def test_approvals_are_told_thirty_days_ahead_or_when_given_for_less(session: ScopedSession) -> None:
    given = datetime(2025, 6, 2, 4, tzinfo=UTC)
    for number, state, until, ago in (
        (1, "approved", date(2025, 7, 3), 200),
        (2, "approved", date(2025, 6, 20), 0),
        (3, "closed", date(2025, 7, 3), 0),
    ):
        decided: dict[str, Any] = {
            "outcome": "approved",
            "decided_by": "",
            "decided_at": given - timedelta(days=ago),
        }
        a_case(session, number, state=state, valid_from=date(2024, 1, 1), valid_until=until, **decided)
    assert [told(session, f"2025-06-{day:02}") for day in (2, 3, 4)] == [
        [],
        [
            ("approvals-expiring", "cases/410100", {"count": 1, "day": "2025-06-20"}),
            ("approvals-expiring", "cases/410100", {"count": 1, "day": "2025-07-03"}),
        ],
        [],
    ]


def test_nights_that_were_missed_are_made_up_and_each_is_done_once(own_database: Database) -> None:
    night = datetime(2025, 12, 10, 20, tzinfo=UTC)
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=1)
        assert nightly_notices.due(session, night) == ("2025-12-11",)
        session.add(
            JobRun(job=JOB.name, period="2025-12-05", status="done", worker="w", started_at=NOW, attempts=1)
        )
        a_case(session, 1, due_on=date(2025, 12, 15))
    for worker in ("one", "two"):
        ledger.run_due(own_database, JOB, worker=worker, now=lambda: night)
    assert occurrences(own_database) == [("cases-due", "cases/410100", {"count": 1, "day": "2025-12-15"})]


def test_what_was_read_long_ago_is_erased_and_what_was_not_stays(own_database: Database) -> None:
    people = peopled(own_database)
    for mark, days in (("old", 0), ("new", 200)):
        happen(own_database, mark=mark, now=NOW + timedelta(days=days))
        tell_all(own_database)
    with own_database.transaction(OFFICE) as session:
        mark_read(session, people["owner"], range(1000), now=NOW)
        keep, now = timedelta(days=180), NOW + timedelta(days=200)
        assert [erase(session, keep=keep, now=now) for _ in range(2)] == [1, 0]
        accounts.disable(session, accounts.user(session, people["colleague"]), by=TESTER, now=now)
        assert erase(session, keep=keep, now=now) == 1
    assert (count(own_database, "notice"), count(own_database, "occurrence")) == (2, 1)
