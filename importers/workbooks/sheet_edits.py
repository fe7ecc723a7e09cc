"""One sheet's XML, changed at its places: looks of cells, and cells that are written, emptied or lose their formula."""

from html import escape

from importers.fields import column_letter
from importers.formats.cell_text import as_xlsx
from importers.workbooks.sheet_places import CellPlace, SheetPlaces
from importers.workbooks.splicing import Splices


class SheetEdits:
    """The changes to one sheet; the number of our column is known before the first is made."""

    def __init__(self, places: SheetPlaces) -> None:
        self.places, self.splices = places, Splices(places.text)
        self._looks: dict[tuple[int, int], int] = {}
        self._new: dict[int, dict[int, bytes]] = {}
        self._gone: set[tuple[int, int]] = set()

    def look_of(self, row: int, column: int) -> int:
        """Return the look of a cell as it now is, that of an empty one where there is none."""
        place = self._cell(row, column)
        return self._looks.get((row, column), place.look if place else 0)

    def give_look(self, row: int, column: int, look: int) -> None:
        """Give a cell another look; an empty cell is made where there is a row for it."""
        self._looks[row, column] = look

    def write(self, row: int, column: int, text: str, look: int) -> None:
        """Write text into a cell, in place of what is there."""
        name = self.places.prefix
        said = escape(as_xlsx(text), quote=False).encode()
        start = b'<%bc r="%b" s="%d" t="inlineStr">' % (name, _address(row, column), look)
        inside = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (name, name, said, name, name)
        self._new.setdefault(row, {})[column] = start + inside + b"</%bc>" % name

    def empty(self, row: int, column: int) -> None:
        """Take a cell away."""
        self._gone.add((row, column))

    def cut_formula(self, row: int, column: int, look: int) -> None:
        """Leave of a formula its last result; where none is known, the cell says so."""
        place = self._cell(row, column)
        if place is None:
            return
        if place.value:
            start = place.formula_start
            after = self.splices.tag_end(start)
            if not self.places.text[start:after].endswith(b"/>"):
                after = self.splices.tag_end(self.places.text.index(b"</", after))
            self.splices.replace(start, after, b"")
            self._looks[row, column] = look
        else:
            name = self.places.prefix
            cell = b'<%bc r="%b" s="%d" t="e"><%bv>#N/A</%bv></%bc>'
            self._new.setdefault(row, {})[column] = cell % (
                name,
                _address(row, column),
                look,
                name,
                name,
                name,
            )

    def result(self) -> bytes:
        """Return the sheet with all changes."""
        for (row, column), look in self._looks.items():
            if self._cell(row, column) is None and column not in self._new.get(row, {}):
                cell = b'<%bc r="%b" s="%d"/>' % (self.places.prefix, _address(row, column), look)
                self._new.setdefault(row, {})[column] = cell
        for row, cells in self._new.items():
            self._write_row(row, cells)
        for row, column in self._gone - {(row, column) for row, new in self._new.items() for column in new}:
            place = self._cell(row, column)
            if place:
                self.splices.replace(place.start, self._end_of(place), b"")
        for (row, column), look in self._looks.items():
            place = self._cell(row, column)
            if place and column not in self._new.get(row, {}) and (row, column) not in self._gone:
                self.splices.retag(place.start, s=look)
        return self.splices.result()

    def _cell(self, row: int, column: int) -> CellPlace | None:
        place = self.places.rows.get(row)
        return place.cells.get(column) if place else None

    def _end_of(self, place: CellPlace) -> int:
        head = self.splices.tag_end(place.start)
        if self.places.text[place.start : head].endswith(b"/>"):
            return head
        return self.splices.tag_end(place.end)

    def _write_row(self, number: int, cells: dict[int, bytes]) -> None:
        row = self.places.rows.get(number)
        if row is None:
            return
        text, head = self.places.text, self.splices.tag_end(row.start)
        if text[row.start : head].endswith(b"/>"):
            opened = text[row.start : head - 2].rstrip() + b">"
            inside = b"".join(cells[column] for column in sorted(cells))
            self.splices.replace(row.start, head, opened + inside + b"</%brow>" % self.places.prefix)
            return
        self.splices.retag(row.start, spans=None)  # it only helps a reader to reserve room
        known = sorted(row.cells)
        for column in sorted(cells):
            place = row.cells.get(column)
            if place:
                self.splices.replace(place.start, self._end_of(place), cells[column])
            else:
                after = next((other for other in known if other > column), None)
                self.splices.insert(row.cells[after].start if after else row.close, cells[column])


def _address(row: int, column: int) -> bytes:
    return f"{column_letter(column - 1)}{row}".encode()
