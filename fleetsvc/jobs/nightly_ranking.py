"""Every night: the provisional ranking of the month, quarter and year under way.

A period that has ended keeps its provisional ranking up to date until its edition is published on the 5th.
A missed night is not made up: the next one tells more.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import raw_connection
from fleetsvc.jobs.first_data import first_registered_on
from fleetsvc.services.operations.timetable import NIGHTLY_RANKING
from fleetsvc.services.rankings.publishing import (
    EditionAlreadyFinal,
    EditionInPreview,
    NothingReported,
    publish_provisional,
)
from fleetsvc.services.uploads import claims, current_versions
from rules.periods import Period, PeriodKind, period_of

_UNTIL_PUBLISHED = timedelta(days=4)


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless there is nothing to rank yet."""
    if first_registered_on(session) is None:
        return ()
    return (NIGHTLY_RANKING.when.last_day(now).isoformat(),)


def work(session: Session, key: str, now: datetime) -> int:
    """Store what has changed since the last provisional ranking of each open period; return how many editions.

    Replacements are confirmed before that by what is on record, and vehicles disputed that are claimed more than once
    and were overlooked.
    """
    current_versions.settle_claims(session, now=now)
    claims.dispute_overlooked(raw_connection(session), now=now)
    stored = 0
    for period in open_periods(date.fromisoformat(key)):
        try:
            stored += len(publish_provisional(session, period, now=now))
        except (EditionAlreadyFinal, EditionInPreview, NothingReported):
            continue
    return stored


def again(session: Session, now: datetime) -> tuple[str, int]:
    """Do the work of today, whatever the last night has done; return the day and how many editions were stored."""
    today = day_of(now).isoformat()
    return today, work(session, today, now) if first_registered_on(session) is not None else 0


def open_periods(day: date) -> tuple[Period, ...]:
    """Return the periods that hold a day, preceded by those that ended less than five days before it."""
    found = (
        period_of(each, kind)
        for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
        for each in (day - _UNTIL_PUBLISHED, day)
    )
    return tuple(dict.fromkeys(found))
