"""What the mandate asks of each category and event, and what a vehicle in a file gets for it."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from fleetsvc.books import shipped_book
from tests.acceptance.contract.delivery import a_row, a_vin, check, run, xlsx

NEV = ["bev", "phev", "fcev"]
WORDS = {
    "bus": "公交车",
    "sanitation": "环卫车",
    "taxi": "出租车",
    "ride_hailing": "网约车",
    "muck_truck": "渣土车",
    "mixer_truck": "混凝土搅拌车",
    "urban_logistics": "城市物流配送",
    "postal": "邮政用车",
    "official": "公务用车",
    "other": "其他",
}
IN_PRINCIPLE = [
    "taxi", "ride_hailing", "muck_truck", "mixer_truck", "urban_logistics", "postal", "official"
]  # fmt: skip
FREIGHT = {"muck_truck", "mixer_truck", "urban_logistics"}
SOURCE = "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d"
NEW = "新增公交车、市政环卫车全部使用新能源汽车"
PRINCIPLE = "全省新增或更新的城市物流配送、邮政用车、出租车、网约车、公务用车、渣土车、水泥罐车等原则上全部使用新能源车辆"
PLACES = {NEW: 948, PRINCIPLE: 969}
"""Offsets in the text of the hash SOURCE, in characters."""


def asked(category: str, event: str, *more: str) -> Any:
    code, printed = run(
        "requirements", "--unit", "410100", "--category", category, "--event", event, "--on", "2025-06-01",
        "--json", *more,
    )  # fmt: skip
    assert code == 0
    return json.loads(printed)


def rules_for(category: str, event: str) -> list[tuple[str, str]]:
    """The rules that apply, strictest duty first: (id, force)."""
    rules = []
    if category in {"bus", "sanitation"} and event == "new":
        rules.append((f"henan-2023/13-{category}-new", "all"))
    if category in IN_PRINCIPLE:
        rules.append(("henan-2023/13-in-principle", "in_principle"))
    rules.append(("henan-2023/11-heavy-china-6", "all"))
    if category == "urban_logistics":
        rules.append(("henan-2023/11-urban-freight-mainly", "mainly"))
    if category in FREIGHT:
        rules.append(("henan-2023/11-short-haul-encouraged", "encouraged"))
    return rules


@pytest.mark.parametrize(("category", "event"), [*itertools.product(WORDS, ["new", "replacement"])])
def test_the_requirement_for_each_category_and_event(category: str, event: str) -> None:
    answer = asked(category, event)
    rules = rules_for(category, event)
    strict = [force for rule, force in rules if "/13-" in rule]
    exceptions = answer["exceptions"]
    expected = {
        "unit": "410100",
        "category": category,
        "event": event,
        "on": "2025-06-01",
        "governed": bool(strict),
        "force": strict[0] if strict else None,
        "allowed_energy": NEV if strict else None,
        "energy_governed": bool(strict),
        "emission_governed": None,
        "energy": None,
        "verdict": None,
        "duties": None,
        "rulebook": {"id": "henan", "edition": shipped_book().edition},
    }
    assert {name: answer[name] for name in expected} == expected
    assert "gross_mass_kg" in answer["depends_on"]
    assert [(rule["id"], rule["force"]) for rule in answer["rules"]] == rules
    assert bool(exceptions) == (strict == ["in_principle"])
    assert all(one["ground"] and one["description"] and one["evidence"] for one in exceptions)


@pytest.mark.parametrize(
    ("category", "event", "number", "quote"),
    [("bus", "new", "13", NEW), ("sanitation", "new", "13", NEW), ("taxi", "replacement", "13", PRINCIPLE)],
)
def test_the_rule_is_given_with_its_clause_its_dates_and_its_interpretations(
    category: str, event: str, number: str, quote: str
) -> None:
    answer = asked(category, event)
    rule = answer["rules"][0]
    clause = rule["clause"]
    assert rule == {
        "id": rule["id"],
        "title": rule["title"],
        "force": answer["force"],
        "requires": {"energy": NEV},
        "demand": rule["demand"],
        "where": None,
        "meant": None,
        "effective_from": "2023-03-01",
        "effective_until": None,
        "clause": {
            "id": clause["id"],
            "instrument": "《河南省减污降碳协同增效行动方案》",
            "instrument_id": "henan-action-plan-2023",
            "caveat": None,
            "number": number,
            "passage": f"第 {number} 项",
            "quote": quote,
            "translation": clause["translation"],
            "source_sha256": SOURCE,
            "offset": PLACES[quote],
            "length": len(quote),
        },
        "interpretations": rule["interpretations"],
    }
    explained = {one["id"]: one["status"] for one in answer["interpretations"]}
    assert set(rule["interpretations"]) <= explained.keys()
    assert set(explained.values()) == {"assumed"}


def test_a_replaced_bus_is_shown_the_clause_that_does_not_bind_it() -> None:
    assert "只写“新增”" in asked("bus", "replacement")["summary"]


@pytest.mark.parametrize(
    ("category", "event", "energy", "verdict"),
    [
        ("bus", "new", "diesel", "non_compliant"),
        ("bus", "new", "hev", "non_compliant"),
        ("bus", "new", "phev", "compliant"),
        ("bus", "new", "unknown", "undetermined"),
        ("bus", "replacement", "bev", "not_governed"),
        ("muck_truck", "new", "diesel", "needs_justification"),
        ("muck_truck", "replacement", "gas", "needs_justification"),
        ("taxi", "replacement", "methanol", "needs_justification"),
        ("official", "new", "fcev", "compliant"),
        ("other", "new", "diesel", "not_governed"),
    ],
)
def test_the_requirement_says_what_a_vehicle_would_get(
    category: str, event: str, energy: str, verdict: str
) -> None:
    assert asked(category, event, "--energy", energy)["verdict"] == verdict


def verdicts(folder: Path, *rows: list[object]) -> list[tuple[str, str]]:
    """Check a file of these rows; return energy and verdict of each."""
    found = check(xlsx(folder, *rows), "--rows")[1]["registrations"]
    return [(one["energy"], one["verdict"]) for one in found]


def without_plate(number: int, **cells: object) -> list[object]:
    return a_row(number, **({"plate": None} | cells))


ENERGIES = {
    "纯电动": ("bev", "compliant", "compliant"),
    "C": ("bev", "compliant", "compliant"),
    "插电式混合动力": ("phev", "compliant", "compliant"),
    "增程式": ("phev", "compliant", "compliant"),
    "燃料电池": ("fcev", "compliant", "compliant"),
    "HEV": ("hev", "non_compliant", "needs_justification"),
    "汽油": ("petrol", "non_compliant", "needs_justification"),
    "柴油": ("diesel", "non_compliant", "needs_justification"),
    "天然气": ("gas", "non_compliant", "needs_justification"),
    "LNG": ("gas", "non_compliant", "needs_justification"),
    "液化石油气": ("lpg", "non_compliant", "needs_justification"),
    "甲醇": ("methanol", "non_compliant", "needs_justification"),
    "混合动力": ("unknown", "undetermined", "undetermined"),
    "O": ("unknown", "undetermined", "undetermined"),
    "新能源": ("unknown", "undetermined", "undetermined"),
    "其他": ("unknown", "undetermined", "undetermined"),
}


def test_what_the_fuel_column_says_decides_buses_and_muck_trucks(tmp_path: Path) -> None:
    rows = [
        without_plate(number, fuel=word, category=category)
        for number, (word, category) in enumerate(itertools.product(ENERGIES, ["公交车", "渣土车"]), 1)
    ]
    wanted = [
        outcome
        for energy, bus, muck in ENERGIES.values()
        for outcome in ((energy, bus), (energy, muck))
    ]  # fmt: skip
    assert verdicts(tmp_path, *rows) == wanted


def test_a_model_code_alone_never_says_that_a_vehicle_is_no_nev(tmp_path: Path) -> None:
    rows = [
        without_plate(number, fuel=None, model=code)
        for number, code in enumerate(["ZK6105HGC", "BYD6480STHEV"])
    ]
    assert verdicts(tmp_path, *rows) == [("unknown", "undetermined")] * 2


@pytest.mark.parametrize(
    ("plate", "fuel", "energy"),
    [
        ("豫CD12345", "纯电动", "bev"),
        ("豫C12345D", "混合动力", "unknown"),
        ("豫CF12345", "混合动力", "phev"),
        ("豫C12345F", "燃料电池", "fcev"),
        ("豫C12345", "纯电动", "bev"),
        ("豫C12345D", None, "bev"),
        ("豫C12345D", "柴油", "unknown"),
        ("豫C12345F", "天然气", "unknown"),
        ("豫C12345F", "纯电动", "unknown"),
    ],
)
def test_plate_and_fuel_together(plate: str, fuel: str | None, energy: str, tmp_path: Path) -> None:
    report = check(xlsx(tmp_path, a_row(1, plate=plate, fuel=fuel)), "--rows")[1]
    assert report["registrations"][0]["energy"] == energy
    conflict = energy == "unknown"
    assert report["verdicts"] == {"undetermined" if conflict else "compliant": 1}
    on_ordinary = [("nev-on-ordinary-plate", "A")] if len(plate) == 7 else []
    assert [(one["code"], one["column"]) for one in report["findings"]] == (
        [("plate-energy-conflict", "A")] if conflict else on_ordinary
    )


def test_the_mandate_begins_on_its_day(tmp_path: Path) -> None:
    diesel = {"category": "公交车", "fuel": "柴油"}
    rows = [
        without_plate(number, registered_on=day, vin=a_vin(number).replace("P", "N"), **diesel)
        for number, day in enumerate(["2023-02-28", "2023-03-01"], 1)
    ]
    assert verdicts(tmp_path, *rows) == [("diesel", "not_governed"), ("diesel", "non_compliant")]


def test_replaced_buses_and_sanitation_vehicles_are_not_bound_by_the_clause_on_new_ones(
    tmp_path: Path,
) -> None:
    named = {"event": "更新", "fuel": "柴油", "replaces_plate": "豫C54321"}
    unnamed = {"event": "更新", "fuel": "柴油"}
    rows = [
        without_plate(1, category="公交车", **named),
        without_plate(2, category="环卫车", **(named | {"replaces_plate": "豫C54322"})),
        without_plate(3, category="公交车", **unnamed),
        without_plate(4, category="公交车", event="更新", fuel="纯电动"),
        without_plate(5, category="渣土车", **unnamed),
    ]
    assert verdicts(tmp_path, *rows) == [
        ("diesel", "not_governed"),
        ("diesel", "not_governed"),
        ("diesel", "undetermined"),
        ("bev", "not_governed"),
        ("diesel", "needs_justification"),
    ]


def test_heavy_vehicles_meet_china_6(tmp_path: Path) -> None:
    stages = [
        ("国五", 3500, "not_governed"),
        ("国五", 3501, "non_compliant"),
        ("国六b", 3501, "compliant"),
        ("国六", 18000, "compliant"),
        ("国五", None, "undetermined"),
        (None, 18000, "undetermined"),
        (None, None, "not_governed"),
    ]
    rows = [
        without_plate(number, category="其他", fuel="柴油", emission_stage=stage, gross_mass=mass)
        for number, (stage, mass, _) in enumerate(stages, 1)
    ]
    assert [verdict for _, verdict in verdicts(tmp_path, *rows)] == [verdict for *_, verdict in stages]


def test_a_heavy_new_energy_muck_truck_needs_no_stage(tmp_path: Path) -> None:
    assert verdicts(tmp_path, a_row(1, gross_mass=31000)) == [("bev", "compliant")]


def test_the_strictest_outcome_names_its_rule(tmp_path: Path) -> None:
    row = without_plate(1, fuel="柴油", emission_stage="国五", gross_mass=31000)
    (found,) = check(xlsx(tmp_path, row), "--rows")[1]["registrations"]
    assert (found["verdict"], found["rule"]) == ("non_compliant", "henan-2023/11-heavy-china-6")


def test_the_rulebook_is_whole_and_has_its_cases() -> None:
    code, printed = run("rulebook", "check", "--json")
    answer = json.loads(printed)
    assert (code, answer["problems"], answer["misses"], answer["proof"]["faults"]) == (0, [], [], [])
    assert all(count >= 3 for count in answer["cases"]["of"].values())


def test_every_part_of_the_tasks_is_a_rule_or_has_its_reason() -> None:
    code, printed = run("rulebook", "show", "--coverage", "--json")
    parts = json.loads(printed)["parts"]
    assert code == 0
    assert {part["number"] for part in parts} >= {"11", "12", "13"}
    assert all(bool(part["rules"]) != bool(part["reason"]) for part in parts)
