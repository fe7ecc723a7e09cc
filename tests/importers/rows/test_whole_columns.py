"""What a whole column settles, once: its plates without a province, its masses in tonnes."""

from dataclasses import replace

import pytest

from importers.results import Finding
from tests.row_data import LETTER, a_reading, a_row, a_vin, codes, read


def test_a_column_of_plates_without_the_province_is_read_with_it_and_told_once() -> None:
    block = read(*(a_row(number, plate=f"A{number:05d}D") for number in range(1, 6)))

    assert block.columns["plate"] == [f"豫A{number:05d}D" for number in range(1, 6)]
    assert codes(block) == [(None, "plates-without-province", LETTER["plate"])]


def test_it_is_told_once_for_a_sheet_of_several_blocks() -> None:
    block = read(*(a_row(number, plate=f"A{number:05d}D") for number in range(1, 9)), block_rows=3)

    assert codes(block) == [(None, "plates-without-province", LETTER["plate"])]


def test_a_plate_of_another_letter_in_such_a_column_is_not_known_and_holds_nothing() -> None:
    block = read(*(a_row(number, plate=f"{letter}{number:05d}D") for number, letter in enumerate("AAAAC", 1)))

    assert block.columns["plate"][4] is None
    assert codes(block) == [
        (None, "plates-without-province", LETTER["plate"]),
        (6, "plate-incomplete", LETTER["plate"]),
    ]


def test_a_few_plates_without_the_province_are_slips_of_the_hand() -> None:
    rows = [a_row(number) for number in range(1, 6)]
    block = read(*rows, a_row(6, plate="A00006D"), a_row(7, plate="A00007D"), a_row(8, plate="A00008D"))

    assert codes(block) == [(row, "plate-malformed", LETTER["plate"]) for row in (7, 8, 9)]


def test_a_column_of_retired_plates_may_leave_the_province_out_too() -> None:
    rows = (a_row(number, event="更新", replaces_plate=f"A9{number:04d}") for number in range(1, 5))
    block = read(*rows)

    assert block.columns["replaces_plate"] == [f"豫A9{number:04d}" for number in range(1, 5)]
    assert codes(block) == [(None, "plates-without-province", LETTER["replaces_plate"])]


def test_a_column_of_kilograms_that_holds_tonnes_is_read_as_such_and_told_once() -> None:
    reading = replace(a_reading(), mass_units={"gross_mass": "kg", "kerb_mass": "kg"})
    rows = (a_row(number, gross_mass=mass) for number, mass in enumerate((18.0, 31.5, "25", 4.495), 1))
    block = read(*rows, reading=reading)

    assert block.columns["gross_mass_kg"] == [18000, 31500, 25000, 4495]
    assert codes(block) == [
        (None, "masses-in-tonnes", LETTER["gross_mass"]),
        (5, "kerb-not-below-gross", LETTER["kerb_mass"]),
    ]


def test_one_mass_too_small_among_kilograms_is_a_doubtful_cell() -> None:
    reading = replace(a_reading(), mass_units={"gross_mass": "kg"})
    block = read(a_row(1), a_row(2), a_row(3), a_row(4, gross_mass=18.0), reading=reading)

    assert codes(block) == [(5, "mass-doubtful", LETTER["gross_mass"])]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"area": "金水区"}, None),
        ({"area": "一公司"}, None),
        ({"area": "偃师区"}, "unit-mismatch"),
        ({"area": "航空港区"}, "unit-mismatch"),
        ({"area": "西安市"}, "unit-mismatch"),
        ({"unit": "郑洲市"}, "unit-unknown"),
        ({"plate_color": "黄绿双拼"}, None),
        ({"plate_color": "5"}, None),
        ({"plate_color": "黄"}, "plate-colour-conflict"),
        ({"plate_color": 2.0}, "plate-colour-conflict"),
        ({"plate": "豫A12345", "plate_color": "渐变绿"}, "plate-colour-conflict"),
        ({"plate": "豫A12345", "plate_color": "蓝"}, None),
        ({"plate": "未上牌", "plate_color": "绿"}, "plate-none"),
    ],
)
def test_what_is_said_of_place_and_plate_is_compared(cells: dict[str, object], code: str | None) -> None:
    ordinary = {"fuel": "柴油", "powertrain": None, "emission_stage": None} if "plate" in cells else {}
    found: list[Finding] = read(a_row(1, **ordinary, **cells)).findings

    assert [one.code for one in found] == ([] if code is None else [code])


def test_a_vin_among_other_signs_is_read_and_two_in_a_cell_are_held() -> None:
    vin, other = a_vin(1), a_vin(2)
    block = read(a_row(1, vin=f"VIN：{vin}"), a_row(2, vin=f"{other}、{a_vin(3)}"))

    assert block.columns["vin"] == [vin]
    assert codes(block) == [(3, "several-in-cell", LETTER["vin"])]


@pytest.mark.parametrize(
    ("way", "days"),
    [("dmy", ["2025-04-03", "2025-02-01"]), ("mdy", ["2025-03-04", "2025-01-02"])],
)
def test_an_order_of_days_is_answered_once_for_a_column(way: str, days: list[str]) -> None:
    rows = [a_row(number, registered_on=cell) for number, cell in enumerate(("3/4/2025", "1/2/2025"), 1)]

    assert [one.code for one in read(*rows).findings] == ["date-ambiguous", "date-ambiguous"]
    block = read(*rows, reading=replace(a_reading(), ways={"registered_on": way}))
    assert (block.columns["registered_on"], block.findings) == (days, [])


def test_a_unit_of_mass_is_answered_once_for_a_column() -> None:
    reading = replace(a_reading(), mass_units={"gross_mass": "kg"}, ways={"gross_mass": "t"})
    block = read(
        a_row(1, gross_mass=18.0, kerb_mass=None), a_row(2, gross_mass=4.495, kerb_mass=None), reading=reading
    )

    assert (block.columns["gross_mass_kg"], block.findings) == ([18000, 4495], [])
