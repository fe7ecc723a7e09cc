"""What is avoided and forgone is counted from what stands this year; a unit's own scope finds that unit alone."""

from datetime import date
from fractions import Fraction

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.services.rankings.emissions import Asked, UnitEmissions, emissions, emissions_json, factors_json
from rules.vocabulary import Category
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

TODAY = date(2025, 6, 30)
ALL = Asked((None, "410100", "410200"), (None, *Category))


def found_in(
    database: Database, scope: UnitScope | None = None
) -> dict[tuple[str | None, str | None], UnitEmissions]:
    """All estimates by unit and category."""
    with database.transaction(scope or OFFICE) as session:
        return {(one.unit, one.category): one for one in emissions(session, ALL, today=TODAY)}


def test_buses_of_one_unit_by_hand(own_database: Database) -> None:
    with_rulebook(own_database)
    rows = [a_row(n, mass="12000") for n in range(1, 11)]
    rows += [a_row(20 + n, energy="柴油", plate=f"豫A{n:05d}", mass="12000") for n in range(2)]
    rows += [a_row(30, day="2024-12-31"), a_row(31, day="2025-06-29", mass="12000")]
    deliver(own_database, *rows, now=NOW)
    told = emissions_json(found_in(own_database)["410100", Category.BUS])
    # A bus: 8.64 g/km × 60,000 km = 0.5184 t at most, × 0.46 / 2.0 = 0.119232 t at least.
    assert told == {
        "unit": "410100",
        "category": "bus",
        "avoided": {
            "vehicles": 11,
            "nox": {"vehicles": 11, "low": 1.3, "high": 5.7},
            "co2_tailpipe": None,
            "co2_with_grid": None,
        },
        "forgone": {
            "vehicles": 2,
            "nox": {"vehicles": 2, "low": 0.24, "high": 1.0},
            "co2_tailpipe": None,
            "co2_with_grid": None,
        },
        "plug_in_hybrids": 0,
    }


def test_plug_in_hybrids_are_told_and_not_counted(own_database: Database) -> None:
    with_rulebook(own_database)
    deliver(
        own_database,
        a_row(1, mass="12000"),
        a_row(2, energy="插电式混合动力", plate="豫A00002F", mass="12000"),
    )
    one = found_in(own_database)["410100", Category.BUS]
    assert (one.avoided.vehicles, one.plug_in) == (1, 1)


def test_fuel_cells_are_counted_at_the_tailpipe_and_not_on_the_grid(own_database: Database) -> None:
    with_rulebook(own_database)
    rows = [
        a_row(1, category="出租车", mass="1800"),
        a_row(2, category="出租车", energy="燃料电池", plate="豫A00002F", mass="1800"),
    ]
    deliver(own_database, *rows)
    told = emissions_json(found_in(own_database)["410100", Category.TAXI])["avoided"]
    assert told["co2_tailpipe"] == {"vehicles": 2, "low": 21.0, "high": 40.0}
    assert told["co2_with_grid"] == {"vehicles": 1, "low": 2.4, "high": 12.0}


def test_without_a_factor_nothing_is_estimated_and_the_sum_says_of_how_many_it_is(
    own_database: Database,
) -> None:
    with_rulebook(own_database)
    rows = [a_row(1, mass="12000"), a_row(2, category="环卫车", mass=""), a_row(3, category="其他")]
    deliver(own_database, *rows)
    found = found_in(own_database)
    heavy = found["410100", Category.SANITATION].avoided
    assert (heavy.vehicles, heavy.nox, heavy.co2) == (1, None, None), "of unknown mass"
    assert found["410100", Category.OTHER].avoided.nox is None
    whole = found["410100", None].avoided
    assert whole.nox is not None
    assert (whole.vehicles, whole.nox.vehicles) == (3, 1)


def test_trucks_are_estimated_by_their_gross_mass(own_database: Database) -> None:
    with_rulebook(own_database)
    masses = ("3500", "4499", "4500", "11999", "12000")
    rows = [a_row(n, category="环卫车", mass=mass) for n, mass in enumerate(masses, start=1)]
    rows += [a_row(9, category="环卫车", energy="柴油", plate="豫A00009", mass="18000")]
    deliver(own_database, *rows)
    found = found_in(own_database)
    nox = found["410100", Category.SANITATION].avoided.nox
    assert nox is not None
    light, medium, heavy = Fraction("2.24") * 30_000, Fraction("3.701") * 35_000, Fraction("4.721") * 75_000
    assert (nox.vehicles, nox.tonnes.high) == (5, (2 * light + 2 * medium + heavy) / 1_000_000)
    lowest = Fraction("0.172") * Fraction(35, 60) * 30_000
    assert nox.tonnes.low == (2 * lowest + (2 * medium + heavy) * Fraction(23, 100)) / 1_000_000
    forgone = found[None, None].forgone
    assert forgone.nox is not None
    assert (forgone.vehicles, forgone.nox.tonnes.high) == (1, heavy / 1_000_000)
    own = found_in(own_database, UnitScope("410200"))
    assert own[None, None].avoided.vehicles == 0


def test_a_unit_finds_its_own_alone(own_database: Database) -> None:
    with_rulebook(own_database)
    deliver(own_database, a_row(1), a_row(2))
    deliver(own_database, a_row(50, plate="豫B00050D"), unit="410200")
    everything = found_in(own_database)
    assert [everything[unit, None].avoided.vehicles for unit in (None, "410100", "410200")] == [3, 2, 1]
    own = found_in(own_database, UnitScope("410200"))
    assert [own[unit, None].avoided.vehicles for unit in (None, "410100", "410200")] == [1, 0, 1]


def test_the_bases_name_a_source_for_each_figure() -> None:
    told = factors_json()
    assert {one["category"] for one in told} == {one.value for one in Category} - {"other"}
    assert all(factor["source_zh"] and factor["dated"] for one in told for factor in one["factors"])
