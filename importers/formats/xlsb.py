"""The binary parts of an xlsb workbook (MS-XLSB): its sheets, and cells that hold an error.

Like an xls, an xlsb keeps the last result beside each formula.
"""

from collections.abc import Iterator
from typing import BinaryIO

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import ERROR_BYTES, error_cell
from importers.formats.ooxml import relations, workbook_part
from importers.formats.sheetscan import SheetScan
from importers.formats.zipguard import Parts, read_pieces
from importers.limits import MIB

_LARGEST_PART = 512 * MIB
_ROW_HEADER, _CELL_BLANK, _CELL_ERROR, _FORMULA_ERROR = 0, 1, 3, 11
_LAST_CELL_KIND = 11
_COLUMN_INFO, _WORKBOOK_PROPERTIES, _SHEET = 60, 153, 156


def _number(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "little")


def _variable(text: bytes, at: int, *, most: int) -> tuple[int, int]:
    """Read a number of 7 bits a byte; return it and the position after it."""
    number = 0
    for index in range(most):
        if at >= len(text):
            raise FileRefused("damaged")
        byte = text[at]
        at += 1
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return number, at


def _records(text: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(text):
        kind = text[at]
        at += 1
        if kind & 0x80 and at < len(text):
            kind = (kind & 0x7F) | (text[at] & 0x7F) << 7
            at += 1
        length, at = _variable(text, at, most=4)
        yield kind, text[at : at + length]
        at += length


def _read_part(file: BinaryIO, parts: Parts, name: str) -> bytes:
    entry = parts.get(name)
    if entry is None:
        raise FileRefused("damaged")
    if entry.file_size > _LARGEST_PART:
        raise FileRefused("too-large")
    return b"".join(read_pieces(file, entry))


def _texts(body: bytes, at: int) -> tuple[str, int]:
    length = _number(body, at)
    end = at + 4 + 2 * min(length, len(body))
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def scan(file: BinaryIO, parts: Parts) -> tuple[list[tuple[str, bool, SheetScan]], bool]:
    """Return the sheets (name, hidden, what was found) and whether days count from 1904."""
    name = workbook_part(file, parts)
    targets = relations(file, parts, name)
    sheets: list[tuple[str, bool, SheetScan]] = []
    epoch_1904 = False
    for kind, body in _records(_read_part(file, parts, name)):
        if kind == _WORKBOOK_PROPERTIES:
            epoch_1904 = bool(body[:1] and body[0] & 1)
        elif kind == _SHEET and len(body) > 12:
            identity, after = _texts(body, 8)
            title, _ = _texts(body, after)
            relation, part = targets.get(identity, ("", ""))
            readable = relation == "worksheet" and part in parts
            found = _scan_sheet(_read_part(file, parts, part)) if readable else SheetScan()
            sheets.append((title, _number(body, 0) != 0, found))
    return sheets, epoch_1904


def _scan_sheet(text: bytes) -> SheetScan:
    found = SheetScan(text_bytes=len(text))
    row = 0
    for kind, body in _records(text):
        if kind == _ROW_HEADER:
            row = _number(body, 0) + 1
            if len(body) > 11 and body[11] & 0x10:
                found.hidden_rows.append(row)
        elif kind <= _LAST_CELL_KIND:
            column = _number(body, 0) + 1
            if kind != _CELL_BLANK:
                found.reach(row, column)
            if kind in (_CELL_ERROR, _FORMULA_ERROR):
                error = ERROR_BYTES.get(body[8], "") if len(body) > 8 else ""
                found.faults[row, column] = error_cell(error)
        elif kind == _COLUMN_INFO and len(body) > 16 and body[16] & 1:
            found.hidden_columns.append((_number(body, 0) + 1, _number(body, 4) + 1))
    return found
