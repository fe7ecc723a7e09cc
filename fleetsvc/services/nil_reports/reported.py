"""What a unit has reported: one answer for the office's matrix and for the ranking editions.

A unit has reported a category in a period when it has registrations of that period which stand, or signed nil
reports of each of its months that is over (of those begun, while none is over). A file that is under review, refused
or withdrawn reports nothing, and neither do held rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.law.standing_counts import Standing, standing
from rules.periods import Period, PeriodKind, period_of
from rules.vocabulary import Category

_NIL: Final = text("""
SELECT nil.city_code, nil.category, nil.month FROM nil_report AS nil
LEFT JOIN upload ON upload.city_code = nil.city_code AND upload.id = nil.upload_id
WHERE nil.month >= :first AND nil.month < :until AND (nil.upload_id IS NULL OR upload.status = 'accepted')
""")

_REGISTERED: Final = text("""
SELECT EXISTS (SELECT FROM decision
    WHERE superseded_at IS NULL AND registered_on >= :first AND registered_on < :until)
""")
_REPORTED_BY: Final = text("""
SELECT EXISTS (SELECT FROM decision
        WHERE registered_on >= :first AND registered_on < :until AND recorded_at < :by)
    OR EXISTS (SELECT FROM nil_report WHERE month >= :first AND month < :until AND signed_at < :by)
""")

Place = tuple[str, Category, date]
"""A unit, a category and the first day of a month."""


@dataclass(frozen=True, slots=True)
class ReportedMonths:
    """What is reported, by month: how many vehicles stand, and where nil reports do."""

    vehicles: Mapping[Place, int]
    nil: Collection[Place]


def reported_months(session: Session, *, first: date, until: date) -> ReportedMonths:
    """Return what all units have reported of the months from a first day until before another.

    Needs the office's scope: a unit's own scope would count the others as silent.
    """
    vehicles: Counter[Place] = Counter()
    for kind in standing(session, first=first, until=until, by_month=True):
        vehicles[kind.unit, kind.category, kind.month] += kind.number
    return ReportedMonths(vehicles, nil_months(session, first=first, until=until))


def reported_categories(
    session: Session, period: Period, stand: Iterable[Standing], *, today: date
) -> Mapping[str, Collection[Category]]:
    """Return which categories each unit has reported in a period; a unit that has reported none is not among them.

    ``stand``: the decisions that stand in it.
    """
    found: dict[str, set[Category]] = defaultdict(set)
    for kind in stand:
        found[kind.unit].add(kind.category)
    nil: dict[tuple[str, Category], set[date]] = defaultdict(set)
    for unit, category, month in nil_months(session, first=period.from_day, until=period.until_day):
        nil[unit, category].add(month)
    needed = _months_needed(period, today)
    for (unit, category), months in nil.items():
        if needed <= months:
            found[unit].add(category)
    return found


def is_reported(session: Session, period: Period, *, today: date) -> bool:
    """Return whether any unit has reported a category of a period, as its vehicles and nil reports stand."""
    span = {"first": period.from_day, "until": period.until_day}
    return bool(
        session.connection().execute(_REGISTERED, span).scalar_one()
        or reported_categories(session, period, (), today=today)
    )


def nil_months(session: Session, *, first: date, until: date) -> set[Place]:
    """Return of which months, from a first day until before another, nil reports stand."""
    rows = session.connection().execute(_NIL, {"first": first, "until": until})
    return {(str(city), Category(category), month) for city, category, month in rows}


def was_reported(session: Session, period: Period, *, by: datetime) -> bool:
    """Return whether any unit had reported anything of a period by an instant, whatever became of it since."""
    values = {"first": period.from_day, "until": period.until_day, "by": by}
    return bool(session.connection().execute(_REPORTED_BY, values).scalar_one())


def months_of(period: Period) -> list[Period]:
    """Return the months of a period in their order."""
    months = [period_of(period.from_day, PeriodKind.MONTH)]
    while months[-1].until_day < period.until_day:
        months.append(months[-1].following)
    return months


def _months_needed(period: Period, today: date) -> set[date]:
    months = months_of(period)
    over = {month.from_day for month in months if month.until_day <= today}
    return over or {month.from_day for month in months if month.from_day <= today} or {months[0].from_day}
