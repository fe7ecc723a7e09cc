"""Several rulebooks as one law: every rule counts, equal numbers and ids are told apart, the order does not matter."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules.citations import citations
from rules.decide import decide
from rules.facts import VehicleFacts
from rules.judge import SEVERITY, judge
from rules.law import build_law, compose, law_content, law_edition_of
from rules.proof import prove_together
from rules.questions import Question
from rules.requirements import requirement
from rules.rulebook import RulebookBroken, build, edition_of
from rules.rulebook_parts import Rulebook
from rules.table import Table
from rules.vocabulary import Area, Category, Duty, EmissionStage, Energy, Event, MassClass
from tests.policies import policy_book
from tests.rules.test_policies import any_vehicle

PLAN, THREE_YEARS = "henan-2023", "henan-three-years-2023"
LAW = compose([shipped_book(PLAN), shipped_book(THREE_YEARS)])
DAY = date(2024, 6, 1)


def a_bus(event: Event = Event.NEW, energy: Energy = Energy.GAS, area: Area = Area.BUILT_UP) -> VehicleFacts:
    return VehicleFacts(
        Category.BUS,
        event,
        "410300",
        DAY,
        energy,
        mass_class=MassClass.LIGHT,
        replacement_shown=True,
        area=area,
    )


def another_act(change: Callable[[dict[str, Any]], object] = lambda _: None) -> dict[str, Any]:
    """The plan once more under the name of another act, of which the numbers and all ids are the same."""
    mapping: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    mapping |= {"id": "another", "name": "another-2024"}
    mapping["instruments"][0] |= {"id": "another-act", "title": {"zh": "《另一文件》", "en": "Another Act"}}
    for section in ("clauses", "grounds"):
        for entry in mapping[section]:
            entry["instrument"] = "another-act"
    change(mapping)
    return mapping


def test_the_law_is_the_same_whichever_book_came_first() -> None:
    books = [shipped_book(THREE_YEARS), shipped_book(PLAN)]
    again = compose(books)
    assert again == LAW
    assert (again.name, again.rules) == (LAW.name, LAW.rules)
    assert [book.name for book in again.books] == [PLAN, THREE_YEARS]
    assert compose(books[:1]) is books[0]
    files = [book_mapping(name) for name in (THREE_YEARS, PLAN)]
    assert law_content(files) == law_content(reversed(files))
    assert build_law(law_content(files)).edition == law_edition_of(law_content(files)) == LAW.edition
    assert law_content(files[:1]) == files[0]
    assert law_edition_of(files[0]) == edition_of(files[0]) == shipped_book(THREE_YEARS).edition


def test_the_edition_of_a_law_changes_with_any_word_of_any_book() -> None:
    changed = copy.deepcopy(dict(book_mapping(THREE_YEARS)))
    changed["rules"][0]["title"]["en"] += "."
    files = [book_mapping(PLAN), changed]
    assert law_edition_of(law_content(files)) != LAW.edition


def test_a_duty_of_both_books_cites_both_clauses_and_the_strictest_counts() -> None:
    decision = decide(LAW, a_bus())
    assert (decision.verdict, decision.rule) == ("non_compliant", f"{PLAN}/13-bus-new")
    assert [(reason.code, reason.clause) for reason in decision.reasons] == [
        ("requirement-broken", f"{PLAN}/13-new"),
        ("requirement-broken", f"{THREE_YEARS}/built-up-all"),
    ]
    told = " ".join(step.en for step in decision.steps)
    assert "Carbon Emissions, task 13 says: “Newly added buses" in told
    assert "excerpt 1 (official cars, built-up areas, by 2025) says: “Buses, sanitation" in told
    assert (
        "of its act only the quoted passages are at hand; its words were not held against the printed act"
        in told
    )


def test_what_one_book_leaves_free_the_other_may_forbid() -> None:
    replaced = a_bus(Event.REPLACEMENT)
    assert judge(shipped_book(PLAN), replaced).verdict == "not_governed"
    found = decide(LAW, replaced)
    assert (found.verdict, found.rule) == ("non_compliant", f"{THREE_YEARS}/built-up-all")
    assert [reason.clause for reason in found.reasons] == [f"{THREE_YEARS}/built-up-all", f"{PLAN}/13-new"]
    unknown = decide(LAW, a_bus(Event.REPLACEMENT, area=Area.UNKNOWN))
    assert (unknown.verdict, unknown.rule) == ("undetermined", f"{THREE_YEARS}/built-up-all")


def test_equal_ids_and_equal_numbers_of_two_acts_are_no_clash() -> None:
    def later(mapping: dict[str, Any]) -> None:
        mapping["interpretations"][0]["sets"]["first_day"] = date(2024, 1, 1)
        mapping["interpretations"][0]["answer"] = {"zh": "自 2024 年起。", "en": "From 2024."}

    plan, other = shipped_book(PLAN), build(another_act(later))
    law = compose([plan, other])
    assert len(law.interpretations) == 2 * len(plan.interpretations)
    first, second = (law.interpretations[f"{name}/effective-day"] for name in (PLAN, "another-2024"))
    assert (first.answer.en[:13], second.answer.en) == ("Vehicles regi", "From 2024.")
    places = [law.place_of(law.clauses[f"{name}/13-new"]).zh for name in (PLAN, "another-2024")]
    assert places == ["《河南省减污降碳协同增效行动方案》第 13 项", "《另一文件》第 13 项"]
    asked = requirement(law, Question(Category.TAXI, Event.NEW, "410300", date(2023, 6, 1)))
    assert {f"{PLAN}/effective-day", "another-2024/effective-day"} <= set(asked.interpretations)
    [charging] = (
        one for rule in law.rules if rule.id.startswith("another") for one in rule.exceptions if one.rests_on
    )
    assert law.grounds[charging.rests_on or ""].clause.instrument == "another-act"


def test_what_is_cited_stays_the_same_when_another_book_comes_beside() -> None:
    facts = a_bus(energy=Energy.BEV, area=Area.UNKNOWN)
    assert citations(LAW, facts) == citations(shipped_book(PLAN), facts)
    assert citations(LAW, a_bus()) != citations(shipped_book(PLAN), a_bus())


def test_two_editions_of_one_policy_are_no_law() -> None:
    with pytest.raises(RulebookBroken) as broken:
        compose([shipped_book(PLAN), build({**another_act(), "name": "same-id", "id": "henan"})])
    assert [one.path for one in broken.value.problems] == ["id"]
    with pytest.raises(RulebookBroken) as broken:
        compose([shipped_book(PLAN), build(another_act() | {"name": PLAN})])
    assert [one.path for one in broken.value.problems] == ["name"]


def test_no_file_of_one_book_passes_for_a_law() -> None:
    with pytest.raises(RulebookBroken) as broken:
        build({"books": [dict(book_mapping())]})
    assert "books" in [one.path for one in broken.value.problems]


@pytest.mark.slow(5)
def test_forces_that_contradict_each_other_are_told_and_those_that_only_differ_are_not() -> None:
    def only_gas(mapping: dict[str, Any]) -> None:
        mapping["interpretations"][1]["sets"]["energy"] = ["gas"]

    assert prove_together(Table(LAW)) == ()
    faults = prove_together(Table(compose([shipped_book(PLAN), build(another_act(only_gas))])))
    assert f"these rules can not be met together: another-2024/13-bus-new, {PLAN}/13-bus-new" in {
        fault.en for fault in faults
    }


def strictest_of_each(books: tuple[Rulebook, ...], facts: VehicleFacts, duty: Duty) -> str:
    found = [said for book in books for said in judge(book, facts).duties if said.duty is duty]
    return min(found, key=lambda said: SEVERITY.index(said.verdict)).verdict


@pytest.mark.slow(5)
def test_duty_by_duty_the_law_is_the_strictest_of_its_books_and_its_table_says_so() -> None:
    table, chance = Table(LAW), Random("law")
    for _ in range(1500):
        facts = any_vehicle(chance)
        judged, found = judge(LAW, facts), table.outcome(facts.case_key, facts.unit, facts.registered_on)
        assert (found.verdict, found.rule, found.duties) == (judged.verdict, judged.rule, judged.duties)
        for said in judged.duties:
            assert said.verdict == strictest_of_each(LAW.books, facts, said.duty), (facts, said)


def test_a_stage_of_one_book_and_a_kind_of_energy_of_the_other_are_two_duties() -> None:
    truck = VehicleFacts(
        Category.MUCK_TRUCK, Event.NEW, "410300", DAY, Energy.DIESEL, EmissionStage.CHINA_6, MassClass.HEAVY
    )
    assert [(said.duty, said.verdict) for said in judge(LAW, truck).duties] == [
        ("energy", "needs_justification"),
        ("emission_stage", "compliant"),
    ]


def test_a_rule_names_its_book_and_none_the_first() -> None:
    plan, second = shipped_book(), shipped_book("henan-three-years-2023")
    law = compose([plan, second])
    assert law.book_of("henan-three-years-2023/built-up-all") == second
    assert [law.book_of(name) for name in ("henan-2023/13-bus-new", None, "no-book/rule")] == [plan] * 3


def test_words_stand_in_the_act_of_their_own_text_where_two_acts_have_one_id() -> None:
    names = ["public-pilot-2023", "zhengzhou-air-2024"]
    books = [policy_book(name) for name in names]
    law = compose(books)
    assert {one.id for one in law.instruments} == {"act"}
    for book in books:
        for clause in book.clauses.values():
            found = law.instrument_of(law.clauses[f"{book.name}/{clause.id}"])
            assert found.title == book.instruments[0].title
    lost = replace(next(iter(books[0].clauses.values())), source_sha256="0")
    assert law.instrument_of(lost) == law.instruments[0]
