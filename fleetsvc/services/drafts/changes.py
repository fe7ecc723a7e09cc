"""What differs between the texts of two editions: rules and interpretations added, removed and changed."""

from collections.abc import Mapping
from typing import Final

from fleetsvc.models import Json
from fleetsvc.services.law.book_view import full_rule_json
from fleetsvc.services.law.requirements import interpretation_json
from rules.rulebook import Rulebook
from rules.wording import Language

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

_NAMED: Final = frozenset({"id"})
"""A rule's id begins with its book's name: a new name alone is no change of every rule."""


def rule_changes(old: Rulebook, new: Rulebook, language: Language) -> list[Json]:
    """Return the rules that differ, each before and after, with the names of what differs."""
    return _changes(_rules(old, language), _rules(new, language))


def interpretation_changes(old: Rulebook, new: Rulebook, language: Language) -> list[Json]:
    """Return the interpretations that differ, each before and after, with the names of what differs."""
    before, after = (
        {name: interpretation_json(entry, language) for name, entry in book.interpretations.items()}
        for book in (old, new)
    )
    return _changes(before, after)


def _rules(book: Rulebook, language: Language) -> dict[str, Json]:
    return {rule.id.partition("/")[2]: full_rule_json(book, rule, language) for rule in book.rules}


def _changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[Json]:
    names = [*before, *(name for name in after if name not in before)]
    changes = (_change(name, before.get(name), after.get(name)) for name in names)
    return [change for change in changes if change is not None]


def _change(name: str, before: Json | None, after: Json | None) -> Json | None:
    if before is None or after is None:
        kind, fields = (ADDED, []) if before is None else (REMOVED, [])
    else:
        kind, fields = CHANGED, [key for key in before if key not in _NAMED and before[key] != after[key]]
        if not fields:
            return None
    return {"id": name, "change": kind, "fields": fields, "before": before, "after": after}
