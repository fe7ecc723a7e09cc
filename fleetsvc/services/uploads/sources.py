"""Addresses that a unit's workbooks are fetched from: registered by administrators, each for one unit.

An address gives one workbook: whatever it gives when it is asked. See docs/adr/0043-workbooks-fetched.md.
"""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.https_address import entered_parts
from fleetsvc.models import Json, UploadOrigin, UploadRecord, UploadSource, UploadStatus, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people.sealing import opened, sealed
from fleetsvc.services.uploads.source_claims import is_claimed
from importers.results import FileKind
from rules.wording import control_place

MOST: Final = 10
"""Addresses of a unit that are in use."""
LONGEST_URL: Final = 500
LONGEST_NAME: Final = 60
LONGEST_CREDENTIAL: Final = 2000
MOST_HOURS: Final = 720
_is_header: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}").fullmatch
_OURS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te"}
)
"""Headers that say how a request is sent, and no credential."""

_HOLD: Final = text("SELECT pg_advisory_xact_lock(:lock, :city)")


class SourceUnknown(Exception):
    """There is no such address of whoever asks."""


class SourceUnfit(Exception):
    """It cannot be fetched from; ``why``: name, url, hours, credential, many or off."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Credential:
    """A header that is sent along."""

    header: str
    value: str


def basic(user: str, password: str) -> Credential:
    """Return the credential of a user with a password (RFC 7617). Raises SourceUnfit for a colon in the user."""
    if ":" in user or not user:
        raise SourceUnfit("credential")
    return Credential("Authorization", f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}")


def credential_said(*, user: str, password: str, header: str, value: str) -> Credential | None:
    """Return the one credential that was said; None where nothing was. Raises SourceUnfit for both, or for a half."""
    if not (user or password or header or value):
        return None
    if (user or password) and (header or value):
        raise SourceUnfit("credential")
    return basic(user, password) if user or password else Credential(header.strip(), value.strip())


@dataclass(frozen=True, slots=True)
class Asked:
    """What an administrator says of an address."""

    name: str
    url: str
    kind: FileKind
    every_hours: int
    credential: Credential | None


def add_source(
    session: Session, asked: Asked, *, city: int, secret: str, by: Actor, now: datetime
) -> UploadSource:
    """Have a unit's workbook fetched from an address, at once and every so many hours. Raises SourceUnfit.

    Whether it leads to the inside is seen when it is asked: what a name leads to may change.
    """
    faults = {
        "name": not _is_name(asked.name),
        "url": not _is_url(asked.url),
        "hours": not 1 <= asked.every_hours <= MOST_HOURS,
    }
    for why in (why for why, is_so in faults.items() if is_so):
        raise SourceUnfit(why)
    _require_room(session, city)
    source = UploadSource(
        city_code=city,
        name=asked.name,
        url=asked.url,
        kind=asked.kind,
        every_hours=asked.every_hours,
        made_by=by.name or by.kind,
        made_at=now,
        next_at=now,
    )
    session.add(source)
    session.flush()
    if asked.credential is not None:
        source.credential = sealed_for(source, asked.credential, secret=secret)
        session.add(source)
    _note(session, by, Act.SOURCE_ADDED, source, source.shown_url, now=now)
    return source


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= LONGEST_NAME and control_place(name, in_a_line=True) is None


def _is_url(url: str) -> bool:
    parts = entered_parts(url, longest=LONGEST_URL)
    return parts is not None and not parts.fragment


def _require_room(session: Session, city: int) -> None:
    """Pass where one more may be in use; of two that come at once the second counts the first. Raises SourceUnfit."""
    session.connection().execute(_HOLD, {"lock": int(LockNumber.SOURCES), "city": city})
    if sum(one.disabled_at is None for one in list_sources(session, city=city)) >= MOST:
        raise SourceUnfit("many")


def list_sources(session: Session, *, city: int | None = None) -> Sequence[UploadSource]:
    """Return the addresses of a unit, or of all that the transaction sees, by unit in the order they were made."""
    query = select(UploadSource).order_by(col(UploadSource.city_code), col(UploadSource.id))
    return session.exec(query if city is None else query.where(UploadSource.city_code == city)).all()


def held(session: Session, number: int) -> UploadSource:
    """Return an address by its number, which nobody else changes until the transaction ends. Raises SourceUnknown."""
    query = select(UploadSource).where(UploadSource.id == number).with_for_update()
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise SourceUnknown(number)
    return found


def ask_now(session: Session, source: UploadSource, *, by: Actor, now: datetime) -> None:
    """Have an address asked as soon as a worker is free; nothing where it is being asked. Raises SourceUnfit."""
    if source.disabled_at is not None:
        raise SourceUnfit("off")
    if not is_claimed(source, now):
        source.next_at, source.pulling = now, False
        session.add(source)
        _note(session, by, Act.SOURCE_CHANGED, source, "asked", now=now)


def switch(session: Session, source: UploadSource, *, is_on: bool, by: Actor, now: datetime) -> None:
    """Ask an address no more, or again from now on. Nothing where it is so already. Raises SourceUnfit for too many."""
    if (source.disabled_at is None) == is_on:
        return
    if is_on:
        _require_room(session, source.city_code)
    source.disabled_at = None if is_on else now
    source.pulling, source.failures, source.next_at = False, 0, now
    session.add(source)
    _note(session, by, Act.SOURCE_CHANGED, source, "enabled" if is_on else "disabled", now=now)


def set_credential(
    session: Session,
    source: UploadSource,
    credential: Credential | None,
    *,
    secret: str,
    by: Actor,
    now: datetime,
) -> None:
    """Send another credential along, or none, and ask at once. Raises SourceUnfit."""
    source.credential = None if credential is None else sealed_for(source, credential, secret=secret)
    source.failures, source.next_at, source.pulling = 0, now, False
    session.add(source)
    said = "credential-removed" if credential is None else "credential-set"
    _note(session, by, Act.SOURCE_CHANGED, source, said, now=now)


def sealed_for(source: UploadSource, credential: Credential, *, secret: str) -> str:
    """Return a credential as it is kept, for that address alone. Raises SourceUnfit."""
    header, value = credential.header, credential.value
    is_plain = value.isascii() and value.isprintable() and 0 < len(value) <= LONGEST_CREDENTIAL
    if not _is_header(header) or header.lower() in _OURS or not is_plain or value != value.strip():
        raise SourceUnfit("credential")
    return sealed(json.dumps([header, value]), key=secret, whose=whose_of(source))


def credential_of(source: UploadSource, *, secret: str) -> Credential | None:
    """Return what is sent along to an address. Raises SealBroken where another secret key sealed it."""
    if source.credential is None:
        return None
    return Credential(*json.loads(opened(source.credential, key=secret, whose=whose_of(source))))


def whose_of(source: UploadSource) -> str:
    """Return what a credential is bound to: the address's number, and the host that it is sent to."""
    parts = urlsplit(source.url)
    return f"{subject_of(source)} {parts.scheme}://{parts.hostname}:{parts.port or 443}"


def subject_of(source: UploadSource) -> str:
    """Return a source as the audit log and notices name it: ``source/410100/3``."""
    return f"source/{source.city_code}/{stored_id(source)}"


def _note(session: Session, by: Actor, act: Act, source: UploadSource, what: str, *, now: datetime) -> None:
    session.flush()
    record(session, by, act, subject_of(source), {"what": what}, now)


def brought_by(session: Session, sources: Sequence[UploadSource]) -> dict[int, UploadStatus]:
    """Return where the upload stands that each address brought last, by the number of the address."""
    found = {}
    for source in sources:
        upload = session.get(UploadRecord, (source.city_code, source.upload_id)) if source.upload_id else None
        if upload is not None:
            found[stored_id(source)] = upload.status
    return found


def origin_of(session: Session, upload: UploadRecord) -> Json | None:
    """Return where an upload was fetched, and when; None for one that was sent."""
    query = select(UploadOrigin).where(
        UploadOrigin.city_code == upload.city_code,
        UploadOrigin.upload_id == upload.number,
        col(UploadOrigin.is_known).is_(False),
    )
    found = session.exec(query).first()
    if found is None:
        return None
    return {
        "source": found.source_id,
        "url": found.url,
        "fetched_at": rfc3339(found.fetched_at),
        "etag": found.etag,
        "last_modified": found.last_modified,
    }


def source_json(source: UploadSource, status: UploadStatus | None) -> Json:
    """Return an address as the API tells it; never its credential."""
    return {
        "id": stored_id(source),
        "unit": str(source.city_code),
        "name": source.name,
        "url": source.url,
        "kind": source.kind.value,
        "every_hours": source.every_hours,
        "has_credential": source.credential is not None,
        "enabled": source.disabled_at is None,
        "outcome": source.outcome,
        "failures": source.failures,
        "asked_at": rfc3339_if_any(source.asked_at),
        "next_at": None if source.disabled_at else rfc3339(source.next_at),
        "upload": source.upload_id,
        "upload_status": status,
        "made_by": source.made_by,
        "made_at": rfc3339(source.made_at),
    }
