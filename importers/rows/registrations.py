"""The rows of a sheet become registrations and findings, block by block.

Every non-empty row below the header has one fate: accepted, held (it has an error) or ignored (a sub-total, a
note, a repeated header): read = accepted + held + ignored. Rows are handled by columns (``importers.rows.batches``).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import Final

from importers.cells.identifiers import CellProblem
from importers.fields import SheetReading
from importers.layout.our_columns import without_ours
from importers.layout.tables import SEEN_AHEAD, begins_table, next_table
from importers.results import AsideRow, Block, FileKind, RowFate
from importers.rows import touched
from importers.rows.ahead import RowsAhead
from importers.rows.batch_reading import Memory, ReadingContext, aside_row, read_batch, read_vins
from importers.rows.batches import Batch, SheetRows, SheetToRead
from importers.rows.cell_corrections import AsCorrected, cells_of, take_corrections
from importers.rows.columns import no_columns
from importers.rows.forms import ListOfForms, groups_of_forms
from importers.rows.parsers import Parsers, for_section, parsers_for
from importers.rows.retirement_lists import read_retired
from importers.rows.table_rows import TableRows

__all__ = ["ReadingContext", "read_blocks"]

BLOCK_ROWS: Final = 4096
_FIRST_ROWS: Final = 64
"""Rows read at once of a table that was just begun: many tables are short, and what is read too far is read again."""


def read_blocks(
    sheet: SheetToRead, reading: SheetReading, context: ReadingContext, *, block_rows: int = BLOCK_ROWS
) -> Iterator[Block]:
    """Read the rows of a used sheet, table after table. Never raises on bad content: it is in the findings.

    Each block stands for at most ``block_rows`` rows of the sheet; blank rows are in none.
    """
    context.ledger.enter(reading.sheet)
    if reading.form:
        yield from _read_forms(sheet, reading, context, most=block_rows)
        return
    cells, struck = cells_of(context.expectation, reading.sheet), sheet.struck
    sheet = AsCorrected(sheet, cells)
    below = dropwhile(lambda numbered: numbered[0] < reading.first_data_row, without_ours(sheet.rows()))
    rows = RowsAhead(below)
    memory = Memory(_parsers(sheet, reading, context), sheet.struck)
    table, size = TableRows(rows, reading), block_rows
    while chunk := table.take(size):
        batch = Batch(table.reading, [number for number, _ in chunk], [row for _, row in chunk])
        vin_column, problems = read_vins(batch)
        end = _end_of_table(batch, problems)
        del batch.numbers[end:], batch.rows[end:], vin_column[end:]
        problems = {index: problem for index, problem in problems.items() if index < end}
        gone = take_corrections(batch, problems, cells, struck) if cells else []
        if cells:
            vin_column, problems = read_vins(batch)
        block = _with(gone, _read_batch(batch, vin_column, problems, memory, context))
        if block.rows or block.aside:
            yield block
        size = min(2 * size, block_rows)
        if end < len(chunk):
            rows.put_back(table.taken[end:])
            begun, block = _next_table(rows, table.reading, context)
            memory = _memory_of_next(sheet, memory, table.reading, begun, context)
            table, size = TableRows(rows, begun), min(_FIRST_ROWS, block_rows)
            yield block


def _with(gone: Sequence[AsideRow], block: Block) -> Block:
    """Return a block with further rows that are set aside."""
    if gone:
        block.aside[:] = sorted([*block.aside, *gone], key=lambda row: row.row)
    return block


def _read_forms(
    sheet: SheetToRead, reading: SheetReading, context: ReadingContext, *, most: int
) -> Iterator[Block]:
    """Read a sheet of forms, as many as fit into a block at a time."""
    parsers = _parsers(ListOfForms(sheet, reading), reading, context)
    for group in groups_of_forms(sheet, reading, context.expectation, most=most):
        memory = Memory(for_section(parsers, group.reading, context.expectation))
        batch = group.batch()
        vin_column, problems = read_vins(batch)
        block = _read_batch(batch, vin_column, problems, memory, context)
        yield group.completed(block)


def _read_batch(
    batch: Batch,
    vin_column: list[str],
    problems: Mapping[int, CellProblem],
    memory: Memory,
    context: ReadingContext,
) -> Block:
    """Read a batch as what its sender says that the file lists."""
    is_retired = context.expectation.kind == FileKind.RETIREMENTS
    return (read_retired if is_retired else read_batch)(batch, vin_column, problems, memory, context)


def _parsers(sheet: SheetRows, reading: SheetReading, context: ReadingContext) -> Parsers:
    return parsers_for(
        sheet,
        reading,
        expectation=context.expectation,
        calendar=context.calendar,
        catalogue=context.catalogue,
    )


def _end_of_table(batch: Batch, problems: Mapping[int, CellProblem]) -> int:
    """Return the place of the first row that begins another table; the number of rows where none does."""
    begins = (index for index in problems if begins_table(batch.rows[index], batch.reading))
    return next(begins, len(batch.rows))


def _next_table(rows: RowsAhead, before: SheetReading, context: ReadingContext) -> tuple[SheetReading, Block]:
    """Understand the table that begins with the next row; return it and a block of its titles and header rows."""
    ahead = rows.look(SEEN_AHEAD)
    begun = next_table(ahead, before, context.expectation)
    for _ in ahead:
        next(rows)
    rows.put_back([row for row in ahead if row[0] not in begun.spent])
    spent = [row for row in ahead if row[0] in begun.spent]
    batch = Batch(begun.reading, [number for number, _ in spent], [row for _, row in spent])
    batch.findings.extend(begun.findings)
    touched.tell(batch)
    aside = [
        aside_row(batch, index, RowFate.IGNORED, begun.spent[number])
        for index, number in enumerate(batch.numbers)
    ]
    return begun.reading, Block(begun.reading.sheet, [], no_columns(), aside, batch.findings)


def _memory_of_next(
    sheet: SheetRows, memory: Memory, before: SheetReading, after: SheetReading, context: ReadingContext
) -> Memory:
    """A section of the same columns keeps the memos of its columns."""
    if after.columns == before.columns and after.headers == before.headers:
        return Memory(for_section(memory.parsers, after, context.expectation), memory.struck)
    return Memory(_parsers(sheet, after, context), memory.struck)
