"""Accounts of people and keys of systems: made here, checked here, kept only as hashes."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, ApiKey, AppUser, KeyId, SessionId
from fleetsvc.models.session import PasswordUsed
from fleetsvc.services.people import passwords, sessions
from fleetsvc.services.people.passwords import MODERN, PasswordUnfit, Policy
from fleetsvc.services.people.sessions import Ending
from rules.units import unit as unit_of

KEY_PREFIX: Final = "fsk_"
SHOWN_OF_KEY: Final = 12
"""So many characters of a key are kept readable, so that a person recognises it in a list."""
USED_EVERY: Final = timedelta(minutes=1)
"""A key's last use is written this often."""


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


class AccountUnknown(Exception):
    """There is no account of that name."""


class KeyUnknown(Exception):
    """There is no key of that number."""


def add_user(
    session: Session,
    name: str,
    *,
    role: Role,
    unit: str | None,
    password: str | None,
    now: datetime,
    policy: Policy = MODERN,
) -> tuple[AppUser, str]:
    """Make a person's account and return it with its password, generated where none is given.

    Raises NameTaken, UnitMissing, UnitOutOfPlace, UnitUnknown, PasswordUnfit.
    """
    values = {
        "name": name,
        "role": role.value,
        "city_code": _city(role, unit),
        "password_hash": passwords.hashed(chosen := _chosen(password, name, policy)),
        "password_set_at": now,
        "created_at": now,
    }
    statement = insert(AppUser).values(**values).on_conflict_do_nothing().returning(col(AppUser.id))
    number = session.connection().execute(statement).scalar_one_or_none()
    if number is None:
        raise NameTaken(name)
    return session.get_one(AppUser, number), chosen


def _chosen(password: str | None, name: str, policy: Policy) -> str:
    if password is None:
        return passwords.generated()
    faults = passwords.faults_of(password, policy=policy, about=(name,))
    if faults:
        raise PasswordUnfit(faults, policy)
    return password


def user(session: Session, number: AccountId | None) -> AppUser:
    """Return an account by its number. Raises AccountUnknown."""
    found = session.get(AppUser, number) if number is not None else None
    if found is None:
        raise AccountUnknown(number)
    return found


def user_named(session: Session, name: str) -> AppUser:
    """Return an account by its name. Raises AccountUnknown."""
    found = session.exec(select(AppUser).where(AppUser.name == name)).first()
    if found is None:
        raise AccountUnknown(name)
    return found


def list_users(session: Session) -> list[AppUser]:
    """Return all accounts by name."""
    return list(session.exec(select(AppUser).order_by(col(AppUser.name))))


def change_password(
    session: Session,
    user: AppUser,
    password: str,
    *,
    policy: Policy,
    now: datetime,
    kept_session: SessionId | None = None,
) -> None:
    """Replace a person's password by one of their choice, and end their sessions but ``kept_session``.

    Raises PasswordUnfit; also for the present one and the last ones, as many as the policy says.
    """
    used = (user.password_hash, *_used(session, user, policy))
    faults = passwords.faults_of(password, policy=policy, about=(user.name,), used=used)
    if faults:
        raise PasswordUnfit(faults, policy)
    _set_password(session, user, password, policy=policy, now=now)
    user.must_change_password = False
    _end_sessions(session, user, Ending.PASSWORD_CHANGED, now=now, but=kept_session)


def reset_password(
    session: Session, user: AppUser, *, password: str | None, policy: Policy, now: datetime
) -> str:
    """Give an account another password, generated where none is given, to be changed at the next sign-in.

    Returns it. Ends the account's sessions. Raises PasswordUnfit.
    """
    chosen = _chosen(password, user.name, policy)
    _set_password(session, user, chosen, policy=policy, now=now)
    user.must_change_password = True
    _end_sessions(session, user, Ending.PASSWORD_CHANGED, now=now, but=None)
    return chosen


def _used(session: Session, user: AppUser, policy: Policy) -> list[str]:
    query = select(PasswordUsed.password_hash).where(PasswordUsed.user_id == user.id)
    # The present password is one of those that count.
    return list(session.exec(query.order_by(col(PasswordUsed.id).desc()).limit(max(policy.history - 1, 0))))


def _set_password(session: Session, user: AppUser, password: str, *, policy: Policy, now: datetime) -> None:
    session.add(PasswordUsed(user_id=user.number, password_hash=user.password_hash, replaced_at=now))
    user.password_hash, user.password_set_at = passwords.hashed(password), now
    session.add(user)
    session.flush()
    kept = (
        select(PasswordUsed.id)
        .where(PasswordUsed.user_id == user.id)
        .order_by(col(PasswordUsed.id).desc())
        .limit(policy.history)
    )
    old = delete(PasswordUsed).where(col(PasswordUsed.user_id) == user.id, col(PasswordUsed.id).not_in(kept))
    session.connection().execute(old)


def _end_sessions(
    session: Session, user: AppUser, ending: Ending, *, now: datetime, but: SessionId | None
) -> None:
    session.flush()
    sessions.end_all(session, user.number, ending, now=now, but=but)


def disable(session: Session, user: AppUser, *, now: datetime) -> None:
    """Close an account, at once: its sessions end."""
    user.disabled_at = now
    session.add(user)
    _end_sessions(session, user, Ending.REVOKED, now=now, but=None)


def enable(session: Session, user: AppUser) -> None:
    """Open a closed account again."""
    user.disabled_at = None
    session.add(user)
    session.flush()


def add_key(
    session: Session,
    name: str,
    *,
    role: Role,
    unit: str | None,
    now: datetime,
    expires_at: datetime | None = None,
    holder: AccountId | None = None,
) -> tuple[ApiKey, str]:
    """Make a system's key and return its record with the key itself, which is not kept and never shown again.

    ``holder``: the number of the account that holds it, None where it is a system's alone. Raises UnitMissing,
    UnitOutOfPlace, UnitUnknown.
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
        holder_id=holder,
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
    """Return the record of a key in force, or None; a key is in force no longer than its holder's account."""
    if not key.startswith(KEY_PREFIX):
        return None
    query = (
        select(ApiKey)
        .outerjoin(AppUser, col(AppUser.id) == col(ApiKey.holder_id))
        .where(
            ApiKey.key_sha256 == _digest(key),
            col(ApiKey.revoked_at).is_(None),
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


def revoke_key(session: Session, number: KeyId, *, now: datetime) -> ApiKey:
    """Put a key out of force for ever and return its record. Raises KeyUnknown."""
    found = session.get(ApiKey, number)
    if found is None:
        raise KeyUnknown(number)
    found.revoked_at = found.revoked_at or now
    session.add(found)
    session.flush()
    return found


def find_user(session: Session, name: str, password: str) -> AppUser | None:
    """Return the account whose name and password these are, or None; a wrong name takes as long as a wrong password."""
    found = session.exec(select(AppUser).where(AppUser.name == name)).first()
    kept = found.password_hash if found is not None else passwords.NOBODYS
    right = passwords.fits(kept, password)
    return found if right and found is not None and found.disabled_at is None else None
