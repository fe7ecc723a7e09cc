"""Exceptions as everybody may know them: what the law in force excepts, and how often that is asked for and approved.

No figure is exact: of the province the database gives bands of five, of a unit only whether a count is five or more,
and both as they were when the month began.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.law.requirements import clause_json, exception_json
from rules.rulebook import Rulebook
from rules.rulebook_parts import ExceptionGround, Rule
from rules.units import UNITS
from rules.vocabulary import Category, Event
from rules.wording import Language

BAND: Final = 5
_COUNTED: Final = ("asked", "approved", "refused", "standing")


@dataclass(frozen=True, slots=True)
class Counts:
    """How often, in a unit or (None) in the province: of each the least that its band holds."""

    unit: str | None
    least: Mapping[str, int]


Place = tuple[str, str]
"""A category and a ground."""


def counts_on(session: Session, day: date) -> dict[Place, list[Counts]]:
    """Return how often exceptions were asked for until the month of a day, by category and ground: the province first.

    What fewer than five asked for is left out.
    """
    found: dict[Place, list[Counts]] = {}
    statement = text("SELECT * FROM exception_counts(:day) ORDER BY city NULLS FIRST")
    for city, category, ground, *least in session.connection().execute(statement, {"day": day}):
        unit = None if city is None else str(city)
        found.setdefault((category, ground), []).append(Counts(unit, dict(zip(_COUNTED, least, strict=True))))
    return found


def exceptions_json(
    book: Rulebook, counts: Mapping[Place, list[Counts]], *, on: date, language: Language
) -> list[Json]:
    """Return each ground of each category with its figures; one that is none any more has no rule.

    In the order of categories, and of the rules that except.
    """
    return [
        {
            "category": category.value,
            "ground": ground,
            "as_of": on.replace(day=1).isoformat(),
            "rules": [_rule_json(book, rule, one, language) for rule, one in excepting],
            **_figures(counts.get((category.value, ground), [])),
        }
        for category in Category
        for ground, excepting in _by_ground(book, category, counts, on).items()
    ]


def _by_ground(
    book: Rulebook, category: Category, counts: Mapping[Place, list[Counts]], on: date
) -> dict[str, list[tuple[Rule, ExceptionGround]]]:
    found: dict[str, list[tuple[Rule, ExceptionGround]]] = {}
    for rule in book.rules:
        if category in rule.categories and rule.is_in_force(on):
            for ground in rule.grounds_on(on):
                found.setdefault(ground.ground, []).append((rule, ground))
    for of_category, ground_asked in counts:
        if of_category == category:
            found.setdefault(ground_asked, [])
    return found


def _rule_json(book: Rulebook, rule: Rule, ground: ExceptionGround, language: Language) -> Json:
    """Return a rule that excepts: for which events and units, with its clause, what to show and until when."""
    told = exception_json(book, ground, language)
    return {
        "id": rule.id,
        "title": rule.title.in_language(language),
        "events": [event.value for event in Event if event in rule.events],
        "units": None if rule.units is None else sorted(rule.units),
        "description": told["description"],
        "evidence": told["evidence"],
        "until": told["until"],
        "clause": clause_json(book, book.clause_of(rule), language),
    }


def _figures(counts: list[Counts]) -> Json:
    """Return the figures of the province and of every unit, those of few and of none alike."""
    least = {one.unit: one.least for one in counts}
    none = dict.fromkeys(_COUNTED, 0)
    return {
        "province": {name: _band(count, count + BAND - 1) for name, count in least.get(None, none).items()},
        "units": [
            {
                "unit": unit,
                **{
                    name: _band(count, None if count else BAND - 1)
                    for name, count in least.get(unit, none).items()
                },
            }
            for unit in UNITS
        ],
    }


def _band(least: int, most: int | None) -> Json:
    return {"least": least, "most": most}


def of_unit(told: Json, unit: str | None) -> Json:
    """Return a ground with the figures of one unit only; of all for None."""
    return told if unit is None else {**told, "units": [one for one in told["units"] if one["unit"] == unit]}
