"""Cells that a unit corrected on the page, as they are to stand in a copy: what is sent again loses no correction."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from importers.formats.cell_text import settle
from importers.formats.grids import MergedRange
from importers.formats.sheets import CellValue
from importers.formats.sheetscan import column_number

__all__ = ["CorrectedRows", "MergedRange", "corrected_cells", "parted"]

Place = tuple[int, int]
"""Row and column, both from 1."""


def corrected_cells(said: Mapping[str, Mapping[str, str]]) -> dict[Place, str]:
    """Return what a unit says of the cells of a sheet (row -> column letters -> text), by their places."""
    return {
        (int(row), column_number(letters)): settle(text)[0]
        for row, cells in said.items()
        for letters, text in cells.items()
    }


def parted(areas: Iterable[MergedRange], corrected: Iterable[Place]) -> Iterator[MergedRange]:
    """Yield the areas (top, left, bottom, right) merged over rows of which a single one was corrected."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(corrected):
        rows.setdefault(column, []).append(row)
    for area in areas:
        top, left, bottom, _ = area
        known = rows.get(left, ()) if bottom > top else ()
        index = bisect_left(known, top)
        if index < len(known) and known[index] <= bottom:
            yield area


class CorrectedRows:
    """The rows of a sheet with the corrected cells in their places, asked for one after the other."""

    def __init__(self, corrected: Mapping[Place, str], merged: Iterable[MergedRange]) -> None:
        self.parted = frozenset(parted(merged, corrected))
        self.width = max((column for _, column in corrected), default=0)
        self._filled: dict[MergedRange, CellValue] = {}
        self._by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in corrected.items():
            self._by_row.setdefault(row, {})[column] = text

    def put(self, number: int, values: list[CellValue]) -> None:
        """Put the corrected cells of a row in their places; the others of a parted area say what it said."""
        for area in self.parted:
            top, left, bottom, _ = area
            if number == top:
                self._filled[area] = values[left - 1]
            elif top < number <= bottom and any(value is not None for value in values):
                values[left - 1] = values[left - 1] or self._filled.get(area)
        for column, text in self._by_row.get(number, {}).items():
            values[column - 1] = text or None

    def has(self, number: int, column: int) -> bool:
        """Return whether a cell was corrected."""
        return column in self._by_row.get(number, {})
