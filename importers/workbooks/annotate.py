"""Annotate the very workbook that a sender gave: its cells coloured, with comments and one column of errors.

Formats, widths, merged cells, other sheets and the sender's formulas with their results stay. Not carried: links
to other files (a formula that follows one becomes its last result), macros (refused before), pictures and what
else openpyxl does not know. Numbers stay numbers: a day is neither read nor rewritten here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from importers.formats.cell_text import settled_names
from importers.layout.template_columns import ERRORS_HEADER
from importers.results import Severity
from importers.workbooks.annotation import (
    AUTHOR,
    MOST_COMMENTS,
    Annotation,
    HeaderPlace,
    Note,
    SheetNotes,
    notes_of,
)
from importers.workbooks.batch_property import put_batch_id, take_batch_id
from importers.workbooks.cell_looks import Painter, uncolour
from importers.workbooks.formula_results import Stored, put_results, stored_results
from importers.workbooks.handed_out import LEADS_A_FORMULA, write_text

_ERRORS_WIDTH: Final = 70
_ELSEWHERE: Final = re.compile(
    r"\[\d+\]|\w\|[^\"]*!"
)  # [1]Sheet1!A1: another file; prog|topic!item: another program
_BELOW_THEIRS: Final = "\n————\n"


class NotKeepable(Exception):
    """openpyxl cannot give the workbook back as it was; the message says what is missing."""


class _Reader(ExcelReader):
    """Leaves days as the numbers they are stored as, and keeps the shared strings at hand for formula results."""

    def read_worksheets(self) -> None:
        # No public switch turns this off: a day that is read and written again may differ.
        vars(self.wb).update(_date_formats=set(), _timedelta_formats=set())
        super().read_worksheets()


def annotate(path: Path, out: Path, annotation: Annotation) -> None:
    """Write the annotated copy of an xlsx that the guard let pass.

    Raises ``NotKeepable`` where the copy would lack the sender's cells (Strict OOXML), and whatever openpyxl
    raises on workbooks that it does not understand.
    """
    with path.open("rb") as file:  # not by its name: openpyxl would judge it by its ending
        reader = _Reader(file, keep_links=False, rich_text=True)
        reader.read()
    book: Workbook = reader.wb
    results = {
        sheet: {address: _unshared(stored, reader.shared_strings) for address, stored in found.items()}
        for sheet, found in stored_results(path).items()
    }
    _check_kept(book, annotation)
    _cut_links(book, results)
    bears_signs = take_batch_id(book)
    painter, comments_left, titles = Painter(), MOST_COMMENTS, _titles(book)
    for name, notes in notes_of(annotation).items():
        sheet: Worksheet = book[titles[name]]
        if bears_signs:
            _unmark(sheet, annotation.sheets[name])
        comments_left -= _mark_cells(sheet, notes, painter, comments_left)
        _append_column(sheet, annotation.sheets[name], notes, painter)

    put_batch_id(book, annotation.mark)
    book.save(out)
    parts = {sheet.path.lstrip("/"): results.get(sheet.title, {}) for sheet in book.worksheets}
    put_results(out, parts)


def _cells_of(sheet: Worksheet) -> list[Cell | MergedCell]:
    """Return the cells that a sheet holds. ``iter_rows`` would make one for each place up to the furthest of them."""
    return list(sheet._cells.values())  # noqa: SLF001 (see above)


def _unshared(stored: Stored, strings: Sequence[object]) -> Stored:
    """Turn a result that points into the shared strings into a text of its own: ours are written inline."""
    if stored.kind != "s":
        return stored
    return Stored("str", str(strings[int(stored.text)]))


def _titles(book: Workbook) -> dict[str, str]:
    """Return the titles of the sheets by the names under which they were read."""
    return {
        name: title for (name, _), title in zip(settled_names(book.sheetnames), book.sheetnames, strict=True)
    }


def _check_kept(book: Workbook, annotation: Annotation) -> None:
    titles = _titles(book)
    for name, place in annotation.sheets.items():
        sheet = book[titles[name]] if name in titles else None
        if not isinstance(sheet, Worksheet):
            raise NotKeepable(f"sheet {name}")
        header = sheet.iter_rows(min_row=place.header_rows[0], max_row=place.header_rows[-1])
        if not any(cell.value is not None for row in header for cell in row):
            raise NotKeepable(f"header of {name}")


def _cut_links(book: Workbook, results: Mapping[str, Mapping[str, Stored]]) -> None:
    """Replace formulas that follow a link by their results, and give texts that look like formulas a quote prefix."""
    for name in [name for name, one in book.defined_names.items() if _ELSEWHERE.search(one.value or "")]:
        del book.defined_names[name]
    for sheet in book.worksheets:
        known = results.get(sheet.title, {})
        for cell in _cells_of(sheet):
            if isinstance(cell, Cell) and cell.data_type in "fs":
                _make_safe(cell, known)


def _make_safe(cell: Cell, results: Mapping[str, Stored]) -> None:
    text = str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)
    if cell.data_type == "s":
        if text.startswith(LEADS_A_FORMULA):
            cell.quotePrefix = True
    elif _ELSEWHERE.search(text):
        _put_result(cell, results.get(cell.coordinate))


def _put_result(cell: Cell, stored: Stored | None) -> None:
    if stored is None:  # nothing is known of it; it must not look empty
        cell.value = "#N/A"
    elif stored.kind in ("", "n"):
        cell.value = float(stored.text)
    elif stored.kind == "b":
        cell.value = stored.text == "1"
    elif stored.kind == "e":
        cell.value = stored.text if stored.text.startswith("#") else "#N/A"
    else:
        write_text(cell, stored.text)


def _unmark(sheet: Worksheet, place: HeaderPlace) -> None:
    """Take our colours, comments and column off again, so that what was corrected no longer looks wrong."""
    for cell in _cells_of(sheet):
        uncolour(cell)
        if isinstance(cell, Cell) and cell.comment is not None:
            cell.comment = _without_ours(cell.comment)
    for cell in sheet[place.header_rows[0]]:
        if cell.value in (ERRORS_HEADER.zh, ERRORS_HEADER.en):
            _remove(sheet, cell.column, place)


def _remove(sheet: Worksheet, column: int, place: HeaderPlace) -> None:
    for area in list(sheet.merged_cells.ranges):
        if area.min_col == area.max_col == column:
            sheet.unmerge_cells(area.coord)
    for row in range(place.header_rows[0], sheet.max_row + 1):
        sheet.cell(row, column).value = None


def _without_ours(comment: Comment) -> Comment | None:
    theirs, cut, _ = comment.text.rpartition(_BELOW_THEIRS)
    if cut:
        return Comment(theirs, comment.author, height=comment.height, width=comment.width)
    return None if comment.author == AUTHOR else copy(comment)


def _mark_cells(sheet: Worksheet, notes: SheetNotes, painter: Painter, comments_left: int) -> int:
    """Colour the cells and comment on them; return how many comments were written."""
    written = 0
    for (row, column), note in notes.cells.items():
        cell = sheet.cell(row, column)
        painter.colour(cell, note.severity)
        if written < comments_left and isinstance(cell, Cell):
            _comment(cell, note)
            written += 1
    return written


def _comment(cell: Cell, note: Note) -> None:
    theirs, ours = cell.comment, note.comment
    if theirs is not None:
        ours = Comment(
            f"{theirs.text}{_BELOW_THEIRS}{ours.text}",
            theirs.author,
            height=ours.height + 60,
            width=ours.width,
        )
    cell.comment = ours


def _append_column(sheet: Worksheet, place: HeaderPlace, notes: SheetNotes, painter: Painter) -> None:
    """Write the column of errors at the right of all others, with its header and a filter."""
    column, top = _free_column(sheet, place), place.header_rows[0]
    header = sheet.cell(top, column)
    _write_header(sheet, place, header, notes)
    painter.colour(header, Severity.WARNING)
    for index, note in notes.columns.items():
        named = _name_cell(sheet, place, index)
        painter.colour(named, note.severity)
        if isinstance(named, Cell):
            _comment(named, note)
    for row, note in notes.rows.items():
        cell = sheet.cell(row, column)
        write_text(cell, note.text)
        painter.colour(cell, note.severity)
    _widen(sheet, column)
    _filter(sheet, place, column)


def _name_cell(sheet: Worksheet, place: HeaderPlace, column: int) -> Cell | MergedCell:
    """Return the cell that names a column: the lowest filled one of its header."""
    cells = [sheet.cell(row, column) for row in place.header_rows]
    return next((cell for cell in reversed(cells) if cell.value is not None), cells[0])


def _free_column(sheet: Worksheet, place: HeaderPlace) -> int:
    """Return the first column at the right of everything filled or merged from the header on."""
    filled: Iterator[int] = (cell.column for cell in _cells_of(sheet) if cell.value is not None)
    merged: Iterator[int] = (
        area.max_col for area in sheet.merged_cells.ranges if area.max_row >= place.header_rows[0]
    )
    return max([0, *filled, *merged]) + 1


def _write_header(sheet: Worksheet, place: HeaderPlace, header: Cell | MergedCell, notes: SheetNotes) -> None:
    write_text(header, notes.header)
    header.font = Font(bold=True)
    header.alignment = Alignment(horizontal="center", vertical="center")
    if notes.whole and isinstance(header, Cell):
        header.comment = Note(Severity.INFO, notes.whole).comment
    top, bottom = place.header_rows[0], place.header_rows[-1]
    if bottom > top:
        column = header.column or 0
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=column, end_column=column)


def _widen(sheet: Worksheet, column: int) -> None:
    """Give our column its width. A width kept for a run of columns is cut around it: runs must not overlap."""
    letter = get_column_letter(column)
    for run in list(sheet.column_dimensions.values()):
        run.reindex()
        first, last = run.min or 0, run.max or 0
        if not first <= column <= last:
            continue
        if last > column:
            after = get_column_letter(column + 1)
            sheet.column_dimensions[after] = ColumnDimension(
                sheet, after, width=run.width, hidden=run.hidden, min=column + 1, max=last
            )
        if first < column:
            run.max = column - 1
        break
    sheet.column_dimensions[letter] = ColumnDimension(sheet, letter, width=_ERRORS_WIDTH, customWidth=True)


def _filter(sheet: Worksheet, place: HeaderPlace, column: int) -> None:
    """Let the clerk filter by our column: widen the sender's filter or table, or set a filter where there is none."""
    last_row, letter = max(sheet.max_row, place.first_data_row), get_column_letter(column)
    tables = list(sheet.tables.values())
    if tables:
        _widen_table(sheet, column)
        return
    known = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", sheet.auto_filter.ref or "")
    first, top = (known[1], int(known[2])) if known else ("A", place.header_rows[-1])
    sheet.auto_filter.ref = f"{first}{top}:{letter}{last_row}"


def _widen_table(sheet: Worksheet, column: int) -> None:
    """Take our column into the table beside it. Elsewhere it stands alone: a filter may not overlap a table."""
    for table in sheet.tables.values():
        top_left, _, corner = table.ref.partition(":")
        found = re.fullmatch(r"([A-Z]+)(\d+)", corner)
        top = int(re.sub(r"[A-Z]", "", top_left))
        header = sheet.cell(top, column)
        if not found or get_column_letter(column - 1) != found[1] or not isinstance(header.value, str):
            continue
        table.ref = f"{top_left}:{get_column_letter(column)}{found[2]}"
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
        identity = max(one.id for one in table.tableColumns) + 1
        table.tableColumns.append(TableColumn(id=identity, name=header.value))
