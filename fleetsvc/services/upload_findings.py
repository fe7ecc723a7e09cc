"""The findings of an upload as they were told, read back from the database."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from fleetsvc.models import FindingRecord, UploadRecord
from importers.results import Finding


def findings_of(session: Session, *, city: int, number: int) -> list[Finding]:
    """Return all findings of an upload in the order of discovery."""
    query = (
        select(FindingRecord)
        .where(FindingRecord.city_code == city, FindingRecord.upload_id == number)
        .order_by(col(FindingRecord.ordinal))
    )
    return [_finding(record) for record in session.exec(query)]


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings of an upload to list. ``after``: the ordinal to go on from."""

    code: str | None = None
    severity: str | None = None
    after: int | None = None
    limit: int = 100


def list_findings(
    session: Session, wanted: FindingFilter, *, upload: UploadRecord
) -> tuple[list[Finding], int | None]:
    """Return a page of an upload's findings in the order of discovery, and the ordinal to go on from."""
    query = select(FindingRecord).where(
        FindingRecord.city_code == upload.city_code, FindingRecord.upload_id == upload.id
    )
    if wanted.code is not None:
        query = query.where(FindingRecord.code == wanted.code)
    if wanted.severity is not None:
        query = query.where(FindingRecord.severity == wanted.severity)
    if wanted.after is not None:
        query = query.where(col(FindingRecord.ordinal) > wanted.after)
    found = session.exec(query.order_by(col(FindingRecord.ordinal)).limit(wanted.limit + 1)).all()
    page = found[: wanted.limit]
    return list(map(_finding, page)), page[-1].ordinal if len(found) > wanted.limit else None


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
