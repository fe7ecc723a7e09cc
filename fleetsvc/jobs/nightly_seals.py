"""Every night: verify the seals of all stored ranking editions. One that does not hold makes the job fail.

So it stands as failed where job runs are shown and counted, and is tried again until the data are put right. Each
broken edition is named in the log; ``fleetsvc editions verify`` lists them at any time.
"""

from datetime import datetime

import structlog
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.services.operations.timetable import NIGHTLY_SEALS
from fleetsvc.services.rankings import seals

_log = structlog.get_logger()


class SealsBroken(Exception):
    """At least one stored ranking edition is not what was published."""


def due(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the day of the last night, unless there is no edition yet."""
    if not seals.is_any_stored(session):
        return ()
    return (NIGHTLY_SEALS.when.last_day(now).isoformat(),)


def work(session: Session, _day: str, _now: datetime) -> None:
    """Verify all editions as they stand. Raises SealsBroken, after each broken one is in the log."""
    broken = seals.verify(session).broken
    for one in broken:
        _log.error("ranking edition broken", edition=one.name, fault=one.fault.value)
    if broken:
        raise SealsBroken(len(broken))


def again(session: Session, now: datetime) -> tuple[str, None]:
    """Verify once more, whatever the last night found; return the day. Raises SealsBroken."""
    today = day_of(now).isoformat()
    work(session, today, now)
    return today, None
