"""What columns are called, as people write it."""

import pytest

from importers.fields import FIELDS
from importers.layout.headers import recognise


@pytest.mark.parametrize("field", FIELDS)
def test_our_own_names_of_the_fields_are_understood_in_both_languages(field: str) -> None:
    assert recognise(FIELDS[field].zh)[field] == 1.0
    assert recognise(FIELDS[field].en)[field] == 1.0


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("*车牌号", "plate"),
        ("车牌号（必填）", "plate"),
        ("车 牌 号 码", "plate"),
        ("车牌\n号码", "plate"),
        ("ＶＩＮ码", "vin"),
        ("车架号（VIN码）", "vin"),
        ("车辆识别代号/车架号", "vin"),
        ("VIN (17 characters)", "vin"),
        ("Plate No.", "plate"),
        ("Registration Date", "registered_on"),
        ("初次登记日期(yyyy-mm-dd)", "registered_on"),
        ("行驶证注册登记日期", "registered_on"),
        ("总质量（kg）", "gross_mass"),
        ("总质量/吨", "gross_mass"),
        ("准牵引总质量", None),
        ("强制报废期止", None),
        ("发动机型号", None),
        ("燃油号", None),
        ("道路运输证有效期起", None),
        ("被更新车牌号", "replaces_plate"),
        ("原车架号", "replaces_vin"),
        ("原车主", None),
        ("更新前车辆号牌", "replaces_plate"),
        ("Replaced VIN", "replaces_vin"),
        ("旧车注销日期", "retired_on"),
        ("新增（更新）", "event"),
        ("hphm", "plate"),
        ("clsbdh", "vin"),
        ("ccdjrq", "registered_on"),
        ("rlzl", "fuel"),
        ("cllx", "vehicle_type"),
        ("syxz", "use_nature"),
    ],
)
def test_headers_are_understood_as_people_write_them(header: str, field: str | None) -> None:
    weights = recognise(header)

    assert max(weights, key=weights.__getitem__, default=None) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("上牌地", "area"),
        ("上牌城市", "area"),
        ("车辆所在地", "area"),
        ("所属地", "area"),
        ("车辆登记地", "area"),
        ("所属地市", "unit"),
        ("所在地市", "unit"),
        ("地市名称", "unit"),
        ("是否燃油车", "powertrain"),
        ("纯电动", "powertrain"),
        ("是否为天然气车", "powertrain"),
        ("新增", "event"),
    ],
)
def test_places_and_questions_are_known_by_their_header(header: str, field: str) -> None:
    weights = recognise(header)
    assert max(weights, key=weights.__getitem__) == field


@pytest.mark.parametrize("header", ["电机", "电池", "油耗", "电话", "气瓶编号", "电动机功率"])
def test_parts_and_measures_are_no_question_of_energy(header: str) -> None:
    assert "powertrain" not in recognise(header)
