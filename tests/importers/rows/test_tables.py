"""A sheet of several tables and sections: each row is read by the header and under the headings above it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from importers.results import AsideRow, Block, Expectation, Finding, RowFate
from importers.rows.registrations import ReadingContext, read_blocks
from tests.workbook_of_rows import (
    Row,
    SheetOfRows,
    a_plate,
    a_vin,
    an_ordinary_plate,
    layout_of,
)

HEADER: Row = ("序号", "车牌号", "车架号", "燃料", "登记日期")
DAY = date(2025, 3, 1)
TODAY = date(2025, 6, 1)
UNSAID = Expectation("410100")
BUS = Expectation("410100", category="bus", event="new")


def a_car(number: int, fuel: str = "纯电动") -> list[object]:
    """A row below ``HEADER``."""
    plate = a_plate(number) if fuel == "纯电动" else an_ordinary_plate(number)
    return [float(number), plate, a_vin(number), fuel, DAY]


@dataclass
class Read:
    """What became of a workbook: (row, category, event) of each registration, the rows set aside, the findings."""

    blocks: list[Block]
    findings: list[Finding]

    @property
    def accepted(self) -> list[tuple[int, object, object]]:
        return [
            (row, category, event)
            for block in self.blocks
            for row, category, event in zip(
                block.rows, block.columns["category"], block.columns["event"], strict=True
            )
        ]

    @property
    def aside(self) -> list[tuple[int, RowFate, str | None]]:
        return [(one.row, one.fate, one.why) for one in self.rows_aside]

    @property
    def rows_aside(self) -> Iterator[AsideRow]:
        return (one for block in self.blocks for one in block.aside)

    @property
    def codes(self) -> list[tuple[int | None, str]]:
        return [(one.row, one.code) for one in self.findings]

    def column(self, name: str) -> list[object]:
        return [value for block in self.blocks for value in block.columns[name]]


def read(*sheets: SheetOfRows, said: Expectation = UNSAID, block_rows: int = 4096) -> Read:
    layout = layout_of(*sheets, expectation=said)
    context = ReadingContext(said, TODAY)
    blocks = [
        block
        for reading in layout.readings
        for block in read_blocks(sheets[reading.index], reading, context, block_rows=block_rows)
    ]
    told = [finding for block in blocks for finding in block.findings]
    return Read(blocks, [*layout.findings, *told])


def read_rows(*rows: Row, said: Expectation = UNSAID, block_rows: int = 4096) -> Read:
    return read(SheetOfRows("Sheet1", rows), said=said, block_rows=block_rows)


# --- titles and sections


def test_each_titled_table_of_a_sheet_has_the_category_and_event_of_its_own_title() -> None:
    found = read_rows(
        ["2025年新增公交车明细"], HEADER, a_car(1),
        ["2025年更新出租车明细"], HEADER, a_car(2),
        ["2025年新增环卫车明细"], HEADER, a_car(3),
    )  # fmt: skip

    assert found.accepted == [(3, "bus", "new"), (6, "taxi", "replacement"), (9, "sanitation", "new")]
    assert found.aside == [
        (4, RowFate.IGNORED, "title"),
        (5, RowFate.IGNORED, "repeated-header"),
        (7, RowFate.IGNORED, "title"),
        (8, RowFate.IGNORED, "repeated-header"),
    ]
    assert found.codes == [
        (4, "table-begins"),
        (6, "replacement-unproven"),
        (7, "table-begins"),
    ]


@pytest.mark.parametrize("block_rows", [1, 2, 3, 4096])
def test_sections_follow_their_numbering_wherever_a_block_of_rows_ends(block_rows: int) -> None:
    found = read_rows(
        ["2025年车辆登记表"], HEADER,
        ["一、新增车辆"], ["（一）公交车"], a_car(1), ["（二）环卫车"], a_car(2),
        ["二、更新车辆"], ["（一）公交车"], a_car(3), ["（二）巡游出租汽车"], a_car(4),
        block_rows=block_rows,
    )  # fmt: skip

    assert found.accepted == [
        (5, "bus", "new"),
        (7, "sanitation", "new"),
        (10, "bus", "replacement"),
        (12, "taxi", "replacement"),
    ]


@pytest.mark.parametrize(
    "section",
    [
        ["二、更新车辆"],
        ["（二）更新车辆"],
        ["2.更新车辆"],
        ["第二部分 更新车辆"],
        ["更新车辆："],
        ["以下为更新车辆"],
        ["二", "更新车辆"],
        ["二", "更新车辆", None, None, 1.0],
        ["附表2：更新车辆登记表"],
        ["更新车辆明细表", None, None, None, "单位：辆"],
        [None, None, None, "二、更新车辆"],
        [None, None, None, "2025年更新车辆登记表"],
        ["【更新车辆】"],
        ["—— 更新车辆 ——"],
        ["二、更新车辆（1辆）"],
        ["更新"],
        ["注：以下为更新车辆"],
        ["性质：更新"],
    ],
)
def test_a_section_is_recognised_however_it_is_written(section: Row) -> None:
    said = Expectation("410100", category="bus")
    found = read_rows(HEADER, ["新增车辆："], a_car(1), section, a_car(2), said=said)

    assert found.accepted == [(3, "bus", "new"), (5, "bus", "replacement")]
    assert found.aside == [(2, RowFate.IGNORED, "title"), (4, RowFate.IGNORED, "title")]


@pytest.mark.parametrize(
    "line", [["二、出租车、环卫车"], ["校车"], ["二、其他类型车辆明细表"], ["教练车登记表"]]
)
def test_a_section_that_names_no_or_several_categories_does_not_inherit_that_of_the_one_before(
    line: Row,
) -> None:
    said = Expectation("410100", event="new")
    found = read_rows(["一、公交车"], HEADER, a_car(1), line, a_car(2), said=said)

    assert found.accepted == [(3, "bus", "new")] or found.accepted[1] == (5, "other", "new")
    if len(found.accepted) == 1:
        assert (5, "category-missing") in found.codes


@pytest.mark.parametrize(
    "line",
    [
        ["（一）中牟县"],
        ["中牟县"],
        ["新增公交车登记表（续）"],
        ["续表"],
        ["小计", 1.0],
        ["注：以上车辆均已上牌"],
        [None, None, None, None, None, "更换电池"],
        ["第2页 共3页"],
        ["单位：辆"],
    ],
)
def test_a_line_that_says_nothing_of_what_follows_changes_nothing(line: Row) -> None:
    found = read_rows(["新增公交车登记表"], (*HEADER, "备注"), a_car(1), line, a_car(2))

    assert found.accepted == [(3, "bus", "new"), (5, "bus", "new")]


@pytest.mark.parametrize(("name", "word"), [("类别", "出租车"), ("新增/更新", "更新")])
def test_a_word_alone_in_the_column_that_asks_for_it_heads_nothing(name: str, word: str) -> None:
    header = ("序号", name, "车牌号", "车架号", "燃料", "登记日期")
    rows: list[Row] = [[1.0, word, *a_car(1)[1:]], [None, word], [3.0, None, *a_car(3)[1:]]]
    found = read_rows(header, *rows, said=BUS)

    assert found.accepted[-1] == (4, "bus", "new")


def test_a_section_of_one_category_keeps_the_event_of_the_line_above_the_header() -> None:
    found = read_rows(
        ["新增车辆"],
        HEADER,
        a_car(1),
        ["出租汽车"],
        a_car(2),
        ["二、环卫车"],
        a_car(3),
        said=Expectation("410100", category="bus"),
    )

    assert found.accepted == [(3, "bus", "new"), (5, "taxi", "new"), (7, "sanitation", "new")]


def test_several_labelled_words_of_a_line_hold_together() -> None:
    found = read_rows(["新增公交车登记表"], HEADER, a_car(1), ["类别：出租车", None, "性质：更新"], a_car(2))

    assert found.accepted == [(3, "bus", "new"), (5, "taxi", "replacement")]


def test_a_header_of_another_order_without_a_title_keeps_what_the_title_said() -> None:
    other = ["序号", "车架号", "车牌号", "登记日期", "燃料"]
    found = read_rows(
        ["新增公交车登记表"], HEADER, a_car(1), [], other, [2.0, a_vin(2), a_plate(2), DAY, "纯电动"]
    )

    assert found.accepted == [(3, "bus", "new"), (6, "bus", "new")]
    assert found.codes == [(5, "table-begins")]


def test_a_section_against_the_senders_word_is_read_as_it_says_and_told() -> None:
    found = read_rows(HEADER, a_car(1), ["二、更新出租车"], a_car(2), said=BUS)

    assert found.accepted == [(2, "bus", "new"), (4, "taxi", "replacement")]
    assert found.codes == [
        (3, "table-begins"),
        (3, "title-differs"),
        (3, "title-differs"),
        (4, "replacement-unproven"),
    ]


def test_a_line_that_speaks_of_the_rows_above_is_told_and_applied_to_none() -> None:
    found = read_rows(HEADER, a_car(1), ["以上为更新车辆"], a_car(2), said=BUS)

    assert found.accepted == [(2, "bus", "new"), (4, "bus", "new")]
    assert found.codes == [(3, "heading-of-above")]


# --- what stands above the first header


@pytest.mark.parametrize(
    "above",
    [
        [["公交", "出租", "环卫", "渣土"], [3.0, 2.0, 1.0, 0.0]],
        [["类别", "数量"], ["公交车", 3.0], ["出租车", 2.0]],
        [["公交车", 12.0]],
        [["公交车", "12辆"]],
        [["注：公交车须填写线路"]],
        [["1.本表由公交公司填写。"]],
        [["新增公交车、出租车、环卫车登记表"]],
        [["填报单位：郑州市公交集团有限公司"]],
        [["合计：公交车3辆，出租车2辆"]],
    ],
)
def test_what_is_no_title_says_nothing_of_the_vehicles(above: Sequence[Row]) -> None:
    said = Expectation("410100", event="new")
    found = read_rows(*above, [], HEADER, a_car(1), said=said)

    assert found.accepted == []
    assert (len(above) + 3, "category-missing") in found.codes


@pytest.mark.parametrize(
    "above",
    [
        [["郑州市2025年新增公交车登记表"]],
        [["公交车"]],
        [["车辆类别：公交车", None, "填报单位：出租汽车公司"]],
        [["车辆类别", "公交车"]],
        [["郑州市登记表"], ["一、公交车"]],
        [["郑州市新增公交车登记表", None, None, "单位：辆"]],
    ],
)
def test_a_title_or_a_labelled_word_names_the_category(above: Sequence[Row]) -> None:
    found = read_rows(*above, HEADER, a_car(1), said=Expectation("410100", event="new"))

    assert found.accepted == [(len(above) + 2, "bus", "new")]
    assert found.findings == []


def test_a_name_and_a_title_that_name_different_categories_name_none() -> None:
    sheet = SheetOfRows("公交", [["2025年新增出租车登记表"], HEADER, a_car(1)])

    assert read(sheet).accepted == []
    assert read(sheet).codes == [
        (None, "column-missing"),
        (None, "titles-differ"),
        (3, "category-missing"),
    ]
    assert read(sheet, said=Expectation("410100", category="taxi")).accepted == [(3, "taxi", "new")]


def test_a_name_decides_where_the_title_names_both_events() -> None:
    rows = [["新增及更新公交车登记表"], HEADER, a_car(1)]
    assert read(SheetOfRows("更新", rows)).accepted == [(3, "bus", "replacement")]


# --- columns


def test_a_table_whose_columns_stand_in_another_order_is_read_by_its_own_header() -> None:
    before = ("序号", "车牌号", "车架号", "登记日期", "出厂日期", "被更新车辆号牌")
    after = ("序号", "被更新车辆号牌", "车架号", "出厂日期", "登记日期", "车牌号")
    built = date(2025, 2, 1)
    found = read_rows(
        ["（一）中牟县"], before, [1.0, a_plate(1), a_vin(1), DAY, built, "豫AT1001"],
        ["（二）新密市"], after, [2.0, "豫AT1002", a_vin(2), built, DAY, a_plate(2)],
        said=Expectation("410100", category="taxi", event="replacement"),
    )  # fmt: skip

    assert found.column("plate") == [a_plate(1), a_plate(2)]
    assert found.column("replaces_plate") == ["豫AT1001", "豫AT1002"]
    assert found.column("registered_on") == ["2025-03-01", "2025-03-01"]
    assert found.codes == [(4, "table-begins")]


def test_a_further_table_may_have_more_columns_a_header_of_two_rows_and_other_words() -> None:
    found = read_rows(
        ["新增公交车登记表"], HEADER, a_car(1), ["小计", 1.0], [],
        ["更新出租车登记表"],
        ["序号", "更新前", None, "更新后", None, None],
        [None, "车牌号", "车架号", "号牌号码", "车辆识别代号", "上牌日期"],
        [1.0, "豫AT1001", a_vin(8), "豫AD10001", a_vin(9), DAY],
    )  # fmt: skip

    assert found.accepted == [(3, "bus", "new"), (9, "taxi", "replacement")]
    assert found.column("replaces_plate") == [None, "豫AT1001"]
    assert found.column("plate") == [a_plate(1), "豫AD10001"]


def test_what_the_sender_confirmed_of_a_column_holds_for_the_column_of_that_name_in_each_table() -> None:
    one = ("车牌号", "车架号", "燃料", "日期A", "日期B")
    other = ("车牌号", "车架号", "燃料", "日期B", "日期A")
    before = date(2025, 2, 1)
    said = Expectation(
        "410100", "bus", "new",
        mapping={"Sheet1": {"A": "plate", "B": "vin", "C": "fuel", "D": "registered_on", "E": None}},
    )  # fmt: skip
    found = read_rows(
        one, [a_plate(1), a_vin(1), "纯电动", DAY, before],
        other, [a_plate(2), a_vin(2), "纯电动", before, DAY],
        said=said,
    )  # fmt: skip

    assert found.column("registered_on") == ["2025-03-01", "2025-03-01"]


def test_a_header_that_stands_again_is_listed_and_begins_nothing() -> None:
    found = read_rows(HEADER, a_car(1), HEADER, a_car(2), said=BUS)

    assert (found.accepted, found.codes) == ([(2, "bus", "new"), (4, "bus", "new")], [])
    assert found.aside == [(3, RowFate.IGNORED, "repeated-header")]


def test_every_row_of_many_small_tables_has_one_fate() -> None:
    rows: list[Row] = []
    for number in range(1, 301):
        rows += [[f"（{number % 9 + 1}）第{number}所"], HEADER, a_car(number), ["小计", 1.0]]
    found = read_rows(["2025年新增公交车登记表"], *rows)

    assert [row for row, *_ in found.accepted] == list(range(4, 1203, 4))
    assert sorted([row for row, *_ in found.accepted] + [row for row, *_ in found.aside]) == list(
        range(4, 1202)
    )


# --- retired vehicles


@pytest.mark.parametrize(
    "name",
    [
        "报废车辆",
        "退出运营车辆",
        "2026年淘汰老旧车",
        "报废注销",
        "注销",
        "已转出车辆",
        "退役公交车",
        "灭失、报废",
    ],
)
def test_a_sheet_of_retired_vehicles_is_listed_and_none_is_taken_as_new(name: str) -> None:
    found = read(
        SheetOfRows("新增", [HEADER, a_car(1)]), SheetOfRows(name, [HEADER, a_car(2, "柴油")]), said=BUS
    )

    assert found.accepted == [(2, "bus", "new")]
    assert found.aside == [(2, RowFate.IGNORED, "retired")]
    assert found.codes == [(2, "retired-listed")]


@pytest.mark.parametrize(
    "line", ["三、报废车辆", "以下车辆已报废，不计入", "以下为退出运营的车辆", "淘汰车辆明细", "注销车辆："]
)
def test_a_section_of_retired_vehicles_is_listed_up_to_the_next_heading(line: str) -> None:
    found = read_rows(
        HEADER, a_car(1), [line], a_car(2, "柴油"), a_car(3, "柴油"), ["小计", 2.0], ["四、新增车辆"], a_car(4),
        said=BUS,
    )  # fmt: skip

    assert found.accepted[0] == (2, "bus", "new")
    assert found.aside[:4] == [
        (3, RowFate.IGNORED, "title"),
        (4, RowFate.IGNORED, "retired"),
        (5, RowFate.IGNORED, "retired"),
        (6, RowFate.IGNORED, "subtotal"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "新增公交车（不含报废车辆）",
        "未报废公交车新增明细",
        "公交车报废年限统计表",
        "除注销车辆外新增公交车登记表",
    ],
)
def test_a_title_that_excludes_retired_vehicles_speaks_of_none(title: str) -> None:
    assert [row for row, *_ in read_rows([title], HEADER, a_car(1), said=BUS).accepted] == [3]


def test_a_title_that_speaks_of_new_and_of_retired_vehicles_is_asked_about() -> None:
    found = read_rows(["公交车新增及报废情况表"], HEADER, a_car(1), said=BUS)

    assert found.codes == [(None, "title-mixed")]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("车辆状态", "注销"),
        ("车辆状态", "已转出"),
        ("状态", "强制注销"),
        ("状态", "达到报废标准"),
        ("机动车状态", "E"),
        ("机动车状态", "GM"),
        ("车辆状态", "已退车"),
        ("注销日期", date(2025, 5, 1)),
        ("注销日期", "2025.5.1"),
        ("报废日期", "已报废"),
        ("备注", "已注销"),
        ("备注", "该车已报废"),
        ("备注", "2025年5月已报废"),
        ("备注", "转出外地"),
        ("使用状态", "报废"),
        ("车辆现状", "转出"),
        ("车辆去向", "报废拆解"),
        ("是否报废", "是"),
        ("是否在用", "否"),
        ("注销标志", "1"),
        ("注销原因", "达到使用年限"),
        ("新旧", "旧车"),
    ],
)
def test_a_row_that_says_its_vehicle_is_retired_is_held_and_says_why(header: str, cell: object) -> None:
    found = read_rows((*HEADER, header), [*a_car(1), None], [*a_car(2), cell], said=BUS)

    assert found.accepted == [(2, "bus", "new")]
    assert found.codes == [(3, "retired-vehicle")]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("车辆状态", "正常"),
        ("车辆状态", "停驶"),
        ("车辆状态", "未注销"),
        ("机动车状态", "A"),
        ("注销日期", "无"),
        ("注销日期", "1900-01-01"),
        ("注销日期", date(2039, 5, 1)),
        ("强制报废期止", date(2025, 5, 1)),
        ("被更新车辆注销日期", date(2025, 2, 1)),
        ("备注", "旧车已报废"),
        ("备注", "未报废"),
        ("是否报废", "否"),
        ("是否在用", "是"),
        ("注销标志", "0"),
        ("注销原因", "无"),
        ("旧车处置方式", "报废"),
        ("情况说明", "以旧换新，旧车转出"),
        ("新旧", "新车"),
        ("备注", "无"),
    ],
)
def test_a_row_in_use_is_taken(header: str, cell: object) -> None:
    found = read_rows((*HEADER, header), [*a_car(1), None], [*a_car(2), cell], said=BUS)

    assert found.accepted == [(2, "bus", "new"), (3, "bus", "new")]


def test_the_day_on_which_the_replaced_vehicle_left_says_nothing_of_the_new_one() -> None:
    header = (*HEADER, "被更新车辆号牌", "注销日期")
    found = read_rows(
        header, [*a_car(1), "豫AT1001", DAY], said=Expectation("410100", category="taxi", event="replacement")
    )

    assert (found.accepted, found.codes) == ([(2, "taxi", "replacement")], [])


def test_of_two_rows_for_the_vehicle_that_left_and_the_one_that_came_the_first_is_held() -> None:
    said = Expectation("410100", category="taxi")
    found = read_rows((*HEADER, "更新类型"), [*a_car(1), "更新前"], [*a_car(2), "更新后"], said=said)

    assert found.accepted == [(3, "taxi", "replacement")]
    assert (2, "retired-vehicle") in found.codes


@pytest.mark.parametrize(
    ("old", "new"), [("更新前", "更新后"), ("旧车", "新车"), ("被更新车辆", "更新车辆"), ("原车辆", "现车辆")]
)
def test_the_sheet_of_the_vehicles_that_were_replaced_is_listed(old: str, new: str) -> None:
    said = Expectation("410100", category="taxi", event="replacement")
    found = read(SheetOfRows(old, [HEADER, a_car(1)]), SheetOfRows(new, [HEADER, a_car(2)]), said=said)

    assert found.column("plate") == [a_plate(2)]
    assert (2, "retired-listed") in found.codes


# --- energy


def test_the_energy_of_a_sheets_name_counts_where_no_column_says_it() -> None:
    short = ("序号", "车牌号", "车架号", "登记日期")
    row = [1.0, an_ordinary_plate(1), a_vin(1), DAY]
    fuelled = [1.0, an_ordinary_plate(2), a_vin(2), DAY]
    found = read(
        SheetOfRows("新增公交（纯电）", [short, row]), SheetOfRows("新增环卫（柴油）", [short, fuelled])
    )

    assert found.column("energy") == ["bev", "diesel"]
    own = read(SheetOfRows("新增公交（纯电）", [HEADER, a_car(1, "柴油")]))
    assert own.column("energy") == ["diesel"]
