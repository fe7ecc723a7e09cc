"""An OpenDocument spreadsheet: its sheets, error cells, formulas without a value, and how far cells repeat."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import NO_RESULT, Fault, error_cell
from importers.formats.sheetscan import SheetScan
from importers.formats.zipguard import Parts, check_encoding, check_markup, read_markup, read_pieces

MIMETYPE_PART = "mimetype"
_CONTENT_PART = "content.xml"
_MANIFEST_PART = "META-INF/manifest.xml"
_SPREADSHEETS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_SMALL_PART = 1 << 24
_ERROR_TEXTS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "Err:")

Found = list[tuple[str, bool, SheetScan]]


class _Content:
    """The handler of content.xml. ``faults`` of a repeated cell are noted for each repetition within reason."""

    def __init__(self) -> None:
        self.sheets: Found = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = self._repeat_row = self._repeat = 0
        self._cell: dict[str, str] = {}
        self._text = ""
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table:table":
            hidden = attributes.get("table:style-name") in self._hidden_styles
            self.sheets.append((attributes.get("table:name", ""), hidden, SheetScan()))
            self._row = self._column = self._repeat_row = 0
        elif self.sheets:
            self._start_inside(tag, attributes)

    def _start_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table-row":
            self._row += self._repeat_row or 1
            self._repeat_row = int(attributes.get("table:number-rows-repeated", 1))
            self._column = self._repeat = 0
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self.sheets[-1][2].hidden_rows.extend(
                    range(self._row, self._row + min(self._repeat_row, 4096))
                )
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._repeat or 1
            self._repeat = int(attributes.get("table:number-columns-repeated", 1))
            self._cell, self._text, self._inside = attributes, "", True

    def text(self, text: str) -> None:
        if self._inside and len(self._text) < 16:
            self._text += text

    def end(self, tag: str) -> None:
        if tag not in ("table:table-cell", "table:covered-table-cell") or not self.sheets:
            return
        self._inside = False
        scan = self.sheets[-1][2]
        fault = self._fault()
        if fault or self._text.strip() or "office:value-type" in self._cell:
            scan.reach(self._row + self._repeat_row - 1, self._column + self._repeat - 1)
        if fault:
            for row in range(self._row, self._row + min(self._repeat_row, 4096)):
                for column in range(self._column, self._column + min(self._repeat, 256)):
                    scan.faults[row, column] = fault

    def _fault(self) -> Fault | None:
        text = self._text.strip()
        if self._cell.get("calcext:value-type") == "error":
            return error_cell(text)
        if "table:formula" not in self._cell:
            return None
        if text.startswith(_ERROR_TEXTS):
            return error_cell(text)
        return None if "office:value-type" in self._cell else NO_RESULT


def _check_kind(file: BinaryIO, parts: Parts) -> None:
    mimetype = b"".join(read_pieces(file, parts[MIMETYPE_PART])).strip()
    if mimetype not in _SPREADSHEETS:
        raise FileRefused("not-a-spreadsheet", why="document" if b"opendocument" in mimetype else "archive")
    manifest = parts.get(_MANIFEST_PART)
    if manifest and b"encryption-data" in b"".join(read_pieces(file, manifest)):
        raise FileRefused("encrypted")
    if any(name.startswith("Basic/") and name.count("/") > 1 for name in parts):
        raise FileRefused("macro")
    if _CONTENT_PART not in parts:
        raise FileRefused("damaged")


def _pieces(file: BinaryIO, parts: Parts) -> Iterator[bytes]:
    tail = b""
    for piece in read_pieces(file, parts[_CONTENT_PART]):
        if not tail:
            check_encoding(piece)
        check_markup(tail[-16:] + piece)
        yield piece
        tail = piece


def scan(file: BinaryIO, parts: Parts) -> Found:
    """Return the sheets (name, hidden, what was found) of an ods.

    Raises ``FileRefused``, and ``expat.ExpatError`` or ``ValueError`` where the markup is broken.
    """
    _check_kind(file, parts)
    styles = parts.get("styles.xml")
    if styles:
        read_markup(file, styles, at_most=_SMALL_PART)
    handler = _Content()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    for piece in _pieces(file, parts):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    for _, _, found in handler.sheets:
        found.text_bytes = parts[_CONTENT_PART].file_size
    return handler.sheets
