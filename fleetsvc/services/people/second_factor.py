"""The second factor: codes that change every 30 seconds (TOTP, RFC 6238), from any authenticator application."""

import hmac
from datetime import datetime
from functools import partial
from typing import Final

import pyotp
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AppUser, RoleRule
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import accounts, recovery_codes
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sealing import Sealed, find_opened, seal_anew, sealed

_LOG: Final = structlog.get_logger("fleetsvc.services.people.second_factor")

ISSUER: Final = "fleetsvc"
STEP_SECONDS: Final = 30
_DRIFT: Final = (0, -1, 1)
"""Clocks may differ by one step either way (RFC 6238, 5.2)."""


class CodeWrong(Exception):
    """The code is not that of this moment, or it was used already."""


class SealedElsewhere(Exception):
    """The secret was sealed by another key of the house: no code can be right, and none is wrong."""


def prepare(session: Session, user: AppUser, *, key: str) -> str:
    """Return a new secret to enter into an application; it is in force once it is confirmed.

    ``key``: the secret key of the house, here and below: it seals what is stored.
    """
    secret = pyotp.random_base32()
    user.totp_secret, user.totp_confirmed_at, user.totp_last_step = _sealed(user, secret, key), None, None
    session.add(user)
    session.flush()
    return secret


def _secret_of(user: AppUser, key: str) -> str | None:
    kept = user.totp_secret
    secret = None if kept is None else find_opened(kept, key=key, whose=_whose(user))
    if kept is not None and secret is None:
        _LOG.error("second factor sealed by another key", account=user.number)
        raise SealedElsewhere
    return secret


def _sealed(user: AppUser, secret: str, key: str) -> str:
    return sealed(secret, key=key, whose=_whose(user))


def _whose(user: AppUser) -> str:
    return f"totp/{user.number}"


def seal_all(session: Session, *, key: str, former: str | None) -> Sealed:
    """Seal all secrets by the present key: those that stand in clear, and those that a ``former`` key sealed."""
    having = select(AppUser).where(col(AppUser.totp_secret).is_not(None)).order_by(col(AppUser.id))
    users = session.exec(having.with_for_update()).all()
    kept = ((user.totp_secret or "", _whose(user), partial(setattr, user, "totp_secret")) for user in users)
    found = seal_anew(kept, key=key, former=former)
    session.flush()
    return found


def address_of(secret: str, name: str) -> str:
    """Return the ``otpauth:`` address that applications read."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=ISSUER)


def passes(session: Session, user: AppUser, code: str, *, key: str, now: datetime) -> bool:
    """Return whether a code is right at this moment and new; it is then used up. Raises SealedElsewhere."""
    secret = _secret_of(user, key)
    if secret is None:
        return False
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(secret, interval=STEP_SECONDS)
    given = "".join(code.split()).encode("utf-8", "replace")
    for step in (present + drift for drift in _DRIFT):
        if hmac.compare_digest(generator.at(step * STEP_SECONDS).encode(), given):
            return _use_up(session, user, step)
    return False


def _use_up(session: Session, user: AppUser, step: int) -> bool:
    locked = select(AppUser).where(AppUser.id == user.id).with_for_update()
    fresh = session.exec(locked.execution_options(populate_existing=True)).one()
    if fresh.totp_last_step is not None and step <= fresh.totp_last_step:
        return False
    fresh.totp_last_step = step
    session.add(fresh)
    session.flush()
    return True


def is_shown(session: Session, user: AppUser, given: str, *, key: str, by: Actor, now: datetime) -> bool:
    """Return whether a person shows their factor: by a code of this moment, or one for a lost telephone.

    Either is then used up. Raises SealedElsewhere.
    """
    if recovery_codes.is_one(given):
        return recovery_codes.use(session, user, given, by=by, now=now)
    return passes(session, user, given, key=key, now=now)


def confirm(session: Session, user: AppUser, code: str, *, key: str, by: Actor, now: datetime) -> None:
    """Put the prepared secret in force by its first code. Raises CodeWrong, SealedElsewhere."""
    if not passes(session, user, code, key=key, now=now):
        raise CodeWrong
    user.totp_confirmed_at = now
    session.add(user)
    session.flush()
    accounts.note(session, by, Act.FACTOR_ENROLLED, user, {}, now=now)


def give_up(session: Session, user: AppUser, code: str, *, key: str, by: Actor, now: datetime) -> None:
    """Take one's own second factor away by a last code. Raises CodeWrong, SealedElsewhere."""
    if not is_shown(session, user, code, key=key, by=by, now=now):
        raise CodeWrong
    drop(session, user, by=by, now=now)


def drop(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Take a person's second factor away, for a lost telephone. Where none is in force nothing changes."""
    if user.totp_confirmed_at is None:
        return
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    accounts.hold(session, user, by=by)
    recovery_codes.forget(session, user.number)
    accounts.note(session, by, Act.FACTOR_DROPPED, user, {}, now=now)


def require(session: Session, role: Role, *, by: Actor, now: datetime) -> None:
    """Demand a second factor of everyone of a role from now on."""
    _set(session, role, second_factor=True, by=by, now=now)


def relax(session: Session, role: Role, *, by: Actor, now: datetime) -> None:
    """Leave the second factor to everyone of a role."""
    _set(session, role, second_factor=False, by=by, now=now)


def _set(session: Session, role: Role, *, second_factor: bool, by: Actor, now: datetime) -> None:
    if is_required(session, role) is second_factor:
        return
    statement = insert(RoleRule).values(role=role.value, second_factor=second_factor)
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["role"], set_={"second_factor": second_factor})
    )
    act = Act.FACTOR_REQUIRED if second_factor else Act.FACTOR_RELAXED
    record(session, by, act, f"role/{role.value}", {}, now)


def is_required(session: Session, role: Role) -> bool:
    """Return whether everyone of a role needs a second factor."""
    query = select(RoleRule.role).where(RoleRule.role == role, col(RoleRule.second_factor).is_(True))
    return session.exec(query).first() is not None
