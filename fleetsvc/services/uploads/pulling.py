"""What comes of asking an address for a unit's workbook: an upload as any other, or why there is none.

An address is claimed for a while, asked outside of any transaction, and what it gave is delivered in the transaction
that settles the claim. Where a worker dies the claim runs out and it is asked again: nothing is lost, and as a content
is taken once from an address nothing comes twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import UploadOrigin, UploadRecord, UploadSource, UploadStatus, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.uploads import sources
from fleetsvc.services.uploads.deliveries import Delivery, deliver
from fleetsvc.settings import Settings

PAUSES: Final = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(hours=24)
)  # fmt: skip
"""After each time in a row that nothing usable came; the last one goes on."""
CLAIMED_FOR: Final = timedelta(minutes=10)
"""A claim of which nothing came runs out: longer than anything is fetched."""
TOLD_AFTER: Final = 3
"""Times in a row after which people are told."""
BROUGHT, KNOWN, UNCHANGED = "brought", "known", "unchanged"
WELL: Final = (BROUGHT, KNOWN, UNCHANGED)
"""Outcomes that are well: a new upload; bytes that the unit had sent itself; nothing new."""
OURS: Final = frozenset({"disk-full", "waiting", "used-up", "busy", "key-missing"})
"""Reasons on this side: nobody need look at the address, and it is asked again after the shortest pause."""
LONGEST_TAG: Final = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave, and how it names that version of it."""

    content: bytes
    name: str
    etag: str | None
    last_modified: str | None


def claim(session: Session, *, now: datetime) -> UploadSource | None:
    """Take the address that is due first, for a while; None where none is, or others have them.

    Needs the office's scope.
    """
    query = (
        select(UploadSource)
        .where(col(UploadSource.disabled_at).is_(None), col(UploadSource.next_at) <= now)
        .order_by(col(UploadSource.next_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is not None:
        found.pulling, found.next_at = True, now + CLAIMED_FOR
        session.add(found)
        session.flush()
    return found


def headers_of(source: UploadSource, *, secret: str) -> dict[str, str]:
    """Return what is sent along: the credential, and which version is here already. Raises SealBroken."""
    credential = sources.credential_of(source, secret=secret)
    known = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
    sent = {name: value for name, value in known.items() if value is not None}
    return sent if credential is None else sent | {credential.header: credential.value}


def tag_of(said: str | None) -> str | None:
    """Return how a server names a version, where it can be sent back as it is."""
    fits = said is not None and said.isascii() and said.isprintable() and len(said) <= LONGEST_TAG
    return said if fits else None


def settle(
    session: Session, claimed: UploadSource, got: Fetched | str, *, settings: Settings, now: datetime
) -> str | None:
    """Note what came of asking, and deliver what is new; return the outcome. Needs the unit's scope.

    ``got``: a workbook, ``UNCHANGED``, or why there is none. None where the claim is no longer ours: it ran out, or
    somebody switched the address off. Raises as ``deliver``: then nothing was settled.
    """
    source = sources.held(session, stored_id(claimed))
    if not source.pulling or source.next_at != claimed.next_at or source.disabled_at is not None:
        return None
    was_refused = _last_was_refused(session, source)
    outcome = got if isinstance(got, str) else _taken(session, source, got, settings=settings, now=now)
    source.pulling, source.outcome, source.asked_at = False, outcome, now
    source.next_at = now + _pause(source, outcome, was_refused=was_refused)
    session.add(source)
    session.flush()
    if source.failures == TOLD_AFTER and outcome not in OURS:
        _tell(session, source, now=now)
    return outcome


def _pause(source: UploadSource, outcome: str, *, was_refused: bool) -> timedelta:
    """Count how often nothing usable came, and return when to ask again.

    That a workbook cannot be read is known once a worker has tried: it counts when the next one comes.
    """
    if outcome in OURS:
        return PAUSES[0]
    if outcome == UNCHANGED and was_refused:
        return timedelta(hours=source.every_hours)
    if outcome in WELL and not was_refused:
        source.failures = 0
        return timedelta(hours=source.every_hours)
    source.failures += 1
    return PAUSES[min(source.failures, len(PAUSES)) - 1]


def _last_was_refused(session: Session, source: UploadSource) -> bool:
    """Return whether what the address brought last was no workbook that could be read."""
    if source.upload_id is None:
        return False
    return session.get_one(UploadRecord, (source.city_code, source.upload_id)).status is UploadStatus.REFUSED


def _taken(session: Session, source: UploadSource, got: Fetched, *, settings: Settings, now: datetime) -> str:
    by = Actor("source", stored_id(source), source.name, Role.BUREAU, str(source.city_code))
    delivery = Delivery(got.content, got.name, source.name, kind=source.kind)
    known = (source.city_code, stored_id(source), delivery.sha256)
    source.etag, source.last_modified = got.etag, got.last_modified
    if session.get(UploadOrigin, known) is not None:
        return UNCHANGED
    upload, is_new = deliver(session, delivery, city=source.city_code, by=by, settings=settings, now=now)
    session.add(
        UploadOrigin(
            city_code=source.city_code,
            source_id=stored_id(source),
            sha256=delivery.sha256,
            upload_id=upload.number,
            is_known=not is_new,
            url=source.shown_url,
            fetched_at=now,
            etag=got.etag,
            last_modified=got.last_modified,
        )
    )
    source.upload_id = upload.number
    return BROUGHT if is_new else KNOWN


def _tell(session: Session, source: UploadSource, *, now: datetime) -> None:
    details: dict[str, str | int] = {"name": source.name, "failures": source.failures}
    subject, mark = sources.subject_of(source), rfc3339(now)
    tell(session, Event.SOURCE_FAILING, subject, mark=mark, city=source.city_code, details=details, now=now)
