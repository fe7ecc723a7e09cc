"""Annotate the very workbook that a sender gave: its cells coloured, with comments and one column of errors.

The package's own XML is changed at those places (``splicing``); all else stays byte by byte: pictures, seals and text
boxes, lists and bars of newer programs, slicers, names, print setup. Not carried: what reaches out of the file
(``live_formulas``), and an empty macro project. A day is neither read nor rewritten here.
"""

from pathlib import Path
from typing import Final

from importers.formats.cell_text import settled_names
from importers.formats.ooxml import Book, read_workbook
from importers.layout.template_columns import ERRORS_HEADER
from importers.results import Severity
from importers.workbooks.annotation import MOST_COMMENTS, Annotation, HeaderPlace, SheetNotes, notes_of
from importers.workbooks.around_cells import (
    join_tables,
    merge_header,
    set_filter,
    set_width,
    stretch,
    widen_filter_name,
)
from importers.workbooks.batch_property import has_batch_id, put_batch_id_into
from importers.workbooks.comment_edits import EMPTY_COMMENTS, EMPTY_DRAWING, Comments, Place
from importers.workbooks.handed_out import LEADS_A_FORMULA
from importers.workbooks.live_formulas import cut_links
from importers.workbooks.package_edits import OFFICE, Package
from importers.workbooks.shared_parts import Shared, shared_texts
from importers.workbooks.sheet_edits import SheetEdits
from importers.workbooks.sheet_places import CellPlace, NotKeepable, places_of
from importers.workbooks.splicing import local
from importers.workbooks.style_edits import MINIMAL, Change, Styles

_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COMMENTS: Final = f"{_SPREADSHEET}.comments+xml"
_DRAWING: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MOST_COLUMNS: Final = 16_384
_OUR_HEADERS: Final = frozenset({ERRORS_HEADER.zh, ERRORS_HEADER.en})


def annotate(path: Path, out: Path, annotation: Annotation) -> None:
    """Write the annotated copy of an xlsx that the guard let pass.

    Raises ``NotKeepable`` where its cells cannot be changed at their places, ``FileRefused``, ``ValueError`` and
    ``expat.ExpatError`` where a part is not what it should be.
    """
    with path.open("rb") as file:
        package = Package(file, path.stat().st_size)
        book = read_workbook(file, package.parts)
        _annotate(package, book, annotation)
        package.write(out)


def _annotate(package: Package, book: Book, annotation: Annotation) -> None:
    styles_part = book.styles or _new_styles(package, book.main)
    shared = Shared(
        package,
        Styles(package.read(styles_part)),
        shared_texts(package.read(book.strings)) if book.strings else [],
        bears_signs=has_batch_id(package),
        comments_left=MOST_COMMENTS,
    )
    names = settled_names([sheet.name for sheet in book.sheets])
    notes = notes_of(annotation)
    found = {name: sheet.part for (name, _), sheet in zip(names, book.sheets, strict=True)}
    if any(found.get(name) is None for name in notes):
        raise NotKeepable("sheet")
    for index, (name, part) in enumerate(found.items()):
        if part and name in notes:
            SheetCopy(shared, part, annotation.sheets[name], notes[name]).annotate(book.main, index)
        elif part:
            _make_safe(shared, part)
    if shared.formulas_cut:
        package.drop(book.main, "calcChain")  # programs make it anew
    cut_links(package, book.main)
    package.drop(book.main, "vbaProject")
    package.be_workbook(book.main)
    package.put(styles_part, shared.styles.result())
    put_batch_id_into(package, annotation.mark)


def _new_styles(package: Package, main: str) -> str:
    part = f"{main.rpartition('/')[0]}/styles.xml".lstrip("/")
    package.add(part, MINIMAL, f"{_SPREADSHEET}.styles+xml")
    package.relate(main, f"{OFFICE}/styles", part)
    return part


def _make_safe(shared: Shared, part: str) -> None:
    """Cut the formulas of a sheet that reach out of the file; a sheet that has none is not touched."""
    text = shared.package.read(part)
    if b"<f" not in text and b":f" not in text:
        return
    edits = SheetEdits(places_of(text))
    before = shared.formulas_cut
    shared.cut_formulas(edits)
    if shared.formulas_cut > before:
        shared.package.put(part, edits.result())


class SheetCopy:
    """One used sheet of the copy."""

    def __init__(self, shared: Shared, part: str, place: HeaderPlace, notes: SheetNotes) -> None:
        self.shared, self.part, self.place, self.notes = shared, part, place, notes
        self.places = places_of(shared.package.read(part))
        self.edits = SheetEdits(self.places)
        header = [self.places.rows.get(row) for row in place.header_rows]
        if not any(cell.value for row in header if row for cell in row.cells.values()):
            raise NotKeepable("header")

    def annotate(self, main: str, index: int) -> None:
        """Put the notes into the sheet, and the sheet into the package."""
        self.shared.cut_formulas(self.edits)
        self.shared.quote_texts(self.edits)
        ours = self._unmark() if self.shared.bears_signs else frozenset()
        column = self._free_column(ours)
        self._mark_cells()
        self._write_corrected()
        self._write_column(column)
        self._comment(column)
        stretch(self.places, self.edits.splices, column)
        set_width(self.places, self.edits.splices, column)
        merge_header(self.places, self.edits.splices, self.place, column, ours)
        tables = self.shared.package.related(self.part, "table")
        if tables:
            join_tables(self.shared.package, tables, column, self.notes.header)
        else:
            set_filter(self.places, self.edits.splices, self.place, column, self.last_row)
            widen_filter_name(self.shared.package, main, index, column)
        self.shared.package.put(self.part, self.edits.result())

    @property
    def last_row(self) -> int:
        """The last row that holds anything, or the first of the data."""
        filled = (
            row for row, place in self.places.rows.items() if any(_holds(c) for c in place.cells.values())
        )
        return max([self.place.first_data_row, *filled])

    def _unmark(self) -> frozenset[int]:
        """Take our colours and columns off again, so that what was corrected no longer looks wrong."""
        for row, place in self.places.rows.items():
            for column, cell in place.cells.items():
                if cell.look in self.shared.styles.ours:
                    look = self.shared.styles.look(cell.look, Change(uncoloured=True))
                    self.edits.give_look(row, column, look)
        top = self.places.rows.get(self.place.header_rows[0])
        cells = top.cells.items() if top else ()
        ours = frozenset(column for column, cell in cells if self.shared.text_of(cell) in _OUR_HEADERS)
        for row, place in self.places.rows.items():
            if row >= self.place.header_rows[0]:
                for column in ours & place.cells.keys():
                    self.edits.empty(row, column)
        return ours

    def _free_column(self, ours: frozenset[int]) -> int:
        """Return the first column at the right of everything filled or merged from the header on."""
        top = self.place.header_rows[0]
        filled = (
            column
            for row, place in self.places.rows.items()
            for column, cell in place.cells.items()
            if _holds(cell) and not (column in ours and row >= top)
        )
        merged = (
            right
            for _, (left, _, right, bottom) in self.places.areas("mergeCell")
            if bottom >= top and right < _MOST_COLUMNS and not (left == right and left in ours)
        )
        column = max([0, *filled, *merged]) + 1
        if column > _MOST_COLUMNS:
            raise NotKeepable("no column is free")
        return column

    def _mark_cells(self) -> None:
        for (row, column), note in self.notes.cells.items():
            self._colour(row, column, note.severity)
        for column, note in self.notes.columns.items():
            self._colour(self._name_row(column), column, note.severity)

    def _write_corrected(self) -> None:
        """Write what the unit says into its cells; what the file holds there stands in the note."""
        areas = (
            (top, left, bottom, right) for _, (left, top, right, bottom) in self.places.areas("mergeCell")
        )
        if self.notes.part(areas):
            raise NotKeepable("a corrected cell is merged with others")
        for (row, column), text in self.notes.corrected.items():
            cell = self.places.rows[row].cells.get(column)
            if cell is not None and cell.formula is not None:
                raise NotKeepable("a corrected cell is a formula")
            severity = None if (row, column) in self.notes.cells else Severity.INFO
            change = Change(severity, quoted=text.startswith(LEADS_A_FORMULA), unstruck=True)
            self.edits.write(
                row, column, text, self.shared.styles.look(self.edits.look_of(row, column), change)
            )

    def _colour(self, row: int, column: int, severity: Severity) -> None:
        look = self.edits.look_of(row, column)
        self.edits.give_look(row, column, self.shared.styles.look(look, Change(severity)))

    def _name_row(self, column: int) -> int:
        """Return the row that names a column: the lowest one of the header that is filled there."""
        for number in reversed(self.place.header_rows):
            row = self.places.rows.get(number)
            if row and column in row.cells and row.cells[column].value:
                return number
        return self.place.header_rows[0]

    def _lone_cell(self, row: int) -> int | None:
        """Return the only filled cell of a row: a title or a note, which a second cell would make look like data."""
        place = self.places.rows.get(row)
        filled = [column for column, cell in place.cells.items() if _holds(cell)] if place else []
        return filled[0] if len(filled) == 1 else None

    def _write_column(self, column: int) -> None:
        """Write our column: its header, and what is wrong with each row."""
        styles = self.shared.styles
        header = styles.look(0, Change(Severity.WARNING, header=True))
        self.edits.write(self.place.header_rows[0], column, self.notes.header, header)
        for row, note in self.notes.rows.items():
            lone = self._lone_cell(row)
            if lone is not None:
                self._colour(row, lone, note.severity)
                continue
            quoted = note.text.startswith(LEADS_A_FORMULA)
            self.edits.write(row, column, note.text, styles.look(0, Change(note.severity, quoted=quoted)))

    def _words(self, column: int) -> dict[Place, str]:
        """Return what the comments say, by cell; our own header speaks for the whole sheet."""
        said: dict[Place, str] = {}
        for place, note in list(self.notes.cells.items())[: self.shared.comments_left]:
            said[place] = note.words
        for index, note in self.notes.columns.items():
            said[self._name_row(index), index] = note.words
        for row, note in self.notes.rows.items():
            lone = self._lone_cell(row)
            if lone is not None:
                said[row, lone] = note.words
        if self.notes.whole:
            said[self.place.header_rows[0], column] = "\n".join(self.notes.whole)
        return said

    def _comment(self, column: int) -> None:
        said = self._words(column)
        self.shared.comments_left -= len(said)
        package, part = self.shared.package, self.part
        known = package.related(part, "comments")
        if not said and not (known and self.shared.bears_signs):
            return
        comments_part = (
            known[0] if known else package.add_numbered("xl/comments", ".xml", EMPTY_COMMENTS, _COMMENTS)
        )
        if not known:
            package.relate(part, f"{OFFICE}/comments", comments_part)
        drawing = self._drawing()
        comments = Comments(package.read(comments_part), package.read(drawing))
        if self.shared.bears_signs:
            comments.take_ours()
        comments.add(said)
        for name, content in zip((comments_part, drawing), comments.parts, strict=True):
            package.put(name, content)

    def _drawing(self) -> str:
        """Return the part with the shapes of the sheet's comments, made where it has none."""
        package, part = self.shared.package, self.part
        named = self.places.one("legacyDrawing")
        if named is not None:
            identity = next((text for key, text in named.attributes.items() if local(key) == "id"), "")
            return package.target(part, identity)
        drawing = package.add_numbered("xl/drawings/vmlDrawing", ".vml", EMPTY_DRAWING, _DRAWING)
        identity = package.relate(part, f"{OFFICE}/vmlDrawing", drawing)
        element = f'legacyDrawing xmlns:r="{OFFICE}" r:id="{identity}"/>'.encode()
        self.edits.splices.insert(self.places.place_for("legacyDrawing"), b"<" + self.places.prefix + element)
        return drawing


def _holds(cell: CellPlace) -> bool:
    return bool(cell.value) or cell.formula is not None
