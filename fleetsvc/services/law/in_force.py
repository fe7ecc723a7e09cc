"""The rulebook in force as one process knows it: asked of the database at most once a second."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from fleetsvc.database.transactions import PUBLISHED, Database
from fleetsvc.services.law.rulebooks import ActiveBook, NoActiveRulebook, active_book, find_law_number
from rules.rulebook import Rulebook

FRESH_SECONDS: Final = 1.0
"""So long after an activation a process may still answer by the edition before it."""


@dataclass(slots=True)
class BookInForce:
    """Remembers the law in force; shared by the threads of a process."""

    database: Database
    _known: ActiveBook | None = None
    _fresh_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def get(self) -> ActiveBook:
        """Return the law in force. Raises NoActiveRulebook, or the driver's error when the database is away."""
        known = self.fresh()
        if known is not None:
            return known
        with self._lock:
            if self._known is None or time.monotonic() >= self._fresh_until:
                self._known = self._read(self._known)
                self._fresh_until = time.monotonic() + FRESH_SECONDS
            return self._known

    def fresh(self) -> ActiveBook | None:
        """Return the law in force where it is known without asking the database; else None."""
        return self._known if time.monotonic() < self._fresh_until else None

    def find(self) -> Rulebook | None:
        """Return the rulebook that judges, or None where there is none yet."""
        try:
            return self.get().book
        except NoActiveRulebook:
            return None

    def _read(self, known: ActiveBook | None) -> ActiveBook:
        """Ask what is in force, and read it whole only where it is something else."""
        with self.database.transaction(PUBLISHED) as session:
            active = find_law_number(session)
            if active is None:
                raise NoActiveRulebook
            return known if known is not None and known.edition_id == active else active_book(session)
