"""The cursor over a rulebook file: what it reads, what it tells of a wrong value, and what then stands in for it."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from rules.rulebook_nodes import Node
from rules.rulebook_parts import Problem
from rules.vocabulary import Event
from rules.wording import Text

Read = Callable[[Node], object]

MISSING = "this entry is missing"
NO_TEXT = "this must be text (put numbers in quotes)"
NO_DAY = "this must be a day such as 2023-03-01"
NO_COUNT = "this must be a whole number from 0"
NO_LIST = "this must be a list of at least one entry"
NO_PERCENT = 'this must be a percentage from 0 to 100; put decimals in quotes, such as "38.5"'
NO_EVENT = "known are: new, replacement"


def read(value: object, how: Read) -> tuple[object, list[tuple[str, str]]]:
    """What is read from a value, and the problems that are told of it."""
    problems: list[Problem] = []
    found = how(Node({"key": value}, "", problems).at("key"))
    return found, [(one.path, one.message.en) for one in problems]


@pytest.mark.parametrize(
    ("value", "how", "found"),
    [
        (" a ", Node.text, " a "),
        ({"zh": "甲", "en": "a"}, Node.both, Text("甲", "a")),
        (date(2025, 1, 31), Node.day, date(2025, 1, 31)),
        ("2025-01-31", Node.day, date(2025, 1, 31)),
        (0, Node.count, 0),
        (7, Node.count, 7),
        (0, Node.percent, Fraction(0)),
        (100, Node.percent, Fraction(100)),
        ("100.000000", Node.percent, Fraction(100)),
        ("38.5", Node.percent, Fraction(77, 2)),
        ("new", lambda node: node.word(Event), Event.NEW),
        (["replacement"], lambda node: node.words(Event), frozenset({Event.REPLACEMENT})),
        (("b", "a"), lambda node: node.codes("abc"), frozenset("ab")),
        (["a", "a"], Node.texts, ("a", "a")),
        (["a", 7], lambda node: [(one.value, one.path) for one in node.items()], [("a", "key[0]"), (7, "key[1]")]),
    ],
)  # fmt: skip
def test_a_right_value_is_read_and_no_problem_is_told(value: object, how: Read, found: object) -> None:
    assert read(value, how) == (found, [])


@pytest.mark.parametrize(
    ("value", "how", "stands_in", "told"),
    [
        (None, Node.text, "", MISSING),
        (" ", Node.text, "", NO_TEXT),
        (7, Node.text, "", NO_TEXT),
        (None, Node.both, Text("", ""), MISSING),
        (None, Node.day, date.min, NO_DAY),
        ("soon", Node.day, date.min, NO_DAY),
        (datetime(2025, 1, 31), Node.day, date.min, NO_DAY),
        (-1, Node.count, 0, NO_COUNT),
        (True, Node.count, 0, NO_COUNT),
        ("7", Node.count, 0, NO_COUNT),
        (101, Node.percent, Fraction(0), NO_PERCENT),
        (-1, Node.percent, Fraction(0), NO_PERCENT),
        (True, Node.percent, Fraction(0), NO_PERCENT),
        (38.5, Node.percent, Fraction(0), NO_PERCENT),
        ("100.000001", Node.percent, Fraction(0), NO_PERCENT),
        ("1/2", Node.percent, Fraction(0), NO_PERCENT),
        (None, lambda node: node.word(Event), Event.NEW, MISSING),
        ("old", lambda node: node.word(Event), Event.NEW, f"unknown 'old'; {NO_EVENT}"),
        (7, lambda node: node.word(Event), Event.NEW, f"unknown 7; {NO_EVENT}"),
        ([], Node.items, [], NO_LIST),
        ("ab", Node.items, [], NO_LIST),
        (None, Node.texts, (), NO_LIST),
        ({"new": 1}, lambda node: node.words(Event), frozenset(), NO_LIST),
    ],
)
def test_a_wrong_value_is_told_at_its_path_and_something_harmless_stands_in(
    value: object, how: Read, stands_in: object, told: str
) -> None:
    assert read(value, how) == (stands_in, [("key", told)])


def test_words_of_a_list_are_different_and_each_wrong_one_is_told() -> None:
    assert read(["new", "old", "new", "old"], lambda node: node.words(Event)) == (
        frozenset({Event.NEW}),
        [
            ("key[1]", f"unknown 'old'; {NO_EVENT}"),
            ("key[2]", "repeats key[0]"),
            ("key[3]", f"unknown 'old'; {NO_EVENT}"),
        ],
    )


def test_a_sentence_lacks_a_language_or_has_one_too_many() -> None:
    assert read({"zh": "甲", "fr": "un"}, Node.both) == (
        Text("甲", ""),
        [("key.fr", "unknown key; known are: zh, en"), ("key.en", MISSING)],
    )


def test_what_is_no_mapping_has_no_keys_and_says_so() -> None:
    problems: list[Problem] = []
    node = Node(["a"], "rules[0]", problems)
    assert (node.at("key").is_absent, node.only("key").value) == (True, {})
    assert problems == []
    node.knows("key")
    assert [(one.path, one.message.en) for one in problems] == [
        ("rules[0]", "this must be a mapping of keys to values")
    ]


def test_only_some_keys_of_a_mapping_are_looked_at_those_that_hold_nothing_are_left_out() -> None:
    stated: dict[str, Any] = {"a": 0, "b": None, "c": 1}
    some = Node(stated, "x", []).only("a", "b", "d")
    assert (some.value, some.path) == ({"a": 0}, "x")
    assert (Node(stated, "x", []).at("b").is_absent, Node(stated, "x", []).at("a").is_absent) == (True, False)
