"""A list of vehicles before they are registered: each row answered, none held, none remembered."""

from datetime import date

import pytest

from fleetsvc.books import shipped_book
from fleetsvc.services.uploads.asked_lists import AnsweredList, AskedList, answer_list
from importers.results import Expectation
from tests.row_data import a_vin

ON = date(2025, 6, 1)
MODELS = {"ZK6105BEVG25": "bev"}


def answered(*lines: str, most: int = 50, content: bytes | None = None) -> AnsweredList:
    """The answer to a pasted list of Zhengzhou."""
    told = "\n".join(line.replace("|", "\t") for line in lines).encode() if content is None else content
    asked = AskedList(told, "pasted.csv", Expectation("410100"), ON, most, 10.0)
    return answer_list(asked, shipped_book(), catalogue=MODELS, today=ON, language="zh")


def told(answer: AnsweredList) -> list[tuple[int, str | None, str | None, list[str]]]:
    return [
        (row["row"], row["energy"], row["verdict"], [one["code"] for one in row["findings"]])
        for row in answer.rows
    ]


def test_vehicles_without_vin_plate_and_day_are_judged_by_model_or_wording() -> None:
    answer = answered(
        "车辆型号|车辆用途|新增/更新|能源种类",
        "ZK6105BEVG25|公交车|新增|",
        "ZK6120HG|公交车|新增|柴油",
        "BYD7006|渣土车|新增|柴油",
        "ZK6105BEVG25|公交车||",
        "ZK6105BEVG25|公交车|调拨|",
    )
    assert (answer.refused, told(answer)) == (
        None,
        [
            (2, "bev", "compliant", []),
            (3, "diesel", "non_compliant", []),
            (4, "diesel", "needs_justification", []),
            (5, "bev", None, ["event-missing"]),
            (6, "bev", None, ["event-unknown"]),
        ],
    )
    assert [row["on"] for row in answer.rows] == [ON, ON, ON, None, None]


def test_an_error_of_a_row_stands_beside_its_answer_and_the_row_says_its_own_day() -> None:
    vin = a_vin(1)
    answer = answered(
        "车架号|号牌号码|车辆用途|新增/更新|能源种类|登记日期",
        f"{vin}|豫A12345|公交车|新增|柴油|2022-06-01",
        f"{vin[:-1]}|豫A1|公交车|新增|柴油|2099-06-01",
        f"{a_vin(2)}|豫A12346|公交车|新增|柴油|昨天",
    )
    before, after, unread = answer.rows
    assert [row["on"] for row in answer.rows] == [date(2022, 6, 1), date(2099, 6, 1), None]
    assert before["verdict"] != "non_compliant"  # before the plan
    assert (after["verdict"], {one["code"] for one in after["findings"]}) == (
        "non_compliant",
        {"vin-length", "plate-malformed"},
    )
    assert (unread["verdict"], unread["findings"][0]["code"]) == (None, "date-unreadable")


def test_a_retired_vehicle_that_is_claimed_is_a_condition() -> None:
    answer = answered(
        "车架号|车辆用途|新增/更新|能源种类|被更新车辆号牌", f"{a_vin(1)}|公交车|更新|柴油|豫A00001"
    )
    (row,) = answer.rows
    assert [one["code"] for one in row["conditions"]] == ["replacement-unconfirmed"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("豫A12345\n豫A12346".encode(), "没有找到表头"),
        (b"PK\x03\x04 no workbook", "损坏"),
        ("\n".join(["车辆型号\t车辆用途", *["ZK6105BEVG25\t公交车"] * 51]).encode(), "上限 50 行"),
    ],
)
def test_what_cannot_be_read_or_is_too_long_is_refused_with_its_repair(content: bytes, why: str) -> None:
    answer = answered(content=content)
    assert answer.rows == []
    assert answer.refused is not None
    assert why in answer.refused
