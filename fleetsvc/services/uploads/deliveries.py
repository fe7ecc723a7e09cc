"""A unit's uploads: delivered, found, claimed. Their further steps: ``steps``; what the worker does: ``processing``."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.disk import require_room
from fleetsvc.models import UploadContent, UploadRecord, UploadStatus
from fleetsvc.models.upload import ENDED
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import second_person
from fleetsvc.services.uploads import two_persons
from fleetsvc.services.uploads.batch_marks import carried_over
from fleetsvc.services.uploads.queue import YIELDS_BY_MEBIBYTE
from fleetsvc.services.uploads.quotas import hold_to, limits_of
from fleetsvc.settings import MEBIBYTE, Settings, secret_key
from importers.results import FileKind


class UploadUnknown(Exception):
    """The unit has no upload of that number."""


class UploadBusy(Exception):
    """A worker is reading the upload at this moment: ask again shortly."""


class UploadNotOpen(Exception):
    """The upload's status does not allow the step; ``status`` says what it is."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class UploadSentAgain(Exception):
    """The same bytes were sent again meanwhile, as upload ``number``: that one is read."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class UploadTooLarge(Exception):
    """The file is larger than the operator allows; ``limit_bytes`` is the limit."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self.limit_bytes = limit_bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a sender hands in: the bytes, the name as a label, and what it says about them.

    ``kind``: what the file lists. ``confirmed``: store at once, without a review. ``mapping``: as in
    ``importers.results.Expectation``. ``corrects``: the upload and its sheet whose rows it
    holds anew, each at its number.
    """

    content: bytes
    name: str
    received_by: str
    category: str | None = None
    event: str | None = None
    kind: FileKind = FileKind.REGISTRATIONS
    confirmed: bool = False
    mapping: dict[str, object] = field(default_factory=dict)
    meanings: dict[str, object] = field(default_factory=dict)
    corrects: tuple[int, str] | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What a sender says of the file, in words; who says nothing of its kind means registrations."""
        kind = () if self.kind is FileKind.REGISTRATIONS else (self.kind.value,)
        return (str(self.category), str(self.event), str(self.confirmed), *kind)

    @property
    def sha256(self) -> str:
        """The hash of the bytes, by which they are known again."""
        return hashlib.sha256(self.content).hexdigest()


KINDS: Final = tuple(FileKind)
"""What a file may list."""


def kind_of(word: str | None) -> FileKind:
    """Return what a file lists by the word that its sender gives; registrations where it gives none."""
    return FileKind(word or FileKind.REGISTRATIONS)


def deliver(
    session: Session, delivery: Delivery, *, city: int, by: Actor, settings: Settings, now: datetime
) -> tuple[UploadRecord, bool]:
    """Keep the bytes and queue them; return the upload and whether it is new.

    The same bytes of the same unit are one upload: sending them again gives the earlier one, unchanged, unless that
    was withdrawn or refused; equal corrections of two uploads are two. For a corrected annotated copy holds what was
    said of the upload that it corrects, where its sender says nothing else. Where two persons submit nothing is
    confirmed by who hands it in. Raises UploadTooLarge, DiskFull, UploadsWaiting, UploadsUsedUp, UploadBusy.
    """
    if len(delivery.content) > settings.max_upload_bytes:
        raise UploadTooLarge(settings.max_upload_bytes)
    require_room(settings, len(delivery.content))
    whole = _with_carried_over(session, delivery, city=city, settings=settings)
    if whole.confirmed and second_person.is_asked(session, city=city):
        whole = replace(whole, confirmed=False)
    number = _kept(session, whole, city=city, now=now)
    if number is None:
        return _earlier(session, whole, city=city), False
    hold_to(session, limits_of(settings), city=city, now=now)
    received = upload(session, city=city, number=number)
    two_persons.prepare(received, by)
    session.add(received)
    session.flush()
    details = {"status": received.status.value, "sha256": received.sha256}
    record(session, by, Act.UPLOAD_RECEIVED, subject_of(received), details, now)
    return received, True


def _with_carried_over(session: Session, delivery: Delivery, *, city: int, settings: Settings) -> Delivery:
    """Return a delivery with what holds for it from the upload that it corrects; what its sender says now comes first.

    A file that corrects none of the unit's uploads is returned as it is, and so is any where this host was not given
    the key by which it could know a copy of ours.
    """
    if not settings.has_secret_key:
        return delivery
    secret = secret_key(settings)
    with tempfile.NamedTemporaryFile(prefix="fleetsvc-") as kept:
        kept.write(delivery.content)
        kept.flush()
        earlier = carried_over(session, Path(kept.name), city=city, secret=secret)
    if earlier is None:
        return delivery
    return replace(
        delivery,
        category=delivery.category or earlier.category,
        event=delivery.event or earlier.event,
        kind=earlier.kind,
        mapping=delivery.mapping or earlier.mapping,
        meanings=earlier.meanings,
    )


def _kept(session: Session, delivery: Delivery, *, city: int, now: datetime) -> int | None:
    """Store what was delivered and return its number; None where an upload of the same bytes is open or accepted."""
    size_bytes = len(delivery.content)
    values = {
        "city_code": city,
        "status": UploadStatus.RECEIVED,
        "name": delivery.name,
        "sha256": delivery.sha256,
        "size_bytes": size_bytes,
        "category": delivery.category,
        "event": delivery.event,
        "kind": delivery.kind,
        "confirmed": delivery.confirmed,
        "mapping": delivery.mapping,
        "meanings": delivery.meanings,
        "corrects": delivery.corrects and delivery.corrects[0],
        "corrects_sheet": delivery.corrects and delivery.corrects[1],
        "received_at": now,
        "received_by": delivery.received_by,
        "queued_at": func.clock_timestamp() + size_bytes / MEBIBYTE * YIELDS_BY_MEBIBYTE,
    }
    statement = insert(UploadRecord).values(**values).on_conflict_do_nothing().returning(col(UploadRecord.id))
    number: int | None = session.connection().execute(statement).scalar_one_or_none()
    if number is not None:
        session.add(UploadContent(city_code=city, upload_id=number, content=delivery.content))
        session.flush()
    return number


def _earlier(session: Session, sent: Delivery, *, city: int) -> UploadRecord:
    found = find_standing(session, city=city, sha256=sent.sha256, kind=sent.kind, corrects=sent.corrects)
    if found is None or found.withdrawing is not None:  # it is being taken back at this moment
        raise UploadBusy
    return found


def find_standing(
    session: Session, *, city: int, sha256: str, kind: FileKind, corrects: tuple[int, str] | None
) -> UploadRecord | None:
    """Return the unit's upload of those bytes, of one kind, that is open or accepted: there is one at most.

    ``corrects``: the upload and its sheet that they correct, None where they stand for themselves.
    """
    number, sheet = corrects or (None, None)
    query = select(UploadRecord).where(
        UploadRecord.city_code == city,
        UploadRecord.sha256 == sha256,
        UploadRecord.kind == kind,
        col(UploadRecord.corrects).is_not_distinct_from(number),
        col(UploadRecord.corrects_sheet).is_not_distinct_from(sheet),
        col(UploadRecord.status).not_in(ENDED),
    )
    return session.exec(query).first()


def subject_of(upload: UploadRecord) -> str:
    """Return an upload as the audit log names it: ``upload/410100/12``."""
    return f"upload/{upload.city_code}/{upload.number}"


def upload(session: Session, *, city: int, number: int) -> UploadRecord:
    """Return one upload. Raises UploadUnknown."""
    found = session.get(UploadRecord, (city, number), populate_existing=True)
    if found is None:
        raise UploadUnknown(number)
    return found


def content(session: Session, *, city: int, number: int) -> bytes:
    """Return the uploaded bytes. Raises UploadUnknown."""
    found = session.get(UploadContent, (city, number))
    if found is None:
        raise UploadUnknown(number)
    return found.content


def claim(session: Session, *, city: int, number: int) -> UploadRecord | None:
    """Lock an upload for this transaction, or return None while another holds it or it is gone."""
    query = (
        select(UploadRecord)
        .where(UploadRecord.city_code == city, UploadRecord.id == number)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.exec(query).first()


def claim_allowed(
    session: Session, *, city: int, number: int, allows: Callable[[UploadStatus], bool]
) -> UploadRecord:
    """Lock an upload whose status allows a step. Raises UploadUnknown, UploadBusy, UploadNotOpen."""
    held = claim(session, city=city, number=number)
    if held is None:
        upload(session, city=city, number=number)
        raise UploadBusy
    if not allows(held.status):
        raise UploadNotOpen(held.status)
    return held
