"""Where everything stands in one sheet's XML: its rows and cells, and the elements around them.

The order of the parts around the cells is that of ECMA-376 part 1, 18.3.1.99.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from importers.formats.sheetscan import column_number
from importers.workbooks.splicing import Element, ended, local, prefix_of

_AFTER_CELLS: Final = [
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
_AROUND: Final = frozenset(_AFTER_CELLS) | {"cols", "dimension", "col", "mergeCell", "worksheet"}
_ADDRESS: Final = re.compile(r"\$?([A-Za-z]+)\$?([0-9]+)").fullmatch
_AREA: Final = re.compile(r"\$?([A-Za-z]+)\$?([0-9]+):\$?([A-Za-z]+)\$?([0-9]+)").fullmatch


_number_of: Final = lru_cache(maxsize=1024)(column_number)


class NotKeepable(Exception):
    """The workbook is in a form in which it cannot be changed at its places; the message says which."""


@dataclass(slots=True)
class CellPlace:
    """A cell: where its tag begins and ends, its look, its kind, its formula and its value as they are written."""

    start: int
    end: int = 0
    look: int = 0
    kind: str = ""
    formula: str | None = None
    formula_start: int = 0
    formula_attributes: dict[str, str] = field(default_factory=dict)
    value: str = ""


@dataclass(slots=True)
class RowPlace:
    """A row: its start tag, where its content ends, and its cells by column."""

    start: int
    close: int = 0
    cells: dict[int, CellPlace] = field(default_factory=dict)


@dataclass(slots=True)
class SheetPlaces:
    """Where everything stands in a sheet: rows by number, and the elements around them in their order."""

    text: bytes
    rows: dict[int, RowPlace] = field(default_factory=dict)
    around: list[Element] = field(default_factory=list)

    def one(self, name: str) -> Element | None:
        """Return the first element of a name around the cells."""
        return next((one for one in self.around if one.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Return the elements of a name around the cells."""
        return [one for one in self.around if one.name == name]

    def areas(self, name: str) -> Iterator[tuple[Element, tuple[int, int, int, int]]]:
        """Yield the elements of a name with their area: first column, first row, last column, last row."""
        for one in self.all(name):
            found = _AREA(one.attributes.get("ref", ""))
            if found:
                left, top, right, bottom = found.groups()
                yield one, (column_number(left), int(top), column_number(right), int(bottom))

    def place_for(self, name: str) -> int:
        """Return where an element belongs that the sheet does not have yet."""
        later = frozenset(_AFTER_CELLS[_AFTER_CELLS.index(name) + 1 :])
        following = [one.start for one in self.around if one.name in later]
        root = self.one("worksheet")
        return min(following, default=root.close if root else len(self.text))

    @property
    def prefix(self) -> bytes:
        """The prefix of the sheet's own elements, with its colon."""
        root = self.one("worksheet")
        return prefix_of(self.text, root.start) if root else b""


def places_of(text: bytes) -> SheetPlaces:
    """Find the places of a sheet. Raises ``NotKeepable`` where cells carry no address."""
    reader = _Reader(text)
    reader.read()
    return reader.found


class _Reader:
    """Takes the elements of the cells and those around them in one pass; each tag's part in it is looked up once."""

    def __init__(self, text: bytes) -> None:
        self.found = SheetPlaces(text)
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._row: RowPlace | None = None
        self._number = 0
        self._cell: CellPlace | None = None
        self._text: list[str] | None = None
        self._around: list[tuple[str, dict[str, str], int]] = []
        self._starts: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._ends: dict[str, Callable[[], None] | None] = {}

    def read(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.Parse(self.found.text, True)
        self.found.around.sort(key=lambda element: element.start)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        try:
            begin = self._starts[tag]
        except KeyError:
            begin = self._starts[tag] = self._begins(local(tag))
        if begin:
            begin(attributes)

    def _end(self, tag: str) -> None:
        try:
            finish = self._ends[tag]
        except KeyError:
            finish = self._ends[tag] = self._finishes(local(tag))
        if finish:
            finish()

    def _begins(self, name: str) -> Callable[[dict[str, str]], None] | None:
        own = {"c": self._start_cell, "row": self._start_row, "f": self._start_formula}
        if name in _AROUND:
            return lambda said: self._around.append((name, said, self._parser.CurrentByteIndex))
        return self._start_text if name in {"v", "t"} else own.get(name)

    def _finishes(self, name: str) -> Callable[[], None] | None:
        own = {"c": self._end_cell, "row": self._end_row, "f": self._end_formula}
        if name in _AROUND:
            return self._end_around
        return self._end_text if name in {"v", "t"} else own.get(name)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._number = int(attributes.get("r", self._number + 1))
        self._row = self.found.rows[self._number] = RowPlace(self._parser.CurrentByteIndex)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        found = _ADDRESS(attributes.get("r", ""))
        if not found or int(found[2]) != self._number or self._row is None:
            raise NotKeepable("cells without addresses")
        self._cell = CellPlace(self._parser.CurrentByteIndex, look=int(attributes.get("s", 0)))
        self._cell.kind = attributes.get("t", "")
        self._row.cells[_number_of(found[1])] = self._cell

    def _start_formula(self, attributes: dict[str, str]) -> None:
        if self._cell:
            self._text = []
            self._cell.formula_start = self._parser.CurrentByteIndex
            self._cell.formula_attributes = attributes

    def _start_text(self, _: dict[str, str]) -> None:
        if self._cell:
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end_formula(self) -> None:
        if self._cell and self._text is not None:
            self._cell.formula, self._text = "".join(self._text), None

    def _end_text(self) -> None:
        if self._cell and self._text is not None:
            self._cell.value += "".join(self._text)
            self._text = None

    def _end_cell(self) -> None:
        if self._cell:
            self._cell.end, self._cell = self._parser.CurrentByteIndex, None

    def _end_row(self) -> None:
        if self._row:
            self._row.close, self._row = self._parser.CurrentByteIndex, None

    def _end_around(self) -> None:
        name, attributes, start = self._around.pop()
        close = self._parser.CurrentByteIndex
        self.found.around.append(ended(self.found.text, name, attributes, start, close))
