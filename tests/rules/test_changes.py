"""What changes for whom from which day: what is asked is compared, not how a rule is called."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules.changes import Change, changes_between, changes_of
from rules.law import compose
from rules.rulebook import build_stored
from rules.rulebook_parts import Rulebook
from rules.units import UNITS
from rules.vocabulary import Category, Event

Book = dict[str, Any]
PLAN = shipped_book()
NEV = "all: battery-electric, plug-in hybrid (range-extended included), fuel cell; no exceptions"
STAGE = (
    "all: above 3,500 kg gross mass one of: China VIa, China VIb, China VI, zero emission;"
    " taken to be heavy where the mass is not known; no exceptions"
)
NAMED = "the retired vehicle must be named, or the demand on new vehicles stays open"


def rule(book: Book, name: str) -> Book:
    found: Book = next(one for one in book["rules"] if one["id"] == name)
    return found


def changed(change: Callable[[Book], object]) -> Rulebook:
    book = copy.deepcopy(dict(book_mapping()))
    change(book)
    return build_stored(book)


def told(changes: list[Change]) -> list[tuple[Any, ...]]:
    return [
        (
            f"{one.category} {one.event}",
            one.since.isoformat(),
            one.until and one.until.isoformat(),
            [text.en for text in one.before.words],
            [text.en for text in one.after.words],
            "all" if one.units == tuple(UNITS) else one.units,
        )
        for one in changes
    ]


def test_the_first_law_changes_what_is_asked_from_its_first_day_on_in_all_units() -> None:
    found = changes_of(PLAN)
    assert {(one.since, one.until, one.units) for one in found} == {(date(2023, 3, 1), None, tuple(UNITS))}
    assert [(one.category, one.event) for one in found] == [(each, how) for each in Category for how in Event]
    assert told(found)[:2] == [
        ("bus new", "2023-03-01", None, ["nothing is asked"], [NEV, STAGE], "all"),
        ("bus replacement", "2023-03-01", None, ["nothing is asked"], [STAGE, NAMED], "all"),
    ]


def test_a_rule_that_ends_in_the_future_is_told_with_the_day() -> None:
    ending = changed(lambda book: rule(book, "13-bus-new").update(effective_until="2099-01-01"))
    assert told(changes_between(PLAN, ending)) == [
        ("bus new", "2099-01-01", None, [NEV, STAGE], [STAGE], "all"),
        ("bus replacement", "2099-01-01", None, [STAGE, NAMED], [STAGE], "all"),
    ]
    of_itself = [one for one in changes_of(ending) if one.since == date(2099, 1, 1)]
    assert told(of_itself) == told(changes_between(PLAN, ending))
    assert [one[1:3] for one in told(changes_of(ending))[:2]] == [("2023-03-01", "2099-01-01")] * 2


def test_a_day_that_is_moved_changes_the_days_between_and_no_other() -> None:
    earlier = changed(lambda book: rule(book, "13-bus-new").update(effective_until="2098-01-01"))
    later = changed(lambda book: rule(book, "13-bus-new").update(effective_until="2099-01-01"))
    [bus, *_] = changes_between(earlier, later)
    assert told([bus]) == [("bus new", "2098-01-01", "2099-01-01", [STAGE], [NEV, STAGE], "all")]


def test_a_change_in_some_units_names_those() -> None:
    some = ["410100", "410200"]
    narrower = changed(lambda book: rule(book, "13-bus-new").update(units=some))
    [bus, *_] = changes_between(PLAN, narrower)
    assert told([bus]) == [
        ("bus new", "2023-03-01", None, [NEV, STAGE], [STAGE], tuple(u for u in UNITS if u not in some))
    ]


def _nothing(book: Book) -> None:
    rule(book, "13-bus-new")["title"] = {"zh": "新", "en": "New"}
    rule(book, "13-bus-new")["id"] = "13-bus-renamed"
    book["clauses"][0]["translation"] = "Other words."


def _confirmed(book: Book) -> None:
    entry = next(one for one in book["interpretations"] if one["id"] == "effective-day")
    entry.update(status="confirmed", letter={"number": "豫环函 2025 年第 7 号", "dated": "2025-06-20"})


def _grounds_reworded(book: Book) -> None:
    for one in book["rules"]:
        grounds = one.get("exceptions") or []
        grounds.reverse()
        for ground in grounds:
            ground["description"]["zh"] += "。"
            for piece in ground["evidence"]:
                piece["zh"] += "。"


@pytest.mark.parametrize("change", [_nothing, _confirmed, _grounds_reworded])
def test_other_names_and_words_and_a_confirmed_assumption_change_nothing_that_is_asked(
    change: Callable[[Book], None],
) -> None:
    assert changes_between(PLAN, changed(change)) == []


def test_a_further_piece_of_evidence_is_a_change_and_is_said() -> None:
    def further(book: Book) -> None:
        ground = next(one for one in book["rules"] if one.get("exceptions"))["exceptions"][0]
        ground["evidence"].append({"zh": "承诺书", "en": "A pledge"})

    found = changes_between(PLAN, changed(further))
    assert found != []
    assert all(one.before.words != one.after.words for one in found)


def test_an_interpretation_with_another_value_changes_what_rests_on_it() -> None:
    def later(book: Book) -> None:
        entry = next(one for one in book["interpretations"] if one["id"] == "effective-day")
        entry["sets"]["first_day"] = "2023-04-01"

    found = changes_between(PLAN, changed(later))
    assert {(one.since, one.until) for one in found} == {(date(2023, 3, 1), date(2023, 4, 1))}
    assert {(one.category, one.event) for one in found} == {(each, how) for each in Category for how in Event}


def test_a_second_book_changes_only_what_it_is_about() -> None:
    found = changes_between(PLAN, compose([PLAN, shipped_book("henan-three-years-2023")]))
    assert {one.category for one in found} == {
        each for rule in shipped_book("henan-three-years-2023").rules for each in rule.categories
    }
    assert all(one.before.demands < one.after.demands for one in found)


def test_stage_via_ends_on_its_day_and_is_no_change_before() -> None:
    def ends(book: Book) -> None:
        entry = next(one for one in book["interpretations"] if one["id"] == "china-6-either-letter")
        entry["sets"]["china_6a_until"] = "2099-07-01"

    law = changed(ends)
    at_the_end = [one for one in changes_of(law) if one.since == date(2099, 7, 1)]
    assert len(at_the_end) == len(Category) * len(Event)
    assert (
        "China VIa" in str(at_the_end[0].before.words),
        "China VIa" in str(at_the_end[0].after.words),
    ) == (
        True,
        False,
    )
