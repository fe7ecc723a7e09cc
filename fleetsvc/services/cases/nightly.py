"""What the service does with cases by itself, every night: opens and settles, tells units, and lets times run out.

A night is done in pieces, unit by unit. Each may be a transaction of its own, and what is done already is not done
again: whoever comes after a worker that died goes on where it stopped.
"""

from collections.abc import Sequence
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
    """How many cases were opened, settled and moved on by a night, or by some of it."""

    opened: int = 0
    settled: int = 0
    moved: int = 0

    def __add__(self, other: "Tended") -> "Tended":
        return Tended(self.opened + other.opened, self.settled + other.settled, self.moved + other.moved)


@dataclass(frozen=True, slots=True)
class Piece:
    """An action for the cases of a unit that it is due for, after a number; None: what falls short is looked for."""

    city: int
    action: CaseAction | None
    after: int = 0


_ORDER: Final = (CaseAction.EXPIRE, CaseAction.LAPSE, None, CaseAction.NOTIFY, CaseAction.REMIND)
"""What expires and what runs out comes first: so what falls short again has its case in the same night."""
WHOLE_NIGHT: Final = tuple(Piece(city, action) for city in CITIES for action in _ORDER)


def tend(session: Session, *, now: datetime) -> Tended:
    """Do all the work of a night; a unit whose register is being changed at the moment waits for the next one."""
    done, left = Tended(), WHOLE_NIGHT
    while left:
        some, left = tend_some(session, left, now=now)
        done += some
    tell_opened(session, now=now)
    return done


def tend_some(
    session: Session, pieces: Sequence[Piece], *, now: datetime, most: int = MOST_AT_ONCE
) -> tuple[Tended, tuple[Piece, ...]]:
    """Do pieces of a night until about ``most`` cases were touched; return what was done, and what is left to do.

    Whoever ends the night tells the office what was opened (``telling.tell_opened``).
    """
    done, left = Tended(), list(reversed(pieces))
    touched = 0
    while left and touched < most:
        piece = left.pop()
        if piece.action is None:
            some = _review(session, piece.city, now=now)
            touched += some.opened + some.settled
        else:
            numbers = _due(session, piece, today=day_of(now), most=most)
            touched += len(numbers)
            some = _move(session, piece.action, numbers, now=now)
            if len(numbers) == most:
                left.append(Piece(piece.city, piece.action, numbers[-1]))
        done += some
    return done, tuple(reversed(left))


def _review(session: Session, city: int, *, now: datetime) -> Tended:
    instant = current_versions.hold(session, city=city, now=now)
    if instant is None:
        return Tended()
    settled, opened = review_shortfalls(session, city=city, now=instant)
    return Tended(opened=opened, settled=settled)


def _move(session: Session, action: CaseAction, numbers: list[int], *, now: datetime) -> Tended:
    if not numbers:
        return Tended()
    done = act_on(session, numbers, Said(action), by=BY, hand=Hand.SERVICE, now=now).done
    return Tended(moved=0 if action is CaseAction.REMIND else len(done))


def _due(session: Session, piece: Piece, *, today: date, most: int) -> list[int]:
    """Return the numbers of the cases that an action of the service may be due for, the first of them."""
    ends = col(CaseRecord.valid_until)
    column: Any = {
        CaseAction.LAPSE: col(CaseRecord.due_on),
        CaseAction.EXPIRE: ends,
        CaseAction.REMIND: ends - timedelta(days=EXPIRY_DAYS),
    }
    rows = [row for row in TRANSITIONS if row.action is piece.action and row.hand is Hand.SERVICE]
    query = select(CaseRecord.id).where(
        CaseRecord.city_code == piece.city,
        col(CaseRecord.kind).in_({kind for row in rows for kind in row.kinds}),
        col(CaseRecord.state).in_({state for row in rows for state in row.since}),
        col(CaseRecord.id) > piece.after,
    )
    if piece.action in column:
        query = query.where(column[piece.action] <= today)
    if piece.action is CaseAction.REMIND:
        query = query.where(ends > today, ~_is_reminded())
    found = session.exec(query.order_by(col(CaseRecord.id)).limit(most))
    return [number for number in found if number is not None]


def _is_reminded() -> Exists:
    """Return the condition that a case was reminded of: an approval is given once, and ends once."""
    return exists().where(
        col(CaseStep.city_code) == CaseRecord.city_code,
        col(CaseStep.case_id) == CaseRecord.id,
        col(CaseStep.action) == CaseAction.REMIND,
    )
