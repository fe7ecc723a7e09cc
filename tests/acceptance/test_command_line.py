"""What a person or a script sees of the command line: answers, exit codes, and never a traceback."""

import importlib
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fleetsvc.books import shipped_book
from fleetsvc.cli import COMMANDS, main
from fleetsvc.commands.frame.problems import PROBLEMS, problem_of
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import UploadRecord
from fleetsvc.services.law.requirements import requirement_answer
from importers.layout.template_columns import HEADERS
from importers.sandbox import reader
from importers.workbooks.handed_out import Value, write_registrations
from rules.identifiers.vin import check_digit
from rules.questions import Question
from rules.vocabulary import Category, Energy, Event
from tests.signing import account_with

NOWHERE = {"FLEETSVC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}


def run(*arguments: str, environment: Mapping[str, str] | None = None, typed: str = "") -> Result:
    settings = {"LC_ALL": "zh_CN.UTF-8"} | dict(environment or {})
    return CliRunner().invoke(main, list(arguments), env=settings, input=typed)


def a_vin(number: int) -> str:
    bare = f"L99DEM0X0S0{number:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]


def a_row(
    number: int, *, vin: str | None = None, fuel: str = "纯电动", plate: str | None = None
) -> list[Value]:
    identity: list[Value] = [number, plate or f"豫C{number:05d}D", vin or a_vin(number)]
    use: list[Value] = ["渣土车", "新增", date(2025, 6, 2), fuel, "SL3310BEV1", "示例牌"]
    return [*identity, *use, "零排放" if fuel == "纯电动" else "国六b", 31000, "示例公司"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Three vehicles: one that complies, one that needs a justification, one with a VIN too short."""
    path = tmp_path / "登记.xlsx"
    rows = [a_row(1), a_row(2, fuel="柴油", plate="豫CA0002"), a_row(3, vin=a_vin(3)[:-1])]
    write_registrations(path, rows, headers=HEADERS)
    return path


def test_every_named_failure_is_a_real_exception() -> None:
    for name in PROBLEMS:
        module, _, kind = name.rpartition(".")
        found = getattr(importlib.import_module(module), kind)
        assert issubclass(found, Exception), name
        assert f"{found.__module__}.{found.__qualname__}" == name  # the table looks up where it is defined


def test_an_unforeseen_failure_is_told_without_its_message() -> None:
    with pytest.raises(ValueError, match="豫C00001D") as caught:
        int("豫C00001D")
    code, text = problem_of(caught.value)
    assert code == 4
    assert "豫C00001D" not in text.zh + text.en
    assert "ValueError" in text.en
    assert "test_command_line.py:" in text.en


def test_check_file_tells_rows_findings_and_verdicts(workbook: Path) -> None:
    result = run("check-file", str(workbook), "--unit", "410300", "--json", "--rows")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["refused"] is None
    assert report["rows"] == {"read": 3, "accepted": 2, "held": 1, "unchanged": 0, "ignored": 0}
    assert report["verdicts"] == {"compliant": 1, "needs_justification": 1}
    assert [(one["code"], one["severity"], one["row"], one["column"]) for one in report["findings"]] == [
        ("vin-length", "error", 4, "C")
    ]
    assert report["registrations"][0] == {
        "sheet": "登记明细",
        "row": 2,
        "fate": "accepted",
        "vin": a_vin(1),
        "plate": "豫C00001D",
        "category": "muck_truck",
        "event": "new",
        "energy": "bev",
        "energy_basis": report["registrations"][0]["energy_basis"],
        "model": "SL3310BEV1",
        "registered_on": "2025-06-02",
        "built_on": None,
        "emission_stage": "zero",
        "owner": "示例公司",
        "gross_mass_kg": 31000,
        "replaces_vin": None,
        "replaces_plate": None,
        "replacement_shown": False,
        "said": report["registrations"][0]["said"],
        "steps": report["registrations"][0]["steps"],
        "replacement": "none",
        "conditions": [],
        "verdict": "compliant",
        "rule": "henan-2023/13-in-principle",
        "duties": [
            {"duty": "energy", "verdict": "compliant", "rule": "henan-2023/13-in-principle"},
            {"duty": "emission_stage", "verdict": "compliant", "rule": "henan-2023/11-heavy-china-6"},
        ],
    }


def test_check_file_takes_no_larger_file_than_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEETSVC_MAX_UPLOAD_MB", "1")
    large = tmp_path / "a.csv"
    large.write_bytes(b"a,b\n" * 300_000)
    result = run("check-file", str(large), "--unit", "410300", "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]["code"]) == (3, "too-large")


def test_check_file_judges_as_if_registered_on_a_day(workbook: Path) -> None:
    result = run("check-file", str(workbook), "--unit", "410300", "--json", "--judge-on", "2022-01-01")
    report = json.loads(result.stdout)
    assert report["judged_on"] == "2022-01-01"
    assert report["verdicts"] == {"not_governed": 2}


@pytest.mark.parametrize(
    ("language", "counts", "next_step"),
    [
        ("zh", "行数：读到 3 = 入库 2 + 待更正 1 + 未变化 0 + 忽略 0", "下一步："),
        ("en", "Rows: 3 read = 2 accepted + 1 held + 0 unchanged + 0 ignored", "Next: "),
    ],
)
def test_the_report_for_people_adds_up_and_says_what_to_do(
    workbook: Path, language: str, counts: str, next_step: str
) -> None:
    result = run("check-file", str(workbook), "--unit", "洛阳", "--lang", language)
    lines = result.stdout.splitlines()
    assert counts in lines
    assert lines[-1].startswith(next_step)
    assert any("登记明细!C4" in line for line in lines)


def test_the_language_follows_the_locale(workbook: Path) -> None:
    result = run("check-file", str(workbook), "--unit", "410300", environment={"LC_ALL": "en_GB.UTF-8"})
    assert "Rows: 3 read" in result.stdout


def test_check_file_loads_no_database(workbook: Path) -> None:
    script = (
        "import sys\nfrom fleetsvc.cli import main\n"
        f"main(['check-file', {str(workbook)!r}, '--unit', '410300', '--json'], standalone_mode=False)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sqlalchemy', 'sqlmodel', 'psycopg', 'flask'}),"
        " file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_file_that_is_no_spreadsheet_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\x00\x01 not a table")
    result = run("check-file", str(path), "--unit", "410300", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["refused"]["code"] == "not-a-spreadsheet"
    assert run("check-file", str(path), "--unit", "410300").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--unit", "110000"], "419001 济源示范区"),
        (["--unit", "410300", "--category", "tram"], "'muck_truck'"),
        (["--unit", "410300", "--event", "old"], "'replacement'"),
        (["--unit", "410300", "--judge-on", "2025-13-01"], "YYYY-MM-DD"),
        (["--unit", "410300", "--mapping", "/nowhere.json"], "JSON"),
        ([], "--unit"),
    ],
)
def test_wrong_usage_is_answered_with_what_is_allowed(
    workbook: Path, arguments: list[str], said: str
) -> None:
    result = run("check-file", str(workbook), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_mapping_with_unknown_fields_is_answered_with_the_known_ones(
    workbook: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"登记明细": {"C": "chassis"}}', encoding="utf-8")
    result = run("check-file", str(workbook), "--unit", "410300", "--mapping", str(mapping))
    assert result.exit_code == 2
    assert "chassis" in result.stderr
    assert "vin, plate" in result.stderr


def test_a_reader_that_was_killed_is_told_as_no_fault_of_the_file_and_ends_with_4(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_START", f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})")
    asked = run("check-file", str(workbook), "--unit", "410300", "--json")
    loaded = run("catalogue", "load", str(workbook))
    for result in (asked, loaded):
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr == "读取被中断（进程被终止），不是文件的问题，请稍后再试\n"


def test_a_missing_file_is_wrong_usage() -> None:
    assert run("check-file", "/nowhere.xlsx", "--unit", "410300").exit_code == 2
    assert run("import", "/nowhere.xlsx", "--unit", "410300").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["rank", "--period", "2025"],
        ["user", "add", "--name", "a", "--role", "office"],
        ["apikey", "add", "--name", "a", "--role", "office"],
    ],
)
def test_without_the_database_a_command_says_so_and_ends_with_4(arguments: list[str]) -> None:
    result = run(*arguments, environment=NOWHERE)
    assert result.exit_code == 4
    assert "FLEETSVC_DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_import_without_the_database_ends_with_4(workbook: Path) -> None:
    result = run("import", str(workbook), "--unit", "410300", environment=NOWHERE)
    assert (result.exit_code, result.stdout) == (4, "")


def test_import_stores_and_sending_again_gives_the_same_upload(
    workbook: Path, own_database: Database, own_database_url: str, with_rulebook: None
) -> None:
    here = {"FLEETSVC_DATABASE_URL": own_database_url}
    first = run("import", str(workbook), "--unit", "410300", "--json", environment=here)
    again = run("import", str(workbook), "--unit", "410300", "--json", environment=here)
    report = json.loads(first.stdout)
    assert (first.exit_code, again.exit_code) == (1, 1)
    assert report["rows"] == {"read": 3, "accepted": 2, "held": 1, "unchanged": 0, "ignored": 0}
    assert report["verdicts"] == {"compliant": 1, "needs_justification": 1}
    assert report["upload"]["status"] == "accepted"
    assert json.loads(again.stdout) == report
    with own_database.transaction(UnitScope("410300")) as session:
        stored = session.get(UploadRecord, (410300, report["upload"]["id"]))
        assert stored is not None
        assert (stored.name, stored.status) == ("登记.xlsx", "accepted")


def test_rank_lists_all_19_units(own_database_url: str, with_rulebook: None) -> None:
    here = {"FLEETSVC_DATABASE_URL": own_database_url}
    result = run("rank", "--period", "2025-Q2", "--category", "bus", "--json", environment=here)
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["period"], document["category"], document["status"]) == ("2025-Q2", "bus", "provisional")
    assert [line["status"] for line in document["lines"]] == ["not_reported"] * 19
    table = run("rank", "--period", "2025-Q2", "--lang", "en", environment=here).stdout
    assert table.count("not reported") == 19


def test_a_malformed_period_is_wrong_usage() -> None:
    result = run("rank", "--period", "2025-13")
    assert result.exit_code == 2
    assert "2025-Q3" in result.stderr


def test_requirements_is_the_answer_of_the_shared_service_and_needs_no_database() -> None:
    arguments = ["--unit", "410300", "--category", "muck_truck", "--event", "new", "--on", "2025-06-01"]
    result = run("requirements", *arguments, "--energy", "diesel", "--json", environment=NOWHERE)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == requirement_answer(
        shipped_book(),
        Question(Category.MUCK_TRUCK, Event.NEW, "410300", date(2025, 6, 1), Energy.DIESEL),
        language="zh",
    )


def test_requirements_quotes_the_clause_to_people() -> None:
    arguments = ["--unit", "410300", "--category", "bus", "--event", "new", "--on", "2025-06-01"]
    lines = run("requirements", *arguments).stdout
    assert "新增公交车、市政环卫车全部使用新能源汽车" in lines


def test_user_add_takes_the_password_from_standard_input(
    own_database: Database, own_database_url: str
) -> None:
    here = {"FLEETSVC_DATABASE_URL": own_database_url}
    command = [sys.executable, "-m", "fleetsvc", "user", "add", "--name", "洛阳", "--role", "bureau"]
    done = subprocess.run(
        [*command, "--unit", "410300", "--json"],
        input="correct horse battery\n",
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", "LC_ALL": "C.UTF-8"} | here,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert said == {"id": said["id"], "name": "洛阳", "password": "correct horse battery"}
    with own_database.transaction(OFFICE) as session:
        found = account_with(session, "洛阳", "correct horse battery")
        assert (found.id, found.city_code) == (said["id"], 410300)


def test_apikey_add_prints_the_key_once(own_database: Database, own_database_url: str) -> None:
    here = {"FLEETSVC_DATABASE_URL": own_database_url}
    said = json.loads(
        run("apikey", "add", "--role", "dealer", "--name", "d", "--json", environment=here).stdout
    )
    assert set(said) == {"id", "key"}
    assert run("apikey", "add", "--role", "bureau", "--name", "d", environment=here).exit_code == 2


def test_openapi_prints_the_description() -> None:
    document = json.loads(run("openapi", environment=NOWHERE).stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/requirements" in document["paths"]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_its_help(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")


@pytest.mark.parametrize(
    "name", ["bus_fleet_B_25.gbk.csv", "bus_fleet_B_25.utf8bom.csv", "bus_fleet_B_25.xlsx"]
)
def test_a_real_fleet_is_read_alike_in_every_format(shared_dir: Path, name: str) -> None:
    path = shared_dir / "samples" / "fleet" / name
    arguments = [
        "check-file",
        str(path),
        "--unit",
        "410100",
        "--category",
        "bus",
        "--event",
        "new",
        "--json",
        "--rows",
    ]
    plain = run(*arguments)
    report = json.loads(plain.stdout)
    assert plain.exit_code == 0
    assert report["rows"] == {"read": 25, "accepted": 25, "held": 0, "unchanged": 0, "ignored": 0}
    assert report["verdicts"] == {"not_governed": 25}
    assert [one["code"] for one in report["findings"]] == ["plate-other-city"] * 25
    energies = [one["energy"] for one in report["registrations"]]
    assert (energies.count("bev"), energies.count("gas")) == (18, 7)
    judged = run(*arguments, "--judge-on", "2025-06-01")
    assert judged.exit_code == 1
    assert json.loads(judged.stdout)["verdicts"] == {"compliant": 18, "non_compliant": 7}
