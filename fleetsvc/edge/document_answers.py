"""Hands out documents that workers make: at once where they are there, after a short wait, or later.

A request that waits holds a thread of its process, so only a few may; the others are told at once to ask again.
"""

from collections.abc import Iterator
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
from fleetsvc.services.audit.events import NOBODY
from fleetsvc.services.documents import list_exports, requests
from fleetsvc.services.documents.export_notes import note_export
from fleetsvc.services.documents.list_exports import ListExport
from fleetsvc.services.documents.requests import DocumentLimits, Party, Question

MOST_WAITING: Final = 3
"""Requests of a process that wait for a document, of its eight threads."""
PLACES: Final = BoundedSemaphore(MOST_WAITING)
LOOK_SECONDS: Final = 0.2
MOST_DIRECT: Final = 2
"""Small lists that a process writes at once."""
DIRECT: Final = BoundedSemaphore(MOST_DIRECT)


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


def list_taken(
    session: ScopedSession, export: ListExport, *, by: Party, personal: bool
) -> DocumentRecord | bytes:
    """Return a list to take away: a small one as the file itself, others as the document that a worker makes.

    Small ones are left to the workers too while several are being written: each costs up to half a second of this
    process. ``personal``: it shows in full what others see masked. That it is taken is noted. Raises as ``ask``.
    """
    found = _small(session, export) or ask(
        session, list_exports.question(session, export, personal=personal), by=by
    )
    taker = current_caller()
    note_export(session, export, by=NOBODY if taker is None else taker.actor, now=clock.now())
    return found


def _small(session: ScopedSession, export: ListExport) -> bytes | None:
    """Return a list that is short enough to be written at once; None where it is left to the workers."""
    if not list_exports.is_small(session, export) or not DIRECT.acquire(blocking=False):
        return None
    try:
        return b"".join(list_exports.written(list_exports.rows_of(session, export), export))
    finally:
        DIRECT.release()
