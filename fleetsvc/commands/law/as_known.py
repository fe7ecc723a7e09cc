"""The edition that was in force at an instant, from the database."""

from contextlib import closing
from datetime import datetime

from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.services.law.editions import book_known_at
from fleetsvc.settings import read_settings
from rules.rulebook import Rulebook


def book_as_known(instant: datetime) -> Rulebook:
    """Return the rulebook that was in force at an instant. Raises NoEditionThen."""
    with closing(connect(read_settings())) as database, database.transaction(PUBLISHED) as session:
        return book_known_at(session, instant)
