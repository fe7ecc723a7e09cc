"""Stored ranking editions, as their audience sees them: one whole, the latest of each period, the revisions of one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fleetsvc.models import RankingEdition, stored_id
from fleetsvc.services.rankings.audience import OFFICE_SEES, Audience, shown_to
from fleetsvc.services.rankings.store import document_of, header, stored_lines
from rules.periods import Period, parse_period
from rules.vocabulary import Category

MAX_PAGE: Final = 500


class EditionMissing(Exception):
    """No edition of that period, category and revision is stored, or none that its audience sees."""


def current_edition(
    session: Session,
    period: Period,
    *,
    category: Category | None = None,
    revision: int | None = None,
    audience: Audience = OFFICE_SEES,
    known_at: datetime | None = None,
) -> dict[str, Any]:
    """Return a stored edition's document: the latest revision unless one is named. Raises EditionMissing.

    ``known_at``: of those stored by an instant.
    """
    statement = _seen(audience, category, known_at).where(RankingEdition.period == period.key)
    if revision is not None:
        statement = statement.where(RankingEdition.revision == revision)
    found = session.exec(statement.order_by(col(RankingEdition.revision).desc())).first()
    if found is None or found.id is None:
        raise EditionMissing(period.key)
    return shown_to(audience, document_of(found, stored_lines(session, [found])[found.id]))


def list_editions(
    session: Session,
    *,
    category: Category | None = None,
    before: int | None = None,
    limit: int = 50,
    audience: Audience = OFFICE_SEES,
    known_at: datetime | None = None,
) -> tuple[list[dict[str, Any]], int | None]:
    """Return a page of a category's editions without their lines, newest first, and the next ``before``.

    ``before`` is the cursor: the id of the last edition already seen. At most 500 a page.
    """
    statement = _seen(audience, category, known_at)
    if before is not None:
        statement = statement.where(col(RankingEdition.id) < before)
    size = min(limit, MAX_PAGE)
    found = session.exec(statement.order_by(col(RankingEdition.id).desc()).limit(size + 1)).all()
    page = found[:size]
    return [header(edition) for edition in page], page[-1].id if len(found) > size else None


def latest_of_each_period(
    session: Session, *, category: Category | None, audience: Audience
) -> list[dict[str, Any]]:
    """Return the latest revision of every period whole, the period that ends last first."""
    statement = (
        _seen(audience, category)
        .ext(distinct_on(col(RankingEdition.period)))
        .order_by(col(RankingEdition.period), col(RankingEdition.revision).desc())
    )
    editions = session.exec(statement).all()
    lines = stored_lines(session, editions)
    found = [document_of(edition, lines.get(stored_id(edition), [])) for edition in editions]
    return sorted(found, key=lambda edition: parse_period(edition["period"]).until_day, reverse=True)


def revisions(
    session: Session, period: Period, *, category: Category | None, audience: Audience, limit: int = 400
) -> list[dict[str, Any]]:
    """Return the revisions of a period without their lines, the newest first, at most so many."""
    statement = (
        _seen(audience, category)
        .where(RankingEdition.period == period.key)
        .order_by(col(RankingEdition.revision).desc())
        .limit(limit)
    )
    return [header(edition) for edition in session.exec(statement)]


def stored_periods(
    session: Session, periods: Collection[Period], *, category: Category | None, audience: Audience
) -> set[str]:
    """Return which of these periods have an edition."""
    keys = [period.key for period in periods]
    statement = select(RankingEdition.period).where(
        col(RankingEdition.period).in_(keys),
        RankingEdition.category == (category or ""),
        col(RankingEdition.status).in_(audience.statuses),
    )
    return set(session.exec(statement))


def _seen(
    audience: Audience, category: Category | None, known_at: datetime | None = None
) -> SelectOfScalar[RankingEdition]:
    statement = select(RankingEdition).where(
        RankingEdition.category == (category or ""), col(RankingEdition.status).in_(audience.statuses)
    )
    return statement if known_at is None else statement.where(col(RankingEdition.computed_at) <= known_at)
