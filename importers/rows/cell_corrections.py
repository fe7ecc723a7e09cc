"""Cells that a unit corrected on the page of an upload are read as it says; the file itself stays as it was sent."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from importers.cells.identifiers import CellProblem, shown
from importers.fields import column_letter
from importers.formats.cell_text import TouchedRow, settle, touches_of
from importers.formats.sheetscan import column_number
from importers.layout.merged import SheetRow
from importers.results import AsideRow, Expectation, Finding, RowFate
from importers.rows.batch_reading import is_vehicles, read_vins, well_formed
from importers.rows.batches import Batch, SheetToRead

Cells = Mapping[int, Mapping[int, str]]
"""Row as Excel shows it -> zero-based place -> what the unit says that stands there."""

CORRECTED: Final = "cell-corrected"
CORRECTED_AWAY: Final = "corrected-away"


def cells_of(expectation: Expectation, sheet: str) -> Cells:
    """Return the corrected cells of a sheet."""
    said = expectation.corrections.get(sheet, {})
    return {
        int(row): {column_number(letters) - 1: settle(text)[0] for letters, text in cells.items()}
        for row, cells in said.items()
    }


def correct(batch: Batch, cells: Cells, struck: Set[tuple[int, int]]) -> list[Finding]:
    """Put the corrected cells of a batch in their places; return a finding for each, with what the file holds.

    ``struck``: cells (row, column; from 1) struck through in the file, whose own text counts again once it is said.
    """
    fields = {place: name for name, place in batch.reading.columns.items()}
    found: list[Finding] = []
    for index, number in enumerate(batch.numbers if cells else ()):
        if number not in cells:
            continue
        row = batch.rows[index]
        for place, text in sorted(cells[number].items()):
            was = shown(row[place]) if place < len(row) else ""
            if was == text and (number, place + 1) not in struck:
                continue
            field = fields.get(place)
            found.append(
                Finding(
                    CORRECTED,
                    batch.reading.sheet,
                    number,
                    column_letter(place),
                    field,
                    text,
                    values={"was": was},
                )
            )
        batch.put(index, _with(row, cells[number]))
    return found


def take_corrections(
    batch: Batch, problems: Mapping[int, CellProblem], cells: Cells, struck: Set[tuple[int, int]]
) -> list[AsideRow]:
    """Put the corrected cells of a batch in their places; take out and return the rows that are vehicles' no more.

    What a row is, is read in the file as it was sent: nothing leaves it by a correction, such rows are held.
    ``problems``: what ``read_vins`` found in the rows as they were sent; ``struck``: as ``correct`` has it.
    """
    corrected = [index for index, number in enumerate(batch.numbers) if number in cells]
    stood = {index: len(batch.rows[index]) for index in corrected if is_vehicles(batch, index, problems)}
    batch.findings += correct(batch, cells, struck)
    _, after = read_vins(batch)
    gone = {index: length for index, length in stood.items() if not is_vehicles(batch, index, after)}
    if batch.reading.retired_from is not None or not gone:
        return []
    sheet, aside = batch.reading.sheet, []
    for index, length in gone.items():
        row = [shown(cell) for cell in batch.rows[index]][: max(length, max(cells[batch.numbers[index]]) + 1)]
        vin = well_formed(batch.cell(index, "vin"))
        aside.append(AsideRow(sheet, batch.numbers[index], RowFate.HELD, None, tuple(row), vin))
        batch.findings.append(Finding(CORRECTED_AWAY, sheet=sheet, row=batch.numbers[index]))
    batch.keep([index for index in range(len(batch.rows)) if index not in gone])
    return aside


def _with(row: SheetRow, cells: Mapping[int, str]) -> SheetRow:
    """Return a row with some cells in their places, which are as the unit says: nothing was changed in them."""
    whole: list[object] = [*row, *[None] * (max(cells) + 1 - len(row))]
    for place, text in cells.items():
        whole[place] = text or None
    touched = {place: touch for place, touch in touches_of(row).items() if place not in cells}
    return TouchedRow(whole, touched) if touched else whole


@dataclass(frozen=True, slots=True)
class AsCorrected:
    """A sheet in which corrected cells are not struck through."""

    sheet: SheetToRead
    cells: Cells

    @property
    def struck(self) -> Set[tuple[int, int]]:
        """The cells (row, column; from 1) whose text is struck through."""
        said = {(row, place + 1) for row, places in self.cells.items() for place in places}
        return self.sheet.struck - said

    def rows(self) -> Iterable[tuple[int, SheetRow]]:
        """Return the rows as the file has them: a list is corrected where its cells are whole (``correct``)."""
        return self.sheet.rows()
