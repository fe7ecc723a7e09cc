"""Every night: cases opened of what falls short, their units told, and what has run out said so."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.services.cases.acting import MOST_AT_ONCE
from fleetsvc.services.cases.nightly import WHOLE_NIGHT, Piece, tend_some
from fleetsvc.services.cases.telling import tell_opened
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import NIGHTLY_CASES


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless there is no vehicle yet."""
    if first_registered_on(session) is None:
        return ()
    return (NIGHTLY_CASES.when.last_day(now).isoformat(),)


def ahead(database: Database, now: Callable[[], datetime], *, most: int = MOST_AT_ONCE) -> None:
    """Tend the cases, about ``most`` in each transaction. Raises ClockNotRight: by a wrong one times would run out."""
    left: Sequence[Piece] = WHOLE_NIGHT
    while left:
        with database.transaction(OFFICE) as session:
            at = now()
            require_right_clock(session, now=at)
            _, left = tend_some(session, left, now=at, most=most)


def work(session: Session, _day: str, now: datetime) -> None:
    """Tell the office what was opened. Raises ClockNotRight."""
    require_right_clock(session, now=now)
    tell_opened(session, now=now)


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Do the work of today once more; return the day."""
    today = day_of(now).isoformat()
    work(session, today, now)
    return today, None
