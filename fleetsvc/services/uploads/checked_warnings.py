"""Warnings of a kind that a unit has looked at: as they should be, all of them.

Kept in the report with a mark of where they stand and of what: where the file, read again, has others of the kind, all
of these are to be looked at once more.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads import deliveries
from importers.results import Severity

CHECKED: Final = "checked"
"""Where the report keeps them: code of a finding -> the mark of those that were looked at."""

_MARKS: Final = text("""
SELECT code, count(*), md5(jsonb_agg(jsonb_build_array(sheet, row_number, column_letter, value, fillings)
    ORDER BY sheet, row_number, column_letter, value, ordinal)::text)
FROM finding WHERE city_code = :city AND upload_id = :number AND severity = :warning AND code = ANY (:codes)
GROUP BY code
""")


def checked_of(upload: UploadRecord) -> Mapping[str, str]:
    """Return the marks of the warnings, by code, that the unit has looked at."""
    found: Mapping[str, str] = (upload.report or {}).get(CHECKED, {})
    return found


def checked_codes(session: Session, upload: UploadRecord) -> Collection[str]:
    """Return the codes of whose warnings the unit has looked at just those that there are."""
    known = checked_of(upload)
    marks = _marks(session, upload, list(known)) if known else {}
    return {code for code, (_, mark) in marks.items() if mark == known[code]}


def _marks(session: Session, upload: UploadRecord, codes: list[str]) -> Mapping[str, tuple[int, str]]:
    """Return how many warnings of some codes there are, and the mark of them."""
    asked = {
        "city": upload.city_code,
        "number": upload.number,
        "warning": Severity.WARNING.value,
        "codes": codes,
    }
    return {code: (count, mark) for code, count, mark in session.connection().execute(_MARKS, asked)}


def check_all(session: Session, code: str, *, city: int, number: int, by: Actor, now: datetime) -> int:
    """Take a unit's word that all warnings of a code are as they should be; return how many there are.

    Raises UploadUnknown, UploadBusy, UploadNotOpen.
    """
    held = deliveries.claim_allowed(
        session, city=city, number=number, allows=lambda status: status is UploadStatus.IN_REVIEW
    )
    count, mark = _marks(session, held, [code]).get(code, (0, ""))
    if count and checked_of(held).get(code) != mark:
        held.report = {**(held.report or {}), CHECKED: {**checked_of(held), code: mark}}
        session.add(held)
        session.flush()
        said = {"status": held.status.value, "checked": code, "findings": count}
        record(session, by, Act.UPLOAD_MAPPED, deliveries.subject_of(held), said, now)
    return count
