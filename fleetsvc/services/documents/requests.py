"""Documents that cost much to make: asked for here, made by a worker, kept for a while to be fetched.

The same question over the same data is one document: whoever asks again is given it, or waits with the others. What
is asked is written down whole, so that a worker makes it without the request. A unit's documents are those of all its
people; the provincial office's too, but for what shows vehicles in full: that is for its asker alone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Integer, func, text
from sqlmodel import Session, col, or_, select

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import OFFICE, Scope, UnitScope
from fleetsvc.models import DocumentPiece, DocumentProgress, DocumentRecord, Json
from fleetsvc.services.audit.events import Actor, canonical
from fleetsvc.services.common.liveness import ALIVE_FOR
from fleetsvc.services.people.accounts import Role

WAITING: Final = "waiting"
WORKING: Final = "working"
READY: Final = "ready"
FAILED: Final = "failed"

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PROVINCE: Final = 0
"""Stands for the provincial office where a document names the unit that asked."""
FAILURE_STANDS_FOR: Final = timedelta(minutes=10)
"""So long the answer to a question is that it could not be answered; then it is tried again."""
MOST_LISTED: Final = 50
_LOCK: Final = int(LockNumber.DOCUMENTS)
"""With the unit: two of its questions at the same moment are taken one after the other."""


class DocumentKind(StrEnum):
    """What is made. Never renamed: stored documents carry these words."""

    ANNOTATED_COPY = "annotated-copy"
    REGISTRATIONS = "registrations"
    NONCOMPLIANCE = "noncompliance"
    LETTER = "letter"


class DocumentUnknown(Exception):
    """There is no such document for whoever asks; it may be gone, or somebody else's."""


class DocumentsWaiting(Exception):
    """So many documents of the unit are being made that no more are taken now; ``limit`` is how many may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class DocumentsUsedUp(Exception):
    """The unit has asked for as many documents as it may in an hour; ``limit`` is how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Documents of a unit, or of a person of the office, that may be made at once and asked for in an hour; 0: any."""

    waiting: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: ``asked`` says it whole, ``state`` of which data.

    ``name`` and ``media`` are those of the file to come; ``personal``: it is for its asker alone.
    """

    kind: DocumentKind
    asked: Json
    state: str
    name: str
    media: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Party:
    """On whose behalf somebody asks: a unit, or the ``PROVINCE``; ``asker`` is their account or key."""

    city: int
    asker: str
    name: str

    @property
    def scope(self) -> Scope:
        """The rows that the party may see."""
        return scope_of(self.city)


def party_of(actor: Actor) -> Party:
    """Return on whose behalf somebody acts. Raises DocumentUnknown: only units and the office have documents."""
    if actor.role == Role.OFFICE:
        city = PROVINCE
    elif actor.role == Role.BUREAU and actor.unit is not None:
        city = int(actor.unit)
    else:
        raise DocumentUnknown
    return Party(city, f"{actor.kind}:{actor.number}", actor.name or actor.kind)


def scope_of(city: int) -> Scope:
    """Return the rows that a document of a unit, or of the ``PROVINCE``, may be made from."""
    return OFFICE if city == PROVINCE else UnitScope(str(city))


def ask(
    session: Session,
    question: Question,
    *,
    by: Party,
    limits: DocumentLimits,
    keep: timedelta,
    now: datetime,
) -> tuple[DocumentRecord, bool]:
    """Return the document that answers a question, there already or being made, and whether it is a new one.

    Raises DocumentsWaiting, DocumentsUsedUp.
    """
    _one_after_the_other(session, by)
    sha256 = _sha256(question, by)
    asked_before = select(DocumentRecord).where(
        DocumentRecord.city_code == by.city,
        DocumentRecord.question_sha256 == sha256,
        col(DocumentRecord.expires_at) > now,
    )
    for found in session.exec(asked_before.order_by(col(DocumentRecord.id).desc())):
        if _answers(session, found, question, now=now):
            return found, False
    _hold_to(session, limits, by=by, now=now)
    record = _new(question, sha256, by=by, keep=keep, now=now)
    session.add(record)
    session.flush()
    return record, True


def _new(question: Question, sha256: str, *, by: Party, keep: timedelta, now: datetime) -> DocumentRecord:
    return DocumentRecord(
        city_code=by.city,
        kind=question.kind,
        question=question.asked,
        question_sha256=sha256,
        data_state=question.state,
        asker=by.asker,
        asked_by=by.name,
        personal=question.personal,
        asked_at=now,
        status=WAITING,
        name=question.name,
        media=question.media,
        expires_at=now + keep,
    )


def _one_after_the_other(session: Session, by: Party) -> None:
    lock = text("SELECT pg_advisory_xact_lock(:lock, :city)")
    session.connection().execute(lock, {"lock": _LOCK, "city": by.city})


def _sha256(question: Question, by: Party) -> str:
    asked: Json = {
        "kind": question.kind,
        "asked": question.asked,
        "asker": by.asker if question.personal else None,
    }
    return hashlib.sha256(canonical(asked).encode()).hexdigest()


def _answers(session: Session, found: DocumentRecord, question: Question, *, now: datetime) -> bool:
    """Tell whether a document answers a question of the data as they are now."""
    if found.status == WAITING and not _is_made(session, found):
        return True  # it will be made from the data of then
    if found.status == FAILED and (found.settled_at is None or found.settled_at <= now - FAILURE_STANDS_FOR):
        return False
    return found.data_state == question.state


def _is_made(session: Session, record: DocumentRecord) -> bool:
    """Tell whether a worker makes the document at this moment, by the database's clock."""
    beats = col(DocumentProgress.heartbeat_at) > func.clock_timestamp() - ALIVE_FOR
    query = select(DocumentProgress.handout_id).where(
        DocumentProgress.city_code == record.city_code, DocumentProgress.handout_id == record.id, beats
    )
    return session.exec(query).first() is not None


def _hold_to(session: Session, limits: DocumentLimits, *, by: Party, now: datetime) -> None:
    # A unit is one sender; the office's people do not stand in each other's way.
    whose: list[ColumnElement[bool]] = [col(DocumentRecord.city_code) == by.city]
    whose += [col(DocumentRecord.asker) == by.asker] if by.city == PROVINCE else []
    lately = col(DocumentRecord.asked_at) > now - timedelta(hours=1)
    waits = col(DocumentRecord.status) == WAITING
    counted = select(
        func.count().filter(waits).cast(Integer), func.count().filter(lately).cast(Integer)
    ).where(*whose, or_(waits, lately))
    waiting, asked = session.exec(counted).one()
    if limits.waiting and waiting >= limits.waiting:
        raise DocumentsWaiting(limits.waiting)
    if limits.per_hour and asked >= limits.per_hour:
        raise DocumentsUsedUp(limits.per_hour)


def find(session: Session, number: int, *, by: Party, now: datetime) -> DocumentRecord:
    """Return a document by its number. Raises DocumentUnknown, also for what is not theirs or is gone."""
    query = select(DocumentRecord).where(*_theirs(by, now=now), DocumentRecord.id == number)
    found = session.exec(query).first()
    if found is None:
        raise DocumentUnknown(number)
    return found


def list_documents(session: Session, *, by: Party, now: datetime) -> Sequence[DocumentRecord]:
    """Return the latest documents of a party, newest first."""
    query = select(DocumentRecord).where(*_theirs(by, now=now)).order_by(col(DocumentRecord.id).desc())
    return session.exec(query.limit(MOST_LISTED)).all()


def _theirs(by: Party, *, now: datetime) -> list[ColumnElement[bool]]:
    return [
        col(DocumentRecord.city_code) == by.city,
        col(DocumentRecord.expires_at) > now,
        or_(col(DocumentRecord.personal).is_(False), col(DocumentRecord.asker) == by.asker),
    ]


def standing(session: Session, record: DocumentRecord) -> str:
    """Return where a document stands: waiting, working, ready or failed."""
    return WORKING if record.status == WAITING and _is_made(session, record) else record.status


def piece(session: Session, record: DocumentRecord, number: int) -> bytes | None:
    """Return a piece of a document's bytes, None after the last; they count from 0."""
    found = session.get(DocumentPiece, (record.city_code, record.id, number))
    return None if found is None else found.content


def note_fetched(session: Session, record: DocumentRecord, *, now: datetime) -> None:
    """Note that a document was handed out, the first time."""
    if record.fetched_at is None:
        record.fetched_at = now
        session.add(record)
