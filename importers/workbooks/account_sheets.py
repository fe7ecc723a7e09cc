"""Workbooks of accounts: the one an administrator fills in, and the one with the first passwords."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from importers.workbooks.handed_out import write_text

_WIDTH: Final = 26


def sheet_to_fill_in(
    title: str, headers: Sequence[str], choices: Sequence[Sequence[str]], *, rows: int
) -> bytes:
    """Make an empty table; ``choices`` are offered below each header, none where anything may be written."""
    book, sheet = _begun(title, headers)
    for number, offered in enumerate(choices, start=1):
        if offered:
            choice = DataValidation(type="list", formula1=f'"{",".join(offered)}"', allow_blank=True)
            letter = get_column_letter(number)
            choice.add(f"{letter}2:{letter}{rows + 1}")
            sheet.add_data_validation(choice)
    return _written(book)


def filled_sheet(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Make a table of texts."""
    book, sheet = _begun(title, headers)
    for number, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            write_text(sheet.cell(number, place), text)
    return _written(book)


def _begun(title: str, headers: Sequence[str]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new workbook has one worksheet
    sheet.title = title
    sheet.freeze_panes = "A2"
    for number, header in enumerate(headers, start=1):
        write_text(sheet.cell(1, number), header)
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"  # 00123 stays a name
    return book, sheet


def _written(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
