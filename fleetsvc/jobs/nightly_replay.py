"""Every night: judge all stored decisions again from stored facts, and keep how many differ.

A decision that differs is named in the log. What was found stays on record, where ``doctor``, ``/readyz`` and
``/metrics`` raise the alarm; ``fleetsvc replay --all`` lists them at any time. A unit whose kept counts are not those
of its decisions is named in the log too, and counted anew.
"""

from datetime import datetime

import structlog
from sqlmodel import Session, select

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import DecisionRecord
from fleetsvc.services.law import replay, standing_counts
from fleetsvc.services.operations.timetable import NIGHTLY_REPLAY

_log = structlog.get_logger()


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless nothing has been decided yet."""
    if session.exec(select(DecisionRecord.id).limit(1)).first() is None:
        return ()
    return (NIGHTLY_REPLAY.when.last_day(now).isoformat(),)


def work(session: Session, _day: str, now: datetime) -> None:
    """Replay all decisions as they stand, and keep what was found."""
    found = replay.replay_all(session)
    replay.record_run(session, found, now=now)
    for one in found.named:
        _log.error("decision differs", unit=one.unit, decision=one.decision, why=one.why.value)
    wrong = standing_counts.differing(session)
    for unit in wrong:
        _log.error("kept counts differ", unit=unit)
    standing_counts.mark(raw_connection(session), map(int, wrong))


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Replay once more; return the day."""
    today = day_of(now).isoformat()
    work(session, today, now)
    return today, None
