"""calamine and csv behind one shape: sheets of cells with the row numbers that a person sees.

Rows are read lazily, their texts settled (``importers.formats.cell_text``). A cell that shows an error, or
a formula whose result was never stored, is a ``Fault``: it must never look empty.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from importers.findings.refusals import FileRefused
from importers.formats import texts
from importers.formats.cell_faults import ERROR_WORDS, Fault, error_cell
from importers.formats.cell_text import CellValue, Rows, Touch, settled_names, settled_rows
from importers.formats.container import Container, SheetFacts
from importers.formats.grids import Grid, Grids, MergedRange
from importers.formats.normal_form import NORMAL_FORMS

__all__ = ["CellValue", "Fault", "MergedRange", "Sheet", "Workbook", "open_workbook"]


@dataclass(frozen=True, slots=True)
class Content:
    """What reading a sheet gives: an estimate of its last row, its merged ranges, and its rows anew each time."""

    last_row: int
    rows: Callable[[], Rows]
    merged: tuple[MergedRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows and columns count from 1; nothing is read before it is asked for.

    ``hidden``: not shown in the tabs. ``hidden_rows``/``hidden_columns`` are read like all others. ``touch``: what was
    changed in the name. ``struck`` are the cells (row, column) whose text is struck through. ``escaped``: texts may
    hold escapes of control characters (``cell_text.settle``).
    """

    name: str
    hidden: bool
    content: Content
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    touch: Touch | None = None
    struck: frozenset[tuple[int, int]] = frozenset()
    escaped: bool = False

    @property
    def total_rows(self) -> int:
        """The number of the last filled row, 0 for an empty sheet; an estimate for texts with blank lines."""
        return self.content.last_row

    @property
    def merged(self) -> tuple[MergedRange, ...]:
        """The merged ranges (xlsx and xls only)."""
        return self.content.merged

    def rows(self) -> Rows:
        """Yield (row number, cells from column A) of every row that holds anything; see ``cell_text.TouchedRow``."""
        return settled_rows(self.content.rows(), escaped=self.escaped)

    def head(self, n: int) -> list[list[CellValue]]:
        """Return rows 1 to ``n`` (fewer where the sheet ends), empty ones included, all of one width."""
        found: list[list[CellValue]] = []
        for number, cells in self.rows():
            if number > n:
                break
            found.extend([] for _ in range(number - len(found) - 1))
            found.append(list(cells))
        width = max(map(len, found), default=0)
        return [cells + [None] * (width - len(cells)) for cells in found]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file in their order, and the day its serial numbers count from."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A workbook that calamine holds, and its sheets of cells by their index in the list of all."""

    source: CalamineWorkbook
    sheets: dict[int, CalamineSheet]


def _loaded(file: BinaryIO) -> Loaded:
    """Load a workbook and its sheets, by its bytes: where it is given a name, calamine believes its ending."""
    source = CalamineWorkbook.from_filelike(file)
    sheets = {
        index: source.get_sheet_by_index(index)
        for index, sheet in enumerate(source.sheets_metadata)
        if sheet.typ is SheetTypeEnum.WorkSheet
    }
    return Loaded(source, sheets)


def _loaded_from(path: Path) -> Loaded:
    with path.open("rb") as file:
        return _loaded(file)


def load_ahead(path: Path) -> Future[Loaded]:
    """Begin to load a workbook in a thread, while the guard still looks at the file.

    Only for a process that bounds its own memory and may die: what calamine does with a hostile file before
    the guard has spoken ends there. calamine works without the interpreter's lock, so the two run side by side.
    """
    return ThreadPoolExecutor(max_workers=1).submit(_loaded_from, path)


def open_workbook(container: Container, *, ahead: Future[Loaded] | None = None) -> Workbook:
    """Open a file that the guard let pass; ``ahead`` is its loading begun earlier.

    Raises ``FileRefused``: damaged where it cannot be read, empty where no sheet holds anything.
    """
    if container.text is not None:
        return Workbook((_text_sheet(container, container.text),))
    if container.grids is not None:
        return _grid_sheets(container.grids)
    loaded = _opened(container, ahead)
    listed = loaded.source.sheets_metadata
    facts = _matched([sheet.name for sheet in listed], container.sheets)
    names = settled_names([seen.name for seen in facts])
    sheets = tuple(
        _calamine_sheet(
            loaded.sheets[index], replace(facts[index], name=name), touch, escaped=container.format != "xlsx"
        )
        for index, (sheet, (name, touch)) in enumerate(zip(listed, names, strict=True))
        if sheet.typ is SheetTypeEnum.WorkSheet
    )
    if not any(sheet.total_rows for sheet in sheets):
        raise FileRefused("empty")
    return Workbook(sheets, container.epoch_1904)


def _opened(container: Container, ahead: Future[Loaded] | None) -> Loaded:
    """Load the file as it is, or in its normal form where calamine misreads or does not read it as it is."""
    if container.is_usual:
        try:
            with _troubles_told():
                return ahead.result() if ahead else _loaded_from(container.path)
        except FileRefused as refusal:
            if refusal.refused.code != "damaged" or container.format not in NORMAL_FORMS:
                raise
    with _troubles_told():
        return _loaded(BytesIO(NORMAL_FORMS[container.format](container)))


def _matched(names: list[str], facts: tuple[SheetFacts, ...]) -> list[SheetFacts]:
    """Give each sheet of calamine's list what the guard saw of it, and the name that calamine reads."""
    if len(names) == len(facts):
        return [replace(seen, name=name) for name, seen in zip(names, facts, strict=True)]
    by_name = {seen.name: seen for seen in facts}
    return [by_name.get(name, SheetFacts(name)) for name in names]


@contextmanager
def _troubles_told() -> Iterator[None]:
    """Turn calamine's troubles into refusals; its panics are no ``Exception`` and have no importable name."""
    try:
        yield
    except PasswordError as trouble:
        raise FileRefused("encrypted") from trouble
    except (CalamineError, OSError, ValueError, expat.ExpatError) as trouble:
        raise FileRefused("damaged") from trouble
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":
            raise
        raise FileRefused("damaged") from trouble


def _calamine_sheet(sheet: CalamineSheet, facts: SheetFacts, touch: Touch | None, *, escaped: bool) -> Sheet:
    end = sheet.end
    last_row = max([end[0] + 1 if end else 0, *(row for row, _ in facts.faults)])
    merged = tuple(
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(
        facts.name,
        facts.hidden,
        Content(last_row, lambda: _cells(sheet, facts.faults), merged),
        facts.hidden_rows,
        facts.hidden_columns,
        touch,
        facts.struck,
        escaped=escaped,
    )


def _cells(sheet: CalamineSheet, faults: Mapping[tuple[int, int], Fault]) -> Rows:
    if not faults:
        yield from _plain_cells(sheet)
        return
    faulty: dict[int, dict[int, Fault]] = {}
    for row, column in sorted(faults):
        faulty.setdefault(row, {})[column] = faults[row, column]
    waiting = iter(faulty.items())
    ahead = next(waiting, None)
    for number, cells in _plain_cells(sheet):
        while ahead and ahead[0] < number:  # a row that holds nothing but faults
            yield ahead[0], _with_faults([], ahead[1])
            ahead = next(waiting, None)
        if ahead and ahead[0] == number:
            yield number, _with_faults(cells, ahead[1])
            ahead = next(waiting, None)
        else:
            yield number, cells
    while ahead:
        yield ahead[0], _with_faults([], ahead[1])
        ahead = next(waiting, None)


def _with_faults(cells: list[CellValue], faults: dict[int, Fault]) -> list[CellValue]:
    """Put the faults of a row into their columns, widening it where they lie beyond its end."""
    cells = cells + [None] * (max(faults) - len(cells))
    for column, fault in faults.items():
        cells[column - 1] = fault
    return cells


def _plain_cells(sheet: CalamineSheet) -> Rows:
    """Yield calamine's rows that hold anything. It pads rows from row 1, but columns only from the first used."""
    start = sheet.start
    if start is None:
        return
    padding: list[CellValue] = [None] * start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells: list[CellValue] = [None if cell == "" else cell for cell in row]
        if cells.count(None) < len(cells):
            yield number, padding + cells if padding else cells


_TEXT_CELLS: Final[Mapping[str, CellValue]] = {"": None} | {text: error_cell(text) for text in ERROR_WORDS}
"""The cells of a text table that are no text."""


def _grid_sheets(grids: Grids) -> Workbook:
    if not any(grid.rows for grid in grids.sheets):
        raise FileRefused("empty")
    names = settled_names([grid.name for grid in grids.sheets])
    return Workbook(
        tuple(
            Sheet(name, grid.hidden, _grid_content(grid), tuple(grid.hidden_rows), touch=touch, escaped=True)
            for grid, (name, touch) in zip(grids.sheets, names, strict=True)
        )
    )


def _grid_content(grid: Grid) -> Content:
    rows = sorted(grid.rows.items())
    return Content(max(grid.rows, default=0), lambda: iter(rows), tuple(grid.merged))


def _text_cell(cell: str | Fault) -> CellValue:
    return cell if isinstance(cell, Fault) else _TEXT_CELLS.get(cell, cell)


def _text_sheet(container: Container, table: texts.TextTable) -> Sheet:
    def rows() -> Rows:
        for number, record in enumerate(texts.records(container.path, table), start=1):
            if any(record):
                yield number, [_text_cell(cell) for cell in record]

    content = Content(table.rows, rows)
    ((name, touch),) = settled_names([PurePath(container.name).stem])
    return Sheet(name, hidden=False, content=content, touch=touch, escaped=True)
