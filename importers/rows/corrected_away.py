"""Rows that a unit's corrections would make no vehicle's: they are held, for nothing leaves a file by a correction.

What a row is, and where a table ends, is read in the file as it was sent.
"""

from collections.abc import Mapping
from typing import Final

from importers.cells.identifiers import CellProblem, shown
from importers.results import AsideRow, Finding, RowFate
from importers.rows.batch_reading import is_vehicles, read_vins
from importers.rows.batches import Batch
from importers.rows.cell_corrections import Cells, correct

CORRECTED_AWAY: Final = "corrected-away"


def take_corrections(batch: Batch, problems: Mapping[int, CellProblem], cells: Cells) -> list[AsideRow]:
    """Put the corrected cells of a batch in their places; take out and return the rows that are vehicles' no more.

    ``problems``: what ``read_vins`` found in the rows as they were sent.
    """
    corrected = [index for index, number in enumerate(batch.numbers) if number in cells]
    stood = {index: len(batch.rows[index]) for index in corrected if is_vehicles(batch, index, problems)}
    batch.findings += correct(batch, cells)
    _, after = read_vins(batch)
    gone = {index: length for index, length in stood.items() if not is_vehicles(batch, index, after)}
    if batch.reading.retired_from is not None or not gone:
        return []
    sheet, aside = batch.reading.sheet, []
    for index, length in gone.items():
        row = [shown(cell) for cell in batch.rows[index]][: max(length, max(cells[batch.numbers[index]]) + 1)]
        aside.append(AsideRow(sheet, batch.numbers[index], RowFate.HELD, None, tuple(row)))
        batch.findings.append(Finding(CORRECTED_AWAY, sheet=sheet, row=batch.numbers[index]))
    batch.keep([index for index in range(len(batch.rows)) if index not in gone])
    return aside
