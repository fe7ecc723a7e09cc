"""A unit's uploads: received, reviewed, confirmed, withdrawn. What the worker does with one is in ``processing``."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from fleetsvc.models import UploadContent, UploadFailure, UploadRecord
from fleetsvc.services.uploads import attempts, current_versions
from fleetsvc.services.uploads.queue import YIELDS_BY_MEBIBYTE

RECEIVED, IN_REVIEW, ACCEPTED, REFUSED, WITHDRAWN = (
    "received",
    "in_review",
    "accepted",
    "refused",
    "withdrawn",
)

_MEBIBYTE = 1024 * 1024


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


def _earlier(session: Session, *, city: int, sha256: str) -> UploadRecord | None:
    query = select(UploadRecord).where(
        UploadRecord.city_code == city,
        UploadRecord.sha256 == sha256,
        col(UploadRecord.status).not_in((WITHDRAWN, REFUSED)),
    )
    return session.exec(query).first()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a sender hands in: the bytes, the name as a label, and what it says about them.

    ``confirmed``: store at once, without a review. ``mapping``: as in ``importers.results.Expectation``.
    """

    content: bytes
    name: str
    received_by: str
    category: str | None = None
    event: str | None = None
    confirmed: bool = False
    mapping: dict[str, object] = field(default_factory=dict)


def receive(session: Session, delivery: Delivery, *, city: int, now: datetime) -> tuple[UploadRecord, bool]:
    """Keep the bytes and queue them; return the upload and whether it is new.

    The same bytes of the same unit are one upload: sending them again gives the earlier one, unchanged, unless that
    was withdrawn or refused.
    """
    sha256 = hashlib.sha256(delivery.content).hexdigest()
    values = {
        "city_code": city,
        "status": RECEIVED,
        "name": delivery.name,
        "sha256": sha256,
        "size_bytes": len(delivery.content),
        "category": delivery.category,
        "event": delivery.event,
        "confirmed": delivery.confirmed,
        "mapping": delivery.mapping,
        "received_at": now,
        "received_by": delivery.received_by,
        "queued_at": func.clock_timestamp() + len(delivery.content) / _MEBIBYTE * YIELDS_BY_MEBIBYTE,
    }
    statement = insert(UploadRecord).values(**values).on_conflict_do_nothing().returning(col(UploadRecord.id))
    number = session.connection().execute(statement).scalar_one_or_none()
    if number is None:
        earlier = _earlier(session, city=city, sha256=sha256)
        if earlier is None:
            raise UploadBusy
        return earlier, False
    session.add(UploadContent(city_code=city, upload_id=number, content=delivery.content))
    session.flush()
    return upload(session, city=city, number=number), True


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


def is_waiting(upload: UploadRecord) -> bool:
    """Return whether an upload is to be read, or to be stored as its sender confirmed."""
    return upload.status == RECEIVED or (upload.status == IN_REVIEW and upload.confirmed)


def claim(session: Session, *, city: int, number: int) -> UploadRecord | None:
    """Lock an upload for this transaction, or return None while another holds it or it is gone."""
    query = (
        select(UploadRecord)
        .where(UploadRecord.city_code == city, UploadRecord.id == number)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.exec(query).first()


def claim_open(session: Session, *, city: int, number: int, allowed: tuple[str, ...]) -> UploadRecord:
    """Lock an upload of one of some statuses. Raises UploadUnknown, UploadBusy, UploadNotOpen."""
    held = claim(session, city=city, number=number)
    if held is None:
        upload(session, city=city, number=number)
        raise UploadBusy
    if held.status not in allowed:
        raise UploadNotOpen(held.status)
    return held


def confirm(session: Session, *, city: int, number: int) -> UploadRecord:
    """Ask for an upload's registrations to be stored. Raises UploadUnknown, UploadBusy, UploadNotOpen."""
    held = claim_open(session, city=city, number=number, allowed=(RECEIVED, IN_REVIEW))
    held.confirmed = True
    session.add(held)
    return held


def set_mapping(session: Session, mapping: dict[str, object], *, city: int, number: int) -> UploadRecord:
    """Give the columns of an upload by hand and have it read again. Raises as ``confirm``."""
    held = claim_open(session, city=city, number=number, allowed=(RECEIVED, IN_REVIEW))
    held.mapping, held.status = mapping, RECEIVED
    session.add(held)
    attempts.forget(session, city=city, number=number)
    return held


def is_to_be_read(session: Session, upload: UploadRecord) -> bool:
    """Return whether an upload waits for its first attempt: to have it read again would change nothing."""
    failed = session.get(UploadFailure, (upload.city_code, upload.id))
    return is_waiting(upload) and failed is None


def read_again(session: Session, *, city: int, number: int) -> UploadRecord:
    """Have an upload read anew that was refused or whose reading fails: at once, and with all its attempts.

    Raises as ``confirm``, and UploadSentAgain.
    """
    held = claim_open(session, city=city, number=number, allowed=(RECEIVED, IN_REVIEW, REFUSED))
    if held.status == REFUSED:
        _open_again(session, held)
    elif not is_waiting(held):
        raise UploadNotOpen(held.status)
    attempts.forget(session, city=city, number=number)
    return held


def _open_again(session: Session, refused: UploadRecord) -> None:
    city, sha256 = refused.city_code, refused.sha256
    try:
        with session.begin_nested():
            refused.status, refused.report, refused.settled_at = RECEIVED, None, None
            session.add(refused)
    except IntegrityError:  # one upload of the same bytes is open at a time
        other = _earlier(session, city=city, sha256=sha256)
        raise (UploadSentAgain(other.id) if other and other.id else UploadBusy()) from None


def withdraw(session: Session, *, city: int, number: int, now: datetime) -> UploadRecord:
    """Take an upload back: its versions are closed and what other uploads say returns. Raises as ``confirm``."""
    open_statuses = (RECEIVED, IN_REVIEW, ACCEPTED)
    held = claim_open(session, city=city, number=number, allowed=open_statuses)
    instant = current_versions.hold(session, city=city, now=now)
    if instant is None:
        raise UploadBusy
    if held.status == ACCEPTED:
        current_versions.take_back(session, city=city, number=number, now=instant)
    held.status, held.settled_at = WITHDRAWN, instant
    session.add(held)
    attempts.forget(session, city=city, number=number)
    return held
