"""Every night: look for all signals anew, for the office's page.

A missed night is not made up: the next one tells more.
"""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.services.operations.timetable import NIGHTLY_SIGNALS
from fleetsvc.services.signals.finding import find_signals


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless nothing is registered yet."""
    if first_registered_on(session) is None:
        return ()
    return (NIGHTLY_SIGNALS.when.last_day(now).isoformat(),)


def work(session: Session, _day: str, now: datetime) -> None:
    """Look for all items."""
    find_signals(session, now=now)


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Look once more; return the day."""
    find_signals(session, now=now)
    return day_of(now).isoformat(), None
