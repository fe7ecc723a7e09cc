from datetime import date

import pytest

from fleetsvc.books import shipped_book
from rules.decide import Decision, Reason, decide
from rules.decide_words import interpretation_step
from rules.facts import VehicleFacts
from rules.judge import DutyVerdict, Result, RuleOutcome
from rules.vocabulary import Category, Duty, EmissionStage, Energy, Event, Justification, MassClass, Verdict
from rules.wording import Text

BUS = "henan-2023/13-bus-new"
HEAVY = "henan-2023/11-heavy-china-6"
IN_PRINCIPLE = "henan-2023/13-in-principle"


def facts(
    category: Category = Category.BUS,
    event: Event = Event.NEW,
    energy: Energy = Energy.DIESEL,
    *,
    on: date = date(2025, 6, 1),
    stage: EmissionStage = EmissionStage.UNKNOWN,
    mass: MassClass = MassClass.LIGHT,
    shown: bool = False,
    justification: Justification = Justification.NONE,
) -> VehicleFacts:
    return VehicleFacts(category, event, "410100", on, energy, stage, mass, shown, justification)


def decided(given: VehicleFacts) -> Decision:
    return decide(shipped_book(), given)


def codes(decision: Decision) -> list[tuple[str, str | None]]:
    return [(reason.code, reason.clause) for reason in decision.reasons]


CONTESTED = (
    "buses-in-public-transport",
    "used-vehicles",
    "registration-day-counts",
    "retrofits",
    "no-last-day",
    "rank-of-evidence",
    "later-acts",
    "trolleybuses",
    "hydrogen-engines",
)
"""What a party could bring against a verdict that a new bus does not meet its duty."""


def test_a_decision_names_rule_clause_steps_interpretations_and_edition() -> None:
    decision = decided(facts())
    assert decision == Decision(
        verdict=Verdict.NON_COMPLIANT,
        rule=BUS,
        duties=(
            DutyVerdict(Duty.ENERGY, Verdict.NON_COMPLIANT, BUS),
            DutyVerdict(Duty.EMISSION_STAGE, Verdict.NOT_GOVERNED, None),
        ),
        outcomes=(RuleOutcome(BUS, Result.BROKEN, Verdict.NON_COMPLIANT),),
        reasons=(
            Reason(
                "requirement-broken",
                Text(
                    "柴油，不符合要求（纯电动、插电式混合动力（含增程式）、燃料电池），该条没有例外。",
                    "The vehicle is diesel: the demand (battery-electric, plug-in hybrid (range-extended included), "
                    "fuel cell) is not met, and the clause knows no exception.",
                ),
                "13-new",
            ),
        ),
        steps=decision.steps,
        interpretations=("effective-day", "nev-kinds", "heavy-above-3500-kg", *CONTESTED),
        rulebook_edition=shipped_book().edition,
    )
    contested = [interpretation_step(shipped_book().interpretations[name]) for name in CONTESTED]
    assert [step.zh for step in decision.steps if step not in contested] == [
        "郑州市于 2025-06-01 登记，申报为新增的公交车；柴油，排放阶段不明，总质量不超过 3500 kg。",
        "第 13 项写明：“新增公交车、市政环卫车全部使用新能源汽车”（约束力：全部；规则 henan-2023/13-bus-new）。",
        "柴油，不符合要求（纯电动、插电式混合动力（含增程式）、燃料电池），该条没有例外。",
        "总质量不超过 3500 kg，不是重型车，第 11 项“全面实施重型车国六排放标准”不适用。",
        "新能源要求：未达到（规则 henan-2023/13-bus-new）。",
        "国六排放要求：不适用（没有规则可据以判定）。",
        "所依解释（产品默认，待确认）：方案没有写起算日，从哪一天登记的车辆起算？"
        "自 2023-03-01 起登记的车辆；2023-02-24 发布，次月首日起算。",
        "所依解释（产品默认，待确认）：“新能源汽车”“新能源车辆”包括哪些？纯电动、插电式混合动力（含增程式）、"
        "燃料电池，依工业和信息化部令第 39 号（2017 年）；普通混合动力、燃气、甲醇不算。",
        "所依解释（产品默认，待确认）：“重型车”指哪些？最大设计总质量大于 3500 kg 的车辆，"
        "即 GB 17691-2018 的适用范围；不论类别，新增与更新都适用。",
        "结论：不符合（取最严者，依据规则 henan-2023/13-bus-new）。",
    ]
    assert decision.steps[9:-1] == tuple(contested)
    assert (
        decision.steps[-1].en
        == "Verdict: non-compliant (the strictest counts; by rule henan-2023/13-bus-new)."
    )


def test_the_same_facts_give_the_same_bytes() -> None:
    assert repr(decided(facts())).encode() == repr(decided(facts())).encode()


def test_a_replaced_bus_is_not_governed_by_the_new_bus_clause() -> None:
    decision = decided(facts(event=Event.REPLACEMENT, shown=True))
    assert (decision.verdict, decision.rule, decision.outcomes) == (Verdict.NOT_GOVERNED, None, ())
    assert codes(decision) == [("replacement-not-named", "13-new")]
    assert decision.interpretations == ("new-is-not-replacement", "replacement-shown", "heavy-above-3500-kg")


def test_a_replaced_bus_that_names_no_retired_one_stays_open_only_where_one_reading_is_adverse() -> None:
    unproven = decided(facts(event=Event.REPLACEMENT))
    assert (unproven.verdict, unproven.rule) == (Verdict.UNDETERMINED, BUS)
    assert codes(unproven) == [("replacement-unproven", "13-new")]
    met = decided(facts(event=Event.REPLACEMENT, energy=Energy.BEV))
    assert (met.verdict, met.rule) == (Verdict.NOT_GOVERNED, None)
    taxi = decided(facts(Category.TAXI, Event.REPLACEMENT, Energy.PETROL))
    assert (taxi.verdict, taxi.rule) == (Verdict.NEEDS_JUSTIFICATION, IN_PRINCIPLE)


def test_an_unproven_replacement_does_not_hide_a_stricter_verdict() -> None:
    decision = decided(facts(event=Event.REPLACEMENT, stage=EmissionStage.CHINA_5, mass=MassClass.HEAVY))
    assert (decision.verdict, decision.rule) == (Verdict.NON_COMPLIANT, HEAVY)


def duties(decision: Decision) -> list[tuple[str, str, str | None]]:
    return [(said.duty.value, said.verdict.value, said.rule) for said in decision.duties]


def test_a_replaced_diesel_bus_with_china_6_is_not_governed_on_energy_and_meets_the_emission_standard() -> (
    None
):
    decision = decided(
        facts(event=Event.REPLACEMENT, stage=EmissionStage.CHINA_6B, mass=MassClass.HEAVY, shown=True)
    )
    assert (decision.verdict, decision.rule) == (Verdict.COMPLIANT, HEAVY)
    assert duties(decision) == [("energy", "not_governed", None), ("emission_stage", "compliant", HEAVY)]
    told = [step.en for step in decision.steps]
    at = told.index("NEV duty: not governed (no rule has a say).")
    assert told[at + 1] == f"China VI: met (rule {HEAVY})."
    assert told[-1] == f"Verdict: compliant (the strictest counts; by rule {HEAVY})."


def test_a_replacement_that_nothing_shows_leaves_the_energy_duty_open_whatever_the_emission_duty_says() -> (
    None
):
    broken = decided(facts(event=Event.REPLACEMENT, stage=EmissionStage.CHINA_5, mass=MassClass.HEAVY))
    assert duties(broken) == [("energy", "undetermined", BUS), ("emission_stage", "non_compliant", HEAVY)]
    met = decided(facts(event=Event.REPLACEMENT, stage=EmissionStage.CHINA_6, mass=MassClass.HEAVY))
    assert duties(met) == [("energy", "undetermined", BUS), ("emission_stage", "compliant", HEAVY)]
    assert (met.verdict, met.rule) == (Verdict.UNDETERMINED, BUS)


def test_a_hybrid_below_china_6_does_its_energy_duty_and_breaks_the_other() -> None:
    decision = decided(facts(energy=Energy.PHEV, stage=EmissionStage.CHINA_5, mass=MassClass.HEAVY))
    assert duties(decision) == [("energy", "compliant", BUS), ("emission_stage", "non_compliant", HEAVY)]
    assert (decision.verdict, decision.rule) == (Verdict.NON_COMPLIANT, HEAVY)


def test_what_only_counts_in_a_share_or_is_encouraged_is_part_of_the_energy_duty() -> None:
    decision = decided(facts(Category.URBAN_LOGISTICS, energy=Energy.BEV))
    assert duties(decision) == [
        ("energy", "compliant", IN_PRINCIPLE),
        ("emission_stage", "not_governed", None),
    ]
    advised = decided(facts(Category.OTHER, energy=Energy.DIESEL))
    assert duties(advised) == [("energy", "not_governed", None), ("emission_stage", "not_governed", None)]


def test_a_justification_moves_an_in_principle_vehicle_and_never_a_bus() -> None:
    verdicts = {
        category: [decided(facts(category, justification=standing)).verdict for standing in Justification]
        for category in (Category.TAXI, Category.BUS)
    }
    assert verdicts == {
        Category.TAXI: [
            Verdict.NEEDS_JUSTIFICATION,
            Verdict.EXEMPT,
            Verdict.NON_COMPLIANT,
            Verdict.NON_COMPLIANT,
        ],
        Category.BUS: [Verdict.NON_COMPLIANT] * 4,
    }


def test_the_strictest_outcome_wins_and_all_applying_rules_are_cited() -> None:
    decision = decided(facts(Category.URBAN_LOGISTICS, stage=EmissionStage.CHINA_5, mass=MassClass.HEAVY))
    assert (decision.verdict, decision.rule) == (Verdict.NON_COMPLIANT, HEAVY)
    assert [
        (outcome.rule.split("/")[1], outcome.result.value, outcome.verdict) for outcome in decision.outcomes
    ] == [
        ("13-in-principle", "broken", Verdict.NEEDS_JUSTIFICATION),
        ("11-heavy-china-6", "broken", Verdict.NON_COMPLIANT),
        ("11-urban-freight-mainly", "counted_against", None),
        ("11-short-haul-encouraged", "broken", Verdict.ADVISORY),
    ]
    assert codes(decision) == [
        ("requirement-broken", "11-heavy"),
        ("justification-needed", "13-in-principle"),
        ("encouragement-not-met", "11-short-haul"),
        ("counted-against", "11-urban-freight"),
    ]


@pytest.mark.parametrize(
    ("energy", "is_cited"), [(Energy.PETROL, True), (Energy.BEV, False), (Energy.UNKNOWN, False)]
)
def test_what_in_principle_means_is_cited_only_where_the_rule_is_not_met(
    energy: Energy, is_cited: bool
) -> None:
    cited = decided(facts(Category.TAXI, energy=energy)).interpretations
    assert ("in-principle-means-explain" in cited, "exception-grounds" in cited) == (is_cited, is_cited)


def test_a_category_that_is_not_named_is_told_only_while_the_rule_is_in_force() -> None:
    inside, before = (decided(facts(Category.OTHER, on=day)) for day in (date(2023, 3, 1), date(2023, 2, 28)))
    assert codes(inside) == [("category-not-named", "13-in-principle")]
    assert codes(before) == [("outside-effective-days", "11-heavy")]
    assert "and-the-like-adds-nothing" not in before.interpretations


def test_a_vehicle_before_the_first_day_is_not_governed_and_told_which_rules_come() -> None:
    decision = decided(facts(on=date(2018, 1, 1)))
    assert (decision.verdict, decision.rule) == (Verdict.NOT_GOVERNED, None)
    assert codes(decision) == [("outside-effective-days", "13-new"), ("outside-effective-days", "11-heavy")]
    assert decision.interpretations == ("effective-day",)
