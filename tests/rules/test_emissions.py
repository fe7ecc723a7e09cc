"""Each factor has source, date, unit and confidence; figures are reckoned by hand; what has no factor has none."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from fleetsvc.books import factors_mapping
from rules.emission_factors import Factors, FactorsBroken, Span, Unit, factors_of
from rules.emissions import Alike, Figure, estimate, shown
from rules.vocabulary import Category, MassClass

SHIPPED = factors_of(factors_mapping("emissions-1"))


def test_each_factor_has_its_source_and_date() -> None:
    for key, one in SHIPPED.factors.items():
        assert one.source.name.zh, key
        assert one.source.name.en, key
        assert one.source.dated[:2] == "20", key
        assert "假设" not in one.source.name.zh, key


def test_no_factor_stands_there_unused() -> None:
    used = {one for kind in Category for baseline in SHIPPED.of(kind) for one in baseline.factors}
    assert set(SHIPPED.factors.values()) == used


def test_nox_is_at_most_china_five_and_at_least_its_share_of_china_six() -> None:
    bus = SHIPPED.baselines[Category.BUS, MassClass.HEAVY]
    assert bus.nox.high == Fraction("8.64") * 60_000 / 1_000_000
    assert bus.nox.low == bus.nox.high * Fraction(460, 2000)
    taxi = SHIPPED.baselines[Category.TAXI, MassClass.LIGHT]
    assert taxi.nox == Span(Fraction("0.095") * Fraction(120_000, 10**6) * 35 / 60, Fraction("0.0114"))


def test_co2_of_a_taxi_by_hand() -> None:
    taxi = SHIPPED.baselines[Category.TAXI, MassClass.UNKNOWN]
    assert taxi.co2 is not None
    assert taxi.co2_grid is not None
    # 120,000 km: 1,200 times 4.11 L at 2.16 kg, and 7.04 L at 2.37 kg; the grid: 12.7802 kWh at 0.5366 kg.
    assert (float(taxi.co2.low), float(taxi.co2.high)) == (10.65312, 20.02176)
    grid = Fraction("1.2") * Fraction("12.7802") * Fraction("0.5366")
    assert taxi.co2_grid == Span(taxi.co2.low - grid, taxi.co2.high - grid)


@pytest.mark.parametrize(
    ("category", "mass"),
    [
        (Category.OTHER, MassClass.LIGHT),
        (Category.SANITATION, MassClass.HEAVY),
        (Category.POSTAL, MassClass.UNKNOWN),
        (Category.MUCK_TRUCK, MassClass.LIGHT),
        (Category.OFFICIAL, MassClass.HEAVY),
    ],
)
def test_what_no_factor_is_about_is_not_estimated(category: Category, mass: MassClass) -> None:
    assert (category, mass) not in SHIPPED.baselines


def test_buses_and_trucks_have_no_consumption_that_could_be_cited() -> None:
    cars = {key for (key, _), one in SHIPPED.baselines.items() if one.co2 is not None}
    assert cars == {Category.TAXI, Category.RIDE_HAILING, Category.OFFICIAL}


def test_a_sum_tells_of_how_many_it_is() -> None:
    bus = SHIPPED.baselines[Category.BUS, MassClass.HEAVY]
    taxi = SHIPPED.baselines[Category.TAXI, MassClass.LIGHT]
    found = estimate([Alike(2, bus), Alike(3, taxi), Alike(4, taxi, from_grid=False), Alike(5, None)])
    assert found.vehicles == 14
    assert found.nox == Figure(9, bus.nox.times(2).plus(taxi.nox.times(7)))
    assert taxi.co2 is not None
    assert found.co2 == Figure(7, taxi.co2.times(7))
    assert taxi.co2_grid is not None
    assert found.co2_grid == Figure(3, taxi.co2_grid.times(3)), "hydrogen is not of the grid"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0.119232", "0.12"),
        ("0.5184", "0.52"),
        ("12345", "12,000"),
        ("9.96", "10"),
        ("0", "0"),
        ("0.1", "0.10"),
    ],
)
def test_two_digits_are_shown(value: str, told: str) -> None:
    assert shown(Fraction(value)) == told


def _without_date(told: dict[str, Any]) -> None:
    del told["sources"]["guide"]["dated"]


def _bad_date(told: dict[str, Any]) -> None:
    told["sources"]["grid"]["dated"] = "last year"


def _unknown_source(told: dict[str, Any]) -> None:
    told["factors"]["nox_bus"]["source"] = "somebody"


def _no_source(told: dict[str, Any]) -> None:
    del told["factors"]["nox_bus"]["source"]


def _no_name(told: dict[str, Any]) -> None:
    told["sources"]["guide"]["en"] = " "


def _other_unit(told: dict[str, Any]) -> None:
    told["factors"]["km_bus"]["unit"] = Unit.NOX.value


def _unlike_limits(told: dict[str, Any]) -> None:
    told["factors"]["limit_heavy_5"]["unit"] = Unit.NOX.value


def _negative(told: dict[str, Any]) -> None:
    told["factors"]["grid"]["value"] = "-1"


def _no_confidence(told: dict[str, Any]) -> None:
    told["factors"]["grid"]["confidence"] = "sure"


def _upside_down(told: dict[str, Any]) -> None:
    told["factors"]["limit_heavy_6"]["value"] = "4"


def _bands_in_disorder(told: dict[str, Any]) -> None:
    told["trucks"]["bands"].reverse()


def _unknown_category(told: dict[str, Any]) -> None:
    told["kinds"]["tram"] = {"light": "bus"}


@pytest.mark.parametrize(
    "spoil",
    [
        _without_date, _bad_date, _unknown_source, _no_source, _no_name, _other_unit, _unlike_limits, _negative,
        _no_confidence, _upside_down, _bands_in_disorder, _unknown_category,
    ],
)  # fmt: skip
def test_factors_that_lack_something_are_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    told = dict(factors_mapping("emissions-1"))
    spoil(told)
    with pytest.raises(FactorsBroken):
        factors_of(told)


def test_each_category_leads_to_its_baselines_once() -> None:
    def keys(factors: Factors, category: Category) -> list[str]:
        return [one.key for one in factors.of(category)]

    assert keys(SHIPPED, Category.BUS) == ["bus"]
    assert keys(SHIPPED, Category.POSTAL) == ["light_truck", "medium_goods", "heavy_goods"]
    assert keys(SHIPPED, Category.OTHER) == []
