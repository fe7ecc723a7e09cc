"""When scheduled backups are due: at hours of the operator's own, some minutes past each (Asia/Shanghai)."""

from datetime import datetime, timedelta

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.clock import SHANGHAI
from fleetsvc.services.operations.timetable import BACKUP_MINUTE
from rules.wording import Text


def last_slot(terms: BackupTerms, now: datetime) -> datetime:
    """Return the last time of the schedule that has come."""
    return max(at for at in _around(terms, now) if at <= now)


def next_slot(terms: BackupTerms, now: datetime) -> datetime | None:
    """Return the next time of the schedule; None where no backup is scheduled."""
    return None if terms.folder is None else min(at for at in _around(terms, now) if at > now)


def times_of_backups(terms: BackupTerms) -> Text:
    """Return the schedule in words."""
    if terms.folder is None:
        return Text("未设置", "not set")
    times = [f"{hour:02}:{BACKUP_MINUTE:02}" for hour in terms.hours]
    return Text(f"每天 {'、'.join(times)}", f"every day, {', '.join(times)}")


def _around(terms: BackupTerms, now: datetime) -> list[datetime]:
    day = now.astimezone(SHANGHAI).replace(minute=BACKUP_MINUTE, second=0, microsecond=0)
    days = [day + timedelta(days=number) for number in (-1, 0, 1)]
    return [one.replace(hour=hour) for one in days for hour in terms.hours]
