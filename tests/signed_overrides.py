"""Overrides that two persons of the office have signed, through the services."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.overrides import Override, propose_override
from fleetsvc.services.cases.signing import sign
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.signing import in_session

FIRST, SECOND = Actor("session", name="first"), Actor("session", name="second")


def proposed_override(session: Session, said: Override, *, now: datetime) -> int:
    """Have one person propose it; the number of the proposal."""
    for by in (FIRST, SECOND):
        if by.name not in {user.name for user in accounts.list_users(session)}:
            accounts.add_user(
                session, by.name or "", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=now
            )
    by_first = in_session(session, "first", now=now)
    return stored_id(propose_override(session, said, by=FIRST, signatory=by_first, now=now))


def signed_override(session: Session, said: Override, *, now: datetime) -> int:
    """Have one person propose it and another sign; the number of its case."""
    number = proposed_override(session, said, now=now)
    by_second = in_session(session, "second", now=now)
    (case,) = sign(session, number, by=SECOND, signatory=by_second, now=now)[1].done
    return stored_id(case)
