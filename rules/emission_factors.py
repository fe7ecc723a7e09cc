"""The factors by which emissions are estimated: data (``rules/factors/``), each with source, date, confidence and unit.

What a category would have registered instead of a new-energy vehicle is its baseline. NOx of a baseline is a range:
at most the factor of China V, at least a factor times the ratio of the limits of China VI to China V, for what is
registered today is a China VI vehicle, of which the guide has no factor. CO₂ needs a consumption that can be cited;
where none is, it is not estimated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from rules.facts import HEAVY_ABOVE_KG
from rules.vocabulary import Category, MassClass
from rules.wording import Text

_DATED: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_GRAMS, _KILOGRAMS = 1_000_000, 1_000
"""Of a tonne."""


class FactorsBroken(Exception):
    """The data are no factors; the message names what is wrong."""


class Confidence(StrEnum):
    """How far a factor is to be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Unit(StrEnum):
    """The unit of a factor."""

    NOX = "g/km"
    DISTANCE = "km/year"
    ENGINE = "g/kWh"
    FUEL = "L/100km"
    CARBON = "kgCO2/L"
    POWER = "kWh/100km"
    GRID = "kgCO2/kWh"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a factor is from. ``dated``: year, month or day, as far as it is known."""

    name: Text
    dated: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One figure with its source."""

    name: Text
    value: Fraction
    unit: Unit
    source: Source
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``; tonnes a year and vehicle where a baseline tells it."""

    low: Fraction
    high: Fraction

    def times(self, number: int) -> "Span":
        """Return it for so many vehicles."""
        return Span(self.low * number, self.high * number)

    def plus(self, other: "Span") -> "Span":
        """Return the sum of both."""
        return Span(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What would have been registered instead, in tonnes a year and vehicle.

    ``co2``: of the tailpipe; ``co2_grid``: less what the power plants emit for a battery vehicle; None where no
    consumption could be cited. ``factors``: all that these figures rest on.
    """

    key: str
    name: Text
    nox: Span
    co2: Span | None
    co2_grid: Span | None
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Trucks:
    """What stands for heavy vehicles of some categories by their gross mass: each band begins at so many kilograms."""

    categories: frozenset[Category]
    bands: tuple[tuple[int, Baseline], ...]

    @property
    def bounds(self) -> tuple[int, ...]:
        """Where each band but the first begins, in kilograms."""
        return tuple(first for first, _ in self.bands[1:])


@dataclass(frozen=True, slots=True)
class Factors:
    """The whole set: what stands for a category and class of mass; nothing where it is not estimated."""

    id: str
    factors: Mapping[str, Factor]
    baselines: Mapping[tuple[Category, MassClass], Baseline]
    trucks: Trucks

    def of(self, category: Category) -> tuple[Baseline, ...]:
        """Return the baselines of a category, each once."""
        found = [one for (kind, _), one in self.baselines.items() if kind is category]
        if category in self.trucks.categories:
            found += (one for _, one in self.trucks.bands)
        return tuple({one.key: one for one in found}.values())


def factors_of(document: Mapping[str, Any]) -> Factors:
    """Return the factors that data describe. Raises FactorsBroken."""
    try:
        sources = {key: _source(told) for key, told in document["sources"].items()}
        factors = {key: _factor(told, sources) for key, told in document["factors"].items()}
        baselines = {
            key: _baseline(key, told, factors, document["co2"]) for key, told in document["baselines"].items()
        }
        return Factors(
            id=str(document["id"]),
            factors=factors,
            baselines={
                (Category(category), MassClass(mass)): baselines[key]
                for category, masses in document["kinds"].items()
                for mass, key in masses.items()
            },
            trucks=_trucks(document["trucks"], baselines),
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ZeroDivisionError) as wrong:
        raise FactorsBroken(repr(wrong)) from wrong


def _trucks(told: Mapping[str, Any], baselines: Mapping[str, Baseline]) -> Trucks:
    bands = tuple((int(band["from_kg"]), baselines[band["baseline"]]) for band in told["bands"])
    if bands[0][0] != HEAVY_ABOVE_KG or sorted({first for first, _ in bands}) != [
        first for first, _ in bands
    ]:
        raise ValueError("bands of mass begin with the heavy vehicles, and rise")
    return Trucks(frozenset(map(Category, told["categories"])), bands)


def _named(told: Mapping[str, Any]) -> Text:
    if not told["zh"].strip() or not told["en"].strip():
        raise ValueError("a name in both languages is needed")
    return Text(told["zh"], told["en"])


def _source(told: Mapping[str, Any]) -> Source:
    if not _DATED.fullmatch(told["dated"]):
        raise ValueError(f"a source is dated by year, month or day, not {told['dated']!r}")
    return Source(_named(told), told["dated"])


def _factor(told: Mapping[str, Any], sources: Mapping[str, Source]) -> Factor:
    value = Fraction(told["value"])
    if value <= 0:
        raise ValueError(f"a factor is above 0, not {value}")
    return Factor(
        _named(told), value, Unit(told["unit"]), sources[told["source"]], Confidence(told["confidence"])
    )


class _Named:
    """The factors that an entry names, each in the unit that is asked for."""

    def __init__(self, told: Mapping[str, Any], factors: Mapping[str, Factor]) -> None:
        self.told, self.factors, self.used = told, factors, list[Factor]()

    def value(self, name: str, *units: Unit) -> Fraction:
        """Return the value of the factor that stands at a name. Raises ValueError where its unit is another one."""
        found = self.factors[self.told[name]]
        if found.unit not in units:
            raise ValueError(f"{name} is in {found.unit}, not in {units[0]}")
        if found not in self.used:
            self.used.append(found)
        return found.value

    def ratio(self) -> Fraction:
        """Return the limit of the new stage to that of the old one, both in one unit."""
        unit = self.factors[self.told["limit_new"]].unit
        return self.value("limit_new", unit) / self.value("limit_old", unit)


def _baseline(
    key: str, told: Mapping[str, Any], factors: Mapping[str, Factor], consumptions: Mapping[str, Any]
) -> Baseline:
    named = _Named(told, factors)
    distance = named.value("km", Unit.DISTANCE)
    highest = named.value("nox_high", Unit.NOX)
    lowest = named.value("nox_low", Unit.NOX) * named.ratio()
    nox = Span(lowest * distance / _GRAMS, highest * distance / _GRAMS)
    if not 0 < nox.low <= nox.high:
        raise ValueError(f"{key}: the lower end lies above the upper one")
    if "co2" not in told:
        return Baseline(key, _named(told), nox, None, None, tuple(named.used))
    burnt = _Named(consumptions[told["co2"]], factors)
    tailpipe, grid = _co2(burnt, distance)
    return Baseline(key, _named(told), nox, tailpipe, grid, (*named.used, *burnt.used))


def _co2(named: _Named, distance: Fraction) -> tuple[Span, Span]:
    """Return CO₂ of the tailpipe, and what of it is left after what the grid emits, in tonnes a year."""
    low = named.value("fuel_low", Unit.FUEL) * named.value("carbon_low", Unit.CARBON)
    high = named.value("fuel_high", Unit.FUEL) * named.value("carbon_high", Unit.CARBON)
    power = named.value("power", Unit.POWER) * named.value("grid", Unit.GRID)
    each = distance / 100 / _KILOGRAMS
    return Span(low * each, high * each), Span((low - power) * each, (high - power) * each)
