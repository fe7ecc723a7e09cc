"""What the office's dashboard and its list are made of."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.common.working_days import published
from fleetsvc.services.dashboards.province import (
    Cell,
    Month,
    Reported,
    categories_of_month,
    last_months,
    months,
    open_matters,
    standings,
)
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.operations.timetable import MONTHLY_EDITION, NIGHTLY_RANKING, publication
from rules.periods import parse_period
from rules.ranking_method import Standing
from rules.tallies import Counts, summed
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from tests.ranking_data import an_upload, put_rulebook_in_force, register, set_aside, sign_nil

SEPTEMBER = date(2025, 9, 1)
DAYS = last_months(date(2025, 10, 20), 2)
IN_TIME = datetime(2025, 10, 8, 18, 29, tzinfo=UTC)
LATE = datetime(2025, 10, 8, 18, 30, tzinfo=UTC)
NOW = datetime(2025, 10, 20, 4, tzinfo=UTC)


def test_a_month_is_late_from_the_minute_its_edition_was_due(session: ScopedSession) -> None:
    register(session, "410100", upload=an_upload(session, "410100", received_at=IN_TIME), compliant=3)
    register(session, "410200", upload=an_upload(session, "410200", received_at=LATE), compliant=2)
    found = months(session, DAYS, category=None, now=NOW)
    september = {unit: found.cells[unit, SEPTEMBER] for unit in UNITS}
    expected = dict.fromkeys(UNITS, Cell(Reported.MISSING, 0))
    assert september == expected | {"410100": Cell(Reported.RECEIVED, 3), "410200": Cell(Reported.LATE, 2)}
    assert {found.cells[unit, date(2025, 10, 1)] for unit in UNITS} == {Cell(Reported.NOT_DUE, 0)}


def test_of_a_category_a_unit_has_reported_what_it_registered_or_signed_as_nil(
    session: ScopedSession,
) -> None:
    upload = an_upload(session, "410100", received_at=IN_TIME)
    register(session, "410100", upload=upload, category=Category.BUS, compliant=3)
    sign_nil(session, "410100", categories=[Category.TAXI])
    of_taxis = months(session, DAYS, category=Category.TAXI, now=NOW)
    assert of_taxis.cells["410100", SEPTEMBER] == Cell(Reported.NIL, 0)
    assert of_taxis.cells["410200", SEPTEMBER] == Cell(Reported.MISSING, 0)
    by_category = categories_of_month(session, SEPTEMBER, now=NOW)
    assert len(by_category) == len(UNITS) * len(Category)
    assert {kind: by_category["410100", kind] for kind in ("bus", "taxi", "postal")} == {
        "bus": Cell(Reported.RECEIVED, 3),
        "taxi": Cell(Reported.NIL, 0),
        "postal": Cell(Reported.MISSING, 0),
    }


def test_the_matrix_and_an_edition_agree_on_what_is_reported(session: ScopedSession) -> None:
    put_rulebook_in_force(session)
    register(session, "410100", compliant=3)
    sign_nil(session, "410100", categories=[Category.TAXI])
    set_aside(session, "410200", an_upload(session, "410200", status="in_review"), count=9)
    cells = categories_of_month(session, SEPTEMBER, now=NOW)
    lines = standings(session, parse_period("2025-09"), category=None, now=NOW)
    for line in lines:
        unreported = [
            c for c in current_method().required if cells[line.unit, c].reported is Reported.MISSING
        ]
        assert list(line.missing) == unreported


def test_what_a_withdrawn_delivery_brought_in_time_does_not_make_a_later_one_timely(
    session: ScopedSession,
) -> None:
    withdrawn = an_upload(session, "410100", status="withdrawn", received_at=IN_TIME)
    register(session, "410100", upload=withdrawn, superseded_at=NOW, compliant=1)
    register(session, "410100", upload=an_upload(session, "410100", received_at=LATE), compliant=1)
    found = months(session, DAYS, category=None, now=NOW)
    assert found.cells["410100", SEPTEMBER] == Cell(Reported.LATE, 1)


def test_months_count_verdicts_of_the_province_and_their_rate_as_a_ranking_does(
    session: ScopedSession,
) -> None:
    register(session, "410100", compliant=6, non_compliant=1, not_governed=4)
    register(session, "410200", exempt=1, undetermined=2, needs_justification=2, advisory=1)
    september = months(session, DAYS, category=None, now=NOW).months[0]
    counts = Counts(
        {
            Verdict.COMPLIANT: 6,
            Verdict.NON_COMPLIANT: 1,
            Verdict.NOT_GOVERNED: 4,
            Verdict.EXEMPT: 1,
            Verdict.UNDETERMINED: 2,
            Verdict.NEEDS_JUSTIFICATION: 2,
            Verdict.ADVISORY: 1,
        }
    )
    assert september == Month(SEPTEMBER, counts)
    assert (counts.governed, counts.good, counts.rate) == (12, 7, Fraction(7, 12))
    assert Counts().rate is None
    put_rulebook_in_force(session)
    of_all = summed(
        line.counts for line in standings(session, parse_period("2025-09"), category=None, now=NOW)
    )
    assert of_all == counts


def test_standings_hold_all_19_units(session: ScopedSession) -> None:
    put_rulebook_in_force(session)
    register(session, "410100", compliant=9, non_compliant=1)
    sign_nil(session, "410100")
    lines = standings(session, parse_period("2025-09"), category=None, now=NOW)
    assert (lines[0].unit, lines[0].status, lines[0].rank) == ("410100", Standing.RANKED, 1)
    assert {line.unit for line in lines} == set(UNITS)


def test_open_matters_are_those_of_all_months(session: ScopedSession) -> None:
    register(session, "410100", day=date(2023, 4, 1), non_compliant=2, compliant=1)
    register(session, "410200", needs_justification=3, superseded_at=NOW)
    an_upload(session, "410100", status="in_review")
    an_upload(session, "410100", status="received")
    found = open_matters(session)
    assert dict(found.verdicts) == {"non_compliant": 2, "needs_justification": 0, "undetermined": 0}
    assert (found.waiting, found.in_review) == (1, 1)


def test_the_timetable_says_when_the_next_run_is_whatever_the_hosts_clock() -> None:
    at = datetime(2025, 11, 4, 18, 30, tzinfo=UTC)  # 02:30 on the 5th in China
    assert publication(parse_period("2025-10"), calendar=published) == at
    assert MONTHLY_EDITION.when.after(at - timedelta(seconds=1)) == at
    assert NIGHTLY_RANKING.when.after(at) == datetime(2025, 11, 5, 17, 30, tzinfo=UTC)
