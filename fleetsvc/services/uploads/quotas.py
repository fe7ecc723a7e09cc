"""How much a reporting unit may send: files that wait at once, files a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import SHANGHAI
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import UploadStatus
from fleetsvc.settings import Settings

_LOCK: Final = int(LockNumber.UPLOAD_QUOTA)
"""With the unit: two deliveries at the same moment are counted one after the other."""
# What is set aside waits for the machine, not for its turn: it keeps no other file of its unit out.
_COUNT: Final = text(f"""
    SELECT count(*) FILTER (WHERE status = '{UploadStatus.RECEIVED}' AND NOT EXISTS (
               SELECT FROM upload_failure f
               WHERE f.city_code = u.city_code AND f.upload_id = u.id AND f.set_aside_at IS NOT NULL
           )),
           count(*) FILTER (WHERE received_at >= :day)
    FROM upload u WHERE city_code = :city AND (status = '{UploadStatus.RECEIVED}' OR received_at >= :day)
""")  # noqa: S608 (a constant)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """A unit's files that may wait to be read at once, and that it may send a day (Asia/Shanghai); 0: no limit."""

    waiting: int
    per_day: int


def limits_of(settings: Settings) -> UploadLimits:
    """Return what the operator has set."""
    return UploadLimits(settings.max_uploads_waiting, settings.max_uploads_per_day)


class UploadsWaiting(Exception):
    """So many files of the unit wait to be read that no more are taken now; ``limit`` is how many may."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class UploadsUsedUp(Exception):
    """The unit has sent its files of the day; ``limit`` is how many it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def hold_to(session: Session, limits: UploadLimits, *, city: int, now: datetime) -> None:
    """Refuse a delivery just received where it is one too many; the transaction must then be rolled back.

    Raises UploadsWaiting, UploadsUsedUp.
    """
    connection = session.connection()
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock, :city)"), {"lock": _LOCK, "city": city})
    day = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting, today = connection.execute(_COUNT, {"city": city, "day": day}).one()
    if limits.per_day and today > limits.per_day:
        raise UploadsUsedUp(limits.per_day)
    if limits.waiting and waiting > limits.waiting:
        raise UploadsWaiting(limits.waiting)
