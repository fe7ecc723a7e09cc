"""What the new-energy vehicles of a year avoid, and what the violations forgo: an estimate, in no ranking.

Told are tonnes of a full year of service, of the vehicles registered this year so far. They come from the counts that
are kept. A session of a unit's own scope finds that unit alone.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlmodel import Session

from fleetsvc.books import factors_mapping
from fleetsvc.models import Json
from fleetsvc.services.law.standing_counts import Standing, standing
from rules.emission_factors import Baseline, Factors, factors_of
from rules.emissions import Alike, Estimate, Figure, estimate, two_digits
from rules.facts import NO_TAILPIPE
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Verdict

FACTORS: Final = "emissions-1"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which units and categories; None is all of them together."""

    units: Collection[str | None]
    categories: Collection[Category | None]


@dataclass(frozen=True, slots=True)
class UnitEmissions:
    """A unit's estimate for a category; None is all of them together.

    ``avoided``: by its battery and fuel cell vehicles; ``forgone``: for its vehicles that violate the duty, if battery
    vehicles stood in their place. ``plug_in``: plug-in hybrids, of which nothing is estimated.
    """

    unit: str | None
    category: Category | None
    avoided: Estimate
    forgone: Estimate
    plug_in: int


@cache
def current_factors() -> Factors:
    """Return the factors, read once a process. Raises FactorsBroken."""
    return factors_of(factors_mapping(FACTORS))


def emissions(session: Session, asked: Asked, *, today: date) -> list[UnitEmissions]:
    """Return the estimates for the year of ``today``, by unit and category in their order, all together first."""
    found = _Groups()
    for kind in standing(session, first=date(today.year, 1, 1), until=date(today.year + 1, 1, 1)):
        if not kind.disputed:
            found.add(kind)
    return [
        found.of(unit, category)
        for unit in (None, *UNITS)
        if unit in asked.units
        for category in (None, *Category)
        if category in asked.categories
    ]


_Place = tuple[str | None, Category | None]


class _Groups:
    """The vehicles by unit and category, and by all of them together."""

    def __init__(self) -> None:
        self.avoided: dict[_Place, list[Alike]] = defaultdict(list)
        self.forgone: dict[_Place, list[Alike]] = defaultdict(list)
        self.plug_in: dict[_Place, int] = defaultdict(int)

    def add(self, kind: Standing) -> None:
        """Count vehicles where they belong; what contradicts itself is proof of nothing."""
        facts, baseline = kind.facts, _baseline(kind)
        for place in ((unit, category) for unit in (None, kind.unit) for category in (None, kind.category)):
            if facts.energy in NO_TAILPIPE and not facts.is_contradictory:
                from_grid = facts.energy is Energy.BEV
                self.avoided[place].append(Alike(kind.number, baseline, from_grid=from_grid))
            elif facts.energy is Energy.PHEV:
                self.plug_in[place] += kind.number
            if kind.energy_verdict is Verdict.NON_COMPLIANT:
                self.forgone[place].append(Alike(kind.number, baseline))

    def of(self, unit: str | None, category: Category | None) -> UnitEmissions:
        """Return what stands at a place."""
        place = (unit, category)
        return UnitEmissions(
            unit,
            category,
            estimate(self.avoided[place]),
            estimate(self.forgone[place]),
            self.plug_in[place],
        )


def _baseline(kind: Standing) -> Baseline | None:
    return current_factors().baselines.get((kind.category, kind.facts.mass_class))


def emissions_json(one: UnitEmissions) -> Json:
    """Return an estimate as the API tells it."""
    return {
        "unit": one.unit,
        "category": one.category,
        "avoided": _estimate_json(one.avoided),
        "forgone": _estimate_json(one.forgone),
        "plug_in_hybrids": one.plug_in,
    }


def _estimate_json(found: Estimate) -> Json:
    return {
        "vehicles": found.vehicles,
        "nox": _figure_json(found.nox),
        "co2_tailpipe": _figure_json(found.co2),
        "co2_with_grid": _figure_json(found.co2_grid),
    }


def _figure_json(found: Figure | None) -> Json | None:
    if found is None:
        return None
    low, high = two_digits(found.tonnes.low), two_digits(found.tonnes.high)
    return {"vehicles": found.vehicles, "low": float(low), "high": float(high)}


def factors_json() -> list[Json]:
    """Return what the estimates rest on: the baseline of each category, with its factors and their sources."""
    return [
        {
            "category": category,
            "zh": baseline.name.zh,
            "en": baseline.name.en,
            "co2": baseline.co2 is not None,
            "factors": [_factor_json(key) for key in _keys(baseline)],
        }
        for category in Category
        for baseline in current_factors().of(category)
    ]


def _keys(baseline: Baseline) -> list[str]:
    return [key for key, one in current_factors().factors.items() if one in baseline.factors]


def _factor_json(key: str) -> Json:
    one = current_factors().factors[key]
    return {
        "key": key,
        "zh": one.name.zh,
        "en": one.name.en,
        "value": float(one.value),
        "unit": one.unit,
        "source_zh": one.source.name.zh,
        "source_en": one.source.name.en,
        "dated": one.source.dated,
        "confidence": one.confidence,
    }
