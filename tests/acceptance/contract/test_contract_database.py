"""The commands that need the database, on one of their own: import, rank, keys, accounts, and none at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fleetsvc.cli import main
from rules.units import UNITS
from rules.vocabulary import Category
from tests.acceptance.contract.delivery import UNIT, a_retirement_list, a_row, xlsx

NOWHERE = "postgresql://clerk:S3cretW0rd@127.0.0.1:1/nothing"


@pytest.fixture
def url(own_database_url: str, with_rulebook: None) -> str:
    return own_database_url


def run(url: str, *arguments: object, typed: str = "") -> tuple[int, str, str]:
    environment = {"LC_ALL": "zh_CN.UTF-8", "FLEETSVC_DATABASE_URL": url}
    done = CliRunner().invoke(main, [str(one) for one in arguments], env=environment, input=typed)
    return done.exit_code, done.stdout, done.stderr


def answer(url: str, *arguments: object, code: int = 0, typed: str = "") -> Any:
    exit_code, printed, told = run(url, *arguments, "--json", typed=typed)
    assert exit_code == code, told
    return json.loads(printed)


def test_an_import_prints_the_report_of_a_check_and_the_upload(url: str, tmp_path: Path) -> None:
    path = xlsx(tmp_path, a_row(1), a_row(2, plate="豫C00002", fuel="柴油"), a_row(3, vin="短"))
    checked = answer(url, "check-file", path, "--unit", UNIT, code=1)
    stored = answer(url, "import", path, "--unit", UNIT, code=1)
    upload = stored.pop("upload")
    assert stored == checked
    assert upload["status"] == "accepted"
    again = answer(url, "import", path, "--unit", UNIT, code=1)
    assert again == checked | {"upload": upload}
    elsewhere = answer(url, "import", path, "--unit", "410100", code=1)
    assert elsewhere["upload"]["id"] != upload["id"]
    assert {one["code"] for one in elsewhere["findings"]} >= {"duplicate-elsewhere"}


def test_what_is_stored_already_is_unchanged(url: str, tmp_path: Path) -> None:
    answer(url, "import", xlsx(tmp_path, a_row(1), a_row(2)), "--unit", UNIT)
    report = answer(
        url, "import", xlsx(tmp_path, a_row(1), a_row(2, owner="另一公司"), a_row(3)), "--unit", UNIT
    )
    assert report["rows"] == {"read": 3, "accepted": 2, "held": 0, "unchanged": 1, "ignored": 0}


def test_a_refused_file_is_kept_and_told(url: str, tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    report = answer(url, "import", path, "--unit", UNIT, code=3)
    assert (report["refused"]["code"], report["upload"]["status"]) == ("empty", "refused")


def test_an_edition_lists_all_19_units_ranked_too_few_or_silent(url: str, tmp_path: Path) -> None:
    good, bad = (
        {"registered_on": "2025-09-10"},
        {"registered_on": "2025-09-10", "plate": None, "fuel": "柴油"},
    )
    files = {
        "410300": [a_row(number, **good) for number in range(1, 11)],
        "410200": [a_row(number, **(good | {"plate": None})) for number in range(11, 21)],
        "410400": [
            a_row(number, **(bad if number % 2 else good | {"plate": None})) for number in range(21, 31)
        ],
        "410500": [a_row(31, **(good | {"plate": None}))],
    }
    for unit, rows in files.items():
        run(url, "import", xlsx(tmp_path, *rows, name=f"{unit}.xlsx"), "--unit", unit)
        for category in set(Category) - {Category.MUCK_TRUCK, Category.OTHER}:
            answer(url, "nil", "--unit", unit, "--category", category, "--period", "2025-Q3")
    edition = answer(url, "rank", "--period", "2025-Q3")
    lines = {line["unit"]: line for line in edition["lines"]}
    assert lines.keys() == UNITS.keys()
    standings = {unit: (line["status"], line["rank"]) for unit, line in lines.items()}
    assert standings == dict.fromkeys(UNITS, ("not_reported", None)) | {
        "410200": ("ranked", 1), "410300": ("ranked", 1), "410400": ("ranked", 3), "410500": ("too_few", None)
    }  # fmt: skip
    half = lines["410400"]
    assert {
        name: half[name] for name in ("name", "governed", "verdicts", "held", "rate", "rate_low", "rate_high")
    } == {
        "name": "平顶山市",
        "governed": 10,
        "verdicts": {"compliant": 5, "needs_justification": 5},
        "held": 0,
        "rate": 0.5,
        "rate_low": 0.5,
        "rate_high": 1.0,
    }
    assert edition.keys() >= {
        "period", "category", "revision", "status", "computed_at", "method", "rulebook", "inputs_sha256",
        "previous_sha256", "sha256",
    }  # fmt: skip
    assert (edition["period"], edition["category"], edition["revision"], edition["status"]) == (
        "2025-Q3", None, 0, "provisional"
    )  # fmt: skip
    assert answer(url, "rank", "--period", "2025-Q3", "--store")["revision"] == 0
    assert answer(url, "rank", "--period", "2025-Q3")["revision"] == 1
    of_buses = answer(url, "rank", "--period", "2025", "--category", "bus")
    assert (of_buses["category"], len(of_buses["lines"])) == ("bus", 19)


def test_keys_and_accounts_are_printed_once(url: str) -> None:
    key = answer(url, "apikey", "add", "--role", "bureau", "--name", "甲", "--unit", UNIT)
    assert key == {"id": key["id"], "key": key["key"]}
    assert key["key"].startswith("fsk_")
    made = answer(url, "user", "add", "--name", "li", "--role", "office")
    assert made == {"id": made["id"], "name": "li", "password": made["password"]}
    assert len(made["password"]) >= 12
    given = answer(
        url, "user", "add", "--name", "wang", "--role", "auditor", typed="correct horse battery staple 9\n"
    )
    assert given["password"] == "correct horse battery staple 9"
    for wrong in (
        ("apikey", "add", "--role", "bureau", "--name", "乙"),
        ("apikey", "add", "--role", "dealer", "--name", "乙", "--unit", UNIT),
        ("user", "add", "--name", "li", "--role", "office"),
    ):
        assert run(url, *wrong, "--json")[:2] == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "--period", "2025"),
        ("migrate",),
        ("doctor",),
        ("demo",),
        ("apikey", "add", "--role", "dealer", "--name", "a"),
        ("user", "add", "--name", "a", "--role", "office"),
        ("backup", "backup.dump"),
    ],
)
def test_a_database_that_is_not_there_is_told_without_its_password(arguments: tuple[str, ...]) -> None:
    code, printed, told = run(NOWHERE, *arguments)
    assert code == 4
    assert "S3cretW0rd" not in printed + told
    assert "Traceback" not in printed + told
    assert "FLEETSVC_DATABASE_URL" in printed + told or "doctor" in printed + told


@pytest.mark.parametrize(
    "wrong", ["nonsense", "mysql://a:S3cretW0rd@b/c", "postgresql://a:S3cretW0rd@b:port/c"]
)
def test_a_database_url_that_cannot_be_one_is_wrong_usage_and_not_quoted(wrong: str) -> None:
    code, printed, told = run(wrong, "rank", "--period", "2025")
    assert (code, printed) == (2, "")
    assert "FLEETSVC_DATABASE_URL" in told
    assert "S3cretW0rd" not in told


def test_a_file_of_a_vehicle_stays_with_its_vin(url: str, tmp_path: Path) -> None:
    """A corrected row is a new version of the same vehicle; a better verdict waits for the office's review."""
    diesel = {"plate": None, "fuel": "柴油", "registered_on": "2025-09-10"}
    run(url, "import", xlsx(tmp_path, a_row(1, **diesel)), "--unit", UNIT)
    run(url, "import", xlsx(tmp_path, a_row(1, **(diesel | {"fuel": "纯电动"}))), "--unit", UNIT)
    lines = answer(url, "rank", "--period", "2025-09")["lines"]
    (line,) = [one for one in lines if one["unit"] == UNIT]
    assert (line["governed"], line["verdicts"]) == (1, {"needs_justification": 1})


def test_a_list_of_retired_vehicles_confirms_what_is_stored(url: str, tmp_path: Path) -> None:
    """A stored claim is undetermined until then, and one that comes after the list is decided at once."""
    claims = [
        a_row(
            number, plate=f"豫C{number:05d}", category="公交车", event="更新", fuel="柴油", replaces_plate=old
        )
        for number, old in ((1, "豫C90001"), (2, "豫C90002"))
    ]
    before = answer(url, "import", xlsx(tmp_path, claims[0]), "--unit", UNIT, code=1)
    assert before["verdicts"] == {"undetermined": 1}
    assert [one["code"] for one in before["findings"]] == ["replacement-unconfirmed"]

    retired = a_retirement_list(
        tmp_path,
        *((plate, None, "公交", "2025-05-30", "报废") for plate in ("豫C90001", "豫C90002", "豫C90003")),
    )
    report = answer(url, "retirements", "load", retired, "--unit", UNIT)
    assert (report["rows"]["accepted"], report["verdicts"], report["upload"]["status"]) == (3, {}, "accepted")
    after = answer(url, "import", xlsx(tmp_path, *claims, name="更多.xlsx"), "--unit", UNIT)
    assert (after["rows"]["unchanged"], after["verdicts"]) == (1, {"not_governed": 1})
    assert answer(url, "replay", "--all")["differ"] == 0
