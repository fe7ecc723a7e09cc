"""Masses as bureaus write them, in kilograms or tonnes, with or without their unit."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, text_of

TONNES_UP_TO: Final = 100
"""A bare number up to here is tonnes, above it kilograms: no road vehicle weighs under 100 kg or over 100 t."""

_LEAST_KG, _MOST_KG = 300, 150_000
_FORM: Final = re.compile(
    r"(\d+(?:\.\d+)?(?:E\+?\d)?)\s*(万)?\s*(KGS?|公斤|千克|T|吨)?(?:\([^\d()]*\))?"
).fullmatch
_GROUPED: Final = re.compile(r"(?<=\d)[, '](?=\d{3}(?!\d))")
_UNITS: Final = {"KG": "kg", "KGS": "kg", "公斤": "kg", "千克": "kg", "T": "t", "吨": "t"}
_MOSTLY: Final = 0.8
_FEWEST: Final = 3


def parse_mass(cell: object, *, unit: str | None = None) -> int | None:
    """Read a mass and return whole kilograms; None for an empty cell or 0.

    ``unit`` is what the column's header states (``kg``, ``t`` or None). The unit inside the cell counts first.
    Raises ``CellProblem``: ``mass-unreadable``, or ``mass-doubtful`` where number and unit do not fit.

    >>> parse_mass(18000.0), parse_mass("18t"), parse_mass("4.495", unit="t"), parse_mass("1,800 千克")
    (18000, 18000, 4495, 1800)
    >>> parse_mass(18, unit="kg")
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: mass-doubtful
    """
    if is_blank(cell):
        return None
    match = _match(cell)
    if match is None:
        raise CellProblem("mass-unreadable")
    number = _number(match)
    if number == 0:
        return None
    if number > _MOST_KG:  # in either unit; a text of 400 digits is no finite number
        raise CellProblem("mass-doubtful")
    stated = _UNITS.get(match[3] or "")
    if stated is None:
        stated = "t" if number <= TONNES_UP_TO and unit != "kg" else "kg"
    kilograms = round(number * 1000) if stated == "t" else round(number)
    if not _LEAST_KG <= kilograms <= _MOST_KG:
        raise CellProblem("mass-doubtful")
    return kilograms


def mass_parser(
    cells: Callable[[], Iterable[object]], unit: str | None, told: Callable[[], None]
) -> Callable[[object], int | None]:
    """Return the parser of a column of masses under a header that states ``unit``.

    Where nearly all numbers of a column of kilograms (``cells``) can only be tonnes, it is read as tonnes, which is
    ``told`` once.
    """
    settled: list[str | None] = []

    def parse(cell: object) -> int | None:
        try:
            return parse_mass(cell, unit=settled[0] if settled else unit)
        except CellProblem as problem:
            if settled or unit != "kg" or problem.code != "mass-doubtful":
                raise
        settled.append("t" if _are_tonnes(cells()) else unit)
        if settled[0] == "t":
            told()
        return parse(cell)

    return parse


def _are_tonnes(cells: Iterable[object]) -> bool:
    """Say whether nearly all bare numbers are too small for kilograms."""
    matches = [match for cell in cells if not is_blank(cell) and (match := _match(cell)) and not match[3]]
    numbers = [number for match in matches if (number := _number(match))]
    small = sum(number <= TONNES_UP_TO for number in numbers)
    return small >= _FEWEST and small >= _MOSTLY * len(numbers)


def _match(cell: object) -> re.Match[str] | None:
    return _FORM(_GROUPED.sub("", text_of(cell).upper().strip("'‘’\"")))


def _number(match: re.Match[str]) -> float:
    return float(match[1]) * (10_000 if match[2] else 1)
