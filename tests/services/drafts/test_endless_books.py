"""A file sent as a rulebook is answered however many keys it holds."""

import pytest

from fleetsvc.books import MOST_PROBLEMS, MOST_VALUES, parsed
from rules.rulebook import RulebookBroken


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(RulebookBroken) as refused:
        parsed(text.encode())
    return [(problem.path, problem.message.en) for problem in refused.value.problems]


def test_a_file_of_very_many_keys_is_refused_as_too_much() -> None:
    assert problems_of("".join(f"k{number}: 1\n" for number in range(MOST_VALUES))) == [
        ("file", "there is too much in it")
    ]


def test_of_a_key_that_stands_there_very_often_the_first_places_are_told() -> None:
    assert problems_of("k: 1\n" * 30_000) == [
        (f"line {number}", "this key stands here twice") for number in range(1, MOST_PROBLEMS + 1)
    ]
