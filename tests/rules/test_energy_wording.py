"""Cells that say what drives a vehicle: words, registration letters, and the noise around them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.energy import Wording, read_wording
from rules.energy_wording import agreed
from rules.vocabulary import NEV, Energy

BEV, PHEV, FCEV, HEV = Energy.BEV, Energy.PHEV, Energy.FCEV, Energy.HEV
PETROL, DIESEL, GAS = Energy.PETROL, Energy.DIESEL, Energy.GAS


def read(word: str) -> Wording:
    wording = read_wording(word)
    assert wording is not None, word
    return wording


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("纯电动", {BEV}),
        ("純電動", {BEV}),
        (" 纯 电动\u3000", {BEV}),
        ("纯电动汽车", {BEV}),
        ("纯电动（BEV）", {BEV}),
        ("纯电动[BEV]", {BEV}),
        ("纯电动(磷酸铁锂)", {BEV}),
        ("纯电动洗扫车", {BEV}),
        ("纯电动混凝土搅拌运输车", {BEV}),
        ("换电式纯电动混凝土搅拌运输车", {BEV}),
        ("换电纯电动半挂牵引车", {BEV}),
        ("纯电动加油车", {BEV}),
        ("电动自卸车", {BEV}),
        ("插电式混合动力混凝土搅拌运输车", {PHEV}),
        ("增程式混合动力自卸汽车", {PHEV}),
        ("混合动力混凝土搅拌运输车", {PHEV, HEV}),
        ("天然气自卸汽车", {GAS}),
        ("液化天然气半挂牵引车", {GAS}),
        ("柴油自卸汽车", {DIESEL}),
        ("M100甲醇", {Energy.METHANOL}),
        ("甲醇M100", {Energy.METHANOL}),
        ("M100", {Energy.METHANOL}),
        ("汽油混动", {PHEV, HEV}),
        ("电", {BEV}),
        ("Ｃ", {BEV}),
        ("C-电", {BEV}),
        ("C：电", {BEV}),
        ("C电", {BEV}),
        ("电（C）", {BEV}),
        ("插电式（含增程式）混合动力汽车", {PHEV}),
        ("汽油/电(插电)", {PHEV}),
        ("PHEV插电", {PHEV}),
        ("DM-i", {PHEV}),
        ("增程式电动汽车", {PHEV}),
        ("Plug-in hybrid", {PHEV}),
        ("氢燃料电池城市客车", {FCEV}),
        ("P", {FCEV}),
        ("混动(非插电)", {HEV}),
        ("汽油+48V轻混系统", {HEV}),
        ("混合动力", {PHEV, HEV}),
        ("O", {PHEV, HEV}),
        ("AC", {PHEV, HEV}),
        ("A,C", {PHEV, HEV}),
        ("B、C", {PHEV, HEV}),
        ("C/E", {PHEV, HEV}),
        ("汽油、电", {PHEV, HEV}),
        ("气电混动", {PHEV, HEV}),
        ("柴油/电混合动力", {PHEV, HEV}),
        ("汽油/电混合动力", {PHEV, HEV}),
        ("NG/电混合动力", {PHEV, HEV}),
        ("LNG/电混合动力", {PHEV, HEV}),
        ("CNG/电混合动力", {PHEV, HEV}),
        ("柴油电混合动力", {PHEV, HEV}),
        ("AE", {GAS}),
        ("柴油/LNG", {GAS}),
        ("LNG天然气", {GAS}),
        ("A F", {Energy.LPG}),
        ("国六柴油", {DIESEL}),
        ("-10#柴油", {DIESEL}),
        ("柴油（国VI）", {DIESEL}),
        ("92号汽油", {PETROL}),
        ("D", {Energy.OTHER}),
        ("燃油", {PETROL, DIESEL}),
        ("新能源", {BEV, PHEV, FCEV}),
        ("是", {BEV, PHEV, FCEV}),
        ("否", set(Energy) - NEV - {Energy.UNKNOWN}),
        ("零排放", {BEV, FCEV}),
        ("纯电动/柴油", {BEV, DIESEL}),
        ("A：电", {BEV, PETROL}),
    ],
)
def test_a_wording_names_the_kinds_it_may_mean(text: str, kinds: set[Energy]) -> None:
    assert read(text).candidates == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("汽油/汽油", {PETROL}),
        ("混动/混合动力", {PHEV, HEV}),
        ("插电/汽油", {PHEV}),
        ("插电/电", {PHEV}),
        ("电/插电", {PHEV}),
        ("燃料电池/电", {FCEV}),
        ("CP", {FCEV}),
        ("插电/燃料电池", {PHEV, FCEV}),
        ("插电/双擎", {PHEV, HEV}),
        ("AB", {Energy.OTHER}),
        ("汽油/甲醇", {Energy.METHANOL}),
        ("液化气/甲醇", {Energy.OTHER}),
        ("甲醇/天然气/液化气", {GAS}),
        ("电/零排放", {BEV}),
    ],
)
def test_two_energies_together_name_one_kind_of_vehicle_whichever_is_named_first(
    text: str, kinds: set[Energy]
) -> None:
    assert read(text).candidates == kinds
    parts = text.split("/") if "/" in text else list(text)
    turned = ("/" if "/" in text else "").join(reversed(parts))
    assert read(turned).candidates == kinds


def test_a_cell_as_long_as_a_name_may_be_is_read_and_a_longer_one_is_a_remark() -> None:
    blank = "\u3000"
    assert read("电" + blank * 59) == read("电")
    assert read_wording("电" + blank * 60) is None


def test_whatever_a_hybrid_burns_does_not_contradict_it() -> None:
    any_fuel = Wording(
        frozenset({PETROL, DIESEL, GAS, Energy.LPG, Energy.METHANOL, Energy.OTHER}), explicit=False
    )
    assert agreed([any_fuel, read("混动")]) == read("混动")
    assert agreed([any_fuel, read("电")]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "—",
        "无",
        "不详",
        "其他",
        "非纯电动",
        "水煤浆",
        "纯电动改柴油车",
        "柴油(含电池)",
        "挂车",
        "电" + "车" * 500,
    ],
)
def test_a_wording_that_says_nothing_known_is_no_evidence(text: str) -> None:
    assert read_wording(text) is None


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        ("电", True),
        ("柴油", True),
        ("混合动力", False),
        ("柴油/电混合动力", False),
        ("LNG/电混合动力", False),
        ("O", False),
        ("新能源", False),
        ("否", False),
        ("零排放", False),
    ],
)
def test_only_a_named_drive_is_explicit(text: str, explicit: bool) -> None:
    assert read(text).explicit is explicit


@given(st.text(alphabet="纯电动插混氢油气柴汽车新能源式力ABCEOPHEV()（）/、,:：- \u3000", max_size=12))
def test_reading_a_wording_never_fails_and_never_names_nothing(text: str) -> None:
    wording = read_wording(text)
    assert wording is None or (wording.candidates and Energy.UNKNOWN not in wording.candidates)


def test_every_published_spelling_is_read_as_its_table_says(shared_dir: Path) -> None:
    table = json.loads((shared_dir / "domain" / "nev_wording.json").read_text(encoding="utf-8-sig"))
    wrong = []
    for group in table.values():
        for word in group["words"]:
            wording = read_wording(word)
            kinds = wording.candidates if wording else frozenset()
            nev = None if not kinds or (kinds & NEV and kinds - NEV) else bool(kinds & NEV)
            if nev is not group["is_nev"] and word != "新能源":
                wrong.append((word, kinds))
    assert wrong == []
