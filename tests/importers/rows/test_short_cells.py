"""Cells that leave out what stands elsewhere: the cell above, the month of the sheet."""

from datetime import date

import pytest

from importers.results import Expectation
from tests.importers.rows.test_tables import BUS, HEADER, a_car, read, read_rows
from tests.workbook_of_rows import SheetOfRows

NEW = Expectation("410100", event="new")


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", '"', "”", "同 上", "ditto"])
def test_a_ditto_says_what_the_vehicle_above_says(ditto: str) -> None:
    header = (*HEADER, "类别")
    found = read_rows(
        header,
        [*a_car(1), "环卫车"],
        [*a_car(2)[:3], ditto, ditto, ditto],
        ["小计", 2.0],
        [*a_car(3)[:3], ditto, date(2025, 4, 1), ditto],
        [*a_car(4)[:3], "柴油", ditto, "公交车"],
        said=NEW,
    )

    assert [category for _, category, _ in found.accepted] == ["sanitation"] * 3 + ["bus"]
    assert found.column("registered_on") == ["2025-03-01", "2025-03-01", "2025-04-01", "2025-04-01"]
    assert found.column("energy")[:3] == ["bev"] * 3


@pytest.mark.parametrize("block_rows", [1, 2, 3])
def test_a_ditto_reaches_over_the_end_of_a_block_of_rows(block_rows: int) -> None:
    rows = [[*a_car(number)[:4], "同上"] for number in range(2, 7)]
    found = read_rows(HEADER, a_car(1), *rows, said=BUS, block_rows=block_rows)

    assert found.column("registered_on") == ["2025-03-01"] * 6


def test_a_ditto_never_stands_for_vin_or_plate_nor_for_the_first_vehicle() -> None:
    found = read_rows(
        HEADER, [*a_car(1)[:4], "同上"], [2.0, "同上", "同上", "纯电动", date(2025, 3, 1)], said=BUS
    )

    assert found.accepted == []
    assert {row for row, _ in found.codes} == {2, 3}


@pytest.mark.parametrize(
    ("name", "title", "cell", "day"),
    [
        ("2025年3月", "登记表", "5日", "2025-03-05"),
        ("3月", "2025年公交车登记表", 5.0, "2025-03-05"),
        ("三月份", "2025年公交车登记表", "5号", "2025-03-05"),
        ("Sheet1", "2025年3月公交车登记表", "3月5日", "2025-03-05"),
        ("Sheet1", "2025年公交车登记表", "3月5日", "2025-03-05"),
        ("Sheet1", "2025年一季度登记表", "3.15", "2025-03-15"),
        ("3月", "2025年公交车登记表", "2025-02-05", "2025-02-05"),
    ],
)
def test_a_day_takes_from_name_and_title_what_it_leaves_out(
    name: str, title: str, cell: object, day: str
) -> None:
    sheet = SheetOfRows(name, [[title], HEADER, [*a_car(1)[:4], cell], [*a_car(2)[:4], cell]])
    found = read(sheet, said=BUS)

    assert found.column("registered_on") == [day, day]
    assert found.codes == ([] if day == cell else [(None, "days-of-title")])


@pytest.mark.parametrize(
    ("name", "title", "cell"),
    [
        ("3月", "公交车登记表", "5日"),  # of which year?
        ("一季度", "2025年1-3月公交车登记表", "5日"),  # of which month?
        ("3月", "2025年公交车登记表", "4月5日"),
        ("3月", "2025年公交车登记表", "32日"),
        ("2月", "2025年公交车登记表", "30日"),
        ("3月", "2025年公交车登记表", 3.1),  # 3.10 looks the same
        ("12月", "2025年公交车登记表", "5日"),  # has not come yet
        ("Sheet1", "2024-2025年公交车登记表", "3月5日"),
    ],
)
def test_a_day_that_name_and_title_do_not_settle_is_held(name: str, title: str, cell: object) -> None:
    found = read(SheetOfRows(name, [[title], HEADER, [*a_car(1)[:4], cell]]), said=BUS)

    assert found.accepted == []
    assert any(row == 3 for row, _ in found.codes)
