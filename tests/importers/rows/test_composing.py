"""Values that stand in several columns of a row."""

import pytest

from importers.fields import Composition
from importers.formats.cell_faults import Fault
from importers.formats.cell_text import Touch, TouchedRow, touches_of
from importers.rows.composing import composed

DAY = Composition("registered_on", "day", (1, 2, 3))
PLATE = Composition("plate", "plate", (1, 0))
EVENT = Composition("event", "tick", (0, 1), ("新增", "更新"))


def first(composition: Composition, *cells: object) -> object:
    (_, row), *_ = composed([(2, cells)], [composition])
    return row[composition.places[0]]


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ((2026.0, 1.0, 15.0), "2026-1-15"),
        (("2026", "01", "15"), "2026-01-15"),
        (("2026年", "1月", "15日"), "2026-1-15"),
        ((26, 1, 15), "2026-1-15"),
        ((2026, 1, None), "2026-1"),
        ((2026, None, None), "2026"),
        ((None, None, None), None),
        (("2026-01-15", None, None), "2026-01-15"),
        (("年", "月", "日"), "年"),
        ((2026, "一", 15), "2026-一-15"),
    ],
)
def test_a_day_is_joined_from_its_parts(cells: tuple[object, ...], day: object) -> None:
    assert first(DAY, "x", *cells) == day


@pytest.mark.parametrize(
    ("prefix", "number", "plate"),
    [
        ("豫", "A12345", "豫A12345"),
        ("豫A", "12345", "豫A12345"),
        ("豫A", "AD12345", "豫AD12345"),
        ("豫A", "D12345", "豫AD12345"),
        ("豫", "豫A12345", "豫A12345"),
        (None, "A12345", "A12345"),
        ("豫A", None, None),
        ("豫A", "未上牌", "未上牌"),
        ("豫", 12345.0, "豫12345"),
    ],
)
def test_a_plate_is_joined_from_its_province_and_number(
    prefix: object, number: object, plate: object
) -> None:
    assert first(PLATE, prefix, number) == plate


def test_a_letter_in_both_columns_stands_once_in_the_plate() -> None:
    sharing = Composition("plate", "plate", (1, 0), shares_letter=True)
    assert (first(sharing, "豫A", "A12345"), first(PLATE, "豫A", "A12345")) == ("豫A12345", "豫AA12345")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("√", None), "新增"),
        ((None, "○"), "更新"),
        (("是", "否"), "新增"),
        ((0, 1), "更新"),
        (("√", "√"), "新增/更新"),
        (("√", "2辆"), "新增/更新2辆"),
        (("×", "×"), None),
        ((None, None), None),
        (("新增", "更新"), "新增"),
    ],
)
def test_a_tick_says_the_word_above_it(cells: tuple[object, ...], said: object) -> None:
    assert first(EVENT, *cells) == said


def test_a_fault_in_a_part_is_the_fault_of_the_whole() -> None:
    fault = Fault("cell-error", "#N/A")
    assert first(DAY, "x", 2026, fault, 15) is fault


def test_what_was_changed_in_a_part_was_changed_in_the_whole_and_other_rows_stay_as_they_are() -> None:
    touch = Touch(("U+0000",), 0, 0)
    plain = ["x", None, None, None]
    (_, row), (_, same) = composed([(2, TouchedRow(["x", 2026, 1, 15], {2: touch})), (3, plain)], [DAY])

    assert touches_of(row) == {1: touch, 2: touch}
    assert same is plain
