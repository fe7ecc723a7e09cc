import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from click.testing import CliRunner, Result
from sqlmodel import col, select

from fleetsvc.books import read_mapping, shipped_book
from fleetsvc.cli import main
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.law import rulebook as rulebook_commands
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import AuditEvent, RulebookEdition
from fleetsvc.services.drafts import proofs
from fleetsvc.services.drafts.proofs import Found
from fleetsvc.services.law.engine import engine_version
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from rules.proof import Proof
from rules.rulebook import build
from tests.actors import TESTER
from tests.upload_cases import NOW, a_row, send, settled, with_rulebook
from tests.upload_cases import a_file as a_bureaus_file

BOOK_TEXT = (files("rules") / "books" / "henan-2023.yaml").read_text(encoding="utf-8")


NOW_AND_BY = {"engine": engine_version(), "proved_at": ANY}
HOLDS = NOW_AND_BY | {"holds": True, "cases": 0, "mutants": 0, "faults": [], "survivors": []}


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(main, ["rulebook", *arguments])


def answer_of(result: Result) -> Any:
    return json.loads(result.stdout)


def a_file(folder: Path, text: str) -> str:
    file = folder / "book.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_shipped_book_checks_out() -> None:
    result = run("check", "--json")
    answer = answer_of(result)
    assert result.exit_code == 0
    assert (answer["holds"], answer["problems"], answer["misses"], answer["proof"]["faults"]) == (
        True,
        [],
        [],
        [],
    )
    assert answer["rulebook"] == {"id": "henan", "name": "henan-2023", "edition": shipped_book().edition}


def test_a_broken_book_is_told_with_all_its_problems_and_exit_1(tmp_path: Path) -> None:
    broken = BOOK_TEXT.replace("categories: [bus]\n    events", "categories: [buss]\n    events")
    result = run(
        "check", a_file(tmp_path, broken.replace("published_on: 2023-02-24", "published_on: soon")), "--json"
    )
    assert result.exit_code == 1
    assert [problem["path"] for problem in answer_of(result)["problems"]] == [
        "rules[0].categories[0]",
        "instruments[0].published_on",
    ]


@pytest.fixture
def without_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole domain is gone through where the shipped book is checked."""
    monkeypatch.setattr(rulebook_commands, "prove", lambda _table: Proof(1, 1, 1, ()))


@pytest.mark.usefixtures("without_proof")
def test_a_book_on_which_a_case_comes_out_otherwise_falls_short(tmp_path: Path) -> None:
    changed = BOOK_TEXT.replace(
        "categories: [sanitation]\n    events: {by: new-is-not-replacement}\n    units: all",
        'categories: [sanitation]\n    events: {by: new-is-not-replacement}\n    units: ["410100"]',
    )
    result = run("check", a_file(tmp_path, changed), "--json")
    answer = answer_of(result)
    assert result.exit_code == 1
    assert not answer["holds"]
    assert {miss["case"] for miss in answer["misses"]} >= {"新增环卫车使用新能源，符合"}


def test_a_book_without_cases_is_not_passed_as_checked(tmp_path: Path) -> None:
    result = run(
        "check",
        a_file(tmp_path, BOOK_TEXT.replace("name: henan-2023", "name: draft")),
        "--json",
        "--lang",
        "en",
    )
    assert result.exit_code == 1
    assert answer_of(result) == {
        "holds": False,
        "problems": [
            {
                "path": "--cases",
                "message": "no cases ship for this rulebook: name a file of cases with --cases",
            }
        ],
    }


@pytest.mark.usefixtures("without_proof")
def test_a_book_that_brings_its_cases_is_checked_by_them(tmp_path: Path) -> None:
    lines = (files("rules") / "books" / "cases" / "henan-2023.yaml").read_text(encoding="utf-8").splitlines()
    cases = [line.replace("13-bus-new", "13-bus") for line in lines[lines.index("cases:") :]]
    text = BOOK_TEXT.replace("name: henan-2023", "name: draft").replace("13-bus-new", "13-bus")
    holding = answer_of(run("check", a_file(tmp_path, "\n".join([text, *cases])), "--json"))
    assert (holding["holds"], holding["rulebook"]["name"]) == (True, "draft")
    assert holding["cases"]["of"]["draft/13-bus"] > 3
    wrong = [line.replace("energy: [bev, phev, fcev]", "energy: [bev, diesel]", 1) for line in cases]
    result = run("check", a_file(tmp_path, "\n".join([text, *wrong])), "--json", "--lang", "en")
    assert result.exit_code == 1
    assert {miss["path"] for miss in answer_of(result)["misses"]} >= {"cases[0]"}


def test_coverage_names_for_each_part_of_the_text_its_rules_or_the_reason() -> None:
    answer = answer_of(run("show", "--coverage", "--json", "--lang", "zh"))
    assert len(answer["parts"]) == 66
    assert [
        part for part in answer["parts"] if part["text"] == "新增公交车、市政环卫车全部使用新能源汽车"
    ] == [
        {
            "number": "13",
            "offset": 948,
            "text": "新增公交车、市政环卫车全部使用新能源汽车",
            "rules": ["henan-2023/13-bus-new", "henan-2023/13-sanitation-new"],
            "reason": None,
        }
    ]
    assert [part["reason"] for part in answer["parts"] if part["text"] == "船舶第二阶段排放标准"] == [
        "船舶，不属道路车辆"
    ]


def test_show_prints_rules_for_a_person_and_for_a_program() -> None:
    text = run("show", "--lang", "en").stdout
    assert "henan-2023/13-bus-new  [all]  2023-03-01" in text
    assert [rule["id"] for rule in answer_of(run("show", "--json"))["rules"]] == [
        rule.id for rule in shipped_book().rules
    ]


def test_two_books_are_compared_case_by_case(tmp_path: Path) -> None:
    earlier = a_file(tmp_path, BOOK_TEXT.replace("first_day: 2023-03-01", "first_day: 2023-02-24"))
    answer = answer_of(run("compare", "henan-2023", earlier, "--json"))
    assert {(change["from"], change["until"]) for change in answer["changes"]} == {
        ("2023-02-24", "2023-03-01")
    }
    assert {change["before"]["verdict"] for change in answer["changes"]} == {"not_governed"}
    assert run("compare", "henan-2023", "henan-2023", "--lang", "en").stdout.splitlines()[-1] == (
        "The verdict is the same in every case"
    )


def test_a_book_that_is_not_there_or_no_yaml_is_refused_without_a_traceback(tmp_path: Path) -> None:
    absent, unreadable = run("show", "nowhere.yaml"), run("show", a_file(tmp_path, "a: ["))
    assert (absent.exit_code, unreadable.exit_code) == (2, 3)
    assert "Traceback" not in absent.output + unreadable.output


def acts(database: Database) -> list[tuple[str, str, str | None, dict[str, Any]]]:
    with database.transaction(OFFICE) as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.number)))
        return [(event.actor_kind, event.act, event.subject, dict(event.details)) for event in events]


def test_a_book_is_stored_as_a_draft_first_and_put_in_force_on_request(
    own_database_url: str, tmp_path: Path
) -> None:
    draft = a_file(tmp_path, BOOK_TEXT.replace("first_day: 2023-03-01", "first_day: 2023-02-24"))
    stored = run("load", draft, "--json", FLEETSVC_DATABASE_URL=own_database_url)
    edition = build(read_mapping(Path(draft))).edition
    assert answer_of(stored) == {
        "rulebook": {"name": "henan-2023", "edition": edition, "status": "draft"},
        "changed": None,
        "flips": [],
        "proof": HOLDS,
    }
    in_force = run("load", draft, "--activate", "--json", FLEETSVC_DATABASE_URL=own_database_url)
    assert answer_of(in_force) == {
        "rulebook": {"name": "henan-2023", "edition": edition, "status": "active"},
        "changed": 0,
        "flips": [],
        "proof": HOLDS,
    }


def test_a_book_with_faults_is_stored_with_exit_1_and_never_put_in_force(
    own_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = {"path": "rules", "zh": "有错", "en": "there is a fault"}
    monkeypatch.setattr(proofs, "EXAMINER", lambda *_: Found(7, 5, [fault], ["a"]))
    draft = a_draft(tmp_path)
    stored = run("load", draft, "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url)
    assert stored.exit_code == 1
    assert stored.stdout.splitlines()[1:3] == [
        "proof: 7 cases, 5 wrong changes (1 not noticed), 1 faults",
        "  rules: there is a fault",
    ]
    refused = run("load", draft, "--activate", "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url)
    assert (refused.exit_code, refused.stderr) == (
        1,
        "This edition has faults and cannot come into force: rules: there is a fault\n",
    )


def test_only_what_comes_of_loading_is_entered_in_the_log(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    draft = a_file(tmp_path, BOOK_TEXT.replace("first_day: 2023-03-01", "first_day: 2023-02-24"))
    edition = build(read_mapping(Path(draft))).edition
    for options, changed in (((), None), ((), None), (("--activate",), 0), (("--activate",), 0), ((), None)):
        done = run("load", draft, *options, "--json", FLEETSVC_DATABASE_URL=own_database_url)
        assert answer_of(done)["changed"] == changed
    assert acts(own_database) == [
        ("command", "rulebook-loaded", f"rulebook/{edition}", {"name": "henan-2023"}),
        ("command", "rulebook-activated", f"rulebook/{edition}", {"name": "henan-2023", "changed": 0}),
    ]


def test_loading_a_broken_book_tells_all_its_problems_and_stores_nothing(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    before, rule, after = BOOK_TEXT.partition("  - id: 13-bus-new\n")
    text = before + rule + after.replace("categories: [bus]", "categories: [buss]", 1)
    broken = a_file(tmp_path, text.replace("published_on: 2023-02-24", "published_on: soon"))
    result = run("load", broken, "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url)
    assert result.exit_code == 3
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "rules[0].categories[0]",
        "instruments[0].published_on",
    ]
    with own_database.transaction(OFFICE) as session:
        assert session.exec(select(RulebookEdition.edition)).all() == []


@pytest.fixture
def judged(own_database: Database) -> Database:
    """The shipped book in force, one new diesel bus, and two people of the office."""
    with_rulebook(own_database)
    settled(
        own_database,
        send(own_database, a_bureaus_file(a_row(1, energy="柴油", plate="豫A00001", day="2025-04-01"))),
    )
    with own_database.transaction(OFFICE) as session:
        for name in ("first", "second"):
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)
    return own_database


def a_draft(folder: Path) -> str:
    """The shipped book, its rule on new buses ending on 2025-03-15."""
    before, rule, after = BOOK_TEXT.partition("  - id: 13-bus-new\n")
    ended = after.replace("effective_until: null", "effective_until: 2025-03-15", 1)
    return a_file(folder, before + rule + ended)


@pytest.mark.usefixtures("judged")
def test_a_draft_is_compared_with_the_edition_in_force_as_a_file_and_as_a_stored_edition(
    own_database_url: str, tmp_path: Path
) -> None:
    draft = a_draft(tmp_path)
    asked = ("compare", "--draft", draft, "--period", "2025")
    by_file = answer_of(run(*asked, "--json", FLEETSVC_DATABASE_URL=own_database_url))
    edition = by_file["draft"]["edition"]
    assert (by_file["draft"]["status"], by_file["registrations"]) == (
        None,
        {"judged": 1, "changed": 1, "cited_otherwise": 0, "restated": 0, "overridden": 0},
    )
    unknown = run("compare", "--draft", edition, FLEETSVC_DATABASE_URL=own_database_url)
    assert unknown.exit_code == 2
    run("load", draft, FLEETSVC_DATABASE_URL=own_database_url)
    asked = ("compare", "--draft", edition[:20], "--period", "2025")
    stored = answer_of(run(*asked, "--json", FLEETSVC_DATABASE_URL=own_database_url))
    assert stored == by_file | {"draft": by_file["draft"] | {"status": "draft"}}
    report = run(*asked, "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url).stdout
    said = report.splitlines()
    assert said[:2] == [
        f"henan-2023 {shipped_book().edition} [active]",
        f"henan-2023 {edition} [draft]",
    ]
    assert (
        "1 registrations: 1 verdicts change, 0 stay but cite another rule, 0 stay but cite other words"
        in said
    )
    assert "  ~ 13-bus-new  effective_until" in said
    assert "  Zhengzhou  bus  non-compliant → not governed: 1" in said
    assert "  Zhengzhou  too_few (0.00%) → too_few (–)" in said
    assert "LZY**********0001" in report


def test_an_operator_enters_the_two_signatures_and_everything_is_judged_again(
    judged: Database, own_database_url: str, tmp_path: Path
) -> None:
    edition = answer_of(run("load", a_draft(tmp_path), "--json", FLEETSVC_DATABASE_URL=own_database_url))[
        "rulebook"
    ]["edition"]
    names = ("--by", "first", "--signed-by", "second", "--reason", "条文已废止")
    alone = ("--by", "first", "--signed-by", "first", "--reason", "条文已废止")
    nobody = ("--by", "first", "--signed-by", "nobody", "--reason", "条文已废止")
    for refused in (alone, nobody):
        assert run("activate", edition, *refused, FLEETSVC_DATABASE_URL=own_database_url).exit_code == 2
    done = answer_of(run("activate", edition, *names, "--json", FLEETSVC_DATABASE_URL=own_database_url))
    assert done == {
        "rulebook": {"name": "henan-2023", "edition": edition, "status": "active"},
        "aim": "activate",
        "activated_at": done["activated_at"],
        "activated_by": "first",
        "signed_by": "second",
        "given": "host",
        "host_user": at_the_host().name,
        "reason": "条文已废止",
        "changed": 1,
    }
    again = run("activate", edition, *names, "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url)
    assert (again.exit_code, again.stderr) == (1, f"This edition is in force already: {edition}\n")
    told = [one for one in acts(judged) if one[1].startswith("rulebook")]
    subject, name = f"rulebook/{edition}", {"name": "henan-2023"}
    proposal = told[1][3]["proposal"]
    assert told == [
        ("command", "rulebook-loaded", subject, name),
        (
            "command",
            "rulebook-proposed",
            subject,
            name | {"proposal": proposal, "proposed_by": "first", "reason": "条文已废止"},
        ),
        (
            "command",
            "rulebook-activated",
            subject,
            name | {"proposal": proposal, "proposed_by": "first", "signed_by": "second", "changed": 1},
        ),
    ]


@pytest.mark.usefixtures("judged")
def test_once_anything_is_judged_loading_alone_puts_nothing_in_force(
    own_database_url: str, tmp_path: Path
) -> None:
    draft = a_draft(tmp_path)
    refused = run("load", draft, "--activate", "--lang", "en", FLEETSVC_DATABASE_URL=own_database_url)
    assert (refused.exit_code, refused.stderr) == (
        2,
        "Verdicts are on record: two persons of the office must sign, use fleetsvc rulebook activate\n",
    )
