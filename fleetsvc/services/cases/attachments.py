"""Evidence for cases: looked at by its bytes, kept in the database, handed out as it came, never opened by us."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, AttachmentRecord
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.uploads.lists import CITIES
from importers.formats.evidence import JPEG, PNG, evidence_media

MOST_BYTES: Final = 20 * 1024 * 1024
PICTURES: Final = (JPEG, PNG)
"""Kinds that a page shows."""


FILES_A_DAY: Final = 50
BYTES_A_DAY: Final = 10 * MOST_BYTES
"""Of one operator, in 24 hours: what it brings is kept whether it says anything of it or not."""


class BroughtTooMuch(NotDone):
    """The operator has brought as many files as one may in a day: ``most``, together ``most_mb`` megabytes."""

    def __init__(self) -> None:
        super().__init__(FILES_A_DAY)
        self.most, self.most_mb = FILES_A_DAY, BYTES_A_DAY // 1024 // 1024


class AttachmentUnknown(NotDone):
    """There is no such attachment, or it is another unit's."""


class AttachmentTooLarge(Exception):
    """The file is larger than an attachment may be: ``most_mb`` megabytes."""

    def __init__(self) -> None:
        super().__init__(MOST_BYTES)
        self.most_mb = MOST_BYTES // 1024 // 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """What is told of an attachment without its bytes."""

    id: int
    name: str
    media: str
    size_bytes: int
    sha256: str

    @property
    def is_picture(self) -> bool:
        """Whether a page shows it."""
        return self.media in PICTURES


_TOLD: Final = (
    AttachmentRecord.id,
    AttachmentRecord.name,
    AttachmentRecord.media,
    AttachmentRecord.size_bytes,
    AttachmentRecord.sha256,
)


def bring(
    session: Session,
    content: bytes,
    *,
    name: str,
    city: int,
    by: Actor,
    now: datetime,
    operator: AccountId | None = None,
) -> Brought:
    """Keep a file of a unit; the same bytes again are the attachment that is there. Raises NotEvidence, too large.

    ``operator``: the account of the operator that brings it. Each has its own: none learns what others brought, and
    each may bring so much a day (BroughtTooMuch).
    """
    _require_room(session, len(content), operator, now=now)
    media, sha256 = evidence_media(content), hashlib.sha256(content).hexdigest()
    values: dict[str, Any] = {
        "city_code": city,
        "name": name,
        "media": media,
        "size_bytes": len(content),
        "sha256": sha256,
        "content": content,
        "brought_by": by.name or by.kind,
        "brought_at": now,
        "operator_id": operator,
    }
    statement = insert(AttachmentRecord).values(**values).on_conflict_do_nothing()
    is_new = session.connection().execute(statement.returning(col(AttachmentRecord.id))).first() is not None
    query = select(*_TOLD).where(  # type: ignore[call-overload]
        AttachmentRecord.city_code == city,
        AttachmentRecord.sha256 == sha256,
        col(AttachmentRecord.operator_id).is_not_distinct_from(operator),
    )
    brought = Brought(*session.exec(query).one())
    if is_new:
        said: dict[str, Value] = {"sha256": sha256, "bytes": len(content)}
        record(session, by, Act.EVIDENCE_BROUGHT, f"attachment/{city}/{brought.id}", said, now)
    return brought


def find_attachment(session: Session, number: int) -> AttachmentRecord:
    """Return an attachment with its bytes. Raises AttachmentUnknown."""
    query = select(AttachmentRecord).where(
        col(AttachmentRecord.city_code).in_(CITIES), AttachmentRecord.id == number
    )
    found = session.exec(query).first()
    if found is None:
        raise AttachmentUnknown(number)
    return found


def attachments(session: Session, numbers: Collection[int], *, cities: Collection[int]) -> Sequence[Brought]:
    """Return some attachments of units, by their numbers. Raises AttachmentUnknown where one is not there."""
    if not numbers:
        return ()
    query = select(*_TOLD).where(  # type: ignore[call-overload]
        col(AttachmentRecord.city_code).in_(cities), col(AttachmentRecord.id).in_(numbers)
    )
    found = {row[0]: Brought(*row) for row in session.exec(query)}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise AttachmentUnknown(missing[0])
    return [found[number] for number in sorted(found)]


def _require_room(session: Session, size: int, operator: AccountId | None, *, now: datetime) -> None:
    if size > MOST_BYTES:
        raise AttachmentTooLarge
    if operator is None:
        return
    query = select(func.count(), func.coalesce(func.sum(AttachmentRecord.size_bytes), 0)).where(
        AttachmentRecord.operator_id == operator, col(AttachmentRecord.brought_at) > now - timedelta(days=1)
    )
    files, kept = session.exec(query).one()
    if files >= FILES_A_DAY or kept + size > BYTES_A_DAY:
        raise BroughtTooMuch
