"""Every night: cases opened of what falls short, their units told, and what has run out said so."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import NIGHTLY_CASES


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless there is no vehicle yet."""
    if first_registered_on(session) is None:
        return ()
    return (NIGHTLY_CASES.when.last_day(now).isoformat(),)


def work(session: Session, _day: str, now: datetime) -> None:
    """Tend the cases. Raises ClockNotRight: by a wrong clock the time to answer would run out."""
    require_right_clock(session, now=now)
    tend(session, now=now)


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Do the work of today once more; return the day."""
    today = day_of(now).isoformat()
    work(session, today, now)
    return today, None
