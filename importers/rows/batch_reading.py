"""A batch of rows of one table becomes registrations, rows set aside, and findings."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from importers.cells.days import EXCEL_1900, EXCEL_1904, Calendar
from importers.cells.identifiers import CellProblem, parse_vin, shown, text_of
from importers.formats.cell_faults import fault_code
from importers.layout.row_kinds import EXAMPLE_LINE, classify_row, examples_in, look_of
from importers.results import AsideRow, Block, Expectation, RowFate
from importers.rows import touched
from importers.rows.batches import Batch
from importers.rows.columns import columns_of, no_columns, read_values
from importers.rows.crosschecks import check_values
from importers.rows.dittos import fill_dittos
from importers.rows.energies import Catalogue
from importers.rows.ledger import (
    Ledger,
    ask_repeated_plates,
    settle_replacements,
    take_out_repeated,
)
from importers.rows.open_questions import hold_beside, hold_open, hold_struck
from importers.rows.parsers import Parsers
from importers.rows.retirements import RETIRED, find_listed, hold_retired
from importers.rows.said import with_said
from rules.identifiers import vin as vins

_NOT_YET: Final = frozenset({"vin-missing", "date-missing"})
"""What is no fault of a vehicle before it is registered."""
_PERHAPS_ASKED: Final = frozenset({"continuation", "no-vehicle"})
"""What a row without VIN and plate looks like that holds a model in an unusual form and nothing else."""


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
        """How the days of the file are read; what is planned may be asked about."""
        last = date.max if self.expectation.asked else self.today
        return Calendar(last, EXCEL_1904 if self.epoch_1904 else EXCEL_1900)


@dataclass(slots=True)
class Memory:
    """What is kept from batch to batch of a table: the memos of its columns, the cells of its last vehicle by place.

    ``struck``: the cells (row, column; from 1) of the sheet whose text is struck through.
    """

    parsers: Parsers
    struck: Set[tuple[int, int]] = frozenset()
    above: dict[int, object] = field(default_factory=dict)


def read_batch(
    batch: Batch,
    vin_column: list[str],
    problems: Mapping[int, CellProblem],
    memory: Memory,
    context: ReadingContext,
) -> Block:
    """Read a batch of rows of one table; ``vin_column`` and ``problems`` are what ``read_vins`` found in it.

    Of rows that are asked about none is held: what an error leaves open is None in its column.
    """
    touched.tell(batch)
    if batch.reading.retired_from is not None:
        return _listed_as_retired(batch, problems)
    aside: list[AsideRow] = []
    if problems:
        staying = _PERHAPS_ASKED if context.expectation.asked else frozenset()
        vin_column = without_other_rows(batch, vin_column, problems, aside, staying=staying)
    settle_rows(batch, memory)
    hold_retired(batch, context.calendar)
    values = read_values(batch, vin_column, memory.parsers)
    take_out_repeated(batch, values, context.ledger)
    ask_repeated_plates(batch, values, context.ledger)
    check_values(batch, values, unit=context.expectation.unit, today=context.today)
    if context.expectation.asked:
        batch.held.clear()
        batch.findings = [finding for finding in batch.findings if finding.code not in _NOT_YET]
    columns = columns_of(values, settle_replacements(batch, values, context.ledger))
    return block_of(batch, with_said(batch, columns, memory.parsers.meanings), aside)


def settle_rows(batch: Batch, memory: Memory) -> None:
    """Fill what stands for the cell above, and hold the rows that cannot be taken as they stand, whatever they say."""
    touched.hold(batch)
    fill_dittos(batch, memory.above)
    hold_open(batch)
    hold_beside(batch)
    hold_struck(batch, memory.struck)


def _listed_as_retired(batch: Batch, problems: Mapping[int, CellProblem]) -> Block:
    """List the rows of a table of retired vehicles: none of them is a registration."""
    aside = []
    for index, row in enumerate(batch.rows):
        if index in problems and not _is_filled(row):
            continue
        why = classify_row(row, batch.reading, batch.numbers[index]) if index in problems else None
        if why is None:
            find_listed(batch, index)
        aside.append(aside_row(batch, index, RowFate.IGNORED, why or RETIRED))
    batch.findings.sort(key=lambda finding: finding.row or 0)
    return Block(batch.reading.sheet, [], no_columns(), aside, batch.findings)


def read_vins(batch: Batch) -> tuple[list[str], dict[int, CellProblem]]:
    """Return the VINs (empty where there is none) and the problems by index."""
    cells = batch.column("vin")
    if cells is None:
        return [""] * len(batch.rows), dict.fromkeys(range(len(batch.rows)), CellProblem("vin-missing"))
    is_compact = vins.is_compact
    found = [cell if type(cell) is str and is_compact(cell) else "" for cell in cells]
    problems: dict[int, CellProblem] = {}
    if "" in found:
        for index, vin in enumerate(found):
            if not vin:
                found[index] = _look_again(cells[index], index, problems)
    for index in examples_in(batch.rows, batch.reading):  # their numbers may be well-formed
        problems.setdefault(index, CellProblem(EXAMPLE_LINE))
    return found, problems


def _look_again(cell: object, index: int, problems: dict[int, CellProblem]) -> str:
    """Read a VIN that is written otherwise or among other signs, or note what is wrong with it."""
    fault = fault_code(cell)
    try:
        if fault is not None:
            raise CellProblem(fault)  # noqa: TRY301 (one place notes every problem)
        return parse_vin(cell)
    except CellProblem as problem:
        problems[index] = problem
        return ""


def without_other_rows(
    batch: Batch,
    vin_column: list[str],
    problems: Mapping[int, CellProblem],
    aside: list[AsideRow],
    *,
    staying: Set[str] = frozenset(),
) -> list[str]:
    """Drop blank rows and list those that are no vehicles; note the problem of the rows that stay.

    ``staying``: what a row may look like (``AsideRow.why``) and stay all the same.
    """
    stay: list[int] = []
    for index in range(len(batch.rows)):
        if index not in problems:
            stay.append(index)
        elif _is_filled(batch.rows[index]):
            why = classify_row(batch.rows[index], batch.reading, batch.numbers[index])
            if why is None or why in staying:
                stay.append(index)
                continue
            aside.append(aside_row(batch, index, RowFate.IGNORED, why))
            if why == EXAMPLE_LINE:
                batch.find(index, "example-row", "seq")
    batch.keep(stay)
    for place, index in enumerate(stay):
        if index in problems:
            problem, row = problems[index], batch.rows[place]
            look = {"look": look_of(row)} if problem.code == "vin-missing" else {}
            batch.find(place, problem.code, "vin", {**problem.values, **look})
    return [vin_column[index] for index in stay]


def is_vehicles(batch: Batch, index: int, problems: Mapping[int, CellProblem]) -> bool:
    """Tell whether a row is a vehicle's, or a doubt that is held; ``problems``: what ``read_vins`` found."""
    row = batch.rows[index]
    return index not in problems or (
        _is_filled(row) and classify_row(row, batch.reading, batch.numbers[index]) is None
    )


def _is_filled(row: Sequence[object]) -> bool:
    return any(cell is not None and cell != "" and (fault_code(cell) or text_of(cell)) for cell in row)


def aside_row(batch: Batch, index: int, fate: RowFate, why: str | None) -> AsideRow:
    """Return a row that is set aside, with its cells as they are shown."""
    cells = [shown(cell) for cell in batch.rows[index]]
    while cells and not cells[-1]:
        cells.pop()
    vin = well_formed(batch.cell(index, "vin")) if fate is RowFate.HELD else None
    return AsideRow(batch.reading.sheet, batch.numbers[index], fate, why, tuple(cells), vin)


def well_formed(cell: object) -> str | None:
    """Return the VIN that a cell holds, None where it holds none."""
    try:
        return None if fault_code(cell) else parse_vin(cell)
    except CellProblem:
        return None


def block_of(batch: Batch, columns: dict[str, list[str | int | None]], aside: list[AsideRow]) -> Block:
    """Return a batch as a block: the values of the rows that are not held, by column, and the rows set aside."""
    numbers = batch.numbers
    if batch.held:
        aside.extend(aside_row(batch, index, RowFate.HELD, None) for index in sorted(batch.held))
        aside.sort(key=lambda row: row.row)
        kept = [index for index in range(len(numbers)) if index not in batch.held]
        columns = {name: [column[index] for index in kept] for name, column in columns.items()}
        numbers = [numbers[index] for index in kept]
    batch.findings.sort(key=lambda finding: finding.row or 0)
    return Block(batch.reading.sheet, numbers, columns, aside, batch.findings)
