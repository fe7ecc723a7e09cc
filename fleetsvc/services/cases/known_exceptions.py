"""The figures of exceptions as one process knows them: counted again where they have changed."""

import time
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.cases.exception_counts import Counts, Place, counts_on

KEPT_SECONDS: Final = 600.0
"""So long what is known is not counted again: of a file that was being read when the month began, what it reported of a
vehicle may be stored later than the figures were asked for, with no step of a case."""

_STATE: Final = text("SELECT exception_state(:day)")
Known = dict[Place, list[Counts]]


@dataclass(slots=True)
class KnownExceptions:
    """Remembers the figures of a month by the name of their state; shared by the threads of a process.

    The state is named by the month and by how many steps the figures are counted from: these are only added to, so
    one that was stored late is seen by whoever asks next.
    """

    _state: str = ""
    _known: Known = field(default_factory=dict)
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def on(self, session: Session, day: date) -> Known:
        """Return what ``excepted.counts_on`` returns for the month of a day."""
        state = str(session.connection().execute(_STATE, {"day": day}).scalar_one())
        with self._lock:
            if state != self._state or time.monotonic() >= self._until:
                self._known = counts_on(session, day)
                self._state, self._until = state, time.monotonic() + KEPT_SECONDS
            return self._known
