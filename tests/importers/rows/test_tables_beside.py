"""Where a table ends on its sides: at an empty column, at another table beside it; what is in doubt is asked."""

from collections.abc import Sequence
from datetime import date

import pytest

from importers.results import Expectation, RowFate
from tests.importers.rows.test_tables import BUS, DAY, HEADER, a_car, read, read_rows
from tests.workbook_of_rows import Row, SheetOfRows, a_plate, a_vin

GAP: Row = (None,)
NEW = Expectation("410100", event="new")
WIDTH = len(HEADER)


def beside(*parts: Row) -> list[object]:
    """A row of parts with an empty column between them."""
    row = list(parts[0])
    for part in parts[1:]:
        row += [None, *part]
    return row


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_a_row_of_two_vehicles_is_held_and_one_of_a_single_vehicle_is_taken(gap: int) -> None:
    blank = [None] * gap
    found = read_rows(
        [*HEADER, *blank, *HEADER],
        [*a_car(1), *blank, *a_car(2)],
        [*a_car(3), *blank, *[None] * WIDTH],
        [*[None] * WIDTH, *blank, *a_car(4)],
        said=BUS,
    )

    assert found.accepted == [(3, "bus", "new")]
    assert found.aside == [(2, RowFate.HELD, None), (4, RowFate.HELD, None)]
    assert [(row, code) for row, code in found.codes if code == "table-beside"] == [
        (2, "table-beside"),
        (4, "table-beside"),
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (("登记日期", "车架号", "车牌号"), (DAY, a_vin(9), a_plate(9))),
        (("车牌号", "所有人", "登记日期"), (a_plate(9), "某公司", DAY)),
        ((None, None), (a_plate(9), a_vin(9))),
    ],
)
def test_another_list_of_vehicles_is_seen_whatever_its_columns(header: Row, cells: Row) -> None:
    found = read_rows(beside(HEADER, header), beside(a_car(1), cells), said=BUS)

    assert found.accepted == []
    assert found.codes == [(2, "table-beside")]


def test_a_table_beside_that_the_sender_sets_aside_is_not_read() -> None:
    mapping: dict[str, str | None] = dict.fromkeys("GHIJK")
    said = Expectation("410100", "bus", "new", mapping={"Sheet1": mapping})
    found = read_rows(beside(HEADER, HEADER), beside(a_car(1), a_car(2)), said=said)

    assert found.accepted == [(2, "bus", "new")]


@pytest.mark.parametrize(
    "side",
    [
        [("类别", "数量"), ("公交车", 2.0), ("出租车", 1.0)],
        [("类型", "辆数"), ("环卫车", 1.0), ("合计", 1.0)],
        [("新增/更新", "台数"), ("更新", 1.0), ("更新", 1.0)],
        [("燃料种类", "占比"), ("柴油", "50%"), ("柴油", "50%")],
    ],
)
def test_counts_beside_a_list_decide_nothing(side: Sequence[Row]) -> None:
    found = read_rows(
        *(beside(one, other) for one, other in zip([HEADER, a_car(1), a_car(2)], side, strict=True)), said=BUS
    )

    assert (found.accepted, found.findings) == ([(2, "bus", "new"), (3, "bus", "new")], [])


def test_codes_beside_a_list_are_asked_about_and_not_read() -> None:
    words = ["公交车", "出租车", "环卫车", "网约车", "邮政车", "公务车"]
    rows = [beside(a_car(number), (word,)) for number, word in enumerate(words, 1)]
    found = read_rows(beside(HEADER, ("类别",)), *rows, said=BUS)

    assert [category for _, category, _ in found.accepted] == ["bus"] * 6
    assert found.codes == [(None, "column-beyond-gap")]


@pytest.mark.parametrize(("name", "word"), [("类别", "环卫车"), ("新增/更新", "更新"), ("燃料", "柴油")])
def test_a_deciding_column_filled_in_a_few_rows_behind_a_gap_is_asked_about(name: str, word: str) -> None:
    header = [*HEADER[:3], "登记日期"]
    rows = [[1.0, a_plate(n), a_vin(n), DAY, None, word if n == 4 else None] for n in range(1, 9)]
    found = read_rows([*header, None, name], *rows, said=BUS)

    assert {(category, event) for _, category, event in found.accepted} == {("bus", "new")}
    assert (None, "column-beyond-gap") in found.codes


def test_a_column_behind_a_gap_that_is_filled_as_the_vehicles_are_is_read() -> None:
    words = ["公交车", "公交车", "环卫车", "公交车", "环卫车", "公交车"]
    rows = [beside(a_car(number), (word,)) for number, word in enumerate(words, 1)]
    found = read_rows(beside(HEADER, ("类别",)), *rows, said=NEW)

    assert [category for _, category, _ in found.accepted] == [
        "bus", "bus", "sanitation", "bus", "sanitation", "bus",
    ]  # fmt: skip
    days = read_rows(beside(HEADER[:4], HEADER[4:]), beside(a_car(1)[:4], a_car(1)[4:]), said=BUS)
    assert (days.accepted, days.findings) == ([(2, "bus", "new")], [])


def test_a_merged_name_leaves_no_gap() -> None:
    sheet = SheetOfRows(
        "Sheet1",
        [
            ["序号", "车牌号", None, "车架号", "燃料", "登记日期", "类别"],
            [1.0, a_plate(1), None, a_vin(1), "纯电动", DAY, "公交车"],
        ],
        merged=((1, 2, 1, 3),),
    )
    assert read(sheet, said=NEW).accepted == [(2, "bus", "new")]


@pytest.mark.parametrize(
    ("name", "values"), [("车架号码", (a_vin(7), a_vin(8))), ("车牌号", ("豫A12345", "豫A12346"))]
)
def test_no_row_is_taken_before_it_is_settled_which_column_identifies_it(name: str, values: Row) -> None:
    rows = ([*HEADER, name], [*a_car(1), values[0]], [*a_car(2), values[1]])
    found = read_rows(*rows, said=BUS)

    assert (found.accepted, found.codes) == (
        [],
        [(None, "column-ambiguous"), (2, "column-open"), (3, "column-open")],
    )
    mapping: dict[str, str | None] = {"B": "plate", "C": "vin", "F": None}
    answered = Expectation("410100", "bus", "new", mapping={"Sheet1": mapping})
    assert read_rows(*rows, said=answered).accepted == [(2, "bus", "new"), (3, "bus", "new")]


def test_two_columns_that_say_the_same_are_no_question() -> None:
    found = read_rows([*HEADER, "车架号码"], [*a_car(1), a_vin(1)], said=BUS)

    assert (found.accepted, found.findings) == ([(2, "bus", "new")], [])


def test_a_gap_before_the_list_is_one_too() -> None:
    found = read_rows(
        ["类别", "数量", None, *HEADER],
        ["出租车", 2.0, None, *a_car(1)],
        ["环卫车", 1.0, None, *a_car(2)],
        said=BUS,
    )
    assert (found.accepted, found.findings) == ([(2, "bus", "new"), (3, "bus", "new")], [])


def test_the_day_behind_a_gap_in_a_table_of_one_vehicle_is_its_own() -> None:
    found = read_rows(beside(HEADER[:4], ("登记日期",)), beside(a_car(1)[:4], (date(2025, 4, 1),)), said=BUS)

    assert found.column("registered_on") == ["2025-04-01"]


# --- struck through


@pytest.mark.parametrize(("column", "name"), [(2, "plate"), (3, "vin"), (4, "fuel"), (5, "registered_on")])
def test_a_row_of_which_a_deciding_cell_is_struck_through_is_held(column: int, name: str) -> None:
    rows: list[Row] = [HEADER, a_car(1), a_car(2), a_car(3)]
    found = read(SheetOfRows("Sheet1", rows, struck=frozenset({(3, column), (4, 1)})), said=BUS)

    assert found.accepted == [(2, "bus", "new"), (4, "bus", "new")]
    assert [(one.row, one.code, one.field) for one in found.findings] == [(3, "struck-through", name)]


def test_a_form_that_is_struck_through_is_held() -> None:
    form: list[Row] = [["车牌号", a_plate(1)], ["车架号", a_vin(1)], ["燃料", "纯电动"], ["登记日期", DAY]]
    found = read(SheetOfRows("Sheet1", form, struck=frozenset({(2, 2)})), said=BUS)

    assert (found.accepted, found.codes) == ([], [(2, "struck-through")])


def test_a_table_further_down_is_looked_at_by_its_own_columns() -> None:
    rows: list[Row] = [HEADER, a_car(1), ["更新车辆"], HEADER, a_car(2)]
    found = read(SheetOfRows("Sheet1", rows, struck=frozenset({(5, 3)})), said=BUS)

    assert found.accepted == [(2, "bus", "new")]
    assert (5, "struck-through") in found.codes
