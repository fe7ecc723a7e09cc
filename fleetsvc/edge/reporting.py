"""What a web process tells the others through the database: that it lives, what it answered, what callers spent.

A thread does so every few seconds, never a request, but for a caller's rate where a process has granted its part
of the tolerance. What cannot be told while the database is away is told later.
"""

import atexit
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock, Thread
from typing import Final

import structlog
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, Database, open_unpooled
from fleetsvc.edge import slow_statements
from fleetsvc.edge.counting import WINDOW_SECONDS, Limiter
from fleetsvc.services.operations import processes, rates, request_totals
from fleetsvc.services.operations.rates import Spent
from fleetsvc.services.operations.request_totals import Answered, Total

EVERY_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 5.0
"""So long no request waits for a database that was away."""

_LOG: Final = structlog.get_logger("fleetsvc.edge.reporting")


@dataclass(slots=True)
class RequestCounts:
    """What this process answered and has not told yet; shared by its threads."""

    _untold: dict[Answered, Total] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, answered: Answered, seconds: float, slow: Sequence[float] = ()) -> None:
        """Count one answer; ``slow``: the seconds of each slow statement that it asked."""
        with self._lock:
            total = self._untold.get(answered)
            if total is None:
                total = self._untold[answered] = Total()
            total.add(Total(1, seconds, len(slow), sum(slow)))

    def take(self) -> dict[Answered, Total]:
        """Return what was not told yet, and begin anew."""
        with self._lock:
            taken, self._untold = self._untold, {}
        return taken

    def give_back(self, taken: Mapping[Answered, Total]) -> None:
        """Keep what could not be told."""
        with self._lock:
            for answered, total in taken.items():
                self._untold.setdefault(answered, Total()).add(total)


@dataclass(slots=True)
class Reporter:
    """One process's part; ``limiter`` and ``answered`` are what its requests count in."""

    database: Database
    name: str
    limiter: Limiter
    answered: RequestCounts
    _unpooled: Database
    _paused_until: float = 0.0
    _started: bool = False
    _stop: Event = field(default_factory=Event)

    def ensure_started(self) -> None:
        """Start the thread with the first request: after the fork of a server's processes, and in no command."""
        if not self._started:
            self._started = True
            event.listen(self.database.engine, "engine_disposed", lambda _: self._stop.set())
            atexit.register(self._end)
            Thread(target=self._run, name="reporter", daemon=True).start()

    def tell_spent(self, spent: Mapping[Spent, int]) -> dict[Spent, int]:
        """Add what callers spent, inside a request; nothing while the database is away."""
        if time.monotonic() < self._paused_until:
            return {}
        return self._told(self.database, spent)

    def report(self) -> None:
        """Tell everything once. Raises the driver's error while the database is away."""
        at = clock.now().timestamp()
        with self._unpooled.transaction(OFFICE) as session:
            session.connection()  # waiting for one is not to be taken for a clock that is behind
            processes.beat(session, self.name, kind=processes.WEB, reading=clock.WATCH.read())
            self.limiter.processes = processes.count_alive(session, kind=processes.WEB)
            rates.forget_before(session, int(at) // WINDOW_SECONDS - 1)
        self.limiter.tell_all(partial(self._told, self._unpooled), at=at)
        taken = self.answered.take()
        try:
            with self._unpooled.transaction(OFFICE) as session:
                request_totals.add_answered(session, taken)
        except SQLAlchemyError:
            self.answered.give_back(taken)
            raise

    def _told(self, database: Database, spent: Mapping[Spent, int]) -> dict[Spent, int]:
        try:
            with database.transaction(OFFICE) as session:
                return rates.add_spent(session, spent)
        except SQLAlchemyError:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            return {}

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.report()
            except SQLAlchemyError as problem:
                if not self._stop.is_set():  # else the database was closed meanwhile, and nobody misses it
                    _LOG.warning("not reported", failure=type(problem).__name__)
            self._stop.wait(EVERY_SECONDS)

    def _end(self) -> None:
        """Tell the last and strike the process out, where the database is still there."""
        if self._stop.is_set():
            return
        self._stop.set()
        try:
            self.report()
            with self._unpooled.transaction(OFFICE) as session:
                processes.end(session, self.name)
        except SQLAlchemyError:
            pass


def reporter(database: Database) -> Reporter:
    """Return this process's reporter over an open database."""
    slow_statements.watch(database.engine)
    # Its thread keeps no connection: a pool that is disposed of meanwhile would lose it unclosed.
    url = database.engine.url.render_as_string(hide_password=False)
    unpooled = Database(open_unpooled(url), database.patience)
    return Reporter(database, processes.process_name(), Limiter(), RequestCounts(), unpooled)
