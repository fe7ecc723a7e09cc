"""What an examination of a rulebook tells: its cases that come out otherwise, and what they would not notice."""

from dataclasses import replace
from typing import Any

import pytest

from rules.cases import misses, own_cases
from rules.examination import examine, first_misses, told
from rules.mutants import hunt
from rules.rulebook import build
from rules.vocabulary import Verdict
from tests.policies import policy_book, policy_mapping

NAME = "official-procurement-2024"


def a_draft(**expected: Any) -> dict[str, Any]:
    """A policy whose first case, on a petrol car for couriers, expects something else."""
    mapping = policy_mapping(NAME)
    mapping["cases"][0]["expect"].update(expected)
    return mapping


def first_told(draft: dict[str, Any]) -> tuple[str, str]:
    book = build(draft)
    text = told(first_misses(misses(book, own_cases(draft, book)))[0])
    return text.zh, text.en


def test_a_case_that_comes_out_otherwise_is_told_with_verdict_and_rule() -> None:
    rule, facts = f"{NAME}/fixed-route", "official new petrol unknown unknown 411700 2025-01-01 none"
    assert first_told(a_draft(verdict="exempt")) == (
        f"案例“机要通信用燃油车须说明”应为 exempt {rule}，得到 needs_justification {rule}（{facts}）",
        f"the case 'A petrol car for confidential couriers needs a justification' expects exempt {rule}, "
        f"needs_justification {rule} came out ({facts})",
    )


def test_no_rule_is_told_as_a_dash_whether_it_was_expected_or_came_out() -> None:
    [case, *_] = own_cases(policy_mapping(NAME), policy_book(NAME))
    unexpected = replace(case, verdict=Verdict.NOT_GOVERNED, rule=None)
    assert "expects not_governed –, needs" in told(next(misses(policy_book(NAME), [unexpected]))).en
    early = a_draft()
    early["cases"][0]["given"]["registered_on"] = "2024-12-31"
    assert "not_governed – came out" in first_told(early)[1]


def test_an_examination_counts_situations_and_wrong_changes_and_tells_each_fault_once() -> None:
    draft, book = policy_mapping(NAME), policy_book(NAME)
    cases = own_cases(draft, book)
    found, tried = examine(draft, cases, ()), hunt(draft, cases)
    assert (found.faults, found.survivors) == ((), tried.survivors)
    assert (found.cases, found.mutants) == (8, tried.killed + len(tried.survivors))
    assert examine(draft, (), cases) == found
    wrong = a_draft(verdict="exempt")
    wrong["rules"][1]["requirement"] = {"energy": ["petrol"]}
    faults = [(one.path, one.message.en[:40]) for one in examine(wrong, own_cases(wrong, book), ()).faults]
    assert len(set(faults)) == len(faults)
    assert [path for path, _ in faults if path != "rules"] == ["cases[0]", "cases[1]", "cases[4]"]


@pytest.mark.parametrize("own", [True, False])
def test_only_own_cases_that_come_out_otherwise_are_faults(*, own: bool) -> None:
    draft = a_draft(verdict="exempt")
    cases = own_cases(draft, policy_book(NAME))
    found = examine(draft, cases, ()) if own else examine(draft, (), cases)
    assert [one.path for one in found.faults] == (["cases[0]"] if own else [])
    assert "fixed-route: dropped" not in found.survivors
