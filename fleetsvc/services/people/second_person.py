"""That two persons of a unit submit: whether it is asked of one, and who is a person of the unit at all."""

from sqlmodel import Session

from fleetsvc.models import TwoPersonsRule
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people.accounts import Role


class SecondPersonNeeded(Exception):
    """Another person of the unit has to submit; ``prepared_by`` is who prepared it, empty where a system asks."""

    def __init__(self, prepared_by: str) -> None:
        super().__init__(prepared_by)
        self.prepared_by = prepared_by


def is_asked(session: Session, *, city: int) -> bool:
    """Return whether two persons of a unit submit."""
    return session.get(TwoPersonsRule, city, populate_existing=True) is not None


def is_of_unit(by: Actor) -> bool:
    """Return whether somebody is a person of a unit who is signed in: no key, no command, nobody of the office."""
    return by.kind == "user" and by.role == Role.BUREAU


def require_second(session: Session, *, city: int, by: Actor) -> None:
    """Pass where one person suffices, or one of the unit's submits what another one prepared.

    Whatever a unit hands in asks this where it is done, so that no route leads around it. Raises SecondPersonNeeded.
    """
    if not is_asked(session, city=city):
        return
    first = by.prepared
    if not is_of_unit(by) or first is None or first.number == by.number:
        raise SecondPersonNeeded(first.name if first is not None else "")
