"""Proof is a gate: an edition with faults is kept and compared, never proposed; a proof is made once and kept."""

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fleetsvc.books import book_mapping, cases_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import proving
from fleetsvc.models import stored_id
from fleetsvc.services.drafts import activations, acts, proofs
from fleetsvc.services.drafts.proofs import DraftFaulty, Found
from fleetsvc.services.drafts.proving_child import examined
from fleetsvc.services.law import enactment, rulebooks
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.law.engine import engine_version
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from importers.sandbox.endings import ReaderBroke
from rules import examination
from rules.examination import Examination
from rules.mutants import Hunt
from rules.proof import Proof
from rules.rulebook import RulebookBroken, build, canonical_json
from tests.actors import TESTER
from tests.signing import in_session

pytestmark = pytest.mark.slow(25)

NOW = datetime(2025, 6, 1, 4, tzinfo=UTC)
Book = dict[str, Any]


def a_book(**changes: Any) -> Book:
    """The shipped book as JSON, with other parts."""
    content: Book = json.loads(canonical_json(book_mapping()))
    return content | copy.deepcopy(changes)


def its_rules(**of_new_buses: Any) -> list[Book]:
    """The shipped rules, that on new buses changed."""
    rules: list[Book] = a_book()["rules"]
    return [rule | of_new_buses if rule["id"] == "13-bus-new" else rule for rule in rules]


def its_cases(count: int) -> list[Book]:
    cases: list[Book] = json.loads(canonical_json(cases_mapping()))["cases"]
    return cases[:count]


def told(found: Examination) -> list[tuple[str, str]]:
    return [(fault.path, fault.message.en) for fault in found.faults]


def usual() -> Book:
    return {"cases": its_cases(1000)}


@pytest.fixture
def without_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong changes are tried in a test of their own."""
    monkeypatch.setattr(examination, "hunt", lambda _mapping, _cases: Hunt(0, (), 0))


@pytest.fixture
def without_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole domain is gone through in tests of its own."""
    monkeypatch.setattr(examination, "prove", lambda _table: Proof(0, 0, 0, ()))


@pytest.mark.usefixtures("without_mutants")
def test_rules_that_cannot_be_met_together_are_a_fault() -> None:
    rules = its_rules()
    rules.append(rules[0] | {"id": "only-diesel", "requirement": {"energy": ["diesel"]}})
    both = "henan-2023/13-bus-new, henan-2023/only-diesel"
    assert told(examined(a_book(rules=rules), {})) == [
        ("rules", f"these rules can not be met together: {both}")
    ]


@pytest.mark.usefixtures("without_mutants", "without_proof")
def test_an_own_case_that_comes_out_otherwise_is_a_fault_and_a_usual_one_is_not() -> None:
    ended = its_rules(effective_until="2025-03-15")
    assert told(examined(a_book(rules=ended), usual())) == []
    assert told(examined(a_book(rules=ended, cases=its_cases(1)), usual())) == [
        (
            "cases[0]",
            "the case 'A newly added new-energy bus is compliant' expects compliant henan-2023/13-bus-new,"
            " not_governed – came out (bus new bev unknown light 410100 2025-06-01 none)",
        )
    ]


def test_a_draft_from_before_a_limit_has_what_is_beyond_it_for_its_faults() -> None:
    cases = its_cases(1)
    cases[0]["given"] |= {"energy": ["bev"] * 150, "use": ["taxi"] * 150}
    found = examined(a_book(name="henan\n2023", cases=cases), usual())
    assert [path for path, _ in told(found)] == ["name", "cases[0].given"]
    assert (found.cases, found.mutants, found.survivors) == (0, 0, ())


@pytest.mark.usefixtures("without_proof")
def test_wrong_changes_that_none_of_the_cases_notices_are_told() -> None:
    own = examined(a_book(cases=its_cases(4)), usual())
    assert "13-bus-new: from +1 day" not in own.survivors
    assert "13-bus-new: dropped" not in own.survivors
    assert "13-bus-new: categories with sanitation" in own.survivors
    assert own.mutants > len(own.survivors)


@pytest.mark.usefixtures("without_proof")
def test_a_case_that_the_draft_changes_notices_no_wrong_change() -> None:
    ended = a_book(rules=its_rules(effective_until="2025-03-15"))
    found = examined(ended, {"cases": its_cases(2)})  # both miss: on 2025-06-01 the rule has ended
    assert len(found.survivors) == found.mutants


def test_every_problem_of_the_cases_is_told_with_those_of_the_rules() -> None:
    cases = its_cases(2)
    cases[0]["given"]["energy"] = "steam"
    cases[1]["expect"] = {"verdict": "fine"}
    with pytest.raises(RulebookBroken) as broken:
        build(a_book(cases=cases, rules=its_rules(force="always")))
    assert [problem.path for problem in broken.value.problems] == [
        "rules[0].force",
        "cases[0].given.energy",
        "cases[1].expect.verdict",
    ]


@pytest.mark.parametrize("cases", [[], "none", [1]])
def test_cases_that_are_none_are_a_problem(cases: object) -> None:
    with pytest.raises(RulebookBroken) as broken:
        build(a_book(cases=cases))
    assert {problem.path.partition(".")[0] for problem in broken.value.problems} <= {"cases", "cases[0]"}


# --- stored -------------------------------------------------------------------------------------------------------

FAULT = {"path": "rules", "zh": "有错", "en": "there is a fault"}


@pytest.fixture
def database(own_database: Database) -> Database:
    """The shipped rulebook in force, and two people of the office."""
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=NOW)
        for name in ("first", "second"):
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)
    return own_database


def load(database: Database, content: Book) -> str:
    with database.transaction(OFFICE) as session:
        return acts.load(session, content, by=TESTER, now=NOW)[0].edition


def ended(day: str) -> Book:
    return a_book(rules=its_rules(effective_until=day))


def test_an_edition_with_faults_is_kept_and_neither_proposed_nor_signed_nor_set_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = load(database, ended("2025-03-15"))
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, edition)
        first, second = (in_session(session, name, now=NOW) for name in ("first", "second"))
        proposal, _ = activations.propose(session, draft, by=first, reason="r", now=NOW)
        monkeypatch.setattr(proofs, "engine_version", lambda: "a later engine")
        monkeypatch.setattr(proofs, "EXAMINER", lambda *_: Found(1, 1, [FAULT], []))
        for act in (
            lambda: activations.propose(session, draft, by=first, reason="again", now=NOW),
            lambda: activations.sign(session, draft, proposal.id or 0, by=second, now=NOW),
            lambda: acts.set_up(session, draft, by=TESTER, now=NOW),
        ):
            with pytest.raises(DraftFaulty) as faulty:
                act()
            assert faulty.value.faults == [FAULT]
        assert activations.draft_json(session, draft)["holds"] is False
        assert draft.status == "draft"


def test_a_worker_proves_each_edition_that_waits_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def examiner(content: Any, _usual: object) -> Found:
        asked.append(build(content).edition)
        return Found(7, 3, [], ["a: dropped"])

    monkeypatch.setattr(proofs, "EXAMINER", examiner)
    one, other = load(database, ended("2025-03-15")), load(database, ended("2025-03-16"))
    assert [proving.work_once(database, now=lambda: NOW) for _ in range(3)] == [True, True, False]
    assert asked == [other, one]
    with database.transaction(OFFICE) as session:
        assert proofs.proof_json(session, edition_of_hash(session, one), "en") == {
            "holds": True,
            "engine": engine_version(),
            "proved_at": "2025-06-01T12:00:00+08:00",
            "cases": 7,
            "mutants": 3,
            "faults": [],
            "survivors": ["a: dropped"],
        }


def test_a_second_worker_leaves_alone_what_another_proves(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(database, ended("2025-03-15"))
    meanwhile: list[bool] = []

    def examiner(*_: object) -> Found:
        meanwhile.append(proving.work_once(database, now=lambda: NOW))
        return Found(0, 0, [], [])

    monkeypatch.setattr(proofs, "EXAMINER", examiner)
    assert proving.work_once(database, now=lambda: NOW)
    assert meanwhile == [False]


def test_the_cases_a_draft_means_to_change_are_those_of_the_edition_in_force(database: Database) -> None:
    own, other = its_cases(2), its_cases(4)[3:]
    edition = load(database, a_book(rules=its_rules(effective_until="2025-03-15"), cases=other))
    with database.transaction(OFFICE) as session:
        found = proofs.changed_cases(session, edition_of_hash(session, edition), "en")
    assert [one["case"] for one in found][:2] == [case["en"] for case in own]
    assert found[0]["expected"] == {"verdict": "compliant", "rule": "henan-2023/13-bus-new"}
    assert found[0]["found"] == {"verdict": "not_governed", "rule": None}


def test_a_case_that_came_out_otherwise_before_is_not_changed_by_the_draft(database: Database) -> None:
    title = {"zh": "改名", "en": "renamed"}
    one, other = load(database, ended("2025-03-15")), load(database, ended("2025-03-15") | {"title": title})
    with database.transaction(OFFICE) as session:
        current, draft = edition_of_hash(session, one), edition_of_hash(session, other)
        enactment.activate(session, stored_id(current), by=Signatures("test"), now=NOW)
        assert proofs.changed_cases(session, draft, "en") == []


def test_a_book_too_large_to_prove_has_that_as_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "LIMITS", replace(proofs.LIMITS, seconds=1.0))
    found = proofs.examined_apart(a_book(), usual())
    assert [fault["path"] for fault in found.faults] == ["file"]
    assert "the proof is more than 1 s" in found.faults[0]["en"]


def test_a_book_on_which_our_own_code_breaks_has_that_as_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object, **__: object) -> bytes:
        raise ReaderBroke("proof.py:1")

    monkeypatch.setattr(proofs, "ask", ask)
    assert [fault["en"] for fault in proofs.examined_apart(a_book(), usual()).faults] == [
        "the proof itself broke off through a fault of the service: tell the operator this edition"
    ]


@pytest.mark.usefixtures("costly_proofs")
def test_the_shipped_book_is_proved_whole_by_a_process_of_its_own(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        proof = proofs.make_proof(session, rulebooks.law_in_force(session), now=NOW)
        assert (proof.faults, proof.cases > 1000, proof.mutants >= 200) == ([], True, True)
        assert len(proof.survivors) <= proof.mutants // 20
