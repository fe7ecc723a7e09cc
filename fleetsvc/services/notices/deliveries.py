"""What endpoints are told, after Standard Webhooks (https://www.standardwebhooks.com): signed, tried again, recorded.

A delivery is claimed for a while, sent outside of any transaction, and settled in another one. Where a worker dies its
claim runs out, and it is sent again under the same id: who receives it twice can tell. Needs the office's scope.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, select, tuple_

from fleetsvc.clock import rfc3339
from fleetsvc.models import DeliveryStatus, Json, WebhookDelivery, WebhookEndpoint, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices import endpoints
from fleetsvc.services.notices.endpoints import EndpointUnfit, find_endpoint, keys_of, switch

PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""Before each further attempt, as the standard proposes; after the last one a delivery is dead."""
CLAIMED_FOR: Final = timedelta(minutes=2)
"""A claim of which nothing came runs out: longer than anything is sent."""
GONE: Final = "410"
"""The other side wants to be told nothing more."""
GIVEN_UP: Final = (DeliveryStatus.DEAD, DeliveryStatus.DROPPED)
MOST_LISTED: Final = 30
_SERVICE: Final = Actor("service", name="webhooks")


class DeliveryUnknown(Exception):
    """There is no such delivery that was given up."""


def body_of(kind: str, data: Mapping[str, object], *, at: datetime) -> Json:
    """Return what is told: thin, for whoever wants to know more asks for it."""
    return {"type": kind, "timestamp": rfc3339(at), "data": dict(data)}


def claim(
    session: Session, *, now: datetime, but: Collection[tuple[int, int]] = ()
) -> tuple[WebhookDelivery, WebhookEndpoint] | None:
    """Take the delivery that is due first, for a while, with its endpoint; None where none is, or others have them all.

    Of an endpoint one is sent at a time, whoever sends. ``but``: endpoints, by unit and number, that are left for
    later. The attempt counts from here.
    """
    query = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(
            WebhookEndpoint,
            and_(
                col(WebhookEndpoint.city_code) == col(WebhookDelivery.city_code),
                col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id),
                col(WebhookEndpoint.disabled_at).is_(None),
            ),
        )
        .where(
            WebhookDelivery.status == DeliveryStatus.WAITING,
            col(WebhookDelivery.next_at) <= now,
            ~_is_being_told(now),
        )
        .where(tuple_(col(WebhookDelivery.city_code), col(WebhookDelivery.endpoint_id)).not_in(but))
        .order_by(col(WebhookDelivery.next_at))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=(WebhookDelivery, WebhookEndpoint))
    )
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        return None
    delivery, endpoint = found
    delivery.attempts, delivery.next_at, delivery.sending = delivery.attempts + 1, now + CLAIMED_FOR, True
    session.add(delivery)
    session.flush()
    return delivery, endpoint


def _is_being_told(now: datetime) -> Exists:
    """Return the condition that something is being sent to the same endpoint.

    A claim that lasts longer than any was made before the clock was put back; clocks of workers differ by less.
    """
    another = aliased(WebhookDelivery)
    return exists().where(
        col(another.city_code) == col(WebhookDelivery.city_code),
        col(another.endpoint_id) == col(WebhookDelivery.endpoint_id),
        col(another.status) == DeliveryStatus.WAITING,
        col(another.sending),
        col(another.next_at) > now,
        col(another.next_at) <= now + 2 * CLAIMED_FOR,
    )


def message(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, *, secret: str, now: datetime
) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of a delivery; its id stays the same however often it is sent."""
    number = f"msg_{delivery.city_code}_{stored_id(delivery)}"
    told, body = str(int(now.timestamp())), json.dumps(delivery.body, ensure_ascii=False).encode()
    signed = f"{number}.{told}.".encode() + body
    signatures = (
        f"v1,{b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
        for key in keys_of(endpoint, secret=secret, now=now)
    )
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": told,
        "webhook-signature": " ".join(signatures),
    }
    return headers, body


def settle(session: Session, claimed: WebhookDelivery, answer: str, *, now: datetime) -> None:
    """Note what the other side answered: a status, or why it was not reached.

    Nothing is noted where the claim had run out and another has sent it since; nor, but for a reception, where the
    endpoint was switched off meanwhile.
    """
    place = (claimed.city_code, stored_id(claimed))
    if answer == GONE:
        endpoints.held(session, claimed.endpoint_id, city=claimed.city_code)
    delivery = session.get_one(WebhookDelivery, place, with_for_update=True, populate_existing=True)
    if delivery.next_at != claimed.next_at or delivery.status == DeliveryStatus.DONE:
        return
    is_received = answer.startswith("2")
    if delivery.status != DeliveryStatus.WAITING and not is_received:
        return
    delivery.answer, delivery.sending = answer, False
    if is_received:
        delivery.status, delivery.settled_at = DeliveryStatus.DONE, now
    elif answer == GONE or delivery.attempts > len(PAUSES):
        delivery.status, delivery.settled_at = DeliveryStatus.DEAD, now
    else:
        delivery.next_at = now + PAUSES[delivery.attempts - 1]
    session.add(delivery)
    session.flush()
    if answer == GONE:
        endpoint = find_endpoint(session, delivery.endpoint_id, city=delivery.city_code)
        switch(session, endpoint, why="gone", by=_SERVICE, now=now)


def tell_test(session: Session, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Have an endpoint told that this is a test. Raises EndpointUnfit for one that is switched off."""
    _require_on(endpoints.held(session, stored_id(endpoint), city=endpoint.city_code))
    session.add(
        WebhookDelivery(
            city_code=endpoint.city_code,
            endpoint_id=stored_id(endpoint),
            mark=f"test {rfc3339(now)}",
            body=body_of("test", {}, at=now),
            next_at=now,
        )
    )
    session.flush()


def send_again(session: Session, number: int, *, city: int, now: datetime) -> None:
    """Have a delivery that was given up tried anew. Raises DeliveryUnknown, EndpointUnfit for one that is off."""
    known = session.get(WebhookDelivery, (city, number))
    if known is None:
        raise DeliveryUnknown(number)
    endpoint = endpoints.held(session, known.endpoint_id, city=city)
    found = session.get_one(WebhookDelivery, (city, number), with_for_update=True, populate_existing=True)
    if found.status not in GIVEN_UP:
        raise DeliveryUnknown(number)
    _require_on(endpoint)
    found.status, found.attempts, found.next_at, found.settled_at = DeliveryStatus.WAITING, 0, now, None
    session.add(found)
    session.flush()


def _require_on(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise EndpointUnfit("off")


def list_deliveries(
    session: Session,
    *,
    city: int,
    status: DeliveryStatus | None = None,
    before: int | None = None,
    limit: int = MOST_LISTED,
) -> Sequence[WebhookDelivery]:
    """Return the latest deliveries of a unit's or the office's endpoints, the newest first; ``before``: that number."""
    query = select(WebhookDelivery).where(WebhookDelivery.city_code == city)
    if status is not None:
        query = query.where(WebhookDelivery.status == status)
    if before is not None:
        query = query.where(col(WebhookDelivery.id) < before)
    return session.exec(query.order_by(col(WebhookDelivery.id).desc()).limit(limit)).all()
