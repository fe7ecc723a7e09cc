"""Requests refused because of who sends them, told to the audit log: each once in a while, and never very many.

Whoever tries doors by the thousand must fill no table and hold nobody's lock: the log is there to see that somebody
does so. Each is noted in a transaction of its own, behind what was refused.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import Final

import structlog
from flask import request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.callers import GIVEN, KeyRefused, StandingUnclear, current_caller, shown_of_key
from fleetsvc.edge.entry import EntryRefused, Refusal
from fleetsvc.edge.parts import parts
from fleetsvc.services.audit.events import NOBODY, Actor
from fleetsvc.services.audit.refusals import note_refusal
from fleetsvc.services.people.networks import network_of

EVERY_SECONDS: Final = 600.0
"""The same refusal of the same sender is noted again after this time."""
MOST_OF_STRANGERS: Final = 100
"""Refusals of callers that nobody knows which a process notes in that time, of all together."""
MOST_OF_ONE: Final = 20
"""Refusals of one person's session or one key: nobody hides behind what others send."""
STRANGERS: Final = "strangers"

_LOG: Final = structlog.get_logger("fleetsvc.edge.refusals")


class Noting(Enum):
    """What to note of a refusal: it, that there are more of its senders than are noted, or nothing."""

    THIS = "this"
    MANY = "many"
    NOTHING = "nothing"


@dataclass(slots=True)
class Noted:
    """What a process has noted lately, in the order of time, and how much of it by sender; shared by its threads."""

    _at: dict[tuple[str, ...], float] = field(default_factory=dict)
    _by: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def look(self, sender: str, mark: tuple[str, ...], *, at: float) -> Noting:
        """Return what to note of a refusal, and remember it.

        ``sender``: a credential, or STRANGERS; ``mark``: what else makes it the same again; ``at`` in seconds.
        """
        with self._lock:
            self._forget(at - EVERY_SECONDS)
            lately = self._by[sender]
            most = MOST_OF_STRANGERS if sender == STRANGERS else MOST_OF_ONE
            if (sender, *mark) in self._at or lately > most:
                return Noting.NOTHING
            self._at[(sender, *mark)] = at
            self._by[sender] += 1
            return Noting.THIS if lately < most else Noting.MANY

    def _forget(self, until: float) -> None:
        """Forget what was noted until then: whoever tries doors by the thousand costs no look at all that is kept."""
        while self._at:
            oldest = next(iter(self._at))
            if self._at[oldest] > until:
                return
            del self._at[oldest]
            self._by[oldest[0]] -= 1
            if not self._by[oldest[0]]:
                del self._by[oldest[0]]


NOTED: Final = Noted()


def note(problem: Exception) -> None:
    """Note that the present request was refused, where the fault is in who sends it.

    A log that cannot be written keeps nobody from their answer.
    """
    if not isinstance(problem, EntryRefused | CSRFError):
        return
    why = problem.why if isinstance(problem, EntryRefused) else Refusal.FORGED
    # Whoever shows a key that opens nothing is nobody, and no cookie beside it is looked at.
    by, address = NOBODY if why is Refusal.KEY else _actor(), request.remote_addr or ""
    route = request.url_rule.rule if request.url_rule is not None else "none"
    mark = (why.value, route) if by.credential else (why.value, route, network_of(address))
    noting = NOTED.look(by.credential or STRANGERS, mark, at=time.monotonic())
    if noting is Noting.NOTHING:
        return
    is_many = noting is Noting.MANY
    shown = shown_of_key(request.environ.get(GIVEN, "")) if why is Refusal.KEY and not is_many else None
    said = noting.value if is_many else why.value
    try:
        with parts().database.transaction(OFFICE) as session:
            note_refusal(session, said, by=by, route=route, address=address, shown=shown, now=clock.now())
    except SQLAlchemyError as away:
        _LOG.warning("refusal not noted", failure=type(away).__name__)


def _actor() -> Actor:
    try:
        found = current_caller()
    except (KeyRefused, StandingUnclear):
        return NOBODY
    return NOBODY if found is None else found.actor
