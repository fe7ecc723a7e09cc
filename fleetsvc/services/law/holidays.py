"""The legal calendar: what the office has announced of a year, else the published table of the years that it knows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import HolidayNotice
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.working_days import Calendar, CalendarMissing, published

EARLIEST: Final = 2004
LATEST: Final = 2100
MOST_DAYS: Final = 60
"""More days off, or days worked, no notice of a year has."""


class NoticeUnfit(Exception):
    """A notice says something that cannot be; ``why``: year, source, day, both, weekday, weekend, many."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Announced:
    """A notice of a year as somebody brings it."""

    year: int
    source: str
    days_off: frozenset[date]
    days_worked: frozenset[date]


def announce(session: Session, notice: Announced, *, by: Actor, now: datetime) -> HolidayNotice:
    """Keep a notice: from now on it says which days of its year are worked. Raises NoticeUnfit."""
    why = _unfit(notice)
    if why:
        raise NoticeUnfit(why)
    kept = HolidayNotice(
        year=notice.year,
        source=notice.source.strip(),
        days_off=sorted(notice.days_off),
        days_worked=sorted(notice.days_worked),
        added_by=by.name or by.kind,
        added_at=now,
    )
    session.add(kept)
    session.flush()
    said = {"year": notice.year, "off": len(kept.days_off), "worked": len(kept.days_worked)}
    record(
        session, by, Act.HOLIDAYS_ANNOUNCED, f"holidays/{notice.year}", said | {"source": kept.source}, now
    )
    return kept


def _unfit(notice: Announced) -> str:
    days = notice.days_off | notice.days_worked
    found = {
        "year": not EARLIEST <= notice.year <= LATEST,
        "source": not notice.source.strip(),
        "day": any(day.year != notice.year for day in days),
        "both": bool(notice.days_off & notice.days_worked),
        "weekday": any(day.isoweekday() <= 5 for day in notice.days_worked),
        "many": max(len(notice.days_off), len(notice.days_worked)) > MOST_DAYS,
    }
    return next((why for why, is_so in found.items() if is_so), "")


def notices(session: Session) -> list[HolidayNotice]:
    """Return all notices, the latest first."""
    return list(session.exec(select(HolidayNotice).order_by(col(HolidayNotice.id).desc())))


def calendar_of(session: Session) -> Calendar:
    """Return what tells whether a day is worked, by the notices that are known now."""
    latest = {notice.year: notice for notice in reversed(notices(session))}

    def is_worked(day: date) -> bool:
        notice = latest.get(day.year)
        if notice is None:
            return published(day)
        return day in notice.days_worked or (day.isoweekday() <= 5 and day not in notice.days_off)

    return is_worked


def missing_years(session: Session, years: Collection[int]) -> list[int]:
    """Return those of some years of which nothing is known: no deadline is reckoned in them."""
    calendar, found = calendar_of(session), []
    for year in sorted(years):
        try:
            calendar(date(year, 12, 31))
        except CalendarMissing:
            found.append(year)
    return found
