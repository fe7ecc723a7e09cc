"""A correction carries: later editions were compared with it, and longer periods hold its vehicles."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from fleetsvc.models import RankingEdition
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.rankings.publishing import correct
from rules.editions import Edition, EditionStatus
from rules.periods import Period, parse_period


def correct_onwards(
    session: Session, period: Period, *, reason: str, by: Actor, now: datetime
) -> tuple[Edition, ...]:
    """Correct a period and, in one act, each published one that holds it or follows it; return what was stored.

    Only what has changed gets a further revision. Raises as ``publishing.correct``.
    """
    made = correct(session, period, reason=reason, by=by, now=now)
    for later in published_onwards(session, period):
        made += correct(session, later, reason=reason, by=by, now=now)
    return made


def published_onwards(session: Session, period: Period) -> list[Period]:
    """Return the published periods that end after this one begins, but for itself; a month before its quarter."""
    statement = (
        select(RankingEdition)
        .where(RankingEdition.category == "")
        .ext(distinct_on(col(RankingEdition.period)))
        .order_by(col(RankingEdition.period), col(RankingEdition.revision).desc())
    )
    final = [
        parse_period(edition.period)
        for edition in session.exec(statement)
        if edition.status == EditionStatus.FINAL and edition.period != period.key
    ]
    found = [one for one in final if one.until_day > period.from_day]
    return sorted(found, key=lambda one: (one.until_day, one.until_day - one.from_day))
