"""How much of a published edition has changed since it was computed; it stays as it is until it is corrected."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, text
from sqlmodel import Session, select

from fleetsvc.models import RankingEdition
from rules.editions import EditionStatus
from rules.periods import Period

_CHANGES: Final = text("SELECT published_changes(:period, :from_on, :until_on, :since)")


def last_published(session: Session, period: Period) -> datetime | None:
    """Return when the newest final edition of a period was computed, of whichever category.

    A correction is of those categories alone that it changes: the others were looked at then, too.
    """
    query = select(func.max(RankingEdition.computed_at)).where(
        RankingEdition.period == period.key, RankingEdition.status == EditionStatus.FINAL
    )
    return session.exec(query).one()


def count_changes(session: Session, period: Period, *, computed_at: datetime) -> int:
    """Return how many accepted changes and withdrawals, disputed and added vehicles concern a period since an instant.

    In any scope: it is said of all units together, and of no vehicle.
    """
    values = {"period": period.key, "from_on": period.from_day, "until_on": period.until_day}
    return int(session.connection().execute(_CHANGES, values | {"since": computed_at}).scalar_one())
