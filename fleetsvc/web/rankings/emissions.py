"""The estimate of emissions as its page shows it: figures to two digits, and each factor with its source."""

from typing import Any

from fleetsvc.services.rankings.emissions import UnitEmissions, current_factors
from fleetsvc.web.frame.pages import language, say
from rules.emission_factors import Baseline
from rules.emissions import Estimate, Figure, shown
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category


def row(one: UnitEmissions, *, is_office: bool) -> dict[str, Any]:
    """Return a row: of a unit for the office, else of a category; it leads to what it rests on."""
    if is_office:
        unit = UNITS.get(one.unit or "")
        name = say("emissions.province") if unit is None else unit.name.in_language(language())
    else:
        name = say("outlook.all") if one.category is None else label(one.category).in_language(language())
    baselines = () if one.category is None else current_factors().of(one.category)
    return {
        "name": name,
        "anchor": f"basis-{baselines[0].key}" if baselines else None,
        "avoided": _estimate(one.avoided),
        "forgone": _estimate(one.forgone),
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {
        "vehicles": found.vehicles,
        "nox": _figure(found.nox),
        "co2": _figure(found.co2),
        "co2_grid": _figure(found.co2_grid),
    }


def _figure(found: Figure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    low, high = shown(found.tonnes.low), shown(found.tonnes.high)
    return {"vehicles": found.vehicles, "low": low, "high": high}


def bases(asked: Category | None) -> list[dict[str, Any]]:
    """Return each baseline once, with its uses, factors and their sources; that of the asked category is open."""
    uses: dict[str, list[Category]] = {}
    found: dict[str, Baseline] = {}
    for category in Category:
        for one in current_factors().of(category):
            uses.setdefault(one.key, []).append(category)
            found[one.key] = one
    return [
        {
            "key": key,
            "name": one.name.in_language(language()),
            "uses": "、".join(label(use).zh for use in uses[key])
            if language() == "zh"
            else ", ".join(label(use).en for use in uses[key]),
            "is_asked": asked in uses[key],
            "factors": [
                {
                    "name": factor.name.in_language(language()),
                    "value": f"{float(factor.value):,g}",
                    "unit": factor.unit,
                    "source": factor.source.name.in_language(language()),
                    "dated": factor.source.dated,
                    "confidence": factor.confidence,
                }
                for factor in one.factors
            ],
        }
        for key, one in found.items()
    ]
