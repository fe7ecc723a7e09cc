"""What opens the vehicles of all units is told to the whole office: an account or a key of it that somebody was given.

An administrator alone can make one; so those whose name it acts in are told at once, and can ask who it is for.
"""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.models import ApiKey, AppUser
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.people.accounts import Role


def tell_opened(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Tell the office of an account of its own that was made, or enabled again."""
    _tell(session, user.role, Event.OFFICE_ACCOUNT_ADDED, f"account/{user.number}", user.name, by=by, now=now)


def tell_reset(session: Session, user: AppUser, *, by: Actor, now: datetime) -> None:
    """Tell the office of an account of its own that was given another password, or lost its second factor."""
    _tell(session, user.role, Event.OFFICE_ACCOUNT_RESET, f"account/{user.number}", user.name, by=by, now=now)


def tell_of_key(session: Session, key: ApiKey, *, by: Actor, now: datetime) -> None:
    """Tell the office of a key that was made; of its own role only."""
    _tell(session, key.role, Event.OFFICE_KEY_ADDED, f"key/{key.number}", key.name, by=by, now=now)


def _tell(
    session: Session, role: str, event: Event, subject: str, name: str, *, by: Actor, now: datetime
) -> None:
    if role == Role.OFFICE:
        details = {"name": name, "by": by.name or by.kind}
        tell(session, event, subject, mark=rfc3339(now), details=details, now=now)
