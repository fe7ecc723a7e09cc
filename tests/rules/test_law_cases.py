import copy
from typing import Any

import pytest

from fleetsvc.books import book_mapping, cases_mapping, shipped_book, shipped_names
from rules.cases import cases_of, misses, read_cases
from rules.mutants import mutants
from rules.rulebook import RulebookBroken, build


@pytest.mark.parametrize("name", shipped_names())
def test_every_case_of_a_shipped_rulebook_comes_out(name: str) -> None:
    book = shipped_book(name)
    found = [
        (miss.case.title.en, miss.facts, miss.judgement)
        for miss in misses(book, read_cases(cases_mapping(name), book))
    ]
    assert found == []


@pytest.mark.parametrize("name", shipped_names())
def test_every_rule_has_three_cases_at_least_with_its_first_day_and_the_day_before(name: str) -> None:
    book = shipped_book(name)
    cases = read_cases(cases_mapping(name), book)
    assert min(cases_of(book, cases).values()) >= 3
    for rule in book.rules:
        days = {facts.registered_on for case in cases if case.about == rule.id for facts in case.given}
        assert rule.effective_from in days, rule.id
        assert any((rule.effective_from - day).days == 1 for day in days), rule.id


def test_mutants_differ_from_the_book_and_from_each_other_and_leave_it_untouched() -> None:
    mapping = book_mapping()
    before = copy.deepcopy(dict(mapping))
    made = list(mutants(mapping))
    assert len({mutant.name for mutant in made}) == len(made)
    assert all(mutant.mapping["rules"] != mapping["rules"] for mutant in made)
    assert mapping == before


def test_a_mutant_of_a_list_never_leaves_it_empty_and_each_word_goes_once() -> None:
    rule: dict[str, Any] = copy.deepcopy(dict(book_mapping()["rules"][0])) | {
        "categories": ["bus"],
        "events": ["new"],
    }
    made = {
        mutant.name: mutant.mapping["rules"][0]
        for mutant in mutants(dict(book_mapping()) | {"rules": [rule]})
        if mutant.mapping["rules"]
    }
    assert all(one["categories"] and one["events"] for one in made.values())
    one, two = (f"{rule['id']}: categories {what}" for what in ("without bus", "with taxi"))
    assert (one in made, made[two]["categories"]) == (False, ["bus", "taxi"])
    both = rule | {"categories": ["bus", "taxi"]}
    again = {
        mutant.name: mutant.mapping["rules"][0]
        for mutant in mutants(dict(book_mapping()) | {"rules": [both]})
        if mutant.mapping["rules"]
    }
    assert again[one]["categories"] == ["taxi"]


def test_a_wrong_case_is_found_with_its_facts() -> None:
    mapping: dict[str, Any] = copy.deepcopy(dict(cases_mapping()))
    mapping["cases"] = [mapping["cases"][0]]
    mapping["cases"][0]["expect"]["verdict"] = "exempt"
    mapping["cases"][0]["given"]["energy"] = ["bev"]
    book = shipped_book()
    found = [
        (miss.case.path, miss.facts.unit, miss.judgement.verdict)
        for miss in misses(book, read_cases(mapping, book))
    ]
    assert found == [
        ("cases[0]", "410100", "compliant"),
        ("cases[0]", "411300", "compliant"),
        ("cases[0]", "410173", "compliant"),
    ]


def test_a_broken_file_of_cases_tells_all_its_problems_at_once() -> None:
    case = {
        "zh": "案例",
        "en": "a case",
        "about": "13-bus-new",
        "given": {
            "category": "tram",
            "event": "new",
            "unit": "110000",
            "registered_on": "soon",
            "energy": "bev",
        },
        "expect": {"verdict": "fine", "outcomes": {"13-bus-new": "perhaps"}},
    }
    with pytest.raises(RulebookBroken) as broken:
        read_cases({"rulebook": "henan-2024", "cases": [case]}, shipped_book())
    assert sorted(problem.path for problem in broken.value.problems) == [
        "cases[0].expect.outcomes.13-bus-new",
        "cases[0].expect.verdict",
        "cases[0].given.category",
        "cases[0].given.registered_on",
        "cases[0].given.unit",
        "rulebook",
    ]


def a_case(**given: object) -> dict[str, Any]:
    facts = {
        "category": "bus",
        "event": "new",
        "unit": "410100",
        "registered_on": "2025-01-01",
        "energy": "bev",
    }
    return {
        "zh": "案例",
        "en": "a case",
        "about": "13-bus-new",
        "given": facts | given,
        "expect": {"verdict": "fine"},
    }


def test_cases_whose_lists_multiply_beyond_bounds_are_told_at_their_path_and_hide_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rules.cases.MOST_SITUATIONS", 200)
    most = ["bev"] * 20
    endless = a_case(energy=most, emission_stage=["zero"] * 20, registered_on=["2025-01-01"] * 20)
    within = a_case(energy=most, emission_stage=["zero"] * 9)
    with pytest.raises(RulebookBroken) as broken:
        read_cases(
            {"rulebook": "henan-2023", "cases": [endless, within, a_case(energy=["bev"] * 21), a_case()]},
            shipped_book(),
        )
    assert [(one.path, one.message.en.partition(";")[0]) for one in broken.value.problems] == [
        ("cases[0].given", "its lists multiply to 8,000 situations"),
        ("cases[1].expect.verdict", "unknown 'fine'"),
        ("cases[2].given", "its lists multiply to 21 situations"),
        ("cases[3].expect.verdict", "unknown 'fine'"),
    ]


def test_cases_that_are_endless_are_told_also_where_they_travel_with_their_book() -> None:
    mapping = dict(book_mapping()) | {"cases": [a_case(energy=["bev"] * 200, emission_stage=["zero"] * 200)]}
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    assert "cases[0].given" in {one.path for one in broken.value.problems}


def test_a_file_may_stand_for_as_many_situations_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.cases.MOST_SITUATIONS", 6)
    cases = [a_case(energy=["bev"] * count) | {"expect": {"verdict": "compliant"}} for count in (4, 2)]
    read = read_cases({"rulebook": "henan-2023", "cases": cases}, shipped_book())
    assert [len(case.given) for case in read] == [4, 2]
    with pytest.raises(RulebookBroken) as broken:
        read_cases({"rulebook": "henan-2023", "cases": [*cases, cases[0]]}, shipped_book())
    assert [one.path for one in broken.value.problems] == ["cases[2].given"]
