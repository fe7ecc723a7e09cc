"""Who does things in tests of services, as the audit log names them, and what it holds of it."""

from typing import Final

from sqlmodel import Session

from fleetsvc.models import AuditEvent
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.audit.log import Wanted, all_events
from fleetsvc.settings import read_settings

SETTINGS: Final = read_settings(
    {
        "FLEETSVC_DATABASE_URL": "postgresql://nowhere",
        "FLEETSVC_SECRET_KEY": "of no worth " * 3,
        "FLEETSVC_MAX_UPLOADS_WAITING": "0",
        "FLEETSVC_MAX_UPLOADS_PER_DAY": "0",
    }
)
"""Those of a service that takes any number of files; tests give the database themselves."""
TESTER: Final = Actor("service", name="tester")


def noted(session: Session, *, act: str | None = None, limit: int | None = None) -> list[AuditEvent]:
    """What the audit log holds of an act, or of all, newest first."""
    return list(all_events(session, Wanted(act=act)))[:limit]
