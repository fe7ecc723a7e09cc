"""How a person looks among their receipts: by a part of the number, and by the days on which they were issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fleetsvc.clock import over_at, start_of
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.callers import Person
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.requirements import find_day
from fleetsvc.services.people.own_keys import list_own
from fleetsvc.services.receipts.issuing import holder_of
from fleetsvc.services.receipts.lists import Wanted
from fleetsvc.services.receipts.numbers import find_number

_LONGEST: Final = 20
_LAST_YEAR: Final = 9998
"""A later day bounds nothing, and its next one may not exist."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed, the fields that mean nothing, and what is wanted. ``whole``: a whole number, as it is stored."""

    typed: Mapping[str, str]
    faults: tuple[str, ...]
    wanted: Wanted
    whole: str | None

    @property
    def told(self) -> dict[str, str]:
        """What the address of a further page says of it."""
        return {name: text for name, text in self.typed.items() if text}


def read_search(arguments: Mapping[str, str]) -> Search:
    """Return what an address asks for; the last day is included, and a day that is none is left out and told."""
    typed = {name: arguments.get(name, "").strip()[:_LONGEST] for name in ("number", "from", "to")}
    first, last = find_day(typed["from"]), find_day(typed["to"])
    faults = tuple(name for name, day in (("from", first), ("to", last)) if typed[name] and day is None)
    wanted = Wanted(
        typed["number"],
        from_at=None if first is None else start_of(first),
        until_at=None if last is None or last.year > _LAST_YEAR else over_at(last),
    )
    return Search(typed, faults, wanted, find_number(typed["number"]))


def holders_beside(person: Person) -> list[str]:
    """Return for whom a person's receipts are kept: the account, and the keys that it holds."""
    with parts().database.transaction(OFFICE) as session:
        keys = list_own(session, person.account)
    return [holder_of(person.actor), *(f"key/{key.id}" for key in keys)]
