"""Masses as bureaus write them, in kilograms or tonnes, with or without their unit."""

import re
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, text_of

TONNES_UP_TO: Final = 100
"""A bare number up to here is tonnes, above it kilograms: no road vehicle weighs under 100 kg or over 100 t."""

_LEAST_KG, _MOST_KG = 300, 150_000
_FORM: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(KG|公斤|千克|T|吨)?").fullmatch
_UNITS: Final = {"KG": "kg", "公斤": "kg", "千克": "kg", "T": "t", "吨": "t"}


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
    match = _FORM(text_of(cell).upper().replace(",", ""))
    if match is None:
        raise CellProblem("mass-unreadable")
    number = float(match[1])
    if number == 0:
        return None
    if number > _MOST_KG:  # in either unit; a text of 400 digits is no finite number
        raise CellProblem("mass-doubtful")
    stated = _UNITS.get(match[2] or "")
    if stated is None:
        stated = "t" if number <= TONNES_UP_TO and unit != "kg" else "kg"
    kilograms = round(number * 1000) if stated == "t" else round(number)
    if not _LEAST_KG <= kilograms <= _MOST_KG:
        raise CellProblem("mass-doubtful")
    return kilograms
