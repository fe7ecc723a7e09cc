"""What differs between two editions: rules, interpretations and words of the law added, removed and changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fleetsvc.models import Json
from fleetsvc.services.drafts.word_diff import word_diff
from fleetsvc.services.law.book_view import full_rule_json
from fleetsvc.services.law.requirements import interpretation_json
from rules.rulebook import Rulebook
from rules.wording import Language

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

_NAMED: Final = frozenset({"id", "demand", "meant"})
"""A rule's id begins with its book's name: a new name alone is no change of every rule. The others are words of what
stands beside them.
"""


def changes_between(old: Rulebook | None, new: Rulebook | None, language: Language) -> Json:
    """Return what differs between two editions: words of the law, rules and interpretations.

    None stands for a book that is not in force: all of the other is added, or removed.
    """
    return {
        "law": law_changes(old, new, language),
        "rules": rule_changes(old, new, language),
        "interpretations": interpretation_changes(old, new, language),
    }


def rule_changes(old: Rulebook | None, new: Rulebook | None, language: Language) -> list[Json]:
    """Return the rules that differ, each before and after, with the names of what differs."""
    return _changes(_rules(old, language), _rules(new, language))


def interpretation_changes(old: Rulebook | None, new: Rulebook | None, language: Language) -> list[Json]:
    """Return the interpretations that differ, each before and after, with the names of what differs."""
    before, after = (
        {name: interpretation_json(entry, language) for name, entry in book.interpretations.items()}
        if book
        else {}
        for book in (old, new)
    )
    return _changes(before, after)


def _rules(book: Rulebook | None, language: Language) -> dict[str, Json]:
    if book is None:
        return {}
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


# --- the words of the law --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of the law in an edition: their name, and the hash of the text they stand in."""

    name: str
    text: str
    source_sha256: str


def law_changes(old: Rulebook | None, new: Rulebook | None, language: Language) -> list[Json]:
    """Return the passages and quotes whose words differ, each with its parts that are the same, removed and added."""
    return [
        change
        for part in ("passage", "clause", "ground")
        for change in _law_changes(part, _words(old, part, language), _words(new, part, language))
    ]


def _words(book: Rulebook | None, part: str, language: Language) -> dict[str, _Words]:
    if book is None:
        return {}
    if part == "passage":
        return {
            one.number: _Words(one.name.in_language(language), one.text, one.source_sha256)
            for one in book.passages
        }
    grounds = {name: ground.clause for name, ground in book.grounds.items()}
    return {
        name: _Words(book.passage_of(one).name.in_language(language), one.quote, one.source_sha256)
        for name, one in (grounds if part == "ground" else book.clauses).items()
    }


def _law_changes(part: str, before: Mapping[str, _Words], after: Mapping[str, _Words]) -> Iterator[Json]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        shown = new or old
        if shown is None or (old is not None and new is not None and old.text == new.text):
            continue
        yield {
            "part": part,
            "id": name,
            "passage": shown.name,
            "change": CHANGED if old and new else ADDED if new else REMOVED,
            "before_sha256": old.source_sha256 if old else None,
            "after_sha256": new.source_sha256 if new else None,
            "words": word_diff(old.text if old else "", new.text if new else ""),
        }
