"""Requests answered, by route, method and status, added up over all processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, select

from fleetsvc.models import RequestTotal

Answered = tuple[str, str, int]
"""Route (its pattern), method, status."""


@dataclass(slots=True)
class Total:
    """So many requests, answered within so many seconds in all, and the slow statements among what they asked."""

    requests: int = 0
    seconds: float = 0.0
    slow_statements: int = 0
    slow_seconds: float = 0.0

    def add(self, other: "Total") -> None:
        """Count others, too."""
        self.requests += other.requests
        self.seconds += other.seconds
        self.slow_statements += other.slow_statements
        self.slow_seconds += other.slow_seconds


_ADD: Final = text("""
    INSERT INTO request_total AS t (route, method, status, requests, seconds, slow_statements, slow_seconds)
    SELECT * FROM unnest(CAST(:routes AS text[]), CAST(:methods AS text[]), CAST(:statuses AS int[]),
        CAST(:requests AS bigint[]), CAST(:seconds AS float8[]),
        CAST(:slow AS bigint[]), CAST(:slow_seconds AS float8[]))
        AS told (route, method, status, requests, seconds, slow_statements, slow_seconds)
    ORDER BY route, method, status
    ON CONFLICT (route, method, status) DO UPDATE
        SET requests = t.requests + excluded.requests, seconds = t.seconds + excluded.seconds,
            slow_statements = t.slow_statements + excluded.slow_statements,
            slow_seconds = t.slow_seconds + excluded.slow_seconds
""")


def add_answered(session: Session, totals: Mapping[Answered, Total]) -> None:
    """Add what one process answered."""
    values = {
        "routes": [route for route, _, _ in totals],
        "methods": [method for _, method, _ in totals],
        "statuses": [status for _, _, status in totals],
        "requests": [total.requests for total in totals.values()],
        "seconds": [total.seconds for total in totals.values()],
        "slow": [total.slow_statements for total in totals.values()],
        "slow_seconds": [total.slow_seconds for total in totals.values()],
    }
    session.connection().execute(_ADD, values)


def answered(session: Session) -> dict[Answered, Total]:
    """Return all that was told."""
    rows = session.exec(select(RequestTotal)).all()
    return {
        (row.route, row.method, row.status): Total(
            row.requests, row.seconds, row.slow_statements, row.slow_seconds
        )
        for row in rows
    }
