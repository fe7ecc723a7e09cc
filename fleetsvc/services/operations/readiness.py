"""Whether the service can do its work: the database answers, its schema fits, a rulebook is in force."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from fleetsvc.database.schema import newest_revision, revision_of
from fleetsvc.database.transactions import OFFICE, Database, Patience, limits
from fleetsvc.models import ReplayRun
from fleetsvc.services.law import replay
from fleetsvc.services.law.rulebooks import NoActiveRulebook, active_book
from fleetsvc.services.operations.clock_alarms import ClockAlarm, clock_alarms
from fleetsvc.services.uploads import failing
from fleetsvc.services.uploads.failing import Tally

PATIENCE: Final = Patience(statement_seconds=5, lock_seconds=5)
"""Whoever asks whether the service is ready gives up before long: a question that hangs is an answer too."""


def readiness(database: Database) -> dict[str, bool]:
    """Return each condition by name; what could not be looked at, or not soon, counts as false."""
    checks = {"database": False, "migrations": False, "rulebook": False}
    try:
        with database.engine.connect() as connection:
            checks["database"] = True
            connection.exec_driver_sql("; ".join(limits(PATIENCE)))
            checks["migrations"] = revision_of(connection) == newest_revision()
        with replace(database, patience=PATIENCE).transaction(OFFICE) as session:
            active_book(session)
            checks["rulebook"] = True
    except (SQLAlchemyError, NoActiveRulebook):
        pass
    return checks


def failing_tally(database: Database) -> Tally | None:
    """Return how many uploads keep failing; None where that cannot be looked at."""
    try:
        with replace(database, patience=PATIENCE).transaction(OFFICE) as session:
            return failing.tally(session)
    except SQLAlchemyError:
        return None


def latest_replay(database: Database) -> ReplayRun | None:
    """Return what the latest replay of all decisions found; None without one, or where it cannot be looked at."""
    try:
        with replace(database, patience=PATIENCE).transaction(OFFICE) as session:
            return replay.last_run(session)
    except SQLAlchemyError:
        return None


def clock_faults(database: Database, *, now: datetime) -> list[ClockAlarm] | None:
    """Return what speaks against the clock; None where that cannot be looked at."""
    try:
        with replace(database, patience=PATIENCE).transaction(OFFICE) as session:
            return clock_alarms(session, now=now)
    except SQLAlchemyError:
        return None
