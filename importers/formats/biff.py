"""The records of an xls workbook (MS-XLS, BIFF5 and BIFF8): passwords, sheets, and cells that hold an error.

A formula in an xls always carries its last result, so "formula without value" does not exist there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from struct import Struct
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import ERROR_BYTES, error_cell
from importers.formats.sheetscan import SheetScan

BOF, EOF, CODEPAGE, BOUNDSHEET, FORMAT, XF = 0x0809, 0x000A, 0x0042, 0x0085, 0x041E, 0x00E0
FORMULA, LABEL, RICH_LABEL, STRING, MULRK = 0x0006, 0x0204, 0x00D6, 0x0207, 0x00BD
TEXTS: Final = frozenset({LABEL, RICH_LABEL})
BIFF8, UTF_16 = 0x0600, 1200

_HEADER = Struct("<HH")
_PLACE = Struct("<HHH")
_FILEPASS, _DATE_1904, _FONT, _STRIKE = 0x002F, 0x0022, 0x0031, 0x08
_BOOLERR, _ROW, _COLINFO = 0x0205, 0x0208, 0x007D
_FILLED = frozenset({0x0203, LABEL, RICH_LABEL, 0x00FD, 0x027E, _BOOLERR, FORMULA})
_MACRO_SHEET, _FIRST_OWN_FORMAT = 0x01, 164
_OPENINGS: Final = {b"\x09\x00": (4,), b"\x09\x02": (4, 6), b"\x09\x04": (4, 6), b"\x09\x08": (8, 16)}
"""The kinds of the first record of BIFF2, 3, 4 and later, with its lengths: tabs in UTF-16 look like one."""
_DAY_FORMATS = (range(14, 23), range(27, 37), range(45, 48), range(50, 59))
_CODECS: Final = {
    936: "gb18030",
    10008: "gb18030",
    950: "cp950",
    10002: "cp950",
    932: "cp932",
    949: "cp949",
} | {
    1200: "utf-16-le",
    65001: "utf-8",
}

Record = tuple[int, int, bytes]


def starts_bare(head: bytes) -> bool:
    """Tell whether bytes begin as a workbook without a compound file around it, as before Excel 5."""
    return len(head) >= 4 and int.from_bytes(head[2:4], "little") in _OPENINGS.get(head[:2], ())


def is_known(stream: bytes) -> bool:
    """Tell whether a stream is of a version that can be read: BIFF5 (Excel 5 and 95) or BIFF8."""
    return stream[:2] == b"\x09\x08" and stream[4:6] in (b"\x00\x05", b"\x00\x06")


def records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield (kind, position, body) from a position to the end of its substream."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = _HEADER.unpack_from(stream, at)
        yield kind, at, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return


@dataclass(slots=True)
class Globals:
    """What the first substream says of the whole workbook: ``sheets`` are bodies of BOUNDSHEET records."""

    version: int
    codepage: int = 0
    epoch_1904: bool = False
    sheets: list[bytes] = field(default_factory=list)
    fonts: list[bytes] = field(default_factory=list)
    looks: list[bytes] = field(default_factory=list)
    formats: dict[int, bytes] = field(default_factory=dict)

    @property
    def struck_looks(self) -> frozenset[int]:
        """The numbers of the cell formats whose font strikes the text through (MS-XLS 2.4.122: no font is number 4)."""
        struck = {
            number + (number >= 4)
            for number, font in enumerate(self.fonts)
            if len(font) > 2 and font[2] & _STRIKE
        }
        return frozenset(
            number for number, look in enumerate(self.looks) if int.from_bytes(look[:2], "little") in struck
        )

    @property
    def renumbered(self) -> dict[int, int]:
        """Free numbers for the formats whose own stand for days unless the file defines them itself, as it does."""
        own = sorted(number for number in self.formats if any(number in days for days in _DAY_FORMATS))
        free = (number for number in count(_FIRST_OWN_FORMAT) if number not in self.formats)
        return dict(zip(own, free, strict=False))

    @property
    def is_usual(self) -> bool:
        """Whether calamine reads the texts and days of the workbook as they are meant."""
        return self.version >= BIFF8 and self.codepage in (0, UTF_16) and not self.renumbered


def read_globals(stream: bytes) -> Globals:
    """Read the first substream. Raises ``FileRefused``: encrypted, damaged."""
    found = Globals(0)
    lists = {BOUNDSHEET: found.sheets, _FONT: found.fonts, XF: found.looks}
    for kind, at, body in records(stream, 0):
        if kind == BOF and at == 0:
            found.version = int.from_bytes(body[:2], "little")
        elif kind == _FILEPASS:
            raise FileRefused("encrypted")
        elif kind in lists:
            lists[kind].append(body)
        else:
            _take(found, kind, body)
    if not (found.version and found.sheets) or any(len(sheet) < 9 for sheet in found.sheets):
        raise FileRefused("damaged")
    return found


def _take(found: Globals, kind: int, body: bytes) -> None:
    number = int.from_bytes(body[:2], "little")
    if kind == _DATE_1904:
        found.epoch_1904 = number == 1
    elif kind == CODEPAGE:
        found.codepage = number
    elif kind == FORMAT:
        found.formats[number] = body[2:]


def sheet_name(body: bytes, version: int, codec: str) -> str:
    """Return the name in the body of a BOUNDSHEET record."""
    if version < BIFF8:
        return body[7 : 7 + body[6]].decode(codec, "replace")
    if body[7] & 1:
        return body[8 : 8 + 2 * body[6]].decode("utf-16-le", "replace")
    return body[8 : 8 + body[6]].decode("latin-1")


def codec_of(stream: bytes, book: Globals) -> str:
    """Return the encoding of the texts of a BIFF5 workbook.

    Many writers declare Windows' Latin page, or none, and write GBK: texts that are GBK in full are taken for it.
    """
    declared = _CODECS.get(book.codepage)
    if declared:
        return declared
    texts = [
        body[8:]
        for sheet in book.sheets
        for kind, _, body in records(stream, int.from_bytes(sheet[:4], "little"))
        if kind in TEXTS
    ]
    try:
        b"\n".join(texts).decode("gbk")
    except UnicodeDecodeError:
        return "cp1252"
    return "gb18030"


def scan(stream: bytes) -> tuple[list[tuple[str, bool, SheetScan]], Globals]:
    """Return the sheets (name, hidden, what was found) and what is said of all.

    Raises ``FileRefused``: encrypted, macro, damaged.
    """
    book = read_globals(stream)
    codec = codec_of(stream, book) if book.version < BIFF8 else ""
    sheets: list[tuple[str, bool, SheetScan]] = []
    for body in book.sheets:
        if body[5] == _MACRO_SHEET:
            raise FileRefused("macro")
        found = _scan_sheet(stream, int.from_bytes(body[:4], "little"), book.struck_looks)
        sheets.append((sheet_name(body, book.version, codec), bool(body[4] & 3), found))
    return sheets, book


def _scan_sheet(stream: bytes, start: int, struck_looks: frozenset[int]) -> SheetScan:
    found = SheetScan()
    for kind, _, body in records(stream, start):
        found.text_bytes += 4 + len(body)
        if len(body) < 6:
            continue
        if kind in _FILLED:
            _note_cell(found, kind, body, struck_looks)
        elif kind == MULRK:
            found.reach(int.from_bytes(body[:2], "little") + 1, int.from_bytes(body[-2:], "little") + 1)
        elif kind == _ROW and len(body) >= 13 and body[12] & 0x20:
            found.hidden_rows.append(int.from_bytes(body[:2], "little") + 1)
        elif kind == _COLINFO and len(body) >= 10 and body[8] & 1:
            first, last, _ = _PLACE.unpack_from(body)
            found.hidden_columns.append((first + 1, last + 1))
    return found


def _note_cell(found: SheetScan, kind: int, body: bytes, struck_looks: frozenset[int]) -> None:
    row, column, look = _PLACE.unpack_from(body)
    found.reach(row + 1, column + 1)
    error = _error_byte(kind, body)
    if error is not None:
        found.faults[row + 1, column + 1] = error_cell(ERROR_BYTES.get(error, ""))
    if look in struck_looks:
        found.struck.append((row + 1, column + 1))


def _error_byte(kind: int, body: bytes) -> int | None:
    """Return which error a cell or the result of a formula is, None where it is none."""
    if kind == _BOOLERR:
        return body[6] if len(body) >= 8 and body[7] == 1 else None
    is_error = kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2
    return body[8] if is_error else None
