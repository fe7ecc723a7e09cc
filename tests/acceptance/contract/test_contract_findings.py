"""Each finding code that the contract names, provoked by one cell: code, severity, Excel row, column letter, value."""

from pathlib import Path

import pytest

from tests.acceptance.contract.delivery import LETTER, a_row, a_vin, check, csv_text, places, xlsx

WRONG_CHECK_DIGIT = "L99DEM0X0P0000001"

CASES: dict[str, tuple[dict[str, object], str, str, str | None]] = {
    # code: (cells that differ from a clean row, severity, field, value shown; None: not compared)
    "vin-missing": ({"vin": None}, "error", "vin", ""),
    "vin-length": ({"vin": "L99DEM0X0P000001"}, "error", "vin", "L99DEM0X0P000001"),
    "vin-characters": ({"vin": "L99DEM0X0PO000001"}, "error", "vin", "L99DEM0X0PO000001"),
    "vin-check-digit": ({"vin": WRONG_CHECK_DIGIT}, "warning", "vin", WRONG_CHECK_DIGIT),
    "vin-numeric": ({"vin": 12345678901234567.0}, "error", "vin", None),
    "plate-malformed": ({"plate": "豫C1234"}, "error", "plate", "豫C1234"),
    "plate-other-city": ({"plate": "豫A12345D"}, "warning", "plate", "豫A12345D"),
    "nev-on-ordinary-plate": ({"plate": "豫C12345"}, "warning", "plate", "豫C12345"),
    "stage-energy-conflict": ({"emission_stage": "国六"}, "warning", "emission_stage", "国六"),
    "plate-energy-conflict": ({"fuel": "柴油"}, "warning", "plate", "豫C00001D"),
    "date-missing": ({"registered_on": None}, "error", "registered_on", ""),
    "date-unreadable": ({"registered_on": "2025-02-30"}, "error", "registered_on", "2025-02-30"),
    "date-ambiguous": ({"registered_on": "03/04/2025"}, "error", "registered_on", "03/04/2025"),
    "date-out-of-range": ({"registered_on": "1900-01-01"}, "error", "registered_on", "1900-01-01"),
    "category-unknown": ({"category": "飞机"}, "error", "category", "飞机"),
    "category-missing": ({"category": None}, "error", "category", ""),
    "event-unknown": ({"event": "过户"}, "error", "event", "过户"),
    "event-missing": ({"event": None}, "error", "event", ""),
    "energy-unknown": ({"plate": None, "fuel": None}, "warning", "fuel", ""),
    "energy-ambiguous": ({"plate": None, "fuel": "混合动力"}, "warning", "fuel", "混合动力"),
    "replacement-unproven": ({"event": "更新"}, "warning", "replaces_plate", ""),
    "cell-error": ({"vin": "#N/A"}, "error", "vin", "#N/A"),
    "formula-without-value": ({"vin": "=A1&B1"}, "error", "vin", "="),
}


@pytest.mark.parametrize("code", CASES)
def test_each_fault_of_a_cell_is_the_one_finding_at_its_cell(code: str, tmp_path: Path) -> None:
    cells, severity, field, value = CASES[code]
    exit_code, report = check(xlsx(tmp_path, a_row(7, fuel="纯电动"), a_row(1, **cells)))
    (found,) = report["findings"]
    assert found == {
        "code": code,
        "severity": severity,
        "sheet": "明细",
        "row": 3,
        "column": LETTER[field],
        "field": field,
        "value": found["value"] if value is None else value,
        "other_rows": [],
        "message": found["message"],
        "repair": found["repair"],
    }
    assert found["message"]
    assert found["repair"]
    held = 1 if severity == "error" else 0
    assert report["rows"] == {
        "read": 2, "accepted": 2 - held, "held": held, "unchanged": 0, "ignored": 0
    }  # fmt: skip
    undetermined = code in {
        "plate-energy-conflict",
        "energy-unknown",
        "energy-ambiguous",
        "stage-energy-conflict",
    }
    assert exit_code == (1 if held or undetermined else 0)


def test_a_text_table_gets_the_same_findings_at_the_same_places(tmp_path: Path) -> None:
    codes = [code for code in CASES if code not in {"vin-numeric", "formula-without-value"}]
    rows = [
        a_row(number, **({"vin": a_vin(number)} | CASES[code][0])) for number, code in enumerate(codes, 1)
    ]
    path = tmp_path / "登记.csv"
    path.write_text(csv_text(*rows), encoding="utf-8")
    of_text, of_workbook = check(path)[1], check(xlsx(tmp_path, *rows))[1]
    assert sorted(places(of_text)) == sorted(places(of_workbook))
    assert {code for code, *_ in places(of_text)} == set(codes)


def test_a_finding_about_two_rows_names_both(tmp_path: Path) -> None:
    retired = {"event": "更新", "replaces_plate": "豫C54321"}
    rows = [a_row(1), a_row(2), a_row(1), a_row(4, **retired), a_row(5, **retired)]
    report = check(xlsx(tmp_path, *rows))[1]
    twice = [
        (one["code"], one["severity"], one["row"], one["column"], one["other_rows"])
        for one in report["findings"]
    ]
    assert twice == [
        ("duplicate-in-file", "error", 4, "B", [2]),
        ("replacement-reused", "warning", 6, "I", [5]),
    ]
    assert "第 2 行" in report["findings"][0]["message"]
    assert "第 5 行" in report["findings"][1]["message"]
    assert report["rows"] == {"read": 5, "accepted": 4, "held": 1, "unchanged": 0, "ignored": 0}


def test_columns_that_contradict_each_other_leave_the_energy_undetermined(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(
        "车架号,车辆用途,新增或更新,登记日期,燃料种类,动力类型\n"
        + f"{a_vin()},公交车,新增,2025-06-02,柴油,纯电动\n",
        encoding="utf-8",
    )
    code, report = check(path, "--rows")
    assert [(one["code"], one["row"], one["column"]) for one in report["findings"]] == [
        ("energy-conflict", 2, "E")
    ]
    assert (code, report["verdicts"]) == (1, {"undetermined": 1})


def test_a_row_of_another_unit_is_held(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(
        "车架号,车辆用途,新增或更新,登记日期,燃料种类,报送单位\n"
        + f"{a_vin()},公交车,新增,2025-06-02,纯电动,郑州市\n",
        encoding="utf-8",
    )
    code, report = check(path)
    assert places(report) == [("unit-mismatch", "error", 2, "F", "郑州市")]
    assert (code, report["rows"]["held"]) == (1, 1)


def test_a_missing_column_is_told_once_for_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(f"车架号,车辆用途,新增或更新,燃料种类\n{a_vin()},公交车,新增,纯电动\n", encoding="utf-8")
    code, report = check(path)
    missing = [one for one in report["findings"] if one["code"] == "column-missing"]
    assert [(one["severity"], one["row"], one["column"], one["field"]) for one in missing] == [
        ("error", None, None, "registered_on")
    ]
    assert (code, report["rows"]["held"]) == (1, 1)


def test_two_columns_alike_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "登记.csv"
    path.write_text(
        "车架号,车辆用途,新增或更新,燃料种类,登记日期,登记日期\n"
        + f"{a_vin()},公交车,新增,纯电动,2025-06-02,2025-06-03\n",
        encoding="utf-8",
    )
    asked = [one for one in check(path)[1]["findings"] if one["code"] == "column-ambiguous"]
    assert [(one["severity"], one["row"], one["field"]) for one in asked] == [
        ("warning", None, "registered_on")
    ]


def test_findings_are_complete_and_worded_in_the_language_asked_for(tmp_path: Path) -> None:
    rows = [a_row(number, vin=f"SHORT{number}") for number in range(1, 701)]
    report = check(xlsx(tmp_path, *rows), "--lang", "en")[1]
    assert [one["row"] for one in report["findings"]] == list(range(2, 702))
    assert report["findings"][0]["message"].startswith("A VIN has 17 characters")
    assert report["findings"][0]["repair"] == "Compare with the vehicle licence and complete or shorten it"
