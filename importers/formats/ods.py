"""An OpenDocument spreadsheet: its sheets, error cells, formulas without a value, and how far cells repeat."""

import re
from collections.abc import Iterator
from itertools import product
from typing import BinaryIO
from xml.parsers import expat

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import NO_RESULT, Fault, error_cell
from importers.formats.markup import as_utf8, read_markup
from importers.formats.ooxml import TYPES_PART
from importers.formats.sheetscan import SheetScan
from importers.formats.zipguard import Parts, read_pieces

MIMETYPE_PART = "mimetype"
_CONTENT_PART = "content.xml"
_MANIFEST_PART = "META-INF/manifest.xml"
_SPREADSHEETS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_SMALL_PART = 1 << 24
_STRIKES = ("style:text-line-through-style", "style:text-line-through-type")
_LIBRARY_LISTS = ("/script-lb.xml", "/script-lc.xml", "/dialog-lb.xml", "/dialog-lc.xml", "/")
_NO_CODE = re.compile(rb"[^<]*<script:module[^>]*(?:/>|>\s*</script:module>)\s*").fullmatch
_ERROR_TEXTS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "Err:")

Found = list[tuple[str, bool, SheetScan]]


class _Content:
    """The handler of content.xml. ``faults`` of a repeated cell are noted for each repetition within reason."""

    def __init__(self) -> None:
        self.sheets: Found = []
        self._hidden_styles: set[str] = set()
        self._struck_styles: set[str] = set()
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
        elif tag == "style:text-properties":
            if any(attributes.get(name, "none") != "none" for name in _STRIKES):
                self._struck_styles.add(self._style)
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
        elif tag == "office:annotation":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside and len(self._text) < 16:
            self._text += text

    def end(self, tag: str) -> None:
        if tag == "office:annotation":
            self._inside = True
        if tag not in ("table:table-cell", "table:covered-table-cell") or not self.sheets:
            return
        self._inside = False
        scan = self.sheets[-1][2]
        fault = self._fault()
        if fault or self._text.strip() or "office:value-type" in self._cell:
            scan.reach(self._row + self._repeat_row - 1, self._column + self._repeat - 1)
        if fault:
            scan.faults.update(dict.fromkeys(self._places(), fault))
        if self._text and self._cell.get("table:style-name") in self._struck_styles:
            scan.struck.extend(self._places())

    def _places(self) -> Iterator[tuple[int, int]]:
        """Yield the places of a cell that is repeated, within reason."""
        rows = range(self._row, self._row + min(self._repeat_row, 4096))
        return product(rows, range(self._column, self._column + min(self._repeat, 256)))

    def _fault(self) -> Fault | None:
        text = self._text.strip()
        if self._cell.get("calcext:value-type") == "error":
            return error_cell(text)
        if "table:formula" not in self._cell:
            return None
        if text.startswith(_ERROR_TEXTS):
            return error_cell(text)
        return None if "office:value-type" in self._cell else NO_RESULT


def is_one(file: BinaryIO, parts: Parts) -> bool:
    """Tell whether a zip is an OpenDocument spreadsheet: by its mimetype, or by its manifest where that is missing.

    Raises ``FileRefused`` for an OpenDocument file of another kind.
    """
    if MIMETYPE_PART in parts:
        mimetype = b"".join(read_pieces(file, parts[MIMETYPE_PART])).strip()
        if mimetype not in _SPREADSHEETS:
            raise FileRefused(
                "not-a-spreadsheet", why="document" if b"opendocument" in mimetype else "archive"
            )
        return True
    if _CONTENT_PART not in parts or TYPES_PART in parts:
        return False
    head = next(as_utf8(read_pieces(file, parts[_CONTENT_PART])), b"")
    return b"office:spreadsheet" in head


def _check_kind(file: BinaryIO, parts: Parts) -> None:
    manifest = parts.get(_MANIFEST_PART)
    if manifest and b"encryption-data" in b"".join(read_pieces(file, manifest)):
        raise FileRefused("encrypted")
    for name, entry in parts.items():
        if name.startswith("Basic/") and name.count("/") > 1 and not name.endswith(_LIBRARY_LISTS):
            module = read_markup(file, entry, at_most=_SMALL_PART)
            if not _NO_CODE(module):
                raise FileRefused("macro")
    if _CONTENT_PART not in parts:
        raise FileRefused("damaged")


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
    for piece in as_utf8(read_pieces(file, parts[_CONTENT_PART])):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    for _, _, found in handler.sheets:
        found.text_bytes = parts[_CONTENT_PART].file_size
    return handler.sheets
