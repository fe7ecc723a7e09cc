"""What is published: the days of periods with a final edition, and a delivery's vehicles that stand in one."""

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

    period: str
    from_on: date
    until_on: date
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedVehicles:
    """How many vehicles stand in published editions, and in those of which periods.

    ``overridden``: on how many the office decided otherwise than the rules, published or not.
    """

    count: int
    periods: tuple[str, ...]
    overridden: int = 0

    @property
    def bind(self) -> bool:
        """Whether it is for the office to say that they go."""
        return bool(self.count or self.overridden)


def published_days(session: Session) -> list[PublishedDays]:
    """Return the days of all periods that have a final edition."""
    query = (
        select(RankingEdition.period, func.min(RankingEdition.computed_at))
        .where(RankingEdition.status == EditionStatus.FINAL)
        .group_by(col(RankingEdition.period))
    )
    periods = ((parse_period(key), at) for key, at in session.exec(query))
    return [PublishedDays(period.key, period.from_day, period.until_day, at) for period, at in periods]


_STANDING: Final = text("""
WITH published AS (
    SELECT r.id, p.period FROM registration r
    JOIN unnest(cast(:periods AS text[]), cast(:since AS date[]), cast(:until AS date[]),
            cast(:computed AS timestamptz[])) AS p (period, from_on, until_on, computed_at)
        ON r.registered_on >= p.from_on AND r.registered_on < p.until_on AND r.recorded_at <= p.computed_at
    WHERE r.city_code = :city AND r.upload_id = :number AND r.superseded_at IS NULL
)
SELECT count(DISTINCT id), array_agg(DISTINCT period ORDER BY period) FROM published
""")
_OVERRIDDEN: Final = text("""
SELECT count(*) FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.city_code = :city AND r.upload_id = :number AND r.superseded_at IS NULL AND d.override_id IS NOT NULL
""")


def published_vehicles(session: Session, *, city: int, number: int) -> PublishedVehicles:
    """Return which vehicles that stand by a delivery's word stand in published editions too, or by an override."""
    days = published_days(session)
    values = {"city": city, "number": number} | {
        "periods": [one.period for one in days],
        "since": [one.from_on for one in days],
        "until": [one.until_on for one in days],
        "computed": [one.computed_at for one in days],
    }
    count, periods = session.connection().execute(_STANDING, values).one()
    overridden = session.connection().execute(_OVERRIDDEN, {"city": city, "number": number}).scalar_one()
    return PublishedVehicles(int(count), tuple(periods or ()), int(overridden))
