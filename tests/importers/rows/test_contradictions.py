"""Facts of one row that cannot all be true are asked, and decide nothing."""

from datetime import datetime

import pytest

from importers.findings.register import severity_of
from importers.results import Severity
from tests.row_data import LETTER, a_row, codes, read


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"emission_stage": "国六"}, "stage-energy-conflict", "emission_stage"),
        ({"emission_stage": "国6a"}, "stage-energy-conflict", "emission_stage"),
        ({"plate": "豫A00002"}, "nev-on-ordinary-plate", "plate"),
        ({"built_on": "2023-02-28"}, "used-vehicle", "built_on"),
        ({"gross_mass": 900.0, "kerb_mass": 800.0}, "mass-implausible", "gross_mass"),
        ({"model": "ZK6120HG1"}, "model-energy-conflict", "model"),
        ({"model": "EQ5040XXYEV"}, "model-energy-conflict", "model"),
    ],
)
def test_a_contradiction_asks_at_its_cell_and_leaves_the_row_accepted(
    cells: dict[str, object], code: str, field: str
) -> None:
    block = read(a_row(1), a_row(2, **cells))
    assert codes(block) == [(3, code, LETTER[field])]
    assert (block.rows, block.aside) == ([2, 3], [])
    assert severity_of(block.findings[0]) is Severity.WARNING


@pytest.mark.parametrize(
    "cells",
    [
        {"emission_stage": None},
        {"plate": "豫A00002", "registered_on": datetime(2018, 12, 31), "vin": "LZYTABGW0J1000002"},
        {"built_on": "2023-03-01"},
        {"gross_mass": 1500.0, "kerb_mass": 1400.0},
        {"model": "K8"},
        {"model": None},
    ],
)
def test_what_may_be_true_is_not_asked(cells: dict[str, object]) -> None:
    assert [code for _, code, _ in codes(read(a_row(2, **cells))) if code != "vin-check-digit"] == []


def test_a_plug_in_hybrid_has_a_tailpipe() -> None:
    hybrid = {"plate": "豫A00002F", "fuel": "O", "powertrain": "插电式混合动力", "model": "ZK6105PHEVG5"}
    assert codes(read(a_row(2, **hybrid))) == [(2, "stage-energy-conflict", LETTER["emission_stage"])]
    assert codes(read(a_row(2, **hybrid, emission_stage="国六"))) == []


def test_a_diesel_vehicle_without_a_tailpipe_is_asked() -> None:
    diesel = {"plate": "豫A00002", "fuel": "柴油", "powertrain": None, "model": "ZK6105HG"}
    assert codes(read(a_row(2, **diesel))) == [(2, "stage-energy-conflict", LETTER["emission_stage"])]
    assert codes(read(a_row(2, **diesel, emission_stage="国六"))) == []


def test_a_model_that_is_no_electric_buss_and_a_mass_that_no_bus_has_leave_the_energy_open() -> None:
    block = read(
        a_row(1, model="ZK6120HG1"),
        a_row(2, gross_mass=900.0, kerb_mass=800.0),
        a_row(3, category="环卫", model="EQ5040XXYEV", gross_mass=900.0, kerb_mass=800.0),
    )
    assert block.columns["energy"] == ["unknown", "unknown", "bev"]
    assert block.columns["energy_basis"][0] == "plate,wording,model"
    assert block.columns["gross_mass_kg"] == [18000, None, 900]


def test_a_vehicle_that_replaces_another_may_be_old() -> None:
    old = {"built_on": "2020-01-01", "event": "更新", "replaces_plate": "豫A99999"}
    assert "used-vehicle" not in [code for _, code, _ in codes(read(a_row(2, **old)))]


def test_the_24_months_end_on_the_day_itself_and_a_leap_day_has_one_too() -> None:
    late = {"registered_on": datetime(2026, 3, 1)}
    assert [code for _, code, _ in codes(read(a_row(2, built_on="2024-02-29", **late)))] == [
        "date-out-of-range"
    ]
