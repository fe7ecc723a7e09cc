"""One vehicle a form: labels with their values, one form below the other, one a sheet, or not to be read."""

from collections.abc import Sequence

import pytest

from importers.layout.workbook_layout import find_layout
from importers.results import Expectation, Refused, RowFate
from tests.importers.rows.test_tables import BUS, Read, read, read_rows
from tests.workbook_of_rows import Row, SheetOfRows, WorkbookOfRows, a_plate, a_vin

TAXI = Expectation("410100", category="taxi")


def two_pairs_a_row(number: int) -> list[Row]:
    return [
        ["号牌号码", a_plate(number), "车辆类型", "大型普通客车"],
        ["车辆识别代号", a_vin(number), "车辆型号", "ZK6126BEVG1"],
        ["燃料种类", "纯电动", "使用性质", "公交客运"],
        ["注册登记日期", "2025-03-01", "所有人", "某公交公司"],
        ["总质量（kg）", 18000.0, "新增/更新", "新增"],
    ]


def one_pair_a_row(number: int) -> list[Row]:
    return [
        ["车牌号", a_plate(number)],
        ["车架号", a_vin(number)],
        ["能源类型", "纯电动"],
        ["登记日期", "2025年3月1日"],
        ["备注", None],
    ]


def in_one_cell(number: int) -> list[Row]:
    return [
        [f"车牌号：{a_plate(number)}", "燃料种类：纯电动"],
        [f"车架号：{a_vin(number)}", "登记日期：2025-03-01"],
    ]


def apart(number: int) -> list[Row]:
    """Labels merged over two columns, as printed forms have them."""
    return [
        ["车牌号：", None, a_plate(number), None, "车架号：", None, a_vin(number)],
        ["登记日期：", None, "2025.3.1", None, "燃料：", None, "纯电动"],
    ]


FORMS = {"two pairs": two_pairs_a_row, "one pair": one_pair_a_row, "one cell": in_one_cell, "apart": apart}


def stacked(*forms: Sequence[Row], title: str = "新增车辆登记表") -> list[Row]:
    return [row for form in forms for row in ([title], *form, [])]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("count", [1, 2, 40])
def test_each_form_is_a_vehicle_and_stands_at_the_row_of_its_vin(form: object, count: int) -> None:
    assert callable(form)
    rows = stacked(*(form(number) for number in range(1, count + 1)))
    found = read_rows(*rows, said=Expectation("410100", category="bus"))

    assert found.column("vin") == [a_vin(number) for number in range(1, count + 1)]
    assert found.column("plate") == [a_plate(number) for number in range(1, count + 1)]
    assert set(found.column("registered_on")) == {"2025-03-01"}
    assert {(category, event) for _, category, event in found.accepted} == {("bus", "new")}
    vins = [row for row, cells in enumerate(rows, 1) if any("LZYT" in str(cell) for cell in cells)]
    assert [row for row, *_ in found.accepted] == vins
    _every_row_has_one_fate(found, [row for row, cells in enumerate(rows, 1) if any(cells) and row > 1])
    assert found.findings == []


def _every_row_has_one_fate(found: Read, rows: list[int]) -> None:
    assert sorted([row for row, *_ in found.accepted] + [row for row, *_ in found.aside]) == rows


def test_forms_of_a_sheet_each_are_read_from_every_sheet() -> None:
    found = read(*(SheetOfRows(str(n), stacked(two_pairs_a_row(n))) for n in (1, 2, 3)), said=BUS)

    assert found.column("vin") == [a_vin(1), a_vin(2), a_vin(3)]


def test_the_title_of_each_form_speaks_for_its_vehicle() -> None:
    rows = [
        *stacked(one_pair_a_row(1), title="新增公交车登记表"),
        *stacked(one_pair_a_row(2), title="更新出租车登记表"),
        *stacked(one_pair_a_row(3), title="报废车辆登记表"),
    ]
    found = read_rows(*rows)

    assert [(category, event) for _, category, event in found.accepted] == [
        ("bus", "new"),
        ("taxi", "replacement"),
    ]
    assert (17, RowFate.IGNORED, "retired") in found.aside
    assert (17, "retired-listed") in found.codes


@pytest.mark.parametrize(
    "group", [["被更新车辆信息"], ["原车辆"], ["报废车辆"]], ids=["of the replaced", "former", "scrapped"]
)
def test_the_part_of_a_form_about_the_replaced_vehicle_is_not_its_own_vehicle(group: Row) -> None:
    old = [group, ["号牌号码", "豫AT1001", "车辆识别代号", a_vin(99)]]
    found = read_rows(
        ["更新车辆登记表"], *two_pairs_a_row(1)[:4], *old, [],
        ["更新车辆登记表"], *two_pairs_a_row(2)[:4], *old,
        said=TAXI,
    )  # fmt: skip

    assert found.column("vin") == [a_vin(1), a_vin(2)]
    assert found.column("plate") == [a_plate(1), a_plate(2)]
    assert found.column("replaces_plate") == ["豫AT1001", "豫AT1001"]


def test_a_part_of_a_form_that_looks_like_another_form_is_held() -> None:
    rows = stacked([*two_pairs_a_row(1), ["补充"], ["号牌号码", "豫AT1001", "车辆识别代号", a_vin(99)]])
    found = read_rows(*rows, said=BUS)

    assert found.column("vin") == [a_vin(1)]
    assert (8, RowFate.HELD, None) in found.aside
    assert (8, "form-unclear") in found.codes


def test_a_whole_form_under_the_name_of_a_scrapped_vehicle_is_taken_for_neither() -> None:
    found = read_rows(*stacked([*one_pair_a_row(1), ["报废车辆"], *one_pair_a_row(2)]), said=BUS)

    assert found.accepted == []
    assert [code for _, code in found.codes] == ["form-unclear"]


def test_a_form_without_a_vin_is_told() -> None:
    second = two_pairs_a_row(2)
    second[1] = ["车辆识别代号", None, "车辆型号", "ZK6126BEVG1"]
    rows = stacked(two_pairs_a_row(1), second)
    found = read_rows(*rows, said=BUS)

    assert found.column("vin") == [a_vin(1)]
    assert "vin-missing" in {code for _, code in found.codes}


@pytest.mark.parametrize("vehicles", [2, 4])
@pytest.mark.parametrize(
    "head", [[], [["项目", "车辆1", "车辆2", "车辆3", "车辆4"]]], ids=["bare", "numbered"]
)
def test_vehicles_in_columns_are_asked_to_be_turned(vehicles: int, head: list[Row]) -> None:
    numbers = range(1, vehicles + 1)
    rows: list[Row] = [
        *head,
        ["车牌号", *map(a_plate, numbers)],
        ["车架号", *map(a_vin, numbers)],
        ["燃料种类", *["纯电动"] * vehicles],
        ["登记日期", *["2025-03-01"] * vehicles],
    ]
    alone = find_layout(WorkbookOfRows((SheetOfRows("Sheet1", rows),)), BUS)
    assert alone == Refused("header-not-found", {"why": "turned"})

    beside = read(SheetOfRows("登记", stacked(one_pair_a_row(9))), SheetOfRows("横排", rows), said=BUS)
    assert beside.column("vin") == [a_vin(9)]
    assert beside.codes == [(None, "sheet-turned")]


def test_forms_side_by_side_are_not_read_as_one() -> None:
    rows = [[*left, None, *right] for left, right in zip(one_pair_a_row(1), one_pair_a_row(2), strict=True)]
    found = find_layout(WorkbookOfRows((SheetOfRows("Sheet1", rows),)), BUS)

    assert found == Refused("header-not-found", {"why": "turned"})
