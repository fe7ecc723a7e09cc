"""The mandate as data: a rulebook built from a mapping (a parsed YAML file), or all its problems at once.

``Rulebook.edition`` is the SHA-256 of the mapping in canonical JSON, so the same law has the same edition
whether it came from YAML or from the database.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from rules.cases import read_own_cases
from rules.rulebook_checks import problems_between
from rules.rulebook_nodes import Node
from rules.rulebook_parts import CoverageLine, Problem, Rulebook, RulebookBroken
from rules.rulebook_reader import read_rulebook

__all__ = ["Problem", "Rulebook", "RulebookBroken", "build", "canonical_json", "coverage", "edition_of"]


def canonical_json(mapping: Mapping[str, object]) -> str:
    """Write a mapping in one form only: keys sorted, no blanks, days as YYYY-MM-DD.

    >>> canonical_json({"b": date(2023, 3, 1), "a": "渣土车"})
    '{"a":"渣土车","b":"2023-03-01"}'
    """
    return json.dumps(mapping, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_day_text)


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def edition_of(mapping: Mapping[str, object]) -> str:
    """Return ``sha256:`` and the hash of the canonical JSON of a rulebook mapping."""
    return "sha256:" + hashlib.sha256(canonical_json(mapping).encode()).hexdigest()


def build(mapping: Mapping[str, object]) -> Rulebook:
    """Build a rulebook from a parsed file.

    Raises:
        RulebookBroken: with every problem found, each at its path.
    """
    rulebook, problems = read_rulebook(mapping, edition=edition_of(mapping))
    problems += problems_between(rulebook, read=problems)
    read_own_cases(Node(mapping, "", problems), rulebook.name)
    if problems:
        raise RulebookBroken(tuple(dict.fromkeys(problems)))  # a list of facts tells what it shares once
    return rulebook


def coverage(rulebook: Rulebook) -> tuple[CoverageLine, ...]:
    """Return every part of the passages in reading order, with its rules or the reason for none."""
    lines = [
        CoverageLine(
            clause.number,
            clause.quote,
            clause.offset,
            tuple(rule.id for rule in rulebook.rules if rule.clause == clause.id),
            None,
        )
        for clause in rulebook.clauses.values()
    ]
    lines += [
        CoverageLine(entry.number, entry.text, entry.offset, (), entry.reason)
        for entry in rulebook.not_checkable
    ]
    return tuple(sorted(lines, key=lambda line: line.offset))
