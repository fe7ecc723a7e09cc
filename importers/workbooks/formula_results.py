"""The stored results of formulas: openpyxl writes formulas without them, so they are carried over here.

A formula without a stored result is held when it is read again; a copy that lost them would hold rows which the
original did not.
"""

import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Final, NamedTuple
from xml.parsers import expat

from importers.formats.ooxml import read_workbook
from importers.formats.zipguard import open_parts, read_pieces
from importers.limits import limits_for

_WRITTEN: Final = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f(?:\s[^>]*)?/>|<f(?:\s[^>]*)?>[^<]*</f>)<v ?(?:/>|></v>)</c>'
)
"""A cell with a formula as openpyxl writes it, with etree and with lxml."""


class Stored(NamedTuple):
    """The stored result of a formula: the cell's type in OOXML ("" is a number) and its text."""

    kind: str
    text: str


class _Results:
    """Collects, from the start and end of elements, what stands beside formulas."""

    def __init__(self) -> None:
        self.found: dict[str, Stored] = {}
        self._address, self._kind, self._text = "", "", ""
        self._has_formula, self._in_value = False, False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._address, self._kind = attributes.get("r", ""), attributes.get("t", "")
            self._has_formula, self._text = False, ""
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._in_value = True

    def characters(self, text: str) -> None:
        if self._in_value:
            self._text += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self._in_value = False
        elif name == "c" and self._has_formula and self._text and self._address:
            self.found[self._address] = Stored(self._kind, self._text)


def _results_of(pieces: Iterable[bytes]) -> dict[str, Stored]:
    results, parser = _Results(), expat.ParserCreate()
    parser.StartElementHandler = results.start
    parser.EndElementHandler = results.end
    parser.CharacterDataHandler = results.characters
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return results.found


def stored_results(path: Path) -> dict[str, dict[str, Stored]]:
    """Return, by sheet name and address, the stored results of the formulas of an xlsx that the guard let pass."""
    found: dict[str, dict[str, Stored]] = {}
    with path.open("rb") as file:
        parts = open_parts(file, limits_for(path.stat().st_size))
        for sheet in read_workbook(file, parts).sheets:
            if sheet.part and any(
                b"<f" in piece or b":f" in piece for piece in read_pieces(file, parts[sheet.part])
            ):
                found[sheet.name] = _results_of(read_pieces(file, parts[sheet.part]))
    return found


def put_results(path: Path, results: Mapping[str, Mapping[str, Stored]]) -> None:
    """Write results (part name -> address -> result) beside the formulas of a workbook that openpyxl has saved."""
    if not any(results.values()):
        return
    filled = path.with_suffix(".filled")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in results:
                content = _filled(content, results[entry.filename])
            target.writestr(entry.filename, content)
    shutil.move(filled, path)


def _filled(sheet_xml: bytes, results: Mapping[str, Stored]) -> bytes:
    def fill(cell: re.Match[bytes]) -> bytes:
        stored = results.get(cell[1].decode())
        if stored is None:
            return cell[0]
        kind = f' t="{stored.kind}"' if stored.kind else ""
        value = escape(stored.text, quote=False)
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (cell[1], cell[2], kind.encode(), cell[3], value.encode())

    return _WRITTEN.sub(fill, sheet_xml)
