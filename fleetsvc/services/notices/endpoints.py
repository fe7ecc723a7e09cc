"""Endpoints of other systems that are told what happens: a unit's of its own matters, the office's (0) of all.

Their secrets are made from the secret key of the house, the endpoint and its generation: none is stored.
"""

from base64 import b64encode
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.https_address import entered_parts
from fleetsvc.models import WebhookEndpoint, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.notices.events import EVENTS, Event
from fleetsvc.services.people.accounts import Role

MOST: Final = 10
"""Endpoints of a unit, or of the office, that are in use."""
LONGEST_URL: Final = 500
SWITCHED_OFF: Final = "switched-off"
"""The answer of what was dropped."""
BOTH_SIGN_FOR: Final = timedelta(days=1)
"""After a change of the secret the one before goes on signing for so long."""

_HOLD: Final = text("SELECT pg_advisory_xact_lock(:lock, :city)")
_DROP: Final = text("""
    UPDATE webhook_delivery SET status = 'dropped', sending = false, settled_at = :now, answer = :answer
    WHERE city_code = :city AND endpoint_id = :endpoint AND status = 'waiting'
""")


class EndpointUnknown(Exception):
    """There is no such endpoint of whoever asks."""


class EndpointUnfit(Exception):
    """It cannot be told anything; ``why``: url, events, many or off."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def choosable(role: Role) -> tuple[Event, ...]:
    """Return the events that endpoints of a role may be told of; what is one person's is none of a system's."""
    office = role is Role.OFFICE
    return tuple(event for event, kind in EVENTS.items() if kind.roles and (office or role in kind.roles))


def add_endpoint(
    session: Session, url: str, events: Collection[str], *, city: int, role: Role, by: Actor, now: datetime
) -> WebhookEndpoint:
    """Have an address told of events from now on. Raises EndpointUnfit.

    Whether it leads to the inside is seen when it is told something: what a name leads to may change.
    """
    chosen = [event.value for event in choosable(role) if event.value in events]
    is_fit = entered_parts(url, longest=LONGEST_URL) is not None
    for why in (why for why, is_so in {"url": not is_fit, "events": not chosen}.items() if is_so):
        raise EndpointUnfit(why)
    _require_room(session, city)
    endpoint = WebhookEndpoint(
        city_code=city, url=url, events=chosen, made_by=by.name or by.kind, made_at=now, told_from=now
    )
    session.add(endpoint)
    session.flush()
    _note(session, by, Act.WEBHOOK_ADDED, endpoint, url.partition("?")[0], now=now)
    return endpoint


def _require_room(session: Session, city: int) -> None:
    """Pass where one more may be in use; of two that come at once the second counts the first. Raises EndpointUnfit."""
    session.connection().execute(_HOLD, {"lock": int(LockNumber.WEBHOOKS), "city": city})
    if sum(one.disabled_at is None for one in list_endpoints(session, city=city)) >= MOST:
        raise EndpointUnfit("many")


def list_endpoints(session: Session, *, city: int) -> Sequence[WebhookEndpoint]:
    """Return the endpoints of a unit or of the office, in the order they were made."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.city_code == city)
    return session.exec(query.order_by(col(WebhookEndpoint.id))).all()


def find_endpoint(session: Session, number: int, *, city: int) -> WebhookEndpoint:
    """Return one of them. Raises EndpointUnknown."""
    found = session.get(WebhookEndpoint, (city, number))
    if found is None:
        raise EndpointUnknown(number)
    return found


def held(session: Session, number: int, *, city: int) -> WebhookEndpoint:
    """Return one of them, which nobody else changes until the transaction ends. Raises EndpointUnknown.

    Whoever changes deliveries of an endpoint beside it holds it first: so of two none waits for the other in a circle.
    """
    found = session.get(WebhookEndpoint, (city, number), with_for_update=True, populate_existing=True)
    if found is None:
        raise EndpointUnknown(number)
    return found


def rotate(session: Session, endpoint: WebhookEndpoint, *, by: Actor, now: datetime) -> None:
    """Give an endpoint another secret; both sign for a day."""
    endpoint.generation, endpoint.rotated_at = endpoint.generation + 1, now
    session.add(endpoint)
    _note(session, by, Act.WEBHOOK_CHANGED, endpoint, "rotated", now=now)


def switch(session: Session, endpoint: WebhookEndpoint, *, why: str | None, by: Actor, now: datetime) -> None:
    """Tell an endpoint nothing more, for a reason, or (None) tell it again what happens from now on.

    What waits for it is dropped, and listed as such, and what happened while it was off is not told once it is on: it
    is told nothing long afterwards unless somebody sends it again. Nothing is done where it is so already. Raises
    EndpointUnfit where too many are in use.
    """
    endpoint = held(session, stored_id(endpoint), city=endpoint.city_code)
    if (endpoint.disabled_at is None) == (why is None):
        return
    if why is None:
        _require_room(session, endpoint.city_code)
        endpoint.told_from = now
    endpoint.disabled_at, endpoint.disabled_why = (None, None) if why is None else (now, why)
    session.add(endpoint)
    session.connection().execute(
        _DROP, {"city": endpoint.city_code, "endpoint": endpoint.id, "now": now, "answer": SWITCHED_OFF}
    )
    _note(session, by, Act.WEBHOOK_CHANGED, endpoint, why or "enabled", now=now)


def _note(
    session: Session, by: Actor, act: Act, endpoint: WebhookEndpoint, what: str, *, now: datetime
) -> None:
    session.flush()
    subject = f"webhook/{endpoint.city_code}/{stored_id(endpoint)}"
    record(session, by, act, subject, {"what": what}, now)


def secret_of(endpoint: WebhookEndpoint, *, secret: str) -> str:
    """Return an endpoint's secret as its system is given it (Standard Webhooks: ``whsec_`` and base64)."""
    return f"whsec_{b64encode(_key(endpoint, endpoint.generation, secret)).decode()}"


def keys_of(endpoint: WebhookEndpoint, *, secret: str, now: datetime) -> list[bytes]:
    """Return the keys that sign what an endpoint is told now, the present one first."""
    is_new = endpoint.rotated_at is not None and now - endpoint.rotated_at < BOTH_SIGN_FOR
    generations = range(endpoint.generation, endpoint.generation - (2 if is_new else 1), -1)
    return [_key(endpoint, generation, secret) for generation in generations]


def _key(endpoint: WebhookEndpoint, generation: int, secret: str) -> bytes:
    purpose = f"fleetsvc webhook {endpoint.city_code}/{stored_id(endpoint)}/{generation}"
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(secret.encode())
