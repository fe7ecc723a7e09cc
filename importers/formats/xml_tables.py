"""XML Spreadsheet 2003, named like a workbook as some systems export it (Microsoft, "XML Spreadsheet Reference")."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.parsers import expat

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import NO_RESULT, error_cell
from importers.formats.cell_text import CellValue
from importers.formats.grids import Filler, Grid, Grids
from importers.formats.markup import as_utf8, foreign_encoding
from importers.limits import MIB, Limits

NAMESPACE: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_WITHIN: Final = f"{NAMESPACE} "
_MOST_SPANNED: Final = 16_384
_TYPES: Final[dict[str, Callable[[str], CellValue]]] = {
    "Number": float,
    "DateTime": datetime.fromisoformat,
    "Boolean": lambda text: text.strip() == "1",
    "Error": error_cell,
}


def read_xml_table(path: Path, *, limits: Limits) -> Grids:
    """Read a file. Raises ``FileRefused``, and ``expat.ExpatError`` or ``ValueError`` where the markup is broken."""
    book = _Book(Filler(limits))
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.characters
    with path.open("rb") as file:
        encoding = foreign_encoding(file.read(512)) or "utf-8"
        file.seek(0)
        for piece in as_utf8(iter(lambda: file.read(MIB), b"")):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    if not book.sheets:
        raise FileRefused("not-a-spreadsheet", why="xml")
    return Grids("xml", encoding, tuple(book.sheets))


@dataclass(slots=True)
class _Book:
    """Takes the elements of a file."""

    filler: Filler
    sheets: list[Grid] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _text: list[str] | None = None
    _kind: str = ""
    _value: CellValue = None
    _open: list[str] = field(default_factory=list)
    _span: tuple[int, int] = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_WITHIN)
        said = {key.removeprefix(_WITHIN): text for key, text in attributes.items()}
        if name == "Worksheet":
            self.sheets.append(Grid(said.get("Name", "")))
            self._row = 0
        elif name == "Row":
            self._row = int(said.get("Index", self._row + 1))
            self._column = 0
            if said.get("Hidden") == "1":
                self.sheets[-1].hidden_rows.append(self._row)
            self._span = int(said.get("Span", 0)), 0
        elif name == "Cell":
            self._start_cell(said)
        elif name == "Data" and self._open[-1:] == ["Cell"]:
            self._text, self._kind = [], said.get("Type", "String")
        self._open.append(name)

    def _start_cell(self, said: dict[str, str]) -> None:
        self._column = int(said.get("Index", self._column + 1))
        across, down = (min(int(said.get(key, 0)), _MOST_SPANNED) for key in ("MergeAcross", "MergeDown"))
        if across or down:
            self.sheets[-1].merged.append((self._row, self._column, self._row + down, self._column + across))
        self._value = NO_RESULT if "Formula" in said else None
        self._span = self._span[0], across

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = tag.removeprefix(_WITHIN)
        self._open.pop()
        if name == "Data" and self._text is not None and self._open[-1:] == ["Cell"]:
            self._value, self._text = _value("".join(self._text), self._kind), None
        elif name == "Cell":
            self.filler.put(self.sheets[-1], self._row, self._column, self._value)
            self._column += self._span[1]
        elif name == "Row":
            self._row += self._span[0]
        elif name.rpartition(" ")[2] == "Visible":
            self.sheets[-1].hidden = True  # x:Visible stands there only where the sheet is not visible


def _value(text: str, kind: str) -> CellValue:
    return _TYPES[kind](text) if kind in _TYPES and text.strip() else text
