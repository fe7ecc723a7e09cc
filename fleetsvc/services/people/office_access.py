"""Who comes into the office: what an administrator opened waits until somebody of the office says that it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from fleetsvc.models import ApiKey, AppUser
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import accounts, keys
from fleetsvc.services.people.accounts import AccountUnknown
from fleetsvc.services.people.keys import KeyUnknown


class PasswordNotChosen(Exception):
    """The account still has a password that somebody else has seen: whoever lets it in might let that one in."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accounts and keys that wait to be let in, oldest first; the closed and revoked wait for nothing."""

    accounts: Sequence[AppUser]
    keys: Sequence[ApiKey]


def waiting(session: Session) -> Waiting:
    """Return what waits for the word of the office."""
    people = select(AppUser).where(col(AppUser.awaits_office), col(AppUser.disabled_at).is_(None))
    systems = select(ApiKey).where(col(ApiKey.awaits_office), col(ApiKey.revoked_at).is_(None))
    return Waiting(
        session.exec(people.order_by(col(AppUser.id))).all(),
        session.exec(systems.order_by(col(ApiKey.id))).all(),
    )


def admit_account(session: Session, number: int, *, by: Actor, now: datetime) -> AppUser:
    """Let an account in. Raises AccountUnknown where none of that number waits, PasswordNotChosen.

    At the host it may be let in before its person has chosen a password.
    """
    user = _account(session, number)
    if user.must_change_password and by.kind == "user":
        raise PasswordNotChosen
    user.awaits_office = False
    session.add(user)
    session.flush()
    accounts.note(session, by, Act.OFFICE_ADMITTED, user, {"name": user.name}, now=now)
    return user


def refuse_account(session: Session, number: int, *, by: Actor, now: datetime) -> AppUser:
    """Close an account that is none of the office's. Raises AccountUnknown where none of that number waits."""
    user = _account(session, number)
    accounts.disable(session, user, by=by, now=now)
    accounts.note(session, by, Act.OFFICE_REFUSED, user, {"name": user.name}, now=now)
    return user


def admit_key(session: Session, number: int, *, by: Actor, now: datetime) -> ApiKey:
    """Let a key in. Raises KeyUnknown where none of that number waits."""
    key = _key(session, number)
    key.awaits_office = False
    session.add(key)
    session.flush()
    record(session, by, Act.OFFICE_ADMITTED, f"key/{key.number}", {"name": key.name}, now)
    return key


def refuse_key(session: Session, number: int, *, by: Actor, now: datetime) -> ApiKey:
    """Revoke a key that is none of the office's. Raises KeyUnknown where none of that number waits."""
    key = _key(session, number)
    keys.revoke_key(session, key.number, by=by, now=now)
    record(session, by, Act.OFFICE_REFUSED, f"key/{key.number}", {"name": key.name}, now)
    return key


def _account(session: Session, number: int) -> AppUser:
    found = next((one for one in waiting(session).accounts if one.number == number), None)
    if found is None:
        raise AccountUnknown(number)
    return found


def _key(session: Session, number: int) -> ApiKey:
    found = next((one for one in waiting(session).keys if one.number == number), None)
    if found is None:
        raise KeyUnknown(number)
    return found
