"""Cells merged down over several rows: each row that holds a vehicle says what the merged cell says.

A reader of the file gets a merged cell once, in its first row. What identifies a vehicle is never copied.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from importers.cells.identifiers import is_blank
from importers.formats.cell_faults import fault_code
from importers.formats.cell_text import Touch, TouchedRow, touches_of

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 1, all inclusive."""
SheetRow = Sequence[object]
"""A row of a sheet: its cells from column A."""
Copy = tuple[object, Touch | None]
"""The value of a merged cell, and what was changed in it as it left the file."""

_IDENTITY: Final = ("vin", "plate")


def data_ranges(
    merged: Iterable[Range], *, columns: Mapping[str, int], first_data_row: int
) -> tuple[Range, ...]:
    """Return the ranges below the header that reach down over a mapped column, in the order of their rows."""
    places = {place + 1 for name, place in columns.items() if name not in _IDENTITY}
    return tuple(
        sorted(
            (top, left, bottom, right)
            for top, left, bottom, right in merged
            if top >= first_data_row and bottom > top and left in places
        )
    )


def filled_down(
    rows: Iterable[tuple[int, SheetRow]], ranges: Sequence[Range], *, columns: Mapping[str, int]
) -> Iterator[tuple[int, SheetRow]]:
    """Yield the rows with the merged cells of ``ranges`` repeated where a row holds a vehicle."""
    identity = [columns[name] for name in _IDENTITY if name in columns]
    waiting = list(reversed(ranges))
    open_ranges: list[tuple[int, int, Copy]] = []  # last row, place, what is copied
    for number, row in rows:
        open_ranges = [one for one in open_ranges if one[0] >= number]
        copies = {place: copy for _, place, copy in open_ranges}
        while waiting and waiting[-1][0] <= number:
            top, left, bottom, _ = waiting.pop()
            if top == number and bottom > number and left <= len(row):
                open_ranges.append((bottom, left - 1, (row[left - 1], touches_of(row).get(left - 1))))
        yield number, _with_copies(row, copies, identity) if copies else row


def _with_copies(row: SheetRow, copies: Mapping[int, Copy], identity: Sequence[int]) -> SheetRow:
    if identity and all(place >= len(row) or is_blank(row[place]) for place in identity):
        return row
    cells = [*row, *[None] * (max(copies) + 1 - len(row))]
    touches = dict(touches_of(row))
    for place, (value, touch) in copies.items():
        if fault_code(cells[place]) is None and is_blank(cells[place]):
            cells[place] = value
            if touch is not None:
                touches[place] = touch
    return TouchedRow(cells, touches) if touches else cells
