"""Make a database ready for work: its schema, and a rulebook in force."""

from contextlib import closing
from datetime import datetime

from fleetsvc.books import book_mapping
from fleetsvc.database.connect import connect, owner_url
from fleetsvc.database.migrate import migrate
from fleetsvc.database.schema import pending_migrations
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.law.enactment import ensure_shipped
from fleetsvc.settings import Settings


def set_up(settings: Settings, *, now: datetime) -> str | None:
    """Apply what migrations are pending, make the shipped rulebook known; return the schema's revision.

    The shipped rulebook comes into force only where none of its name is. Where nothing is pending, no right to
    change the schema is needed. Raises DatabaseAbsent, SchemaNewer, EmbeddedUnavailable.
    """
    url = owner_url(settings)
    current, newest = pending_migrations(url)
    if current != newest:
        migrate(url)
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        ensure_shipped(session, book_mapping(), now=now)
    return newest
