"""Days and instants in sentences; in tables they stand as 2026-03-01."""

from datetime import date, datetime

from fleetsvc.clock import SHANGHAI
from fleetsvc.web.pages import language


def said_day(day: date) -> str:
    """Return a day as a sentence has it: 2026年3月1日, or 2026-03-01."""
    return f"{day.year}年{day.month}月{day.day}日" if language() == "zh" else day.isoformat()


def said_minute(instant: datetime) -> str:
    """Return an instant as a sentence has it, to the minute (Asia/Shanghai)."""
    local = instant.astimezone(SHANGHAI)
    return f"{said_day(local.date())} {local:%H:%M}"


def said_minute_of(told: str) -> str:
    """Return a told instant (RFC 3339) as a sentence has it."""
    return said_minute(datetime.fromisoformat(told))
