"""Telling people what has happened: a round of each worker, which claims what nobody was told of yet."""

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.services.notices.fan_out import MOST_AT_ONCE, expand


def work_once(database: Database, *, now: Clock) -> bool:
    """Tell all that waits, some of it at a time; return whether there was any."""
    found = 0
    while True:
        with database.transaction(OFFICE) as session:
            told = expand(session, now=now())
        found += told
        if told < MOST_AT_ONCE:
            return bool(found)
