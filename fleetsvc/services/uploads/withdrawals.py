"""Requests to withdraw a delivery of which vehicles are published or overridden: the office decides them."""

from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from fleetsvc.models import CaseRecord, UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.uploads.published import PublishedVehicles

WITHDRAWAL: Final = "withdrawal"


class WithdrawalUnfounded(Exception):
    """What is stored is withdrawn for a reason only, and none was given."""


def find_open(session: Session, upload: UploadRecord) -> CaseRecord | None:
    """Return the request that waits to be decided."""
    query = select(CaseRecord).where(
        CaseRecord.city_code == upload.city_code,
        CaseRecord.kind == WITHDRAWAL,
        CaseRecord.upload_id == upload.id,
        CaseRecord.state == "open",
    )
    return session.exec(query).first()


def ask(
    session: Session,
    upload: UploadRecord,
    published: PublishedVehicles,
    *,
    reason: str,
    by: Actor,
    now: datetime,
) -> bool:
    """Have the office decide whether an upload is withdrawn; return whether that was not asked already."""
    if find_open(session, upload) is not None:
        return False
    session.add(
        CaseRecord(
            city_code=upload.city_code,
            kind=WITHDRAWAL,
            subject=f"upload/{upload.city_code}/{upload.number}",
            upload_id=upload.number,
            state="open",
            reason=reason.strip(),
            details={
                "published": published.count,
                "periods": list(published.periods),
                "overridden": published.overridden,
            },
            opened_by=by.name or "",
            opened_at=now,
        )
    )
    session.flush()
    return True


def close(session: Session, upload: UploadRecord, *, now: datetime) -> None:
    """End a request that has nothing left to ask for: the upload is withdrawn."""
    case = find_open(session, upload)
    if case is not None:
        case.state, case.decided_by, case.decided_at, case.decision_reason = "closed", "", now, "withdrawn"
        session.add(case)
