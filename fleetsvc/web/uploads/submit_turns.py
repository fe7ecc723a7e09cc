"""Whose turn a delivery is where two persons submit."""

from fleetsvc.edge.callers import Person
from fleetsvc.models import Json
from fleetsvc.services.people.accounts import Role


def hand_of(document: Json, person: Person) -> str:
    """Return whose turn an upload is where two persons submit, as a word; empty where one person suffices."""
    asked = document["two_persons"]
    if asked is None:
        return ""
    if person.role is not Role.BUREAU:
        return "office"
    if asked["prepared_by"] is None:
        return "first"
    return "own" if asked["prepared_by"] == person.name else "second"
