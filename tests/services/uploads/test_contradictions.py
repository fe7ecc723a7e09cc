"""Facts that contradict each other leave the verdict open, wherever they are said, and each cell is named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fleetsvc.books import shipped_book
from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.law.replay import replay_all
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations
from fleetsvc.services.uploads.asked_vehicles import Vehicle
from fleetsvc.services.uploads.check_items import check_answer
from rules.vocabulary import Category, EmissionStage, Energy, Event
from tests.upload_cases import a_vin, send, settled, with_rulebook

HEADER = "车架号,号牌号码,车辆用途类别,新增/更新,注册日期,燃料种类,车辆型号,排放标准,总质量(kg),出厂日期"
DAY = date(2025, 3, 1)
CLEAN = {
    "plate": "",
    "category": "公交车",
    "fuel": "纯电动",
    "model": "",
    "stage": "",
    "mass": "18000",
    "built": "",
}
OPEN = {"energy": "undetermined", "emission_stage": "undetermined"}
DONE = {"energy": "compliant", "emission_stage": "compliant"}

CASES: dict[str, tuple[dict[str, str], dict[str, Any], str, dict[str, str], str]] = {
    # what: (cells, the same as an item of checks, finding, what each duty says, what a step says of row 2)
    "a tailpipe's stage on a battery vehicle": (
        {"stage": "国六"}, {"emission_stage": EmissionStage.CHINA_6}, "stage-energy-conflict", OPEN,
        "{stage}“国六”与能源种类（纯电动）矛盾，两者都不作为依据。",
    ),
    "no tailpipe on a diesel one": (
        {"fuel": "柴油", "stage": "零排放"}, {"energy": Energy.DIESEL, "emission_stage": EmissionStage.ZERO},
        "stage-energy-conflict", OPEN, "{stage}“零排放”与能源种类（柴油）矛盾，两者都不作为依据。",
    ),
    "no tailpipe on a plug-in hybrid": (
        {"fuel": "插电式混合动力", "stage": "零排放"},
        {"energy": Energy.PHEV, "emission_stage": EmissionStage.ZERO}, "stage-energy-conflict", OPEN,
        "{stage}“零排放”与能源种类（插电式混合动力（含增程式））矛盾，两者都不作为依据。",
    ),
    "no tailpipe on an ordinary hybrid": (
        {"fuel": "油电混合", "stage": "零排放"}, {"energy": Energy.HEV, "emission_stage": EmissionStage.ZERO},
        "stage-energy-conflict", OPEN, "{stage}“零排放”与能源种类（普通混合动力）矛盾，两者都不作为依据。",
    ),
    "an ordinary hybrid by a plug-in's model code": (
        {"fuel": "油电混合", "model": "ZK6105PHEVG5"}, {"energy": Energy.HEV, "model": "ZK6105PHEVG5"},
        "energy-conflict", {"energy": "undetermined", "emission_stage": "undetermined"},
        "能源种类：{fuel}说明是普通混合动力，{model}“ZK6105PHEVG5”说明是插电式混合动力（含增程式）；互相矛盾，能源种类待定。",
    ),
    "a combustion model's code on an electric bus": (
        {"model": "ZK6120HG1"}, {"model": "ZK6120HG1"}, "model-energy-conflict", OPEN,
        "能源种类：{fuel}说明是纯电动，{model}“ZK6120HG1”不是新能源公交车的型号；互相矛盾，能源种类待定。",
    ),
    "a van's code on an electric bus": (
        {"model": "EQ5040XXYEV"}, {"model": "EQ5040XXYEV"}, "model-energy-conflict", OPEN,
        "能源种类：{fuel}说明是纯电动，{model}“EQ5040XXYEV”不是新能源公交车的型号；互相矛盾，能源种类待定。",
    ),
    "a new-energy plate and diesel": (
        {"plate": "豫A12345D", "fuel": "柴油"}, {"plate": "豫A12345D", "energy": Energy.DIESEL},
        "plate-energy-conflict", OPEN,
        "能源种类：{plate}“豫A12345D”说明是纯电动，{fuel}说明是柴油；互相矛盾，能源种类待定。",
    ),
    "a vehicle built years before it is declared new": (
        {"built": "2023-02-28"}, {"built_on": date(2023, 2, 28)}, "used-vehicle", OPEN, "{built}“2023-02-28”",
    ),
    "a bus of 900 kg": (
        {"mass": "900"}, {"gross_mass_kg": 900}, "mass-implausible",
        {"energy": "undetermined", "emission_stage": "not_governed"},
        "{mass}“900”与车辆用途（公交车）矛盾：没有这么轻的公交车，质量未采用，能源种类待定。",
    ),
    "a diesel bus of 900 kg": (
        {"fuel": "柴油", "mass": "900"}, {"energy": Energy.DIESEL, "gross_mass_kg": 900}, "mass-implausible",
        {"energy": "undetermined", "emission_stage": "not_governed"}, "{mass}“900”与车辆用途（公交车）矛盾",
    ),
    "a battery bus on an ordinary plate": (
        {"plate": "豫A54321"}, {"plate": "豫A54321"}, "nev-on-ordinary-plate", DONE, "{fuel}说明是纯电动",
    ),
}  # fmt: skip
IN_A_FILE = {"plate": "B", "fuel": "F", "model": "G", "stage": "H", "mass": "I", "built": "J"}
IN_AN_ITEM = {"plate": "plate", "fuel": "energy", "model": "model", "stage": "emission_stage",
              "mass": "gross_mass_kg", "built": "built_on"}  # fmt: skip


def a_line(number: int, cells: dict[str, str]) -> str:
    row = CLEAN | cells
    return ",".join(
        [
            a_vin(number),
            row["plate"],
            row["category"],
            "新增",
            DAY.isoformat(),
            row["fuel"],
            row["model"],
            row["stage"],
            row["mass"],
            row["built"],
        ]
    )


FILE = "\n".join([HEADER, *(a_line(number, case[0]) for number, case in enumerate(CASES.values(), 1)), ""])


def named(sentence: str, case: str, *, row: int | None) -> str:
    """What a step says, with its cells named as in a row of the file, or as fields of an item."""
    cells = CLEAN | CASES[case][0]
    if row is not None:
        places = {name: f"{letter}{row}" for name, letter in IN_A_FILE.items()}
        return sentence.format(**places | {"fuel": f"{places['fuel']}“{cells['fuel']}”"})
    energy = CASES[case][1].get("energy", Energy.BEV)
    return sentence.format(**IN_AN_ITEM | {"fuel": f"energy“{energy}”"})


def by_duty(duties: Any) -> dict[str, str]:
    return {one["duty"]: one["verdict"] for one in duties}


@pytest.mark.parametrize("case", CASES)
def test_a_question_says_it_of_the_items_fields(case: str) -> None:
    _cells, values, code, duties, sentence = CASES[case]
    said: dict[str, Any] = {"energy": Energy.BEV, "gross_mass_kg": 18000} | values
    vehicle = Vehicle("410100", Category.BUS, Event.NEW, DAY, **said)
    (item,) = check_answer(shipped_book(), [vehicle], catalogue={}, today=DAY, language="zh")["items"]
    assert code in [one["code"] for one in item["findings"]]
    assert by_duty(item["duties"]) == duties
    # A stage that is a word of the list is written as the list has it.
    words = {"国六": "china_6", "零排放": "zero"}
    expected = named(sentence, case, row=None)
    for word, listed in words.items():
        expected = expected.replace(f"emission_stage“{word}”", f"emission_stage“{listed}”")
    assert [step for step in item["steps"] if expected in step] != [], item["steps"]


def test_a_file_that_is_checked_says_it_of_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "登记表.csv"
    path.write_text(FILE, encoding="utf-8")
    done = CliRunner().invoke(main, ["check-file", str(path), "--unit", "410100", "--rows", "--json"])
    report = json.loads(done.stdout)
    found = {(one["row"], one["code"]) for one in report["findings"]}
    for row, (case, (_cells, _, code, duties, sentence)) in zip(
        report["registrations"], CASES.items(), strict=True
    ):
        assert (row["row"], code) in found, case
        assert by_duty(row["duties"]) == duties, case
        assert any(named(sentence, case, row=row["row"]) in step for step in row["steps"]), (
            case,
            row["steps"],
        )


def test_what_is_stored_says_it_of_its_cells_and_is_judged_so_again(own_database: Database) -> None:
    settled(own_database, send(with_rulebook(own_database), FILE.encode()))
    with own_database.transaction(OFFICE) as session:
        rows, _ = list_registrations(session, RegistrationFilter(unit="410100"), after=None, limit=50)
        dossiers = [dossier_json(dossier(session, one.id, known_at=None), "zh") for one in rows]
        assert replay_all(session).differ == 0
    for found in dossiers:
        case = list(CASES)[int(found["row"]) - 2]
        _, _, _, duties, sentence = CASES[case]
        assert by_duty(found["duties"]) == duties, case
        steps = found["decision"]["steps"]
        assert any(named(sentence, case, row=found["row"]) in step for step in steps), (case, steps)
        assert found["decision"]["replayed"]["holds"], case
