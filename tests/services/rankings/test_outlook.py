"""The outlook counts what stands of the months that are over; a unit's own scope finds that unit alone."""

from datetime import date
from fractions import Fraction

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.services.rankings.outlook import Asked, UnitOutlook, outlook_json, outlooks
from rules.outlook import Month
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

TODAY = date(2025, 6, 30)


def of(found: list[UnitOutlook]) -> dict[str, tuple[int, int]]:
    """Good and counted vehicles by unit."""
    return {one.unit: (one.seen.good, one.seen.counted) for one in found if one.seen.counted}


def test_the_months_that_are_over_are_counted_by_unit_and_category(own_database: Database) -> None:
    with_rulebook(own_database)
    rows = [a_row(n, day=f"2025-{1 + n % 5:02d}-10") for n in range(1, 31)]
    rows += [a_row(n, energy="柴油", plate=f"豫A{n:05d}", day="2025-04-11") for n in range(31, 34)]
    rows += [a_row(40, day="2025-06-02"), a_row(41, category="其他", day="2025-02-01")]
    deliver(own_database, *rows, now=NOW)
    deliver(own_database, a_row(50, plate="豫B00050D"), unit="410200", now=NOW)
    asked = Asked(("410100", "410200"), (None,), Fraction(95, 100), 30)
    with own_database.transaction(OFFICE) as session:
        first, second = outlooks(session, asked, today=TODAY)
    assert (first.seen, second.seen) == (Month(30, 33), Month(1, 1))
    told = outlook_json(first)
    forecast = told.pop("forecast")
    assert told == {
        "unit": "410100", "category": None, "good": 30, "counted": 33, "rate": 0.9091, "must_be_good": 30,
        "good_in_a_row": 27,
    }  # fmt: skip
    assert (forecast["to_come"], forecast["low"] <= forecast["middle"] <= forecast["high"]) == (46, True)
    assert outlook_json(second)["forecast"] is None
    with own_database.transaction(UnitScope("410200")) as session:
        assert of(outlooks(session, asked, today=TODAY)) == {"410200": (1, 1)}


def test_in_january_nothing_is_foretold(own_database: Database) -> None:
    with_rulebook(own_database)
    deliver(own_database, a_row(1, day="2025-01-10"))
    with own_database.transaction(OFFICE) as session:
        (one,) = outlooks(session, Asked(("410100",), (None,)), today=date(2025, 1, 31))
    assert (one.seen, one.found) == (Month(0, 0), None)
