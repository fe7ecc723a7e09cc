"""Every night: what is kept of people for a while only is erased, and the log says how much that was."""

from dataclasses import asdict
from datetime import datetime

import structlog
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import NIGHTLY_ERASING
from fleetsvc.services.people.erasing import erase, is_anything_kept
from fleetsvc.settings import read_settings

_log = structlog.get_logger()


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, once there is anything to be erased one day."""
    return (NIGHTLY_ERASING.when.last_day(now).isoformat(),) if is_anything_kept(session) else ()


def work(session: Session, _day: str, now: datetime) -> None:
    """Erase what has been kept long enough as of now. Raises ClockNotRight: what is erased does not come back."""
    require_right_clock(session, now=now)
    _log.info("erased", **asdict(erase(session, keep=read_settings().credentials.sessions_kept, now=now)))


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Erase once more; return the day."""
    today = day_of(now).isoformat()
    work(session, today, now)
    return today, None
