"""Which units a talk is proposed with, by the rule in the ranking method; whether one is held is for the office to say.

A rule is data of the method (``talks`` of ``rules/methods/nev-duty-2.yaml``). Nothing here decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class TalkGround(StrEnum):
    """Why a talk is proposed."""

    LAST_PLACES = "last_places"
    STRICT_VIOLATIONS = "strict_violations"


@dataclass(frozen=True, slots=True)
class TalkRule:
    """When a talk is proposed: among the last ``last_places`` of so many successive editions, or so many violations.

    A violation is a vehicle that breaks a duty without exception (force ``all``).
    """

    last_places: int
    editions: int
    strict_violations: int


@dataclass(frozen=True, slots=True)
class TalkProposal:
    """A unit and why a talk with it is proposed; ``strict_violations`` of the latest edition."""

    unit: str
    grounds: tuple[TalkGround, ...]
    strict_violations: int


Lines = Sequence[Mapping[str, Any]]
"""The lines of a published edition."""


def proposed_talks(rule: TalkRule, editions: Sequence[Lines]) -> tuple[TalkProposal, ...]:
    """Return the units of the latest edition that the rule names, in the order of the edition.

    ``editions``: the lines of successive editions, the latest first; with fewer than the rule needs nobody is proposed
    for a place.
    """
    compared = editions[: rule.editions]
    last = [last_units(lines, places=rule.last_places) for lines in compared]
    always_last = frozenset.intersection(*last) if len(last) == rule.editions else frozenset()
    found = []
    for line in editions[0]:
        violations = int(line.get("strict_violations") or 0)
        grounds = []
        if line["unit"] in always_last:
            grounds.append(TalkGround.LAST_PLACES)
        if violations >= rule.strict_violations:
            grounds.append(TalkGround.STRICT_VIOLATIONS)
        if grounds:
            found.append(TalkProposal(line["unit"], tuple(grounds), violations))
    return tuple(found)


def last_units(lines: Lines, *, places: int) -> frozenset[str]:
    """Return the ranked units below which fewer than ``places`` others stand; equal ones together.

    Nobody is last at the first place, nor where no more than ``places`` are ranked at all.

    >>> lines = [{"unit": str(n), "status": "ranked", "rank": r} for n, r in enumerate((1, 2, 3, 3, 5))]
    >>> sorted(last_units(lines, places=2)), last_units(lines[:2], places=2)
    (['2', '3', '4'], frozenset())
    """
    ranks = {line["unit"]: line["rank"] for line in lines if line["status"] == "ranked"}
    if len(ranks) <= places:
        return frozenset()
    return frozenset(
        unit
        for unit, rank in ranks.items()
        if rank > 1 and sum(other > rank for other in ranks.values()) < places
    )
