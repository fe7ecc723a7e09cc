"""A unit's place in the latest monthly editions."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

_LATEST = text("""
SELECT period, status, rank FROM (
    SELECT DISTINCT ON (edition.period) edition.period, line.status, line.rank
    FROM ranking_edition AS edition JOIN ranking_line AS line ON line.edition_id = edition.id
    WHERE line.city_code = :city AND edition.category = ''
        AND edition.status IN ('preview', 'final') AND edition.period ~ '^[0-9]{4}-[0-9]{2}$'
    ORDER BY edition.period DESC, edition.revision DESC
    LIMIT :most) AS latest
ORDER BY period
""")


@dataclass(frozen=True, slots=True)
class MonthlyPlace:
    """Where a unit stood in one month: ``rank`` is None where it was not ranked; ``status`` says why."""

    period: str
    status: str
    rank: int | None


def monthly_places(session: Session, *, city: int, most: int) -> list[MonthlyPlace]:
    """Return a unit's places over all categories in the latest months with an edition, the oldest first."""
    rows = session.connection().execute(_LATEST, {"city": city, "most": most})
    return [MonthlyPlace(*row) for row in rows]
