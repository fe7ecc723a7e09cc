"""The rows of a sheet become registrations and findings, block by block.

Every non-empty row below the header has one fate: accepted, held (it has an error) or ignored (a sub-total, a
note, a repeated header): read = accepted + held + ignored. Rows are handled by columns (``importers.rows.batches``).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile, islice
from typing import Final

from importers.cells.days import EXCEL_1900, EXCEL_1904, Calendar
from importers.cells.identifiers import CellProblem, parse_vin, shown, text_of
from importers.facts import FACTS
from importers.fields import SheetReading
from importers.formats.cell_faults import fault_code
from importers.layout.merged import filled_down
from importers.layout.row_kinds import EXAMPLE_LINE, classify_row, examples_in, look_of
from importers.layout.tables import SEEN_AHEAD, begins_table, next_table
from importers.results import AsideRow, Block, Expectation, RowFate
from importers.rows import touched
from importers.rows.ahead import Numbered, RowsAhead
from importers.rows.batches import Batch, Row, SheetRows
from importers.rows.columns import Replacements, Values, columns_of, read_values
from importers.rows.composing import composed
from importers.rows.crosschecks import check_values
from importers.rows.dittos import fill_dittos
from importers.rows.energies import Catalogue
from importers.rows.forms import ListOfForms, groups_of_forms
from importers.rows.ledger import (
    Ledger,
    ask_repeated_plates,
    settle_replacements,
    take_out_repeated,
)
from importers.rows.open_questions import hold_beside, hold_open
from importers.rows.parsers import Parsers, for_section, parsers_for
from importers.rows.retirements import RETIRED, find_listed, hold_retired
from rules.identifiers import vin as vins

BLOCK_ROWS: Final = 4096
_FIRST_ROWS: Final = 64
"""Rows read at once of a table that was just begun: many tables are short, and what is read too far is read again."""


@dataclass(slots=True)
class ReadingContext:
    """What reading rows depends on beyond the sheet. One context serves all sheets of a file.

    ``today`` is the latest possible registration day; ``epoch_1904`` says how the file counts its days;
    ``catalogue`` maps model codes (in capitals) to entries; ``ledger`` remembers the vehicles of earlier rows.
    """

    expectation: Expectation
    today: date
    epoch_1904: bool = False
    catalogue: Catalogue | None = None
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def calendar(self) -> Calendar:
        """How the days of the file are read."""
        return Calendar(self.today, EXCEL_1904 if self.epoch_1904 else EXCEL_1900)


def read_blocks(
    sheet: SheetRows, reading: SheetReading, context: ReadingContext, *, block_rows: int = BLOCK_ROWS
) -> Iterator[Block]:
    """Read the rows of a used sheet, table after table. Never raises on bad content: it is in the findings.

    Each block stands for at most ``block_rows`` rows of the sheet; blank rows are in none.
    """
    context.ledger.enter(reading.sheet)
    if reading.form:
        yield from _read_forms(sheet, reading, context, most=block_rows)
        return
    rows = RowsAhead(dropwhile(lambda numbered: numbered[0] < reading.first_data_row, sheet.rows()))
    table, size = _table(rows, reading, _parsers(sheet, reading, context)), block_rows
    while chunk := table.take(size):
        batch = Batch(table.reading, [number for number, _ in chunk], [row for _, row in chunk])
        vin_column, problems = _read_vins(batch)
        end = _end_of_table(batch, problems)
        rows.put_back(chunk[end:])
        del batch.numbers[end:], batch.rows[end:], vin_column[end:]
        block = _read_batch(batch, vin_column, problems, table, context)
        if block.rows or block.aside:
            yield block
        size = min(2 * size, block_rows)
        if end < len(chunk):
            table, block = _next_table(sheet, rows, table, context)
            size = min(_FIRST_ROWS, block_rows)
            yield block


def _read_forms(
    sheet: SheetRows, reading: SheetReading, context: ReadingContext, *, most: int
) -> Iterator[Block]:
    """Read a sheet of forms, as many as fit into a block at a time."""
    parsers = _parsers(ListOfForms(sheet, reading), reading, context)
    for group in groups_of_forms(sheet, reading, context.expectation, most=most):
        table = _Table(lambda _: [], group.reading, for_section(parsers, group.reading, context.expectation))
        batch = group.batch()
        vin_column, problems = _read_vins(batch)
        block = _read_batch(batch, vin_column, problems, table, context)
        yield group.completed(block)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that is being read: how its next rows are taken (those of later tables behind them), and its memos.

    ``above`` holds the cells of its last vehicle, by place.
    """

    take: Callable[[int], list[Numbered]]
    reading: SheetReading
    parsers: Parsers
    above: dict[int, object] = field(default_factory=dict)


def _table(rows: RowsAhead, reading: SheetReading, parsers: Parsers) -> _Table:
    if not reading.merged_down and not reading.composed:
        return _Table(rows.take, reading, parsers)
    whole: Iterator[Numbered] = rows
    if reading.merged_down:
        whole = filled_down(whole, reading.merged_down, columns=reading.columns)
    if reading.composed:
        whole = composed(whole, reading.composed)
    return _Table(lambda count: list(islice(whole, count)), reading, parsers)


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


def _next_table(
    sheet: SheetRows, rows: RowsAhead, table: _Table, context: ReadingContext
) -> tuple[_Table, Block]:
    """Understand the table that begins with the next row; return it and a block of its titles and header rows."""
    ahead = rows.look(SEEN_AHEAD)
    begun = next_table(ahead, table.reading, context.expectation)
    for _ in ahead:
        next(rows)
    rows.put_back([row for row in ahead if row[0] not in begun.spent])
    spent = [row for row in ahead if row[0] in begun.spent]
    batch = Batch(begun.reading, [number for number, _ in spent], [row for _, row in spent])
    batch.findings.extend(begun.findings)
    touched.tell(batch)
    aside = [
        _aside(batch, index, RowFate.IGNORED, begun.spent[number])
        for index, number in enumerate(batch.numbers)
    ]
    block = Block(begun.reading.sheet, [], _nothing(), aside, batch.findings)
    same = begun.reading.columns == table.reading.columns and begun.reading.headers == table.reading.headers
    parsers = (
        for_section(table.parsers, begun.reading, context.expectation)
        if same
        else _parsers(sheet, begun.reading, context)
    )
    return _table(rows, begun.reading, parsers), block


def _read_batch(
    batch: Batch,
    vin_column: list[str],
    problems: Mapping[int, CellProblem],
    table: _Table,
    context: ReadingContext,
) -> Block:
    touched.tell(batch)
    if batch.reading.retired_from is not None:
        return _listed_as_retired(batch, problems)
    aside: list[AsideRow] = []
    if problems:
        vin_column = _without_other_rows(batch, vin_column, problems, aside)
    touched.hold(batch)
    fill_dittos(batch, table.above)
    hold_open(batch)
    hold_beside(batch)
    hold_retired(batch, context.calendar)
    values = read_values(batch, vin_column, table.parsers)
    take_out_repeated(batch, values, context.ledger)
    ask_repeated_plates(batch, values, context.ledger)
    check_values(batch, values, unit=context.expectation.unit, today=context.today)
    return _block(batch, values, settle_replacements(batch, values, context.ledger), aside)


def _listed_as_retired(batch: Batch, problems: Mapping[int, CellProblem]) -> Block:
    """List the rows of a table of retired vehicles: none of them is a registration."""
    aside = []
    for index, row in enumerate(batch.rows):
        if index in problems and not _is_filled(row):
            continue
        why = classify_row(row, batch.reading, batch.numbers[index]) if index in problems else None
        if why is None:
            find_listed(batch, index)
        aside.append(_aside(batch, index, RowFate.IGNORED, why or RETIRED))
    batch.findings.sort(key=lambda finding: finding.row or 0)
    return Block(batch.reading.sheet, [], _nothing(), aside, batch.findings)


def _read_vins(batch: Batch) -> tuple[list[str], dict[int, CellProblem]]:
    """Return the VINs (empty where there is none) and the problems by index."""
    cells = batch.column("vin")
    if cells is None:
        return [""] * len(batch.rows), dict.fromkeys(range(len(batch.rows)), CellProblem("vin-missing"))
    found: list[str] = []
    problems: dict[int, CellProblem] = {}
    validate = vins.validate
    for index, cell in enumerate(cells):
        try:
            found.append(validate(cell) if isinstance(cell, str) else _whole_vin(cell))
        except vins.VinMalformed:
            _look_again(index, cell, found, problems)
        except CellProblem as problem:
            found.append("")
            problems[index] = problem
    for index in examples_in(batch.rows, batch.reading):  # their numbers may be well-formed
        problems.setdefault(index, CellProblem(EXAMPLE_LINE))
    return found, problems


def _whole_vin(cell: object) -> str:
    fault = fault_code(cell)
    if fault is not None:
        raise CellProblem(fault)
    return parse_vin(cell)


def _look_again(index: int, cell: object, found: list[str], problems: dict[int, CellProblem]) -> None:
    """Read a VIN among other signs, or note what is wrong with it."""
    try:
        found.append(parse_vin(cell))
    except CellProblem as problem:
        found.append("")
        problems[index] = problem


def _without_other_rows(
    batch: Batch, vin_column: list[str], problems: Mapping[int, CellProblem], aside: list[AsideRow]
) -> list[str]:
    """Drop blank rows and list those that are no vehicles; note the problem of the rows that stay."""
    stay: list[int] = []
    for index in range(len(batch.rows)):
        if index not in problems:
            stay.append(index)
        elif _is_filled(batch.rows[index]):
            why = classify_row(batch.rows[index], batch.reading, batch.numbers[index])
            if why is None:
                stay.append(index)
                continue
            aside.append(_aside(batch, index, RowFate.IGNORED, why))
            if why == EXAMPLE_LINE:
                batch.find(index, "example-row", "seq")
    batch.numbers = [batch.numbers[index] for index in stay]
    batch.rows = [batch.rows[index] for index in stay]
    for place, index in enumerate(stay):
        if index in problems:
            problem, row = problems[index], batch.rows[place]
            look = {"look": look_of(row)} if problem.code == "vin-missing" else {}
            batch.find(place, problem.code, "vin", {**problem.values, **look})
    return [vin_column[index] for index in stay]


def _is_filled(row: Row) -> bool:
    return any(cell is not None and cell != "" and (fault_code(cell) or text_of(cell)) for cell in row)


def _aside(batch: Batch, index: int, fate: RowFate, why: str | None) -> AsideRow:
    cells = [shown(cell) for cell in batch.rows[index]]
    while cells and not cells[-1]:
        cells.pop()
    return AsideRow(batch.reading.sheet, batch.numbers[index], fate, why, tuple(cells))


def _block(batch: Batch, values: Values, replacements: Replacements, aside: list[AsideRow]) -> Block:
    columns = columns_of(values, replacements)
    numbers = batch.numbers
    if batch.held:
        aside.extend(_aside(batch, index, RowFate.HELD, None) for index in sorted(batch.held))
        aside.sort(key=lambda row: row.row)
        kept = [index for index in range(len(numbers)) if index not in batch.held]
        columns = {name: [column[index] for index in kept] for name, column in columns.items()}
        numbers = [numbers[index] for index in kept]
    batch.findings.sort(key=lambda finding: finding.row or 0)
    return Block(batch.reading.sheet, numbers, columns, aside, batch.findings)


def _nothing() -> dict[str, list[str | int | None]]:
    return {name: [] for name in FACTS}
