"""What a comparison says would happen is what happens, and its samples show every kind of change."""

import copy
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.drafts import comparison
from fleetsvc.services.law import rejudging, rulebooks
from fleetsvc.services.law.defences import Citing, Defences
from fleetsvc.services.nil_reports.reported import months_of
from fleetsvc.services.rankings.publishing import compute_edition
from fleetsvc.services.rankings.tallies import tallies
from rules.editions import published
from rules.periods import parse_period
from rules.rulebook import Rulebook, build
from rules.table import Table
from tests.ranking_data import sign_nil
from tests.upload_cases import NOW, a_file, a_row, send, settled, with_rulebook

YEAR = parse_period("2025")


def a_draft() -> Mapping[str, Any]:
    """The shipped book, by which plug-in hybrids no longer count."""
    book = copy.deepcopy(dict(book_mapping()))
    kinds = next(entry for entry in book["interpretations"] if entry["id"] == "nev-kinds")
    kinds["sets"]["energy"] = ["bev", "fcev"]
    return book


def vehicles(
    first: int, *, hybrids: int, electric: int, category: str = "公交车", letter: str = "A"
) -> list[str]:
    energies = ["插电式混合动力"] * hybrids + ["纯电动"] * electric
    return [
        a_row(
            number,
            category=category,
            energy=energy,
            plate=f"豫{letter}{number:05d}{'F' if energy[0] == '插' else 'D'}",
        )
        for number, energy in enumerate(energies, first)
    ]


@pytest.fixture
def database(own_database: Database) -> Database:
    """Zhengzhou runs hybrids and Kaifeng battery vehicles; both have one bus that is not allowed."""
    with_rulebook(own_database)
    ours = [
        *vehicles(1, hybrids=9, electric=0),
        *vehicles(20, hybrids=3, electric=2, category="出租车"),
        a_row(30, energy="柴油", plate="豫A00030"),
        a_row(31, energy="纯电动", plate="豫A00031D", day="2024-12-31"),
        a_row(32, energy="插电式混合动力", plate="豫A00032F", day="2024-12-31"),
    ]
    theirs = [*vehicles(40, hybrids=0, electric=5, letter="B"), a_row(50, energy="柴油", plate="豫B00050")]
    settled(own_database, send(own_database, a_file(*ours)))
    settled(own_database, send(own_database, a_file(*theirs), unit="410200"))
    with own_database.transaction(OFFICE) as session:
        for unit in ("410100", "410200"):
            sign_nil(session, unit, months=[month.key for month in months_of(YEAR)])
    return own_database


def compared(database: Database, book: Rulebook) -> dict[str, Any]:
    with database.snapshot(OFFICE) as session:
        return comparison.comparison(session, book, status=None, period=YEAR, language="en", now=NOW)


def ranked(database: Database) -> dict[str, tuple[object, ...]]:
    """Each unit's standing by the verdicts as they are."""
    with database.transaction(OFFICE) as session:
        document = published(compute_edition(session, YEAR, category=None, now=NOW))
    return {
        line["unit"]: (line["status"], line["rank"], line["rate"], line["governed"])
        for line in document["lines"]
    }


def standings(answer: dict[str, Any], side: str) -> dict[str, tuple[object, ...]]:
    return {line["unit"]: tuple(line[side].values()) for line in answer["rankings"][0]["lines"]}


def test_the_ranks_that_a_comparison_foretells_are_those_after_judging_again(database: Database) -> None:
    book = build(a_draft())
    answer, before = compared(database, book), ranked(database)
    with database.transaction(OFFICE) as session:
        number = rulebooks.load(session, a_draft(), now=NOW)[0].id
        assert number is not None
        citing = Citing(Defences(Table(book)))
        changed = rejudging.judge_again(session, Table(book), citing, edition_id=number, now=NOW)
    after = ranked(database)
    assert (standings(answer, "before"), standings(answer, "after")) == (before, after)
    assert (before["410100"], after["410100"]) == (
        ("ranked", 1, 0.9333, 15),
        ("ranked", 2, 0.1333, 15),
    )
    assert {line["unit"]: line["rank_change"] for line in answer["rankings"][0]["lines"][:2]} == {
        "410200": 1,
        "410100": -1,
    }
    assert [ranking["category"] for ranking in answer["rankings"]] == [None, "bus", "taxi"]
    assert sum(flip["registrations"] for flip in answer["flips"]) == 13
    assert changed == 23  # what stays is given again too: another answer defends it
    assert answer["registrations"] == {
        "judged": 23,
        "changed": 13,
        "cited_otherwise": 0,
        "restated": 10,
        "overridden": 0,
    }


def test_a_comparison_tells_of_one_state_though_a_register_changes_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = compared(database, build(a_draft()))

    def beside_a_change(*given: Any, **more: Any) -> object:
        with database.transaction(OFFICE) as other:
            other.connection().execute(
                text("UPDATE decision SET superseded_at = recorded_at WHERE city_code = 410100")
            )
        return tallies(*given, **more)

    monkeypatch.setattr(comparison, "tallies", beside_a_change)
    assert compared(database, build(a_draft())) == quiet


def test_a_comparison_refuses_a_session_that_sees_the_changes_of_others(database: Database) -> None:
    with database.transaction(OFFICE) as session, pytest.raises(AssertionError):
        comparison.comparison(session, build(a_draft()), status=None, period=YEAR, language="en", now=NOW)


def test_ten_samples_show_each_kind_of_change_and_are_the_same_when_asked_again(database: Database) -> None:
    answer = compared(database, build(a_draft()))
    kinds = Counter(
        (one["category"], one["before"]["verdict"], one["after"]["verdict"]) for one in answer["samples"]
    )
    assert set(kinds) == {(flip["category"], flip["before"], flip["after"]) for flip in answer["flips"]}
    assert sum(kinds.values()) == len({one["registration"] for one in answer["samples"]}) == 10
    assert {len(one["vin"].replace("*", "")) for one in answer["samples"]} == {7}
    assert compared(database, build(a_draft())) == answer


def test_the_edition_in_force_differs_from_itself_in_nothing(database: Database) -> None:
    answer = compared(database, build(book_mapping()))
    assert {name: answer[name] for name in ("flips", "samples", "rules", "interpretations")} == {
        "flips": [],
        "samples": [],
        "rules": [],
        "interpretations": [],
    }
    assert standings(answer, "before") == standings(answer, "after") == ranked(database)


def test_a_book_of_another_name_changes_what_is_cited_and_no_verdict(database: Database) -> None:
    answer = compared(database, build({**book_mapping(), "name": "henan-2026"}))
    assert answer["registrations"] == {
        "judged": 23,
        "changed": 0,
        "cited_otherwise": 23,
        "restated": 0,
        "overridden": 0,
    }
    assert (answer["flips"], answer["rules"]) == ([], [])


def test_a_comparison_with_nothing_on_record_is_empty_and_whole(own_database: Database) -> None:
    answer = compared(with_rulebook(own_database), build(a_draft()))
    assert answer["registrations"] == {
        "judged": 0,
        "changed": 0,
        "cited_otherwise": 0,
        "restated": 0,
        "overridden": 0,
    }
    assert len(answer["rankings"][0]["lines"]) == 19
    assert {line["after"]["status"] for line in answer["rankings"][0]["lines"]} == {"not_reported"}
    assert {(one["change"], tuple(one["fields"])) for one in answer["rules"]} == {("changed", ("requires",))}
