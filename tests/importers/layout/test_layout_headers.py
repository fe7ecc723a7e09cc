"""Where the header stands, how deep it is, and what is no header."""

import pytest

from importers.layout.workbook_layout import classify_row, find_layout, fingerprint
from importers.results import Expectation, Refused
from tests.workbook_of_rows import (
    HEADER,
    SheetOfRows,
    WorkbookOfRows,
    a_day,
    a_plate,
    a_vin,
    always,
    an_ordinary_plate,
    columns,
    layout_of,
    layout_of_rows,
    reading_of_rows,
    vehicles,
)

ALL_FIELDS = {
    "seq": 0, "plate": 1, "vin": 2, "model": 3, "fuel": 4, "registered_on": 5, "category": 6, "event": 7,
}  # fmt: skip


def test_a_header_in_the_first_row_is_found() -> None:
    reading = reading_of_rows(HEADER, *vehicles())

    assert (reading.header_rows, reading.first_data_row, reading.columns) == ((1,), 2, ALL_FIELDS)


def test_title_lines_above_the_header_are_passed_over() -> None:
    reading = reading_of_rows(
        ["2025年3月车辆登记表"],
        ["填报单位：某市交通运输局", "", "", "填报日期：2025-04-01", "单位：辆"],
        [],
        HEADER,
        *vehicles(),
    )

    assert (reading.header_rows, reading.first_data_row, reading.columns) == ((4,), 5, ALL_FIELDS)


TWO_ROWS = (
    ["序号", "车辆信息", None, None, "登记信息", None, "被更新车辆", None, "备注"],
    [None, "车牌号*", "VIN码\n(17位)", "车型", "燃料种类", "初次登记日期", "车牌号", "注销日期", None],
)
TWO_ROWS_FIELDS = {
    "seq": 0, "plate": 1, "vin": 2, "model": 3, "fuel": 4, "registered_on": 5, "replaces_plate": 6,
    "retired_on": 7, "remark": 8,
}  # fmt: skip
TWO_ROWS_HEADERS = {
    0: "序号",
    1: "车辆信息/车牌号*",
    2: "车辆信息/VIN码 (17位)",
    3: "车辆信息/车型",
    4: "登记信息/燃料种类",
    5: "登记信息/初次登记日期",
    6: "被更新车辆/车牌号",
    7: "被更新车辆/注销日期",
    8: "备注",
}


def rows_with_retired() -> list[list[object]]:
    return [[*row[:6], an_ordinary_plate(int(str(row[0])[:-2])), "2025-02-01", None] for row in vehicles()]


def test_merged_group_names_are_flattened_over_their_columns() -> None:
    merged = ((1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 1, 6), (1, 7, 1, 8), (1, 9, 2, 9))
    layout = layout_of(SheetOfRows("明细", [*TWO_ROWS, *rows_with_retired()], merged=merged))
    (reading,) = layout.readings

    assert (reading.header_rows, reading.first_data_row) == ((1, 2), 3)
    assert reading.headers == TWO_ROWS_HEADERS
    assert reading.columns == TWO_ROWS_FIELDS


def test_group_names_are_flattened_without_merges_too() -> None:
    reading = reading_of_rows(*TWO_ROWS, *rows_with_retired())

    assert (reading.header_rows, reading.headers, reading.columns) == (
        (1, 2),
        TWO_ROWS_HEADERS,
        TWO_ROWS_FIELDS,
    )


def test_three_header_rows_are_flattened() -> None:
    reading = reading_of_rows(
        ["基本情况", None, None, None, "登记情况", None],
        ["号牌", None, "识别", None, "日期", "能源"],
        ["号牌号码", "号牌种类", "车辆识别代号", "车辆型号", "初次登记日期", "燃料种类"],
        *columns(9, a_plate, always("大型新能源汽车"), a_vin, always("ZK6105BEVG25"), a_day, always("电")),
    )

    assert reading.header_rows == (1, 2, 3)
    assert reading.headers[2] == "基本情况/识别/车辆识别代号"
    assert reading.columns == {
        "plate": 0, "plate_type": 1, "vin": 2, "model": 3, "registered_on": 4, "fuel": 5,
    }  # fmt: skip


def test_hints_and_column_numbers_belong_to_the_header_and_an_example_is_a_row() -> None:
    reading = reading_of_rows(
        ["车牌号", "车架号", "燃料种类", "初次登记日期"],
        ["必填", "必填", "下拉选择", "格式：2025-01-01"],
        [1.0, 2.0, 3.0, 4.0],
        ["示例", a_vin(999), "纯电动", "2025-01-01"],
        *columns(9, a_plate, a_vin, always("纯电动"), a_day),
    )

    assert (reading.header_rows, reading.first_data_row) == ((1, 2, 3), 4)


def test_a_row_of_units_belongs_to_the_header_and_says_the_unit_of_a_mass() -> None:
    reading = reading_of_rows(
        ["车牌号", "车架号", "初次登记日期", "燃料种类", "总质量", "整备质量"],
        [None, None, None, None, "吨", "kg"],
        *columns(9, a_plate, a_vin, a_day, always("纯电动"), always(18.0), always(12000.0)),
    )

    assert (reading.header_rows, reading.first_data_row) == ((1, 2), 3)
    assert reading.headers[4] == "总质量/吨"
    assert reading.mass_units == {"gross_mass": "t", "kerb_mass": "kg"}


def test_a_second_language_below_the_header_belongs_to_it() -> None:
    reading = reading_of_rows(
        ["车牌号", "车架号", "登记日期", "燃料"],
        ["Plate", "VIN", "Date of registration", "Fuel"],
        *columns(9, a_plate, a_vin, a_day, always("纯电动")),
    )

    assert (reading.header_rows, reading.first_data_row) == ((1, 2), 3)
    assert reading.columns == {"plate": 0, "vin": 1, "registered_on": 2, "fuel": 3}


def test_a_header_below_the_first_vehicle_is_not_taken() -> None:
    """Reading from the second header would lose the rows above it without a word."""
    reading = reading_of_rows(
        ["车牌号", "车架号", "燃料种类", "初次登记日期"],
        *columns(5, a_plate, a_vin, always("电"), a_day),
        HEADER,
        *vehicles(5),
    )

    assert (reading.header_rows, reading.first_data_row) == ((1,), 2)


@pytest.mark.parametrize(
    "rows",
    [
        columns(9, a_plate, a_vin, a_day, always("电")),
        [["本表由各单位填写"], ["请于每月5日前报送"]],
        [["类别", "数量"], ["公交车", 20.0], ["合计", 20.0]],
    ],
    ids=["vehicles without a header", "text", "a summary"],
)
def test_a_file_without_a_header_is_refused(rows: list[list[object]]) -> None:
    assert find_layout(WorkbookOfRows((SheetOfRows("Sheet1", rows),)), Expectation("410100")) == Refused(
        "header-not-found"
    )


def test_a_file_without_any_cell_is_refused_as_empty() -> None:
    blank = [[None, "", "  "]] * 50

    assert find_layout(
        WorkbookOfRows((SheetOfRows("a", blank), SheetOfRows("b", []))), Expectation("410100")
    ) == Refused("empty")


def test_a_template_without_rows_is_understood() -> None:
    layout = layout_of_rows(HEADER, *[[None] * 8] * 100)

    assert layout.readings[0].columns == ALL_FIELDS
    assert (layout.findings, layout.questions) == ((), ())


def test_the_fingerprint_knows_a_layout_again_and_tells_another_apart() -> None:
    first = reading_of_rows(HEADER, *vehicles(5))
    again = reading_of_rows(["*序号", "车牌号\n", *HEADER[2:]], *vehicles(9))
    other = reading_of_rows([HEADER[1], HEADER[0], *HEADER[2:]], *vehicles(5))

    assert fingerprint(first) == fingerprint(again) != fingerprint(other)


LINES: list[tuple[list[object], str | None]] = [
    (["甲", "乙", 1.0, 2.0, 3.0], "column-numbers"),
    (["栏次", "1", "2", "3", "4"], "column-numbers"),
    (["(1)", "(2)", "(3)"], "column-numbers"),
    ([1.0, 2.0, 3.0, 4.0, 5.0], "column-numbers"),
    ([None, "7-8位", "17位", None, None, "yyyy-mm-dd"], "hint"),
    (["必填", "必填", "必填", "选填"], "hint"),
    ([None, None, "17位", None, "下拉选择", "格式：2025-01-01"], "hint"),
    (["示例", a_plate(1), a_vin(1), "ZK6105BEVG25", "纯电动", "2025-03-01"], "example"),
    (["（填写示例）", a_plate(1), a_vin(1)], "example"),
    (["例：", "豫A12345D"], "example"),
    ([6.0, None, None, "公交车 汇总"], "subtotal"),
    (["公交车 汇总", None, None, None, None, None, 6.0], "subtotal"),
    (["一公司 计数", 12.0], "subtotal"),
    ([None, "郑州公交 平均值", None, None, None, None, 12.5], "subtotal"),
    (["总计数", 12.0], "subtotal"),
    (["Bus Count", 12.0], "subtotal"),
    (["共计 12 辆，其中新能源 10 辆"], "subtotal"),
    (["本表共登记车辆12辆"], "subtotal"),
    ([None, "新能源", "10辆"], "subtotal"),
    ([None, None, None, None, "燃油", "2辆"], "subtotal"),
    (["平均", None, None, None, None, None, 15.3], "subtotal"),
    (["新能源占比", "83.3%"], "subtotal"),
    (["汇总", None, 3.0], "subtotal"),
    ([None, None, None, "填表人：张三", None, "2026年3月31日"], "note"),
    ([None, None, None, None, None, None, "2026年3月31日"], "note"),
    ([None, "单位负责人：", None, None, "审核人："], "note"),
    ([None, None, None, "二〇二六年三月三十一日"], "note"),
    ([None, None, "科长（签字）："], "note"),
    ([None, None, "年 月 日"], "note"),
    (["第1页 共3页"], "print-line"),
    ([None, None, "第 2 页"], "print-line"),
    (["Page 1 of 3"], "print-line"),
    (["打印时间：2026-03-31 10:20:30"], "print-line"),
    (["导出时间", "2026-03-31 10:20:30"], "print-line"),
    (["----------"], "print-line"),
    (["---", "--------", "-----------------", "----"], "print-line"),
    (["(5 行受影响)"], "print-line"),
    (["(5 rows affected)"], "print-line"),
    (["5 rows selected."], "print-line"),
    (["已选择5行。"], "print-line"),
    (["共 5 条记录"], "subtotal"),
    (["以下空白"], "print-line"),
    ([None, None, "（以下空白）"], "print-line"),
    (["此行以下无正文"], "print-line"),
    (["接下页"], "print-line"),
    ([3.0, None, None, None, None, None, "未到货"], "no-vehicle"),
    ([None, None, None, None, None, None, "2轴 6001"], "continuation"),
    ([None, None, "待补"], "no-vehicle"),
    ([7.0, None, None, None, None, None, "公交车", "新增"], "no-vehicle"),
    ([7.0, None, None, None, "纯电动", None, "公交车", "新增"], None),
    ([5.0, "未上牌"], None),
    ([5.0, None, "LZYTAG12"], None),
    ([5.0, "A1234"], None),
    ([None, None, None, None, "纯电动"], None),
    ([5.0, None, None, None, None, None, a_plate(7)], None),
]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([None, None, " "], "blank"),
        ([7.0, None, None], "blank"),
        (["合计", None, None, None, 20.0], "subtotal"),
        ([None, "小 计", "12辆"], "subtotal"),
        (["其中：公交车", 12.0], "subtotal"),
        (["总计：20辆"], "subtotal"),
        ([21.0, "合计", None], "subtotal"),
        (["Total", 20.0], "subtotal"),
        (["填表人：张三", None, "审核人：李四", None, "联系电话：12345"], "note"),
        (["注：1.本表由各单位填报"], "note"),
        (["备注：质量单位为千克"], "note"),
        (["单位（盖章）："], "note"),
        (["审核人（签字）：", None, "日期：2025-3-1"], "note"),
        (HEADER, "repeated-header"),
        (["序号", "号牌号码", "车辆识别代号", "型号", "燃料"], "repeated-header"),
        (["公交一公司"], "title"),
        (["二、更新车辆"], "title"),
        (["2025年3月车辆登记表"], "title"),
        (["1", "", "", "ZK6105BEVG25", "纯电动", "2025-03-01"], None),
        (["合计", None, a_vin(1)], "subtotal"),
        ([1.0, a_plate(1), "LZYTAGBW", "ZK6105BEVG25"], None),
        ([None, None, None, None, None, "2025-03-01"], None),
        ([None, None, None, "ZK6105BEVG25"], None),
        *LINES,
    ],
)
def test_rows_that_are_no_vehicles_are_told_from_damaged_vehicles(
    cells: list[object], why: str | None
) -> None:
    reading = reading_of_rows(HEADER, *vehicles(5))

    assert classify_row(cells, reading) == why
