"""Fields that several columns hold together, found by their names and their values."""

import pytest

from importers.fields import Composition, column_letter
from importers.layout.headers import recognise_path
from importers.layout.matching import Column, Match, match_columns
from importers.results import Expectation
from tests.workbook_of_rows import HEADER, layout_of_rows, vehicles

VINS = ("LZYTABGW9S1000001", "LZYTABGW0S1000002")


def matched(
    *columns: tuple[str, tuple[object, ...]], confirmed: dict[int, str | None] | None = None
) -> Match:
    """Columns by header (groups before a slash) and values."""
    made = [
        Column(
            index,
            recognise_path(tuple(header.split("/"))),
            values,
            path=tuple(header.split("/")) if header else (),
        )
        for index, (header, values) in enumerate((("车架号", VINS), *columns))
    ]
    return match_columns(made, sheet="明细", confirmed=confirmed or {})


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        (("登记日期/年", "登记日期/月", "登记日期/日"), "registered_on"),
        (("初次上牌时间/年份", "初次上牌时间/月份", "初次上牌时间/日"), "registered_on"),
        (("注册年", "注册月", "注册日"), "registered_on"),
        (("登记年份", "登记月份", "登记日"), "registered_on"),
        (("出厂日期/年", "出厂日期/月", "出厂日期/日"), "built_on"),
        (("报废日期/年", "报废日期/月", "报废日期/日"), "retired_on"),
    ],
)
def test_a_day_in_three_columns(headers: tuple[str, ...], field: str) -> None:
    match = matched(*zip(headers, ((2026.0, 2025.0), (1.0, 12.0), (15.0, 3.0)), strict=True))

    assert match.composed == (Composition(field, "day", (1, 2, 3)),)
    assert match.columns[field] == 1


def test_a_whole_day_beside_its_parts_is_read_instead() -> None:
    match = matched(("登记日期", ("2026-01-15", "2025-12-03")), ("登记年", (2026, 2025)), ("登记月", (1, 12)))

    assert (match.composed, match.columns["registered_on"]) == ((), 1)


@pytest.mark.parametrize(
    "headers", [("电池/年", "电池/月"), ("年", "数量"), ("年限", "月租"), ("合同年", "合同月")]
)
def test_what_is_no_day_is_not_composed(headers: tuple[str, str]) -> None:
    assert matched((headers[0], (3, 5)), (headers[1], (1, 2))).composed == ()


@pytest.mark.parametrize(
    ("columns", "places", "shares_letter"),
    [
        ((("省份", ("豫", "豫")), ("车牌号", ("A12345", "AD12345"))), (2, 1), False),
        ((("发牌机关", ("豫A", "豫A")), ("号牌号码", ("12345", "D12345"))), (2, 1), False),
        ((("号牌号码", ("A12345", "B12345")), ("fzjg", ("豫A", "豫B"))), (1, 2), True),
        ((("车牌号", ("豫", "豫")), ("", ("A12345", "AD12345"))), (2, 1), False),
    ],
)
def test_a_plate_in_two_columns(
    columns: tuple[tuple[str, tuple[object, ...]], ...], places: tuple[int, int], shares_letter: bool
) -> None:
    match = matched(*columns)

    assert match.composed == (Composition("plate", "plate", places, shares_letter=shares_letter),)
    assert match.columns["plate"] == places[0]


def test_a_whole_plate_beside_its_office_is_read_as_it_is() -> None:
    match = matched(("发牌机关", ("豫A", "豫A")), ("号牌号码", ("豫A12345", "豫AD12345")))

    assert (match.composed, match.columns["plate"]) == ((), 2)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            (("新增", ("√", None)), ("更新", (None, "√"))),
            Composition("event", "tick", (1, 2), ("新增", "更新")),
        ),
        (
            (("车辆来源/新购", ("是", "否")), ("车辆来源/替换", ("否", "是"))),
            Composition("event", "tick", (1, 2), ("新购", "替换")),
        ),
        (
            (("能源/纯电动", ("○", None)), ("能源/柴油", (None, "○"))),
            Composition("powertrain", "tick", (1, 2), ("纯电动", "柴油")),
        ),
        (
            (("公交", (1, 0)), ("出租", (0, 1)), ("环卫", (0, 0))),
            Composition("category", "tick", (1, 2, 3), ("公交", "出租", "环卫")),
        ),
    ],
)
def test_ticks_under_words(
    columns: tuple[tuple[str, tuple[object, ...]], ...], expected: Composition
) -> None:
    match = matched(*columns)

    assert match.composed == (expected,)
    assert match.columns[expected.field] == 1


def test_counts_and_words_are_no_ticks() -> None:
    assert matched(("公交", (12, 3)), ("出租", (5, 0))).composed == ()
    assert matched(("新增", ("√", "2辆")), ("更新", (None, "√"))).composed == ()


def test_what_the_sender_says_of_a_column_goes_before() -> None:
    columns = (("登记日期/年", (2026, 2025)), ("登记日期/月", (1, 12)), ("登记日期/日", (15, 3)))

    assert matched(*columns, confirmed={1: "registered_on", 2: None, 3: None}).composed != ()
    assert matched(*columns, confirmed={1: "built_on"}).composed == ()


def test_the_way_of_a_column_is_taken_as_its_sender_chose_it_and_shown() -> None:
    mapping: dict[str, dict[str, str | None]] = {"Sheet1": {"F": "registered_on:dmy"}}
    layout = layout_of_rows(HEADER, *vehicles(), expectation=Expectation("410100", mapping=mapping))
    place = HEADER.index("初次登记日期")

    assert column_letter(place) == "F"
    assert (layout.readings[0].ways, layout.readings[0].columns["registered_on"]) == (
        {"registered_on": "dmy"},
        place,
    )
    assert layout.sheets[0].columns[place].field == "registered_on:dmy"


def test_of_two_columns_mapped_to_one_field_in_whatever_way_the_first_is_taken() -> None:
    mapping: dict[str, dict[str, str | None]] = {"Sheet1": {"F": "registered_on:dmy", "G": "registered_on"}}
    layout = layout_of_rows(HEADER, *vehicles(), expectation=Expectation("410100", mapping=mapping))

    assert "mapping-unused" in [finding.code for finding in layout.findings]


def test_columns_that_are_read_together_or_decide_nothing_are_named() -> None:
    header = [*HEADER[:5], "登记日期", None, None, *HEADER[6:], "核定载客"]
    below: list[object] = [*[None] * 5, "年", "月", "日", None, None, None]
    rows = [[*row[:5], 2025, 3, 1, *row[6:], 32] for row in vehicles()]
    layout = layout_of_rows(header, below, *rows, expectation=Expectation("410100"))

    assert layout.sheets[0].why_zh.endswith("；G、H列与F列合读；K列只供核对，不参与判断")
