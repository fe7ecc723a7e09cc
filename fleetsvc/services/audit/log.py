"""Reading the audit log: page by page and as a whole, by filter, and when its chain was last found whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fleetsvc.models import ApiKey, AppUser, AuditEvent
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Act, Actor, Verified
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.paging import ListPage, first_of, read_page

MOST_COUNTED: Final = 100_000
_STREAMED_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events. ``from_at`` inclusive, ``until_at`` exclusive; ``name`` is the whole name of who acted.

    ``credential``: a session or key, such as ``session/17``.
    """

    act: str | None = None
    outcome: str | None = None
    name: str | None = None
    unit: str | None = None
    credential: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def page_of_events(
    session: Session, wanted: Wanted, *, after: int | None, before: int | None, limit: int
) -> ListPage[AuditEvent, int]:
    """Return a page of events, newest first: the one after a number (older ones), or before it (newer ones)."""
    number = col(AuditEvent.number)

    def page(further: list[ColumnElement[bool]], order: Any) -> tuple[list[AuditEvent], int | None]:  # noqa: ANN401 (SQLAlchemy's)
        query = select(AuditEvent).where(*_fits(wanted), *further).order_by(order)
        return first_of(session.exec(query.limit(limit + 1)).all(), limit, _number)

    return read_page(
        lambda place: page([] if place is None else [number < place], number.desc()),
        lambda place: page([] if place is None else [number > place], number),
        after=after,
        before=before,
        place_of=_number,
    )


def counted_events(session: Session, wanted: Wanted) -> int:
    """Return how many events fit; counting stops at ``MOST_COUNTED``."""
    some = select(AuditEvent.number).where(*_fits(wanted)).limit(MOST_COUNTED).subquery()
    return int(session.exec(select(func.count()).select_from(some)).one())


def all_events(session: Session, wanted: Wanted) -> Iterator[AuditEvent]:
    """Yield all events that fit, newest first; memory does not grow with them."""
    query = select(AuditEvent).where(*_fits(wanted)).order_by(col(AuditEvent.number).desc())
    yield from session.exec(query.execution_options(yield_per=_STREAMED_AT_ONCE))


_FITS: Final[dict[str, Callable[[Any], ColumnElement[bool]]]] = {
    "act": lambda act: col(AuditEvent.act) == act,
    "outcome": lambda outcome: col(AuditEvent.outcome) == outcome,
    "name": lambda name: col(AuditEvent.actor_name) == name,
    "unit": lambda unit: col(AuditEvent.unit) == unit,
    "credential": lambda credential: col(AuditEvent.credential) == credential,
    "from_at": lambda instant: col(AuditEvent.at) >= instant,
    "until_at": lambda instant: col(AuditEvent.at) < instant,
}


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = ((said, getattr(wanted, name)) for name, said in _FITS.items())
    return [said(value) for said, value in asked if value is not None]


@dataclass(frozen=True, slots=True)
class Names:
    """What accounts and keys are called, by their number."""

    accounts: dict[int, str]
    keys: dict[int, str]


def names(session: Session) -> Names:
    """Return what accounts and keys are called."""
    return Names(
        {
            number: name
            for number, name in session.exec(select(AppUser.id, AppUser.name))
            if number is not None
        },
        {number: name for number, name in session.exec(select(ApiKey.id, ApiKey.name)) if number is not None},
    )


def verify_and_note(session: Session, by: Actor, *, noted: str | None, now: datetime) -> Verified:
    """Walk the whole chain and enter in the log what was found. ``noted``: a last hash that must still be there."""
    found = events.verify(session)
    details: dict[str, events.Value] = {"events": found.events, "head": found.head}
    if found.broken is not None:
        details |= {"broken": found.broken.number, "why": found.broken.why}
    if noted:
        details |= {"noted": noted, "missed": int(not events.is_in_chain(session, noted))}
    record(session, by, Act.LOG_VERIFIED, None, details, now)
    return found


def last_verified(session: Session) -> AuditEvent | None:
    """Return the event of the latest verification; None where there was none yet."""
    query = select(AuditEvent).where(AuditEvent.act == Act.LOG_VERIFIED.value)
    return session.exec(query.order_by(col(AuditEvent.number).desc())).first()


def is_sound(event: AuditEvent) -> bool:
    """Return whether a verification found the chain whole, and the noted hash in it where one was given."""
    details: dict[str, Any] = event.details
    return "broken" not in details and not details.get("missed")


def _number(event: AuditEvent) -> int:
    return event.number
