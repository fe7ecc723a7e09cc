"""The calendar of recurring work, as a table: what ``fleetsvc.services.operations.timetable`` plans, with what does it.

A further job is a file beside this one with ``due`` and ``work``, a row there, and a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from fleetsvc.database.transactions import Database
from fleetsvc.jobs import (
    daily_release,
    monthly_edition,
    nightly_cases,
    nightly_erasing,
    nightly_notices,
    nightly_ranking,
    nightly_replay,
    nightly_seals,
    nightly_signals,
    scheduled_backup,
)
from fleetsvc.services.operations.cron import Cron
from fleetsvc.services.operations.timetable import (
    DAILY_RELEASE,
    MAKE_UP,
    MONTHLY_EDITION,
    NIGHTLY_CASES,
    NIGHTLY_ERASING,
    NIGHTLY_NOTICES,
    NIGHTLY_RANKING,
    NIGHTLY_REPLAY,
    NIGHTLY_SEALS,
    NIGHTLY_SIGNALS,
    SCHEDULED_BACKUP,
    Planned,
)
from rules.wording import Text

__all__ = ["CALENDAR", "MAKE_UP", "Cron", "Job"]

Due = Callable[[Session, datetime], tuple[str, ...]]
Work = Callable[[Session, str, datetime], int | None]
Again = Callable[[Session, datetime], tuple[str, int | None]]
Ahead = Callable[[Database, Callable[[], datetime]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the calendar.

    ``due(session, now)`` names the periods whose work should have been done by now, oldest first;
    ``work(session, period, now)`` does one of them, inside the caller's transaction, and may return how many editions
    that stored. ``again(session, now)``, where work that is done may be done anew, does so and names the period, with
    how many editions that stored where it stores any. ``ahead(database, clock)``, of a job that writes much, does most
    of it before ``work``, in transactions of its own that end soon, so that it can be repeated from anywhere. A tick
    that comes up to ``grace`` late still runs.
    """

    name: str
    when: Cron
    grace: timedelta
    what: Text
    due: Due
    work: Work
    again: Again | None = None
    ahead: Ahead | None = None


def _job(
    planned: Planned, due: Due, work: Work, again: Again | None = None, *, ahead: Ahead | None = None
) -> Job:
    return Job(planned.name, planned.when, planned.grace, planned.what, due, work, again, ahead)


CALENDAR: tuple[Job, ...] = (
    _job(
        NIGHTLY_CASES, nightly_cases.due, nightly_cases.work, nightly_cases.again, ahead=nightly_cases.ahead
    ),
    _job(NIGHTLY_RANKING, nightly_ranking.due, nightly_ranking.work, nightly_ranking.again),
    _job(MONTHLY_EDITION, monthly_edition.due, monthly_edition.work),
    _job(DAILY_RELEASE, daily_release.due, daily_release.work),
    _job(NIGHTLY_SEALS, nightly_seals.due, nightly_seals.work, nightly_seals.again),
    _job(NIGHTLY_REPLAY, nightly_replay.due, nightly_replay.work, nightly_replay.again),
    _job(NIGHTLY_SIGNALS, nightly_signals.due, nightly_signals.work, nightly_signals.again),
    _job(NIGHTLY_NOTICES, nightly_notices.due, nightly_notices.work),
    _job(NIGHTLY_ERASING, nightly_erasing.due, nightly_erasing.work, nightly_erasing.again),
    _job(
        SCHEDULED_BACKUP,
        scheduled_backup.due,
        scheduled_backup.work,
        scheduled_backup.again,
        ahead=scheduled_backup.ahead,
    ),
)
