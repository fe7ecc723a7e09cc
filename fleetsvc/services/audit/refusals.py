"""Requests refused because of who sent them, in the audit log: a key that opens nothing, a door of another role."""

from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record


def note_refusal(
    session: Session, why: str, *, by: Actor, route: str, address: str, shown: str | None, now: datetime
) -> None:
    """Note a refused request.

    ``why``: the word for the reason, or ``many``: further ones are not noted for a while;
    ``route``: its pattern; ``shown``: the readable beginning of a key that opens
    nothing.
    """
    details: dict[str, Value] = {"reason": why, "route": route, "address": address}
    if shown is not None:
        details["key"] = shown
    record(session, by, Act.ACCESS_REFUSED, None, details, now)
