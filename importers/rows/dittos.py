"""Cells that say 同上 or 〃: the row says there what the vehicle above it says.

What identifies a vehicle is never taken from another row.
"""

from collections.abc import Sequence
from typing import Final

from importers.cells.dittos import DITTOS
from importers.formats.cell_text import TouchedRow, touches_of
from importers.rows.batches import Batch

_OWN: Final = frozenset({"vin", "plate", "seq", "engine_no", "replaces_vin", "replaces_plate", "remark"})


def fill_dittos(batch: Batch, above: dict[int, object]) -> None:
    """Put the value above in the place of each ditto of a mapped column; ``above`` is kept from batch to batch."""
    for name, place in batch.reading.columns.items():
        cells = batch.column(name)
        if name in _OWN or not cells:
            continue
        if not DITTOS.isdisjoint(cells):
            _fill(batch, place, cells, above)
        above[place] = batch.cell(len(cells) - 1, name)


def _fill(batch: Batch, place: int, cells: Sequence[object], above: dict[int, object]) -> None:
    said = above.get(place)
    for index, cell in enumerate(cells):
        if cell in DITTOS and said is not None:
            row = list(batch.rows[index])
            row[place] = said
            touches = touches_of(batch.rows[index])
            batch.put(index, TouchedRow(row, touches) if touches else row)
        else:
            said = cell
