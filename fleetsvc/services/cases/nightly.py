"""What the service does with cases by itself, every night: opens and settles, tells units, and lets times run out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Exists
from sqlmodel import Session, col, exists, select

from fleetsvc.clock import day_of
from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import MOST_AT_ONCE, act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.telling import tell_opened
from fleetsvc.services.cases.transitions import TRANSITIONS
from fleetsvc.services.cases.words import EXPIRY_DAYS, CaseAction, Hand
from fleetsvc.services.uploads import current_versions
from fleetsvc.services.uploads.lists import CITIES
from fleetsvc.services.uploads.shortfalls import review_shortfalls

BY: Final = Actor("service", name="nightly-cases")


@dataclass(frozen=True, slots=True)
class Tended:
    """How many cases were opened, settled and moved on by a night."""

    opened: int
    settled: int
    moved: int


def tend(session: Session, *, now: datetime) -> Tended:
    """Do the work of a night; a unit whose register is being changed at the moment waits for the next one.

    What expires and what runs out comes first, so that what falls short again has its case in the same night.
    """
    moved = sum(_move(session, action, now=now) for action in (CaseAction.EXPIRE, CaseAction.LAPSE))
    opened = settled = 0
    for city in CITIES:
        instant = current_versions.hold(session, city=city, now=now)
        if instant is not None:
            lost, found = review_shortfalls(session, city=city, now=instant)
            settled, opened = settled + lost, opened + found
    moved += _move(session, CaseAction.NOTIFY, now=now)
    _move(session, CaseAction.REMIND, now=now)
    tell_opened(session, now=now)
    return Tended(opened, settled, moved)


def _move(session: Session, action: CaseAction, *, now: datetime) -> int:
    return sum(
        len(act_on(session, numbers, Said(action), by=BY, hand=Hand.SERVICE, now=now).done)
        for numbers in _due(session, action, today=day_of(now))
    )


def _due(session: Session, action: CaseAction, *, today: date) -> Iterator[list[int]]:
    """Yield the numbers of the cases that an action of the service may be due for, so many at a time."""
    ends = col(CaseRecord.valid_until)
    column: Any = {
        CaseAction.LAPSE: col(CaseRecord.due_on),
        CaseAction.EXPIRE: ends,
        CaseAction.REMIND: ends - timedelta(days=EXPIRY_DAYS),
    }
    rows = [row for row in TRANSITIONS if row.action is action and row.hand is Hand.SERVICE]
    query = select(CaseRecord.id).where(
        col(CaseRecord.kind).in_({kind for row in rows for kind in row.kinds}),
        col(CaseRecord.state).in_({state for row in rows for state in row.since}),
    )
    if action in column:
        query = query.where(column[action] <= today)
    if action is CaseAction.REMIND:
        query = query.where(ends > today, ~_is_reminded())
    last = 0
    while True:
        later = query.where(col(CaseRecord.id) > last).order_by(col(CaseRecord.id)).limit(MOST_AT_ONCE)
        numbers = [number for number in session.exec(later) if number is not None]
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def _is_reminded() -> Exists:
    """Return the condition that a case was reminded of: an approval is given once, and ends once."""
    return exists().where(
        col(CaseStep.city_code) == CaseRecord.city_code,
        col(CaseStep.case_id) == CaseRecord.id,
        col(CaseStep.action) == CaseAction.REMIND,
    )
