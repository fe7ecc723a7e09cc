"""Declared replacements: judged as claimed, with a condition; confirmed by lists of retired vehicles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.contract.delivery import a_retirement_list, a_row, a_vin, check, places, xlsx

BUS = {"category": "公交车", "event": "更新", "fuel": "柴油", "plate": "豫C00001"}


def replaced(report: Any) -> list[tuple[str, list[str], str]]:
    return [(row["replacement"], row["conditions"], row["verdict"]) for row in report["registrations"]]


def test_a_claim_is_judged_as_claimed_and_carries_the_condition(tmp_path: Path) -> None:
    code, report = check(xlsx(tmp_path, a_row(1, **BUS, replaces_plate="豫C90001")), "--rows")

    assert code == 0
    assert replaced(report) == [("claimed", ["replacement-unconfirmed"], "not_governed")]
    (condition,) = report["conditions"]
    assert (condition["code"], condition["count"]) == ("replacement-unconfirmed", 1)
    assert ("replacement-unconfirmed", "warning", 2, None, "豫C90001") in places(report)


def test_a_list_of_retired_vehicles_confirms_without_a_database(tmp_path: Path) -> None:
    retired = a_retirement_list(tmp_path, ("豫C90001", a_vin(901), "公交", "2025-05-30", "注销"))
    _, report = check(
        xlsx(tmp_path, a_row(1, **BUS, replaces_plate="豫C90001")), "--rows", "--retired", retired
    )

    assert replaced(report) == [("confirmed", [], "not_governed")]
    assert "conditions" not in report
    assert "replacement-unconfirmed" not in [code for code, *_ in places(report)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("豫C90001", None, "公交", "2022-05-30", "注销"), "早于本车登记日期 24 个月以上"),
        (("豫C90001", None, "出租车", "2025-05-30", "注销"), "用途与本车不同"),
        (("豫C90002", None, "公交", "2025-05-30", "注销"), "没有找到"),
        (("豫C90001", None, "公交", "2025-05-30", "在用"), "没有找到"),
    ],
)
def test_a_list_that_does_not_confirm_says_why(tmp_path: Path, row: Sequence[object], why: str) -> None:
    path = xlsx(tmp_path, a_row(1, **BUS, replaces_plate="豫C90001"))
    _, report = check(path, "--rows", "--retired", a_retirement_list(tmp_path, row))

    assert replaced(report) == [("claimed", ["replacement-unconfirmed"], "not_governed")]
    (told,) = [one["message"] for one in report["findings"] if one["code"] == "replacement-unconfirmed"]
    assert why in told


def test_a_retired_vehicle_is_used_once_whether_named_by_plate_or_vin(tmp_path: Path) -> None:
    retired = a_retirement_list(tmp_path, ("豫C90001", a_vin(901), "公交", "2025-05-30", "注销"))
    book = openpyxl.load_workbook(xlsx(tmp_path, a_row(1, **BUS, replaces_plate="豫C90001")))
    page = book.active
    assert page is not None
    page.cell(1, 12, "被更新车辆车架号")
    page.append([*a_row(2, **BUS | {"plate": "豫C00002"}), a_vin(901)])
    book.save(tmp_path / "两次.xlsx")
    _, report = check(tmp_path / "两次.xlsx", "--rows", "--retired", retired)

    assert replaced(report) == [
        ("confirmed", [], "not_governed"),
        ("claimed", ["replacement-unconfirmed"], "not_governed"),
    ]


def test_a_list_that_cannot_be_read_refuses_and_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "名单.xlsx"
    wrong.write_bytes(b"no spreadsheet")
    code, report = check(xlsx(tmp_path, a_row(1)), "--retired", wrong)

    assert code == 3
    assert report["refused"]["code"] == "not-a-spreadsheet"
    assert "退出车辆名单“名单.xlsx”" in report["refused"]["message"]
