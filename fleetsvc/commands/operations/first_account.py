"""What ``serve`` tells an operator once it answers, while nobody can sign in."""

from contextlib import closing

from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people.first_account import HOW_TO_MAKE, is_missing
from fleetsvc.settings import Settings
from rules.wording import Text


def first_step(settings: Settings) -> Text | None:
    """Return how the first account is made; None where there is one. Raises as ``connect`` does."""
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        return HOW_TO_MAKE if is_missing(session) else None
