"""Tags of YAML that say what a value is: no constructor of the library is let at what may not fit it."""

from contextlib import suppress

import pytest
import yaml

from fleetsvc.books import parsed, parsed_book
from rules.rulebook import RulebookBroken

TAGS = sorted(tag for tag in yaml.SafeLoader.yaml_constructors if tag is not None)
ODD = ["''", "x", "'-'", "[]", "{}", "[x]", "{=: ''}", "{=: x}", "{? [a] : b}"]
NUMBER_WITHOUT_END = "1" + ":59" * 60_000


def paths_of(text: str) -> list[str]:
    with pytest.raises(RulebookBroken) as refused:
        parsed(text.encode())
    return [problem.path for problem in refused.value.problems]


@pytest.mark.parametrize(
    "place", ["id: !<{tag}> {value}", "id: [!<{tag}> {value}]", "? !<{tag}> {value}\n: 1"]
)
@pytest.mark.parametrize("tag", [*TAGS, "tag:yaml.org,2002:merge", "tag:yaml.org,2002:value", "!mine"])
def test_no_tag_with_an_odd_value_is_a_fault_of_the_service(tag: str, place: str) -> None:
    for value in ODD:
        for read in (parsed, parsed_book):
            with suppress(RulebookBroken):  # any other exception fails
                read(("name: x\n" + place.format(tag=tag, value=value)).encode())


@pytest.mark.parametrize(
    "value",
    [
        "!!bool x",
        "!!int ''",
        "!!timestamp x",
        "!!float ''",
        "!!null x",
        "!!binary x",
        "!mine x",
        "!!int {=: x}",
    ],
)
def test_a_tagged_value_is_told_at_its_line_and_hides_nothing(value: str) -> None:
    found = paths_of(f"name: x\nid: {value}\nat: {{<<: {{}}}}\n")
    assert found[:2] == ["line 2", "line 3"]


def test_a_number_without_end_within_a_tagged_mapping_is_never_worked_out() -> None:
    assert "line 2" in paths_of(f"name: x\nid: !!int {{=: {NUMBER_WITHOUT_END}}}")


def test_tags_that_say_what_stands_there_anyway_are_read() -> None:
    assert parsed(b"a: !!str 12\nb: !!int 12\nc: !!map {d: !!seq [x]}\ne: !!null ~\n") == {
        "a": "12",
        "b": 12,
        "c": {"d": ["x"]},
        "e": None,
    }
