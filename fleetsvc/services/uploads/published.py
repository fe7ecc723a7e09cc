"""What is published: the days of periods with a final edition, and a delivery's vehicles that stand in one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, select

from fleetsvc.models import RankingEdition
from rules.editions import EditionStatus
from rules.periods import parse_period


@dataclass(frozen=True, slots=True)
class PublishedDays:
    """The days of a published period, ``until_on`` exclusive, and when one of its final editions was computed."""

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
    """Return the days of all periods that have a final edition, once for each instant at which one was computed."""
    query = (
        select(RankingEdition.period, RankingEdition.computed_at)
        .where(RankingEdition.status == EditionStatus.FINAL)
        .distinct()
    )
    periods = ((parse_period(key), at) for key, at in session.exec(query))
    return [PublishedDays(period.key, period.from_day, period.until_day, at) for period, at in periods]


def stood(row: str, city: str) -> str:
    """Return the condition that a vehicle stood when a final edition ``p`` was computed, whatever was sent of it since.

    ``row`` names a table with its VIN and day, ``city`` what yields its unit.
    """
    of_it = f"v.city_code = {city} AND v.vin = {row}.vin AND v.registered_on = {row}.registered_on"
    return f"""(
        EXISTS (SELECT FROM registration v WHERE {of_it} AND v.superseded_at IS NULL AND v.recorded_at <= p.computed_at)
        OR EXISTS (SELECT FROM registration v WHERE {of_it} AND v.superseded_at IS NOT NULL
            AND v.superseded_at > p.computed_at AND v.recorded_at <= p.computed_at))"""  # noqa: S608 (names of columns)


_STANDING: Final = text(f"""
WITH published AS (
    SELECT r.id, p.period FROM registration r
    JOIN unnest(cast(:periods AS text[]), cast(:since AS date[]), cast(:until AS date[]),
            cast(:computed AS timestamptz[])) AS p (period, from_on, until_on, computed_at)
        ON r.registered_on >= p.from_on AND r.registered_on < p.until_on
    WHERE r.city_code = :city AND r.upload_id = :number AND r.superseded_at IS NULL
        AND (r.recorded_at <= p.computed_at OR {stood("r", "r.city_code")})
)
SELECT count(DISTINCT id), array_agg(DISTINCT period ORDER BY period) FROM published
""")  # noqa: S608 (constants only)
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
