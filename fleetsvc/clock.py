"""The only place that asks for the time. Everything below the edges is told."""

from datetime import UTC, date, datetime, time, timedelta
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


def told(instant: datetime) -> str:
    """Return an instant as the outside reads it: RFC 3339, in the time of mainland China.

    >>> told(datetime(2025, 3, 31, 16, 30, tzinfo=UTC))
    '2025-04-01T00:30:00+08:00'
    """
    return instant.astimezone(SHANGHAI).isoformat()


def end_of(day: date) -> datetime:
    """Return the last moment of a legal day (Asia/Shanghai): what was known then was known on that day.

    >>> end_of(date(2025, 3, 31)).isoformat()
    '2025-03-31T23:59:59.999999+08:00'
    """
    return datetime.combine(day, time.max, tzinfo=SHANGHAI)


def start_of(day: date) -> datetime:
    """Return the instant when a legal day begins (Asia/Shanghai)."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def over_at(day: date) -> datetime:
    """Return the instant when a legal day is over (Asia/Shanghai): the next one begins. Raises OverflowError.

    >>> over_at(date(2025, 3, 31)).isoformat()
    '2025-04-01T00:00:00+08:00'
    """
    return start_of(day + timedelta(days=1))
