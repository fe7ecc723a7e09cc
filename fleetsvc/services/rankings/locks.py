"""Having a period, or all verdicts, to oneself until the transaction ends. The verdicts come first, then a period."""

from datetime import datetime
from typing import Final

from psycopg.errors import LockNotAvailable
from sqlalchemy import func
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from fleetsvc.services.law import rejudging
from rules.periods import Period

WAITS_SECONDS: Final = 3
"""So long a publication waits for those who store. Behind it all wait who would store next, clerks among them."""


class VerdictsBeingStored(Exception):
    """A large file is being stored, or everything judged anew: a publication has to be asked for again."""


def wait_for(session: Session, period: Period) -> None:
    """Wait until nobody else revises the period or acts on an objection to it, and keep everybody from it.

    The lock ends with the transaction, so it also holds behind a transaction-mode pooler. Until then no other
    rulebook edition comes into force either: the edition that is cited is the one whose verdicts are counted.
    """
    rejudging.hold_edition(session)
    session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(f"ranking {period.key}", 0)))).all()


def hold_verdicts(session: Session, *, now: datetime) -> datetime:
    """Have all verdicts to oneself; return ``now``, or the instant of the last that was stored while one waited.

    Of what is stored at about the time of a publication all is counted by it, or told beside it: never a vehicle in
    neither. Call it before ``wait_for``: two who have that, and then ask for this, wait for each other.
    Raises VerdictsBeingStored.
    """
    connection = session.connection()
    patience = connection.exec_driver_sql("SELECT current_setting('lock_timeout')").scalar_one()
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAITS_SECONDS}s'")
    try:
        with session.begin_nested():
            rejudging.hold_verdicts(session)
    except OperationalError as problem:
        if isinstance(problem.orig, LockNotAvailable):
            raise VerdictsBeingStored from problem
        raise
    finally:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}'")
    return rejudging.instant_of_all(session, now=now)
