"""The only place that asks for the time. Everything below the edges is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Legal days and reporting periods are those of mainland China; hosts may run in UTC."""


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """Return the legal day (Asia/Shanghai) of an instant.

    >>> day_of(datetime(2025, 3, 31, 16, 30, tzinfo=UTC))
    datetime.date(2025, 4, 1)
    """
    return instant.astimezone(SHANGHAI).date()
