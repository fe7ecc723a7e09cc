"""Conditions on a vehicle that are joined by AND and OR, judged in three values: true, false, or not known.

One leaf looks at one fact. What is not known stays so unless the other parts decide: a diesel vehicle fails
"battery-electric and owned by the state" whoever owns it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rules.facts import NO_TAILPIPE, VehicleFacts
from rules.vocabulary import Area, Category, EmissionStage, Energy, MassClass, OwnerClass, Use

COUNTY: Final = "county"
FACTS: Final[dict[str, type[StrEnum]]] = {
    "category": Category,
    "energy": Energy,
    "emission_stage": EmissionStage,
    "mass_class": MassClass,
    "owner_class": OwnerClass,
    "use": Use,
    "area": Area,
}
"""The facts that a condition may look at, beside the county, each with the list of its words."""
CIRCUMSTANCES: Final = ("owner_class", "use", "area")
"""Facts that only rules with conditions look at: whose a vehicle is, what for and where. Also the county is one."""
OF_THE_ENGINE: Final = frozenset({"energy", "emission_stage"})


@dataclass(frozen=True, slots=True)
class Among:
    """A fact is one of these words; for the county, one of these codes, among which may be whole units."""

    fact: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Joined:
    """All parts hold (``every``), or one of them does."""

    every: bool
    parts: tuple["Condition", ...]


Condition = Among | Joined


def holds(condition: Condition, facts: VehicleFacts) -> bool | None:
    """Tell whether a condition holds of a vehicle; None where a fact that decides is not known.

    The stage of a vehicle without a tailpipe is ``zero``. Energy and stage that contradict each other are not known.
    """
    if isinstance(condition, Among):
        return _is_among(condition, facts)
    said = [holds(part, facts) for part in condition.parts]
    if (not condition.every) in said:
        return not condition.every
    return None if None in said else condition.every


def _is_among(leaf: Among, facts: VehicleFacts) -> bool | None:
    if leaf.fact == COUNTY:
        return _is_within(leaf.words, facts)
    if leaf.fact in OF_THE_ENGINE and facts.is_contradictory:
        return None
    if leaf.fact == "emission_stage" and facts.energy in NO_TAILPIPE:
        return EmissionStage.ZERO in leaf.words
    word = getattr(facts, leaf.fact)
    return None if word == "unknown" else word in leaf.words


def _is_within(codes: frozenset[str], facts: VehicleFacts) -> bool | None:
    """A unit that is listed itself is within as a whole; where none of its counties is, nobody needs to know them."""
    if facts.unit in codes:
        return True
    if not any(code[:4] == facts.unit[:4] for code in codes):
        return False
    return None if facts.county is None else facts.county in codes


def leaves(condition: Condition | None) -> Iterator[Among]:
    """Yield all leaves of a condition, from left to right."""
    if isinstance(condition, Among):
        yield condition
    elif condition is not None:
        for part in condition.parts:
            yield from leaves(part)


def missing(condition: Condition, facts: VehicleFacts) -> tuple[str, ...]:
    """Return the facts that keep a condition from being judged, each once."""
    if holds(condition, facts) is not None:
        return ()
    if isinstance(condition, Among):
        return (condition.fact,)
    found = (name for part in condition.parts for name in missing(part, facts))
    return tuple(dict.fromkeys(found))


def asks_in_every_way(condition: Condition, facts: Iterable[str]) -> bool:
    """Tell whether whatever meets a condition meets a demand on one of these facts.

    >>> nev, six = Among("energy", frozenset({"bev"})), Among("emission_stage", frozenset({"china_6"}))
    >>> [asks_in_every_way(Joined(every, (nev, six)), ["energy"]) for every in (False, True)]
    [False, True]
    """
    named = frozenset(facts)
    if isinstance(condition, Among):
        return condition.fact in named
    found = (asks_in_every_way(part, named) for part in condition.parts)
    return any(found) if condition.every else all(found)
