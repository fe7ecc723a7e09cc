"""Write a case as a file: xlsx by openpyxl, the other formats byte by byte."""

import csv
import io
import re
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests import raw_workbooks as raw
from tests.acceptance.workbooks.grids import BROKEN, NO_VALUE, Case, Grid
from tests.acceptance.workbooks.shapes import give_shape
from tests.acceptance.workbooks.spellings import serial

_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_THIN: Final = Side(style="thin")
_BORDER: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write(case: Case, folder: Path) -> Path:
    """Write the workbook of a case into a folder and return its path."""
    path = folder / case.name
    _WRITERS[case.format](case, path)
    if case.shape:
        give_shape(path, case.shape)
    return path


def _xlsx(case: Case, path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    if case.epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    for grid in case.grids:
        _fill(book.create_sheet(grid.name), grid)
    book.save(path)
    if case.wrong_dimension:
        _rewrite(path, rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')


def _fill(sheet: Worksheet, grid: Grid) -> None:
    for number, line in enumerate(grid.lines, start=1):
        sheet.row_dimensions[number].hidden = line.hidden
        for place, value in enumerate(line.cells, start=1):
            _put(sheet, number, place, value)
    if grid.hidden:
        sheet.sheet_state = "hidden"
    _dress(sheet, grid)


def _dress(sheet: Worksheet, grid: Grid) -> None:
    for place in grid.hidden_columns:
        sheet.column_dimensions[get_column_letter(place + 1)].hidden = True
    numbers = {id(line): number for number, line in enumerate(grid.lines, start=1)}
    for top, left, bottom, right in grid.merges:
        sheet.merge_cells(
            start_row=numbers[id(top)],
            start_column=left + 1,
            end_row=numbers[id(bottom)],
            end_column=right + 1,
        )
    for number in range(len(grid.lines) + 1, len(grid.lines) + 1 + grid.formatted_rows):
        for place in range(1, len(grid.columns) + 4):
            sheet.cell(number, place).border = _BORDER


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    if value is None:
        return
    cell = sheet.cell(row, column)
    if value == NO_VALUE:
        cell.value = "=Z99&Z98"
    elif value == BROKEN:
        cell.value = BROKEN
        cell.data_type = "e"
    else:
        # cells hold texts, numbers and days only
        cell.value = _escaped(value) if isinstance(value, str) else value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, datetime):
            cell.number_format = "yyyy/m/d"


def _escaped(text: str) -> str:
    """Write what XML cannot carry as Excel does (ECMA-376 part 1, 22.4.2.4)."""
    return _NOT_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def _rewrite(path: Path, pattern: bytes, replacement: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    changed: list[tuple[str, str | bytes]] = [
        (name, re.sub(pattern, replacement, content) if "worksheets/" in name else content)
        for name, content in parts
    ]
    raw.zipped(path, changed)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)


def _csv(case: Case, path: Path) -> None:
    (grid,) = case.grids
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=case.delimiter, lineterminator="\r\n")
    writer.writerows([_shown(value) for value in line.cells] for line in grid.lines)
    path.write_bytes(out.getvalue().encode(case.encoding, "replace"))  # GBK has no no-break space


def _number(value: object) -> float | None:
    """What a cell stores as a number; days as serial numbers, as binary workbooks do."""
    if isinstance(value, datetime):
        return float(serial(value.date()))
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _xls(case: Case, path: Path) -> None:
    (grid,) = case.grids
    cells = b"".join(
        raw.biff_label(row, column, str(value)) if _number(value) is None
        else raw.biff_number(row, column, _number(value) or 0.0)
        for row, line in enumerate(grid.lines)
        for column, value in enumerate(line.cells)
        if value is not None
    )  # fmt: skip
    path.write_bytes(raw.compound({"Workbook": raw.biff8(cells, name=grid.name)}))


def _xlsb(case: Case, path: Path) -> None:
    (grid,) = case.grids
    records = []
    for row, line in enumerate(grid.lines):
        records.append(raw.xlsb_row(row))
        for column, value in enumerate(line.cells):
            number = _number(value)
            if number is not None:
                records.append(raw.xlsb_cell(5, column, struct.pack("<d", number)))
            elif value is not None:
                records.append(raw.xlsb_text(column, str(value)))
    raw.zipped(path, raw.xlsb_parts(b"".join(records), name=grid.name))


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        day = f"{value:%Y-%m-%d}"
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p>'
            "</table:table-cell>"
        )
    number = _number(value)
    kind = f'"float" office:value="{number!r}"' if number is not None else '"string"'
    text = escape(_NOT_XML.sub("", str(value)))  # an ods has no escape for these
    return f"<table:table-cell office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"


def _ods(case: Case, path: Path) -> None:
    (grid,) = case.grids
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, line.cells))}</table:table-row>" for line in grid.lines
    )
    raw.zipped(path, raw.ods_parts(rows, name=grid.name))


def _biff5(case: Case, path: Path) -> None:
    (grid,) = case.grids
    cells = b"".join(
        raw.biff5_label(row, column, str(value).encode("gbk", "replace").decode("gbk"))
        if (number := _number(value)) is None
        else raw.biff_number(row, column, number)
        for row, line in enumerate(grid.lines)
        for column, value in enumerate(line.cells)
        if value is not None
    )
    path.write_bytes(raw.compound({"Book": raw.biff5(cells, name=grid.name)}))


def _html(case: Case, path: Path) -> None:
    (grid,) = case.grids
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in line.cells) + "</tr>\n"
        for line in grid.lines
    )
    page = (
        f"<html><head><meta charset={case.encoding}></head><body><table border=1>{rows}</table></body></html>"
    )
    path.write_bytes(page.encode(case.encoding, "replace"))


def _xml_cell(value: object) -> str:
    if value is None:
        return "<Cell/>"
    number = _number(value)
    if isinstance(value, datetime):
        kind, text = "DateTime", f"{value:%Y-%m-%dT00:00:00.000}"
    else:
        kind, text = ("String", _NOT_XML.sub("", str(value))) if number is None else ("Number", repr(number))
    return f'<Cell><Data ss:Type="{kind}">{escape(text)}</Data></Cell>'


def _xml(case: Case, path: Path) -> None:
    (grid,) = case.grids
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f"<Row>{''.join(map(_xml_cell, line.cells))}</Row>" for line in grid.lines)
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="{grid.name}">'
        f"<Table>{rows}</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )


_WRITERS: Final = {
    "xlsx": _xlsx,
    "csv": _csv,
    "tsv": _csv,
    "xls": _xls,
    "biff5": _biff5,
    "xlsb": _xlsb,
    "ods": _ods,
    "html": _html,
    "xml": _xml,
}
