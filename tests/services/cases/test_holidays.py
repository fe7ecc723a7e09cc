"""The legal calendar is the office's to complete: open deadlines move with it, and nothing is guessed without it."""

from collections.abc import Collection
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.deadlines import announce_holidays
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.law.holidays import Announced, NoticeUnfit, missing_years
from tests.upload_cases import a_row, deliver, with_rulebook

OFFICER = Actor("command", name="officer", role="office")
JUNE = datetime(2025, 7, 1, 8, tzinfo=UTC)


def notice(
    year: int, *, off: Collection[date] = (), worked: Collection[date] = (), source: str = "国办"
) -> Announced:
    return Announced(year, source, frozenset(off), frozenset(worked))


def test_a_notice_moves_the_deadlines_that_are_open_and_their_cases_say_so(own_database: Database) -> None:
    database = with_rulebook(own_database)
    deliver(database, a_row(1, category="出租车", energy="汽油", plate="豫A00001"))
    with database.transaction(OFFICE) as session:
        tend(session, now=JUNE)
        (case,) = session.exec(select(CaseRecord))
        assert case.due_on == date(2025, 7, 22)
        off = {date(2025, 7, 2), date(2025, 7, 3)}
        moved = announce_holidays(session, notice(2025, off=off), by=OFFICER, now=JUNE)[1]
        assert (moved, case.due_on, case.state) == (1, date(2025, 7, 24), "notified")
        lines = session.exec(select(CaseStep).order_by(col(CaseStep.id)))
        assert [(one.action, one.details["due_on"], one.reason) for one in lines] == [
            ("notify", "2025-07-22", None),
            ("reckon", "2025-07-24", "国办"),
        ]
        assert announce_holidays(session, notice(2025, off=off), by=OFFICER, now=JUNE)[1] == 0
        worked = {date(2025, 7, 5)}
        announce_holidays(session, notice(2025, off=off, worked=worked), by=OFFICER, now=JUNE)
        assert case.due_on == date(2025, 7, 23)


def test_a_case_waits_for_the_calendar_of_its_deadline(own_database: Database) -> None:
    database = with_rulebook(own_database)
    deliver(database, a_row(1, category="出租车", energy="汽油", plate="豫A00001"))
    december = datetime(2026, 12, 20, 8, tzinfo=UTC)
    with database.transaction(OFFICE) as session:
        tend(session, now=december)
        (case,) = session.exec(select(CaseRecord))
        assert (case.state, missing_years(session, {2026, 2027})) == ("open", [2027])
        announce_holidays(session, notice(2027, off={date(2027, 1, 1)}), by=OFFICER, now=december)
        tend(session, now=december)
        assert (case.state, case.due_on, missing_years(session, {2026, 2027})) == (
            "notified",
            date(2027, 1, 11),
            [],
        )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (notice(1999), "year"),
        (notice(2027, source=" "), "source"),
        (notice(2027, off={date(2026, 12, 31)}), "day"),
        (notice(2027, off={date(2027, 1, 2)}, worked={date(2027, 1, 2)}), "both"),
        (notice(2027, worked={date(2027, 1, 1)}), "weekday"),
        (
            notice(2027, off={date.fromordinal(date(2027, 1, 1).toordinal() + day) for day in range(61)}),
            "many",
        ),
    ],
)
def test_a_notice_that_cannot_be_is_refused(database: Database, said: Announced, why: str) -> None:
    with pytest.raises(NoticeUnfit) as told, database.transaction(OFFICE) as session:
        announce_holidays(session, said, by=OFFICER, now=JUNE)
    assert told.value.why == why
