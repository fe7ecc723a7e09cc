"""Lists of retired vehicles, as dirty as any file: which vehicle left, on which day, and how."""

from dataclasses import replace
from datetime import date

import pytest

from importers.facts import RETIREMENT_FACTS
from importers.results import Block, Expectation, FileKind, Finding, RowFate
from importers.rows.registrations import ReadingContext, read_blocks
from tests.workbook_of_rows import Row, SheetOfRows, a_plate, a_vin, an_ordinary_plate, layout_of

TODAY = date(2025, 6, 1)
DAY = date(2025, 3, 1)
LIST = Expectation("410100", category="bus", kind=FileKind.RETIREMENTS)


def read(*rows: Row, said: Expectation = LIST, name: str = "Sheet1") -> tuple[list[Block], list[Finding]]:
    sheet = SheetOfRows(name, rows)
    layout = layout_of(sheet, expectation=said)
    context = ReadingContext(said, TODAY)
    blocks = [block for reading in layout.readings for block in read_blocks(sheet, reading, context)]
    return blocks, [*layout.findings, *(finding for block in blocks for finding in block.findings)]


def values(*rows: Row, said: Expectation = LIST, name: str = "Sheet1") -> list[tuple[object, ...]]:
    """Of each vehicle that was taken: VIN, plate, category, day, way, owner."""
    blocks, _ = read(*rows, said=said, name=name)
    return [found for block in blocks for found in zip(*block.columns.values(), strict=True)]


def codes(*rows: Row, said: Expectation = LIST) -> list[tuple[int | None, str]]:
    return [(finding.row, finding.code) for finding in read(*rows, said=said)[1]]


def test_a_plain_list_says_which_vehicle_left_when_and_how() -> None:
    header = ("序号", "车牌号", "车架号", "车辆用途", "注销日期", "车辆状态", "所有人")
    row = (1.0, an_ordinary_plate(1), a_vin(1), "出租车", DAY, "报废", "郑州甲公司")
    blocks, findings = read(header, row)

    assert [list(block.columns) for block in blocks] == [list(RETIREMENT_FACTS)]
    assert values(header, row) == [
        (a_vin(1), an_ordinary_plate(1), "taxi", "2025-03-01", "scrapped", "郑州甲公司")
    ]
    assert findings == []


@pytest.mark.parametrize(
    ("day_header", "cell", "way"),
    [
        ("注销日期", "2025年3月1日", "deregistered"),
        ("报废日期", "2025.3.1", "scrapped"),
        ("转出日期", "20250301", "transferred"),
        ("转出时间", DAY, "transferred"),
        ("迁出日期", 45717.0, "transferred"),
        ("退出日期", "2025/3/1", "deregistered"),
        ("报废注销日期", "2025-03-01 00:00:00", "scrapped"),
        ("报 废 日 期", "2025-03-01", "scrapped"),
        ("转\n出\n日\n期", "2025-03-01", "transferred"),
        ("车辆拆解日期", "二〇二五年三月一日", "scrapped"),
    ],
)
def test_the_name_of_the_day_says_how_the_vehicles_left(day_header: str, cell: object, way: str) -> None:
    assert values(("号牌号码", day_header), (an_ordinary_plate(1), cell)) == [
        (None, an_ordinary_plate(1), "bus", "2025-03-01", way, None)
    ]


@pytest.mark.parametrize(
    ("header", "cell", "way"),
    [
        ("车辆状态", "已报废", "scrapped"),
        ("车辆状态", "转出", "transferred"),
        ("机动车状态", "E", "deregistered"),
        ("注销原因", "过户", "transferred"),
        ("备注", "已办理报废手续", "scrapped"),
    ],
)
def test_a_cell_says_how_its_own_vehicle_left(header: str, cell: str, way: str) -> None:
    found = values(("车架号", "注销日期", header), (a_vin(1), DAY, cell))
    assert [one[4] for one in found] == [way]


@pytest.mark.parametrize(
    "headers",
    [
        ("旧车车牌号", "旧车车架号", "报废日期"),
        ("报废车辆号牌", "报废车辆车架号", "报废日期"),
        ("被更新车辆号牌", "被更新车辆车架号", "注销日期"),
        ("原车牌号", "原车架号", "注销时间"),
    ],
)
def test_columns_of_old_vehicles_hold_the_retired_ones(headers: Row) -> None:
    found = values(headers, (an_ordinary_plate(1), a_vin(1), DAY))
    assert [one[:2] for one in found] == [(a_vin(1), an_ordinary_plate(1))]


def test_a_register_of_new_and_old_vehicles_lists_the_old_ones() -> None:
    header = ("车牌号", "车架号", "被更新车辆号牌", "被更新车辆车架号", "旧车注销日期")
    found = values(header, (a_plate(2), a_vin(2), an_ordinary_plate(1), a_vin(1), DAY))
    assert [one[:2] for one in found] == [(a_vin(1), an_ordinary_plate(1))]


def test_a_title_that_names_the_list_names_the_category_and_the_way() -> None:
    found = values(
        ("郑州市2025年报废公交车明细表",),
        ("序号", "车牌号", "日期"),
        ("序号", "车牌号", "注销日期"),
        (1.0, an_ordinary_plate(1), DAY),
        said=replace(LIST, category=None),
        name="报废车辆",
    )
    assert [(one[2], one[4]) for one in found] == [("bus", "deregistered")]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("车辆状态", "正常"),
        ("车辆状态", "在用"),
        ("车辆状态", "未报废"),
        ("机动车状态", "A"),
        ("是否报废", "否"),
        ("是否在用", "是"),
        ("车辆状态", "停用"),
    ],
)
def test_a_row_whose_vehicle_is_still_running_is_held(header: str, cell: str) -> None:
    rows = (("车架号", "注销日期", header), (a_vin(1), DAY, cell))
    assert values(*rows) == []
    assert codes(*rows) == [(2, "retirement-in-use")]


def test_rows_without_a_number_or_a_day_are_held_and_say_so() -> None:
    rows = (
        ("车牌号", "车架号", "注销日期", "型号"),
        (None, None, DAY, "ZK6105HG"),
        (an_ordinary_plate(1), None, None, None),
        (an_ordinary_plate(2), a_vin(2)[:16], DAY, None),
        (an_ordinary_plate(3), None, "2031-01-01", None),
        ("豫A1", None, DAY, None),
        (an_ordinary_plate(4), None, DAY, None),
        ("合计", None, None, None),
    )
    blocks, _ = read(*rows)
    assert codes(*rows) == [
        (2, "retirement-unnamed"),
        (3, "retirement-day-missing"),
        (4, "vin-length"),
        (5, "date-out-of-range"),
        (6, "retirement-unnamed"),
        (6, "plate-malformed"),
    ]
    assert [row for block in blocks for row in block.rows] == [7]
    assert [(one.row, one.fate) for block in blocks for one in block.aside] == [
        *((row, RowFate.HELD) for row in range(2, 7)),
        (8, RowFate.IGNORED),
    ]


def test_a_vehicle_listed_twice_is_taken_once() -> None:
    rows = (
        ("车牌号", "车架号", "注销日期"),
        (an_ordinary_plate(1), a_vin(1), DAY),
        (None, a_vin(1), DAY),
        (an_ordinary_plate(1), None, DAY),
    )
    assert len(values(*rows)) == 1
    assert codes(*rows) == [(3, "retirement-twice"), (4, "retirement-twice")]


def test_two_days_that_fit_alike_are_asked_about() -> None:
    rows = (("车牌号", "注销日期", "报废日期"), (an_ordinary_plate(1), DAY, date(2025, 4, 1)))
    assert codes(*rows) == [(None, "column-ambiguous")]


def test_what_a_list_lacks_is_told_by_the_name_of_the_column() -> None:
    _, findings = read(("车架号", "型号"), (a_vin(1), "ZK6105HG"), said=replace(LIST, category=None))
    assert [(one.code, one.field) for one in findings if one.row is None] == [
        ("column-missing", "retired_on")
    ]
    assert ("category-missing", 2) in [(one.code, one.row) for one in findings]


def test_two_lists_one_below_the_other_are_read_each_by_its_own_header() -> None:
    rows = (
        ("车牌号", "车架号", "注销日期"),
        (an_ordinary_plate(1), a_vin(1), DAY),
        ("车牌号", "车架号", "报废日期"),
        (an_ordinary_plate(2), a_vin(2), DAY),
        (an_ordinary_plate(3), None, DAY),
    )
    assert [(one[1], one[4]) for one in values(*rows)] == [
        (an_ordinary_plate(1), "deregistered"),
        (an_ordinary_plate(2), "scrapped"),
        (an_ordinary_plate(3), "scrapped"),
    ]
    assert codes(*rows) == []
