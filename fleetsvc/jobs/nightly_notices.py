"""Every night: people are reminded of what runs out, and notices that were read long ago are erased.

Nights that were missed are made up for two weeks: a reminder belongs to its day.
"""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.models import JobRun
from fleetsvc.services.cases.reminders import remind
from fleetsvc.services.notices.retention import erase
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import NIGHTLY_NOTICES
from fleetsvc.settings import read_settings

_MADE_UP: Final = 14


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night and those since the last that was done, unless there is no vehicle yet."""
    if first_registered_on(session) is None:
        return ()
    done = select(func.max(col(JobRun.period))).where(
        JobRun.job == NIGHTLY_NOTICES.name, JobRun.status == "done"
    )
    last, before = NIGHTLY_NOTICES.when.last_day(now), session.exec(done).one() or ""  # the largest of none
    missed = (last - date.fromisoformat(before)).days - 1 if before else 0
    days = (last - timedelta(days=number) for number in range(max(0, min(missed, _MADE_UP)), -1, -1))
    return tuple(day.isoformat() for day in days)


def work(session: Session, day: str, now: datetime) -> None:
    """Remind people as of a day. Raises ClockNotRight: a reminder at the wrong time is not given again."""
    require_right_clock(session, now=now)
    remind(session, date.fromisoformat(day), now=now)
    erase(session, keep=read_settings().notices_kept, now=now)
