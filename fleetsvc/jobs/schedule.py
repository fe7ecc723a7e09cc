"""The calendar of recurring work, as a table. Times are those of mainland China (Asia/Shanghai).

A further job is a file beside this one with ``due`` and ``work``, and a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from sqlmodel import Session

from fleetsvc.clock import SHANGHAI
from fleetsvc.jobs import monthly_edition, nightly_ranking
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Cron:
    """When: days of the month, and of the week by name (numbers mean Monday = 0 here, not Sunday), hour, minute."""

    hour: int
    minute: int
    day: str = "*"
    day_of_week: str = "*"

    def trigger(self) -> CronTrigger:
        """Return the scheduler's form of it."""
        return CronTrigger(
            day=self.day,
            day_of_week=self.day_of_week,
            hour=self.hour,
            minute=self.minute,
            timezone=SHANGHAI,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the calendar.

    ``due(session, now)`` names the periods whose work should have been done by now, oldest first;
    ``work(session, period, now)`` does one of them, inside the caller's transaction. A tick that comes up to
    ``grace`` late still runs.
    """

    name: str
    when: Cron
    grace: timedelta
    what: Text
    due: Callable[[Session, datetime], tuple[str, ...]]
    work: Callable[[Session, str, datetime], None]


CALENDAR: tuple[Job, ...] = (
    Job(
        name="nightly-ranking",
        when=Cron(hour=nightly_ranking.HOUR, minute=nightly_ranking.MINUTE),
        grace=timedelta(hours=6),
        what=Text(
            "每日凌晨更新当月、当季、当年的临时排名。",
            "Every night: the provisional rankings of the month, quarter and year under way.",
        ),
        due=nightly_ranking.due,
        work=nightly_ranking.work,
    ),
    Job(
        name="monthly-edition",
        when=Cron(day=str(monthly_edition.DAY), hour=monthly_edition.HOUR, minute=monthly_edition.MINUTE),
        grace=timedelta(hours=12),
        what=Text(
            "每月5日发布上月正式排名；季末、年末后同时发布该季、该年排名。",
            "On the 5th: the final edition of the month before, and of the quarter or year that ended with it.",
        ),
        due=monthly_edition.due,
        work=monthly_edition.work,
    ),
)

MAKE_UP = Cron(hour=3, minute=30)
"""When whatever is still due is tried again, besides at each start of a worker: failures and missed periods."""
