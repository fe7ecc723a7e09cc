"""Counting the decisions that stand, of the units whose register was changed: a round of each worker."""

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.services.law import standing_counts


def work_once(database: Database, *, now: Clock) -> bool:
    """Count anew what was marked; return whether there was any, and nobody else who counts."""
    with database.transaction(OFFICE) as session:
        return bool(standing_counts.keep(session, now=now()))
