"""Telling other systems what happened: a round of each worker. No transaction is open while something is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from fleetsvc.clients.outbound import AddressRefused, Network, Resolve, Sent, asked, resolved
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.services.notices import deliveries
from fleetsvc.settings import Settings, secret_key

MOST_A_ROUND: Final = 50
REFUSED: Final = "address-refused"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hooks:
    """By what other systems are told: the secret key of the house, and the inside networks that may be reached.

    ``seconds``: the whole of one attempt, well within ``deliveries.CLAIMED_FOR``.
    """

    secret: str
    networks: Sequence[Network]
    resolve: Resolve = resolved
    seconds: float = 20


def hooks_of(settings: Settings) -> Hooks | None:
    """Return what the operator decided; None on a host that has no secret key: it cannot sign."""
    return Hooks(secret_key(settings), settings.outward.networks) if settings.has_secret_key else None


def work_once(database: Database, hooks: Hooks, *, now: Clock) -> bool:
    """Send what is due, so many at most; return whether anything was.

    An endpoint that did not receive something has to wait for the next round: a slow one takes no other's turn.
    """
    sent, failing = 0, set[tuple[int, int]]()
    while sent < MOST_A_ROUND and _send_one(database, hooks, failing, now=now):
        sent += 1
    return bool(sent)


def _send_one(database: Database, hooks: Hooks, failing: set[tuple[int, int]], *, now: Clock) -> bool:
    with database.transaction(OFFICE) as session:
        found = deliveries.claim(session, now=now(), but=failing)
    if found is None:
        return False
    delivery, endpoint = found
    headers, body = deliveries.message(delivery, endpoint, secret=hooks.secret, now=now())
    answer = _answer(endpoint.url, Sent("POST", headers, body), hooks)
    with database.transaction(OFFICE) as session:
        deliveries.settle(session, delivery, answer, now=now())
    if not answer.startswith("2"):
        failing.add((delivery.city_code, delivery.endpoint_id))
    _log.info("webhook sent", city=delivery.city_code, delivery=delivery.id, answer=answer)
    return True


def _answer(url: str, sent: Sent, hooks: Hooks) -> str:
    """Return the status that an address answers, or why it was not reached; nothing of its body is read."""
    try:
        asking = asked(url, sent, networks=hooks.networks, resolve=hooks.resolve, seconds=hooks.seconds)
        with asking as response:
            return str(response.status_code)
    except AddressRefused:
        return REFUSED
    except Exception as problem:  # noqa: BLE001 (put on record; whatever one address does, others have their turn)
        return type(problem).__name__
