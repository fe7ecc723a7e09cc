"""The findings of an upload as they were told, read back from the database."""

from sqlmodel import Session, col, select

from fleetsvc.models import FindingRecord
from importers.results import Finding


def findings_of(session: Session, *, city: int, number: int) -> list[Finding]:
    """Return all findings of an upload in the order of discovery."""
    query = (
        select(FindingRecord)
        .where(FindingRecord.city_code == city, FindingRecord.upload_id == number)
        .order_by(col(FindingRecord.ordinal))
    )
    return [_finding(record) for record in session.exec(query)]


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
