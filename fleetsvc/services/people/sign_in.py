"""Signing in: an attempt is counted first and verified then, so that no number of processes tries oftener than allowed.

Five failures for a name lock it for 15 minutes (GB/T 22239-2019, 8.1.4.1 b; the figures are custom), whether or not
there is an account of that name: nothing tells which names exist. A softer limit holds for each network address
(of IPv6 the network of the subscriber).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, text
from sqlmodel import Session, col, select

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import AppUser, SessionRecord, SignInAttempt, stored_id
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import NOBODY, Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import accounts, passwords, sessions
from fleetsvc.services.people.networks import network_of
from fleetsvc.services.people.sessions import Origin

MOST_FAILURES: Final = 5
MOST_OF_ADDRESS: Final = 50
"""A whole office may share one address; who guesses at many names from one is slowed all the same."""
WINDOW: Final = timedelta(minutes=15)
_KEPT: Final = timedelta(days=1)
_LOCK_CLASS: Final = int(LockNumber.SIGN_IN)
NAME_LENGTH: Final = 200


class Reason(StrEnum):
    """Why an attempt was refused. Told to the audit log, never to the one who tries."""

    NO_ACCOUNT = "no-account"
    DISABLED = "disabled"
    PASSWORD = "password"  # noqa: S105 (a reason)
    CODE = "code"
    LOCKED = "locked"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt under way, counted as failed until it is settled. ``user`` is None where nobody has the name."""

    number: int
    name_sha256: str
    origin: Origin
    user: AppUser | None


@dataclass(frozen=True, slots=True)
class Barred:
    """No attempt is taken before ``until``. Not an exception: the refusal is recorded and committed."""

    until: datetime
    reason: Reason


def begin(session: Session, name: str, origin: Origin, *, now: datetime) -> Attempt | Barred:
    """Count an attempt for a name, or refuse it. Commit this before verifying anything."""
    digest = _digest(name)
    lock = text("SELECT pg_advisory_xact_lock(:class, hashtext(:name))")
    session.connection().execute(lock, {"class": _LOCK_CLASS, "name": digest})
    user = _user_named(session, name)
    barred = _barred_name(session, digest, now=now) or _barred_address(
        session, network_of(origin.address), now=now
    )
    if barred is not None:
        _record_refusal(session, user, barred.reason, origin, now=now)
        return barred
    session.connection().execute(delete(SignInAttempt).where(col(SignInAttempt.tried_at) < now - _KEPT))
    attempt = SignInAttempt(name_sha256=digest, address=network_of(origin.address), tried_at=now)
    session.add(attempt)
    session.flush()
    return Attempt(stored_id(attempt), digest, origin, user)


def _digest(name: str) -> str:
    return hashlib.sha256(name[:NAME_LENGTH].encode("utf-8", "surrogatepass")).hexdigest()


def _user_named(session: Session, name: str) -> AppUser | None:
    if "\0" in name or not name.isprintable():
        return None
    return session.exec(select(AppUser).where(AppUser.name == name[:NAME_LENGTH])).first()


def _times(session: Session, condition: ColumnElement[Any], at_most: int) -> list[datetime]:
    query = select(SignInAttempt.tried_at).where(condition).order_by(col(SignInAttempt.tried_at).desc())
    return list(session.exec(query.limit(at_most)))


def _barred_name(session: Session, digest: str, *, now: datetime) -> Barred | None:
    until = locked_until(_times(session, col(SignInAttempt.name_sha256) == digest, MOST_FAILURES), now=now)
    return None if until is None else Barred(until, Reason.LOCKED)


def _barred_address(session: Session, address: str, *, now: datetime) -> Barred | None:
    times = _times(session, col(SignInAttempt.address) == address, MOST_OF_ADDRESS)
    until = times[-1] + WINDOW if len(times) == MOST_OF_ADDRESS else now
    return Barred(until, Reason.ADDRESS) if until > now else None


def locked_until(latest: list[datetime], *, now: datetime) -> datetime | None:
    """Return until when the latest failures, newest first, lock a name; None where they do not."""
    if len(latest) < MOST_FAILURES or latest[0] - latest[MOST_FAILURES - 1] > WINDOW:
        return None
    until = latest[0] + WINDOW
    return until if until > now else None


def list_locked(session: Session, names: Iterable[str], *, now: datetime) -> dict[str, datetime]:
    """Return those of some names that failures lock, and until when."""
    latest: dict[str, list[datetime]] = defaultdict(list)
    query = select(SignInAttempt.name_sha256, SignInAttempt.tried_at)
    # The latest failure that locks is of the last 15 minutes, the fifth before it of the 15 before that.
    recent = query.where(col(SignInAttempt.tried_at) > now - 2 * WINDOW)
    for digest, at in session.exec(recent.order_by(col(SignInAttempt.tried_at).desc())):
        latest[digest].append(at)
    untils = {name: locked_until(latest[_digest(name)], now=now) for name in names}
    return {name: until for name, until in untils.items() if until is not None}


def is_right(attempt: Attempt, password: str) -> bool:
    """Return whether the password is that of the attempt's account. Takes as long where there is none.

    Needs no transaction: it is 100 ms of computing.
    """
    kept = attempt.user.password_hash if attempt.user is not None else passwords.NOBODYS
    return passwords.fits(kept, password) and attempt.user is not None and attempt.user.disabled_at is None


def refuse(session: Session, attempt: Attempt, reason: Reason, *, now: datetime) -> Barred | None:
    """Let an attempt stand as failed; return until when it locks the name, if it was one too many."""
    if attempt.user is None:
        reason = Reason.NO_ACCOUNT
    elif attempt.user.disabled_at is not None:
        reason = Reason.DISABLED
    _record_refusal(session, attempt.user, reason, attempt.origin, now=now)
    barred = _barred_name(session, attempt.name_sha256, now=now)
    if barred is not None and attempt.user is not None:
        until = barred.until.isoformat(timespec="seconds")
        details = {"until": until, "address": attempt.origin.address, "name": attempt.user.name}
        accounts.note(session, NOBODY, Act.ACCOUNT_LOCKED, attempt.user, details, now=now)
    return barred


def _record_refusal(
    session: Session, user: AppUser | None, reason: Reason, origin: Origin, *, now: datetime
) -> None:
    subject = None if user is None else f"account/{user.id}"
    details = {"reason": reason.value, "address": origin.address}
    if user is not None:
        details["name"] = user.name
    record(session, NOBODY, Act.SIGN_IN_REFUSED, subject, details, now)


def admit(session: Session, attempt: Attempt, *, password: str, now: datetime) -> str:
    """Begin the session of an attempt whose password is right, and return its token.

    Where a second factor is still to be shown, the failures so far keep counting: they count its codes too.
    """
    user = session.get_one(AppUser, attempt.user.id if attempt.user is not None else None)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
        session.add(user)
    token, begun = sessions.begin(session, user, attempt.origin, factor_at=None, now=now)
    if user.totp_confirmed_at is None:
        settle(session, attempt)
        _note_sign_in(session, user, attempt, begun, now=now)
    else:
        take_back(session, attempt)
    return token


def admit_by_code(session: Session, attempt: Attempt, signed_in: sessions.SignedIn, *, now: datetime) -> str:
    """Go on in a new session whose second factor was shown, and return its token."""
    token, begun = sessions.renew(session, signed_in, attempt.origin, factor_at=now, now=now)
    settle(session, attempt)
    _note_sign_in(session, signed_in.user, attempt, begun, now=now)
    return token


def take_back(session: Session, attempt: Attempt) -> None:
    """Have an attempt count neither as right nor as wrong; those before it go on counting."""
    session.connection().execute(delete(SignInAttempt).where(col(SignInAttempt.id) == attempt.number))


def settle(session: Session, attempt: Attempt) -> None:
    """Let an attempt stand as right: the failures before it are forgotten."""
    clear = delete(SignInAttempt).where(col(SignInAttempt.name_sha256) == attempt.name_sha256)
    session.connection().execute(clear)


def unlock(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Forget the failures of an account's name. Where there are none nothing changes."""
    failures = delete(SignInAttempt).where(col(SignInAttempt.name_sha256) == _digest(user.name))
    if session.connection().execute(failures).rowcount:
        accounts.note(session, by, Act.ACCOUNT_UNLOCKED, user, {}, now=now)


def sign_out(session: Session, signed_in: sessions.SignedIn, *, now: datetime) -> None:
    """End a person's session as they ask."""
    sessions.end(session, signed_in.record, sessions.Ending.SIGNED_OUT, now=now)
    actor, subject = actor_of(signed_in.user, signed_in.record), f"session/{signed_in.record.number}"
    record(session, actor, Act.SIGN_OUT, subject, {}, now)


def _note_sign_in(
    session: Session, user: AppUser, attempt: Attempt, begun: SessionRecord, *, now: datetime
) -> None:
    details = {"address": attempt.origin.address, "factors": 1 if user.totp_confirmed_at is None else 2}
    accounts.note(session, actor_of(user, begun), Act.SIGN_IN, user, details, now=now)


def actor_of(user: AppUser, record: SessionRecord) -> Actor:
    """Return a person as the audit log names them, in a session of theirs."""
    unit = str(user.city_code) if user.city_code is not None else None
    return events.by_person(user.number, record.number, name=user.name, role=user.role, unit=unit)
