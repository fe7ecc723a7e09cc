"""Count, for every reporting unit, what a ranking of a period is made of: verdicts on the energy duty.

An emission standard that is met electrifies no vehicle: what other duties say is not counted here.

A held row has no verdict and often no readable day: it counts for each period in which a registration of
the same file falls or, while its file has none, for the period in which the file was received; and for each
category, unless the file was declared to hold one. So it can only widen the bounds it might belong to. It
stops counting when it is no open matter any more (``fleetsvc.services.uploads.held_rows``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from fleetsvc.clock import start_of
from fleetsvc.models import DecisionRecord, UploadRecord
from fleetsvc.models.upload import READ
from fleetsvc.services.uploads.held_rows import IS_OPEN
from rules.periods import Period
from rules.ranking import Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

SENT = READ
"""Upload statuses by which a unit has sent something that may count."""

_HELD = text(f"""
    SELECT upload.city_code, coalesce(upload.category, ''), count(*)
    FROM upload
    JOIN upload_row AS held ON held.city_code = upload.city_code AND held.upload_id = upload.id AND {IS_OPEN}
    WHERE upload.status IN ('accepted', 'in_review') AND upload.received_at >= :from_at
        AND (EXISTS (
                SELECT FROM registration
                WHERE city_code = upload.city_code AND upload_id = upload.id
                    AND registered_on >= :from_day AND registered_on < :until_day)
            OR upload.received_at < :until_at AND NOT EXISTS (
                SELECT FROM registration WHERE city_code = upload.city_code AND upload_id = upload.id))
    GROUP BY 1, 2
""")  # noqa: S608 (constants)
"""Held rows by unit and declared category. A file received before the period began holds nothing of it."""

Counts = Mapping[tuple[str, Category], Mapping[Verdict, int]]
HeldRows = Mapping[tuple[str, Category | None], int]


def tallies(session: Session, period: Period) -> dict[Category | None, tuple[Tally, ...]]:
    """Return the tallies of all units: under None over all categories, and for each category.

    Needs the office's scope: a unit's own scope would count the others as silent.
    """
    counts = _verdicts(session, period)
    held = _held(session, period)
    reported = _received(session, period) | {unit for unit, _ in counts}
    return {
        category: tuple(_tally(unit, category, counts, held, reported) for unit in UNITS)
        for category in (None, *Category)
    }


def _verdicts(session: Session, period: Period) -> Counts:
    statement = (
        select(DecisionRecord.city_code, DecisionRecord.category, DecisionRecord.energy_verdict, func.count())
        .where(
            col(DecisionRecord.superseded_at).is_(None),
            col(DecisionRecord.registered_on) >= period.from_day,
            col(DecisionRecord.registered_on) < period.until_day,
        )
        .group_by(
            col(DecisionRecord.city_code), col(DecisionRecord.category), col(DecisionRecord.energy_verdict)
        )
    )
    counts: dict[tuple[str, Category], dict[Verdict, int]] = defaultdict(dict)
    for city_code, category, verdict, number in session.exec(statement):
        counts[str(city_code), Category(category)][Verdict(verdict)] = number
    return counts


def _held(session: Session, period: Period) -> HeldRows:
    rows = session.connection().execute(
        _HELD,
        {
            "from_day": period.from_day,
            "until_day": period.until_day,
            "from_at": start_of(period.from_day),
            "until_at": start_of(period.until_day),
        },
    )
    return {(str(city_code), Category(name) if name else None): number for city_code, name, number in rows}


def _received(session: Session, period: Period) -> set[str]:
    statement = (
        select(UploadRecord.city_code)
        .where(
            col(UploadRecord.status).in_(SENT),
            col(UploadRecord.received_at) >= start_of(period.from_day),
            col(UploadRecord.received_at) < start_of(period.until_day),
        )
        .distinct()
    )
    return {str(city_code) for city_code in session.exec(statement)}


def _tally(
    unit: str, category: Category | None, counts: Counts, held: HeldRows, reported: Iterable[str]
) -> Tally:
    verdicts: dict[Verdict, int] = defaultdict(int)
    for each in Category if category is None else (category,):
        for verdict, number in counts.get((unit, each), {}).items():
            verdicts[verdict] += number
    declared = (None, *Category) if category is None else (None, category)
    return Tally(
        unit=unit,
        verdicts=dict(verdicts),
        held=sum(held.get((unit, each), 0) for each in declared),
        reported=unit in reported,
    )
