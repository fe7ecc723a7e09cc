"""One bad value never hides what else is wrong with a rulebook's file."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from fleetsvc.books import book_mapping, parsed_book
from rules.rulebook import RulebookBroken, build

Book = dict[str, Any]


def problems_of(change: Callable[[Book], object], *, after: str = "") -> list[str]:
    """The paths of all problems of the shipped file after a change; ``after`` is written below it."""
    mapping: Book = copy.deepcopy(dict(book_mapping()))
    change(mapping)
    text = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False) + after
    with pytest.raises(RulebookBroken) as broken:
        build(parsed_book(text.encode()))
    return [problem.path for problem in broken.value.problems]


def of_force_always(mapping: Book) -> None:
    mapping["rules"][1]["force"] = "always"


BAD_VALUES: dict[str, tuple[Callable[[Book], object], str]] = {
    "a fraction": (
        lambda book: book["rules"][4]["requirement"]["share"].update(more_than_percent=38.5),
        "rules[4].requirement.share.more_than_percent",
    ),
    "a control character": (lambda book: book["rules"][0].update(clause="13\x07new"), "rules[0].clause"),
    "a number beyond all bounds": (
        lambda book: book["passages"][0].update(offset=2**60),
        "passages[0].offset",
    ),
    "a key that is no text": (lambda book: book["rules"][2].update({7: "seven"}), "rules[2]"),
    "truth where a text belongs": (lambda book: book.update(id=2.5), "id"),
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_a_value_that_no_rulebook_holds_hides_nothing(name: str) -> None:
    change, path = BAD_VALUES[name]

    def both(mapping: Book) -> None:
        change(mapping)
        of_force_always(mapping)

    found = problems_of(both)
    assert found.count(path) == 1
    assert found.count("rules[1].force") == 1


def test_a_key_that_stands_twice_hides_nothing() -> None:
    found = problems_of(of_force_always, after="name: again\nid: 2.5\n")
    assert {path for path in found if not path.startswith("line ")} == {"id", "rules[1].force"}
    assert len([path for path in found if path.startswith("line ")]) == 4  # each at both places


def test_a_file_beyond_all_bounds_is_told_as_such_alone() -> None:
    with pytest.raises(RulebookBroken) as broken:
        parsed_book(b"a: &a [*a]\n")
    assert {problem.path.partition("[")[0] for problem in broken.value.problems} == {"a"}


def test_a_clause_that_is_broken_hides_nothing_of_the_other_clauses() -> None:
    def change(mapping: Book) -> None:
        mapping["clauses"][0]["translation"] = ""
        mapping["clauses"][1]["quote"] = mapping["clauses"][1]["quote"][:-1] + "呢"
        mapping["clauses"][2]["instrument"] = "nothing"

    assert problems_of(change) == [
        "clauses[0].translation",
        "clauses[2].instrument",
        "clauses[1].quote",
    ]


def test_an_interpretation_that_is_broken_hides_no_other_that_nothing_uses() -> None:
    def change(mapping: Book) -> None:
        mapping["interpretations"][0]["status"] = "perhaps"
        mapping["interpretations"].append(mapping["interpretations"][1] | {"id": "idle"})

    assert problems_of(change) == [
        "interpretations[0].status",
        f"interpretations[{len(book_mapping()['interpretations'])}].id",
    ]


def test_an_id_that_is_gone_is_told_without_what_only_follows_from_it() -> None:
    def change(mapping: Book) -> None:
        del mapping["clauses"][0]["id"]
        of_force_always(mapping)

    found = problems_of(change)
    assert found.count("clauses[0].id") == 1
    assert "rules[1].force" in found
    assert not [path for path in found if path.startswith(("clauses[1]", "passages"))]
