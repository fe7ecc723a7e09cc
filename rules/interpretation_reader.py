"""An interpretation of a rulebook file into its parts, and the values it sets for rules to take."""

from collections.abc import Iterable, Mapping
from datetime import date

from rules.rulebook_nodes import Node
from rules.rulebook_parts import Aspect, Interpretation, Letter, Parameter, Status
from rules.vocabulary import Category


def values_set(nodes: Iterable[Node]) -> dict[str, Node]:
    """Return, by the id of each interpretation, the node of the values that it sets."""
    return {str(node.at("id").value): node.at("sets") for node in nodes}


def read_interpretation(node: Node) -> Interpretation:
    """Read an interpretation; it may take its first day from another one."""
    node.knows(
        "id",
        "bears_on",
        "question",
        "answer",
        "status",
        "from",
        "until",
        "by",
        "letter",
        "categories",
        "sets",
    )
    categories, sets = node.at("categories"), node.at("sets")
    letter, dated = node.at("letter"), node.at("letter").at("dated")
    for below, known in ((letter, ("number", "dated")), (sets, tuple(Parameter))):
        if not below.is_absent:
            below.knows(*known)
    return Interpretation(
        id=node.at("id").text(),
        bears_on=node.at("bears_on").word(Aspect),
        question=node.at("question").both(),
        answer=node.at("answer").both(),
        status=node.at("status").word(Status),
        effective_from=node.at("from").day(),
        by=node.at("by").both(),
        categories=None if categories.is_absent else categories.words(Category),
        effective_until=read_end(node.at("until"), after=node.at("from")),
        letter=None
        if letter.is_absent
        else Letter(letter.at("number").text(), None if dated.is_absent else dated.day()),
        sets={name: _plain(value) for name, value in sets.value.items()}
        if isinstance(sets.value, Mapping)
        else {},
    )


def _plain(value: object) -> object:
    """Return a value as JSON writes it: YAML reads days as days, and both files say the same."""
    return value.isoformat() if isinstance(value, date) else value


def read_end(until: Node, *, after: Node) -> date | None:
    """Read the first day on which a rule or an answer no longer holds; None where none is given."""
    if until.is_absent:
        return None
    day, start = until.day(), after.value
    if isinstance(start, date | str) and str(day) <= str(start):
        until.problem("失效日须晚于生效日", "it must end after it begins")
    return day
