"""The figures of exceptions are counted once for as long as they are the same, and anew at once where they are not."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import known_exceptions
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.exception_counts import counts_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.known_exceptions import KEPT_SECONDS, Known, KnownExceptions
from fleetsvc.services.cases.words import CaseAction, Hand
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

CLERK = Actor("command", name="clerk", role="bureau", unit="410100")
JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 31)
IN_JUNE, IN_JULY = NOW, datetime(2025, 7, 9, 4, tzinfo=UTC)


@pytest.fixture
def database(own_database: Database) -> Database:
    with_rulebook(own_database)
    taxis = (
        a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}") for number in range(1, 13)
    )
    deliver(own_database, *taxis)
    return own_database


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days for which figures were counted."""
    days: list[date] = []

    def noted(session: object, day: date) -> Known:
        days.append(day)
        return counts_on(session, day)  # type: ignore[arg-type]

    monkeypatch.setattr(known_exceptions, "counts_on", noted)
    return days


def ask(database: Database, *, first: int, until: int, at: datetime) -> None:
    """Have some of the vehicles' unit ask for exceptions."""
    said = Said(CaseAction.ANSWER, "none is sold", ground="no-suitable-model", missing="to follow")
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord).where(CaseRecord.kind == "justification").order_by(col(CaseRecord.id))
        numbers = [stored_id(case) for case in session.exec(query)][first:until]
        assert len(act_on(session, numbers, said, by=CLERK, hand=Hand.BUREAU, now=at).done) == until - first


def least_asked(known: KnownExceptions, database: Database, day: date) -> int:
    """How many asked in the province, at least; as it is counted anew."""
    with database.transaction(PUBLISHED) as session:
        found = known.on(session, day)
        assert found == counts_on(session, day)
    return (
        next(one.least["asked"] for counts in found.values() for one in counts if one.unit is None)
        if found
        else 0
    )


def test_figures_are_counted_once_and_anew_where_they_have_changed(
    database: Database, counted: list[date]
) -> None:
    known = KnownExceptions()
    assert [least_asked(known, database, JULY) for _ in range(2)] == [0, 0]
    ask(database, first=0, until=6, at=IN_JUNE)  # stored after it was asked, of the month before
    assert [least_asked(known, database, JULY) for _ in range(3)] == [5, 5, 5]
    assert counted == [JULY, JULY]
    ask(database, first=6, until=12, at=IN_JULY)
    assert least_asked(known, database, JULY) == 5
    assert counted == [JULY, JULY]  # what is done in July counts from August on
    assert [least_asked(known, database, AUGUST) for _ in range(2)] == [10, 10]
    assert counted == [JULY, JULY, AUGUST]


def test_after_a_while_figures_are_counted_anew_whatever_their_state(
    database: Database, counted: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    known, seconds = KnownExceptions(), [0.0]
    ticking = SimpleNamespace(monotonic=lambda: seconds[0])
    monkeypatch.setattr(f"{known_exceptions.__name__}.time", ticking)
    for seconds[0] in (0.0, KEPT_SECONDS - 1, KEPT_SECONDS):
        least_asked(known, database, JULY)
    assert counted == [JULY, JULY]
