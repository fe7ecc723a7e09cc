"""The edition that answers: the one in force, or the one that was at the instant that a caller names."""

from datetime import datetime

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.editions import book_known_at
from rules.rulebook import Rulebook


def book_as_known(known_on: datetime | None) -> Rulebook:
    """Return the edition in force, or the one that was at an instant. Raises NoEditionThen, NoActiveRulebook."""
    if known_on is None:
        return parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        return book_known_at(session, known_on)
