import copy
from dataclasses import replace
from datetime import date

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules.circumstances import words_in
from rules.conditions import Among
from rules.counties import COUNTY_CODES, unit_of_county
from rules.demand_words import requires
from rules.questions import Question, claim_decides
from rules.requirements import Requirement, interpretations_of, requirement, rests_on_replacement
from rules.rulebook import Rulebook, build
from rules.vocabulary import Category, EmissionStage, Energy, Event, Force, Replacement, Use
from rules.written_out import written_out


def asked(category: Category, event: Event = Event.NEW, *, day: date = date(2025, 6, 1)) -> Requirement:
    return requirement(shipped_book(), Question(category, event, "410100", day))


def in_short(
    found: Requirement,
) -> tuple[bool, Force | None, tuple[Energy, ...] | None, list[str], list[str]]:
    return (
        found.energy_governed,
        found.force,
        found.allowed_energy,
        [rule.id.removeprefix("henan-2023/") for rule in found.rules],
        [ground.ground for ground in found.exceptions],
    )


NEV_IN_ORDER = (Energy.BEV, Energy.PHEV, Energy.FCEV)
GROUNDS = ["special-need", "no-suitable-model", "no-charging", "other-approved"]


def test_a_new_muck_truck_should_in_principle_be_new_energy_with_grounds_for_exceptions() -> None:
    rules = ["13-in-principle", "11-heavy-china-6", "11-short-haul-encouraged"]
    found = asked(Category.MUCK_TRUCK)
    assert in_short(found) == (True, Force.IN_PRINCIPLE, NEV_IN_ORDER, rules, GROUNDS)
    assert found.summary.zh == (
        "新增的渣土车原则上应是：纯电动、插电式混合动力（含增程式）、燃料电池；否则须提交情况说明并获批准。"
        "另外，总质量大于 3500 kg 的须达到：国六a、国六b、国六、零排放。"
        "鼓励性要求：中短途货物运输鼓励采用新能源车辆。"
    )
    assert found.summary.en == (
        "Muck truck, newly added: should in principle be battery-electric, plug-in hybrid (range-extended included), "
        "fuel cell; otherwise a justification must be approved. Also, above 3,500 kg gross mass one of: China VIa, "
        "China VIb, China VI, zero emission. Of force “encouraged”: New-energy vehicles are encouraged for short- "
        "and medium-haul goods."
    )


def test_a_new_bus_must_be_new_energy_without_exception() -> None:
    assert in_short(asked(Category.BUS)) == (
        True,
        Force.ALL,
        NEV_IN_ORDER,
        ["13-bus-new", "11-heavy-china-6"],
        [],
    )


def test_a_replaced_bus_is_not_governed_though_the_heavy_rule_applies_and_the_clause_is_told() -> None:
    found = asked(Category.BUS, Event.REPLACEMENT)
    assert in_short(found) == (False, None, None, ["11-heavy-china-6"], [])
    assert "只写“新增”，没有写“更新”" in found.summary.zh


def a_book_with_two_rules_on_new_buses(**changes: object) -> Rulebook:
    """The shipped book with a second rule on new buses beside the first."""
    mapping = copy.deepcopy(written_out(book_mapping()))
    mapping["rules"].insert(0, {**copy.deepcopy(mapping["rules"][0]), "id": "second", **changes})
    return build(mapping)


def test_of_two_forces_the_stricter_one_counts_and_brings_its_kinds_alone() -> None:
    ground = {"zh": "理由", "en": "ground"}
    book = a_book_with_two_rules_on_new_buses(
        force="in_principle",
        requirement={"energy": ["bev"]},
        exceptions=[{"ground": "any", "description": ground, "evidence": [ground]}],
    )
    found = requirement(book, Question(Category.BUS, Event.NEW, "410100", date(2025, 6, 1)))
    assert (found.force, found.allowed_energy, found.exceptions) == (Force.ALL, NEV_IN_ORDER, ())


def test_of_two_rules_of_one_force_only_the_kinds_that_meet_both_are_allowed() -> None:
    book = a_book_with_two_rules_on_new_buses(requirement={"energy": ["bev", "fcev", "gas"]})
    found = requirement(book, Question(Category.BUS, Event.NEW, "410100", date(2025, 6, 1)))
    assert (found.force, found.allowed_energy) == (Force.ALL, (Energy.BEV, Energy.FCEV))


def test_nothing_is_asked_before_the_first_day_and_the_first_day_is_told() -> None:
    found = asked(Category.TAXI, day=date(2023, 2, 28))
    assert in_short(found) == (False, None, None, [], [])
    assert found.summary.zh == (
        "新增的出租车：没有约束性规则要求能源种类。"
        "规则 henan-2023/13-in-principle（第 13 项）自 2023-03-01 起适用，登记日不在其内。"
    )


def test_every_form_of_demand_is_told_as_plain_data() -> None:
    nev = ["bev", "phev", "fcev"]
    assert {rule.id.removeprefix("henan-2023/"): requires(rule) for rule in shipped_book().rules} == {
        "13-bus-new": {"energy": nev},
        "13-sanitation-new": {"energy": nev},
        "13-in-principle": {"energy": nev},
        "11-heavy-china-6": {
            "emission_stage": ["china_6a", "china_6b", "china_6", "zero"],
            "gross_mass_above_kg": 3500,
        },
        "11-urban-freight-mainly": {"energy": nev, "share": {"percent": 50.0, "exclusive": True}},
        "11-short-haul-encouraged": {"energy": nev},
        "11-short-haul-other": {"energy": nev},
    }


def test_a_rule_lists_the_interpretations_about_the_category_asked_for() -> None:
    book = shipped_book()
    assert interpretations_of(book, book.rules[2], Category.POSTAL) == (
        "effective-day",
        "nev-kinds",
        "in-principle-means-explain",
        "exception-grounds",
        "couriers-are-not-postal",
        "used-vehicles",
        "registration-day-counts",
        "retrofits",
        "no-last-day",
        "who-approves-exceptions",
        "rank-of-evidence",
        "later-acts",
        "hydrogen-engines",
    )


def test_where_couriers_belong_is_cited_for_postal_and_for_logistics_vehicles_alike() -> None:
    book = shipped_book()
    citing = [
        category
        for category in Category
        if "couriers-are-not-postal" in interpretations_of(book, book.rules[2], category)
    ]
    assert citing == [Category.URBAN_LOGISTICS, Category.POSTAL]


@pytest.mark.parametrize(
    ("category", "energy", "decides"),
    [
        (Category.BUS, Energy.DIESEL, True),
        (Category.BUS, Energy.BEV, False),
        (Category.SANITATION, Energy.DIESEL, True),
        (Category.TAXI, Energy.PETROL, False),
    ],
)
def test_a_claim_decides_where_a_replaced_vehicle_is_judged_otherwise_than_a_new_one(
    category: Category, energy: Energy, *, decides: bool
) -> None:
    said = Question(
        category, Event.REPLACEMENT, "410100", date(2025, 6, 1), energy, replaces=Replacement.CLAIMED
    )
    assert claim_decides(shipped_book(), said) is decides
    assert claim_decides(shipped_book(), replace(said, replaces=None)) is decides
    for known in (Replacement.NONE, Replacement.CONFIRMED):
        assert claim_decides(shipped_book(), replace(said, replaces=known)) is False
    assert claim_decides(shipped_book(), replace(said, event=Event.NEW)) is False


def test_kinds_that_may_meet_joined_conditions_are_allowed_each_with_the_stage_that_it_would_have() -> None:
    mapping = copy.deepcopy(written_out(book_mapping()))
    mapping["rules"][0]["requirement"] = {
        "all_of": [{"energy": ["bev", "diesel"]}, {"emission_stage": ["zero"]}]
    }
    question = Question(Category.BUS, Event.NEW, "410100", date(2025, 6, 1))
    book = build(mapping)
    assert requirement(book, question).allowed_energy == (Energy.BEV, Energy.DIESEL)
    dirty = replace(question, emission_stage=EmissionStage.CHINA_6B)
    assert requirement(book, dirty).allowed_energy == (Energy.BEV,)


def test_whether_a_stage_is_asked_for_is_open_until_the_mass_is_said() -> None:
    said = Question(Category.TAXI, Event.NEW, "410100", date(2025, 6, 1))
    found = [
        requirement(shipped_book(), replace(said, gross_mass_kg=mass)).emission_governed
        for mass in (None, 1500, 18000)
    ]
    assert found == [None, False, True]


def test_the_counties_that_a_rule_names_are_told_apart_in_their_own_unit_alone() -> None:
    read = [Among("county", frozenset({"410122"}))]
    own = [code for code in COUNTY_CODES if code.startswith("4101")]
    assert words_in("410100", "county", read) == [code for code in own if unit_of_county(code) == "410100"]
    assert "410122" in words_in("410100", "county", read)
    assert words_in("410200", "county", read) == []


def test_advice_for_some_vehicles_only_is_given_where_it_is_known_that_this_is_one_of_them() -> None:
    said = Question(Category.OTHER, Event.NEW, "410100", date(2025, 6, 1))
    found = {
        use: in_short(requirement(shipped_book(), replace(said, use=use)))[3]
        for use in (None, Use.FREIGHT, Use.PASSENGER)
    }
    heavy = ["11-heavy-china-6"]
    assert found == {
        None: heavy,
        Use.FREIGHT: [*heavy, "11-short-haul-other"],
        Use.PASSENGER: heavy,
    }


def test_only_an_answer_on_a_replacement_that_is_asked_for_less_rests_on_it() -> None:
    answers = [asked(category, event) for category in (Category.BUS, Category.TAXI) for event in Event]
    assert [
        answer.question.category
        for answer in answers
        if rests_on_replacement(shipped_book(), answer.question, answer.rules)
    ] == [Category.BUS]
    assert not rests_on_replacement(shipped_book(), asked(Category.BUS).question, ())
