"""Keys of systems: made here, checked here, kept only as hashes."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of, last_day_before, over_at
from fleetsvc.models import AccountId, ApiKey, AppUser, KeyId
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people.accounts import Role, city_of

KEY_PREFIX: Final = "fsk_"
SHOWN_OF_KEY: Final = 12
"""So many characters of a key are kept readable, so that a person recognises it in a list."""
USED_EVERY: Final = timedelta(minutes=1)
"""A key's last use is written this often."""
KEY_ROLES: Final = (Role.BUREAU, Role.OFFICE, Role.DEALER)
"""Systems act for those who deal with vehicles; auditors and administrators are people."""


class KeyTooLong(Exception):
    """A key may not work for so long: at most to the day ``last``."""

    def __init__(self, last: date) -> None:
        super().__init__(last.isoformat())
        self.last = last


def end_of(until: date | None, *, longest: timedelta, now: datetime) -> datetime:
    """Return when a key ends whose last day is ``until``; the last one allowed where none is named.

    ``longest``: how long a key may work, as the operator set it. Raises KeyTooLong.
    """
    last = day_of(now) + longest
    if until is not None and until > last:
        raise KeyTooLong(last)
    return over_at(until or last)


class KeyUnknown(Exception):
    """There is no key of that number."""


def add_key(
    session: Session,
    name: str,
    *,
    role: Role,
    unit: str | None,
    by: Actor,
    now: datetime,
    expires_at: datetime | None = None,
    holder: AccountId | None = None,
) -> tuple[ApiKey, str]:
    """Make a system's key and return its record with the key itself, which is not kept and never shown again.

    ``holder``: the number of the account that holds it, None where it is a system's alone. Raises UnitMissing,
    UnitOutOfPlace, UnitUnknown. One of the office that a person makes opens nothing until the office lets it in.
    """
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    added = ApiKey(
        name=name,
        role=role.value,
        city_code=city_of(role, unit),
        prefix=key[:SHOWN_OF_KEY],
        key_sha256=_digest(key),
        created_at=now,
        expires_at=expires_at,
        holder_id=holder,
        awaits_office=role is Role.OFFICE and by.kind == "user",
    )
    session.add(added)
    session.flush()
    details: dict[str, Value] = {"role": role.value, "unit": unit}
    if expires_at is not None:
        details["until"] = last_day_before(expires_at).isoformat()
    record(session, by, Act.KEY_ADDED, f"key/{added.number}", details, now)
    return added, key


def _digest(key: str) -> str:
    # 256 random bits cannot be guessed, so a fast hash is enough and every request stays cheap.
    return hashlib.sha256(key.encode()).hexdigest()


def find_key(session: Session, key: str, *, now: datetime) -> ApiKey | None:
    """Return the record of a key in force, or None; a key is in force no longer than its holder's account."""
    if not key.startswith(KEY_PREFIX):
        return None
    query = (
        select(ApiKey)
        .outerjoin(AppUser, col(AppUser.id) == col(ApiKey.holder_id))
        .where(
            ApiKey.key_sha256 == _digest(key),
            col(ApiKey.revoked_at).is_(None),
            col(ApiKey.awaits_office).is_(False),
            col(AppUser.disabled_at).is_(None),
        )
    )
    found = session.exec(query).first()
    return None if found is None or (found.expires_at is not None and found.expires_at <= now) else found


def note_use(session: Session, key: ApiKey, *, now: datetime) -> None:
    """Write down that a key was used, once a minute at most."""
    fresh = update(ApiKey).where(
        col(ApiKey.id) == key.id,
        col(ApiKey.last_used_at).is_(None) | (col(ApiKey.last_used_at) <= now - USED_EVERY),
    )
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        session.connection().execute(fresh.values(last_used_at=now))


def list_keys(session: Session) -> list[ApiKey]:
    """Return all keys, oldest first."""
    return list(session.exec(select(ApiKey).order_by(col(ApiKey.id))))


def revoke_key(session: Session, number: KeyId, *, by: Actor, now: datetime) -> ApiKey:
    """Put a key out of force for ever and return its record, as it is where it was revoked before.

    Raises KeyUnknown.
    """
    found = session.get(ApiKey, number)
    if found is None:
        raise KeyUnknown(number)
    if found.revoked_at is None:
        found.revoked_at = now
        session.add(found)
        session.flush()
        record(session, by, Act.KEY_REVOKED, f"key/{found.number}", {}, now)
    return found
