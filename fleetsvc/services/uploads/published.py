"""What is published: the days of periods with a final edition, and the deliveries whose vehicles stand in one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from fleetsvc.models import RankingEdition
from rules.editions import EditionStatus
from rules.periods import parse_period


@dataclass(frozen=True, slots=True)
class PublishedDays:
    """The days of a published period, ``until_on`` exclusive, and when its first final edition was computed."""

    from_on: date
    until_on: date
    computed_at: datetime


def published_days(session: Session) -> list[PublishedDays]:
    """Return the days of all periods that have a final edition."""
    query = (
        select(RankingEdition.period, func.min(RankingEdition.computed_at))
        .where(RankingEdition.status == EditionStatus.FINAL)
        .group_by(col(RankingEdition.period))
    )
    periods = ((parse_period(key), at) for key, at in session.exec(query))
    return [PublishedDays(period.from_day, period.until_day, at) for period, at in periods]


_STANDING: Final = text("""
SELECT count(*) FROM registration r
WHERE r.city_code = :city AND r.upload_id = :number AND r.superseded_at IS NULL AND EXISTS (
    SELECT FROM unnest(cast(:since AS date[]), cast(:until AS date[]), cast(:computed AS timestamptz[]))
        AS p (from_on, until_on, computed_at)
    WHERE r.registered_on >= p.from_on AND r.registered_on < p.until_on AND r.recorded_at <= p.computed_at)
""")


def count_published(session: Session, *, city: int, number: int) -> int:
    """Return how many vehicles stand by a delivery's word in an edition that is published."""
    days = published_days(session)
    values = {
        "city": city,
        "number": number,
        "since": [one.from_on for one in days],
        "until": [one.until_on for one in days],
        "computed": [one.computed_at for one in days],
    }
    return int(session.connection().execute(_STANDING, values).scalar_one()) if days else 0
