"""Whether the service can do its work: the database answers, its schema fits, a rulebook is in force."""

from sqlalchemy.exc import SQLAlchemyError

from fleetsvc.db import OFFICE, Database
from fleetsvc.migrate import pending_migrations
from fleetsvc.services.rulebooks import NoActiveRulebook, active_book


def readiness(database: Database, owner_url: str) -> dict[str, bool]:
    """Return each condition by name; what could not be looked at counts as false.

    The schema's revision is read under the owner's URL: the service's own role cannot see it.
    """
    checks = {"database": False, "migrations": False, "rulebook": False}
    try:
        current, newest = pending_migrations(owner_url)
        checks["database"], checks["migrations"] = True, current == newest
        with database.transaction(OFFICE) as session:
            active_book(session)
            checks["rulebook"] = True
    except (SQLAlchemyError, NoActiveRulebook):
        pass
    return checks
