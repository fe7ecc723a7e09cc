"""Times of recurring work, as the scheduler takes them and as people read them (Asia/Shanghai)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from apscheduler.triggers.cron import CronTrigger

from fleetsvc.clock import SHANGHAI, day_of
from rules.wording import Text

_WEEKDAYS: Final = {
    "mon": Text("周一", "Monday"),
    "tue": Text("周二", "Tuesday"),
    "wed": Text("周三", "Wednesday"),
    "thu": Text("周四", "Thursday"),
    "fri": Text("周五", "Friday"),
    "sat": Text("周六", "Saturday"),
    "sun": Text("周日", "Sunday"),
}


@dataclass(frozen=True, slots=True)
class Cron:
    """When: days of the month, and of the week by name (numbers mean Monday = 0 here, not Sunday), hour, minute.

    ``every_hour``: at that minute of each hour.
    """

    hour: int
    minute: int
    day: str = "*"
    day_of_week: str = "*"
    every_hour: bool = False

    def trigger(self) -> CronTrigger:
        """Return the scheduler's form of it."""
        return CronTrigger(
            day=self.day,
            day_of_week=self.day_of_week,
            hour="*" if self.every_hour else self.hour,
            minute=self.minute,
            timezone=SHANGHAI,
        )

    def after(self, now: datetime) -> datetime:
        """Return the next time after an instant."""
        found: datetime = self.trigger().get_next_fire_time(None, now)
        return found

    def last_day(self, now: datetime) -> date:
        """Return the last day on which it was time, of what is done every day."""
        return day_of(now - timedelta(hours=self.hour, minutes=self.minute))

    @property
    def says(self) -> Text:
        """When that is, in words.

        >>> Cron(hour=2, minute=5).says.zh, Cron(hour=2, minute=30, day="5").says.zh
        ('每天 02:05', '每月 5 日 02:30')
        >>> Cron(hour=8, minute=0, day_of_week="mon").says.zh, Cron(hour=0, minute=10, every_hour=True).says.en
        ('每周一 08:00', 'every hour at minute 10')
        """
        if self.every_hour:
            return Text("每小时的第 {minute} 分", "every hour at minute {minute}").fill(minute=self.minute)
        at = f"{self.hour:02}:{self.minute:02}"
        if self.day != "*":
            return Text("每月 {day} 日 {at}", "on day {day} of the month, {at}").fill(day=self.day, at=at)
        if self.day_of_week != "*":
            day = _WEEKDAYS[self.day_of_week]
            return Text(f"每{day.zh} {at}", f"every {day.en}, {at}")
        return Text("每天 {at}", "every day, {at}").fill(at=at)
