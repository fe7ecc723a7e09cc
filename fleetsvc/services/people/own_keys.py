"""The keys that a person keeps for systems of their own: few, for a year at most, of their own role and unit.

Dealers and bureaus keep such keys: what these open is no more than what their holder sees. A key of the office opens
the vehicles of all units; an administrator makes it, for one system, and can name it in the list of all keys.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, ApiKey, AppUser, KeyId
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people import keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KeyUnknown, end_of

HOLDING_ROLES: Final = frozenset({Role.DEALER, Role.BUREAU})
MOST_KEYS: Final = 5
"""A key for each system, and one more while another is being replaced."""
SOON: Final = timedelta(days=30)
"""So long before its end a key is said to end soon."""


class KeyState(StrEnum):
    """What a key is good for now."""

    ACTIVE = "active"
    ENDING = "ending"
    EXPIRED = "expired"
    REVOKED = "revoked"


class TooManyKeys(Exception):
    """The person holds as many keys in force as one may."""


class NoKeysOfOwn(Exception):
    """The account's role keeps no keys of its own."""


def list_own(session: Session, holder: AccountId) -> list[ApiKey]:
    """Return all keys that a person ever made, the latest first."""
    query = select(ApiKey).where(ApiKey.holder_id == holder).order_by(col(ApiKey.id).desc())
    return list(session.exec(query))


def add_own(
    session: Session,
    holder: AccountId,
    name: str,
    *,
    until: date,
    longest: timedelta,
    by: Actor,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Make a key of its holder's role and unit that works to the end of a day (Asia/Shanghai).

    Returns its record and the key itself, which is not kept. Raises NoKeysOfOwn, TooManyKeys, KeyTooLong.
    """
    # Locked, so that two requests at once do not make one key too many.
    user = session.exec(select(AppUser).where(AppUser.id == holder).with_for_update(key_share=True)).one()
    if Role(user.role) not in HOLDING_ROLES:
        raise NoKeysOfOwn(user.role)
    if count_in_force(session, holder, now=now) >= MOST_KEYS:
        raise TooManyKeys
    unit = None if user.city_code is None else str(user.city_code)
    return keys.add_key(
        session,
        name,
        role=Role(user.role),
        unit=unit,
        by=by,
        now=now,
        expires_at=end_of(until, longest=longest, now=now),
        holder=holder,
    )


def own_key(session: Session, holder: AccountId, number: KeyId) -> ApiKey:
    """Return a key that a person holds. Raises KeyUnknown, for anybody else's too."""
    found = session.get(ApiKey, number)
    if found is None or found.holder_id != holder:
        raise KeyUnknown(number)
    return found


def revoke_own(session: Session, holder: AccountId, number: KeyId, *, by: Actor, now: datetime) -> ApiKey:
    """Put a key that a person holds out of force for ever. Raises KeyUnknown."""
    own_key(session, holder, number)
    return keys.revoke_key(session, number, by=by, now=now)


def count_in_force(session: Session, holder: AccountId, *, now: datetime) -> int:
    """Return how many keys of a person open anything."""
    return sum(is_in_force(key, now=now) for key in list_own(session, holder))


def revoke_all(session: Session, holder: AccountId, *, by: Actor, now: datetime) -> int:
    """Put all keys of a person out of force, as when the password may be known to others; return how many."""
    found = [key for key in list_own(session, holder) if is_in_force(key, now=now)]
    for key in found:
        keys.revoke_key(session, key.number, by=by, now=now)
    return len(found)


def is_in_force(key: ApiKey, *, now: datetime) -> bool:
    """Return whether a key opens anything, as far as the key itself is concerned."""
    return state_of(key, now=now) in (KeyState.ACTIVE, KeyState.ENDING)


def state_of(key: ApiKey, *, now: datetime) -> KeyState:
    """Return what a key is good for now."""
    if key.revoked_at is not None:
        return KeyState.REVOKED
    if key.expires_at is None or key.expires_at > now + SOON:
        return KeyState.ACTIVE
    return KeyState.ENDING if key.expires_at > now else KeyState.EXPIRED
