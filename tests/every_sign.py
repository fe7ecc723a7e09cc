"""Deliveries whose owners hold every code point there is in the basic plane, 64 a row, in each format by hand.

What may stay of a text is said here a second time, from the Unicode database, so that the reader's own tables are
not their own judge.
"""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from importers.formats.cell_text import CellValue
from importers.formats.container import Container, inspect
from importers.formats.sheets import open_workbook
from rules.identifiers.vin import check_digit
from tests import raw_workbooks as raw

HEADER = ("车架号", "号牌号码", "车辆用途类别", "新增/更新", "燃料种类", "注册日期", "所有人")
OWNER = "G"
SURROGATES = range(0xD800, 0xE000)
Row = tuple[str, ...]

_KEPT_CONTROLS = "\t\n\r"


def stays(sign: str) -> bool:
    """Say whether a sign may stay: neither a control, a noncharacter nor half a pair; nor an invisible format sign."""
    number = ord(sign)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
        return False
    category = unicodedata.category(sign)
    if category == "Cc":
        return sign in _KEPT_CONTROLS
    return category != "Cs" and not is_invisible(sign)


def is_invisible(sign: str) -> bool:
    """Say whether a sign is dropped in silence. Arabic and other signs of category Cf are seen and stay."""
    number = ord(sign)
    return (unicodedata.category(sign) == "Cf" or 0x2060 <= number <= 0x206F) and not (
        0x600 <= number <= 0x605 or number in {0x6DD, 0x70F, 0x890, 0x891, 0x8E2}
    )


def is_told(sign: str) -> bool:
    """Say whether the loss of a sign is told."""
    return not stays(sign) and not is_invisible(sign)


def left_of(text: str) -> str:
    """Return what may stay of a text; old line ends become the usual one."""
    for line_end in "\x0b\x0c\x85":
        text = text.replace(line_end, "\n")
    return "".join(filter(stays, text))


def a_vin(number: int) -> str:
    bare = f"LZYTAAGW0S1{number:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]


def a_row(number: int, owner: str) -> Row:
    return (a_vin(number), f"豫A{number:05d}D", "公交车", "新增", "纯电动", "2025-03-01", owner)


def owners(*, without: range = range(0)) -> list[str]:
    """Return texts that together hold every code point of the basic plane but some, and the astral noncharacters."""
    texts = [
        f"甲{''.join(map(chr, range(first, first + 64)))}乙"
        for first in range(0, 0x10000, 64)
        if first not in without
    ]
    return [
        *texts,
        f"甲{''.join(chr(plane | 0xFFFE) + chr(plane | 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))}乙",
    ]


def rows_of(texts: Sequence[str]) -> list[Row]:
    return [a_row(number, text) for number, text in enumerate(texts, start=1)]


def as_csv(path: Path, rows: Sequence[Row], *, encoding: str) -> Path:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (HEADER, *rows)]
    path.write_bytes(
        "\n".join([*lines, ""]).encode(encoding, "surrogatepass" if "16" in encoding else "strict")
    )
    return path


def as_xlsx(path: Path, rows: Sequence[Row], *, name: str = "名单") -> Path:
    """Write an xlsx with everything that XML cannot carry as the escape that Excel writes."""
    return raw.zipped(path, raw.xlsx_parts(raw.sheet_xml(_xlsx_rows(rows)), names=[name]))


def _xlsx_rows(rows: Sequence[Row]) -> str:
    return "".join(
        f'<row r="{number}">{"".join(_xlsx_cell(place, number, cell) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate((HEADER, *rows), start=1)
    )


def _xlsx_cell(place: int, row: int, text: str) -> str:
    written = "".join(sign if _is_xml(sign) else f"_x{ord(sign):04X}_" for sign in text)
    return raw.text_cell(f"{'ABCDEFGHIJ'[place]}{row}", escape(written))


def _is_xml(sign: str) -> bool:
    """Say whether XML 1.0 can carry a sign as it is (section 2.2; carriage returns would become line feeds)."""
    number = ord(sign)
    return sign in "\t\n" or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or number >= 0x10000


def as_xls(path: Path, rows: Sequence[Row]) -> Path:
    cells = b"".join(
        raw.biff_label(number, place, cell)
        for number, row in enumerate((HEADER, *rows))
        for place, cell in enumerate(row)
    )
    path.write_bytes(raw.compound({"Workbook": raw.biff8(cells)}))
    return path


def as_xlsb(path: Path, rows: Sequence[Row]) -> Path:
    cells = b"".join(
        raw.xlsb_row(number) + b"".join(raw.xlsb_text(place, cell) for place, cell in enumerate(row))
        for number, row in enumerate((HEADER, *rows))
    )
    return raw.zipped(path, raw.xlsb_parts(cells))


FORMATS: dict[str, tuple[Callable[[Path, Sequence[Row]], Path], bool]] = {
    "xlsx": (as_xlsx, True),
    "csv utf-8": (lambda path, rows: as_csv(path, rows, encoding="utf-8"), False),
    "csv gb18030": (lambda path, rows: as_csv(path, rows, encoding="gb18030"), False),
    "csv utf-16": (lambda path, rows: as_csv(path, rows, encoding="utf-16"), True),
    "xls": (as_xls, False),
    "xlsb": (as_xlsb, False),
}
"""Name -> how to write it, and whether it can hold halves of surrogate pairs. An ods cannot hold any of these signs:
its XML has no escape for them."""


def rows_in(path: Path) -> list[list[CellValue]]:
    """Return the filled rows of the first sheet as the reader gives them."""
    container = inspect(path, name=path.name)
    assert isinstance(container, Container)
    return [cells for _, cells in open_workbook(container).sheets[0].rows()]
