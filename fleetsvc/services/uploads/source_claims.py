"""Which address is asked next, by one worker: it is claimed for a while, and a claim that nobody settles runs out."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Interval, case, func, literal, or_
from sqlmodel import Session, col, select

from fleetsvc.models import UploadSource

PAUSES: Final = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(hours=24)
)  # fmt: skip
"""After each time in a row that nothing usable came; the last one goes on."""
CLAIMED_FOR: Final = timedelta(minutes=10)
"""A claim of which nothing came runs out: longer than anything is fetched."""


def claim(session: Session, *, now: datetime) -> UploadSource | None:
    """Take the address that is due first, for a while; None where none is, or others have them.

    Needs the office's scope.
    """
    query = (
        select(UploadSource)
        .where(col(UploadSource.disabled_at).is_(None), _is_due(now))
        .order_by(col(UploadSource.next_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is not None:
        found.pulling, found.next_at = True, now + CLAIMED_FOR
        session.add(found)
        session.flush()
    return found


def is_claimed(source: UploadSource, now: datetime) -> bool:
    """Return whether an address is being asked.

    A claim that lasts longer than any was made before the clock was put back; clocks of workers differ by less.
    """
    return source.pulling and now < source.next_at <= now + 2 * CLAIMED_FOR


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that it is time, or that the time was set while a clock was ahead: longer than any pause."""
    hours = func.greatest(col(UploadSource.every_hours), PAUSES[-1] // timedelta(hours=1))
    pause = case(
        (col(UploadSource.pulling), literal(timedelta(0), Interval)),
        else_=func.make_interval(0, 0, 0, 0, hours, type_=Interval),
    )
    ahead = literal(now) + pause + literal(2 * CLAIMED_FOR, Interval)
    return or_(col(UploadSource.next_at) <= now, col(UploadSource.next_at) > ahead)
