"""A file sent as a rulebook is answered however many keys it holds, and however much a few signs of it mean."""

import pytest

from fleetsvc.books import parsed
from fleetsvc.plain_yaml import MOST_PROBLEMS, MOST_VALUES
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


@pytest.mark.parametrize(
    "number",
    [
        "1" + ":59" * 60_000,
        "1" + ":59" * 60_000 + ".5",
        '!!int "1' + ":59" * 60_000 + '"',
        "9" * 200_000,
        "0x" + "f" * 200_000,
        "1" * 200_000 + ".5",
    ],
    ids=["base 60", "base 60, a fraction", "base 60, by its tag", "digits", "base 16", "fraction"],
)
@pytest.mark.parametrize("place", ["{}", "[{}]", "{{? {} : 1}}"], ids=["value", "list", "key"])
def test_a_number_without_end_is_told_at_its_line_and_never_worked_out(number: str, place: str) -> None:
    assert ("line 2", "this must be text, a whole number or a day") in problems_of(
        "name: x\nid: " + place.format(number)
    )


def test_mappings_that_take_over_each_other_are_told_and_not_followed() -> None:
    lines = [f"k{level}: &k{level} {{<<: [*k{level - 1}, *k{level - 1}]}}" for level in range(1, 40)]
    found = problems_of("\n".join(["k0: &k0 {x: 1}", *lines]))
    told = "the key << is not read here: write out what it would take over"
    assert found[:39] == [(f"line {level + 1}", told) for level in range(1, 40)]
