"""The findings of an upload as they were told, read back from the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, text, tuple_
from sqlmodel import Session, col, select

from fleetsvc.models import FindingRecord, UploadRecord
from fleetsvc.services.common.paging import first_of
from importers.results import Finding


def findings_of(session: Session, *, city: int, number: int) -> list[Finding]:
    """Return all findings of an upload in the order of discovery."""
    query = (
        select(FindingRecord)
        .where(FindingRecord.city_code == city, FindingRecord.upload_id == number)
        .order_by(col(FindingRecord.ordinal))
    )
    return [_finding(record) for record in session.exec(query)]


_LAST: Final = 2**31 - 1
"""No finding has a higher ordinal: the column ends there."""


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings of an upload to list. ``after``: the ordinal to go on from; ``column``: (sheet, letters)."""

    code: str | None = None
    severity: str | None = None
    after: int | None = None
    limit: int = 100
    column: tuple[str, str] | None = None


def list_findings(
    session: Session, wanted: FindingFilter, *, upload: UploadRecord
) -> tuple[list[Finding], int | None]:
    """Return a page of an upload's findings in the order of discovery, and the ordinal to go on from."""
    query = select(FindingRecord).where(*_of(upload))
    if wanted.column is not None:
        sheet, letters = wanted.column
        query = query.where(FindingRecord.sheet == sheet, FindingRecord.column_letter == letters)
    if wanted.code is not None:
        query = query.where(FindingRecord.code == wanted.code)
    if wanted.severity is not None:
        query = query.where(FindingRecord.severity == wanted.severity)
    if wanted.after is not None:
        query = query.where(col(FindingRecord.ordinal) > min(wanted.after, _LAST))
    found = session.exec(query.order_by(col(FindingRecord.ordinal)).limit(wanted.limit + 1)).all()
    page, following = first_of(found, wanted.limit, lambda finding: finding.ordinal)
    return list(map(_finding, page)), following


def _of(upload: UploadRecord) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(FindingRecord.city_code) == upload.city_code, col(FindingRecord.upload_id) == upload.id


def findings_at(
    session: Session, places: Sequence[tuple[str, int]], *, upload: UploadRecord
) -> dict[tuple[str, int], list[Finding]]:
    """Return the findings at some rows (sheet, row) of an upload, by row."""
    at = tuple_(col(FindingRecord.sheet), col(FindingRecord.row_number)).in_(places)
    found: dict[tuple[str, int], list[Finding]] = {place: [] for place in places}
    query = select(FindingRecord).where(*_of(upload), at).order_by(col(FindingRecord.ordinal))
    for record in session.exec(query):
        found[record.sheet or "", record.row_number or 0].append(_finding(record))
    return found


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """How many findings of an upload have a code, and the first of them."""

    count: int
    first: Finding


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """How many findings of an upload, and how many errors among them, stand in one column.

    ``sheet`` and ``column`` are None for what concerns a whole sheet or the whole file.
    """

    sheet: str | None
    column: str | None
    count: int
    errors: int


def grouped_by_code(session: Session, upload: UploadRecord) -> list[CodeGroup]:
    """Return the findings of an upload by code, errors first, then the most frequent."""
    counted = (
        select(func.count(), func.min(FindingRecord.ordinal))
        .where(*_of(upload))
        .group_by(col(FindingRecord.code), col(FindingRecord.severity))
        .order_by(
            text("array_position(ARRAY['error', 'warning', 'info'], severity)"),
            func.count().desc(),
            col(FindingRecord.code),
        )
    )
    groups = session.exec(counted).all()
    firsts = select(FindingRecord).where(
        *_of(upload), col(FindingRecord.ordinal).in_([first for _, first in groups])
    )
    examples = {record.ordinal: _finding(record) for record in session.exec(firsts)}
    return [CodeGroup(count, examples[first]) for count, first in groups]


def grouped_by_column(session: Session, upload: UploadRecord) -> list[ColumnGroup]:
    """Return the findings of an upload by the column that they stand in, columns in their order."""
    errors = func.count().filter(col(FindingRecord.severity) == "error")
    sheet, letters = col(FindingRecord.sheet), col(FindingRecord.column_letter)
    counted = (
        select(sheet, letters, func.count(), errors)
        .where(*_of(upload))
        .group_by(sheet, letters)
        .order_by(sheet.nulls_first(), func.length(letters).nulls_first(), letters)
    )
    found = session.exec(counted).all()
    of_columns = [ColumnGroup(*group) for group in found if group[1] is not None]
    of_others = [group for group in found if group[1] is None]
    if not of_others:
        return of_columns
    whole = ColumnGroup(None, None, sum(one[2] for one in of_others), sum(one[3] for one in of_others))
    return [*of_columns, whole]


def _finding(record: FindingRecord) -> Finding:
    return Finding(
        code=record.code,
        sheet=record.sheet,
        row=record.row_number,
        column=record.column_letter,
        field=record.field,
        value=record.value,
        others=tuple(record.others),
        values={name: str(value) for name, value in record.fillings.items()},
    )
