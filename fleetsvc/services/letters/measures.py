"""The log of measures taken with units: noted by the office, read by the unit too, never changed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of, rfc3339
from fleetsvc.models import Json, UnitMeasure, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.paging import first_of
from rules.periods import parse_period
from rules.units import unit as unit_of

LONGEST_SAID: Final = 2000


class MeasureKind(StrEnum):
    """What was done. Never renamed: the log carries these words."""

    NOTICE = "notice"
    TALK = "talk"
    PROMISE = "promise"
    DONE = "done"


class MeasureUnsaid(Exception):
    """A measure says what was done, in at most ``LONGEST_SAID`` characters."""


class MeasureInFuture(Exception):
    """A measure is noted after it was taken."""


def note_measure(
    session: Session,
    unit: str,
    kind: MeasureKind,
    *,
    happened_on: date,
    said: str,
    period: str | None,
    by: Actor,
    now: datetime,
) -> UnitMeasure:
    """Note a measure. Needs the office's scope. Raises UnitUnknown, MeasureUnsaid, MeasureInFuture, PeriodMalformed."""
    known, text = unit_of(unit), said.strip()
    if not text or len(text) > LONGEST_SAID:
        raise MeasureUnsaid
    if happened_on > day_of(now):
        raise MeasureInFuture
    measure = UnitMeasure(
        city_code=int(known.code),
        kind=kind.value,
        period=None if period is None else parse_period(period).key,
        happened_on=happened_on,
        said=text,
        noted_by=by.name or "",
        noted_at=now,
    )
    session.add(measure)
    session.flush()
    told = {"kind": kind.value, "on": happened_on.isoformat(), "period": measure.period}
    record(session, by, Act.MEASURE_NOTED, f"measure/{unit}/{stored_id(measure)}", told, now)
    return measure


def list_measures(
    session: Session, *, unit: str | None, before: int | None, limit: int
) -> tuple[list[UnitMeasure], int | None]:
    """Return a page of measures, the last noted first, and the number to go on from; None on the last page."""
    query = select(UnitMeasure).order_by(col(UnitMeasure.id).desc()).limit(limit + 1)
    if unit is not None:
        query = query.where(UnitMeasure.city_code == int(unit))
    if before is not None:
        query = query.where(col(UnitMeasure.id) < before)
    return first_of(session.exec(query).all(), limit, stored_id)


def counted_by_unit(session: Session) -> dict[str, int]:
    """Return how many measures are noted of each unit that has any."""
    query = select(UnitMeasure.city_code, func.count()).group_by(col(UnitMeasure.city_code))
    return {str(city): count for city, count in session.exec(query)}


def measure_json(measure: UnitMeasure) -> Json:
    """Return a measure as the API tells it."""
    return {
        "id": measure.id,
        "unit": str(measure.city_code),
        "kind": measure.kind,
        "period": measure.period,
        "happened_on": measure.happened_on.isoformat(),
        "said": measure.said,
        "noted_by": measure.noted_by,
        "noted_at": rfc3339(measure.noted_at),
    }
