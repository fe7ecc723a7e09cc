"""A round of each worker: look whether the service is well, keep what was found, and tell administrators.

Each host is looked at by its own workers; what concerns the database is looked at by one of them at a time.
"""

import socket

from fleetsvc.database.alone import is_alone
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.services.health.alarms import tell_alarms
from fleetsvc.services.health.database_checks import quick_checks
from fleetsvc.services.health.machine_checks import machine_checks
from fleetsvc.services.operations.findings import OF_THE_DATABASE, keep
from fleetsvc.settings import read_settings, secret_key


def work_once(database: Database, *, now: Clock) -> bool:
    """Look once; return whether this worker did, or another is just looking."""
    settings, at = read_settings(), now()
    secret = secret_key(settings) if settings.has_secret_key else None
    with database.transaction(OFFICE) as session, database.engine.connect() as connection:
        if not is_alone(session, LockNumber.HEALTH):
            return False
        keep(session, machine_checks(settings), host=socket.gethostname(), now=at)
        # By a connection that has entered no scope, as the doctor's; what it enters ends with it.
        found = list(quick_checks(connection, secret=secret, backups=settings.backups, now=at))
        keep(session, found, host=OF_THE_DATABASE, now=at)
        tell_alarms(session, told_from=settings.outward.alarms_from, now=at)
    return True
