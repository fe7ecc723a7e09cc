"""The report on a file: its whole shape, and that rows, encodings and options are what the contract says."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.contract.delivery import (
    FIELDS,
    HEADERS,
    Cells,
    a_row,
    a_vin,
    check,
    csv_text,
    places,
    run,
    xlsx,
)

CLEAN = {
    "sheet": "明细",
    "row": 2,
    "fate": "accepted",
    "vin": a_vin(1),
    "plate": "豫C00001D",
    "category": "muck_truck",
    "event": "new",
    "energy": "bev",
    "energy_basis": ["plate", "wording"],
    "model": "SL3310BEV1",
    "registered_on": "2025-06-02",
    "built_on": None,
    "emission_stage": "zero",
    "owner": "示例公司",
    "gross_mass_kg": 31000,
    "replaces_vin": None,
    "replaces_plate": None,
    "replacement_shown": False,
    "said": {"fuel": "纯电动", "category": "渣土车", "event": "新增", "emission_stage": "零排放"},
    "steps": [
        "能源种类：A2“豫C00001D”说明是纯电动，F2“纯电动”说明是纯电动；据此为纯电动。",
        "其他事实：C2“渣土车”；D2“新增”；E2“2025-06-02”；G2“零排放”；H2“31000”读作31000 kg。",
    ],
    "replacement": "none",
    "conditions": [],
    "verdict": "compliant",
    "rule": "henan-2023/13-in-principle",
    "duties": [
        {"duty": "energy", "verdict": "compliant", "rule": "henan-2023/13-in-principle"},
        {"duty": "emission_stage", "verdict": "compliant", "rule": "henan-2023/11-heavy-china-6"},
    ],
}


def only_registration(report: Any) -> Any:
    (registration,) = report["registrations"]
    return registration


def test_the_whole_report_of_a_clean_file(tmp_path: Path) -> None:
    row = a_row(1, emission_stage="零排放", gross_mass=31000, model="SL3310BEV1", owner="示例公司")
    path = xlsx(tmp_path, row)
    content = path.read_bytes()
    code, report = check(path, "--rows")
    (sheet,) = report["sheets"]
    columns = sheet.pop("columns")
    assert code == 0
    assert report == {
        "file": {
            "name": "登记.xlsx",
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "format": "xlsx",
            "encoding": None,
        },
        "refused": None,
        "sheets": [
            {
                "name": "明细",
                "used": True,
                "why": "表头在第1行，认出11列",
                "header_rows": [1],
                "first_data_row": 2,
            }
        ],
        "rows": {"read": 1, "accepted": 1, "held": 0, "unchanged": 0, "ignored": 0},
        "findings": [],
        "verdicts": {"compliant": 1},
        "registrations": [CLEAN],
        "set_aside": [],
    }
    assert [(one["column"], one["header"], one["field"]) for one in columns] == [
        (chr(ord("A") + place), header, field)
        for place, (header, field) in enumerate(zip(HEADERS, FIELDS, strict=True))
    ]
    assert all(0 < one["confidence"] <= 1 for one in columns)


def test_registrations_are_listed_only_when_asked_for(tmp_path: Path) -> None:
    assert "registrations" not in check(xlsx(tmp_path, a_row()))[1]


def test_every_row_below_the_header_has_one_fate(tmp_path: Path) -> None:
    rows: list[Cells] = [a_row(1), [], a_row(2), a_row(3, vin="短"), ["合计", None, "3辆"], ["填表人：张三"]]
    code, report = check(xlsx(tmp_path, *rows), "--rows")
    assert code == 1
    assert report["rows"] == {"read": 5, "accepted": 2, "held": 1, "unchanged": 0, "ignored": 2}
    assert [one["row"] for one in report["registrations"]] == [2, 4]
    assert report["set_aside"] == [
        {"sheet": "明细", "row": 5, "fate": "held", "why": None},
        {"sheet": "明细", "row": 6, "fate": "ignored", "why": "subtotal"},
        {"sheet": "明细", "row": 7, "fate": "ignored", "why": "note"},
    ]
    assert places(report) == [("vin-length", "error", 5, "B", "短")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_text_is_read_in_the_encodings_that_offices_use(encoding: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_bytes(csv_text(a_row(1), a_row(2), end="\r\n").encode(encoding))
    code, report = check(path)
    assert (code, report["file"]["format"], report["file"]["encoding"]) == (0, "csv", told)
    assert (report["rows"]["accepted"], report["findings"]) == (2, [])


@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_text_is_split_as_it_was_joined(between: str, tmp_path: Path) -> None:
    path = tmp_path / "登记.txt"
    path.write_text(csv_text(a_row(1), a_row(2), between=between), encoding="utf-8")
    assert check(path)[1]["verdicts"] == {"compliant": 2}


def test_quotes_may_hold_separators_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    lines = ["车架号,所有人,车辆用途,新增或更新,登记日期,燃料种类"]
    lines += [
        f'{a_vin(1)},"甲,乙\n公司",渣土车,新增,2025-06-02,纯电动',
        f"{a_vin(2)},丙,渣土车,新增,2025-06-0x,纯电动",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = check(path, "--rows")[1]
    assert [one["owner"] for one in report["registrations"]] == ["甲,乙 公司"]
    assert places(report) == [("date-unreadable", "error", 3, "E", "2025-06-0x")]


def test_a_header_far_down_and_far_right_is_found_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    before = ",".join(f"列{number}" for number in range(1, 291))
    text = "\n" * 39 + csv_text(a_row(1), a_row(2, vin="短"))
    lines = [
        f"{before if line.startswith('号牌') else ',' * 289},{line}" if line else line
        for line in text.split("\n")
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = check(path)[1]
    (sheet,) = [one for one in report["sheets"] if one["used"]]
    assert (sheet["header_rows"], sheet["first_data_row"]) == ([40], 41)
    assert places(report) == [("vin-length", "error", 42, "KF", "短")]


def test_names_may_hold_anything(tmp_path: Path) -> None:
    folder = tmp_path / "有 空格 的'目录"
    folder.mkdir()
    code, report = check(xlsx(folder, a_row(), sheet="🚛 明细 & 'a'", name="🚛 登 记.xlsx"), "--rows")
    assert (code, report["file"]["name"]) == (0, "🚛 登 记.xlsx")
    assert only_registration(report)["sheet"] == "🚛 明细 & 'a'"


def test_what_no_column_says_the_options_say(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(f"车架号,登记日期,燃料种类\n{a_vin()},2025-06-02,纯电动\n", encoding="utf-8")
    code, report = check(path, "--category", "postal", "--event", "new", "--rows")
    assert (code, report["findings"]) == (0, [])
    registration = only_registration(report)
    assert (registration["category"], registration["event"]) == ("postal", "new")
    assert [one["code"] for one in check(path)[1]["findings"]][:2] == ["column-missing", "column-missing"]


def test_where_a_column_speaks_it_outweighs_the_options(tmp_path: Path) -> None:
    path = xlsx(tmp_path, a_row(1, category="公交车"))
    registration = only_registration(check(path, "--category", "taxi", "--event", "replacement", "--rows")[1])
    assert (registration["category"], registration["event"]) == ("bus", "new")


def test_a_mapping_overrides_what_the_header_says(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(
        f"甲,车架号,车辆用途,新增或更新,登记日期,燃料种类\n{a_vin(1)},{a_vin(2)},公交车,新增,2025-06-02,纯电动\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"登记": {"A": "vin", "B": None}}), encoding="utf-8")
    assert only_registration(check(path, "--rows")[1])["vin"] == a_vin(2)
    assert only_registration(check(path, "--rows", "--mapping", mapping)[1])["vin"] == a_vin(1)


def test_a_catalogue_settles_what_the_words_leave_open(tmp_path: Path) -> None:
    row = a_row(1, plate=None, fuel="混合动力", model="BYD6480STHEV", emission_stage="国六", gross_mass=18000)
    path = xlsx(tmp_path, row)
    catalogue = tmp_path / "目录.csv"
    catalogue.write_text("产品型号,产品名称\nBYD6480STHEV,插电式混合动力多用途乘用车\n", encoding="utf-8")
    code, report = check(path, "--rows")
    assert (code, places(report)) == (1, [("energy-ambiguous", "warning", 2, "F", "混合动力")])
    code, report = check(path, "--rows", "--catalogue", catalogue)
    registration = only_registration(report)
    assert (code, report["findings"], registration["energy"]) == (0, [], "phev")
    assert registration["energy_basis"] == ["catalogue", "wording"]
    assert report["catalogue"] == [{"model": "BYD6480STHEV", "batches": ["目录"]}]
    assert "catalogue" not in check(xlsx(tmp_path, a_row(1, model="BYD6480STHEV")))[1]


def test_judging_on_a_day_is_said_and_changes_no_fact(tmp_path: Path) -> None:
    path = xlsx(tmp_path, a_row(1, registered_on="2018-05-01", vin="L99DEM0X0H0000001"))
    today, then = check(path, "--rows")[1], check(path, "--rows", "--judge-on", "2025-06-01")[1]
    assert ("judged_on" in today, then["judged_on"]) == (False, "2025-06-01")
    assert (today["verdicts"], then["verdicts"]) == ({"not_governed": 1}, {"compliant": 1})
    assert only_registration(then)["registered_on"] == "2018-05-01"


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = xlsx(tmp_path, a_row(1), a_row(2, fuel="柴油"), a_row(3, vin="短"))
    arguments = ("check-file", path, "--unit", "410300", "--json", "--rows")
    assert run(*arguments) == run(*arguments)


@pytest.mark.parametrize(
    "name", ["bus_fleet_B_25.gbk.csv", "bus_fleet_B_25.utf8bom.csv", "bus_fleet_B_25.xlsx"]
)
def test_the_fleet_of_25_buses_is_judged_alike_in_each_format(name: str, shared_dir: Path) -> None:
    path = shared_dir / "samples" / "fleet" / name
    options = ("--category", "bus", "--event", "new", "--rows")
    code, report = check(path, *options, unit="410100")
    energies = [one["energy"] for one in report["registrations"]]
    assert (code, energies.count("bev"), energies.count("gas"), len(energies)) == (0, 18, 7, 25)
    assert {place[:2] for place in places(report)} == {("plate-other-city", "warning")}
    assert [place[2] for place in places(report)] == list(range(2, 27))
    assert report["verdicts"] == {"not_governed": 25}
    code, report = check(path, *options, "--judge-on", "2025-06-01", unit="410100")
    assert (code, report["verdicts"]) == (1, {"compliant": 18, "non_compliant": 7})
    assert {one["rule"] for one in report["registrations"]} == {"henan-2023/13-bus-new"}
