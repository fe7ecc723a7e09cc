"""Ranking editions as rows: written whole, read back as the document that was sealed."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from fleetsvc.models import Json, RankingEdition, RankingLine
from rules.editions import Edition, line_compared, published
from rules.ranking import Line, rank
from rules.ranking_method import Standing, method_of
from rules.tallies import Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

# One statement for all: a period has two hundred lines, of which each would be planned anew.
_STORE_LINES = text("""
    INSERT INTO ranking_line (edition_id, city_code, status, rank, governed, verdicts, held, rate, rate_low, rate_high,
        rate_change, rank_change, details)
    SELECT edition_id, city_code, status, rank, governed, verdicts, held, rate, rate_low, rate_high,
        rate_change, rank_change, details
    FROM jsonb_populate_recordset(CAST(NULL AS ranking_line), CAST(:lines AS jsonb))
""")
_UNIT_ORDER = {code: place for place, code in enumerate(UNITS)}


def latest_editions(session: Session, period: str) -> dict[str, RankingEdition]:
    """Return the latest revision of each category of a period; the empty text is the one over all."""
    statement = (
        select(RankingEdition)
        .where(RankingEdition.period == period)
        .ext(distinct_on(col(RankingEdition.category)))
        .order_by(col(RankingEdition.category), col(RankingEdition.revision).desc())
    )
    return {edition.category: edition for edition in session.exec(statement)}


def store(session: Session, editions: Sequence[Edition]) -> None:
    """Write editions with their lines."""
    documents = [published(edition) for edition in editions]
    records = [_record(document, edition) for document, edition in zip(documents, editions, strict=True)]
    session.add_all(records)
    session.flush()
    lines = [
        _line_row(record, line)
        for record, document in zip(records, documents, strict=True)
        for line in document["lines"]
    ]
    session.connection().execute(_STORE_LINES, {"lines": json.dumps(lines)})


def stored_lines(session: Session, editions: Collection[RankingEdition]) -> dict[int, list[RankingLine]]:
    """Return the lines of several editions by edition id, in the order of publication."""
    ids = [edition.id for edition in editions]
    found: dict[int, list[RankingLine]] = defaultdict(list)
    for line in session.exec(select(RankingLine).where(col(RankingLine.edition_id).in_(ids))):
        found[line.edition_id].append(line)
    return {key: sorted(lines, key=_place) for key, lines in found.items()}


def ranked_again(edition: RankingEdition, lines: Sequence[RankingLine]) -> tuple[Line, ...]:
    """Return an edition's lines with exact rates, ranked from its stored counts by its own method."""
    return rank([_tally(line) for line in lines], method=method_of(edition.method))


def rulebooks_of(edition: RankingEdition) -> list[Json]:
    """Return the rulebooks that an edition was computed by; in editions of before there were several, its only one."""
    return [edition.rulebook] if edition.rulebooks is None else edition.rulebooks


def header(edition: RankingEdition) -> dict[str, Any]:
    """Return the document of an edition without its lines."""
    return {
        "period": edition.period,
        "category": edition.category or None,
        "revision": edition.revision,
        "status": edition.status,
        "reason": edition.reason,
        "computed_at": edition.computed_at.astimezone(UTC).isoformat(),
        "method": edition.method,
        "rulebook": edition.rulebook,
        **({} if edition.rulebooks is None else {"rulebooks": edition.rulebooks}),
        "inputs_sha256": edition.inputs_sha256,
        "previous_sha256": edition.previous_sha256,
        "compared_with": edition.compared_with,
        "sha256": edition.sha256,
    }


def document_of(edition: RankingEdition, lines: Sequence[RankingLine]) -> dict[str, Any]:
    """Return an edition exactly as it was published."""
    compared = line_compared(edition.compared_with)
    return header(edition) | {"lines": [_line_document(line, compared) for line in lines]}


def _record(document: Mapping[str, Any], edition: Edition) -> RankingEdition:
    return RankingEdition(
        period=edition.period,
        category=edition.category or "",
        revision=edition.revision,
        status=edition.status.value,
        reason=edition.reason,
        computed_at=edition.computed_at,
        method=document["method"],
        rulebook=document["rulebook"],
        rulebooks=document["rulebooks"],
        inputs_sha256=edition.inputs_sha256,
        previous_sha256=edition.previous_sha256,
        compared_with=document["compared_with"],
        sha256=document["sha256"],
    )


_LINE_VALUES = (
    "status",
    "rank",
    "governed",
    "held",
    "rate",
    "rate_low",
    "rate_high",
    "rate_change",
    "rank_change",
)


_DETAILS = (
    "rank_low",
    "rank_high",
    "disputed",
    "closed",
    "missing_categories",
    "strict_violations",
    "emission_stage",
    "fcev",
    "shares",
    "quality",
)
"""What a line tells besides since ``nev-duty-2``, in the order of publication."""


def _line_row(record: RankingEdition, line: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: line[name] for name in (*_LINE_VALUES, "verdicts")}
    details = {name: line[name] for name in _DETAILS} if "quality" in line else None
    return values | {"edition_id": record.id, "city_code": int(line["unit"]), "details": details}


def _line_document(line: RankingLine, compared: Mapping[str, Any] | None) -> dict[str, Any]:
    unit = str(line.city_code)
    # JSONB does not keep the order of keys; the verdicts are shown in the order of the vocabulary.
    verdicts = {verdict.value: line.verdicts[verdict] for verdict in Verdict if verdict in line.verdicts}
    values = {name: getattr(line, name) for name in _LINE_VALUES}
    told = {"unit": unit, "name": UNITS[unit].name.zh, "verdicts": verdicts} | values
    if line.details is None:
        return told
    return told | {name: line.details[name] for name in _DETAILS} | {"compared_with": compared}


def _tally(line: RankingLine) -> Tally:
    details: Mapping[str, Any] = line.details or {"missing_categories": (), "disputed": 0}
    return Tally(
        str(line.city_code),
        {Verdict(name): int(str(count)) for name, count in line.verdicts.items()},
        line.held,
        reported=line.status != Standing.NOT_REPORTED,
        missing=tuple(map(Category, details["missing_categories"])),
        disputed=details["disputed"],
    )


def _place(line: RankingLine) -> tuple[int, int, int]:
    group = list(Standing).index(Standing(line.status))
    return group, line.rank or 0, _UNIT_ORDER.get(str(line.city_code), len(_UNIT_ORDER))
