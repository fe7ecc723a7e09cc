"""What differs between two rankings of the same units, as pages show it: who moves, from where to where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.models import Json
from fleetsvc.web.frame.pages import language, say
from rules.percentages import percentage
from rules.units import UNITS


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit whose line differs: cells before and after, and by how many places it rises."""

    name: str
    ranks: tuple[str, str]
    rates: tuple[str, str]
    governed: tuple[int, int]
    change: int | None


@dataclass(frozen=True, slots=True)
class ShiftTable:
    """A ranking, over all or of a category: the units that differ, and how many do not."""

    title: str
    shifts: Sequence[Shift]
    unchanged: int


_MEASURED: Final = ("rate_change", "rank_change", "compared_with")
"""What a line says of another period: no difference of its own."""


def shifts_between(before: Sequence[Json], after: Sequence[Json]) -> list[Shift]:
    """Return the units whose lines differ, in the order of the later ranking."""
    earlier = {line["unit"]: line for line in before}
    return [
        shift(line["unit"], earlier[line["unit"]], line)
        for line in after
        if _move(earlier[line["unit"]]) != _move(line)
    ]


def shift(unit: str, before: Json, after: Json) -> Shift:
    """Return how a unit's standing differs."""
    ranks = (before["rank"], after["rank"])
    return Shift(
        UNITS[unit].name.in_language(language()),
        (_rank(before), _rank(after)),
        (_rate(before), _rate(after)),
        (before["governed"], after["governed"]),
        None if None in ranks else ranks[0] - ranks[1],
    )


def _move(line: Json) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in _MEASURED}


def _rank(line: Json) -> str:
    return str(line["rank"]) if line["rank"] is not None else say(f"ranking.{line['status']}")


def _rate(line: Json) -> str:
    return percentage(line["rate"], decimals=2) if line["status"] == "ranked" else ""
