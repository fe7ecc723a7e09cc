"""How a worker takes up a document, stores it, gives it up, and throws old ones away.

A claim is a row lock, and a place among those being made is an advisory lock: both end with the transaction that the
document is made in, so a killed worker leaves neither. How often it was tried is written on a second connection.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import insert, text
from sqlmodel import Session, select

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import AccountId, DocumentPiece, DocumentRecord
from fleetsvc.services.documents.requests import FAILED, READY, WAITING, DocumentKind
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.settings import MEBIBYTE

PIECE_BYTES: Final = MEBIBYTE
MOST_BYTES: Final = 256 * MEBIBYTE
"""Of one document. A million vehicles are 200 MB as CSV."""
_SHORT: Final = (DocumentKind.ANNOTATED_COPY, DocumentKind.LETTER)
"""Made within seconds."""
_PLACES: Final = int(LockNumber.DOCUMENT_PLACES)
"""With a number from 1: a place among the documents that are made at once, in the whole installation."""

# Turns by unit (in the office, by person): nobody's second document is made before somebody else's first.
_WAITING: Final = text("""
    SELECT w.city_code, w.id FROM (
        SELECT city_code, id, row_number() OVER (
            PARTITION BY city_code, CASE WHEN city_code = 0 THEN asker END ORDER BY id) AS turn
        FROM handout WHERE status = 'waiting'
    ) w LEFT JOIN handout_progress p ON p.city_code = w.city_code AND p.handout_id = w.id
    WHERE p.rests_until IS NULL OR p.rests_until <= clock_timestamp()
    ORDER BY w.turn, w.id LIMIT 20
""")
_PLACE: Final = text("SELECT pg_try_advisory_xact_lock(:class, :place)")
_BEGIN: Final = text("""
    INSERT INTO handout_progress (city_code, handout_id, worker, backend_pid, attempts, heartbeat_at)
    VALUES (:city, :number, :worker, :pid, 1, clock_timestamp())
    ON CONFLICT (city_code, handout_id) DO UPDATE SET worker = excluded.worker, backend_pid = excluded.backend_pid,
        attempts = handout_progress.attempts + 1, heartbeat_at = excluded.heartbeat_at, rests_until = NULL
    RETURNING attempts
""")
_REST: Final = text("""
    UPDATE handout_progress SET heartbeat_at = NULL, rests_until = clock_timestamp() + :rest
    WHERE city_code = :city AND handout_id = :number AND worker = :worker
""")
_END: Final = text("DELETE FROM handout_progress WHERE city_code = :city AND handout_id = :number")

# Whoever makes one at the moment holds its row: it is left for the next time.
_SWEEP: Final = """
    WITH gone AS (SELECT city_code, id FROM handout h WHERE {which} FOR UPDATE SKIP LOCKED),
    pieces AS (DELETE FROM handout_piece p USING gone g WHERE p.city_code = g.city_code AND p.handout_id = g.id),
    tries AS (DELETE FROM handout_progress p USING gone g WHERE p.city_code = g.city_code AND p.handout_id = g.id)
    DELETE FROM handout h USING gone g WHERE h.city_code = g.city_code AND h.id = g.id
"""
_OVERDUE: Final = text(_SWEEP.format(which="h.expires_at <= :now"))
_BEYOND: Final = text(
    _SWEEP.format(
        which="""(h.city_code, h.id) IN (
        SELECT city_code, id FROM (
            SELECT city_code, id, sum(size_bytes) OVER (ORDER BY settled_at DESC, id DESC) AS upto
            FROM handout WHERE status = 'ready') kept
        WHERE upto > :most)"""
    )
)


WAITED_FOR: Final = timedelta(seconds=10)
"""Of a document that takes no longer its asker is not told: they are looking at it."""


def nothing(_: Session) -> None:
    """Note nothing: it was noted when the document was asked for."""


class DocumentTooLarge(Exception):
    """The document would be larger than any that is kept: ask for less."""


class Place(NamedTuple):
    """Whose document it is, and its number."""

    city: int
    number: int


@dataclass(frozen=True, slots=True)
class Made:
    """A document as it was made: its name, the state of the data it tells of, its bytes in pieces of any size.

    ``note`` enters in the audit log what is to be known of it, once it is stored.
    """

    name: str
    state: str
    chunks: Iterable[bytes]
    note: Callable[[Session], None] = nothing


def waiting(session: Session) -> list[Place]:
    """Return documents to be made, in turns; nothing is locked. Needs the office's scope."""
    return [Place(*row) for row in session.connection().execute(_WAITING)]


def claim(session: Session, place: Place) -> DocumentRecord | None:
    """Lock a document that waits for this transaction; None while another holds it, or where it is settled or gone."""
    query = (
        select(DocumentRecord)
        .where(DocumentRecord.city_code == place.city, DocumentRecord.id == place.number)
        .where(DocumentRecord.status == WAITING)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.exec(query).first()


def take_place(session: Session, kind: str, *, at_once: int) -> bool:
    """Take a place among the documents made at once, until the transaction ends; return whether one was free.

    Lists may take minutes: where there are several places, the last one is not for them.
    """
    last = at_once if kind in _SHORT else max(1, at_once - 1)
    connection = session.connection()
    return any(
        connection.execute(_PLACE, {"class": _PLACES, "place": place}).scalar_one()
        for place in range(last, 0, -1)
    )


def begin(session: Session, place: Place, *, worker: str, backend_pid: int) -> int:
    """Note an attempt at a document and return which one it is. Not in the transaction that holds the claim."""
    values = place._asdict() | {"worker": worker, "pid": backend_pid}
    return int(session.connection().execute(_BEGIN, values).scalar_one())


def rest(session: Session, place: Place, *, worker: str, time: timedelta) -> None:
    """Note that an attempt failed: the next one is not before some time has passed."""
    session.connection().execute(_REST, place._asdict() | {"worker": worker, "rest": time})


def end(session: Session, place: Place) -> None:
    """Forget the attempts at a document that is settled."""
    session.connection().execute(_END, place._asdict())


def store(session: Session, record: DocumentRecord, made: Made, *, keep: timedelta, now: datetime) -> None:
    """Write a document down while it is made. Raises DocumentTooLarge, and what making it raises."""
    digest, size = hashlib.sha256(), 0
    for number, piece in enumerate(_pieces(made.chunks)):
        size += len(piece)
        if size > MOST_BYTES:
            raise DocumentTooLarge
        digest.update(piece)
        values = {"city_code": record.city_code, "handout_id": record.id, "number": number, "content": piece}
        session.connection().execute(insert(DocumentPiece).values(**values))
    record.status, record.name, record.data_state = READY, made.name, made.state
    record.size_bytes, record.sha256 = size, digest.hexdigest()
    record.settled_at, record.expires_at = now, now + keep
    session.add(record)
    if record.asker.startswith("user:") and now - record.asked_at > WAITED_FOR:
        tell(
            session,
            Event.DOCUMENT_READY,
            f"handout/{record.city_code}/{record.id}",
            mark="ready",
            city=record.city_code,
            account=AccountId(int(record.asker.removeprefix("user:"))),
            details={"name": record.name},
            now=now,
        )


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    gathered = bytearray()
    for chunk in chunks:
        gathered += chunk
        while len(gathered) >= PIECE_BYTES:
            yield bytes(gathered[:PIECE_BYTES])
            del gathered[:PIECE_BYTES]
    if gathered:
        yield bytes(gathered)


def give_up(session: Session, record: DocumentRecord, failure: str, *, now: datetime) -> None:
    """Settle a document that cannot be made; ``failure`` is a code."""
    record.status, record.failure, record.settled_at = FAILED, failure, now
    session.add(record)


def sweep(session: Session, *, most_bytes: int, now: datetime) -> int:
    """Throw away what is overdue, then the oldest until the rest is no larger than allowed; return how many.

    Needs the office's scope.
    """
    connection = session.connection()
    overdue = connection.execute(_OVERDUE, {"now": now}).rowcount
    return overdue + connection.execute(_BEYOND, {"most": most_bytes}).rowcount
