from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.rankings.tallies import tallies
from rules.periods import parse_period
from rules.tallies import Besides, GroupShare, Tally
from rules.targets import MORE_THAN_HALF, Share
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from tests.ranking_data import an_upload, register, set_aside, sign_nil

SEPTEMBER = parse_period("2025-09")
METHOD = current_method()
TODAY = date(2026, 2, 1)


def all_tallies(
    session: Session, period: str = "2025-09", *, today: date = TODAY
) -> dict[Category | None, tuple[Tally, ...]]:
    return tallies(session, parse_period(period), method=METHOD, book=shipped_book(), today=today)


def whole_tally_of(
    session: Session, unit: str, *, period: str = "2025-09", category: Category | None = None
) -> Tally:
    return next(tally for tally in all_tallies(session, period)[category] if tally.unit == unit)


def tally_of(
    session: Session, unit: str, *, period: str = "2025-09", category: Category | None = None
) -> Tally:
    """The tally without what is missing and what stands beside."""
    return replace(
        whole_tally_of(session, unit, period=period, category=category), missing=(), besides=Besides()
    )


def test_an_empty_database_gives_19_silent_units_for_every_category(session: Session) -> None:
    found = all_tallies(session)
    assert set(found) == {None, *Category}
    for category, of_all in found.items():
        required = tuple(each for each in METHOD.required if category in (None, each))
        assert [(tally.unit, tally.missing, tally.reported) for tally in of_all] == [
            (unit, required, False) for unit in UNITS
        ]


def test_vehicles_moved_to_the_category_other_count_nowhere(session: Session) -> None:
    """400 diesel lorries as 其他 lifted a unit from 0 % to 98 %: they met an emission stage and nothing else."""
    register(session, "410100", category=Category.OTHER, compliant=400)
    register(session, "410100", needs_justification=8)
    assert tally_of(session, "410100").verdicts == {Verdict.NEEDS_JUSTIFICATION: 8}
    assert tally_of(session, "410100", category=Category.OTHER) == Tally("410100")


def test_an_upload_under_review_reports_nothing(session: Session) -> None:
    set_aside(session, "410100", an_upload(session, "410100", status="in_review"), count=2)
    tally = whole_tally_of(session, "410100")
    assert (tally.reported, tally.missing, tally.held) == (False, METHOD.required, 2)


def test_registrations_and_nil_reports_are_what_reports_a_category(session: Session) -> None:
    register(session, "410100", compliant=1)
    sign_nil(session, "410100", categories=[Category.TAXI])
    tally = whole_tally_of(session, "410100")
    assert (tally.reported, set(METHOD.required) - set(tally.missing)) == (
        True,
        {Category.BUS, Category.TAXI},
    )
    assert whole_tally_of(session, "410100", category=Category.TAXI).reported is True
    assert whole_tally_of(session, "410100", category=Category.POSTAL).reported is False


def test_one_nil_month_is_no_nil_year(session: Session) -> None:
    sign_nil(session, "410100", months=("2025-09",))
    assert whole_tally_of(session, "410100", period="2025-Q3").missing == METHOD.required
    sign_nil(session, "410100", months=("2025-07", "2025-08"))
    assert whole_tally_of(session, "410100", period="2025-Q3").missing == ()
    assert whole_tally_of(session, "410100", period="2025").missing == METHOD.required


def test_of_a_period_under_way_only_months_that_are_over_must_be_reported(session: Session) -> None:
    sign_nil(session, "410100", months=("2025-07",))
    of_unit = {
        today: next(
            t for t in all_tallies(session, "2025-Q3", today=today)[None] if t.unit == "410100"
        ).missing
        for today in (date(2025, 7, 20), date(2025, 8, 31), date(2025, 9, 1))
    }
    assert list(of_unit.values()) == [(), (), METHOD.required]


@pytest.mark.parametrize(
    ("status", "missing"), [("accepted", ()), ("in_review", METHOD.required), ("withdrawn", METHOD.required)]
)
def test_a_file_that_says_there_are_none_reports_while_it_stands(
    session: Session, status: str, missing: tuple[Category, ...]
) -> None:
    sign_nil(session, "410100", upload=an_upload(session, "410100", status=status))
    assert whole_tally_of(session, "410100").missing == missing


def test_rows_that_a_unit_closed_itself_stay_in_its_line_and_many_count_as_held(session: Session) -> None:
    register(session, "410100", compliant=95)
    upload = an_upload(session, "410100")
    set_aside(session, "410100", upload, count=5, fate="ignored", why="dismissed")
    found = whole_tally_of(session, "410100")
    assert (found.held, found.besides.closed) == (0, 5)
    other = an_upload(session, "410100")
    set_aside(session, "410100", other, count=5, fate="ignored", why="dismissed")
    found = whole_tally_of(session, "410100")
    assert (found.held, found.besides.closed) == (10, 10)


def test_a_vehicle_that_two_claim_is_disputed_and_has_no_verdict(session: Session) -> None:
    register(session, "410100", compliant=3)
    register(session, "410100", disputed=True, undetermined=2, not_governed=1)
    assert tally_of(session, "410100") == Tally(
        "410100", {Verdict.COMPLIANT: 3, Verdict.NOT_GOVERNED: 1}, reported=True, disputed=2
    )


def test_what_stands_beside_the_rank_is_counted(session: Session) -> None:
    in_time = an_upload(session, "410100", received_at=datetime(2025, 10, 4, 15, 59, tzinfo=UTC))
    late = an_upload(session, "410100", received_at=datetime(2025, 10, 6, 16, tzinfo=UTC))
    register(session, "410100", upload=in_time, category=Category.URBAN_LOGISTICS, compliant=3)
    register(
        session, "410100", upload=late, category=Category.URBAN_LOGISTICS, energy="unknown", undetermined=1
    )
    register(session, "410100", upload=late, energy="fcev", stage=Verdict.COMPLIANT, compliant=2)
    register(
        session,
        "410100",
        upload=in_time,
        rule="henan-2023/13-bus-new",
        stage=Verdict.NON_COMPLIANT,
        non_compliant=1,
    )
    register(
        session,
        "410100",
        upload=in_time,
        category=Category.TAXI,
        rule="henan-2023/13-in-principle",
        non_compliant=1,
    )
    beside = whole_tally_of(session, "410100").besides
    assert beside == Besides(
        strict_violations=1,
        stage_governed=3,
        stage_met=2,
        fcev=2,
        late_days=3 * 3,
        shares=(GroupShare("henan-2023/11-urban-freight-mainly", MORE_THAN_HALF, Share(3, 4, 1)),),
    )
    assert whole_tally_of(session, "410100", category=Category.TAXI).besides == Besides()


def test_a_vehicle_is_as_late_as_its_first_file_and_its_corrections_are_counted(session: Session) -> None:
    first = an_upload(session, "410100")
    late = an_upload(session, "410100", received_at=datetime(2025, 10, 20, tzinfo=UTC))
    vins = register(
        session, "410100", upload=first, superseded_at=datetime(2025, 10, 20, tzinfo=UTC), compliant=2
    )
    register(session, "410100", upload=late, vins=vins, compliant=2)
    beside = whole_tally_of(session, "410100").besides
    assert (beside.late_days, beside.corrected) == (0, 2)


def test_verdicts_are_counted_by_unit_and_category_and_together(session: Session) -> None:
    register(session, "410100", compliant=3, non_compliant=2)
    register(session, "410100", category=Category.TAXI, compliant=4, not_governed=1)
    register(session, "410200", category=Category.TAXI, exempt=1)
    assert tally_of(session, "410100", category=Category.BUS) == Tally(
        "410100", {Verdict.COMPLIANT: 3, Verdict.NON_COMPLIANT: 2}, reported=True
    )
    assert tally_of(session, "410100") == Tally(
        "410100", {Verdict.COMPLIANT: 7, Verdict.NON_COMPLIANT: 2, Verdict.NOT_GOVERNED: 1}, reported=True
    )
    assert tally_of(session, "410200", category=Category.BUS) == Tally("410200")


def test_an_emission_standard_that_is_met_or_broken_counts_for_no_electrification(session: Session) -> None:
    register(session, "410100", compliant=3, energy_verdict=Verdict.NOT_GOVERNED)
    register(session, "410100", non_compliant=1)
    counted = {Verdict.NOT_GOVERNED: 3, Verdict.NON_COMPLIANT: 1}
    assert tally_of(session, "410100") == Tally("410100", counted, reported=True)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2025, 9, 1), "2025-09"),
        (date(2025, 9, 30), "2025-09"),
        (date(2025, 9, 30), "2025-Q3"),
        (date(2025, 12, 31), "2025"),
    ],
)
def test_the_first_and_the_last_day_belong_to_a_period(session: Session, day: date, period: str) -> None:
    register(session, "410100", day=day, compliant=1)
    assert tally_of(session, "410100", period=period).verdicts == {Verdict.COMPLIANT: 1}
    following = parse_period(period).following.key
    assert tally_of(session, "410100", period=following) == Tally("410100")


def test_superseded_decisions_are_not_counted(session: Session) -> None:
    register(session, "410100", superseded_at=datetime(2025, 10, 1, tzinfo=UTC), compliant=1)
    assert tally_of(session, "410100") == Tally("410100")


@pytest.mark.parametrize(
    ("status", "held"),
    [("accepted", 2), ("in_review", 2), ("received", 0), ("refused", 0), ("withdrawn", 0)],
)
def test_held_rows_count_while_their_upload_stands(session: Session, status: str, held: int) -> None:
    set_aside(session, "410100", an_upload(session, "410100", status=status), count=2)
    assert tally_of(session, "410100") == Tally("410100", held=held)


def test_unchanged_and_ignored_rows_are_not_held(session: Session) -> None:
    for fate in ("unchanged", "ignored"):
        set_aside(session, "410100", an_upload(session, "410100"), fate=fate)
    assert tally_of(session, "410100").held == 0


def test_held_rows_follow_the_registrations_of_their_file_not_the_day_it_came(session: Session) -> None:
    upload = an_upload(session, "410100", received_at=datetime(2025, 10, 3, tzinfo=UTC))
    register(session, "410100", upload=upload, day=date(2025, 9, 30), compliant=1)
    set_aside(session, "410100", upload)
    assert tally_of(session, "410100", period="2025-09").held == 1
    assert tally_of(session, "410100", period="2025-10").held == 0
    assert tally_of(session, "410100", period="2025-08").held == 0


def test_a_file_of_held_rows_only_counts_where_it_was_received_by_chinas_clock(session: Session) -> None:
    upload = an_upload(session, "410100", received_at=datetime(2025, 9, 30, 16, 30, tzinfo=UTC))
    set_aside(session, "410100", upload)
    assert tally_of(session, "410100", period="2025-10") == Tally("410100", held=1)
    assert tally_of(session, "410100", period="2025-09") == Tally("410100")


def test_held_rows_of_a_declared_category_widen_only_its_bounds(session: Session) -> None:
    set_aside(session, "410100", an_upload(session, "410100", category="taxi"), count=3)
    set_aside(session, "410100", an_upload(session, "410100"), count=1)
    assert tally_of(session, "410100", category=Category.TAXI).held == 4
    assert tally_of(session, "410100", category=Category.BUS).held == 1
    assert tally_of(session, "410100").held == 4


def held_and_closed(session: Session) -> tuple[tuple[int, int], tuple[int, int]]:
    """What counts in September and in December."""
    found = (whole_tally_of(session, "410100", period=period) for period in ("2025-09", "2025-12"))
    return tuple((tally.held, tally.besides.closed) for tally in found)  # type: ignore[return-value]


def test_a_correction_that_is_held_again_moves_nothing_and_counts_no_row_twice(session: Session) -> None:
    december = datetime(2025, 12, 5, tzinfo=UTC)
    register(session, "410100", compliant=99, vins=(f"LFULL{n:012d}" for n in range(99)))
    root = an_upload(session, "410100")
    set_aside(session, "410100", root, count=2)
    for status in ("in_review", "accepted", "accepted"):
        again = an_upload(session, "410100", status=status, received_at=december, corrects=root)
        set_aside(session, "410100", again, count=2)
    assert held_and_closed(session) == ((2, 0), (0, 0))
    waiting = an_upload(session, "410100", status="in_review", received_at=december, corrects=root)
    register(session, "410100", upload=waiting, superseded_at=december, compliant=2)
    set_aside(session, "410100", waiting, count=1, fate="ignored", why="example")
    assert held_and_closed(session) == ((2, 0), (0, 0)), "neither what is not accepted nor what is ignored"
    closing = an_upload(session, "410100", received_at=december, corrects=root)
    set_aside(session, "410100", closing, count=1, fate="ignored", why="dismissed")
    assert held_and_closed(session) == ((1, 1), (0, 0)), "closed where it was sent first"
    storing = an_upload(session, "410100", received_at=december, corrects=root)
    set_aside(session, "410100", storing, count=2, fate="unchanged")
    assert held_and_closed(session) == ((0, 0), (0, 0))


def test_a_held_row_no_longer_counts_once_a_file_that_is_not_older_has_stored_its_own_vin(
    session: Session,
) -> None:
    (vin,) = register(session, "410100", upload=an_upload(session, "410100"), compliant=1)
    held = an_upload(session, "410100")
    set_aside(session, "410100", held, cells=("7", vin, "x"), vin=vin)
    assert tally_of(session, "410100").held == 1, "what was stored before says nothing of it"
    waiting = an_upload(session, "410100", status="in_review")
    set_aside(session, "410100", waiting, fate="unchanged", again=vin)
    assert tally_of(session, "410100").held == 1, "until it is accepted"
    set_aside(session, "410100", an_upload(session, "410100"), fate="unchanged", again=vin)
    assert tally_of(session, "410100").held == 0
    other = an_upload(session, "410100")
    register(session, "410100", upload=an_upload(session, "410100"), vins=["LOTHER00000000001"], compliant=1)
    set_aside(session, "410100", other, cells=("LOTHER00000000001",), vin="LHELD000000000001")
    assert tally_of(session, "410100").held == 1, "a VIN in another cell names another vehicle"
    register(session, "410100", upload=an_upload(session, "410100"), vins=["LHELD000000000001"], compliant=1)
    assert tally_of(session, "410100").held == 0


def test_a_held_row_still_counts_when_another_unit_has_its_vehicle(session: Session) -> None:
    upload = an_upload(session, "410100")
    (vin,) = register(session, "410200", upload=an_upload(session, "410200"), compliant=1)
    set_aside(session, "410100", upload, vin=vin)
    assert tally_of(session, "410100").held == 1


def test_a_units_own_scope_sees_nothing_of_the_others(own_database: Database) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        register(session, "410100", compliant=1)
    with own_database.transaction(UnitScope("410200")) as session:
        assert tally_of(session, "410100") == Tally("410100")
