"""What we hand out is understood, helps the clerk, and never runs as a formula."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.fields import FIELDS
from importers.layout.template_columns import COLUMNS, HEADERS
from importers.workbooks.handed_out import Value, template, write_registrations, write_text
from rules.units import unit
from rules.vocabulary import Category

PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://198.51.100.1","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    "#N/A",
]


def first_sheet(content: bytes | Path) -> Worksheet:
    book = load_workbook(BytesIO(content) if isinstance(content, bytes) else content)
    return book.worksheets[0]


def the_template(category: Category | None = None) -> bytes:
    return template(unit=unit("410300"), category=category, language="zh")


def test_every_column_of_the_template_is_a_known_field() -> None:
    assert {column.field for column in COLUMNS} <= set(FIELDS)


def test_the_template_has_a_title_line_and_our_headers_frozen_below_it() -> None:
    sheet = first_sheet(the_template())
    assert sheet["A1"].value == "洛阳市新登记车辆信息表"
    assert tuple(cell.value for cell in sheet[2]) == HEADERS
    assert sheet.freeze_panes == "A3"
    assert sheet.max_row == 2, "an unfilled template holds no formatted empty rows"


def test_the_template_offers_the_closed_lists_as_drop_downs() -> None:
    sheet = first_sheet(the_template())
    lists = {
        str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"
    }
    assert lists == {
        "D3:D200000": '"公交车,市政环卫车,出租车,网约车,渣土车,水泥罐车,城市物流配送车,邮政用车,公务用车,其他"',
        "E3:E200000": '"新增,更新"',
        "G3:G200000": '"纯电动,插电式混合动力,燃料电池,油电混合,汽油,柴油,天然气,液化石油气,甲醇,其他"',
        "J3:J200000": '"零排放,国六b,国六a,国五,国四,国三"',
    }


def test_a_drop_down_stays_within_the_length_that_excel_allows() -> None:
    for one in first_sheet(the_template()).data_validations.dataValidation:
        assert len(one.formula1 or "") <= 255


def test_a_template_for_one_category_offers_only_that_one() -> None:
    sheet = first_sheet(the_template(Category.MUCK_TRUCK))
    assert sheet["A1"].value == "洛阳市新登记车辆信息表（渣土车）"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["D3:D200000"] == '"渣土车"'


def test_plates_and_vins_are_typed_as_text_and_days_as_days() -> None:
    sheet = first_sheet(the_template())
    formats = {letter: sheet.column_dimensions[letter].number_format for letter in "BCFMN"}
    assert formats == {"B": "@", "C": "@", "F": "yyyy-mm-dd", "M": "@", "N": "@"}


@pytest.mark.parametrize(
    ("language", "names"), [("zh", ["登记明细", "填表说明"]), ("en", ["Registrations", "Instructions"])]
)
def test_the_instructions_stand_on_a_sheet_of_their_own_in_both_languages(
    language: str, names: list[str]
) -> None:
    content = template(unit=unit("410300"), category=None, language="en" if language == "en" else "zh")
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == names
    lines = {tuple(cell.value for cell in row[:3]) for row in book.worksheets[1].iter_rows()}
    assert ("车架号", "17位，不含I、O、Q", "17 characters, no I, O or Q") in lines
    assert (FIELDS["category"].zh, "公交车", "city bus") in lines


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_looks_like_a_formula_is_written_as_text(payload: str) -> None:
    book = Workbook()
    cell = book.worksheets[0]["A1"]
    write_text(cell, payload)
    out = BytesIO()
    book.save(out)
    read = first_sheet(out.getvalue())["A1"]
    # A carriage return comes back as a line feed: XML normalises it.
    assert (read.data_type, str(read.value).strip()) == ("s", payload.strip())
    assert read.quotePrefix is (payload != "#N/A")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_formula_leaves_in_a_written_list(payload: str, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_registrations(path, [[payload, "豫A12345"]], headers=[payload, "号牌号码"], title=payload)
    with zipfile.ZipFile(path) as archive:
        sheet_xml = archive.read("xl/worksheets/sheet1.xml")
    for sign in (b"<f>", b"<f ", b't="e"'):
        assert sign not in sheet_xml
    assert first_sheet(path)["A3"].data_type == "s"


def test_the_header_of_a_written_list_stays_in_sight_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_registrations(path, [["豫A00001D", 1], ["豫A00002D", 2]], headers=["号牌号码", "序号"], title="表")
    sheet = first_sheet(path)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:B4")
    write_registrations(path, [], headers=["号牌号码", "序号"])
    sheet = first_sheet(path)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B1")


def test_control_characters_are_left_out_instead_of_breaking_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_registrations(path, [["示例\x07\uffff公司"]], headers=["所有人"])
    assert first_sheet(path)["A2"].value == "示例公司"


def test_a_written_list_keeps_values_and_days(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row: list[Value] = [1, "豫A00001D", None, 18000, date(2025, 3, 1)]
    write_registrations(
        path, [row], headers=["序号", "号牌号码", "备注", "总质量(kg)", "注册日期"], title="表"
    )
    sheet = first_sheet(path)
    assert [cell.value for cell in sheet[1]][:1] == ["表"]
    assert [cell.value for cell in sheet[3]] == [1, "豫A00001D", None, 18000, datetime(2025, 3, 1)]
