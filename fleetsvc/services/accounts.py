"""Accounts of people and keys of systems: made here, checked here, kept only as hashes."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models.account import ApiKey, AppUser
from rules.units import unit as unit_of

KEY_PREFIX: Final = "fsk_"
SHOWN_OF_KEY: Final = 12
"""So many characters of a key are kept readable, so that a person recognises it in a list."""
MIN_PASSWORD: Final = 12
MAX_PASSWORD: Final = 1024

_HASHER: Final = PasswordHasher()


class Role(StrEnum):
    """Who may do what: see design of users and scope. A bureau sees its own unit only."""

    BUREAU = "bureau"
    OFFICE = "office"
    DEALER = "dealer"
    AUDITOR = "auditor"
    ADMIN = "admin"


KEY_ROLES: Final = (Role.BUREAU, Role.OFFICE, Role.DEALER)
"""Systems act for those who deal with vehicles; auditors and administrators are people."""


class NameTaken(Exception):
    """There is an account of that name."""


class UnitMissing(Exception):
    """A bureau's account or key belongs to one reporting unit."""


class UnitOutOfPlace(Exception):
    """Only a bureau belongs to a reporting unit."""


class PasswordUnfit(Exception):
    """A password has 12 to 1,024 characters (NIST SP 800-63B: length, no rules of composition)."""


def add_user(
    session: Session, name: str, *, role: Role, unit: str | None, password: str | None, now: datetime
) -> tuple[AppUser, str]:
    """Make a person's account and return it with its password, generated where none is given.

    Raises NameTaken, UnitMissing, UnitOutOfPlace, UnitUnknown, PasswordUnfit.
    """
    chosen = password if password is not None else secrets.token_urlsafe(15)
    if not MIN_PASSWORD <= len(chosen) <= MAX_PASSWORD:
        raise PasswordUnfit
    values = {
        "name": name,
        "role": role.value,
        "city_code": _city(role, unit),
        "password_hash": _HASHER.hash(chosen),
        "created_at": now,
    }
    statement = insert(AppUser).values(**values).on_conflict_do_nothing().returning(col(AppUser.id))
    number = session.connection().execute(statement).scalar_one_or_none()
    if number is None:
        raise NameTaken(name)
    return session.get_one(AppUser, number), chosen


def add_key(
    session: Session,
    name: str,
    *,
    role: Role,
    unit: str | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a system's key and return its record with the key itself, which is not kept and never shown again.

    Raises UnitMissing, UnitOutOfPlace, UnitUnknown.
    """
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    record = ApiKey(
        name=name,
        role=role.value,
        city_code=_city(role, unit),
        prefix=key[:SHOWN_OF_KEY],
        key_sha256=_digest(key),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(record)
    session.flush()
    return record, key


def _city(role: Role, unit: str | None) -> int | None:
    if role is Role.BUREAU:
        if unit is None:
            raise UnitMissing
        return int(unit_of(unit).code)
    if unit is not None:
        raise UnitOutOfPlace
    return None


def _digest(key: str) -> str:
    # 256 random bits cannot be guessed, so a fast hash is enough and every request stays cheap.
    return hashlib.sha256(key.encode()).hexdigest()


def find_key(session: Session, key: str, *, now: datetime) -> ApiKey | None:
    """Return the record of a key in force, or None."""
    if not key.startswith(KEY_PREFIX):
        return None
    found = session.exec(select(ApiKey).where(ApiKey.key_sha256 == _digest(key))).first()
    if found is None or found.revoked_at is not None:
        return None
    return None if found.expires_at is not None and found.expires_at <= now else found


def find_user(session: Session, name: str, password: str) -> AppUser | None:
    """Return the account whose name and password these are, or None; a wrong name takes as long as a wrong password."""
    found = session.exec(select(AppUser).where(AppUser.name == name)).first()
    kept = found.password_hash if found is not None else _NOBODY
    try:
        _HASHER.verify(kept, password[:MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    return found if found is not None and found.disabled_at is None else None


_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe(32))
"""A hash that no password fits."""
