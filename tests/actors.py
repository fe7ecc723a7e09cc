"""Who does things in tests of services, as the audit log names them, and what it holds of it."""

from typing import Final

from sqlmodel import Session

from fleetsvc.models import AuditEvent
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.audit.log import Wanted, all_events

TESTER: Final = Actor("service", name="tester")


def noted(session: Session, *, act: str | None = None, limit: int | None = None) -> list[AuditEvent]:
    """What the audit log holds of an act, or of all, newest first."""
    return list(all_events(session, Wanted(act=act)))[:limit]
