"""On the 5th or the next working day: previews of the month before, and of the quarter or year it ended."""

from datetime import date, datetime

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.nil_reports.reported import was_reported
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.operations.timetable import publication
from fleetsvc.services.rankings.publishing import EditionAlreadyFinal, NothingReported, publish_preview
from rules.periods import Period, PeriodKind, parse_period, period_of


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the periods to be previewed by now, oldest first: of the last 12 months, since the first vehicle.

    A period of which nothing was reported by its day is not among them: what comes later is for the office to publish.
    """
    first = first_registered_on(session)
    if first is None:
        return ()
    today, calendar = day_of(now), calendar_of(session)
    since = max(first, date(today.year - 1, today.month, 1))
    ended = {
        period
        for kind in PeriodKind
        for period in _ended(kind, since, today)
        if (by := publication(period, calendar=calendar)) <= now and was_reported(session, period, by=by)
    }
    return tuple(period.key for period in sorted(ended, key=lambda period: (period.until_day, period.key)))


def work(session: Session, key: str, now: datetime) -> int:
    """Show one period as a preview, unless someone published it by hand; return how many editions were stored.

    Raises ClockNotRight: what is final by a wrong clock could not be undone.
    """
    require_right_clock(session, now=now)
    try:
        return len(publish_preview(session, parse_period(key), now=now))
    except (EditionAlreadyFinal, NothingReported):
        return 0


def _ended(kind: PeriodKind, since: date, today: date) -> list[Period]:
    period, found = period_of(since, kind), []
    while period.until_day <= today:
        found.append(period)
        period = period.following
    return found
