"""Conditions in three values, and in words: true, false, or not known, and then by which facts."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.condition_words import condition_data, condition_of, told
from rules.conditions import Condition, holds, leaves, missing
from rules.demand_words import demand_of
from rules.facts import VehicleFacts
from rules.vocabulary import Category, EmissionStage, Energy, Event, Use

DIESEL = VehicleFacts(Category.OTHER, Event.NEW, "410200", date(2025, 6, 1), Energy.DIESEL)
UNKNOWN = replace(DIESEL, energy=Energy.UNKNOWN)
BATTERY = replace(DIESEL, energy=Energy.BEV)

NEV, FREIGHT = {"energy": ["bev", "phev"]}, {"use": ["freight"]}
IN_A_COUNTY = {"county": ["410225", "410300"]}


@pytest.mark.parametrize(
    ("data", "facts", "found", "asked"),
    [
        (NEV, BATTERY, True, ()),
        (NEV, DIESEL, False, ()),
        (NEV, UNKNOWN, None, ("energy",)),
        (NEV, replace(BATTERY, emission_stage=EmissionStage.CHINA_6), None, ("energy",)),
        ({"emission_stage": ["zero"]}, BATTERY, True, ()),
        ({"emission_stage": ["china_6"]}, BATTERY, False, ()),
        ({"emission_stage": ["zero"]}, DIESEL, None, ("emission_stage",)),
        (FREIGHT, DIESEL, None, ("use",)),
        ({"all_of": [NEV, FREIGHT]}, DIESEL, False, ()),
        ({"all_of": [NEV, FREIGHT]}, BATTERY, None, ("use",)),
        ({"all_of": [NEV, FREIGHT]}, replace(BATTERY, use=Use.FREIGHT), True, ()),
        ({"all_of": [NEV, FREIGHT, NEV]}, UNKNOWN, None, ("energy", "use")),
        ({"any_of": [NEV, FREIGHT]}, BATTERY, True, ()),
        ({"any_of": [NEV, FREIGHT]}, DIESEL, None, ("use",)),
        ({"any_of": [NEV, FREIGHT]}, replace(DIESEL, use=Use.PORT), False, ()),
        (IN_A_COUNTY, DIESEL, None, ("county",)),
        (IN_A_COUNTY, replace(DIESEL, county="410225"), True, ()),
        (IN_A_COUNTY, replace(DIESEL, county="410222"), False, ()),
        (IN_A_COUNTY, replace(DIESEL, unit="410300"), True, ()),
        (IN_A_COUNTY, replace(DIESEL, unit="410400"), False, ()),
    ],
)
def test_what_is_not_known_leaves_it_open_unless_the_rest_decides(
    data: dict[str, Any], facts: VehicleFacts, found: bool | None, asked: tuple[str, ...]
) -> None:
    condition = condition_of(data)
    assert (holds(condition, facts), missing(condition, facts)) == (found, asked)
    assert condition_data(condition) == data


NESTED = {"all_of": [NEV, {"any_of": [FREIGHT, {"area": ["built_up"]}]}]}


def test_joined_conditions_are_told_with_brackets_and_lead_back_to_their_data() -> None:
    condition: Condition = condition_of(NESTED)
    assert condition_data(condition) == NESTED
    assert [leaf.fact for leaf in leaves(condition)] == ["energy", "use", "area"]
    assert list(leaves(None)) == []
    assert told(condition).zh == (
        "能源种类为纯电动、插电式混合动力（含增程式），且（用途为货物运输，或使用区域为城市建成区）"
    )
    assert told(condition_of(IN_A_COUNTY)).zh == "所属区县为兰考县、洛阳市"


SHARE = {"percent": 38.5, "exclusive": False}


@pytest.mark.parametrize(
    ("terms", "zh"),
    [
        ({}, "不低于 38.5 %"),
        ({"exclusive": True}, "超过 38.5 %"),
        ({"group": "operator"}, "不低于 38.5 %，按所有人分别计算"),
        ({"counted": "year"}, "不低于 38.5 %，按自然年累计"),
        ({"counted": "term"}, "不低于 38.5 %，自规则生效起累计"),
        ({"counted": "stock", "rounding": "down"}, "不低于 38.5 %，按期末在册车辆，辆数舍去小数"),
        ({"rounding": "half_up"}, "不低于 38.5 %，辆数四舍五入"),
        ({"smallest_group": 1}, "不低于 38.5 %"),
        ({"smallest_group": 2}, "不低于 38.5 %（只计不少于 2 辆的）"),
        (
            {"sub_shares": [{"energy": ["fcev"], "percent": 10.0}]},
            "不低于 38.5 %；其中燃料电池占比不低于 10 %",
        ),
    ],
)
def test_the_terms_of_a_share_are_told(terms: dict[str, Any], zh: str) -> None:
    assert demand_of({"energy": ["bev"], "share": SHARE | terms}).zh == f"纯电动占比{zh}"


def test_a_demand_on_the_stage_is_told_with_its_mass_and_the_end_of_a_letter() -> None:
    stage = {"emission_stage": ["china_6"], "gross_mass_above_kg": 3500}
    assert demand_of(stage).zh == "总质量大于 3500 kg 的须达到：国六"
    assert demand_of(stage | {"china_6a_until": "2025-07-01"}).zh == (
        "总质量大于 3500 kg 的须达到：国六（6a 限 2025-07-01 前登记的）"
    )
    assert demand_of({"any_of": [{"energy": ["bev"]}, {"emission_stage": ["zero"]}]}).zh == (
        "能源种类为纯电动，或排放阶段为零排放"
    )
