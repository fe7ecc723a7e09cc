"""The sentences of a decision: which reason is given, and what it says of the vehicle, the rule and its words."""

from dataclasses import replace
from datetime import date

import pytest

from fleetsvc.books import shipped_book
from rules.decide_words import (
    clause_step,
    conclusion,
    duty_step,
    facts_step,
    interpretation_step,
    missed,
    no_rule,
    outcome_code,
    outcome_sentence,
    presumed_heavy,
)
from rules.facts import VehicleFacts
from rules.judge import DutyVerdict, Result, RuleOutcome
from rules.rulebook_parts import Aspect, Letter, Rule, Status
from rules.vocabulary import Category, Duty, Energy, Event, Justification, MassClass, Verdict
from tests.policies import policy_book

BUS = VehicleFacts(Category.BUS, Event.REPLACEMENT, "410100", date(2025, 6, 1), Energy.DIESEL)
BOOK = shipped_book()
AIR = policy_book("zhengzhou-air-2024")
HEAVY_CLAUSE = "“全面实施重型车国六排放标准”"


def a_rule(name: str) -> Rule:
    found = BOOK.rule(f"henan-2023/{name}")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("by", "zh"),
    [
        (
            Aspect.DAY,
            "规则 henan-2023/11-heavy-china-6（第 11 项）自 2023-03-01 起适用，登记日不在其内。",
        ),
        (
            Aspect.EVENT,
            f"第 11 项{HEAVY_CLAUSE}只写“新增、更新”，没有写“更新”，不据以判定本车，仅作提示。",
        ),
        (Aspect.CATEGORY, f"第 11 项{HEAVY_CLAUSE}没有列举“公交车”，不据以判定。"),
        (Aspect.MASS, f"总质量不超过 3500 kg，不是重型车，第 11 项{HEAVY_CLAUSE}不适用。"),
        (Aspect.MASS_MISSING, f"总质量不明，且没有低于要求的排放阶段，第 11 项{HEAVY_CLAUSE}不作审查。"),
    ],
)
def test_each_thing_that_keeps_a_rule_from_judging_has_its_sentence(by: Aspect, zh: str) -> None:
    assert missed(BOOK, a_rule("11-heavy-china-6"), by, BUS).zh == zh


def test_whom_a_rule_is_about_is_said_of_a_vehicle_that_is_none_of_them() -> None:
    assert missed(AIR, AIR.rules[0], Aspect.SCOPE, BUS).en == (
        "Task 1 (“State-owned enterprises in principle carry goods by new-energy or China VI trucks only”) is about "
        "vehicles with class of owner: state-owned enterprise, and (category: muck truck, cement tanker or mixer, "
        "urban logistics vehicle, or use: goods transport); this is none of them."
    )


def test_the_days_of_a_rule_that_ends_are_both_told() -> None:
    book = policy_book("eu-clean-vehicles")
    assert missed(book, book.rules[0], Aspect.DAY, BUS).en == (
        "Rule eu-clean-vehicles/light (task 1) applies from 2021-08-02 and before 2026-01-01: "
        "the day of registration is not within."
    )


def test_what_is_missing_is_named_once_whether_it_decides_on_the_rule_or_on_its_demand() -> None:
    rule = AIR.rules[0]
    assert outcome_sentence("scope-facts-missing", rule, BUS).zh == (
        "缺少所有人类别、用途、排放阶段，不知本条是否适用（适用于：所有人类别为国有企业，且（车辆用途为渣土车、水泥罐车、"
        "城市物流配送车，或用途为货物运输））；如适用，还须符合：能源种类为纯电动、插电式混合动力（含增程式）、燃料电池，"
        "或排放阶段为国六a、国六b、国六、零排放。"
    )
    freight = replace(BUS, category=Category.MUCK_TRUCK, energy=Energy.UNKNOWN)
    assert outcome_sentence("facts-missing", rule, freight).en.partition(".")[0] == (
        "Not given: class of owner, energy, emission stage"
    )
    assert outcome_sentence("facts-missing", a_rule("13-bus-new"), BUS).en.startswith("Not given: . Whether")


def test_the_stage_of_a_vehicle_is_told_where_a_rule_looks_at_it() -> None:
    told = {
        rule.id: outcome_sentence("requirement-broken", rule, BUS).en.partition(": the demand")[0]
        for rule in (a_rule("13-bus-new"), a_rule("11-heavy-china-6"), AIR.rules[0])
    }
    with_stage = "The vehicle is diesel, emission stage unknown"
    assert list(told.values()) == ["The vehicle is diesel", with_stage, with_stage]


def test_what_is_demanded_in_principle_is_told_so() -> None:
    asked = outcome_sentence("justification-needed", a_rule("13-in-principle"), BUS)
    strictly = outcome_sentence("justification-needed", a_rule("13-bus-new"), BUS)
    assert "未达到“原则上”的要求（" in asked.zh
    assert "what is demanded in principle (" in asked.en
    assert "未达到要求（" in strictly.zh
    assert "what is demanded (" in strictly.en


@pytest.mark.parametrize(
    ("name", "result", "code"),
    [
        ("13-bus-new", Result.MET, "requirement-met"),
        ("13-bus-new", Result.BROKEN, "requirement-broken"),
        ("13-in-principle", Result.BROKEN, "justification-refused"),
        ("11-short-haul-other", Result.MET, "encouragement-met"),
        ("11-short-haul-other", Result.BROKEN, "encouragement-not-met"),
        ("13-bus-new", Result.PERHAPS_USED, "perhaps-used"),
        ("11-short-haul-other", Result.EXCEPTED, "exception-approved"),
    ],
)
def test_what_a_rule_finds_has_its_reason(name: str, result: Result, code: str) -> None:
    facts = replace(BUS, justification=Justification.REFUSED)
    rule = a_rule(name)
    assert outcome_code(rule, RuleOutcome(rule.id, result, None), facts) == code


def test_a_reason_says_that_the_grounds_of_an_exception_have_ended() -> None:
    book = policy_book("henan-three-years-2023")
    [rule] = (one for one in book.rules if any(ground.until == date(2026, 1, 1) for ground in one.exceptions))
    found = [
        outcome_code(rule, RuleOutcome(rule.id, Result.BROKEN, None), replace(BUS, registered_on=day))
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert found == ["justification-needed", "exceptions-expired"]


def test_the_facts_are_told_with_a_unit_that_is_none_and_that_it_may_be_a_used_vehicle() -> None:
    assert facts_step(replace(BUS, mass_class=MassClass.HEAVY)).en == (
        "Registered on 2025-06-01 in Zhengzhou, declared as replacement: bus; diesel, emission stage unknown, "
        "gross mass above 3,500 kg."
    )
    assert facts_step(replace(BUS, unit="x", perhaps_used=True)).zh == (
        "x于 2025-06-01 登记，申报为更新的公交车；柴油，排放阶段不明，总质量不明，出厂超过 24 个月。"
    )


def test_the_words_of_a_clause_are_told_with_what_they_lack() -> None:
    book = policy_book("eu-clean-vehicles")
    assert clause_step(book, book.rules[0]).zh == (
        "第 1 项写明：“2021年8月2日至2025年底采购的轻型车中清洁车辆不低于38.5%，其中一半为零排放车辆”"
        "（约束力：不低于；规则 eu-clean-vehicles/light）。"
    )
    three_years = shipped_book("henan-three-years-2023")
    assert clause_step(three_years, three_years.rules[0]).zh.endswith(
        "；只存有所引段落，没有全文；文字未与原文核对）。"
    )


def test_an_interpretation_is_told_with_its_standing_and_its_letter() -> None:
    entry = BOOK.interpretations["nev-kinds"]
    letter = Letter("豫工信函〔2025〕1 号", date(2025, 1, 2))
    standings = [
        interpretation_step(one).zh.partition("）：")[0]
        for one in (
            entry,
            replace(entry, status=Status.CONFIRMED),
            replace(entry, status=Status.CONFIRMED, letter=letter),
        )
    ]
    assert standings == [
        "所依解释（产品默认，待确认",
        "所依解释（已确认",
        "所依解释（已确认，豫工信函〔2025〕1 号",
    ]


def test_verdicts_are_told_with_their_rule_or_without_any() -> None:
    assert (conclusion(Verdict.COMPLIANT, "r").zh, conclusion(Verdict.NOT_GOVERNED, None).zh) == (
        "结论：符合（取最严者，依据规则 r）。",
        "结论：不适用。",
    )
    assert duty_step(DutyVerdict(Duty.ENERGY, Verdict.COMPLIANT, "r")).en == "NEV duty: met (rule r)."
    assert duty_step(DutyVerdict(Duty.ENERGY, Verdict.NOT_GOVERNED, None)).en == (
        "NEV duty: not governed (no rule has a say)."
    )
    assert no_rule(BUS).zh == "没有规则涉及更新的公交车。"
    assert presumed_heavy(BUS).en.startswith("No gross mass was given: this vehicle (bus) is presumed heavy")
