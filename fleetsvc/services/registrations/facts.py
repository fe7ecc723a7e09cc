"""The facts of a stored vehicle as answers tell them."""

from datetime import date
from typing import Final

from importers.facts import FACTS, STATED, Fact, FactKind

ANSWERED: Final = {name: fact for name, fact in FACTS.items() if fact.kind is not FactKind.MARK}
"""The facts that answers about a vehicle hold."""


def fact_json(fact: Fact, value: object) -> object:
    """Return the stored value of a fact as JSON has it: days as text, several words as a list."""
    if fact.kind is FactKind.WORDS:
        return [word for word in str(value).split(",") if word]
    return value.isoformat() if isinstance(value, date) else value


def stated_json(version: object) -> dict[str, object]:
    """Return the facts of a version that senders state, as JSON has them."""
    return {name: fact_json(fact, getattr(version, name)) for name, fact in STATED.items()}


def facts_json(version: object) -> dict[str, object]:
    """Return the facts of a version, a record or the row of a query, as JSON has them."""
    return {name: fact_json(fact, getattr(version, name)) for name, fact in ANSWERED.items()}
