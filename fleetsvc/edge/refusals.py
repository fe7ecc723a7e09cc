"""Requests refused because of who sends them, told to the audit log: each once in a while, and never very many.

Whoever tries doors by the thousand must fill no table and hold nobody's lock: the log is there to see that somebody
does so. Each is noted in a transaction of its own, behind what was refused.
"""

import time
from dataclasses import dataclass, field
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
MOST: Final = 100
"""Refusals that a process notes in that time."""

_LOG: Final = structlog.get_logger("fleetsvc.edge.refusals")


@dataclass(slots=True)
class Noted:
    """What a process has noted lately; shared by its threads."""

    _at: dict[tuple[str, ...], float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def is_new(self, mark: tuple[str, ...], *, at: float) -> bool:
        """Return whether a refusal is to be noted, and remember it. ``at`` in seconds."""
        with self._lock:
            self._at = {one: then for one, then in self._at.items() if then > at - EVERY_SECONDS}
            if mark in self._at or len(self._at) >= MOST:
                return False
            self._at[mark] = at
            return True


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
    shown = shown_of_key(request.environ.get(GIVEN, "")) if why is Refusal.KEY else None
    who = by.credential or network_of(address)
    if not NOTED.is_new((why.value, who, route, shown or ""), at=time.monotonic()):
        return
    try:
        with parts().database.transaction(OFFICE) as session:
            note_refusal(
                session, why.value, by=by, route=route, address=address, shown=shown, now=clock.now()
            )
    except SQLAlchemyError as away:
        _LOG.warning("refusal not noted", failure=type(away).__name__)


def _actor() -> Actor:
    try:
        found = current_caller()
    except (KeyRefused, StandingUnclear):
        return NOBODY
    return NOBODY if found is None else found.actor
