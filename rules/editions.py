"""A ranking edition as it is published: a document sealed by a hash that anyone can recompute.

The seal covers everything a reader sees, the hash of the tallies it was computed from, the rulebook, the
method and the edition before it, so that neither a line nor a whole edition can be exchanged unnoticed.
Canonical JSON: keys sorted, no blanks, UTF-8 without escapes; hashes are SHA-256 in hexadecimal.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from rules.identifiers.redaction import names_somebody
from rules.ranking import Line, shown_rate
from rules.ranking_method import Method, Standing
from rules.share_documents import counts_of, share_document
from rules.tallies import Counts, Tally, summed
from rules.units import UNITS
from rules.vocabulary import Category, Verdict


class EditionStatus(StrEnum):
    """``provisional``: the period or its data may still move; ``final``: published, changed only by revision.

    ``preview``: the period is over, and each unit looks at its own line before the office releases the edition.
    """

    PROVISIONAL = "provisional"
    PREVIEW = "preview"
    FINAL = "final"


LONGEST_REASON: Final = 500


class CorrectionReasonMissing(Exception):
    """A correction says why it was made, in at most ``LONGEST_REASON`` characters."""


class CorrectionReasonPrivate(Exception):
    """A reason that everybody reads holds a VIN or a plate."""


def published_reason(text: str) -> str:
    """Return a reason as it is published. Raises CorrectionReasonMissing, CorrectionReasonPrivate."""
    reason = text.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise CorrectionReasonMissing
    if names_somebody(reason):
        raise CorrectionReasonPrivate
    return reason


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The edition that changes are measured against: its period, revision and seal.

    ``rulebook_changed``, ``method_changed``: whether it was made under another rulebook edition or method.
    """

    period: str
    revision: int
    sha256: str
    rulebook_changed: bool = False
    method_changed: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One ranking of all units. ``rulebooks``: id and edition of each that was in force, in the order of citation.

    ``previous_sha256``: the seal of the edition this one follows: the revision it replaces or, for a first
    revision, the edition of the period before. ``reason``: why a final edition was revised.
    """

    period: str
    category: Category | None
    revision: int
    status: EditionStatus
    computed_at: datetime
    method: Method
    rulebooks: tuple[tuple[str, str], ...]
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


def inputs_digest(tallies: Iterable[Tally], *, method: Method) -> str:
    """Return the hash of the tallies of all units, whatever their order; zero counts are left out."""
    by_unit = {tally.unit: tally for tally in tallies}
    found = (by_unit.get(unit, Tally(unit, missing=method.required)) for unit in UNITS)
    return digest({tally.unit: _tally_document(tally, method) for tally in found})


def seal(document: Mapping[str, Any]) -> str:
    """Return the seal of an edition's document: of all its keys but ``sha256``."""
    return digest({key: value for key, value in document.items() if key != "sha256"})


def published(edition: Edition) -> dict[str, Any]:
    """Return the document of an edition with its seal."""
    document = unsealed(edition)
    return document | {"sha256": seal(document)}


def unsealed(edition: Edition) -> dict[str, Any]:
    """Return the document of an edition as plain JSON data, without the seal.

    ``rulebook``: the first of ``rulebooks``, as it was told while there was one.
    """
    rulebooks = [{"id": name, "edition": digest} for name, digest in edition.rulebooks]
    return {
        "period": edition.period,
        "category": edition.category.value if edition.category else None,
        "revision": edition.revision,
        "status": edition.status.value,
        "reason": edition.reason,
        "computed_at": edition.computed_at.astimezone(UTC).isoformat(),
        "method": method_document(edition.method),
        "rulebook": rulebooks[0],
        "rulebooks": rulebooks,
        "inputs_sha256": edition.inputs_sha256,
        "previous_sha256": edition.previous_sha256,
        "compared_with": _compared(edition),
        "lines": [_line_of(edition, line) for line in edition.lines],
    }


def _line_of(edition: Edition, line: Line) -> dict[str, Any]:
    told = line_document(line, method=edition.method)
    if not edition.method.is_by_proof:
        return told
    return told | {"compared_with": line_compared(_compared(edition))}


def line_compared(compared: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what a line says of the edition that its changes are measured against."""
    names = ("period", "revision", "rulebook_changed")
    return None if compared is None else {name: compared.get(name, False) for name in names}


def _compared(edition: Edition) -> dict[str, Any] | None:
    compared = edition.compared_with
    if compared is None:
        return None
    told = {"period": compared.period, "revision": compared.revision, "sha256": compared.sha256}
    if not edition.method.is_by_proof:
        return told
    changed = {"rulebook_changed": compared.rulebook_changed, "method_changed": compared.method_changed}
    return told | changed


def method_document(method: Method) -> dict[str, Any]:
    """Return the full description of a method with its hash."""
    return {**method.document, "sha256": digest(method.document)}


def _tally_document(tally: Tally, method: Method) -> dict[str, Any]:
    counts = {verdict.value: tally.verdicts.get(verdict, 0) for verdict in Verdict}
    told: dict[str, Any] = {
        "verdicts": {name: count for name, count in counts.items() if count},
        "held": tally.held,
        "reported": method.standing(tally) is not Standing.NOT_REPORTED,
    }
    if not method.is_by_proof:
        return told
    beside = tally.besides
    return told | {
        "missing": list(tally.missing),
        "disputed": tally.disputed,
        "strict_violations": beside.strict_violations,
        "emission_stage": [beside.stage_governed, beside.stage_met],
        "fcev": beside.fcev,
        "late_days": beside.late_days,
        "corrected_later": beside.corrected,
        "closed": beside.closed,
        "shares": [counts_of(one) for one in beside.shares],
    }


def line_document(line: Line, *, method: Method) -> dict[str, Any]:
    """Return a line of an edition as plain JSON data."""
    told = {
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
    return told | details_document(line) if method.is_by_proof else told


def tally_of(line: Mapping[str, Any]) -> Tally:
    """Return what a line of an edition's document was ranked by, of whatever method: the counts that it tells."""
    return Tally(
        line["unit"],
        {Verdict(name): count for name, count in line["verdicts"].items()},
        line["held"],
        reported=line["status"] != Standing.NOT_REPORTED,
        missing=tuple(map(Category, line.get("missing_categories", ()))),
        disputed=line.get("disputed", 0),
    )


def province_of(document: Mapping[str, Any]) -> Counts:
    """Return the counts of all units of an edition's document together."""
    return summed(tally_of(line).counts for line in document["lines"])


def details_document(line: Line) -> dict[str, Any]:
    """Return what a line tells besides since ``nev-duty-2``, as plain JSON data."""
    beside = line.tally.besides
    return {
        "rank_low": line.rank_low,
        "rank_high": line.rank_high,
        "disputed": line.tally.disputed,
        "closed": beside.closed,
        "missing_categories": [category.value for category in line.missing],
        "strict_violations": beside.strict_violations,
        "emission_stage": {"governed": beside.stage_governed, "met": beside.stage_met},
        "fcev": beside.fcev,
        "shares": [share_document(one) for one in beside.shares],
        "quality": _quality_document(line),
    }


def _quality_document(line: Line) -> dict[str, Any]:
    vehicles = sum(line.verdicts.values())
    late_days = line.tally.besides.late_days
    return {
        "late": round(late_days / vehicles, 2) if vehicles else None,
        "late_days": late_days,
        "held": line.held,
        "undetermined": line.verdicts.get(Verdict.UNDETERMINED, 0),
        "corrected_later": line.tally.besides.corrected,
        "score": shown_rate(line.quality),
        "rank": line.quality_rank,
    }
