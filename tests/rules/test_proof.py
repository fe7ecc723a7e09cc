"""A rulebook is proven whole over every situation it tells apart, and each kind of fault in it is found."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules import judge
from rules.decide import Decision, decide
from rules.demands import EnergyRequirement
from rules.facts import VehicleFacts
from rules.judge import Result
from rules.proof import cases_to_prove, prove, prove_together
from rules.rulebook import build
from rules.rulebook_parts import Rulebook
from rules.table import Outcome, Table
from rules.vocabulary import Energy, Verdict
from tests.policies import POLICIES, policy_book, policy_mapping

CHEAP = "official-procurement-2024"
"""A policy of one category: the quickest to prove."""


def test_the_shipped_book_is_proven_whole() -> None:
    proof = prove(Table(shipped_book()))
    assert (proof.faults, proof.periods, proof.unit_classes) == ((), 2, 1)
    # Of vehicles that are not listed three classes of use are told apart; of ten emission stages four classes are.
    assert proof.cases == (39_600 + 2 * 3_960) * 2 * 4 // 10
    assert proof.holds


EACH = 3 * 11 * 4
"""Ways to come, kinds of energy and standings of a justification: told apart for every category."""


def test_as_many_situations_are_told_apart_as_the_rules_tell() -> None:
    # Stages: unknown, zero and any other. Masses: one, or three where a rule asks. Owners and uses: as rules ask.
    assert {name: cases_to_prove(Table(policy_book(name))) for name in POLICIES} == {
        "carb-clean-fleets": EACH * 9 * 3 * (5 + 4 * 3 * 3 + 3 * 9),
        "eu-clean-vehicles": EACH * 3 * (3 * 7 + 4 * 3 * 3 * 3),  # four stages for three categories
        "henan-three-years-2023": EACH * 4 * 3 * (9 * 3 + 1),
        "national-air-2023": EACH
        * 2
        * 3
        * (8 * (6 + 4 * 3) + 2 * 4 * 3),  # in one unit a county stands apart
        "official-procurement-2024": EACH * 2 * 3 * (9 + 3 * 3),
        "public-pilot-2023": EACH * 3 * 2 * 3 * 10,
        "zhengzhou-air-2020": EACH * 3 * 2 * 3 * 10,
        "zhengzhou-air-2024": EACH * 2 * 2 * (3 * 6 + 4 * 4 * 3 * 3),  # four stages for four categories
    }


def test_a_stage_that_ends_is_told_apart_from_those_that_do_not() -> None:
    assert cases_to_prove(Table(shipped_book())) == EACH * 2 * 3 * 4 * 12
    mapping: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    [answer] = (one for one in mapping["interpretations"] if one["id"] == "china-6-either-letter")
    answer["sets"]["china_6a_until"] = date(2025, 7, 1)
    assert cases_to_prove(Table(build(mapping))) == EACH * 3 * 3 * 5 * 12


@pytest.mark.parametrize("name", [CHEAP, "public-pilot-2023"])
def test_a_policy_is_proven_whole_over_all_of_them(name: str) -> None:
    table = Table(policy_book(name))
    proof = prove(table)
    assert (proof.cases, proof.faults, proof.holds) == (cases_to_prove(table), (), True)
    assert (proof.periods, proof.unit_classes) == (len(table.periods), len(table.unit_classes))


def test_as_many_situations_as_may_be_are_proven_and_one_more_is_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = Table(policy_book(CHEAP))
    situations = cases_to_prove(table)
    monkeypatch.setattr("rules.proof.MOST_CASES", situations)
    assert prove(table).cases == situations
    monkeypatch.setattr("rules.proof.MOST_CASES", situations - 1)
    assert prove(table).cases == 0


def test_a_rule_of_one_day_is_met_and_broken_on_it() -> None:
    mapping = policy_mapping(CHEAP)
    mapping["rules"][1] |= {"effective_from": date(2025, 7, 1), "effective_until": date(2025, 7, 2)}
    table = Table(build(mapping))
    assert (len(table.periods), prove(table).faults) == (4, ())


def faults_of(table: Table) -> set[str]:
    """The faults of a proof, without the facts that they are on."""
    return {fault.en.partition(" on VehicleFacts(")[0] for fault in prove(table).faults}


def a_table_that_says(change: Callable[[Outcome], Outcome]) -> Table:
    class Wrong(Table):
        def outcome(self, key: int, unit: str, day: date) -> Outcome:
            return change(super().outcome(key, unit, day))

    return Wrong(policy_book(CHEAP))


@pytest.mark.parametrize(
    "change",
    [
        lambda found: replace(found, verdict=Verdict.EXEMPT),
        lambda found: replace(found, rule="another"),
        lambda found: replace(found, duties=found.duties[::-1]),
    ],
    ids=["verdict", "rule", "duties"],
)
def test_a_table_that_says_otherwise_than_judging_is_found(change: Callable[[Outcome], Outcome]) -> None:
    assert faults_of(a_table_that_says(change)) == {"the table and the judgement differ"}


def test_a_decision_that_says_otherwise_than_judging_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(book: Rulebook, facts: VehicleFacts) -> Decision:
        return replace(decide(book, facts), rule="another")

    monkeypatch.setattr("rules.proof.decide", wrong)
    assert faults_of(Table(policy_book(CHEAP))) == {"the decision and the judgement differ"}


def a_book_with(*more: dict[str, Any]) -> Rulebook:
    """The shipped book with copies of its first rule, changed."""
    mapping: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    mapping["rules"] += [copy.deepcopy(mapping["rules"][0]) | one for one in more]
    return build(mapping)


EVERY_KIND = [kind.value for kind in Energy if kind is not Energy.UNKNOWN]


def test_a_rule_that_can_never_fire_and_rules_that_contradict_are_found() -> None:
    book = a_book_with(
        {"id": "petrol-only", "requirement": {"energy": ["petrol"]}},
        {"id": "anything-goes", "requirement": {"energy": EVERY_KIND}},
    )
    contradiction = "henan-2023/13-bus-new, henan-2023/petrol-only, henan-2023/anything-goes"
    assert [fault.en for fault in prove(Table(book)).faults] == [
        "no vehicle can break rule henan-2023/anything-goes",
        f"these rules can not be met together: {contradiction}",
    ]


@pytest.mark.parametrize(
    "is_odd", [lambda facts: facts.energy is Energy.UNKNOWN, lambda facts: facts.is_contradictory]
)
def test_rules_are_not_met_together_by_a_vehicle_that_nobody_could_buy(
    monkeypatch: pytest.MonkeyPatch, is_odd: Callable[[VehicleFacts], bool]
) -> None:
    sound: Callable[[EnergyRequirement, VehicleFacts], Result] = vars(judge)["_energy_result"]
    book = a_book_with({"id": "diesel-only", "requirement": {"energy": ["diesel"]}})
    monkeypatch.setattr(
        judge, "_energy_result", lambda demand, facts: Result.MET if is_odd(facts) else sound(demand, facts)
    )
    assert [fault.en for fault in prove_together(Table(book))] == [
        "these rules can not be met together: henan-2023/13-bus-new, henan-2023/diesel-only"
    ]


def test_a_contradiction_is_told_once_of_all_days_units_and_ways_on_which_it_is_the_same() -> None:
    book = a_book_with(
        {"id": "petrol-only", "requirement": {"energy": ["petrol"]}},
        {"id": "later", "categories": ["other"], "effective_from": date(2026, 1, 1)},
    )
    assert [fault.en for fault in prove(Table(book)).faults] == [
        "these rules can not be met together: henan-2023/13-bus-new, henan-2023/petrol-only"
    ]
    assert len(Table(book).periods) == 3


def test_contradictions_are_told_duty_by_duty() -> None:
    def only(energy: str) -> dict[str, Any]:
        """A demand on the stage that vehicles of other owners can meet by one kind of energy alone."""
        clean = {"all_of": [{"emission_stage": ["china_6", "zero"]}, {"owner_class": ["state_owned"]}]}
        return {"id": f"{energy}-or-clean", "requirement": {"any_of": [{"energy": [energy]}, clean]}}

    book = a_book_with(
        only("petrol"), only("gas"), {"id": "diesel-only", "requirement": {"energy": ["diesel"]}}
    )
    assert [fault.en for fault in prove_together(Table(book))] == [
        "these rules can not be met together: henan-2023/13-bus-new, henan-2023/diesel-only",
        "these rules can not be met together: henan-2023/11-heavy-china-6, henan-2023/petrol-or-clean, "
        "henan-2023/gas-or-clean",
    ]


def test_a_rule_that_no_vehicle_can_meet_is_found() -> None:
    mapping = policy_mapping(CHEAP)
    mapping["rules"][1]["requirement"] = {"all_of": [{"energy": ["bev"]}, {"energy": ["fcev"]}]}
    assert {fault.en for fault in prove(Table(build(mapping | {"cases": None}))).faults} == {
        f"no vehicle can meet rule {CHEAP}/fixed-route",
        f"these rules can not be met together: {CHEAP}/fixed-route",
    }
