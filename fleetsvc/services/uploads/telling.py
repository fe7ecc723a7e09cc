"""Telling a unit's people what became of an upload."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell

_EVENTS: Final = {
    UploadStatus.IN_REVIEW: Event.UPLOAD_READ,
    UploadStatus.ACCEPTED: Event.UPLOAD_ACCEPTED,
    UploadStatus.REFUSED: Event.UPLOAD_REFUSED,
}


def tell_settled(session: Session, upload: UploadRecord, *, now: datetime) -> None:
    """Tell that an upload was read, stored or refused: once for each reading, with its rows."""
    rows = (upload.report or {})["rows"]
    tell(
        session,
        _EVENTS[upload.status],
        f"upload/{upload.city_code}/{upload.number}",
        mark=rfc3339(now),
        city=upload.city_code,
        details={"name": upload.name, "read": rows["read"], "held": rows["held"]},
        now=now,
    )


def tell_set_aside(session: Session, *, city: int, number: int, now: datetime) -> None:
    """Tell that an upload could not be read several times, which was not the file's fault."""
    subject, details = f"upload/{city}/{number}", {"number": number}
    tell(session, Event.UPLOAD_SET_ASIDE, subject, mark=rfc3339(now), city=city, details=details, now=now)
