"""The only place that asks for the time. Everything below the edges is told."""

import time as system
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Final
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


def rfc3339(instant: datetime) -> str:
    """Return an instant as the outside reads it: RFC 3339, in the time of mainland China.

    >>> rfc3339(datetime(2025, 3, 31, 16, 30, tzinfo=UTC))
    '2025-04-01T00:30:00+08:00'
    """
    return instant.astimezone(SHANGHAI).isoformat()


def rfc3339_if_any(instant: datetime | None) -> str | None:
    """Return an instant as the outside reads it; None for none."""
    return None if instant is None else rfc3339(instant)


def wall_time(instant: datetime) -> datetime:
    """Return an instant as it stands in a cell: without a zone, in the time of mainland China."""
    return instant.astimezone(SHANGHAI).replace(tzinfo=None)


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


def last_day_before(instant: datetime) -> date:
    """Return the last legal day that has begun before an instant: of ``over_at``'s, the day that is over.

    >>> last_day_before(over_at(date(2025, 3, 31)))
    datetime.date(2025, 3, 31)
    """
    return day_of(instant - timedelta(microseconds=1))


JUMP_SECONDS: Final = 120
"""Time synchronisation moves a clock by less at once, and slowly."""
FORGIVEN_SECONDS: Final = 86400
"""A clock that has run on for so long after it was set is taken for right: people were told meanwhile."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows, and by how many seconds it was set lately: 0 where it only ran."""

    now: datetime
    jumped_seconds: float


def _since_boot() -> float:
    """Return the seconds since the machine started, those that it slept included where the system counts them."""
    counted = getattr(system, "CLOCK_BOOTTIME", None)
    return system.monotonic() if counted is None else system.clock_gettime(counted)


@dataclass(slots=True)
class Watch:
    """Notices when the clock is set, by one that nobody can set. Threads may share it.

    A clock that is set back to where it belongs was not set; what is left of it is forgiven after a day.
    """

    wall: Callable[[], datetime] = now
    steady: Callable[[], float] = _since_boot
    _offset: float | None = None
    _jumped: float = 0.0
    _jumped_at: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def read(self) -> Reading:
        """Read the clock."""
        with self._lock:
            steady, instant = self.steady(), self.wall()
            offset = instant.timestamp() - steady
            moved = 0.0 if self._offset is None else offset - self._offset
            self._offset = offset
            if abs(moved) > JUMP_SECONDS:
                self._jumped, self._jumped_at = self._jumped + moved, steady
            if abs(self._jumped) <= JUMP_SECONDS or steady - self._jumped_at > FORGIVEN_SECONDS:
                self._jumped = 0.0
            return Reading(instant, self._jumped)


WATCH: Final = Watch()
"""This process's."""
