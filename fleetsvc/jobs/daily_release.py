"""Every morning: previews are brought up to date, and released once they were shown for so many working days."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import DAILY_RELEASE
from fleetsvc.services.rankings.publishing import NothingReported, publish_preview
from fleetsvc.services.rankings.releasing import in_preview, release, release_is_due
from fleetsvc.settings import read_settings

_BY = Actor("service", name=DAILY_RELEASE.name)


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the last day on which it was time, unless there is no preview."""
    if not in_preview(session):
        return ()
    return (DAILY_RELEASE.when.last_day(now).isoformat(),)


def work(session: Session, _day: str, now: datetime) -> int:
    """Release what is due and bring the other previews up to date; return how many editions were stored.

    What a unit has objected to waits until that is decided. Raises ClockNotRight: what is final by a wrong clock could
    not be undone.
    """
    require_right_clock(session, now=now)
    after, stored = read_settings().release_after_days, 0
    for period in sorted(in_preview(session), key=lambda period: (period.until_day, period.key)):
        if release_is_due(session, period, after=after, now=now):
            stored += len(release(session, period, by=_BY, now=now))
            continue
        try:
            stored += len(publish_preview(session, period, now=now))
        except NothingReported:  # all of it was withdrawn: the office decides what becomes of the period
            continue
    return stored
