"""Withdrawals that wait: for the office, where vehicles are published or overridden; for a worker, where it takes long.

A delivery that a worker is to take back stays accepted until that is done, in one transaction: whatever ends the worker
leaves it as it was, and the next one takes it up again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import CaseRecord, Json, UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Actor, Preparer
from fleetsvc.services.uploads.published import PublishedVehicles

WITHDRAWAL: Final = "withdrawal"
AT_ONCE: Final = 5_000
"""So many vehicles are taken back while who asks waits: a quarter of a second. A worker takes back more."""


class WithdrawalUnfounded(Exception):
    """What is stored is withdrawn for a reason only, and none was given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks to take a delivery back, and why. ``is_granted``: the office has decided it, whatever is published."""

    by: Actor
    reason: str
    is_granted: bool = False


def vehicles_of(upload: UploadRecord) -> int:
    """Return how many vehicles an upload stored; none before it is stored."""
    rows = (upload.report or {}).get("rows", {})
    return int(rows.get("accepted", 0)) if upload.status is UploadStatus.ACCEPTED else 0


def takes_long(upload: UploadRecord) -> bool:
    """Return whether a worker is to take an upload back."""
    return vehicles_of(upload) > AT_ONCE


def queue(upload: UploadRecord, asked: Asked, *, now: datetime) -> None:
    """Have a worker take a claimed upload back."""
    upload.withdrawing = asdict(asked) | {"asked_at": rfc3339(now)}


def asked_of(upload: UploadRecord) -> Asked:
    """Return what ``queue`` was told of an upload that waits for it."""
    kept: Mapping[str, Any] = upload.withdrawing or {}
    by = kept["by"]
    prepared = Preparer(**by["prepared"]) if by["prepared"] else None
    return Asked(Actor(**(by | {"prepared": prepared})), kept["reason"], kept["is_granted"])


def queued_json(upload: UploadRecord) -> Json | None:
    """Return who asked for an upload to be taken back, when and why; None where no worker is to."""
    if upload.withdrawing is None:
        return None
    asked = asked_of(upload)
    return {"asked_by": asked.by.name, "asked_at": upload.withdrawing["asked_at"], "reason": asked.reason}


def give_up(session: Session, upload: UploadRecord) -> None:
    """Leave an upload as it stands: taking it back failed too often."""
    upload.withdrawing = None
    session.add(upload)


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
