"""People's sessions: a random token in a cookie, its hash in the database, ended by time, by hand or by a sign-out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, func, true, update
from sqlmodel import Session, and_, col, or_, select

from fleetsvc.models import AccountId, AppUser, Notice, RoleRule, SessionId, SessionRecord
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import passwords
from fleetsvc.services.people.passwords import Policy

IDLE: Final = timedelta(minutes=30)
"""GB/T 22239-2019, 8.1.4.1 b: idle connections end; 15 to 30 minutes by custom."""
ABSOLUTE: Final = timedelta(hours=8)
SEEN_EVERY: Final = timedelta(minutes=1)
ABSENCE: Final = IDLE
"""Whoever was away for so long visits anew. A session lasts as long unused, so that visits are told by sessions."""
_MOST_WALKED: Final = 200
"""Sessions of one person among which the visit before is looked for."""
"""A sign of life is written this often; an idle session may so end a minute early, never late."""
AGENT_LENGTH: Final = 200
MOST_LISTED: Final = 500
MOST_UNREAD: Final = 100
"""So far unread notices are counted: each page asks."""
_UNREAD_NOTICES: Final = (
    select(col(Notice.occurrence_id))
    .where(col(Notice.account_id) == col(AppUser.id), col(Notice.read_at).is_(None))
    .limit(MOST_UNREAD)
    .correlate(AppUser)
    .subquery()
)
_UNREAD: Final = select(func.count()).select_from(_UNREAD_NOTICES).scalar_subquery()


class Ending(StrEnum):
    """Why a session was ended before its time."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    RENEWED = "renewed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a reason)


class Step(StrEnum):
    """What a person must still do before anything else is open to them, in this order."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 (a step)
    OFFICE = "office"
    ENROL = "enrol"


class SessionUnknown(Exception):
    """There is no live session of that number, or it is not this person's."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a session is used from: the network address and what the browser says it is."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session with its account; ``step`` is None where nothing is left to do.

    ``unread``: how many notices its person has not read, ``MOST_UNREAD`` at most.
    """

    record: SessionRecord
    user: AppUser
    step: Step | None
    unread: int


def begin(
    session: Session, user: AppUser, origin: Origin, *, factor_at: datetime | None, now: datetime
) -> tuple[str, SessionRecord]:
    """Begin a session and return its token (256 random bits, of which only the hash is kept) and its record."""
    token = secrets.token_urlsafe(32)
    record = SessionRecord(
        user_id=user.number,
        token_sha256=_digest(token),
        started_at=now,
        seen_at=now,
        factor_at=factor_at,
        address=origin.address,
        agent=origin.agent[:AGENT_LENGTH].replace("\0", ""),
    )
    session.add(record)
    session.flush()
    return token, record


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def find(session: Session, token: str, *, policy: Policy, now: datetime) -> SignedIn | None:
    """Return the live session of a token, seen now; None where it ended, ran out, or its account is disabled."""
    query = (
        select(SessionRecord, AppUser, RoleRule, _UNREAD)
        .join(
            AppUser, and_(col(AppUser.id) == col(SessionRecord.user_id), col(AppUser.disabled_at).is_(None))
        )
        .outerjoin(RoleRule, col(RoleRule.role) == col(AppUser.role))
        .where(SessionRecord.token_sha256 == _digest(token), *_live(now))
    )
    found = session.exec(query).first()
    if found is None:
        return None
    record, user = found[0], found[1]
    rule: RoleRule | None = found[2]  # an outer join
    if now - record.seen_at >= SEEN_EVERY:
        record.seen_at = now
        session.add(record)
        session.flush()
    required = rule is not None and rule.second_factor
    step = _step(record, user, policy=policy, required=required, now=now)
    return SignedIn(record, user, step, found[3])


def find_any(session: Session, token: str) -> SessionRecord | None:
    """Return the session that a token was given for, though it may be over; None for no token of ours."""
    return session.exec(select(SessionRecord).where(SessionRecord.token_sha256 == _digest(token))).first()


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SessionRecord.ended_at).is_(None),
        col(SessionRecord.seen_at) > now - IDLE,
        col(SessionRecord.started_at) > now - ABSOLUTE,
    )


def _step(
    record: SessionRecord, user: AppUser, *, policy: Policy, required: bool, now: datetime
) -> Step | None:
    if user.totp_confirmed_at is not None and record.factor_at is None:
        return Step.CODE
    # Before it is let in: a password that an administrator has seen is none then.
    if user.must_change_password or passwords.is_expired(user.password_set_at, policy=policy, now=now):
        return Step.PASSWORD
    if user.awaits_office:
        return Step.OFFICE
    return Step.ENROL if required and user.totp_confirmed_at is None else None


def previous_visit(session: Session, user_id: AccountId, number: SessionId) -> datetime | None:
    """Return when a person was last seen before the visit to which a session of theirs belongs; None at the first one.

    Sessions less than ``ABSENCE`` apart are one visit, also those of several browsers at once.
    """
    query = (
        select(col(SessionRecord.id), col(SessionRecord.started_at), col(SessionRecord.seen_at))
        .where(SessionRecord.user_id == user_id)
        .order_by(col(SessionRecord.seen_at).desc(), col(SessionRecord.id).desc())
        .limit(_MOST_WALKED)
    )
    walked = session.exec(query).all()
    begun = next((started for one, started, _ in walked if one == number), None)
    for _, started, seen in walked if begun is not None else ():
        if begun is not None and seen <= begun - ABSENCE:
            return seen
        begun = min(begun or started, started)
    return None


def end(session: Session, record: SessionRecord, ending: Ending, *, now: datetime) -> None:
    """End a session at once."""
    record.ended_at, record.ending = now, ending.value
    session.add(record)
    session.flush()


def renew(
    session: Session, signed_in: SignedIn, origin: Origin, *, factor_at: datetime | None, now: datetime
) -> tuple[str, SessionRecord]:
    """End a session and begin another for the same person: whoever rises gets a new token. Returns it and the other."""
    end(session, signed_in.record, Ending.RENEWED, now=now)
    return begin(session, signed_in.user, origin, factor_at=factor_at, now=now)


def end_all(
    session: Session, user_id: AccountId, ending: Ending, *, now: datetime, but: SessionId | None = None
) -> int:
    """End all live sessions of a person but one; return how many were ended."""
    statement = update(SessionRecord).where(
        col(SessionRecord.user_id) == user_id,
        col(SessionRecord.ended_at).is_(None),
        col(SessionRecord.id).is_distinct_from(but),
    )
    ended = session.connection().execute(statement.values(ended_at=now, ending=ending.value))
    return int(ended.rowcount)


def last_sign_ins(session: Session) -> dict[AccountId, datetime]:
    """Return when each person last came in; one whose second factor was not shown did not. Needs the office's scope."""
    is_in = or_(
        col(SessionRecord.factor_at).is_not(None),
        col(AppUser.totp_confirmed_at).is_(None),
        col(SessionRecord.started_at) < col(AppUser.totp_confirmed_at),
    )
    query = (
        select(col(SessionRecord.user_id), func.max(SessionRecord.started_at))
        .join(AppUser, col(AppUser.id) == col(SessionRecord.user_id))
        .where(is_in)
        .group_by(col(SessionRecord.user_id))
    )
    return {AccountId(account): at for account, at in session.exec(query)}


def list_own(session: Session, user_id: AccountId, *, now: datetime) -> list[tuple[SessionRecord, AppUser]]:
    """Return the live sessions of one person, the latest first."""
    return _found_live(session, col(SessionRecord.user_id) == user_id, now=now)


def list_everybodys(session: Session, *, now: datetime) -> list[tuple[SessionRecord, AppUser]]:
    """Return everybody's live sessions, the latest first, ``MOST_LISTED`` at most."""
    return _found_live(session, true(), now=now)


def _found_live(
    session: Session, whose: ColumnElement[bool], *, now: datetime
) -> list[tuple[SessionRecord, AppUser]]:
    query = (
        select(SessionRecord, AppUser)
        .join(AppUser, col(AppUser.id) == col(SessionRecord.user_id))
        .where(whose, *_live(now))
        .order_by(col(SessionRecord.seen_at).desc(), col(SessionRecord.id).desc())
        .limit(MOST_LISTED)
    )
    return [(record, user) for record, user in session.exec(query)]


def revoke_own(session: Session, user_id: AccountId, number: SessionId, *, by: Actor, now: datetime) -> None:
    """End a session of one person. Raises SessionUnknown, for anybody else's too."""
    _revoke(session, number, col(SessionRecord.user_id) == user_id, by=by, now=now)


def revoke_anybodys(session: Session, number: SessionId, *, by: Actor, now: datetime) -> None:
    """End a session, whosever it is. Raises SessionUnknown."""
    _revoke(session, number, true(), by=by, now=now)


def _revoke(
    session: Session, number: SessionId, whose: ColumnElement[bool], *, by: Actor, now: datetime
) -> None:
    query = select(SessionRecord).where(
        SessionRecord.id == number, col(SessionRecord.ended_at).is_(None), whose
    )
    found = session.exec(query).first()
    if found is None:
        raise SessionUnknown(number)
    end(session, found, Ending.REVOKED, now=now)
    details = {"account": found.user_id}
    record(session, by, Act.SESSION_REVOKED, f"session/{found.number}", details, now)
