"""A file that says there are none is a nil report; one that holds any row besides is not."""

from collections.abc import Sequence

import pytest

from importers.layout.nil_scope import scope_of
from importers.results import Expectation, FileKind
from tests.workbook_of_rows import HEADER, SheetOfRows, layout_of, vehicles

TITLE = ["郑州市2026年10月新增公交车登记表"]


def nil_places(*sheets: SheetOfRows) -> list[tuple[str | None, int | None, str | None, str | None]]:
    layout = layout_of(*sheets, expectation=Expectation("410100", category="bus", event="new"))
    found = [one for one in layout.findings if one.code == "nil-report"]
    assert bool(found) == (layout.readings == ())
    return [(one.sheet, one.row, one.column, one.value) for one in found]


@pytest.mark.parametrize(
    "said",
    [
        "本月无新增",
        "本月无新增车辆。",
        "我公司 10 月份没有新增、更新公交车",
        "本期未新增",
        "无更新车辆",
        "零报告",
        "本季度 无 新 增 车 辆",
        "10月我市新增公交车0辆，更新0辆",
        "新增：0",
        "No new vehicles this month",
        "Nil report",
        "本月无新注册车辆",
    ],
)
def test_a_sentence_below_the_header_a_title_or_alone_is_a_nil_report(said: str) -> None:
    assert nil_places(SheetOfRows("公交", [TITLE, HEADER, [said]])) == [("公交", 3, "A", said)]
    assert nil_places(SheetOfRows("公交", [TITLE, [None, said]])) == [("公交", 2, "B", said)]
    assert nil_places(SheetOfRows("公交", [TITLE, HEADER, [1.0], [2.0], [None, None, said]])) == [
        ("公交", 5, "C", said)
    ]


@pytest.mark.parametrize(
    "said", ["本月无注销车辆", "本季度没有报废、转出车辆", "报废 0 辆", "零报告", "无", "暂无退出"]
)
def test_a_list_of_retired_vehicles_says_so_in_its_own_words(said: str) -> None:
    def found(*rows: Sequence[object], kind: FileKind = FileKind.RETIREMENTS) -> list[int | None]:
        expectation = Expectation("410100", category="bus", event="new", kind=kind)
        layout = layout_of(SheetOfRows("名单", rows), expectation=expectation)
        return [one.row for one in layout.findings if one.code == "nil-report"]

    header: list[object] = ["车牌号", "车架号", "注销日期"]
    assert found(header, [said]) == [2]
    assert found(header, ["豫A12345", None, "2025-03-01"], [said]) == []
    speaks_of_leaving = said not in ("零报告", "无")
    assert found(HEADER, [said], kind=FileKind.REGISTRATIONS) == ([] if speaks_of_leaving else [2])


def test_none_in_every_column_is_a_nil_report() -> None:
    assert nil_places(SheetOfRows("公交", [HEADER, [1.0, *["无"] * (len(HEADER) - 1)]])) == [
        ("公交", 2, "B", "无")
    ]
    assert nil_places(SheetOfRows("公交", [HEADER, ["无"], ["合计", 0.0], ["填报人：张三"]])) == [
        ("公交", 2, "A", "无")
    ]


def test_a_sheet_that_says_so_among_sheets_with_vehicles_is_none() -> None:
    nothing, some = (
        SheetOfRows("网约车", [HEADER, ["本月无新增"]]),
        SheetOfRows("公交", [HEADER, *vehicles(3)]),
    )
    assert nil_places(nothing, some) == []
    assert nil_places(SheetOfRows("公交", [HEADER, *vehicles(2), ["注：本月无新增出租车"]])) == []


def test_each_of_several_sheets_may_say_so() -> None:
    sheets = [SheetOfRows(name, [HEADER, ["本月无新增"]]) for name in ("公交", "出租")]
    assert [place[0] for place in nil_places(*sheets)] == ["公交", "出租"]


@pytest.mark.parametrize(
    "row",
    [
        [1.0, "豫A12345D", None, "公交", "新增"],
        [1.0, "豫A1234", "LZYTFGAW8T10000", "本月无新增"],
        ["本月无新增之外", "纯电动", "公交"],
    ],
)
def test_a_row_that_may_be_a_vehicle_is_never_dropped_for_a_sentence(row: list[object]) -> None:
    assert nil_places(SheetOfRows("公交", [HEADER, row, ["本月无新增出租车"]])) == []


@pytest.mark.parametrize("rows", [[HEADER], [HEADER, [1.0], [2.0]], [TITLE, HEADER, ["注：请勿改动表头"]]])
def test_a_file_that_says_nothing_is_no_nil_report(rows: list[list[object]]) -> None:
    assert nil_places(SheetOfRows("公交", rows)) == []


@pytest.mark.parametrize(
    ("said", "titles", "months"),
    [
        ("本月无新增", [], None),
        ("本月无新增", ["2025年9月登记表"], "2025-09"),
        ("2025年8月无新增车辆", ["2025年9月登记表"], "2025-08"),
        ("9月份无新增", [], "09"),
        ("九月无新增", [], "09"),
        ("十一月份无新增", [], "11"),
        ("2025.09 无新增", [], "2025-09"),
        ("2025-9无新增", [], "2025-09"),
        ("上月无新增", [], "-1"),
        ("三季度无新增", ["2025年登记表"], "07..09"),
        ("2025年第三季度无新增", [], "2025-07..2025-09"),
        ("2025年1-9月无新增", [], "2025-01..2025-09"),
        ("2025年下半年无新增", [], "2025-07..2025-12"),
        ("2025年度零报告", [], "2025-01..2025-12"),
        ("本月无新增", ["填表日期：2025年10月3日"], None),
        ("本月无新增", ["填表日期：2025-10-03"], None),
    ],
)
def test_a_nil_report_is_about_the_months_that_it_names(
    said: str, titles: list[str], months: str | None
) -> None:
    assert scope_of(said, titles).get("months") == months


@pytest.mark.parametrize(
    ("said", "name", "categories"),
    [
        ("本月无新增", "Sheet1", None),
        ("本月无新增公交车", "Sheet1", "bus"),
        ("本月无新增公交车、出租车", "Sheet1", "bus,taxi"),
        ("本月无新增", "渣土车", "muck_truck"),
    ],
)
def test_a_nil_report_is_about_the_categories_that_it_names(
    said: str, name: str, categories: str | None
) -> None:
    layout = layout_of(SheetOfRows(name, [HEADER, [said]]), expectation=Expectation("410100"))
    (finding,) = (one for one in layout.findings if one.code == "nil-report")
    assert finding.values.get("categories") == categories
