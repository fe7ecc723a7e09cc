"""Accounts of people: made here, changed here; passwords are kept only as hashes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, AppUser, SessionId
from fleetsvc.models.session import PasswordUsed
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import passwords, sessions
from fleetsvc.services.people.passwords import MODERN, PasswordUnfit, Policy
from fleetsvc.services.people.sessions import Ending
from rules.units import unit as unit_of
from rules.wording import Text


class Role(StrEnum):
    """Who may do what: see design of users and scope. A bureau sees its own unit only.

    An operator belongs to no unit: which vehicles it sees follows from what units have confirmed (``fleets``).
    """

    BUREAU = "bureau"
    OFFICE = "office"
    DEALER = "dealer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OPERATOR = "operator"


ROLE_NAMES: Final[dict[Role, Text]] = {
    Role.BUREAU: Text("市级交通部门", "city bureau"),
    Role.OFFICE: Text("省级主管部门", "provincial office"),
    Role.DEALER: Text("经销商", "dealer"),
    Role.AUDITOR: Text("审计员", "auditor"),
    Role.ADMIN: Text("管理员", "administrator"),
    Role.OPERATOR: Text("车队", "fleet operator"),
}
"""As people call them, on pages and in sheets of accounts."""


class NameTaken(Exception):
    """There is an account of that name."""


class UnitMissing(Exception):
    """A bureau's account or key belongs to one reporting unit."""


class UnitOutOfPlace(Exception):
    """Only a bureau belongs to a reporting unit."""


class AccountUnknown(Exception):
    """There is no account of that name."""


def add_user(
    session: Session,
    name: str,
    *,
    role: Role,
    unit: str | None,
    password: str | None,
    by: Actor,
    now: datetime,
    policy: Policy = MODERN,
) -> tuple[AppUser, str]:
    """Make a person's account and return it with its password, generated where none is given.

    Raises NameTaken, UnitMissing, UnitOutOfPlace, UnitUnknown, PasswordUnfit.
    """
    values = {
        "name": name,
        "role": role.value,
        "city_code": city_of(role, unit),
        "password_hash": passwords.hashed(chosen := _chosen(password, name, policy)),
        "password_set_at": now,
        "created_at": now,
    }
    statement = insert(AppUser).values(**values).on_conflict_do_nothing().returning(col(AppUser.id))
    number = session.connection().execute(statement).scalar_one_or_none()
    if number is None:
        raise NameTaken(name)
    added = session.get_one(AppUser, number)
    hold(session, added, by=by)
    note(session, by, Act.ACCOUNT_ADDED, added, {"role": role.value, "unit": unit}, now=now)
    return added, chosen


def note(
    session: Session, by: Actor, act: Act, user: AppUser, details: Mapping[str, Value], *, now: datetime
) -> None:
    """Enter in the audit log what was done to an account."""
    record(session, by, act, f"account/{user.number}", details, now)


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
    by: Actor,
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
    note(session, by, Act.PASSWORD_CHANGED, user, {}, now=now)


def reset_password(
    session: Session, user: AppUser, *, password: str | None, policy: Policy, by: Actor, now: datetime
) -> str:
    """Give an account another password, generated where none is given, to be changed at the next sign-in.

    Returns it. Ends the account's sessions. Raises PasswordUnfit.
    """
    chosen = _chosen(password, user.name, policy)
    _set_password(session, user, chosen, policy=policy, now=now)
    user.must_change_password = True
    hold(session, user, by=by)
    _end_sessions(session, user, Ending.PASSWORD_CHANGED, now=now, but=None)
    note(session, by, Act.PASSWORD_RESET, user, {}, now=now)
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


def disable(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Close an account, at once: its sessions end. One that is closed stays as it is."""
    if user.disabled_at is not None:
        return
    user.disabled_at = now
    session.add(user)
    _end_sessions(session, user, Ending.REVOKED, now=now, but=None)
    note(session, by, Act.ACCOUNT_DISABLED, user, {}, now=now)


def enable(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Open a closed account again. One that is open stays as it is."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    hold(session, user, by=by)
    note(session, by, Act.ACCOUNT_ENABLED, user, {}, now=now)


def hold(session: Session, user: AppUser, *, by: Actor) -> None:
    """Have an account of the office that another person opened wait until somebody of the office lets it in.

    It sees all units: no administrator makes or takes over one alone. What is done at the host waits for nobody.
    """
    if user.role == Role.OFFICE and by.kind == "user" and by.number != user.number:
        user.awaits_office = True
    session.add(user)
    session.flush()


def city_of(role: Role, unit: str | None) -> int | None:
    """Return the unit's code as rows carry it. Raises UnitMissing, UnitOutOfPlace, UnitUnknown."""
    if role is Role.BUREAU:
        if unit is None:
            raise UnitMissing
        return int(unit_of(unit).code)
    if unit is not None:
        raise UnitOutOfPlace
    return None
