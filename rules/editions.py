"""A ranking edition as it is published: a document sealed by a hash that anyone can recompute.

The seal covers everything a reader sees, the hash of the tallies it was computed from, the rulebook, the
method and the edition before it, so that neither a line nor a whole edition can be exchanged unnoticed.
Canonical JSON: keys sorted, no blanks, UTF-8 without escapes; hashes are SHA-256 in hexadecimal.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from rules.ranking import Line, Method, Standing, Tally, shown_rate
from rules.units import UNITS
from rules.vocabulary import Category, Verdict


class EditionStatus(StrEnum):
    """``provisional``: the period or its data may still move; ``final``: published, changed only by revision."""

    PROVISIONAL = "provisional"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The edition that changes are measured against: its period, revision and seal."""

    period: str
    revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One ranking of all units.

    ``previous_sha256``: the seal of the edition this one follows: the revision it replaces or, for a first
    revision, the edition of the period before. ``reason``: why a final edition was revised.
    """

    period: str
    category: Category | None
    revision: int
    status: EditionStatus
    computed_at: datetime
    method: Method
    rulebook_id: str
    rulebook_edition: str
    inputs_sha256: str
    previous_sha256: str | None
    compared_with: Predecessor | None
    reason: str | None
    lines: tuple[Line, ...]

    @property
    def sha256(self) -> str:
        """The seal of the edition."""
        return seal(unsealed(self))


def canonical(value: object) -> bytes:
    """Return the canonical JSON of plain data.

    >>> canonical({"b": 1, "a": "市"}).decode()
    '{"a":"市","b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of plain data's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def inputs_digest(tallies: Iterable[Tally]) -> str:
    """Return the hash of the tallies of all units, whatever their order; zero counts are left out."""
    by_unit = {tally.unit: tally for tally in tallies}
    return digest({unit: _tally_document(by_unit.get(unit, Tally(unit))) for unit in UNITS})


def seal(document: Mapping[str, Any]) -> str:
    """Return the seal of an edition's document: of all its keys but ``sha256``."""
    return digest({key: value for key, value in document.items() if key != "sha256"})


def published(edition: Edition) -> dict[str, Any]:
    """Return the document of an edition with its seal."""
    document = unsealed(edition)
    return document | {"sha256": seal(document)}


def unsealed(edition: Edition) -> dict[str, Any]:
    """Return the document of an edition as plain JSON data, without the seal."""
    compared = edition.compared_with
    return {
        "period": edition.period,
        "category": edition.category.value if edition.category else None,
        "revision": edition.revision,
        "status": edition.status.value,
        "reason": edition.reason,
        "computed_at": edition.computed_at.astimezone(UTC).isoformat(),
        "method": method_document(edition.method),
        "rulebook": {"id": edition.rulebook_id, "edition": edition.rulebook_edition},
        "inputs_sha256": edition.inputs_sha256,
        "previous_sha256": edition.previous_sha256,
        "compared_with": None
        if compared is None
        else {"period": compared.period, "revision": compared.revision, "sha256": compared.sha256},
        "lines": [line_document(line) for line in edition.lines],
    }


def method_document(method: Method) -> dict[str, Any]:
    """Return the full description of a method with its hash."""
    return method.described() | {"sha256": digest(method.described())}


def tallies_of(lines: Sequence[Line]) -> tuple[Tally, ...]:
    """Return the tallies that lines were computed from: the inverse of ranking, for checking an edition."""
    return tuple(
        Tally(line.unit, line.verdicts, line.held, reported=line.status is not Standing.NOT_REPORTED)
        for line in lines
    )


def _tally_document(tally: Tally) -> dict[str, Any]:
    counts = {verdict.value: tally.verdicts.get(verdict, 0) for verdict in Verdict}
    return {
        "verdicts": {name: count for name, count in counts.items() if count},
        "held": tally.held,
        "reported": tally.sent_something,
    }


def line_document(line: Line) -> dict[str, Any]:
    """Return a line of an edition as plain JSON data."""
    return {
        "unit": line.unit,
        "name": UNITS[line.unit].name.zh,
        "status": line.status.value,
        "rank": line.rank,
        "governed": line.governed,
        "verdicts": {verdict.value: count for verdict, count in line.verdicts.items()},
        "held": line.held,
        "rate": shown_rate(line.rate),
        "rate_low": shown_rate(line.rate_low),
        "rate_high": shown_rate(line.rate_high),
        "rate_change": shown_rate(line.rate_change),
        "rank_change": line.rank_change,
    }
