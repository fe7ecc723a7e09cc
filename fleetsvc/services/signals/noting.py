"""What the office did about an item of a signal, in its own words."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from fleetsvc.models import SignalItem, SignalNote
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.signals.declared import SignalName


class SignalUnknown(Exception):
    """There is no signal of that name."""


class ItemUnknown(Exception):
    """The signal has no such item, or has it no longer."""


def find_signal(written: str) -> SignalName:
    """Return the signal of a name. Raises SignalUnknown."""
    if written not in tuple(SignalName):
        raise SignalUnknown(written)
    return SignalName(written)


def note(
    session: Session, name: SignalName, subject: str, *, city: int, words: str, by: Actor, now: datetime
) -> None:
    """Note what was done about an item; said again, the last words stand; all are in the log. Raises ItemUnknown."""
    rings = select(SignalItem.subject).where(
        SignalItem.signal == name.value, SignalItem.city_code == city, SignalItem.subject == subject
    )
    if session.exec(rings).first() is None:
        raise ItemUnknown(subject)
    place = {"city_code": city, "signal": name.value, "subject": subject}
    said = {"note": words, "noted_by": by.name or by.kind, "noted_at": now}
    statement = insert(SignalNote).values(**place, **said)
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(place), set_=said))
    record(
        session, by, Act.SIGNAL_NOTED, f"signal/{city}/{name.value}", {"item": subject, "note": words}, now
    )
