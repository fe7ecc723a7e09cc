"""People who sign: each in a session of theirs, as the pages and the API have them do."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import AppUser
from fleetsvc.services.law.signatories import InSession
from fleetsvc.services.people import accounts, passwords, sessions
from fleetsvc.services.people.sessions import Origin


def in_session(session: Session, name: str, *, now: datetime) -> InSession:
    """The account of that name, signed in."""
    user = accounts.user_named(session, name)
    token = sessions.begin(session, user, Origin("127.0.0.1", "test"), factor_at=None, now=now)[0]
    begun = sessions.find_any(session, token)
    assert begun is not None
    return InSession(user.number, begun.number)


def account_with(session: Session, name: str, password: str) -> AppUser:
    """The account of that name, which has that password."""
    user = accounts.user_named(session, name)
    assert passwords.fits(user.password_hash, password)
    return user
