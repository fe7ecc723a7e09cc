"""Reporting periods: a year, a quarter or a month of legal days in China.

A key is ``2025``, ``2025-Q3`` or ``2025-09``. Periods are made of days; which legal day an instant falls on
(Asia/Shanghai, wherever the host stands) is for the caller to say.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.wording import Text

_KEY = re.compile(r"(?P<year>[12][0-9]{3})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


class PeriodMalformed(Exception):
    """The text names no year (2025), quarter (2025-Q3) or month (2025-09)."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period: its days run from ``from_day`` until before ``until_day``."""

    key: str
    kind: PeriodKind
    from_day: date
    until_day: date

    @property
    def last_day(self) -> date:
        """The last of its days."""
        return self.until_day - timedelta(days=1)

    @property
    def name(self) -> Text:
        """The period as people read it.

        >>> parse_period("2025-Q3").name, parse_period("2025-09").name.zh
        (Text(zh='2025年第3季度', en='2025-Q3'), '2025年9月')
        """
        year, _, part = self.key.partition("-")
        named = {
            PeriodKind.YEAR: "",
            PeriodKind.QUARTER: f"第{part[1:]}季度",
            PeriodKind.MONTH: f"{self.from_day.month}月",
        }
        return Text(f"{year}年{named[self.kind]}", self.key)

    @property
    def previous(self) -> "Period":
        """The period of the same kind that ends where this one begins."""
        return period_of(self.from_day - timedelta(days=1), self.kind)

    @property
    def following(self) -> "Period":
        """The period of the same kind that begins where this one ends."""
        return period_of(self.until_day, self.kind)


def parse_period(text: str) -> Period:
    """Read the key of a period; raises ``PeriodMalformed``.

    >>> parse_period("2025-Q3")
    Period(key='2025-Q3', kind=<PeriodKind.QUARTER: 'quarter'>, from_day=datetime.date(2025, 7, 1), \
until_day=datetime.date(2025, 10, 1))
    >>> parse_period("2025-13")
    Traceback (most recent call last):
    rules.periods.PeriodMalformed: 2025-13
    """
    match = _KEY.fullmatch(text)
    if match is None:
        raise PeriodMalformed(text)
    year = int(match["year"])
    if match["month"]:
        return period_of(date(year, int(match["month"]), 1), PeriodKind.MONTH)
    if match["quarter"]:
        return period_of(date(year, int(match["quarter"]) * 3, 1), PeriodKind.QUARTER)
    return period_of(date(year, 1, 1), PeriodKind.YEAR)


def period_of(day: date, kind: PeriodKind) -> Period:
    """Return the period of one kind that holds a legal day.

    >>> period_of(date(2025, 9, 30), PeriodKind.MONTH).key
    '2025-09'
    """
    length = _MONTHS[kind]
    first = (day.month - 1) // length * length + 1
    from_day = date(day.year, first, 1)
    until_day = date(day.year + (first + length > 12), (first + length - 1) % 12 + 1, 1)
    key = {
        PeriodKind.YEAR: f"{day.year:04d}",
        PeriodKind.QUARTER: f"{day.year:04d}-Q{(first + 2) // 3}",
        PeriodKind.MONTH: f"{day.year:04d}-{first:02d}",
    }[kind]
    return Period(key, kind, from_day, until_day)
