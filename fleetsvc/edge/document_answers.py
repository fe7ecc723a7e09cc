"""Hands out documents that workers make: at once where they are there, after a short wait, or later.

A request that waits holds a thread of its process, so only a few may; the others are told at once to ask again.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore
from time import monotonic, sleep
from typing import Final

from fleetsvc import clock
from fleetsvc.database.transactions import Database, ScopedSession
from fleetsvc.disk import require_room
from fleetsvc.edge.callers import current_caller
from fleetsvc.edge.parts import parts
from fleetsvc.models import DocumentRecord, stored_id
from fleetsvc.services.audit.events import NOBODY, Actor
from fleetsvc.services.documents import list_exports, requests
from fleetsvc.services.documents.export_notes import note_asked, note_written
from fleetsvc.services.documents.list_exports import ListExport
from fleetsvc.services.documents.requests import DocumentLimits, Party, Question

MOST_WAITING: Final = 3
"""Requests of a process that wait for a document, of its eight threads."""
PLACES: Final = BoundedSemaphore(MOST_WAITING)
LOOK_SECONDS: Final = 0.2
MOST_DIRECT: Final = 2
"""Lists that a process writes at the same time."""
DIRECT: Final = BoundedSemaphore(MOST_DIRECT)


class PlacesTaken(Exception):
    """As many lists are being written as a process writes at the same time: ask again in some seconds."""


@contextmanager
def place_held() -> Generator[None, None, None]:
    """Hold a place among the lists that a process writes at the same time. Raises PlacesTaken."""
    if not DIRECT.acquire(blocking=False):
        raise PlacesTaken
    try:
        yield
    finally:
        DIRECT.release()


def ask(session: ScopedSession, question: Question, *, by: Party) -> DocumentRecord:
    """Ask for a document under the limits that the operator set.

    Raises DocumentsWaiting, DocumentsUsedUp, and DiskFull where a new one would be written below the floor.
    """
    settings, now = parts().settings, clock.now()
    limits = DocumentLimits(settings.max_handouts_waiting, settings.max_handouts_per_hour)
    record, is_new = requests.ask(
        session, question, by=by, limits=limits, keep=settings.handouts_kept, now=now
    )
    if is_new:
        require_room(settings, 0)
    return record


def awaited(record: DocumentRecord, *, by: Party, at_most: timedelta) -> DocumentRecord:
    """Return a document once it is settled; as it stands where that takes too long, or too many wait already."""
    if record.status != requests.WAITING or not PLACES.acquire(blocking=False):
        return record
    until = monotonic() + at_most.total_seconds()
    try:
        while record.status == requests.WAITING and monotonic() < until:
            sleep(LOOK_SECONDS)
            record = found(stored_id(record), by=by)
    finally:
        PLACES.release()
    return record


def found(number: int, *, by: Party) -> DocumentRecord:
    """Return a document by its number. Raises DocumentUnknown."""
    with parts().database.transaction(by.scope) as session:
        return requests.find(session, number, by=by, now=clock.now())


def standing(record: DocumentRecord, *, by: Party) -> str:
    """Return where a document stands: waiting, working, ready or failed."""
    with parts().database.transaction(by.scope) as session:
        return requests.standing(session, record)


def fetched(record: DocumentRecord, *, by: Party) -> Iterator[bytes]:
    """Return the bytes of a document that is ready, piece by piece; that it was fetched is noted."""
    now = clock.now()
    with parts().database.transaction(by.scope) as session:
        requests.note_fetched(session, requests.find(session, stored_id(record), by=by, now=now), now=now)
    return _pieces(parts().database, record, by)


def _pieces(database: Database, record: DocumentRecord, by: Party) -> Iterator[bytes]:
    """Yield the pieces, each read in a transaction of its own: a slow receiver keeps nothing open."""
    number = 0
    while True:
        with database.transaction(by.scope) as session:
            piece = requests.piece(session, record, number)
        if piece is None:
            return
        yield piece
        number += 1


class Stream:
    """A list that is written while it is sent: its first piece is there, the rest is made as it is wanted."""

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self._pieces = pieces
        self._first: bytes | None = next(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return next(self._pieces) if first is None else first

    def close(self) -> None:
        """End the writing, whether or not all of it was sent."""
        self._pieces.close()


def list_taken(
    asked: Callable[[ScopedSession], ListExport], *, by: Party, personal: bool
) -> tuple[ListExport, DocumentRecord | Stream]:
    """Return a list to take away: written while it is sent, or as the document that a worker makes.

    Very long ones are left to the workers, and while several are being written the others are, too: writing costs
    seconds of this process. ``asked`` says which list; ``personal``: it shows in full what others see masked. That it
    is taken is noted before its first byte leaves. Raises as ``ask``.
    """
    taker = current_caller()
    actor = NOBODY if taker is None else taker.actor
    is_free = DIRECT.acquire(blocking=False)
    try:
        with parts().database.transaction(by.scope) as session:
            export = asked(session)
            found = None
            if not is_free or not list_exports.is_small(session, export):
                found = ask(session, list_exports.question(session, export, personal=personal), by=by)
            handout = None if found is None else stored_id(found)
            event = note_asked(session, export, handout=handout, by=actor, now=clock.now())
        if found is not None:
            return export, found
        is_free = False  # what writes gives the place back
        stream = Stream(_written(parts().database, export, by=by, actor=actor, event=event))
    finally:
        if is_free:
            DIRECT.release()
    return export, stream


def _written(
    database: Database, export: ListExport, *, by: Party, actor: Actor, event: int
) -> Generator[bytes, None, None]:
    """Yield a list as it is written; however that ends, how much was written is noted."""
    writing = None
    try:
        with database.snapshot(by.scope) as session:
            writing = list_exports.Writing(session, export, now=clock.now())
            yield from writing.pieces()
    finally:
        DIRECT.release()
        if writing is not None:
            with database.transaction(by.scope) as noting:
                note_written(noting, writing, of={"asked": event}, by=actor, now=clock.now())
