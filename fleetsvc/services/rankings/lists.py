"""Lists of ranking editions: the latest of each period, and the revisions of one."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from fleetsvc.models import RankingEdition, stored_id
from fleetsvc.services.rankings.store import document_of, header, stored_lines
from rules.periods import Period, parse_period
from rules.vocabulary import Category


def latest_of_each_period(session: Session, *, category: Category | None) -> list[dict[str, Any]]:
    """Return the latest revision of every period whole, the period that ends last first."""
    statement = (
        select(RankingEdition)
        .where(RankingEdition.category == (category or ""))
        .ext(distinct_on(col(RankingEdition.period)))
        .order_by(col(RankingEdition.period), col(RankingEdition.revision).desc())
    )
    editions = session.exec(statement).all()
    lines = stored_lines(session, editions)
    found = [document_of(edition, lines.get(stored_id(edition), [])) for edition in editions]
    return sorted(found, key=lambda edition: parse_period(edition["period"]).until_day, reverse=True)


def revisions(
    session: Session, period: Period, *, category: Category | None, limit: int = 400
) -> list[dict[str, Any]]:
    """Return the revisions of a period without their lines, the newest first, at most so many."""
    statement = (
        select(RankingEdition)
        .where(RankingEdition.period == period.key, RankingEdition.category == (category or ""))
        .order_by(col(RankingEdition.revision).desc())
        .limit(limit)
    )
    return [header(edition) for edition in session.exec(statement)]


def stored_periods(session: Session, periods: Collection[Period], *, category: Category | None) -> set[str]:
    """Return which of these periods have an edition."""
    keys = [period.key for period in periods]
    statement = select(RankingEdition.period).where(
        col(RankingEdition.period).in_(keys), RankingEdition.category == (category or "")
    )
    return set(session.exec(statement))
