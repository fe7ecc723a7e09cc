"""The records of an xls workbook (MS-XLS, BIFF5 and BIFF8): passwords, sheets, and cells that hold an error.

A formula in an xls always carries its last result, so "formula without value" does not exist there.
"""

from collections.abc import Iterator
from struct import Struct

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import ERROR_BYTES, error_cell
from importers.formats.sheetscan import SheetScan

_HEADER = Struct("<HH")
_CELL = Struct("<HH")
_BOF, _EOF, _FILEPASS, _DATE_1904, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_BOOLERR, _FORMULA, _ROW, _COLINFO = 0x0205, 0x0006, 0x0208, 0x007D
_FILLED = frozenset({0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, _BOOLERR, _FORMULA})
_MULRK = 0x00BD
_GLOBALS, _MACRO_SHEET = 0x0005, 0x01
_BIFF8 = 0x0600

Record = tuple[int, int, bytes]


def starts_bare(head: bytes) -> bool:
    """Tell whether bytes begin as a workbook without a compound file around it, as before Excel 5."""
    return (
        head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
        and 4 <= head[2] <= 16
        and head[3] == 0
    )


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield (kind, position, body) from a position to the end of its substream."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = _HEADER.unpack_from(stream, at)
        yield kind, at, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _sheet_name(body: bytes, *, version: int) -> str:
    if version < _BIFF8:
        return body[7 : 7 + body[6]].decode("gb18030", "replace")
    if body[7] & 1:
        return body[8 : 8 + 2 * body[6]].decode("utf-16-le", "replace")
    return body[8 : 8 + body[6]].decode("latin-1")


def scan(stream: bytes) -> tuple[list[tuple[str, bool, SheetScan]], bool]:
    """Return the sheets (name, hidden, what was found) and whether days count from 1904.

    Raises ``FileRefused``: encrypted, macro, damaged.
    """
    sheets: list[tuple[str, bool, SheetScan]] = []
    epoch_1904, version = False, 0
    for kind, at, body in _records(stream, 0):
        if kind == _BOF and at == 0:
            version = int.from_bytes(body[:2], "little")
        elif kind == _FILEPASS:
            raise FileRefused("encrypted")
        elif kind == _DATE_1904:
            epoch_1904 = body[:1] == b"\x01"
        elif kind == _BOUNDSHEET and len(body) > 8:
            if body[5] == _MACRO_SHEET:
                raise FileRefused("macro")
            start = int.from_bytes(body[:4], "little")
            hidden = bool(body[4] & 3)
            sheets.append((_sheet_name(body, version=version), hidden, _scan_sheet(stream, start)))
    if not version:
        raise FileRefused("damaged")
    return sheets, epoch_1904


def _scan_sheet(stream: bytes, start: int) -> SheetScan:
    found = SheetScan()
    for kind, _, body in _records(stream, start):
        found.text_bytes += 4 + len(body)
        if len(body) < 6:
            continue
        if kind in _FILLED or kind == _MULRK:
            row, column = _CELL.unpack_from(body)
            found.reach(row + 1, column + 1)
            error = _error_byte(kind, body)
            if error is not None:
                found.faults[row + 1, column + 1] = error_cell(ERROR_BYTES.get(error, ""))
        elif kind == _ROW and len(body) >= 13 and body[12] & 0x20:
            found.hidden_rows.append(int.from_bytes(body[:2], "little") + 1)
        elif kind == _COLINFO and len(body) >= 10 and body[8] & 1:
            first, last = _CELL.unpack_from(body)
            found.hidden_columns.append((first + 1, last + 1))
    return found


def _error_byte(kind: int, body: bytes) -> int | None:
    """Return which error a cell or the result of a formula is, None where it is none."""
    if kind == _BOOLERR:
        return body[6] if len(body) >= 8 and body[7] == 1 else None
    is_error = kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2
    return body[8] if is_error else None
