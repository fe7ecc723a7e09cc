from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.services.rankings.tallies import tallies
from rules.periods import parse_period
from rules.ranking import Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from tests.ranking_data import an_upload, register, set_aside

SEPTEMBER = parse_period("2025-09")


def tally_of(
    session: Session, unit: str, *, period: str = "2025-09", category: Category | None = None
) -> Tally:
    return next(tally for tally in tallies(session, parse_period(period))[category] if tally.unit == unit)


def test_an_empty_database_gives_19_silent_units_for_every_category(session: Session) -> None:
    assert tallies(session, SEPTEMBER) == {
        category: tuple(Tally(unit) for unit in UNITS) for category in (None, *Category)
    }


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
    assert tally_of(session, "410200", category=Category.BUS) == Tally("410200", reported=True)


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
    ("status", "held", "reported"),
    [
        ("accepted", 2, True),
        ("in_review", 2, True),
        ("received", 0, False),
        ("refused", 0, False),
        ("withdrawn", 0, False),
    ],
)
def test_held_rows_count_while_their_upload_stands(
    session: Session, status: str, held: int, reported: bool
) -> None:
    set_aside(session, "410100", an_upload(session, "410100", status=status), count=2)
    assert tally_of(session, "410100") == Tally("410100", held=held, reported=reported)


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
    assert tally_of(session, "410100", period="2025-10") == Tally("410100", held=1, reported=True)
    assert tally_of(session, "410100", period="2025-09") == Tally("410100")


def test_held_rows_of_a_declared_category_widen_only_its_bounds(session: Session) -> None:
    set_aside(session, "410100", an_upload(session, "410100", category="taxi"), count=3)
    set_aside(session, "410100", an_upload(session, "410100"), count=1)
    assert tally_of(session, "410100", category=Category.TAXI).held == 4
    assert tally_of(session, "410100", category=Category.BUS).held == 1
    assert tally_of(session, "410100").held == 4


def test_a_held_row_whose_vehicle_was_sent_again_and_accepted_no_longer_counts(session: Session) -> None:
    (vin,) = register(session, "410100", compliant=1)
    upload = an_upload(session, "410100")
    set_aside(session, "410100", upload, cells=("7", f" {vin.lower()} ", "x"))
    assert tally_of(session, "410100").held == 0


def test_a_held_row_still_counts_when_another_unit_has_its_vehicle(session: Session) -> None:
    (vin,) = register(session, "410200", compliant=1)
    set_aside(session, "410100", an_upload(session, "410100"), cells=(vin,))
    assert tally_of(session, "410100").held == 1


def test_a_units_own_scope_sees_nothing_of_the_others(own_database: Database) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        register(session, "410100", compliant=1)
    with own_database.transaction(UnitScope("410200")) as session:
        assert tally_of(session, "410100") == Tally("410100")
