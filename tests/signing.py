"""People who sign: each in a session of theirs, as the pages and the API have them do."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import AppUser
from fleetsvc.services.drafts import activations
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.law.signatories import InSession
from fleetsvc.services.people import accounts, passwords, sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from tests.actors import TESTER


def in_session(session: Session, name: str, *, now: datetime) -> InSession:
    """The account of that name, signed in."""
    user = accounts.user_named(session, name)
    token = sessions.begin(session, user, Origin("127.0.0.1", "test"), factor_at=None, now=now)[0]
    begun = sessions.find_any(session, token)
    assert begun is not None
    return InSession(user.number, begun.number)


def two_signatures(session: Session, edition: int, *, now: datetime) -> Signatures:
    """The signatures of two persons of the office under a proposal of a stored edition."""
    for name in ("first", "second"):
        if name not in {user.name for user in accounts.list_users(session)}:
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=now)
    proposal, _ = activations.propose(
        session,
        rulebooks.stored(session, edition),
        by=in_session(session, "first", now=now),
        reason="the law changed",
        now=now,
    )
    return Signatures("first", "second", in_session(session, "second", now=now), proposal)


def account_with(session: Session, name: str, password: str) -> AppUser:
    """The account of that name, which has that password."""
    user = accounts.user_named(session, name)
    assert passwords.fits(user.password_hash, password)
    return user
