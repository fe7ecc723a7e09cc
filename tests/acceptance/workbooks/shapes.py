"""Other shapes of one and the same xlsx, as exporters and programs write it; each changes a written file in place."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests import raw_workbooks as raw

Parts = list[tuple[str, bytes]]
_SHEETS: Final = "xl/worksheets/"


def give_shape(path: Path, shape: str) -> None:
    """Rewrite a workbook in a shape of the list."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    raw.zipped(path, SHAPES[shape](parts))


def _names(change: Callable[[str], str]) -> Callable[[Parts], Parts]:
    return lambda parts: [(change(name), content) for name, content in parts]


def _sheets(pattern: str, new: str) -> Callable[[Parts], Parts]:
    return lambda parts: [
        (
            name,
            re.sub(pattern, new, content.decode(), count=1).encode() if name.startswith(_SHEETS) else content,
        )
        for name, content in parts
    ]


def _in(part: str, pattern: str, new: str) -> Callable[[Parts], Parts]:
    return lambda parts: [
        (name, re.sub(pattern, new, content.decode()).encode() if name == part else content)
        for name, content in parts
    ]


def _in_utf_16(parts: Parts) -> Parts:
    def wide(content: bytes) -> bytes:
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", content.decode())
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    return [(name, wide(content) if name.endswith((".xml", ".rels")) else content) for name, content in parts]


def _lists_a_sheet_too_many(parts: Parts) -> Parts:
    listed = _in("xl/workbook.xml", r"</sheets>", '<sheet name="附表" sheetId="99" r:id="rId99"/></sheets>')
    return _in("xl/workbook.xml", r"<workbook ", f'<workbook xmlns:r="{_OFFICE}" ')(listed(parts))


_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAST_ROW: Final = '<row r="1048576" ht="12.8" customHeight="1"><c r="A1048576" s="0"/></row></sheetData>'

SHAPES: Final[dict[str, Callable[[Parts], Parts]]] = {
    "names in capitals": _names(str.upper),
    "names with a leading slash": _names(lambda name: "/" + name),
    "names with backslashes": _names(lambda name: name.replace("/", "\\")),
    "a format down to the last row": _sheets(r"</sheetData>", _LAST_ROW),
    "whole columns as extent": _sheets(r'<dimension ref="[^"]*"', '<dimension ref="A:Z"'),
    "no extent": _sheets(r"<dimension [^>]*/>", ""),
    "types of a binary workbook": _in(
        "[Content_Types].xml",
        r"(<Types[^>]*>)",
        rf'\1<Default Extension="bin" ContentType="{raw.XLSB_MAIN}"/>',
    ),
    "markup in UTF-16": _in_utf_16,
    "targets from here": _in("xl/_rels/workbook.xml.rels", r'Target="/xl/', 'Target="./'),
    "far cells in a comment": _sheets(r"<sheetData>", '<!-- <c r="XFD1048576"><v>1</v></c> --><sheetData>'),
    "macro kind without macros": _in("[Content_Types].xml", re.escape(raw.XLSX_MAIN), raw.XLSM_MAIN),
}
"""What is done to the parts of a package, by what it is called."""
