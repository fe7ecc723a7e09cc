"""What the new-energy vehicles of a year avoid, and what the violations forgo: an estimate, in no ranking.

Told are tonnes of a full year of service, of the vehicles registered this year so far. They come from the counts that
are kept, but for heavy trucks of the categories that go by gross mass, which no count knows. A session of a unit's own
scope finds that unit alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.books import factors_mapping
from fleetsvc.models import Json
from fleetsvc.services.law.standing_counts import facts_of, standing
from rules.emission_factors import Baseline, Factors, factors_of
from rules.emissions import Alike, Estimate, Figure, estimate, two_digits
from rules.facts import NO_TAILPIPE, VehicleFacts
from rules.key_parts import PARTS
from rules.units import UNITS
from rules.vocabulary import Category, Energy, MassClass, Verdict

FACTORS: Final = "emissions-1"
_MASS: Final = PARTS["mass_class"]
_BY_MASS: Final = text("""
    SELECT d.city_code, d.case_key, d.energy_verdict,
        width_bucket(r.gross_mass_kg, cast(:bounds AS integer[])), count(*)
    FROM decision d JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id
    WHERE d.superseded_at IS NULL AND NOT d.disputed AND d.registered_on >= :first AND d.registered_on < :until
        AND d.category = ANY (:categories) AND d.case_key & :mask = :heavy
    GROUP BY 1, 2, 3, 4
""")


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


@dataclass(frozen=True, slots=True)
class Seen:
    """So many vehicles of a unit, alike in what was judged of them."""

    unit: str
    facts: VehicleFacts
    verdict: Verdict
    number: int


@cache
def current_factors() -> Factors:
    """Return the factors, read once a process. Raises FactorsBroken."""
    return factors_of(factors_mapping(FACTORS))


def emissions(session: Session, asked: Asked, *, today: date) -> list[UnitEmissions]:
    """Return the estimates for the year of ``today``, by unit and category in their order, all together first."""
    found = _Groups()
    first, until = date(today.year, 1, 1), date(today.year + 1, 1, 1)
    for kind in standing(session, first=first, until=until):
        if not kind.disputed and not _is_by_mass(kind.facts):
            baseline = current_factors().baselines.get((kind.category, kind.facts.mass_class))
            found.add(Seen(kind.unit, kind.facts, kind.energy_verdict, kind.number), baseline)
    for seen, baseline in _trucks(session, first=first, until=until):
        found.add(seen, baseline)
    return [
        found.of(unit, category)
        for unit in (None, *UNITS)
        if unit in asked.units
        for category in (None, *Category)
        if category in asked.categories
    ]


def _is_by_mass(facts: VehicleFacts) -> bool:
    return facts.mass_class is MassClass.HEAVY and facts.category in current_factors().trucks.categories


def _trucks(session: Session, *, first: date, until: date) -> Iterator[tuple[Seen, Baseline | None]]:
    """Yield the heavy vehicles that are estimated by gross mass; without a mass on record there is no baseline."""
    trucks = current_factors().trucks
    values = {
        "first": first,
        "until": until,
        "categories": sorted(trucks.categories),
        "bounds": list(trucks.bounds),
        "mask": _MASS.mask,
        "heavy": _MASS.codes()[MassClass.HEAVY],
    }
    for city, key, verdict, band, number in session.connection().execute(_BY_MASS, values):
        seen = Seen(str(city), facts_of(key), Verdict(verdict), number)
        yield seen, None if band is None else trucks.bands[band][1]


_Place = tuple[str | None, Category | None]


class _Groups:
    """The vehicles by unit and category, and by all of them together."""

    def __init__(self) -> None:
        self.avoided: dict[_Place, list[Alike]] = defaultdict(list)
        self.forgone: dict[_Place, list[Alike]] = defaultdict(list)
        self.plug_in: dict[_Place, int] = defaultdict(int)

    def add(self, kind: Seen, baseline: Baseline | None) -> None:
        """Count vehicles where they belong; what contradicts itself is proof of nothing."""
        facts = kind.facts
        for place in ((unit, category) for unit in (None, kind.unit) for category in (None, facts.category)):
            if facts.energy in NO_TAILPIPE and not facts.is_contradictory:
                from_grid = facts.energy is Energy.BEV
                self.avoided[place].append(Alike(kind.number, baseline, from_grid=from_grid))
            elif facts.energy is Energy.PHEV:
                self.plug_in[place] += kind.number
            if kind.verdict is Verdict.NON_COMPLIANT:
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
