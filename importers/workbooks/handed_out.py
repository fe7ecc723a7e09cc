"""Workbooks that we hand out: the template a bureau fills in, and plain lists of registrations.

Nothing a cell holds ever becomes a formula: text is written as text (see ``write_text``).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from importers.fields import FIELDS
from importers.formats.cell_text import as_xlsx, is_settled
from importers.layout.template_columns import (
    CATEGORY_WORDS,
    COLUMNS,
    ENERGY_WORDS,
    EVENT_WORDS,
    HEADERS,
    STAGE_WORDS,
)
from rules.units import Unit
from rules.vocabulary import Category
from rules.wording import Language, Text

Value = str | int | float | date | datetime | None
"""What a cell may be given."""

HEADER_ROW: Final = 2
SHEET_NAME: Final = Text("登记明细", "Registrations")
GUIDE_NAME: Final = Text("填表说明", "Instructions")
_LAST_ROW: Final = 200_000
_WIDTH: Final = 20
"""Characters a column shows: a VIN, a day and most names fit."""
LEADS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_HEADER_FILL: Final = PatternFill("solid", fgColor="DDEBF7")
_REQUIRED_FILL: Final = PatternFill("solid", fgColor="FCE4D6")


def write_text(cell: Cell | MergedCell, value: str) -> None:
    """Put text into a cell so that no program ever runs it as a formula.

    Text that begins like a formula also gets the quote prefix, which keeps it text when a person edits the cell.
    Signs that XML cannot carry are left out (``importers.formats.cell_text``).
    """
    text = as_xlsx(value)
    cell.value = text
    cell.data_type = "s"  # openpyxl makes "=…" a formula and "#N/A" an error
    if text.startswith(LEADS_A_FORMULA):
        cell.quotePrefix = True


def template(*, unit: Unit, category: Category | None, language: Language) -> bytes:
    """Make the workbook a reporting unit fills in: an xlsx with drop-downs and instructions.

    ``category`` narrows the category list to one entry.
    """
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new workbook has one worksheet
    sheet.title = SHEET_NAME.in_language(language)
    write_text(sheet.cell(1, 1), _title(unit, category).in_language(language))
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    _write_header(sheet)
    _offer_choices(sheet, category)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    _write_guide(book.create_sheet(GUIDE_NAME.in_language(language)), unit)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _title(unit: Unit, category: Category | None) -> Text:
    if category is None:
        return Text(
            f"{unit.name.zh}新登记车辆信息表",
            f"Newly registered vehicles: {unit.name.en}",
        )
    words = CATEGORY_WORDS[category]
    return Text(
        f"{unit.name.zh}新登记车辆信息表（{words.zh}）",
        f"Newly registered vehicles: {unit.name.en}, {words.en}",
    )


def _write_header(sheet: Worksheet) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        write_text(cell, column.header)
        cell.font = Font(bold=True)
        cell.fill = _REQUIRED_FILL if column.required else _HEADER_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        # Formats stand on the column, not on empty cells: an unfilled template stays empty.
        dimension.number_format = column.number_format


def _offer_choices(sheet: Worksheet, category: Category | None) -> None:
    categories = [category] if category else list(CATEGORY_WORDS)
    _offer_list(sheet, "category", [CATEGORY_WORDS[one].zh for one in categories])
    _offer_list(sheet, "event", [text.zh for text in EVENT_WORDS.values()])
    _offer_list(sheet, "fuel", [text.zh for text in ENERGY_WORDS.values()])
    _offer_list(sheet, "emission_stage", [text.zh for text in STAGE_WORDS.values()])
    length = DataValidation(type="textLength", operator="equal", formula1="17", allow_blank=True)
    length.errorStyle = "warning"  # a clerk may have a reason; the import says what is wrong
    length.error = "车辆识别代号应为17位"
    _apply(sheet, "vin", length)


def _offer_list(sheet: Worksheet, field: str, words: Sequence[str]) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.error = "请从下拉表中选择"
    _apply(sheet, field, choice)


def _apply(sheet: Worksheet, field: str, validation: DataValidation) -> None:
    number = next(place for place, column in enumerate(COLUMNS, start=1) if column.field == field)
    letter = get_column_letter(number)
    validation.showErrorMessage = True
    validation.add(f"{letter}{HEADER_ROW + 1}:{letter}{_LAST_ROW}")
    sheet.add_data_validation(validation)


def _write_guide(sheet: Worksheet, unit: Unit) -> None:
    for row, line in enumerate(_guide_lines(unit), start=1):
        for column, text in enumerate(line, start=1):
            write_text(sheet.cell(row, column), text)
    for letter, width in zip("ABCDE", (20, 42, 52, 8, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"].font = Font(bold=True, size=14)


def _guide_lines(unit: Unit) -> Iterator[tuple[str, ...]]:
    yield (
        "填表说明 / Instructions",
        f"报送单位：{unit.name.zh}（{unit.code}）",
        f"Reporting unit: {unit.name.en}",
    )
    yield (
        "",
        "每辆车一行，从表头下一行填起。",
        "One vehicle a row, from the row below the header.",
    )
    yield ("", "橙色表头为必填列。", "Columns with an orange header must be filled.")
    yield (
        "",
        "“新增”指增加的车辆；“更新”指替换退出车辆，须填写被更新车辆。",
        "新增: added to the fleet; 更新: replaces a retired vehicle, which must then be named.",
    )
    yield ("",)
    yield ("列 / Column", "填写要求", "How to fill it in")
    for column in COLUMNS:
        yield (column.header, column.hint.zh, column.hint.en)
    yield ("",)
    yield ("可选值 / Allowed values", "中文", "English")
    choices = (
        (FIELDS["category"].zh, CATEGORY_WORDS),
        (FIELDS["event"].zh, EVENT_WORDS),
        (FIELDS["fuel"].zh, ENERGY_WORDS),
        (FIELDS["emission_stage"].zh, STAGE_WORDS),
    )
    for name, words in choices:
        for text in words.values():
            yield (name, text.zh, text.en)


def write_registrations(
    path: Path,
    rows: Iterable[Sequence[Value]],
    *,
    headers: Sequence[str] = HEADERS,
    title: str | None = None,
    sheet_name: str = SHEET_NAME.zh,
) -> None:
    """Write rows below a header row as an xlsx, streaming: memory does not grow with the rows.

    ``title`` stands in a line of its own above the header. Days should be ``date`` values.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(sheet_name)  # its stubs know neither widths nor filters
    first = 1 if title is None else 2
    sheet.freeze_panes = f"A{first + 1}"
    for number in range(1, len(headers) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    if title is not None:
        sheet.append(_guarded(sheet, (title,)))
    sheet.append(_guarded(sheet, headers))
    last = first
    for last, row in enumerate(rows, start=first + 1):  # noqa: B007 (the last one is asked for below)
        sheet.append(_guarded(sheet, row))
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(headers))}{last}"
    book.save(path)


def _guarded(sheet: WriteOnlyWorksheet, row: Sequence[Value]) -> list[Value | Cell]:
    """Wrap the few texts that openpyxl would read as something else; the rest pass as they are."""
    return [
        _text_cell(sheet, value) if isinstance(value, str) and _needs_guard(value) else value for value in row
    ]


def _needs_guard(text: str) -> bool:
    return text.startswith(LEADS_A_FORMULA) or text in ERROR_CODES or "_x" in text or not is_settled(text)


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    return cell
