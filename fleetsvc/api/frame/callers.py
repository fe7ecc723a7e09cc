"""Who may use a group of API routes: systems by their key or, where none is given, people who are signed in."""

from fleetsvc.edge.callers import Caller, KeyRefused, Person, StandingUnclear, current_caller, is_forged
from fleetsvc.edge.entry import Entry, EntryRefused, Refusal, admits
from fleetsvc.services.people.accounts import Role

__all__ = [
    "Caller",
    "KeyMissing",
    "KeyNotAdmitted",
    "KeyRefused",
    "PersonNeeded",
    "RevealNeeded",
    "SessionForged",
    "StandingUnclear",
    "UnitNotYours",
    "admit",
    "asked_unit",
    "caller",
    "known_caller",
    "person",
]


class KeyMissing(Exception):
    """The route asks for a key and none was given."""


class KeyNotAdmitted(EntryRefused):
    """The caller's role may not use the route."""

    why = Refusal.ROLE


class UnitNotYours(Exception):
    """The caller names a unit that is not its own."""


class PersonNeeded(Exception):
    """The route is for people who are signed in: no key stands for one person."""


class RevealNeeded(Exception):
    """What is asked for cannot be masked, and the caller did not ask to see it in full."""


class SessionForged(EntryRefused):
    """A session's cookie came without the token that shows that one of our own pages sends it."""

    why = Refusal.FORGED


def admit(entry: Entry) -> Caller | None:
    """Find out who calls and let them in; None where nobody is known.

    Raises KeyRefused, KeyMissing, KeyNotAdmitted, SessionForged, StandingUnclear.
    """
    found = current_caller()
    if entry is Entry.ANYONE:
        return found
    if found is None:
        raise KeyMissing
    if not admits(entry, found.role):
        raise KeyNotAdmitted
    if is_forged():
        raise SessionForged
    return found


def caller() -> Caller | None:
    """Return who calls; None where neither a key nor a session is known, or where the session may be forged."""
    return None if is_forged() else current_caller()


def known_caller() -> Caller:
    """Return who calls a route that lets nobody in unknown. Raises KeyMissing."""
    found = caller()
    if found is None:
        raise KeyMissing
    return found


def asked_unit(asker: Caller, named: str | None) -> str | None:
    """Return the unit that a caller asks about: the one named, else its own; None, for all, is the office's alone.

    Raises UnitNotYours.
    """
    unit = named or (None if asker.role is Role.OFFICE else asker.unit)
    if unit is not None and not asker.acts_for(unit):
        raise UnitNotYours
    return unit


def person() -> Person:
    """Return the person who is signed in. Raises KeyMissing, PersonNeeded."""
    found = known_caller()
    if not isinstance(found, Person):
        raise PersonNeeded
    return found
