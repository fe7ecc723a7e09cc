import copy
import hashlib
import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from fleetsvc.books import book_mapping, read_mapping, shipped_book, shipped_texts
from rules.conditions import Among
from rules.demands import EnergyRequirement, ShareRequirement, StageRequirement
from rules.rulebook import Problem, RulebookBroken, build, canonical_json, coverage, edition_of
from rules.rulebook_parts import Rulebook
from rules.targets import MORE_THAN_HALF
from rules.vocabulary import NEV, Category, EmissionStage, Event, Force, MassClass


def a_mapping() -> dict[str, Any]:
    """The shipped book, free to be changed."""
    return copy.deepcopy(dict(book_mapping()))


def problems_of(mapping: dict[str, Any]) -> list[tuple[str, str]]:
    """Path and English message of every problem."""
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    return [(problem.path, problem.message.en) for problem in broken.value.problems]


def the_book() -> Rulebook:
    return shipped_book("henan-2023")


def test_the_shipped_book_holds_the_seven_rules_in_the_order_of_citation() -> None:
    book = the_book()
    shown = [
        (
            rule.id,
            rule.force,
            rule.categories,
            rule.events,
            rule.units,
            rule.effective_from,
            rule.effective_until,
        )
        for rule in book.rules
    ]
    both, since = frozenset(Event), date(2023, 3, 1)
    seven = frozenset(Category) - {Category.BUS, Category.SANITATION, Category.OTHER}
    goods = frozenset({Category.MUCK_TRUCK, Category.MIXER_TRUCK, Category.URBAN_LOGISTICS})
    new = frozenset({Event.NEW})
    assert (book.id, book.name) == ("henan", "henan-2023")
    assert shown == [
        ("henan-2023/13-bus-new", Force.ALL, {Category.BUS}, new, None, since, None),
        ("henan-2023/13-sanitation-new", Force.ALL, {Category.SANITATION}, new, None, since, None),
        ("henan-2023/13-in-principle", Force.IN_PRINCIPLE, seven, both, None, since, None),
        ("henan-2023/11-heavy-china-6", Force.ALL, frozenset(Category), both, None, since, None),
        (
            "henan-2023/11-urban-freight-mainly",
            Force.MAINLY,
            {Category.URBAN_LOGISTICS},
            both,
            None,
            since,
            None,
        ),
        ("henan-2023/11-short-haul-encouraged", Force.ENCOURAGED, goods, both, None, since, None),
        ("henan-2023/11-short-haul-other", Force.ENCOURAGED, {Category.OTHER}, both, None, since, None),
    ]
    nev = EnergyRequirement(NEV)
    china_6 = {EmissionStage.CHINA_6A, EmissionStage.CHINA_6B, EmissionStage.CHINA_6, EmissionStage.ZERO}
    assert [rule.requirement for rule in book.rules] == [
        nev,
        nev,
        nev,
        StageRequirement(
            frozenset(china_6),
            MassClass.HEAVY,
            frozenset({Category.BUS, Category.MUCK_TRUCK, Category.MIXER_TRUCK}),
        ),
        ShareRequirement(Among("energy", NEV), MORE_THAN_HALF),
        nev,
        nev,
    ]


def test_only_the_in_principle_rule_leaves_room_for_exceptions() -> None:
    assert {rule.id: bool(rule.exceptions) for rule in the_book().rules if rule.exceptions} == {
        "henan-2023/13-in-principle": True
    }


def test_every_interpretation_ships_as_assumed() -> None:
    assert {entry.status for entry in the_book().interpretations.values()} == {"assumed"}


def test_every_word_of_the_passages_has_a_rule_or_a_reason() -> None:
    book = the_book()
    lines = coverage(book)
    for passage in book.passages:
        rest = passage.text
        for line in lines:
            if line.number == passage.number:
                assert passage.text.count(line.text) == 1
                rest = rest.replace(line.text, "", 1)
        assert set(rest) <= set(",。、)")
    assert all(bool(line.rules) != (line.reason is not None) for line in lines)
    assert list(dict.fromkeys(line.number for line in lines)) == [passage.number for passage in book.passages]
    for passage in book.passages:
        offsets = [line.offset for line in lines if line.number == passage.number]
        assert offsets == sorted(offsets)


def test_the_clauses_are_quoted_from_the_plan_as_it_was_handed_over(shared_dir: Path) -> None:
    files = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes().decode()
        for path in (shared_dir / "plan").iterdir()
    }
    assert set(files) < set(shipped_texts())
    for clause in the_book().clauses.values():
        text = files[clause.source_sha256]
        assert text[clause.offset : clause.offset + clause.length] == clause.quote


def test_the_edition_is_the_hash_of_the_canonical_mapping_whatever_it_came_from() -> None:
    mapping = a_mapping()
    from_json = json.loads(canonical_json(mapping))
    backwards = dict(reversed(list(mapping.items())))
    book = build(mapping)
    assert book.edition == "sha256:" + hashlib.sha256(canonical_json(mapping).encode()).hexdigest()
    assert build(from_json) == build(backwards) == book
    mapping["rules"][0]["effective_from"] = date(2023, 2, 24)
    assert edition_of(mapping) != book.edition


def test_whatever_a_file_holds_has_a_form_and_so_an_edition() -> None:
    held = {"day": date(2023, 3, 1), "at": time(7, 30), "some": {7}}
    assert canonical_json(held) == '{"at":"07:30:00","day":"2023-03-01","some":"{7}"}'


def test_a_broken_book_tells_all_its_problems_at_once_each_at_its_path() -> None:
    mapping = a_mapping()
    mapping["rules"][0]["categories"] = ["bus", "tram", "bus"]
    mapping["rules"][1]["effective_until"] = date(2023, 3, 1)
    mapping["rules"][2]["clause"] = "13-nothing"
    mapping["rules"][2]["interpretations"].insert(0, "no-such")
    ground = mapping["rules"][2]["exceptions"][0]
    mapping["rules"][3]["exceptions"] = [ground, {**ground, "until": "2023-03-01"}]
    mapping["rules"][5]["force"] = "mainly"
    mapping["rules"][4]["id"] = "13-bus-new"
    del mapping["title"]
    mapping["colour"] = "green"
    assert dict(problems_of(mapping)) == {
        "colour": "unknown key; known are: id, name, title, instruments, passages, clauses, grounds, "
        "interpretations, rules, not_checkable, cases",
        "title": "this entry is missing",
        "rules[0].categories[1]": "unknown 'tram'; known are: bus, sanitation, taxi, ride_hailing, muck_truck, "
        "mixer_truck, urban_logistics, postal, official, other",
        "rules[0].categories[2]": "repeats rules[0].categories[0]",
        "rules[1].effective_until": "it must end after it begins",
        "rules[2].clause": "there is no '13-nothing'; there are: 11-heavy, 11-short-haul, 11-urban-freight, "
        "13-in-principle, 13-new",
        "rules[2].interpretations[0]": "there is no 'no-such'; there are: "
        + ", ".join(sorted(the_book().interpretations)),
        "rules[3].exceptions[1].until": "this ground ends before the rule begins: it has no effect",
        "rules[4].id": "the id '13-bus-new' is already used at rules[0].id",
        "rules[5].requirement": "force mainly does not fit: mainly and at_least demand a share, the others ask "
        "single vehicles",
        "clauses[1].id": "no rule is made from this clause",
    }


def test_a_quote_must_stand_at_its_place_and_every_word_must_be_covered() -> None:
    mapping = a_mapping()
    mapping["clauses"][0]["quote"] = "新增公交车全部使用新能源汽车"
    mapping["clauses"][1]["source_sha256"] = "0" * 64
    (gap,) = (at for at, entry in enumerate(mapping["not_checkable"]) if entry["id"] == "13-hydrogen-pilots")
    del mapping["not_checkable"][gap]
    assert problems_of(mapping) == [
        ("clauses[0].place.length", "it says 20, the quote has 14 characters"),
        (
            "clauses[0].quote",
            "these are not the words of the text: from 953 on it reads '、市政环卫车全部使', not '全部使用新能源汽车'",
        ),
        ("clauses[1].source_sha256", "no text of the instruments has this hash"),
        (
            "passages[4].text",
            "'在钢铁等行业开展试点示范' has neither a rule nor a ground nor a reason why it is not checkable",
        ),
    ]


def test_a_share_states_one_bound_that_a_group_can_reach_and_fits_its_force() -> None:
    for share, expected in (
        ({"energy": ["bev"], "more_than_percent": 100}, (".more_than_percent", "no group can reach 100 %")),
        ({"energy": ["bev"]}, ("", "state one of more_than_percent and at_least_percent")),
        (
            {"energy": ["bev"], "at_least_percent": 80},
            ("", "mainly states more_than_percent, at_least states at_least_percent"),
        ),
    ):
        mapping = a_mapping()
        mapping["rules"][4]["requirement"] = {"share": share}
        assert problems_of(mapping)[0] == (f"rules[4].requirement.share{expected[0]}", expected[1])


def test_a_rule_can_be_limited_to_units_and_days() -> None:
    mapping = a_mapping()
    mapping["rules"][0].update(units=["410100"], effective_until="2026-01-01")
    rule = build(mapping).rules[0]
    answers = [
        rule.applies(Category.BUS, Event.NEW, unit, day)
        for unit, day in (
            ("410100", date(2025, 12, 31)),
            ("410100", date(2026, 1, 1)),
            ("410200", date(2025, 12, 31)),
        )
    ]
    assert answers == [True, False, False]


def places_of(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a file, of lists only the first entry."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, below in value.items():
            yield from places_of(below, (*path, key))
    elif isinstance(value, list) and value:
        yield from places_of(value[0], (*path, 0))


WRONG: tuple[object, ...] = (None, 7, [], {}, "x", ["x"], {"x": "y"}, True)


@pytest.mark.slow(10)
@pytest.mark.parametrize("shift", [0, 3])
def test_a_wrong_value_anywhere_is_a_problem_and_never_a_fault(shift: int) -> None:
    for number, place in enumerate(places_of(a_mapping())):
        mapping = a_mapping()
        parent: Any = mapping
        for step in place[:-1]:
            parent = parent[step]
        parent[place[-1]] = WRONG[(number + shift) % len(WRONG)]
        found = problems_or_none(mapping)
        assert all(problem.path and problem.message.zh and problem.message.en for problem in found)


def problems_or_none(mapping: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        build(mapping)
    except RulebookBroken as broken:
        return broken.problems
    return ()


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "book.yaml"
    file.write_text("rules:\n  - [", encoding="utf-8")
    with pytest.raises(RulebookBroken) as broken:
        read_mapping(file)
    assert [problem.path for problem in broken.value.problems] == ["line 3, column 1"]
    file.write_text("- 1", encoding="utf-8")
    with pytest.raises(RulebookBroken) as broken:
        read_mapping(file)
    assert [problem.message.en for problem in broken.value.problems] == [
        "the file is no mapping of keys to values"
    ]


def test_words_that_two_entries_cover_are_told_once_for_their_passage() -> None:
    mapping = a_mapping()
    again = {**copy.deepcopy(mapping["not_checkable"][0]), "id": "again"}
    mapping["not_checkable"].append(again)
    assert problems_of(mapping) == [("passages[0].text", "some words are covered twice")]
