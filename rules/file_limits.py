"""What is asked of a rulebook's file over and above that it can judge.

It is held against files alone. An edition that was stored before such a limit was set stays law and is built without.
"""

from collections.abc import Iterator, Mapping

from rules.cases import read_own_cases
from rules.rulebook_nodes import Node
from rules.rulebook_parts import Problem
from rules.rulebook_reader import NAMED_SECTIONS, ids_in
from rules.wording import control_place


def file_problems(mapping: Mapping[str, object], name: str) -> list[Problem]:
    """Return names that are not of one line, and what is wrong with the cases that travel in the file."""
    problems: list[Problem] = []
    book = Node(mapping, "", problems)
    for node in _names(book):
        if isinstance(node.value, str) and control_place(node.value, in_a_line=True) is not None:
            node.problem("名称应为一行，不含控制字符", "a name is one line without control characters")
    read_own_cases(book, name)
    return problems


def _names(book: Node) -> Iterator[Node]:
    yield from (book.at("name"), book.at("id"))
    for section in NAMED_SECTIONS:
        yield from ids_in(book, section)
