"""Telling other systems what happened, several of them side by side. No transaction is open while something is sent."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from fleetsvc.clients.outbound import AddressRefused, Network, Resolve, Sent, asked, resolved
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.models import WebhookDelivery, WebhookEndpoint
from fleetsvc.services.notices import deliveries
from fleetsvc.settings import Settings, secret_key

MOST_A_ROUND: Final = 50
AT_ONCE: Final = 4
"""Endpoints that a worker tells side by side; all but one of these may be such as were slow or failing last."""
REFUSED: Final = "address-refused"
Place = tuple[int, int]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hooks:
    """By what other systems are told: the secret key of the house, and the inside networks that may be reached.

    ``seconds``: the whole of one attempt, well within ``deliveries.CLAIMED_FOR``. ``slow``: one that takes
    longer is slow.
    """

    secret: str
    networks: Sequence[Network]
    resolve: Resolve = resolved
    seconds: float = 20
    slow: float = 2


def hooks_of(settings: Settings) -> Hooks | None:
    """Return what the operator decided; None on a host that has no secret key: it cannot sign."""
    return Hooks(secret_key(settings), settings.outward.networks) if settings.has_secret_key else None


@dataclass(slots=True)
class Sender:
    """What a worker's threads send by, ``AT_ONCE`` of them: one endpoint is told by one of them at a time.

    Of endpoints, by unit and number: ``_told``, to which something is being sent, and ``_suspect``, which did not
    receive what was sent last, or took long to. These never hold all threads: once known to be slow, an endpoint takes
    no other's turn.
    """

    database: Database
    hooks: Hooks
    now: Clock
    _told: set[Place] = field(default_factory=set)
    _suspect: set[Place] = field(default_factory=set)
    _one: threading.Lock = field(default_factory=threading.Lock)

    def work_once(self) -> bool:
        """Send what is due, so many at most; return whether anything was.

        An endpoint that did not receive something has to wait for the next round.
        """
        sent, failing = 0, set[Place]()
        while sent < MOST_A_ROUND and self._send_one(failing):
            sent += 1
        return bool(sent)

    def _send_one(self, failing: set[Place]) -> bool:
        found = self._claimed(failing)
        if found is None:
            return False
        place = (found[0].city_code, found[0].endpoint_id)
        since = time.monotonic()
        try:
            answer = self._sent(*found)
        finally:
            with self._one:
                self._told.discard(place)
        is_prompt = _is_received(answer) and time.monotonic() - since <= self.hooks.slow
        with self._one:
            (self._suspect.discard if is_prompt else self._suspect.add)(place)
        if not _is_received(answer):
            failing.add(place)
        return True

    def _claimed(self, failing: set[Place]) -> tuple[WebhookDelivery, WebhookEndpoint] | None:
        """Take what is due first of an endpoint that is free, and may be waited for."""
        with self._one:
            is_enough = len(self._told & self._suspect) >= AT_ONCE - 1
            but = failing | self._told | (self._suspect if is_enough else set())
            with self.database.transaction(OFFICE) as session:
                found = deliveries.claim(session, now=self.now(), but=but)
            if found is not None:
                self._told.add((found[0].city_code, found[0].endpoint_id))
        return found

    def _sent(self, delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> str:
        headers, body = deliveries.message(delivery, endpoint, secret=self.hooks.secret, now=self.now())
        answer = _answer(endpoint.url, Sent("POST", headers, body), self.hooks)
        with self.database.transaction(OFFICE) as session:
            deliveries.settle(session, delivery, answer, now=self.now())
        _log.info("webhook sent", city=delivery.city_code, delivery=delivery.id, answer=answer)
        return answer


def _is_received(answer: str) -> bool:
    return answer.startswith("2")


def work_once(database: Database, hooks: Hooks, *, now: Clock) -> bool:
    """Send what is due, one after the other; return whether anything was."""
    return Sender(database, hooks, now).work_once()


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
