"""Real policies, each written as data alone: they build, their cases come out, the table says what judging says."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from rules.cases import misses, own_cases
from rules.counties import COUNTY_CODES, unit_of_county
from rules.demand_words import about as about_whom
from rules.demand_words import demand, requires, where_data
from rules.examination import first_misses, told
from rules.facts import VehicleFacts
from rules.judge import judge
from rules.mutants import hunt, mutants
from rules.proof import MOST_CASES, cases_to_prove, prove
from rules.questions import Question, open_in
from rules.requirements import requirement
from rules.rulebook import RulebookBroken, build
from rules.table import Table
from rules.units import UNITS
from rules.vocabulary import (
    Area,
    Category,
    EmissionStage,
    Energy,
    Event,
    Justification,
    MassClass,
    OwnerClass,
    Use,
    Verdict,
)
from tests.policies import POLICIES, policy_book, policy_mapping


@pytest.mark.parametrize("name", POLICIES)
def test_every_case_of_a_policy_comes_out_and_every_rule_has_one(name: str) -> None:
    mapping, book = policy_mapping(name), policy_book(name)
    cases = own_cases(mapping, book)
    assert [told(miss).en for miss in first_misses(misses(book, cases))] == []
    entries = {rule["id"] for rule in mapping["rules"]}
    assert {case.about.partition("/")[2].partition("-from-")[0] for case in cases} == entries


def any_vehicle(chance: Random) -> VehicleFacts:
    """A vehicle of any facts, in any unit and one of its counties, on any day of the years of all policies."""
    unit = chance.choice(list(UNITS))
    counties: list[str | None] = [code for code in COUNTY_CODES if unit_of_county(code) == unit]
    event = chance.choice(list(Event))
    return VehicleFacts(
        category=chance.choice(list(Category)),
        event=event,
        unit=unit,
        registered_on=date(2019, 1, 1) + timedelta(days=chance.randrange(6200)),
        energy=chance.choice(list(Energy)),
        emission_stage=chance.choice(list(EmissionStage)),
        mass_class=chance.choice(list(MassClass)),
        replacement_shown=event is Event.REPLACEMENT and chance.random() < 0.5,
        justification=chance.choice(list(Justification)),
        owner_class=chance.choice(list(OwnerClass)),
        use=chance.choice(list(Use)),
        area=chance.choice(list(Area)),
        county=chance.choice([*counties, None]),
    )


@pytest.mark.parametrize("name", POLICIES)
def test_the_table_says_of_any_vehicle_what_judging_it_says(name: str) -> None:
    table, chance = Table(policy_book(name)), Random(name)
    for _ in range(1500):
        facts = any_vehicle(chance)
        judged = judge(table.rulebook, facts)
        found = table.outcome(facts.case_key, facts.unit, facts.registered_on)
        assert (found.verdict, found.rule, found.duties) == (judged.verdict, judged.rule, judged.duties), (
            facts
        )


def test_what_tells_too_much_apart_to_be_enumerated_is_told_and_not_proven() -> None:
    mapping = policy_mapping("zhengzhou-air-2024")
    every = [{"owner_class": [word]} for word in OwnerClass if word != "unknown"]
    uses = [{"use": [word]} for word in Use if word != "unknown"]
    mapping["rules"][1]["where"] = {"any_of": [*every, *uses, {"county": ["410122"]}, {"county": ["410181"]}]}
    mapping["rules"][1]["categories"] = [category.value for category in Category]
    mapping["rules"][1]["units"] = "all"
    table = Table(build(mapping))
    assert cases_to_prove(table) > MOST_CASES
    proof = prove(table)
    assert (proof.holds, proof.cases) == (False, 0)
    assert proof.faults[0].en.startswith(f"{cases_to_prove(table)} situations would have to be judged")


def test_wrong_changes_are_made_to_conditions_and_phases_too() -> None:
    made = {mutant.name for mutant in mutants(policy_mapping("carb-clean-fleets"))}
    assert {
        "milestones: phase 1 from -1 day",
        "milestones: phase 4 energy with phev",
        "milestones: where any_of instead",
        "drayage: where all_of 0 use with freight",
    } <= made
    mapping = policy_mapping("zhengzhou-air-2024")
    found = hunt(mapping, own_cases(mapping, policy_book("zhengzhou-air-2024")))
    assert "state-owned: all_of instead" not in found.survivors
    assert "state-owned: where all_of 0 owner_class with private" not in found.survivors


def in_words(name: str) -> dict[str, str]:
    return {rule.id.partition("/")[2]: demand(rule).en for rule in policy_book(name).rules}


def test_demands_are_told_in_words() -> None:
    assert in_words("eu-clean-vehicles") == {
        "light": "at least 38.5 % of: energy: battery-electric, fuel cell, or (energy: plug-in hybrid (range-extended "
        "included), and emission stage: China VIb, zero emission), since the rule began to hold; among them at least "
        "19.25 % of: battery-electric, fuel cell"
    }
    assert in_words("official-procurement-2024")["share"] == (
        "at least 30 % of: battery-electric, plug-in hybrid (range-extended included), fuel cell, of each owner by "
        "itself, over the calendar year, rounded to whole vehicles"
    )
    [rule, _] = policy_book("zhengzhou-air-2024").rules
    assert demand(rule).zh == (
        "能源种类为纯电动、插电式混合动力（含增程式）、燃料电池，或排放阶段为国六a、国六b、国六、零排放"
    )
    meant = where_data(rule)
    assert meant == {
        "all_of": [
            {"owner_class": ["state_owned"]},
            {
                "any_of": [
                    {"category": ["muck_truck", "mixer_truck", "urban_logistics"]},
                    {"use": ["freight"]},
                ]
            },
        ]
    }
    assert about_whom(meant).zh == (
        "所有人类别为国有企业，且（车辆用途为渣土车、水泥罐车、城市物流配送车，或用途为货物运输）"
    )


def test_the_data_of_a_share_hold_all_its_terms() -> None:
    first = policy_book("carb-clean-fleets").rules[0]
    assert requires(first) == {
        "energy": ["bev", "fcev"],
        "share": {
            "percent": 10.0,
            "exclusive": False,
            "group": "operator",
            "counted": "stock",
            "rounding": "half_up",
            "smallest_group": 50,
        },
    }


def test_an_answer_names_the_facts_about_the_owner_that_would_decide() -> None:
    book, day = policy_book("zhengzhou-air-2024"), date(2025, 6, 1)
    question = Question(Category.OTHER, Event.NEW, "410100", day, energy=Energy.DIESEL)
    assert open_in(book, question).depends_on == ("emission_stage", "owner_class", "use")
    answer = requirement(book, question)
    assert (answer.energy_governed, answer.emission_governed) == (False, None)
    assert "“state-owned” is about: class of owner: state-owned enterprise, and (" in answer.summary.en
    private = Question(
        Category.OTHER, Event.NEW, "410100", day, energy=Energy.DIESEL, owner_class=OwnerClass.PRIVATE
    )
    assert open_in(book, private).depends_on == ()
    answer = requirement(book, private)
    assert (answer.rules, answer.emission_governed) == ((), False)
    assert [(miss.rule.id, miss.by) for miss in answer.near] == [("zhengzhou-air-2024/state-owned", "scope")]


def test_what_must_be_new_energy_where_exceptions_have_ended() -> None:
    book = policy_book("henan-three-years-2023")
    asked = {
        day: requirement(
            book, Question(Category.OFFICIAL, Event.NEW, "410100", day, owner_class=OwnerClass.GOVERNMENT)
        )
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    }
    assert [len(answer.exceptions) for answer in asked.values()] == [1, 0]
    assert [answer.summary.en.partition(".")[0].rpartition("; ")[2] for answer in asked.values()] == [
        "otherwise a justification must be approved",
        "there are no exceptions",
    ]


def changed(change: Any) -> list[tuple[str, str]]:
    """Path and message of each problem of a policy after a change of its first rule."""
    mapping = policy_mapping("zhengzhou-air-2024")
    mapping["rules"][0].update(change)
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    return [(one.path.removeprefix("rules[0]."), one.message.en) for one in broken.value.problems]


NEV = {"energy": ["bev"]}


@pytest.mark.parametrize(
    ("change", "told_as"),
    [
        (
            {"where": {"owner_class": ["state_owned"], "use": ["port"]}},
            [
                (
                    "where.use",
                    "a condition states one thing, and owner_class is stated; join them by all_of or any_of",
                )
            ],
        ),
        ({"where": {"owner": ["state"]}}, None),
        ({"where": {"use": ["port", "moon"]}}, None),
        (
            {"where": {"use": ["unknown"]}},
            [("where.use", "unknown is no condition: what is not known is asked")],
        ),
        (
            {"where": {"any_of": [{"use": ["port"]}]}},
            [("where.any_of", "there is one part only: nothing to join")],
        ),
        (
            {"where": {"any_of": [{"use": ["port"]}, {"use": ["port"]}]}},
            [("where.any_of[1]", "repeats rules[0].where.any_of[0]")],
        ),
        (
            {"requirement": {"any_of": [NEV, {"owner_class": ["state_owned"]}]}},
            [
                (
                    "requirement",
                    "it can be met without energy or emission stage; say in the rule's where which vehicles are meant",
                )
            ],
        ),
        (
            {"requirement": {"all_of": [NEV, {"emission_stage": ["china_6"]}]}},
            [("requirement", "the stages must hold zero: a vehicle without a tailpipe meets every one")],
        ),
        (
            {"requirement": {"any_of": [NEV, {"energy": ["fcev"]}], "energy": ["bev"]}},
            [
                (
                    "requirement.any_of",
                    "a rule makes one demand, and energy is stated; give the other a rule of its own",
                )
            ],
        ),
        (
            {"units": ["410200", "410225"]},
            [("units[1]", "410200, which holds this county, is listed")],
        ),
        (
            {"phases": [{"from": "2024-07-01", "requirement": NEV}]},
            [
                ("requirement", "phases are stated: each of them says this"),
                ("effective_from", "phases are stated: each of them says this"),
            ],
        ),
    ],
)
def test_what_is_not_known_or_would_be_ignored_is_a_problem_at_its_path(
    change: dict[str, Any], told_as: list[tuple[str, str]] | None
) -> None:
    found = changed(change)
    if told_as is None:
        assert found
        assert all(path.startswith("where") for path, _ in found)
    else:
        assert found == told_as


def test_phases_out_of_order_and_bad_terms_of_a_share_are_problems() -> None:
    mapping = policy_mapping("carb-clean-fleets")
    mapping["rules"][0]["phases"][1]["from"] = "2024-01-01"
    share = mapping["rules"][0]["phases"][2]["requirement"]["share"]
    share.update(at_least_percent="38,5", counted="fleet", rounding="up and down")
    mapping["rules"][2]["phases"][0]["requirement"]["share"] = {
        **NEV, "more_than_percent": 50, "rounding": "down", "sub_shares": [{"energy": ["bev"]}]
    }  # fmt: skip
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    assert [one.path for one in broken.value.problems] == [
        "rules[0].phases[1].from",
        "rules[0].phases[2].requirement.share.at_least_percent",
        "rules[0].phases[2].requirement.share.rounding",
        "rules[0].phases[2].requirement.share.counted",
        "rules[2].phases[0].requirement.share.rounding",
        "rules[2].phases[0].requirement.share.sub_shares[0].percent_of_target",
    ]


def test_rules_that_no_vehicle_could_meet_together_are_found_in_conditions_too() -> None:
    mapping = policy_mapping("zhengzhou-air-2024")
    mapping["rules"] = [
        mapping["rules"][1] | {"id": "one"},
        mapping["rules"][1] | {"id": "other", "clause": "state-owned"},
    ]
    mapping["rules"][0]["requirement"] = {"all_of": [NEV, {"emission_stage": ["zero"]}]}
    mapping["rules"][1]["requirement"] = {"energy": ["phev"]}
    assert "these rules can not be met together: zhengzhou-air-2024/one, zhengzhou-air-2024/other" in [
        fault.en for fault in prove(Table(build(mapping | {"cases": None}))).faults
    ]


def test_a_verdict_of_a_way_without_energy_is_one_on_the_stage() -> None:
    [either, _] = policy_book("zhengzhou-air-2024").rules
    facts = VehicleFacts(
        Category.MUCK_TRUCK, Event.NEW, "410100", date(2024, 7, 1), Energy.DIESEL, EmissionStage.CHINA_6,
        owner_class=OwnerClass.STATE_OWNED,
    )  # fmt: skip
    judged = judge(policy_book("zhengzhou-air-2024"), facts)
    assert either.duty == "emission_stage"
    assert [said.verdict for said in judged.duties] == [Verdict.NOT_GOVERNED, Verdict.COMPLIANT]
