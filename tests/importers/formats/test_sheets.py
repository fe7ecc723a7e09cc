"""Sheets of every format in one shape: row numbers as people see them, faults that never look empty."""

import csv
import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import NO_RESULT, error_cell
from importers.formats.container import Container, inspect
from importers.formats.sheets import CellValue, Sheet, Workbook, open_workbook
from importers.results import Refused
from tests import raw_workbooks as raw


def opened(path: Path, name: str | None = None) -> Workbook:
    found = inspect(path, name=name or path.name)
    assert isinstance(found, Container), found
    return open_workbook(found)


def only_sheet(path: Path) -> Sheet:
    (sheet,) = opened(path).sheets
    return sheet


def text_sheet(folder: Path, content: bytes, name: str = "登记表.csv") -> Sheet:
    path = folder / "upload"
    path.write_bytes(content)
    (sheet,) = opened(path, name).sheets
    return sheet


def fresh_book() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    active = book.active
    assert isinstance(active, Worksheet)
    return book, active


def test_rows_keep_their_numbers_and_columns_start_at_a(tmp_path: Path) -> None:
    sheet = only_sheet(
        raw.xlsx(
            tmp_path / "a.xlsx",
            '<row r="3"><c r="C3"><v>1</v></c></row><row r="6"><c r="E6" t="b"><v>1</v></c></row>',
        )
    )
    assert list(sheet.rows()) == [(3, [None, None, 1.0, None, None]), (6, [None, None, None, None, True])]
    assert sheet.head(4) == [[None] * 5, [None] * 5, [None, None, 1.0, None, None]]
    assert sheet.total_rows == 6


def test_faults_stand_in_their_cells_even_outside_the_filled_area(tmp_path: Path) -> None:
    sheet = only_sheet(
        raw.xlsx(
            tmp_path / "a.xlsx",
            '<row r="1"><c r="D1"><f>NOW()</f></c></row>'
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="D2"><f>A2</f><v/></c></row>'
            '<row r="4"><c r="A4"><f>A1</f></c></row>',
        )
    )
    assert list(sheet.rows()) == [
        (1, [None, None, None, NO_RESULT]),
        (2, [1.0, error_cell("#N/A"), None, NO_RESULT]),
        (4, [NO_RESULT]),
    ]
    assert sheet.head(9) == [
        [None, None, None, NO_RESULT],
        [1.0, error_cell("#N/A"), None, NO_RESULT],
        [None] * 4,
        [NO_RESULT, None, None, None],
    ]


def test_a_workbook_saved_by_openpyxl_with_formulas_holds_no_values(tmp_path: Path) -> None:
    book, active = fresh_book()
    active.append(["号牌号码", "=A1", "=TODAY()"])
    book.save(tmp_path / "a.xlsx")
    assert list(only_sheet(tmp_path / "a.xlsx").rows()) == [(1, ["号牌号码", NO_RESULT, NO_RESULT])]


def test_formatted_but_empty_rows_and_columns_are_not_there(tmp_path: Path) -> None:
    ghosts = "".join(
        f'<row r="{row}"><c r="A{row}" s="0"/><c r="XFD{row}" s="0"/></row>' for row in range(2, 2003)
    )
    sheet = only_sheet(raw.xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + ghosts))
    assert (list(sheet.rows()), sheet.total_rows) == ([(1, [1.0])], 1)


def test_strict_ooxml_is_read_with_its_days(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>注册日期</t></is></c></row>'
        '<row r="2"><c r="A2" t="d"><v>2025-03-01T00:00:00</v></c><c r="B2" t="d"><v>2025-03-01</v></c></row>'
    )
    parts = raw.xlsx_parts(raw.sheet_xml(rows, namespace=raw.STRICT), strict=True)
    path = raw.zipped(tmp_path / "a.xlsx", parts)
    assert [cells[:1] for _, cells in only_sheet(path).rows()] == [["注册日期"], [datetime(2025, 3, 1)]]


def test_days_times_and_spans_arrive_as_such(tmp_path: Path) -> None:
    book, active = fresh_book()
    active.append([date(2025, 3, 1), datetime(2025, 3, 1, 8, 30), time(8, 30), timedelta(hours=30), 45717])
    book.save(tmp_path / "a.xlsx")
    assert list(only_sheet(tmp_path / "a.xlsx").rows()) == [
        (1, [date(2025, 3, 1), datetime(2025, 3, 1, 8, 30), time(8, 30), timedelta(days=1, hours=6), 45717.0])
    ]


def test_merged_ranges_count_from_one(tmp_path: Path) -> None:
    book, active = fresh_book()
    active["B2"] = "车辆信息"
    active.merge_cells("B2:D3")
    book.save(tmp_path / "a.xlsx")
    assert only_sheet(tmp_path / "a.xlsx").merged == ((2, 2, 3, 4),)


def xls(path: Path) -> Path:
    cells = raw.biff_label(0, 0, "号牌") + raw.biff_number(0, 2, 3.5)
    cells += raw.biff_error(1, 0) + raw.biff_formula_error(1, 1) + raw.biff_number(2, 0, 7)
    path.write_bytes(raw.compound({"Workbook": raw.biff8(cells)}))
    return path


def xlsb(path: Path) -> Path:
    rows = raw.xlsb_row(0) + raw.xlsb_text(0, "号牌") + raw.xlsb_cell(5, 2, struct.pack("<d", 3.5))
    rows += raw.xlsb_row(1) + raw.xlsb_cell(3, 0, b"\x2a")
    rows += raw.xlsb_cell(11, 1, b"\x07" + struct.pack("<HII", 0, 0, 0))
    rows += raw.xlsb_row(2) + raw.xlsb_cell(5, 0, struct.pack("<d", 7))
    return raw.zipped(path, raw.xlsb_parts(rows))


def ods(path: Path) -> Path:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>号牌</text:p></table:table-cell>'
        '<table:table-cell/><table:table-cell office:value-type="float" office:value="3.5"><text:p>3.5</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row><table:table-cell table:formula="of:=NA()" office:value-type="string"'
        ' office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
        '<text:p>#DIV/0!</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16382"/>'
        "</table:table-row>"
        '<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row>'
    )
    return raw.zipped(path, raw.ods_parts(rows))


@pytest.mark.parametrize("write", [xls, xlsb, ods])
def test_other_formats_give_the_same_cells_and_the_same_faults(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    sheet = only_sheet(write(tmp_path / "登记表"))
    rows = [(number, [cell for cell in cells if cell is not None]) for number, cells in sheet.rows()]
    assert sheet.name == "明细"
    assert rows == [(1, ["号牌", 3.5]), (2, [error_cell("#N/A"), error_cell("#DIV/0!")]), (3, [7.0])]


def test_a_formula_without_value_in_an_ods_is_a_fault(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float"'
        ' office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell table:formula="of:=A1"/>'
        "</table:table-row>"
    )
    path = raw.zipped(tmp_path / "a.ods", raw.ods_parts(row))
    assert list(only_sheet(path).rows()) == [(1, [1.0, NO_RESULT]), (2, [1.0, NO_RESULT])]


def test_a_workbook_without_a_filled_cell_is_empty(tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="0"/></row>', "")
    with pytest.raises(FileRefused) as refusal:
        opened(path)
    assert refusal.value.refused == Refused("empty")


def test_a_text_table_keeps_leading_zeros_and_counts_rows_as_a_spreadsheet_program(tmp_path: Path) -> None:
    content = '编号,备注\r\n007,"两行\n备注"\n\r008,a\0b\r\n,\r\n009,\n'.encode()
    sheet = text_sheet(tmp_path, content, "2025年登记表.csv")
    assert sheet.name == "2025年登记表"
    assert list(sheet.rows()) == [
        (1, ["编号", "备注"]),
        (2, ["007", "两行\n备注"]),
        (4, ["008", "ab"]),
        (6, ["009", None]),
    ]


def test_a_leading_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    sheet = text_sheet(tmp_path, "sep=;\r\n号牌;备注\r\n豫A1,2;x\r\n".encode("utf-8-sig"))
    assert list(sheet.rows()) == [(1, ["号牌", "备注"]), (2, ["豫A1,2", "x"])]


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    for path in (raw.xlsx(tmp_path / "a.xlsx", raw.vehicle_rows(20)), xls(tmp_path / "b.xls")):
        sheet = only_sheet(path)
        assert list(sheet.rows()) == list(sheet.rows())


def test_the_three_files_of_one_fleet_hold_the_same_rows(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "fleet"
    tables = [
        [[shown(cell) for cell in cells] for _, cells in only_sheet(folder / name).rows()]
        for name in ("bus_fleet_B_25.xlsx", "bus_fleet_B_25.gbk.csv", "bus_fleet_B_25.utf8bom.csv")
    ]
    assert len(tables[0]) == 26
    assert tables[0] == tables[1] == tables[2]


def shown(cell: CellValue) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(cell, ".12g")
    return str(cell)


def test_days_counted_from_1904_are_the_same_days(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "workbooks"
    for name in ("date_1904.xlsx", "date_1904.xls"):
        book = opened(folder / name)
        cells = [row[0] for _, row in book.sheets[0].rows()]
        assert (book.epoch_1904, cells[:2]) == (True, [date(2021, 1, 1), date(2021, 1, 2)])


def test_a_strict_sample_is_read_whole(shared_dir: Path) -> None:
    rows = list(only_sheet(shared_dir / "samples" / "workbooks" / "strict_iso_paths.xlsx").rows())
    assert len(rows) == 76
    assert rows[0][1][:2] == ["Item", "Thickness"]
    assert rows[1][1][:2] == ["150-031260-001_B", 1.5]


def test_template_sheets_with_formatted_empty_rows_hold_only_what_is_written(shared_dir: Path) -> None:
    book = opened(shared_dir / "samples" / "sister-system" / "credit_application_supplier_template.xlsx")
    assert [(sheet.name, sheet.total_rows) for sheet in book.sheets] == [
        ("Instructions", 16),
        ("Valid Vehicles", 1),
        ("ZEVs Supplied", 1),
    ]


MEANINGFUL = (
    "datetime", "empty_row", "float", "input-weird", "last-column-empty", "namespace", "no_cell_ids",
    "skip_empty_lines", "twolettercolumns", "utf8", "xlsx2csv-test-file",
)  # fmt: skip
"""Samples whose expected text shows values; in the others it shows number formats, which we do not apply."""


def same(cell: CellValue, expected: str) -> bool:
    if isinstance(cell, float):
        return cell == float(expected)
    return ("" if cell is None else str(cell)) == expected


@pytest.mark.parametrize("name", MEANINGFUL)
def test_sample_workbooks_hold_their_expected_text(shared_dir: Path, name: str) -> None:
    folder = shared_dir / "samples" / "workbooks" / "xlsx2csv"
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        expected = [row for row in csv.reader(file) if any(row)]
    rows = [cells for _, cells in opened(folder / f"{name}.xlsx").sheets[0].rows()]
    assert len(rows) == len(expected)
    for cells, texts in zip(rows, expected, strict=True):
        padded = texts + [""] * (len(cells) - len(texts))
        assert all(same(cell, text) for cell, text in zip(cells, padded, strict=False)), (cells, texts)


def test_an_error_in_a_text_table_is_as_faulty_as_in_a_workbook(tmp_path: Path) -> None:
    sheet = text_sheet(tmp_path, "号牌,型号\n豫A12345,#N/A\n豫A12346,#NAME?\n豫A12347,#1\n".encode())
    assert list(sheet.rows())[1:] == [
        (2, ["豫A12345", error_cell("#N/A")]),
        (3, ["豫A12346", error_cell("#NAME?")]),
        (4, ["豫A12347", "#1"]),
    ]
