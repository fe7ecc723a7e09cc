"""Making the documents that were asked for: claim one, make it, store it, in one transaction; beside the reading.

The claim is a row lock, as an upload's is. What a document is made from is read on a second connection that sees one
state of the data; attempts are noted on a third. What costs processor time is done by child processes under limits of
their own.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

import structlog
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, backend_pid
from fleetsvc.jobs.ledger import failure_kind, failure_place
from fleetsvc.models import DocumentRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.documents import annotated_copies, letters, lifecycle, list_exports
from fleetsvc.services.documents.export_notes import note_written
from fleetsvc.services.documents.failures import BROKEN, code_of
from fleetsvc.services.documents.lifecycle import Made, Place
from fleetsvc.services.documents.requests import PROVINCE, DocumentKind, scope_of
from fleetsvc.settings import MEBIBYTE, Settings

MAX_ATTEMPTS: Final = 3
REST: Final = timedelta(seconds=5)
"""After the first failure; four times as long after each further one."""
POLL_SECONDS: Final = 0.25
"""Somebody waits: looking costs one query along an index of what waits."""
SWEEP_SECONDS: Final = 60.0

Clock = Callable[[], datetime]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Terms:
    """How many documents are made at once, how long each is kept, and how many bytes all of them may be."""

    at_once: int
    keep: timedelta
    most_bytes: int


USUAL: Final = Terms(at_once=2, keep=timedelta(hours=24), most_bytes=2048 * MEBIBYTE)


def terms_of(settings: Settings) -> Terms:
    """Return what the operator decided."""
    return Terms(settings.handouts_at_once, settings.handouts_kept, settings.handouts_bytes)


CONNECTIONS: Final = 3
"""Of each document that is made: its claim, what it is made from, and a moment's note of the attempt."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One worker that makes documents."""

    database: Database
    worker: str
    now: Clock
    terms: Terms

    def work_once(self) -> bool:
        """Try the documents that wait, in turns, until one was dealt with; return whether one was."""
        with self.database.transaction(OFFICE) as session:
            places = lifecycle.waiting(session)
        return any(self._deal_with(place) for place in places)

    def sweep(self) -> int:
        """Throw away what is overdue or beyond the bytes that are kept; return how many."""
        with self.database.transaction(OFFICE) as session:
            return lifecycle.sweep(session, most_bytes=self.terms.most_bytes, now=self.now())

    def start(self, stop: threading.Event) -> list[threading.Thread]:
        """Make documents in threads of their own, as many as may be made at once, until ``stop`` is set."""
        threads = [
            threading.Thread(target=self.work_until, args=(stop,), name=f"maker {number}", daemon=True)
            for number in range(1, self.terms.at_once + 1)
        ]
        for thread in threads:
            thread.start()
        return threads

    def work_until(self, stop: threading.Event) -> None:
        """Make one document after another until ``stop`` is set."""
        sweep_at = monotonic()
        while not stop.is_set():
            try:
                if monotonic() >= sweep_at:
                    sweep_at = monotonic() + SWEEP_SECONDS
                    self.sweep()
                found = self.work_once()
            except Exception as problem:  # noqa: BLE001 (a worker outlives a lost connection)
                _tell("handouts stand still", problem)
                stop.wait(REST.total_seconds())
                continue
            if not found:
                stop.wait(POLL_SECONDS)

    def _deal_with(self, place: Place) -> bool:
        """Claim a document and make it; return whether it was there to be claimed. Raises what cannot be noted."""
        attempt = 0
        try:
            with self.database.transaction(scope_of(place.city)) as session:
                record = lifecycle.claim(session, place)
                if record is None or not lifecycle.take_place(
                    session, record.kind, at_once=self.terms.at_once
                ):
                    return False
                pid = backend_pid(session)
                with self.database.transaction(scope_of(place.city)) as noting:
                    attempt = lifecycle.begin(noting, place, worker=self.worker, backend_pid=pid)
                self._settle(session, record, attempt)
                lifecycle.end(session, place)
        except Exception as problem:
            if not attempt:
                raise
            _tell("handout not made", problem, city=place.city, handout=place.number, attempt=attempt)
            self._rest(place, attempt)
        else:
            _log.info(
                "handout settled",
                city=place.city,
                handout=place.number,
                kind=record.kind,
                failure=record.failure,
                bytes=record.size_bytes,
            )
        return True

    def _settle(self, session: ScopedSession, record: DocumentRecord, attempt: int) -> None:
        if attempt > MAX_ATTEMPTS:  # it took its worker down that often
            lifecycle.give_up(session, record, BROKEN, now=self.now())
            return
        try:
            make = _MAKERS[DocumentKind(record.kind)]
            with session.begin_nested(), make(self.database, record, self.now()) as made:
                lifecycle.store(session, record, made, keep=self.terms.keep, now=self.now())
                made.note(session)
        except Exception as problem:
            code = code_of(problem)
            if code is None:
                raise
            _tell("handout given up", problem, city=record.city_code, handout=record.id)
            lifecycle.give_up(session, record, code, now=self.now())

    def _rest(self, place: Place, attempt: int) -> None:
        with self.database.transaction(scope_of(place.city)) as session:
            if attempt < MAX_ATTEMPTS:
                lifecycle.rest(session, place, worker=self.worker, time=REST * 4 ** (attempt - 1))
                return
            record = lifecycle.claim(session, place)
            if record is not None:
                lifecycle.give_up(session, record, BROKEN, now=self.now())
                lifecycle.end(session, place)


def _tell(what: str, problem: Exception, **where: object) -> None:
    """Log a failure by kind and place, never by its data."""
    _log.error(what, failure=failure_kind(problem), at=failure_place(problem), **where)


@contextmanager
def _copied(database: Database, record: DocumentRecord, _: datetime) -> Iterator[Made]:
    with database.snapshot(scope_of(record.city_code)) as session:
        order = annotated_copies.order(session, record.question)
    content, name = annotated_copies.made(order)
    yield Made(name, order.state, [content])


@contextmanager
def _listed(database: Database, record: DocumentRecord, now: datetime) -> Iterator[Made]:
    export = list_exports.export_of(record.kind, record.question)
    with database.snapshot(scope_of(record.city_code)) as session:
        writing = list_exports.Writing(session, export, now=now)
        state = list_exports.state(session, export)

        def note(storing: Session) -> None:
            unit = None if record.city_code == PROVINCE else str(record.city_code)
            by = Actor("service", name="documents", unit=unit)
            note_written(storing, writing, of={"handout": record.id}, by=by, now=now)

        yield Made(export.name, state, writing.pieces(), note)


@contextmanager
def _lettered(database: Database, record: DocumentRecord, _: datetime) -> Iterator[Made]:
    with database.snapshot(scope_of(record.city_code)) as session:
        order = letters.order(session, record.question)
    yield Made(order.name, order.state, [letters.made(order)])


_Maker = Callable[[Database, DocumentRecord, datetime], AbstractContextManager[Made]]
_MAKERS: Final[dict[DocumentKind, _Maker]] = {
    DocumentKind.ANNOTATED_COPY: _copied,
    DocumentKind.REGISTRATIONS: _listed,
    DocumentKind.NONCOMPLIANCE: _listed,
    DocumentKind.LETTER: _lettered,
}
