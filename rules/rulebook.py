"""The mandate as data: a rulebook built from a mapping (a parsed YAML file), or all its problems at once.

``Rulebook.edition`` is the SHA-256 of the mapping in canonical JSON, so the same law has the same edition
whether it came from YAML or from the database.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from rules.file_limits import file_problems
from rules.rulebook_checks import problems_between
from rules.rulebook_parts import CoverageLine, Problem, Rulebook, RulebookBroken
from rules.rulebook_reader import read_rulebook
from rules.source_checks import FindText
from rules.sources import Ground
from rules.wording import Text

__all__ = [
    "Problem",
    "Rulebook",
    "RulebookBroken",
    "build",
    "build_stored",
    "canonical_json",
    "coverage",
    "edition_of",
]


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


def build(mapping: Mapping[str, object], *, find_text: FindText | None = None) -> Rulebook:
    """Build a rulebook from a parsed file; with its texts, hold every quote against them.

    Args:
        mapping: The parsed file.
        find_text: Gives a source text by its SHA-256. None takes quotes for what the file says they are.

    Raises:
        RulebookBroken: with every problem found, each at its path.
    """
    rulebook, problems = _read(mapping, find_text)
    return _whole(rulebook, [*problems, *file_problems(mapping, rulebook.name)])


def build_stored(content: Mapping[str, object]) -> Rulebook:
    """Build an edition that was built from a file, with its texts and within the limits of then, and stored.

    Raises RulebookBroken where it can not judge.
    """
    return _whole(*_read(content, None))


def _read(mapping: Mapping[str, object], find_text: FindText | None) -> tuple[Rulebook, list[Problem]]:
    rulebook, problems = read_rulebook(mapping, edition=edition_of(mapping))
    return rulebook, [*problems, *problems_between(rulebook, read=problems, find_text=find_text)]


def _whole(rulebook: Rulebook, problems: Iterable[Problem]) -> Rulebook:
    told = tuple(dict.fromkeys(problems))  # a list of facts tells what it shares once
    if told:
        raise RulebookBroken(told)
    return rulebook


def _as_reason(ground: Ground) -> Text:
    return Text(
        f"不据以判定车辆，作为依据：{ground.supports.zh}",
        f"no vehicle is judged by it; it is a ground: {ground.supports.en}",
    )


def coverage(rulebook: Rulebook) -> tuple[CoverageLine, ...]:
    """Return every part of the passages in reading order, with its rules or the reason for none; book by book."""
    if rulebook.parts:
        return tuple(line for book in rulebook.parts for line in coverage(book))
    order = {passage.number: place for place, passage in enumerate(rulebook.passages)}
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
        CoverageLine(ground.clause.number, ground.clause.quote, ground.clause.offset, (), _as_reason(ground))
        for ground in rulebook.grounds.values()
    ]
    lines += [
        CoverageLine(entry.number, entry.text, entry.offset, (), entry.reason)
        for entry in rulebook.not_checkable
    ]
    return tuple(sorted(lines, key=lambda line: (order[line.number], line.offset)))
