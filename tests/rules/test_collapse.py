"""How the decision table is told to people: words that make no difference together, in the shorter way."""

from collections.abc import Sequence

import pytest

from rules.collapse import DIMENSIONS, Dimension, Line, cases_in, dimensions_of, shown
from rules.table import FIRST_DAY, LAST_DAY, Period
from tests.policies import policy_book

SIX = tuple("abcdef")


def a_line(*words: Sequence[str]) -> Line[str]:
    dimension = Dimension("sign", SIX, {word: (word,) if word != "f" else ("f", "g") for word in SIX})
    some = tuple(tuple(one) for one in words)
    return Line(("410100",), Period(FIRST_DAY, LAST_DAY), (dimension,) * len(some), some, "value")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("abcdef", "*"),
        ("abcde", "not f,g"),
        ("bcdef", "not a"),
        ("abcd", "a,b,c,d"),  # two others are half as many as these, not fewer
        ("af", "a,f,g"),
        ("f", "f,g"),
    ],
)
def test_words_are_listed_or_those_that_they_are_not_where_that_is_shorter(words: str, text: str) -> None:
    assert shown(a_line(words)) == (text,)


def test_a_line_stands_for_every_combination_of_its_words() -> None:
    line = a_line("abc", "f", "abcdef")
    assert (cases_in(line), shown(line)) == (18, ("a,b,c", "f,g", "*"))


def test_a_table_has_the_facts_of_every_case_and_those_that_its_rules_look_at() -> None:
    found = dimensions_of(policy_book("zhengzhou-air-2024"), unit="410100")
    assert [one.name for one in found] == [*(name for name, _ in DIMENSIONS), "owner_class", "use"]
    assert found[-1].spelled == {
        "unknown": ("unknown",),
        "freight": ("freight",),
        "passenger": ("passenger", "emergency", "law_enforcement", "fixed_route", "port", "other"),
    }
