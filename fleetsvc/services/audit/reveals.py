"""Plates, VINs and owners shown in full to somebody who else sees them masked: entered in the log before they are."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record


def reveal(session: Session, subject: str, details: Mapping[str, Value], *, by: Actor, now: datetime) -> None:
    """Note that somebody is shown a thing in full. Call it last in the transaction that reads it.

    ``subject``: what is shown, such as ``registration/410100/12``; ``details``: by which filter, in which form.
    """
    record(session, by, Act.REVEALED, subject, details, now)
