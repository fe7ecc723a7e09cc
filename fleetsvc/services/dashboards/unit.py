"""A reporting unit's month at a glance: what came in, what is late, what is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, TextClause, text
from sqlmodel import Session

from fleetsvc.clock import day_of, start_of
from fleetsvc.services.dashboards.open_cases import OpenCases, open_cases
from fleetsvc.services.uploads.held_rows import OpenRows, open_rows
from rules.vocabulary import OPEN_VERDICTS, Category, Verdict

_RECEIVED: Final = text("""
SELECT r.category, count(*) FILTER (WHERE u.received_at >= :this), count(*) FILTER (WHERE u.received_at < :this)
FROM upload u JOIN registration r ON r.city_code = u.city_code AND r.upload_id = u.id
WHERE u.city_code = :city AND u.status = 'accepted' AND u.received_at >= :last
GROUP BY r.category
""")
_DECLARED: Final = text("""
SELECT DISTINCT category FROM upload
WHERE city_code = :city AND status IN ('accepted', 'in_review', 'received') AND received_at >= :this
    AND category IS NOT NULL
""")
_STATUSES: Final = text("""
SELECT status, count(*) FROM upload WHERE city_code = :city AND status IN ('received', 'in_review') GROUP BY status
""")
_VERDICTS: Final = text("""
SELECT verdict, count(*) FROM decision
WHERE city_code = :city AND superseded_at IS NULL AND verdict = ANY (:open) GROUP BY verdict
""")
_HELD_FOR: Final = timedelta(days=366)
"""Rows held longer ago belong to no ranking that is still computed."""


@dataclass(frozen=True, slots=True)
class CategoryMonth:
    """Vehicles of a category stored by the deliveries received this month, and by those of the month before."""

    category: Category
    this_month: int
    last_month: int
    is_sent: bool

    @property
    def is_late(self) -> bool:
        """Whether something came last month and nothing has come this month."""
        return self.last_month > 0 and not self.is_sent


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """The month that began on ``first_day`` (Asia/Shanghai), and what is open in the unit whatever its month."""

    first_day: date
    categories: tuple[CategoryMonth, ...]
    waiting: int
    in_review: int
    held: tuple[OpenRows, ...]
    verdicts: dict[Verdict, int]
    cases: OpenCases


def unit_month(session: Session, *, city: int, now: datetime) -> UnitMonth:
    """Return a unit's present month."""
    first = day_of(now).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    connection = session.connection()
    values = {"city": city, "this": start_of(first), "last": start_of(before)}
    declared = set(connection.execute(_DECLARED, values).scalars())
    received = {name: (this, last) for name, this, last in connection.execute(_RECEIVED, values)}
    statuses = _counted(connection, _STATUSES, values)
    open_ones = {"city": city, "open": [verdict.value for verdict in OPEN_VERDICTS]}
    verdicts = _counted(connection, _VERDICTS, open_ones)
    return UnitMonth(
        first_day=first,
        categories=tuple(
            CategoryMonth(
                category, *received.get(category, (0, 0)), is_sent=_is_sent(category, received, declared)
            )
            for category in Category
            if category in received or category in declared
        ),
        waiting=statuses.get("received", 0),
        in_review=statuses.get("in_review", 0),
        held=open_rows(session, city=city, since=now - _HELD_FOR),
        verdicts={verdict: verdicts.get(verdict.value, 0) for verdict in OPEN_VERDICTS},
        cases=open_cases(session, city=city),
    )


def _is_sent(category: Category, received: dict[str, tuple[int, int]], declared: set[str]) -> bool:
    return received.get(category, (0, 0))[0] > 0 or category in declared


def _counted(connection: Connection, statement: TextClause, values: Mapping[str, object]) -> dict[str, int]:
    return {str(row[0]): row[1] for row in connection.execute(statement, values)}
