"""Instants as people write them, and that nobody can ask what will be known later."""

from datetime import datetime

from fleetsvc import clock
from fleetsvc.services.law.requirements import written_day


class InstantInFuture(Exception):
    """What is known then, nobody can say yet."""


def read_instant(written: str) -> datetime:
    """Read an instant, or a day as its last moment. Raises ValueError, OverflowError.

    >>> read_instant("2025-06-01").isoformat()
    '2025-06-01T23:59:59.999999+08:00'
    """
    if len(written) == 10:
        return clock.end_of(written_day(written))
    instant = datetime.fromisoformat(written.replace(" ", "+"))  # a plus sign of an address not encoded
    if instant.tzinfo is None or not written.isascii():
        raise ValueError(written)
    return instant.astimezone(clock.SHANGHAI)


def known_instant(written: str, *, now: datetime) -> datetime:
    """Read an instant that has come, or a day that has begun. Raises InstantInFuture, ValueError, OverflowError."""
    instant = read_instant(written)
    if instant > now and instant != clock.end_of(clock.day_of(now)):
        raise InstantInFuture(written)
    return instant
