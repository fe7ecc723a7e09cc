"""Manuscripts: rulebook files that the office is writing. Form and upload meet in them; a draft is stored from one.

Every change adds a version, made from the one that its writer saw: who saw an older one is told and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from fleetsvc.books import MAX_BOOK_BYTES, parsed
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import (
    Json,
    ManuscriptRecord,
    ManuscriptVersion,
    RulebookEdition,
    stored_id,
)
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.drafts import acts

MOST_MANUSCRIPTS: Final = 50
MOST_VERSIONS: Final = 200
"""Of one manuscript; the oldest give way."""


class ManuscriptUnknown(Exception):
    """There is no manuscript, or no version of it, of that number: it was discarded, or never there."""


class ManuscriptChanged(Exception):
    """Somebody has changed the manuscript since it was shown: ``latest`` is what stands now."""

    def __init__(self, latest: "Manuscript") -> None:
        super().__init__(latest.number, latest.version)
        self.latest = latest


class ManuscriptTooLong(Exception):
    """A manuscript has no more than so many bytes."""


class TooManyManuscripts(Exception):
    """No more manuscripts are kept at a time: one is to be discarded first."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A version of a manuscript: its file, what was done last, by whom and when."""

    number: int
    version: int
    text: str
    what: str
    written_by: str
    written_at: datetime
    begun_from: str | None


def begin(session: Session, text: str, *, origin: str | None, by: Actor, now: datetime) -> Manuscript:
    """Begin a manuscript. Raises TooManyManuscripts, ManuscriptTooLong, RulebookBroken where it is no rulebook file."""
    if session.exec(select(func.count()).select_from(ManuscriptRecord)).one() >= MOST_MANUSCRIPTS:
        raise TooManyManuscripts
    begun = ManuscriptRecord(begun_from=origin, begun_by=by.name or by.kind, begun_at=now)
    session.add(begun)
    session.flush()
    number = stored_id(begun)
    _add(session, number, 1, text, what="begin", by=by, now=now)
    record(session, by, Act.MANUSCRIPT_BEGUN, f"manuscript/{number}", {"from": origin}, now)
    return find(session, number)


def find(session: Session, number: int, *, version: int | None = None) -> Manuscript:
    """Return a manuscript as it stands, or as it stood. Raises ManuscriptUnknown."""
    statement = (
        select(ManuscriptVersion, ManuscriptRecord.begun_from)
        .join(ManuscriptRecord, col(ManuscriptRecord.id) == col(ManuscriptVersion.manuscript_id))
        .where(ManuscriptVersion.manuscript_id == number)
        .order_by(col(ManuscriptVersion.version).desc())
        .limit(1)
    )
    if version is not None:
        statement = statement.where(ManuscriptVersion.version == version)
    found = session.exec(statement).first()
    if found is None:
        raise ManuscriptUnknown(number)
    one, origin = found
    return Manuscript(number, one.version, one.content, one.what, one.written_by, one.written_at, origin)


def history(session: Session, number: int) -> list[ManuscriptVersion]:
    """Return the versions of a manuscript, the last first."""
    statement = select(ManuscriptVersion).where(ManuscriptVersion.manuscript_id == number)
    return list(session.exec(statement.order_by(col(ManuscriptVersion.version).desc())))


def list_all(session: Session) -> list[Manuscript]:
    """Return all manuscripts as they stand, the one that was changed last first."""
    numbers = session.exec(select(ManuscriptRecord.id)).all()
    found = [find(session, number) for number in numbers if number is not None]
    return sorted(found, key=lambda one: one.written_at, reverse=True)


def change(
    session: Session, number: int, text: str, *, seen: int, what: str, by: Actor, now: datetime
) -> Manuscript:
    """Let a manuscript say something else; ``seen``: the version that it is made from.

    Raises ManuscriptUnknown, ManuscriptChanged where that is not the last one, ManuscriptTooLong, RulebookBroken.
    """
    latest = _held(session, number, seen)
    if latest.text == text:
        return latest
    _add(session, number, seen + 1, text, what=what, by=by, now=now)
    forgotten = delete(ManuscriptVersion).where(
        col(ManuscriptVersion.manuscript_id) == number,
        col(ManuscriptVersion.version) <= seen + 1 - MOST_VERSIONS,
    )
    session.connection().execute(forgotten)
    said: dict[str, str | int | None] = {"version": seen + 1, "what": what}
    record(session, by, Act.MANUSCRIPT_CHANGED, f"manuscript/{number}", said, now)
    return find(session, number)


def discard(session: Session, number: int, *, seen: int, by: Actor, now: datetime) -> None:
    """Throw a manuscript away with all its versions. Raises ManuscriptUnknown, ManuscriptChanged."""
    _held(session, number, seen)
    session.connection().execute(delete(ManuscriptRecord).where(col(ManuscriptRecord.id) == number))
    record(session, by, Act.MANUSCRIPT_DISCARDED, f"manuscript/{number}", {"version": seen}, now)


def store(
    session: Session, number: int, *, seen: int, by: Actor, now: datetime
) -> tuple[RulebookEdition, bool]:
    """Store a manuscript as a draft, with its file; return the edition, and whether it is a new one.

    Raises ManuscriptUnknown, ManuscriptChanged, RulebookBroken with all problems.
    """
    latest = _held(session, number, seen)
    mapping: Json = dict(parsed(latest.text.encode()))
    return acts.load(session, mapping, by=by, now=now, file=latest.text)


def _held(session: Session, number: int, seen: int) -> Manuscript:
    """Wait for whoever changes or discards a manuscript, and return what stands then; it stays until we are done.

    Raises ManuscriptUnknown, ManuscriptChanged where that is not what was seen.
    """
    find(session, number)  # a number from outside that is none fits no lock
    lock = select(func.pg_advisory_xact_lock(int(LockNumber.MANUSCRIPTS), number))
    session.connection().execute(lock)
    latest = find(session, number)
    if latest.version != seen:
        raise ManuscriptChanged(latest)
    return latest


def _add(
    session: Session, number: int, version: int, text: str, *, what: str, by: Actor, now: datetime
) -> None:
    """Add a version."""
    if len(text.encode()) > MAX_BOOK_BYTES:
        raise ManuscriptTooLong
    parsed(text.encode())
    made = ManuscriptVersion(
        manuscript_id=number,
        version=version,
        content=text,
        what=what,
        written_by=by.name or by.kind,
        written_at=now,
    )
    session.add(made)
    session.flush()
