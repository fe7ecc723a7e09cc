"""Since when there is something to rank."""

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.models import DecisionRecord


def first_registered_on(session: Session) -> date | None:
    """Return the first day on which a vehicle stands registered; None in an empty database."""
    return session.exec(
        select(func.min(DecisionRecord.registered_on)).where(col(DecisionRecord.superseded_at).is_(None))
    ).one()
