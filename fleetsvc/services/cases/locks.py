"""Having cases to oneself until the transaction ends; and what an act left of them, as far as is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import BigInteger, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.position import COLUMNS, Position, position_of
from fleetsvc.services.cases.words import CaseKind, CaseState, Hand
from fleetsvc.services.people.second_person import require_second
from fleetsvc.services.rankings.locks import wait_for
from fleetsvc.services.uploads.lists import CITIES
from rules.periods import parse_period


@dataclass(frozen=True, slots=True)
class Held:
    """A case that is held: which one, its vehicle if it is about one, and how it stands."""

    city_code: int
    id: int
    vin: str | None
    registered_on: date | None
    position: Position


@dataclass(frozen=True, slots=True)
class Handled:
    """Which case, its vehicle if it is about one, and the state that it stands in now."""

    city_code: int
    id: int
    vin: str | None
    registered_on: date | None
    kind: CaseKind
    state: CaseState

    @classmethod
    def of(cls, case: Held, state: str) -> Self:
        """Return a case that was held, in the state that a step led to."""
        return cls(
            case.city_code, case.id, case.vin, case.registered_on, case.position.kind, CaseState(state)
        )


_COLUMNS: Final[tuple[Any, ...]] = (
    CaseRecord.city_code,
    CaseRecord.id,
    CaseRecord.vin,
    CaseRecord.registered_on,
    *COLUMNS,
)


_NUMBERS: Final = ARRAY(BigInteger)
"""As one value: thousands would be written into the statement one by one."""


def hold_as(session: Session, numbers: Sequence[int], *, by: Actor, hand: Hand) -> dict[int, Held]:
    """Wait for cases, as ``hold`` does, to act on them. Raises SecondPersonNeeded where two persons of a unit act."""
    cases = hold(session, numbers)
    for city in {case.city_code for case in cases.values()} if hand is Hand.BUREAU else ():
        require_second(session, city=city, by=by)
    return cases


def hold(session: Session, numbers: Sequence[int]) -> dict[int, Held]:
    """Wait for cases, and return by their numbers those that there are, the lowest first.

    Before them for the periods that objections among them are to, as whoever releases one: so of an appeal and a
    release one comes first, and the other is told.
    """
    named = (
        col(CaseRecord.city_code).in_(CITIES),
        col(CaseRecord.id) == any_(literal(list(numbers), _NUMBERS)),
    )
    period = col(CaseRecord.details)["period"].astext
    for key in sorted(set(session.exec(select(period).where(*named, CaseRecord.kind == CaseKind.OBJECTION)))):
        wait_for(session, parse_period(key))
    query = select(*_COLUMNS).where(*named).order_by(col(CaseRecord.id)).with_for_update(key_share=True)
    return {
        one.id: Held(one.city_code, one.id, one.vin, one.registered_on, position_of(one))
        for one in session.exec(query)
    }
