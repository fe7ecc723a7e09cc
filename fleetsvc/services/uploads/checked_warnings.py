"""Warnings of a kind that a unit has looked at: as they should be, all of them.

Kept in the report with their number: more of the kind, after the file was read again, are warnings once more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.models import FindingRecord, UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads import deliveries
from importers.results import Severity

CHECKED: Final = "checked"
"""Where the report keeps them: code of a finding -> how many of it were looked at."""


def checked_of(upload: UploadRecord) -> Mapping[str, int]:
    """Return how many warnings of which codes the unit has looked at."""
    found: Mapping[str, int] = (upload.report or {}).get(CHECKED, {})
    return found


def check_all(session: Session, code: str, *, city: int, number: int, by: Actor, now: datetime) -> int:
    """Take a unit's word that all warnings of a code are as they should be; return how many there are.

    Raises UploadUnknown, UploadBusy, UploadNotOpen.
    """
    held = deliveries.claim_allowed(
        session, city=city, number=number, allows=lambda status: status is UploadStatus.IN_REVIEW
    )
    query = select(func.count()).where(
        col(FindingRecord.city_code) == city,
        col(FindingRecord.upload_id) == number,
        col(FindingRecord.code) == code,
        col(FindingRecord.severity) == Severity.WARNING.value,
    )
    count = session.exec(query).one()
    if count and checked_of(held).get(code) != count:
        held.report = {**(held.report or {}), CHECKED: {**checked_of(held), code: count}}
        session.add(held)
        session.flush()
        said = {"status": held.status.value, "checked": code, "findings": count}
        record(session, by, Act.UPLOAD_MAPPED, deliveries.subject_of(held), said, now)
    return count
