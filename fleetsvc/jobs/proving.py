"""Proving the editions that wait for it, one after another, beside the reading.

Whoever proposes an edition before it was proved makes the proof then: this makes that wait rare.
"""

from fleetsvc.database.alone import is_alone
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.services.drafts import proofs


def work_once(database: Database, *, now: Clock) -> bool:
    """Prove the newest edition that has no proof, if no other worker does; return whether one was proved."""
    with database.transaction(OFFICE) as session:
        if not is_alone(session, LockNumber.PROOFS):
            return False
        edition = proofs.find_unproved(session)
        if edition is None:
            return False
        proofs.make_proof(session, edition, now=now())
    return True
