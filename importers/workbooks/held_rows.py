"""A workbook of one's rows in the sender's own layout, where the original itself cannot be given back.

For the formats that only the reader of cells knows (xls, xlsb, ods, csv, Strict OOXML), and for files too large to
be kept whole: then only the rows in error are given, with the row numbers of the original. Title lines, header rows
and the order of columns are the sender's; formats are ours. Everything is a value: nothing here is a formula. What
made a cell doubtful and cannot be written here (a quote that is not closed, a control character) is said by a mark
before its text, a struck line stays struck: sent again unchanged, the copy is read like the original.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, product
from pathlib import Path
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from importers.formats.cell_faults import ALTERED, QUOTE_UNCLOSED, Fault, marked
from importers.formats.sheets import CellValue, MergedRange, Sheet
from importers.formats.sheets import Workbook as Source
from importers.layout.template_columns import OUR_HEADERS, ROW_HEADER, sheet_title
from importers.results import Severity
from importers.workbooks.annotation import (
    MOST_COMMENTS,
    Annotation,
    HeaderPlace,
    Note,
    SheetNotes,
    notes_of,
)
from importers.workbooks.batch_property import put_batch_id
from importers.workbooks.cell_looks import Painter, give_look, look_of
from importers.workbooks.corrected_cells import CorrectedRows
from importers.workbooks.handed_out import write_text

_HEADER_FILL: Final = PatternFill("solid", fgColor="FFDDEBF7")
_ERRORS_WIDTH: Final = 70
_ROW_WIDTH: Final = 9
_WIDTHS: Final = (8, 40)
_SAMPLED: Final = 100
_MERGED_CELLS: Final = 300_000


def write_all_rows(source: Source, out: Path, annotation: Annotation) -> None:
    """Write every row of the used sheets at its own number, annotated."""
    _write(source, out, annotation, only_held=False)


def write_held_rows(source: Source, out: Path, annotation: Annotation) -> None:
    """Write the rows in error below the header of each used sheet, with the row numbers of the original."""
    _write(source, out, annotation, only_held=True)


def _write(source: Source, out: Path, annotation: Annotation, *, only_held: bool) -> None:
    book = Workbook(write_only=True)
    if source.epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    comments_left = MOST_COMMENTS
    by_name = {sheet.name: sheet for sheet in source.sheets}
    for name, notes in notes_of(annotation).items():
        writer = _Writer(book, by_name[name], annotation.sheets[name], notes, comments_left)
        writer.write(annotation, only_held=only_held)
        comments_left = writer.comments_left
    put_batch_id(book, annotation.mark)
    book.save(out)


class _Writer:
    """Writes one sheet, row after row; memory grows with the comments only."""

    def __init__(
        self, book: Workbook, source: Sheet, place: HeaderPlace, notes: SheetNotes, comments_left: int
    ) -> None:
        self.source, self.place, self.notes = source, place, notes
        self.marked = dict[int, list[tuple[int, Note]]]()
        for (row, column), note in notes.cells.items():
            self.marked.setdefault(row, []).append((column, note))
        self.corrected = CorrectedRows(notes.corrected, source.merged)
        self.struck, self.altered = _by_row(source.struck), _by_row(notes.altered)
        self.comments_left, self.painter = comments_left, Painter()
        self.formats = dict[str, StyleArray | None]()
        # A write-only sheet shares these with the other kind, but its stubs do not say so.
        self.sheet = cast("Worksheet", book.create_sheet(sheet_title(source.name)))
        self.head = source.head(place.first_data_row - 1)
        self.titles = {(top, left) for top, left, _, right in source.merged if right > left}
        self.width, self.dropped = self._measure()

    def _measure(self) -> tuple[int, frozenset[int]]:
        """Return the number of the sender's columns, and the places of columns that an earlier copy appended."""
        width, widest = self.corrected.width, dict[int, int]()
        for number, cells in islice(self.source.rows(), self.place.first_data_row + _SAMPLED):
            width = max(width, len(cells))
            if number >= self.place.header_rows[0]:
                for index, cell in enumerate(cells):
                    widest[index] = max(widest.get(index, 0), _shown_width(cell))
        for _, cells in self.source.rows():
            width = max(width, len(cells))
        for index, characters in widest.items():
            letter = get_column_letter(index + 1)
            self.sheet.column_dimensions[letter].width = min(max(characters + 2, _WIDTHS[0]), _WIDTHS[1])
        header = self.head[self.place.header_rows[0] - 1]
        ours = frozenset(index for index, cell in enumerate(header) if cell in OUR_HEADERS)
        return width, ours

    def write(self, annotation: Annotation, *, only_held: bool) -> None:
        extra = [ROW_HEADER] if only_held else []
        headers = [*(text.in_language(annotation.language) for text in extra), self.notes.header]
        for offset, width in enumerate((*[_ROW_WIDTH] * len(extra), _ERRORS_WIDTH), start=1):
            self.sheet.column_dimensions[get_column_letter(self.width + offset)].width = width
        self.sheet.freeze_panes = f"A{self.place.first_data_row}"
        for number, cells in enumerate(self.head, start=1):
            self.sheet.append(self._head_row(number, cells, headers))
        last = self._write_held() if only_held else self._write_all()
        letter = get_column_letter(self.width + len(headers))
        self.sheet.auto_filter.ref = f"A{self.place.header_rows[-1]}:{letter}{last}"
        self._merge(self.place.first_data_row - 1 if only_held else last)

    def _head_row(self, number: int, cells: Sequence[CellValue], headers: list[str]) -> list[Cell | None]:
        row = [self._cell(value) for value in self._padded(cells)]
        if number not in self.place.header_rows:
            for column, cell in enumerate(row, start=1):
                if cell is not None and (number, column) in self.titles:
                    cell.font, cell.alignment = Font(bold=True, size=14), Alignment(horizontal="center")
            return row
        is_top = number == self.place.header_rows[0]
        row += [self._cell(text if is_top else None) for text in headers]
        for index, cell in enumerate(row):
            if cell is not None:
                cell.font, cell.fill = Font(bold=True), _HEADER_FILL
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
                if number == self._name_row(index) and index + 1 in self.notes.columns:
                    self._annotate(cell, self.notes.columns[index + 1])
        if is_top and self.notes.whole and (errors := row[-1]) is not None:
            errors.comment = Note(Severity.INFO, self.notes.whole).comment
        return row

    def _name_row(self, index: int) -> int | None:
        """Return the row that names a column: the lowest one of the header that is filled there."""
        filled = (row for row in reversed(self.place.header_rows) if index < len(self.head[row - 1]))
        return next((row for row in filled if self.head[row - 1][index] is not None), None)

    def _write_all(self) -> int:
        last = self.place.first_data_row - 1
        for number, cells in self._data():
            for _ in range(number - last - 1):
                self.sheet.append([])
            self.sheet.append(self._row(number, cells))
            last = number
        return last

    def _write_held(self) -> int:
        last, held = self.place.first_data_row - 1, self.notes.held()
        for number, cells in self._data():
            if number in held:
                row = self._row(number, cells)
                row.insert(-1, self._cell(number))
                self.sheet.append(row)
                last += 1
        return last

    def _data(self) -> Iterator[tuple[int, list[CellValue]]]:
        return (
            (number, cells) for number, cells in self.source.rows() if number >= self.place.first_data_row
        )

    def _padded(self, cells: Sequence[CellValue]) -> list[CellValue]:
        kept = [None if index in self.dropped else value for index, value in enumerate(cells)]
        return kept + [None] * (self.width - len(kept))

    def _data_cells(self, number: int, cells: Sequence[CellValue]) -> list[Cell | None]:
        """Return the sender's cells of a row, with what makes them doubtful."""
        values = self._padded(cells)
        self.corrected.put(number, values)
        for column in self.altered.get(number, ()):
            if not isinstance(values[column - 1], Fault):
                values[column - 1] = Fault(ALTERED, str(values[column - 1] or ""))
        row = [self._cell(value) for value in values]
        for column in self.struck.get(number, ()):
            struck = row[column - 1] if column <= self.width else None
            if struck is not None and not self.corrected.has(number, column):
                struck.font = Font(strike=True)
        return row

    def _row(self, number: int, cells: Sequence[CellValue]) -> list[Cell | None]:
        row = self._data_cells(number, cells)
        for column, note in self.marked.get(number, ()):
            if column > self.width:
                continue  # said of a column that holds nothing
            marked = row[column - 1] or WriteOnlyCell(self.sheet)
            self._annotate(marked, note)
            row[column - 1] = marked
        whole = self.notes.rows.get(number)
        filled = [cell for cell in row if cell is not None and cell.value is not None]
        if (
            whole is not None and len(filled) == 1
        ):  # a title or a note: a second cell would make it look like data
            self._annotate(filled[0], whole)
            return [*row, None]
        said = self._cell(whole.text if whole else None)
        if said is not None and whole is not None:
            self.painter.colour(said, whole.severity)
        return [*row, said]

    def _annotate(self, cell: Cell, note: Note) -> None:
        self.painter.colour(cell, note.severity)
        if self.comments_left > 0:
            cell.comment = note.comment
            self.comments_left -= 1

    def _cell(self, value: CellValue) -> Cell | None:
        if value is None:
            return None
        cell: Cell = WriteOnlyCell(self.sheet)
        if isinstance(value, str):
            write_text(cell, value)
            self._format(cell, "@")  # what was text stays text when a person types into it
        elif isinstance(value, Fault) and value.code in (QUOTE_UNCLOSED, ALTERED):
            write_text(cell, marked(value.code, value.shown))
        elif isinstance(value, Fault):  # an error, or a formula without a result: never an empty cell
            cell.value = value.shown if value.shown in ERROR_CODES else "#N/A"
        else:
            cell.value = int(value) if isinstance(value, float) and value.is_integer() else value
            self._format(cell, _format_of(value))
        return cell

    def _format(self, cell: Cell, number_format: str) -> None:
        quoted = cell.quotePrefix
        if number_format not in self.formats:
            cell.quotePrefix = False
            cell.number_format = number_format
            self.formats[number_format] = look_of(cell)
        give_look(cell, self.formats[number_format])
        if quoted:
            cell.quotePrefix = True

    def _merge(self, last_row: int) -> None:
        """Merge what the sender had merged; merged cells below the head only where all rows are given."""
        inside = (
            area for area in self.source.merged if area[2] <= last_row and area not in self.corrected.parted
        )
        # Not by add(): it compares each range with all others, and a small file can hold very many.
        self.sheet.merged_cells.ranges = {
            CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right)
            for top, left, bottom, right in _apart(inside)
        }


def _by_row(cells: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found = dict[int, list[int]]()
    for row, column in cells:
        found.setdefault(row, []).append(column)
    return found


def _apart(areas: Iterable[MergedRange]) -> Iterator[MergedRange]:
    """Yield the areas that overlap none before them; none further once they hold more cells than anybody merges."""
    taken = set[tuple[int, int]]()
    for top, left, bottom, right in areas:
        if len(taken) + (bottom - top + 1) * (right - left + 1) > _MERGED_CELLS:
            return
        cells = set(product(range(top, bottom + 1), range(left, right + 1)))
        if taken.isdisjoint(cells):
            taken |= cells
            yield top, left, bottom, right


def _format_of(value: object) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd" if value.time() == time() else "yyyy-mm-dd hh:mm:ss"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    return "hh:mm:ss" if isinstance(value, time | timedelta) else "General"


def _shown_width(cell: CellValue) -> int:
    if isinstance(cell, date):
        return 10
    text = str(cell) if isinstance(cell, str | int | float) else ""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
