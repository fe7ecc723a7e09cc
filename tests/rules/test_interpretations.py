"""What rules take from interpretations is written once, there; a book whose rules do otherwise does not build."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules.collapse import difference_lines
from rules.decide import decide
from rules.demand_words import demand, requires
from rules.demands import StageRequirement
from rules.facts import VehicleFacts
from rules.judge import Result, judge
from rules.questions import Question
from rules.requirements import requirement, rests_on_replacement
from rules.rulebook import RulebookBroken, build, canonical_json
from rules.rulebook_parts import Letter, Rulebook
from rules.table import Table
from rules.targets import at_least
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, MassClass
from rules.written_out import written_out

Book = dict[str, Any]
Change = Callable[[Book], object]


def changed(change: Change) -> Book:
    mapping: Book = copy.deepcopy(dict(book_mapping()))
    change(mapping)
    return mapping


def built(change: Change) -> Rulebook:
    return build(changed(change))


def problems_of(change: Change) -> list[tuple[str, str, str]]:
    with pytest.raises(RulebookBroken) as broken:
        built(change)
    return [(one.path, one.message.zh, one.message.en) for one in broken.value.problems]


def entry(book: Book, name: str) -> Book:
    found: Book = next(one for one in book["interpretations"] if one["id"] == name)
    return found


def rule(book: Book, name: str) -> Book:
    found: Book = next(one for one in book["rules"] if one["id"] == name)
    return found


def test_one_first_day_moves_every_rule_and_every_answer_that_takes_it() -> None:
    def later(book: Book) -> None:
        entry(book, "effective-day")["sets"]["first_day"] = "2024-01-01"

    book = built(later)
    assert {one.effective_from for one in book.rules} == {date(2024, 1, 1)}
    assert {one.effective_from for one in book.interpretations.values()} == {date(2024, 1, 1)}


def test_one_list_of_kinds_is_taken_by_rules_on_vehicles_and_by_shares() -> None:
    book = built(lambda book: entry(book, "nev-kinds")["sets"].update(energy=["bev", "fcev"]))
    asked = [
        requires(one)["energy"] for one in book.rules if not isinstance(one.requirement, StageRequirement)
    ]
    assert asked == [["bev", "fcev"]] * 6


def test_events_categories_and_percentages_are_those_that_the_answers_set() -> None:
    def change(book: Book) -> None:
        entry(book, "new-is-not-replacement")["sets"]["events"] = ["new", "replacement"]
        entry(book, "short-haul-categories")["sets"]["categories"] = ["muck_truck"]
        entry(book, "mainly-is-more-than-half")["sets"]["more_than_percent"] = 60

    book = built(change)
    found = {one.id.partition("/")[2]: one for one in book.rules}
    assert found["13-bus-new"].events == found["13-sanitation-new"].events == frozenset(Event)
    assert found["11-short-haul-encouraged"].categories == {Category.MUCK_TRUCK}
    threshold = getattr(found["11-urban-freight-mainly"].requirement, "threshold", None)
    assert threshold is not None
    assert (threshold.share, threshold.exclusive) == (at_least(60).share, True)


HEAVY = VehicleFacts(
    Category.OTHER,
    Event.NEW,
    "410100",
    date(2023, 6, 30),
    Energy.DIESEL,
    EmissionStage.CHINA_6A,
    MassClass.HEAVY,
)


@pytest.mark.parametrize(
    ("until", "day", "verdict"),
    [
        ("never", date(2025, 6, 1), "compliant"),
        ("2023-07-01", date(2023, 6, 30), "compliant"),
        ("2023-07-01", date(2023, 7, 1), "non_compliant"),
    ],
)
def test_until_when_stage_6a_meets_china_6_is_what_the_answer_sets(
    until: str, day: date, verdict: str
) -> None:
    book = built(lambda book: entry(book, "china-6-either-letter")["sets"].update(china_6a_until=until))
    facts = replace(HEAVY, registered_on=day)
    assert judge(book, facts).verdict == verdict
    assert Table(book).outcome(facts.case_key, "410100", day).verdict == verdict
    assert judge(book, replace(facts, emission_stage=EmissionStage.CHINA_6B)).verdict == "compliant"
    heavy = book.rule("henan-2023/11-heavy-china-6")
    assert heavy is not None
    assert ("VIa before 2023-07-01 only" in demand(heavy).en) == (until != "never")


@pytest.mark.parametrize(("makes", "verdict"), [("open", "undetermined"), ("taken", "not_governed")])
def test_what_a_replacement_that_nothing_shows_leads_to_is_what_the_answer_sets(
    makes: str, verdict: str
) -> None:
    book = built(lambda book: entry(book, "replacement-shown")["sets"].update(unproven_replacement=makes))
    bus = VehicleFacts(Category.BUS, Event.REPLACEMENT, "410100", date(2025, 6, 1), Energy.DIESEL)
    assert judge(book, bus).verdict == verdict
    assert judge(book, replace(bus, replacement_shown=True)).verdict == "not_governed"
    question = Question(Category.BUS, Event.REPLACEMENT, "410100", date(2025, 6, 1))
    assert rests_on_replacement(book, question, requirement(book, question).rules) == (makes == "open")


@pytest.mark.parametrize("category", [Category.BUS, Category.SANITATION])
def test_the_answer_on_missing_masses_is_cited_where_a_mass_is_presumed_or_asked_for(
    category: Category,
) -> None:
    facts = replace(HEAVY, category=category, energy=Energy.PHEV, emission_stage=EmissionStage.CHINA_5)
    unsaid = decide(shipped_book(), replace(facts, mass_class=MassClass.UNKNOWN))
    assert "gross-mass-not-given" in unsaid.interpretations
    assert "gross-mass-not-given" not in decide(shipped_book(), facts).interpretations


def test_an_approved_exception_spares_advice_and_changes_nothing_for_who_needs_none() -> None:
    def excepted(book: Book) -> None:
        grounds = rule(book, "13-in-principle")["exceptions"]
        rule(book, "11-short-haul-encouraged")["exceptions"] = copy.deepcopy(grounds)

    facts = replace(HEAVY, category=Category.MUCK_TRUCK, justification=Justification.APPROVED)
    found = {
        energy: {
            one.rule: one.result for one in judge(built(excepted), replace(facts, energy=energy)).outcomes
        }
        for energy in (Energy.DIESEL, Energy.PHEV)
    }
    name = "henan-2023/11-short-haul-encouraged"
    assert (found[Energy.DIESEL][name], found[Energy.PHEV][name]) == (Result.EXCEPTED, Result.MET)


@pytest.mark.slow(10)
def test_a_book_with_all_values_written_out_says_the_same_of_every_case() -> None:
    plain = build(written_out(book_mapping()))
    assert all(not one.takes for one in plain.rules)
    assert not list(difference_lines(Table(shipped_book()), Table(plain)))
    assert {one.id: one.interpretations for one in plain.rules} == {
        one.id: one.interpretations for one in shipped_book().rules
    }


CONTRADICTIONS: dict[str, tuple[Change, list[tuple[str, str, str]]]] = {
    "an answer on unproven replacements that its rule does not take": (
        lambda book: rule(book, "13-bus-new").update(unproven_replacement="taken"),
        [
            (
                "rules[0].unproven_replacement",
                "解释“replacement-shown”设定了 unproven_replacement，规则却没有采用：应写 {by: replacement-shown}，或不引用该解释",
                "the interpretation 'replacement-shown' sets unproven_replacement and the rule does not take it: "
                "write {by: replacement-shown}, or do not rest on it",
            )
        ],
    ),
    "a last day of a stage that is not accepted": (
        lambda book: entry(book, "china-6-either-letter")["sets"].update(
            emission_stage=["china_6b"], china_6a_until="2023-07-01"
        ),
        [
            (
                "interpretations[14].sets.china_6a_until",
                "6a 不在所列阶段之中，没有截止日可言",
                "stage VIa is not listed: it has no last day",
            )
        ],
    ),
    "a value written out beside its answer": (
        lambda book: rule(book, "13-bus-new").update(
            effective_from="2024-01-01",
            interpretations=["effective-day", *rule(book, "13-bus-new")["interpretations"]],
        ),
        [
            (
                "rules[0].effective_from",
                "解释“effective-day”设定了 first_day，规则却没有采用：应写 {by: effective-day}，或不引用该解释",
                "the interpretation 'effective-day' sets first_day and the rule does not take it: "
                "write {by: effective-day}, or do not rest on it",
            )
        ],
    ),
    "kinds that a rule on single vehicles does not take": (
        lambda book: rule(book, "13-bus-new").update(
            requirement={"energy": ["bev"]},
            interpretations=[*rule(book, "13-bus-new")["interpretations"], "nev-kinds"],
        ),
        [
            (
                "rules[0].requirement.energy",
                "解释“nev-kinds”设定了 energy，规则却没有采用：应写 {by: nev-kinds}，或不引用该解释",
                "the interpretation 'nev-kinds' sets energy and the rule does not take it: "
                "write {by: nev-kinds}, or do not rest on it",
            )
        ],
    ),
    "kinds that a share does not take": (
        lambda book: rule(book, "11-urban-freight-mainly").update(
            requirement={
                "share": {"energy": ["bev"], "more_than_percent": {"by": "mainly-is-more-than-half"}}
            },
            interpretations=["nev-kinds", "urban-logistics-by-declaration"],
        ),
        [
            (
                "rules[4].requirement.share.energy",
                "解释“nev-kinds”设定了 energy，规则却没有采用：应写 {by: nev-kinds}，或不引用该解释",
                "the interpretation 'nev-kinds' sets energy and the rule does not take it: "
                "write {by: nev-kinds}, or do not rest on it",
            )
        ],
    ),
    "an answer that is no longer given": (
        lambda book: entry(book, "mainly-is-more-than-half").update(until="2026-01-01"),
        [
            (
                "interpretations[16].until",
                "这条解释只在 2026-01-01 前有效，规则 henan-2023/11-urban-freight-mainly 其后仍适用",
                "this answer is given before 2026-01-01 only, "
                "and rule henan-2023/11-urban-freight-mainly applies longer",
            )
        ],
    ),
    "an answer that is not given yet": (
        lambda book: entry(book, "short-haul-categories").update({"from": "2024-01-01"}),
        [
            (
                "interpretations[17].from",
                "规则 henan-2023/11-short-haul-encouraged 自 2023-03-01 起适用，这条解释自 2024-01-01 起才有",
                "rule henan-2023/11-short-haul-encouraged applies from 2023-03-01, this answer only from 2024-01-01",
            )
        ],
    ),
    "an answer that nothing rests on": (
        lambda book: rule(book, "11-urban-freight-mainly")["requirement"]["share"].update(
            more_than_percent=50
        ),
        [("interpretations[16].id", "没有规则引用这条解释", "no rule rests on this interpretation")],
    ),
    "a value that its answer does not set": (
        lambda book: rule(book, "13-bus-new").update(events={"by": "nev-kinds"}),
        [
            (
                "rules[0].events",
                "解释“nev-kinds”的 sets 没有写 events",
                "the interpretation 'nev-kinds' sets no events",
            )
        ],
    ),
    "a heavy vehicle that begins elsewhere": (
        lambda book: entry(book, "heavy-above-3500-kg")["sets"].update(heavy_above_kg=12000),
        [
            (
                "interpretations[13].sets.heavy_above_kg",
                "车辆总质量只按 3500 kg 分为两类，不能以别的数为界",
                "gross masses are told apart at 3500 kg alone: no other line can be drawn",
            )
        ],
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_rules_that_do_otherwise_than_their_answers_are_told_where_they_stand(name: str) -> None:
    change, told = CONTRADICTIONS[name]
    assert problems_of(change) == told


def test_a_wrong_value_is_told_once_where_it_is_written_not_at_each_rule_that_takes_it() -> None:
    def change(book: Book) -> None:
        entry(book, "nev-kinds")["sets"]["energy"] = ["bev", "steam"]
        entry(book, "effective-day")["sets"]["first_day"] = "soon"

    assert [path for path, _, _ in problems_of(change)] == [
        "interpretations[0].sets.first_day",
        "interpretations[1].sets.energy[1]",
    ]


def test_a_value_is_taken_from_a_known_answer_and_answers_set_known_values() -> None:
    def change(book: Book) -> None:
        rule(book, "13-bus-new")["events"] = {"by": "nobody"}
        entry(book, "nev-kinds")["sets"]["colour"] = "green"

    told = problems_of(change)
    assert [path for path, _, _ in told] == ["interpretations[1].sets.colour", "rules[0].events"]
    assert told[1][2].startswith(
        "there is no interpretation 'nobody'; there are: and-the-like-adds-nothing, "
    )


def test_an_answer_carries_its_days_and_the_letter_that_confirmed_it() -> None:
    letter = {"number": "豫环函2025年1号", "dated": "2025-06-01"}
    book = built(
        lambda book: entry(book, "cement-tankers").update(
            status="confirmed", letter=letter, until="2031-01-01"
        )
    )
    found = book.interpretations["cement-tankers"]
    assert (found.status, found.effective_from, found.effective_until, found.letter) == (
        "confirmed",
        date(2023, 3, 1),
        date(2031, 1, 1),
        Letter("豫环函2025年1号", date(2025, 6, 1)),
    )


def test_answers_are_the_same_whether_the_file_was_yaml_or_json() -> None:
    assert build(json.loads(canonical_json(book_mapping()))).interpretations == shipped_book().interpretations


QUESTIONS = {
    "buses-in-public-transport": ("13-bus-new",),
    "sanitation-contractors": ("13-sanitation-new",),
    "used-vehicles": ("13-bus-new", "13-sanitation-new", "13-in-principle", "11-heavy-china-6"),
    "permits-after-registration": ("13-in-principle",),
    "registration-day-counts": ("13-bus-new", "13-sanitation-new", "13-in-principle", "11-heavy-china-6"),
    "retrofits": ("13-bus-new", "13-sanitation-new", "13-in-principle"),
    "no-last-day": ("13-bus-new", "13-sanitation-new", "13-in-principle", "11-heavy-china-6"),
    "who-approves-exceptions": ("13-in-principle",),
    "rank-of-evidence": ("13-bus-new", "13-sanitation-new", "13-in-principle"),
    "later-acts": ("13-bus-new", "13-sanitation-new", "13-in-principle", "11-heavy-china-6"),
    "semi-trailers": ("13-in-principle", "11-heavy-china-6"),
    "trolleybuses": ("13-bus-new",),
    "hydrogen-engines": ("13-bus-new", "13-sanitation-new", "13-in-principle"),
    "china-6-binds-single-vehicles": ("11-heavy-china-6",),
}
"""What a party would raise and nobody asked -> the rules that rest on the answer."""


def test_the_questions_that_nobody_asked_are_registered_with_the_rules_that_rest_on_their_answers() -> None:
    book = shipped_book()
    assert {
        name: tuple(one.id.partition("/")[2] for one in book.rules if name in one.interpretations)
        for name in QUESTIONS
    } == QUESTIONS
    assert {book.interpretations[name].status for name in QUESTIONS} == {"assumed"}


@pytest.mark.parametrize(("energy", "cited"), [("diesel", True), ("bev", False), ("unknown", False)])
def test_what_may_be_contested_is_cited_where_the_vehicle_is_judged_adversely(
    energy: str, *, cited: bool
) -> None:
    day = date(2025, 6, 1)
    decision = decide(shipped_book(), VehicleFacts(Category.BUS, Event.NEW, "410100", day, Energy(energy)))
    assert ("trolleybuses" in decision.interpretations) is cited
    assert ("later-acts" in decision.interpretations) is cited
    assert not {"sanitation-contractors", "semi-trailers"} & set(decision.interpretations)


@pytest.mark.parametrize(("until", "is_enough"), [("2026-01-01", True), ("2026-01-02", False)])
def test_an_answer_is_given_as_long_as_the_rules_apply_that_rest_on_it(
    until: str, *, is_enough: bool
) -> None:
    def ending(book: Book) -> None:
        entry(book, "mainly-is-more-than-half").update(until="2026-01-01")
        rule(book, "11-urban-freight-mainly").update(effective_until=until)

    if is_enough:
        built(ending)
    else:
        assert [path for path, *_ in problems_of(ending)] == ["interpretations[16].until"]


ABOUT = {
    "new-is-not-replacement": "bus sanitation",
    "replacement-shown": "bus sanitation",
    "and-the-like-adds-nothing": "other",
    "cement-tankers": "mixer_truck",
    "couriers-are-not-postal": "postal urban_logistics",
    "taxis-are-cruising": "taxi",
    "muck-trucks-by-permit": "muck_truck",
    "urban-logistics-by-declaration": "urban_logistics",
    "official-without-exclusions": "official",
    "short-haul-categories": "mixer_truck muck_truck urban_logistics",
    "buses-in-public-transport": "bus",
    "sanitation-contractors": "sanitation",
    "permits-after-registration": "muck_truck ride_hailing taxi urban_logistics",
    "semi-trailers": "mixer_truck muck_truck other urban_logistics",
    "trolleybuses": "bus",
    "short-haul-other": "other",
}


def test_each_answer_is_about_the_vehicles_that_its_question_names_and_all_others_about_every_one() -> None:
    found = {
        name: " ".join(sorted(one.categories))
        for name, one in shipped_book().interpretations.items()
        if one.categories is not None
    }
    assert found == ABOUT
