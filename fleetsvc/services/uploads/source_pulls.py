"""What comes of asking an address for a unit's workbook: an upload as any other, or why there is none.

An address is claimed for a while, asked outside of any transaction, and what it gave is delivered in the transaction
that settles the claim. Where a worker dies the claim runs out and it is asked again: nothing is lost, and as a content
is taken once from an address nothing comes twice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import UploadOrigin, UploadSource, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.uploads import sources
from fleetsvc.services.uploads.deliveries import Delivery, deliver
from fleetsvc.services.uploads.source_counts import BROUGHT, KNOWN, UNCHANGED, count
from fleetsvc.settings import Settings

LONGEST_TAG: Final = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave, and how it names that version of it."""

    content: bytes
    name: str
    etag: str | None
    last_modified: str | None


def headers_of(source: UploadSource, *, secret: str) -> dict[str, str]:
    """Return what is sent along: the credential, and which version is here already. Raises SealBroken."""
    credential = sources.credential_of(source, secret=secret)
    known = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
    sent = {name: value for name, value in known.items() if value is not None}
    return sent if credential is None else sent | {credential.header: credential.value}


def has_version(source: UploadSource) -> bool:
    """Return whether an address is asked for what is newer than a version that is here."""
    return source.etag is not None or source.last_modified is not None


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
    outcome = got if isinstance(got, str) else _taken(session, source, got, settings=settings, now=now)
    source.pulling = False
    outcome = count(session, source, outcome, now=now)
    session.flush()
    return outcome


def _taken(session: Session, source: UploadSource, got: Fetched, *, settings: Settings, now: datetime) -> str:
    by = Actor("source", stored_id(source), source.name, Role.BUREAU, str(source.city_code))
    delivery = Delivery(got.content, got.name, source.name, kind=source.kind)
    known = (source.city_code, stored_id(source), delivery.sha256)
    source.etag, source.last_modified = got.etag, got.last_modified
    taken = session.get(UploadOrigin, known)
    if taken is not None:
        source.upload_id = taken.upload_id
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
