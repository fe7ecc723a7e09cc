"""What cells say in their sender's words is kept beside what was read from them."""

import json
from datetime import datetime

from importers.rows.said import LONGEST, read_said
from tests.row_data import a_reading, a_row, read


def said_of(**cells: object) -> dict[str, str]:
    (kept,) = read(a_row(1, **cells)).columns["said"]
    found: dict[str, str] = json.loads(str(kept))
    return found


WORDS = {
    "fuel": "电",
    "powertrain": "纯电动",
    "category": "公交车",
    "event": "新增",
    "emission_stage": "零排放",
}


def test_words_are_kept_as_they_are_written_and_values_only_where_they_are_written_otherwise() -> None:
    assert said_of() == WORDS
    assert said_of(
        plate="豫A·00001D",
        model="zk6105bevg25 ",
        registered_on="2025.3.1",
        gross_mass="18,000kg",
        product_name="纯电动城市客车",
        built_on=datetime(2025, 1, 1),
    ) == WORDS | {
        "plate": "豫A·00001D",
        "model": "zk6105bevg25",
        "registered_on": "2025.3.1",
        "gross_mass": "18,000kg",
        "product_name": "纯电动城市客车",
    }


def test_what_was_not_taken_is_kept_too() -> None:
    vehicle = {"event": "更新", "replaces_plate": "见附件", "gross_mass": 900.0, "kerb_mass": None}
    assert said_of(**vehicle) == WORDS | {
        "event": "更新",
        "replaces_plate": "见附件",
        "gross_mass": "900",
    }


def test_a_name_of_a_product_that_says_nothing_of_the_energy_is_not_kept_nor_an_empty_cell() -> None:
    assert said_of(product_name="城市客车", powertrain=None, emission_stage="  ") == {
        name: text for name, text in WORDS.items() if name not in ("powertrain", "emission_stage")
    }


def test_a_sheet_that_says_all_in_its_headings_keeps_nothing() -> None:
    silent = ("fuel", "powertrain", "category", "event", "emission_stage")
    headed = a_reading(without=silent, category="bus", event="new")
    assert read(a_row(1), reading=headed).columns["said"] == ["{}"]


def test_a_long_remark_is_kept_by_its_beginning() -> None:
    assert said_of(powertrain="电" * 300)["powertrain"] == "电" * LONGEST


def test_of_what_was_not_kept_nothing_is_said() -> None:
    assert (read_said(None), read_said("{}")) == (None, {})
