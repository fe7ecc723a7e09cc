"""Held rows that a unit will not send again: they become ignored, and who closed them and why is kept.

So read = accepted + held + unchanged + ignored goes on adding up, and what is open goes down. A file that is
read again finds its closed rows here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, tuple_

from fleetsvc.models import UploadDismissal, UploadRecord, UploadRow
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads import deliveries, two_persons
from fleetsvc.services.uploads.rows import Place
from importers.results import RowFate

REASONS: Final = ("resent", "duplicate", "not_ours", "mistaken", "other")
"""Sent in another file, a double, another unit's vehicle, entered by mistake; ``other`` needs a note."""
LONGEST_NOTE: Final = 200

_AGAIN: Final = text("""
UPDATE upload_row r SET fate = 'ignored', why = 'dismissed' FROM upload_dismissal d
WHERE r.city_code = :city AND r.upload_id = :number AND r.fate = 'held' AND d.reopened_at IS NULL
    AND d.city_code = :city AND d.upload_id = :number AND d.sheet = r.sheet AND d.row_number = r.row_number
""")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows are closed: one of ``REASONS``, and what is to be said besides. Raises ClosingReasonMissing."""

    code: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.code not in REASONS or (self.code == "other" and not self.note.strip()):
            raise ClosingReasonMissing


class ReopeningReasonMissing(Exception):
    """Who has rows held again says why."""


class ClosingReasonMissing(Exception):
    """No reason of the list was given, or another one without words."""


def dismiss(
    session: Session,
    places: Sequence[Place],
    *,
    upload: UploadRecord,
    reason: Reason,
    by: Actor,
    now: datetime,
) -> int:
    """Close held rows of an upload; return how many were held. Others are left as they are, and what was reopened.

    Raises UploadBusy, UploadNotOpen, SecondPersonNeeded.
    """
    city, number = upload.city_code, upload.number
    claimed = deliveries.claim_allowed(
        session, city=city, number=number, allows=lambda status: status.is_read
    )
    two_persons.close_rows(session, claimed, by)
    held = held_among(session, places, upload=claimed)
    for sheet, row in held:
        values = {"city_code": city, "upload_id": number, "sheet": sheet, "row_number": row}
        said = {"reason": reason.code, "note": reason.note.strip()[:LONGEST_NOTE] or None}
        who = {"dismissed_by": by.name or by.kind, "dismissed_at": now}
        statement = insert(UploadDismissal).values(**values, **said, **who)
        session.connection().execute(statement.on_conflict_do_nothing())
    _recount(session, claimed, dismiss_again(session, claimed))
    session.flush()
    if held:
        details = {"status": claimed.status.value, "rows": len(held)}
        record(session, by, Act.UPLOAD_ROWS_DISMISSED, deliveries.subject_of(claimed), details, now)
    return len(held)


def held_among(session: Session, places: Sequence[Place], *, upload: UploadRecord) -> list[Place]:
    """Return those of some rows of an upload that are held, and were not reopened by the office."""
    at = tuple_(col(UploadRow.sheet), col(UploadRow.row_number)).in_(places)
    query = select(UploadRow.sheet, UploadRow.row_number).where(
        UploadRow.city_code == upload.city_code,
        UploadRow.upload_id == upload.id,
        UploadRow.fate == RowFate.HELD.value,
        at,
    )
    held = list(session.exec(query)) if places else []
    reopened = dismissals_at(session, held, upload=upload)
    return [place for place in held if place not in reopened]


_REOPEN: Final = text("""
UPDATE upload_row SET fate = 'held', why = NULL
WHERE city_code = :city AND upload_id = :number AND sheet = :sheet AND row_number = :row AND fate = 'ignored'
    AND why = 'dismissed'
""")


def reopen(
    session: Session, places: Sequence[Place], *, upload: UploadRecord, reason: str, by: Actor, now: datetime
) -> int:
    """Have closed rows of an upload held again, for a reason that the office gives; return how many were closed.

    Their unit cannot close them once more: they are settled by the vehicle that it sends. Needs the office's scope.
    Raises ReopeningReasonMissing, UploadBusy, UploadNotOpen.
    """
    if not reason.strip():
        raise ReopeningReasonMissing
    city, number = upload.city_code, upload.number
    claimed = deliveries.claim_allowed(
        session, city=city, number=number, allows=lambda status: status.is_read
    )
    closed = [one for one in dismissals_at(session, places, upload=claimed).values() if not one.reopened_at]
    for one in closed:
        place = {"city": city, "number": number, "sheet": one.sheet, "row": one.row_number}
        session.connection().execute(_REOPEN, place)
        one.reopened_by, one.reopened_at, one.reopened_reason = by.name or by.kind, now, reason.strip()
        session.add(one)
    _recount(session, claimed, -len(closed))
    session.flush()
    if closed:
        said = {"status": claimed.status.value, "rows": len(closed), "reason": reason.strip()}
        record(session, by, Act.UPLOAD_ROWS_REOPENED, deliveries.subject_of(claimed), said, now)
    return len(closed)


def dismiss_again(session: Session, upload: UploadRecord) -> int:
    """Close those held rows of an upload that were closed before; return how many."""
    values = {"city": upload.city_code, "number": upload.id}
    return session.connection().execute(_AGAIN, values).rowcount


def _recount(session: Session, upload: UploadRecord, dismissed: int) -> None:
    report = dict(upload.report or {})
    rows = dict(report.get("rows", {}))
    rows[RowFate.HELD.value] = rows.get(RowFate.HELD.value, 0) - dismissed
    rows[RowFate.IGNORED.value] = rows.get(RowFate.IGNORED.value, 0) + dismissed
    upload.report = report | {"rows": rows}
    session.add(upload)


def dismissals_at(
    session: Session, places: Sequence[Place], *, upload: UploadRecord
) -> dict[Place, UploadDismissal]:
    """Return who closed which of some rows of an upload, and why."""
    at = tuple_(col(UploadDismissal.sheet), col(UploadDismissal.row_number)).in_(places)
    query = select(UploadDismissal).where(
        UploadDismissal.city_code == upload.city_code, UploadDismissal.upload_id == upload.id, at
    )
    found = session.exec(query) if places else ()
    return {(one.sheet, one.row_number): one for one in found}
