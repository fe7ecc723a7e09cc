"""A package written anew as calamine reads it: the same cells under the usual names, in plain markup.

Spreadsheet programs open packages that calamine does not: part names in another case or place, text in UTF-16 or
GB 2312, merged ranges and dimensions of whole columns, sheets that are listed and missing, an OpenDocument file
with indented content or without its mimetype. Only what the cells are made of is taken over.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO
from types import MappingProxyType
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from importers.formats.biff_form import normal_biff, stream_of
from importers.formats.container import Container
from importers.formats.markup import as_utf8
from importers.formats.ooxml import Book, SheetPart, read_workbook
from importers.formats.zipguard import Parts, open_parts, read_pieces
from importers.limits import limits_for

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KINDS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LEFT_OUT: Final = frozenset(
    {"dimension", "sheetViews", "cols", "extLst", "rPh", "phoneticPr", "f", "rPr", "AlternateContent"}
    | {
        "dataValidations",
        "conditionalFormatting",
        "drawing",
        "hyperlinks",
        "tableParts",
        "dxfs",
        "tableStyles",
    }
)
_TEXT_TAGS: Final = frozenset({"t", "v"})
_AREA: Final = re.compile(r"\$?([A-Z]*)\$?([0-9]*)(?::\$?([A-Z]*)\$?([0-9]*))?", re.IGNORECASE)
_CELL: Final = re.compile(r"[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?").fullmatch
_LAST_COLUMN: Final = "XFD"
_ODS_KIND: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST: Final = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_KIND}"/></manifest:manifest>'
)
_ODS_TEXTS: Final = frozenset({"text:p", "text:span", "text:a", "text:h"})


@dataclass(slots=True)
class _Rewriter:
    """Takes the events of a parser and writes them as plain markup, names without prefixes."""

    last_row: int = 1
    out: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _skipped: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._skipped or name in _LEFT_OUT:
            self._skipped += 1
            return
        said = dict(self._attributes(name, attributes)) if name != "mergeCell" else self._merged(attributes)
        if not self._open:
            said["xmlns"] = _MAIN
        self._open.append(name)
        self.out.append(f"<{name}{''.join(f' {key}={quoteattr(text)}' for key, text in said.items())}>")

    def _attributes(self, name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
        for key, text in attributes.items():
            if key == "r" and name == "c":
                yield key, text.upper()
            elif key == "xml:space" or not (":" in key or key.startswith("xmlns")):
                yield key, text

    def _merged(self, attributes: dict[str, str]) -> dict[str, str]:
        """Give a merged range of whole rows or columns the corners that it has among the filled rows."""
        ref = attributes.get("ref", "").upper()
        found = _AREA.fullmatch(ref)
        if _CELL(ref) or not found:
            return {"ref": ref if _CELL(ref) else "A1"}
        left, top, right, bottom = found.groups()
        corner = f"{right or left or _LAST_COLUMN}{bottom or top or max(self.last_row, 1)}"
        return {"ref": f"{left or 'A'}{top or 1}:{corner}"}

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        else:
            self.out.append(f"</{self._open.pop()}>")

    def text(self, text: str) -> None:
        if not self._skipped and self._open and self._open[-1] in _TEXT_TAGS:
            self.out.append(escape(text))


class _OpenDocument(_Rewriter):
    """The same for an OpenDocument content: prefixes and declarations stay, white space between elements goes."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipped or tag == "office:annotation":
            self._skipped += 1
            return
        self._open.append(tag)
        self.out.append(f"<{tag}{''.join(f' {key}={quoteattr(text)}' for key, text in attributes.items())}>")

    def text(self, text: str) -> None:
        if not self._skipped and not _ODS_TEXTS.isdisjoint(self._open[-3:]):
            self.out.append(escape(text))


def _rewritten(pieces: Iterator[bytes], rewriter: _Rewriter) -> Iterator[bytes]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = rewriter.start
    parser.EndElementHandler = rewriter.end
    parser.CharacterDataHandler = rewriter.text
    for piece in pieces:
        parser.Parse(piece, False)
        yield "".join(rewriter.out).encode()
        rewriter.out.clear()
    parser.Parse(b"", True)
    yield "".join(rewriter.out).encode()


def normal_xlsx(container: Container) -> bytes:
    """Return an xlsx that the guard let pass in its normal form.

    Raises ``FileRefused`` and ``expat.ExpatError`` where a part is broken.
    """
    last_rows = [sheet.last_row for sheet in container.sheets]
    with container.path.open("rb") as file:
        parts = _parts_of(file)
        book = read_workbook(file, parts)
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            out.writestr("[Content_Types].xml", _types(len(book.sheets)))
            out.writestr("_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")]))
            out.writestr("xl/workbook.xml", _main(book))
            targets = [
                ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(book.sheets) + 1)
            ]
            for part, name in ((book.strings, "sharedStrings"), (book.styles, "styles")):
                if part:
                    targets.append((name, f"{name}.xml"))
                    _write(out, f"xl/{name}.xml", file, parts, part, _Rewriter())
            out.writestr("xl/_rels/workbook.xml.rels", _relationships(targets))
            for number, (sheet, last_row) in enumerate(zip(book.sheets, last_rows, strict=True), start=1):
                _write_sheet(out, number, file, parts, sheet, last_row)
    return target.getvalue()


def _write_sheet(
    out: zipfile.ZipFile, number: int, file: BinaryIO, parts: Parts, sheet: SheetPart, last_row: int
) -> None:
    name = f"xl/worksheets/sheet{number}.xml"
    if sheet.part is None:
        out.writestr(name, f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>')
    else:
        _write(out, name, file, parts, sheet.part, _Rewriter(last_row))


def _write(
    out: zipfile.ZipFile, name: str, file: BinaryIO, parts: Parts, part: str, rewriter: _Rewriter
) -> None:
    with out.open(name, "w", force_zip64=True) as target:
        for piece in _rewritten(as_utf8(read_pieces(file, parts[part])), rewriter):
            target.write(piece)


def _parts_of(file: BinaryIO) -> Parts:
    return open_parts(file, limits_for(file.seek(0, SEEK_END)))


def _types(sheets: int) -> str:
    kinds = [("xl/workbook.xml", f"{_KINDS}.sheet.main+xml")]
    kinds += [(f"xl/worksheets/sheet{n}.xml", f"{_KINDS}.worksheet+xml") for n in range(1, sheets + 1)]
    kinds += [
        ("xl/styles.xml", f"{_KINDS}.styles+xml"),
        ("xl/sharedStrings.xml", f"{_KINDS}.sharedStrings+xml"),
    ]
    inside = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds)
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{rels}{inside}</Types>'


def _relationships(targets: list[tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _main(book: Book) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"'
        f' state="{"hidden" if sheet.hidden else "visible"}"/>'
        for number, sheet in enumerate(book.sheets, start=1)
    )
    properties = '<workbookPr date1904="1"/>' if book.epoch_1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>{sheets}</sheets></workbook>'


def normal_ods(container: Container) -> bytes:
    """Return an ods that the guard let pass in its normal form. Raises as ``normal_xlsx`` does."""
    with container.path.open("rb") as file:
        parts = _parts_of(file)
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            out.writestr("mimetype", _ODS_KIND, zipfile.ZIP_STORED)
            out.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
            _write(out, "content.xml", file, parts, "content.xml", _OpenDocument())
    return target.getvalue()


NORMAL_FORMS: Final[Mapping[str, Callable[[Container], bytes]]] = MappingProxyType(
    {"xlsx": normal_xlsx, "ods": normal_ods, "xls": lambda container: normal_biff(stream_of(container.path))}
)
"""How a file of each format is written anew."""
