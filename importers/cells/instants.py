"""Instants where a day is asked for: the day in China, and no day lost to a clock that is off by a little.

Programs write a day as the instant at which it begins: in UTC (2026-03-31T16:00:00Z is 2026-04-01 here), as seconds
since 1970, or some seconds early, because Shanghai's local time of before 1901 was 43 seconds off. What is read
otherwise than it is written is told: ``date-converted``, ``time-near-midnight``.
"""

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone
from typing import Final

from importers.cells.identifiers import CellDoubt, CellProblem

CHINA: Final = timezone(timedelta(hours=8))

TIME: Final = (
    r"(?:[T\s]*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2}(?:\.\d+)?))?[分秒]?\s*(?P<after>AM|PM)?\s*"
    r"(?P<zone>Z|UTC|(?:GMT|UTC)?[+-]\d\d:?\d\d|GMT|CST)?"
    r"(?:\s*\([^()]*\))?)?"
)
"""A time of day, with or without its zone, as it may follow a day: a regular expression over folded capitals."""

_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")
_MINUTE: Final = 60
_DAY: Final = 86_400
_LAST_SECOND: Final = _DAY - 1
_ENDS_OF_TIME: Final = (MINYEAR, MAXYEAR)  # no day beyond them, and none of them is a registration's
_EPOCHS: Final = {10: 1, 13: 1000}  # digits of an instant of 2001 to 2286: what a second is divided into


def day_of(day: date, time: re.Match[str]) -> date:
    """Return the day of a written day and time (groups of ``TIME``), or raise ``CellDoubt`` where it is another."""
    if time["hour"] is None or day.year in _ENDS_OF_TIME:
        return day
    seconds = _seconds(time)
    zone = time["zone"]
    if zone in (None, "CST"):
        return near_midnight(day, seconds)
    instant = datetime(day.year, day.month, day.day, tzinfo=_zone(zone)) + timedelta(seconds=seconds)
    here = instant.astimezone(CHINA)
    if here.date() == day and "GMT" not in zone:  # a program's own notation is always told
        return near_midnight(day, _since_midnight(here))
    return _converted(here)


def near_midnight(day: date, seconds: float) -> date:
    """Return a day that carries a time; a time within a minute before midnight is told (``CellDoubt``).

    Exactly 23:59 and 23:59:59 mark the end of the day; any other time so late is a midnight that slipped, of the
    next day.
    """
    if seconds < _DAY - _MINUTE or day.year in _ENDS_OF_TIME:
        return day
    if round(seconds, 3) not in (_DAY - _MINUTE, _LAST_SECOND):
        day += timedelta(days=1)
    raise CellDoubt("time-near-midnight", day, {"read": day.isoformat()})


def day_of_cell(cell: datetime) -> date:
    """Return the day of a cell of a day and a time, as ``day_of`` does."""
    if cell.tzinfo is not None:
        cell = cell if cell.year in _ENDS_OF_TIME else cell.astimezone(CHINA)
    return near_midnight(cell.date(), _since_midnight(cell))


def day_since_1970(text: str) -> date | None:
    """Read seconds or milliseconds since 1970, always told (``CellDoubt``); None where the text is none.

    >>> day_since_1970("45717")
    >>> day_since_1970("1774972800000")
    Traceback (most recent call last):
    importers.cells.identifiers.CellDoubt: date-converted
    """
    parts = _EPOCHS.get(len(text)) if text.isdigit() else None
    if parts is None:
        return None
    return _converted(datetime.fromtimestamp(int(text) / parts, tz=UTC).astimezone(CHINA))


def _converted(here: datetime) -> date:
    try:
        day = near_midnight(here.date(), _since_midnight(here))
    except CellDoubt as slipped:
        day = date.fromisoformat(slipped.values["read"])
    raise CellDoubt("date-converted", day, {"read": day.isoformat()})


def _since_midnight(moment: datetime) -> float:
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6


def _seconds(time: re.Match[str]) -> float:
    hour, minute, second = int(time["hour"]), int(time["minute"]), float(time["second"] or 0)
    late = "PM" in (time["half"], time["after"]) or time["half"] == "下午"
    early = "AM" in (time["half"], time["after"]) or time["half"] == "上午"
    if (late and hour < 12) or (early and hour == 12):
        hour = hour % 12 + (12 if late else 0)
    if hour > 24 or minute > 59 or second >= 60:
        raise CellProblem("date-unreadable")
    return min(hour * 3600 + minute * 60 + second, _DAY)


def _zone(text: str) -> timezone:
    offset = _OFFSET.search(text)
    if offset is None:
        return UTC
    minutes = int(offset[2]) * 60 + int(offset[3])
    if minutes >= 24 * 60:
        raise CellProblem("date-unreadable")
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
