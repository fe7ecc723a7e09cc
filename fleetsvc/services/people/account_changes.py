"""Changing who an account is for: its name, role and unit. Who acted under the old ones stays on record as they did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from psycopg import errors
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from fleetsvc.models import AppUser
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people.accounts import NameTaken, Role
from fleetsvc.services.people.sessions import Ending

_OF_KEYS: Final = "api_key"


class NameSigned(Exception):
    """The account has signed under its name, which stays as it is."""


class KeysHeld(Exception):
    """The account has keys of its own, in force or not, which carry its role and unit."""


def change(
    session: Session, user: AppUser, *, name: str, role: Role, unit: str | None, by: Actor, now: datetime
) -> bool:
    """Give an account another name, role or unit; return whether anything changed.

    Another role or unit ends its sessions. Raises NameTaken, NameSigned, KeysHeld, and as ``accounts.city_of``.
    """
    wanted = {"name": name, "role": role.value, "city_code": accounts.city_of(role, unit)}
    changed = {field: value for field, value in wanted.items() if getattr(user, field) != value}
    if not changed:
        return False
    details: dict[str, Value] = {}
    for field, value in changed.items():
        details |= {field: value, f"{field}_before": getattr(user, field)}
    if role is not Role.OFFICE:
        user.awaits_office = False
    _store(session, user, changed)
    if "role" in changed:
        accounts.hold(session, user, by=by)
        user.must_change_password |= user.awaits_office
    if changed.keys() - {"name"}:
        sessions.end_all(session, user.number, Ending.REVOKED, now=now)
    accounts.note(session, by, Act.ACCOUNT_CHANGED, user, details, now=now)
    return True


def _store(session: Session, user: AppUser, changed: Mapping[str, object]) -> None:
    try:
        with session.begin_nested():
            for field, value in changed.items():
                setattr(user, field, value)
            session.add(user)
    except IntegrityError as problem:
        if isinstance(problem.orig, errors.UniqueViolation):
            raise NameTaken(changed["name"]) from None
        if isinstance(problem.orig, errors.ForeignKeyViolation):
            raise (KeysHeld if problem.orig.diag.table_name == _OF_KEYS else NameSigned) from None
        raise
