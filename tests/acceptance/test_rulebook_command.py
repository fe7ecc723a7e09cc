import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from fleetsvc.books import read_mapping, shipped_book
from fleetsvc.cli import main
from rules.rulebook import build

BOOK_TEXT = (files("rules") / "books" / "henan-2023.yaml").read_text(encoding="utf-8")


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


def test_a_book_on_which_a_case_comes_out_otherwise_falls_short(tmp_path: Path) -> None:
    changed = BOOK_TEXT.replace(
        "categories: [sanitation]\n    events: [new]", "categories: [sanitation]\n    events: [replacement]"
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


def test_coverage_names_for_each_part_of_the_text_its_rules_or_the_reason() -> None:
    answer = answer_of(run("show", "--coverage", "--json", "--lang", "zh"))
    assert len(answer["parts"]) == 28
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
    earlier = a_file(tmp_path, BOOK_TEXT.replace("effective_from: 2023-03-01", "effective_from: 2023-02-24"))
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


def test_a_book_is_stored_as_a_draft_first_and_put_in_force_on_request(
    own_database_url: str, tmp_path: Path
) -> None:
    draft = a_file(tmp_path, BOOK_TEXT.replace("effective_from: 2023-03-01", "effective_from: 2023-02-24"))
    stored = run("load", draft, "--json", FLEETSVC_DATABASE_URL=own_database_url)
    edition = build(read_mapping(Path(draft))).edition
    assert answer_of(stored) == {
        "rulebook": {"name": "henan-2023", "edition": edition, "status": "draft"},
        "changed": None,
        "flips": [],
    }
    in_force = run("load", draft, "--activate", "--json", FLEETSVC_DATABASE_URL=own_database_url)
    assert answer_of(in_force) == {
        "rulebook": {"name": "henan-2023", "edition": edition, "status": "active"},
        "changed": 0,
        "flips": [],
    }


def test_loading_a_broken_book_stores_nothing(own_database_url: str, tmp_path: Path) -> None:
    broken = a_file(tmp_path, BOOK_TEXT.replace("categories: [bus]", "categories: [buss]"))
    assert run("load", broken, FLEETSVC_DATABASE_URL=own_database_url).exit_code == 3
