"""Signing that there is nothing to report of a category in a period: by hand, and by a file that says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import DecisionRecord, NilReport
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.nil_reports.file_scope import scope_in
from fleetsvc.services.nil_reports.reported import months_of
from fleetsvc.services.people.second_person import require_second
from rules.periods import Period, PeriodKind, period_of
from rules.vocabulary import Category


class PeriodNotBegun(Exception):
    """Nobody can say yet that there is nothing to report of a month to come."""

    def __init__(self, period: str) -> None:
        super().__init__(period)
        self.period = period


class VehiclesRegistered(Exception):
    """Vehicles of the category stand registered in the period: ``months`` names them."""

    def __init__(self, months: Sequence[date]) -> None:
        self.months = ", ".join(f"{month:%Y-%m}" for month in months)
        super().__init__(self.months)


@dataclass(frozen=True, slots=True)
class Signed:
    """A nil report as it stands, and whether it is ``new``."""

    report: Mapping[str, object]
    new: bool


def sign(
    session: Session, period: Period, *, city: int, category: Category, by: Actor, now: datetime
) -> Signed:
    """Sign that a unit registered no vehicle of a category in a period; signed again it stays as it is.

    Raises PeriodNotBegun, VehiclesRegistered, SecondPersonNeeded where nobody else prepared it for a unit of two.
    """
    require_second(session, city=city, by=by)
    months = [month.from_day for month in months_of(period)]
    if months[-1] > day_of(now):
        raise PeriodNotBegun(period.key)
    registered = months_registered(session, city=city, category=category, period=period)
    if registered:
        raise VehiclesRegistered(registered)
    name = by.name or by.kind
    stored = [_put(session, _Row(city, category, month, name, now, None)) for month in months]
    new = any(stored)
    if new:
        details = {"category": category.value, "period": period.key}
        record(session, by, Act.NIL_SIGNED, f"nil-report/{city}/{category}/{period.key}", details, now)
    return Signed(_document(session, period, city=city, category=category, last=months[-1]), new)


@dataclass(frozen=True, slots=True)
class NilFile:
    """An accepted file that says there are none: its unit and number, and what its sender said of the category."""

    city: int
    upload: int
    declared: Category | None
    sent_by: str
    received_at: datetime


def sign_by_file(
    session: Session, said: Sequence[Mapping[str, str]], *, file: NilFile, now: datetime
) -> list[dict[str, str]]:
    """Sign what an accepted file says, by its sentences; return each category and month.

    The category is the one declared, else those that a sentence names, else each that must be reported. The month is
    the one that a sentence names, else the one in which the file came; what is still to come is left out.
    """
    every, received_on = current_method().required, day_of(file.received_at)
    places: dict[tuple[Category, date], None] = {}
    for sentence in said:
        scope = scope_in(sentence, declared=file.declared, every=every, received_on=received_on)
        places |= {(category, month): None for category in scope.categories for month in scope.months}
    standing = [place for place in places if place[1] <= day_of(now)]
    for category, month in standing:
        _put(session, _Row(file.city, category, month, file.sent_by, now, file.upload))
    return [{"category": category.value, "month": f"{month:%Y-%m}"} for category, month in standing]


@dataclass(frozen=True, slots=True)
class _Row:
    city: int
    category: Category
    month: date
    by: str
    at: datetime
    upload: int | None


def _put(session: Session, row: _Row) -> bool:
    """Store a nil report unless one was signed by hand before; return whether it is stored now."""
    values = {"signed_by": row.by, "signed_at": row.at, "upload_id": row.upload}
    place = {"city_code": row.city, "category": row.category.value, "month": row.month}
    statement = insert(NilReport).values(**place, **values)
    by_file = col(NilReport.upload_id).is_not(None)
    statement = statement.on_conflict_do_update(index_elements=list(place), set_=values, where=by_file)
    return session.connection().execute(statement.returning(col(NilReport.month))).first() is not None


def months_registered(session: Session, *, city: int, category: Category, period: Period) -> list[date]:
    """Return the months of a period in which vehicles of a category stand registered, by their first days."""
    statement = select(col(DecisionRecord.registered_on)).where(
        DecisionRecord.city_code == city,
        DecisionRecord.category == category.value,
        col(DecisionRecord.superseded_at).is_(None),
        col(DecisionRecord.registered_on) >= period.from_day,
        col(DecisionRecord.registered_on) < period.until_day,
    )
    days: Iterable[date] = session.exec(statement.distinct())
    return sorted({period_of(day, PeriodKind.MONTH).from_day for day in days})


def _document(
    session: Session, period: Period, *, city: int, category: Category, last: date
) -> dict[str, object]:
    found = session.get(NilReport, (city, category.value, last), populate_existing=True)
    signed_by, signed_at = (found.signed_by, found.signed_at.isoformat()) if found else (None, None)
    place = {"unit": str(city), "category": category.value, "period": period.key}
    return place | {"signed_by": signed_by, "signed_at": signed_at}
