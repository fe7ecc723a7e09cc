"""Reminders of cases whose time runs out: each is told once, on the day when it is due to be told.

Nothing is told twice where a day's work is done once (``jobs.ledger``). Needs the office's scope.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_
from sqlmodel import Session, col, select

from fleetsvc.clock import over_at, start_of
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.words import EXPIRY_DAYS, CaseState
from fleetsvc.services.common.working_days import Calendar
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell

WORKING_DAYS: Final = 5
EXPIRY: Final = timedelta(days=EXPIRY_DAYS)
_FURTHEST: Final = timedelta(days=30)
"""No five working days take longer, whatever holidays are among them."""


def remind(session: Session, day: date, *, now: datetime) -> None:
    """Tell of the deadlines that are five working days away, and of approvals that expire within 30 days.

    A deadline that moved is told again. An approval that was given for less than 30 days is told on the day after.
    """
    _remind_of_deadlines(session, day, now=now)
    _remind_of_expiry(session, day, now=now)


def _remind_of_deadlines(session: Session, day: date, *, now: datetime) -> None:
    calendar, due = calendar_of(session), col(CaseRecord.due_on)
    waiting = and_(col(CaseRecord.state) == CaseState.NOTIFIED, due > day, due <= day + _FURTHEST)
    for city, last, count in _counted(session, due, waiting):
        if working_days_until(day, last, calendar=calendar) == WORKING_DAYS:
            told: dict[str, str | int] = {"count": count, "day": last.isoformat()}
            tell(
                session,
                Event.CASES_DUE,
                f"cases/{city}",
                mark=f"due {last}",
                city=city,
                details=told,
                now=now,
            )


def working_days_until(day: date, last: date, *, calendar: Calendar) -> int:
    """Return how many working days lie after a day, until another. Raises CalendarMissing."""
    return sum(calendar(day + timedelta(days=number)) for number in range(1, (last - day).days + 1))


def _remind_of_expiry(session: Session, day: date, *, now: datetime) -> None:
    until, decided, yesterday = (
        col(CaseRecord.valid_until),
        col(CaseRecord.decided_at),
        day - timedelta(days=1),
    )
    is_short = and_(
        until > day, until < day + EXPIRY, decided >= start_of(yesterday), decided < over_at(yesterday)
    )
    expiring = and_(col(CaseRecord.state) == CaseState.APPROVED, or_(until == day + EXPIRY, is_short))
    for city, last, count in _counted(session, until, expiring):
        told: dict[str, str | int] = {"count": count, "day": last.isoformat()}
        mark = f"expires {last} told {day}"
        tell(session, Event.APPROVALS_EXPIRING, f"cases/{city}", mark=mark, city=city, details=told, now=now)


def _counted(
    session: Session, day: SQLColumnExpression[date | None], which: ColumnElement[bool]
) -> Iterable[tuple[int, date, int]]:
    """Return how many cases there are of each unit and day."""
    counted = select(col(CaseRecord.city_code), day, func.count()).where(which)
    found = session.exec(
        counted.group_by(col(CaseRecord.city_code), day).order_by(col(CaseRecord.city_code), day)
    )
    return [(city, last, count) for city, last, count in found if last is not None]
