"""A rulebook file, entry by entry, into its parts. Cross-checks between parts: ``rules.rulebook_checks``."""

from collections.abc import Iterator, Mapping
from typing import Final

from rules.interpretation_reader import read_interpretation, values_set
from rules.rule_reader import read_rules
from rules.rulebook_nodes import Answers, Node
from rules.rulebook_parts import Problem, Rulebook
from rules.source_reader import (
    read_clause,
    read_ground,
    read_instrument,
    read_not_checkable,
    read_passage,
)

_SECTIONS: Final = (
    "id",
    "name",
    "title",
    "instruments",
    "passages",
    "clauses",
    "grounds",
    "interpretations",
    "rules",
    "not_checkable",
    "cases",
)

NAMED_SECTIONS: Final = ("instruments", "clauses", "grounds", "interpretations", "rules", "not_checkable")
"""Lists of entries of which each has an id."""


def read_rulebook(mapping: Mapping[str, object], *, edition: str) -> tuple[Rulebook, list[Problem]]:
    """Read a whole rulebook with the problems of its single entries; use it only when there are none."""
    problems: list[Problem] = []
    book = Node(mapping, "", problems)
    book.knows(*_SECTIONS)
    name = book.at("name").text()
    clauses = [read_clause(node) for node in book.at("clauses").items()]
    grounds = [read_ground(node) for node in _items_if_any(book.at("grounds"))]
    answered = book.at("interpretations").items()
    sets = values_set(answered)
    interpretations = [read_interpretation(node.answered_by(Answers(sets))) for node in answered]
    order = {entry.id: place for place, entry in enumerate(interpretations)}
    rules = [
        rule for node in book.at("rules").items() for rule in read_rules(node, Answers(sets), name, order)
    ]
    _report_repeats(book)
    rulebook = Rulebook(
        edition=edition,
        id=book.at("id").text(),
        name=name,
        title=book.at("title").both(),
        instruments=tuple(read_instrument(node) for node in book.at("instruments").items()),
        passages=tuple(read_passage(node) for node in book.at("passages").items()),
        clauses={clause.id: clause for clause in clauses},
        grounds={ground.clause.id: ground for ground in grounds},
        interpretations={entry.id: entry for entry in interpretations},
        rules=tuple(rules),
        not_checkable=tuple(read_not_checkable(node) for node in _items_if_any(book.at("not_checkable"))),
    )
    return rulebook, problems


def _items_if_any(node: Node) -> list[Node]:
    return [] if node.is_absent else node.items()


def ids_in(book: Node, section: str) -> Iterator[Node]:
    """Yield the node of each id of a section; none where it is no list."""
    entries = book.at(section)
    for place, entry in enumerate(entries.value if isinstance(entries.value, list) else ()):
        yield Node(entry, f"{entries.path}[{place}]", book.problems).at("id")


def _report_repeats(book: Node) -> None:
    for section in NAMED_SECTIONS:
        first: dict[object, str] = {}
        for node in ids_in(book, section):
            if isinstance(node.value, str) and node.value in first:
                node.problem(
                    f"编号“{node.value}”与 {first[node.value]} 重复",
                    f"the id {node.value!r} is already used at {first[node.value]}",
                )
            elif isinstance(node.value, str):
                first[node.value] = node.path
