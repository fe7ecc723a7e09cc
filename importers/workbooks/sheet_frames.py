"""All of a workbook but its rows, made by openpyxl: looks, widths, what stands above, and the set-up of the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from importers.workbooks.cell_texts import Look

LAST_ROW: Final = 1_048_576
"""Of a worksheet (Excel's own limit)."""
_ROWS: Final = re.compile(rb"<sheetData>.*</sheetData>|<sheetData ?/>", re.DOTALL)
_SIZE: Final = re.compile(rb"<dimension [^>]*/>")
_TEXTS: Final = "xl/sharedStrings.xml"
_SHARING: Final = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>',
    ),
}
"""What says that cells share texts: openpyxl writes each into its cell. Part -> its end, and what stands before it."""
_BOOK: Final = "xl/workbook.xml"
_SHEETS: Final = "xl/worksheets/"
_SONG: Final = "宋体"
_HEI: Final = "黑体"
_GB2312: Final = 134
"""The character set by which Windows chooses among fonts of the same name."""
_THIN: Final = Side(style="thin", color="A6A6A6")
_GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LINE_POINTS: Final = 15.0
_TITLE_POINTS: Final = 27.0


def _font(name: str, size: float, *, bold: bool = False) -> Font:
    return Font(name=name, charset=_GB2312, sz=size, b=bold)


_CELL: Final[dict[str, Any]] = {
    "font": _font(_SONG, 10),
    "border": _GRID,
    "alignment": Alignment(vertical="center"),
}
_LOOKS: Final[dict[Look, dict[str, Any]]] = {
    Look.TITLE: {
        "font": _font(_HEI, 16),
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
    },
    Look.LINE: {
        "font": _font(_SONG, 10),
        "alignment": Alignment(vertical="center", wrap_text=True),
    },
    Look.HEAD: {
        "font": _font(_SONG, 10, bold=True),
        "fill": PatternFill("solid", fgColor="DDEBF7"),
        "border": _GRID,
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
    },
    Look.TEXT: _CELL,
    Look.QUOTED: _CELL,
    Look.WORD: _CELL,
    Look.NUMBER: _CELL,
    Look.DAY: _CELL | {"number_format": "yyyy-mm-dd"},
    Look.INSTANT: _CELL | {"number_format": "yyyy-mm-dd hh:mm"},
    Look.RATE: _CELL | {"number_format": "0.00%"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, how its cells look, and how many characters it shows."""

    head: str
    look: Look
    width: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the heads: lines of text over all columns with their heights in points, the title first.

    ``foot`` stands at the foot of each printed page, beside the page's number as ``pages`` says it (``&P`` is the
    number, ``&N`` how many there are). Signs of our own only: the foot of a page has a language.
    """

    lines: Sequence[tuple[str, float]] = ()
    foot: str = ""
    pages: str = "&P / &N"

    @property
    def head_row(self) -> int:
        """The row in which the heads stand."""
        return len(self.lines) + 1


def heading(title: str, lines: Sequence[str], *, columns: Sequence[Column], foot: str, pages: str) -> Heading:
    """Return a title with lines below it, each as high as its text needs over these columns."""
    across = sum(column.width for column in columns)

    def height(text: str) -> float:
        return _LINE_POINTS * -(-(_shown(text) + 1) // across)

    return Heading([(title, _TITLE_POINTS), *((line, height(line)) for line in lines)], foot, pages)


def _shown(text: str) -> int:
    """Return how wide a text is in characters of a column: those of Chinese take two."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in text)


@dataclass(frozen=True, slots=True)
class Placed:
    """A column in its place."""

    head: str
    letter: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet's part, cut where its rows belong."""

    name: str
    before: bytes
    _after: bytes

    def after(self, last_row: int) -> bytes:
        """Return what follows the rows, once it is known which is the last."""
        return _ending(self._after, last_row)


@dataclass(frozen=True, slots=True)
class Frame:
    """A workbook without rows. ``looks``: the number of each look among the workbook's own."""

    sheets: Sequence[SheetPart]
    columns: Sequence[Sequence[Placed]]
    looks: dict[Look, int]
    parts_before: Sequence[tuple[str, bytes]]
    texts_name: str
    _book: bytes

    def parts_after(self, last_rows: Sequence[int]) -> list[tuple[str, bytes]]:
        """Return the parts that tell how long the sheets became."""
        book = self._book
        for letters, last in zip(self.columns, last_rows, strict=True):
            book = book.replace(
                _endless(letters[-1].letter).encode(), f"${letters[-1].letter}${last}".encode(), 1
            )
        return [(_BOOK, book)]


def _endless(letter: str) -> str:
    return f"${letter}${LAST_ROW}"


def _ending(text: bytes, last_row: int) -> bytes:
    return text.replace(str(LAST_ROW).encode(), str(last_row).encode())


def framed(sheets: Sequence[tuple[str, Heading, Sequence[Column]]]) -> Frame:
    """Make a workbook with sheets of these names, headings and columns, without rows."""
    book = Workbook()
    book.properties.creator = "fleetsvc"
    made: list[Worksheet] = [book.active, *(book.create_sheet() for _ in sheets[1:])]  # type: ignore[list-item]
    for sheet, (name, above, columns) in zip(made, sheets, strict=True):
        sheet.title = name
        _lay_out(sheet, above, columns)
    looks = {look: _number_of(made[0], place, look) for place, look in enumerate(Look, start=1)}
    return _cut(book, looks, [_placed(columns) for _, _, columns in sheets])


def _placed(columns: Sequence[Column]) -> list[Placed]:
    return [Placed(one.head, get_column_letter(place)) for place, one in enumerate(columns, start=1)]


def _lay_out(sheet: Worksheet, above: Heading, columns: Sequence[Column]) -> None:
    last, head = get_column_letter(len(columns)), above.head_row
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number in range(1, head):
        sheet.merge_cells(f"A{number}:{last}{number}")
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{last}{LAST_ROW}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text=above.foot), center=_HeaderFooterPart(text=above.pages)
    )


def _number_of(sheet: Worksheet, row: int, look: Look) -> int:
    """Return the number that a look gets in the workbook: it is given to a cell, which goes with all rows."""
    cell: Any = sheet.cell(LAST_ROW - row, 1)
    for name, value in _LOOKS[look].items():
        setattr(cell, name, value)
    if look is Look.QUOTED:
        cell.quotePrefix = True
    return int(cell.style_id)


def _cut(book: Workbook, looks: dict[Look, int], columns: Sequence[Sequence[Placed]]) -> Frame:
    out = BytesIO()
    book.save(out)
    with ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheets = []
    for place in range(1, len(columns) + 1):
        name = f"{_SHEETS}sheet{place}.xml"
        # A size that is not true makes some programs read nothing; without one they look themselves.
        before, after = _ROWS.split(_SIZE.sub(b"", parts.pop(name)), maxsplit=1)
        sheets.append(SheetPart(name, before + b"<sheetData>", b"</sheetData>" + after))
    written = parts.pop(_BOOK)
    for name, (end, added) in _SHARING.items():
        parts[name] = parts[name].replace(end, added + end)
    first = ("[Content_Types].xml", "_rels/.rels")  # by these, first, programs know a workbook
    before = [(name, parts.pop(name)) for name in first]
    return Frame(sheets, columns, looks, [*before, *parts.items()], _TEXTS, written)
