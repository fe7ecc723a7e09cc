"""When recurring work is done: its names, times and meaning, which the worker acts on and the pages show.

Times are those of mainland China (Asia/Shanghai). What each job does is in ``fleetsvc/jobs/``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import SHANGHAI, day_of
from fleetsvc.models import JobRun
from fleetsvc.services.common.working_days import Calendar, first_worked
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.operations.cron import Cron
from rules.periods import Period, PeriodKind, period_of
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of the timetable. A tick that comes up to ``grace`` late still runs.

    ``by_hand``: what happens when a person asks for it; ``says``: when it is due, where the tick does not say it.
    """

    name: str
    when: Cron
    grace: timedelta
    what: Text
    by_hand: Text
    says: Text | None = None

    @property
    def times(self) -> Text:
        """When it is due, in words."""
        return self.says or self.when.says


NIGHTLY_CASES: Final = Planned(
    name="nightly-cases",
    when=Cron(hour=0, minute=45),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨为不符合、待说明、无法判断的车辆立事项并通知报送单位；逾期未说明的、批准到期的按期处理。",
        "Every night: cases of vehicles that fall short are opened and their units told; times to answer and approvals"
        " that have run out end.",
    ),
    by_hand=Text(
        "按目前的数据再办一次；已立、已通知的不重复。",
        "Done once more from the data as they stand; nothing is opened or told twice.",
    ),
)
NIGHTLY_RANKING: Final = Planned(
    name="nightly-ranking",
    when=Cron(hour=1, minute=30),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨更新当月、当季、当年的临时排名。",
        "Every night: the provisional rankings of the month, quarter and year under way.",
    ),
    by_hand=Text(
        "按目前的数据再算一次；没有变化的不出新的一次，已正式发布的不动。",
        "Computed again from the data as they stand; only what has changed gets a further revision, and what is"
        " published stays.",
    ),
)
EDITION_DAY: Final = 5
"""The day of the month on which the edition of the month before is shown, or the first working day after it."""
MONTHLY_EDITION: Final = Planned(
    name="monthly-edition",
    when=Cron(day=f"{EDITION_DAY}-15", hour=2, minute=30),  # no holidays are longer; else it is made up
    grace=timedelta(hours=12),
    what=Text(
        "每月5日（遇周末、节假日顺延到下一个工作日）向各单位预览上月排名；季末、年末后同时预览该季、该年排名。",
        "On the 5th, or the first working day after it: the preview of the month before, and of the quarter or year"
        " that ended with it.",
    ),
    by_hand=Text(
        "补出已到期而还没有预览的各期；都已预览或发布的，什么也不做。要改已发布的，由省级人员在该期页面“更正”。",
        "Shows what is due and missing; where all is shown or published nothing is done. The office corrects a"
        " published edition on its own page.",
    ),
    says=Text(
        f"每月 {EDITION_DAY} 日（遇休息日顺延）02:30",
        f"on day {EDITION_DAY} of the month or the next working day, 02:30",
    ),
)
DAILY_RELEASE: Final = Planned(
    name="daily-release",
    when=Cron(hour=2, minute=45),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨更新预览中的排名；预览满规定的工作日后正式发布（FLEETSVC_RELEASE_AFTER_WORKING_DAYS）。",
        "Every night: previews are brought up to date, and released once they were shown for the working days that"
        " FLEETSVC_RELEASE_AFTER_WORKING_DAYS names.",
    ),
    by_hand=Text(
        "一天只做一次；省级人员可在该期页面随时发布。",
        "Done once a day; the office releases on the edition's page.",
    ),
)
NIGHTLY_SEALS: Final = Planned(
    name="nightly-seals",
    when=Cron(hour=3, minute=0),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨核验全部排名通报的校验码；失败即有通报被改动，请运行 fleetsvc editions verify。",
        "Every night: the seals of all ranking editions. Failed means that one was changed: run fleetsvc editions"
        " verify.",
    ),
    by_hand=Text("现在再核验一次；不改动任何通报。", "Verified once more, now; no edition is changed."),
)
NIGHTLY_REPLAY: Final = Planned(
    name="nightly-replay",
    when=Cron(hour=3, minute=15),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨按存储的事实重新判定全部结论，记下有几条不一致；不一致的请运行 fleetsvc replay --all。",
        "Every night: all stored verdicts judged again from stored facts. Where some differ, run fleetsvc replay"
        " --all.",
    ),
    by_hand=Text(
        "现在再重新判定一次；不改动任何结论。", "Judged again once more, now; no verdict is changed."
    ),
)
NIGHTLY_SIGNALS: Final = Planned(
    name="nightly-signals",
    when=Cron(hour=3, minute=20),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨重新查找全部线索（号牌重复、车辆不见了等），供省级人员核实。",
        "Every night: all signals looked for anew (one plate on several vehicles, vanished vehicles and others), for"
        " the office to look into.",
    ),
    by_hand=Text("现在再查找一次；已记下的处理不变。", "Looked for once more, now; what was noted stays."),
)
NIGHTLY_NOTICES: Final = Planned(
    name="nightly-notices",
    when=Cron(hour=3, minute=25),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨提醒 5 个工作日后到期的事项、30 天内到期的批准；删除早已读过的消息（FLEETSVC_NOTICE_DAYS）。",
        "Every night: people are reminded of cases due in 5 working days and of approvals that expire within 30 days;"
        " notices read long ago are erased (FLEETSVC_NOTICE_DAYS).",
    ),
    by_hand=Text(
        "每天只提醒一次；补办漏掉的各天。", "Done once for each day; days that were missed are made up."
    ),
)
NIGHTLY_ERASING: Final = Planned(
    name="nightly-erasing",
    when=Cron(hour=3, minute=28),
    grace=timedelta(hours=6),
    what=Text(
        "每日凌晨删除期满的登录会话（FLEETSVC_SESSION_DAYS）、没有提交的表单、请求编号和失败的登录记录。",
        "Every night: sessions that ended long ago (FLEETSVC_SESSION_DAYS), unfinished forms, names of requests and"
        " failed sign-ins are erased.",
    ),
    by_hand=Text("现在再清理一次。", "Done once more, now."),
)
BACKUP_MINUTE: Final = 10
SCHEDULED_BACKUP: Final = Planned(
    name="scheduled-backup",
    when=Cron(hour=0, minute=BACKUP_MINUTE, every_hour=True),
    grace=timedelta(hours=1),
    what=Text(
        "按设定的时刻备份全部数据、读回核对，并清除过多、过旧的备份（FLEETSVC_BACKUP_DIR，每天 FLEETSVC_BACKUP_HOURS 时）。",
        "At the hours set everything is written to a file and read again; what is too much or too old goes"
        " (FLEETSVC_BACKUP_DIR, FLEETSVC_BACKUP_HOURS).",
    ),
    by_hand=Text(
        "现在就备份一次；须已设置 FLEETSVC_BACKUP_DIR。", "One is made now, where FLEETSVC_BACKUP_DIR is set."
    ),
)
TIMETABLE: Final = (
    NIGHTLY_CASES,
    NIGHTLY_RANKING,
    MONTHLY_EDITION,
    DAILY_RELEASE,
    NIGHTLY_SEALS,
    NIGHTLY_REPLAY,
    NIGHTLY_SIGNALS,
    NIGHTLY_NOTICES,
    NIGHTLY_ERASING,
    SCHEDULED_BACKUP,
)
"""All recurring work, in the order of the clock, and last what has hours of the operator's own."""

MAKE_UP: Final = Cron(hour=3, minute=30)
"""When whatever is still due is tried again, besides at each start of a worker: failures and missed periods."""


def publication(period: Period, *, calendar: Calendar) -> datetime:
    """Return the instant from which a period's edition is due: nothing is due on a day off."""
    day, when = (
        first_worked(period.until_day.replace(day=EDITION_DAY), calendar=calendar),
        MONTHLY_EDITION.when,
    )
    return datetime.combine(day, time(when.hour, when.minute), tzinfo=SHANGHAI)


def next_edition(session: Session, *, now: datetime) -> tuple[Period, datetime]:
    """Return the month whose edition is due next, and from when, by the calendar of days off."""
    calendar, month = calendar_of(session), period_of(day_of(now), PeriodKind.MONTH).previous
    following = month.following
    at = publication(month, calendar=calendar)
    return (month, at) if at > now else (following, publication(following, calendar=calendar))


def latest_runs(session: Session, *, names: Sequence[str], each: int = 5) -> dict[str, list[JobRun]]:
    """Return the latest runs of each job, newest first, at most so many; needs the office's scope."""
    return {
        name: list(
            session.exec(
                select(JobRun)
                .where(JobRun.job == name)
                .order_by(col(JobRun.started_at).desc(), col(JobRun.period).desc())
                .limit(each)
            )
        )
        for name in names
    }
