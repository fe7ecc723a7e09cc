"""Days that leave out what their sheet says: 5日 on the sheet 2026年3月, 3月5日 in a list of 2026."""

import re
from datetime import date
from typing import Final

from importers.cells.identifiers import text_of

_DAY: Final = re.compile(r"(\d{1,2})[日号]?")
_MONTH_AND_DAY: Final = re.compile(r"(\d{1,2})[月/.\-](\d{1,2})[日号]?")


def day_of_month(cell: object, *, year: int | None, month: int | None) -> date | None:
    """Return the day that a cell names within a year and month; None where it names none, or one of another month.

    >>> day_of_month("5日", year=2026, month=3), day_of_month(5.0, year=2026, month=3)
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    >>> day_of_month("3月5日", year=2026, month=None), day_of_month("4月5日", year=2026, month=3)
    (datetime.date(2026, 3, 5), None)
    """
    text = text_of(cell)
    if year is None or (isinstance(cell, float) and not cell.is_integer()):  # 3.1 may have been 3.10
        return None
    if match := _DAY.fullmatch(text):
        return _day(year, month, int(match[1]))
    match = _MONTH_AND_DAY.fullmatch(text)
    if match is None or month not in (None, int(match[1])):
        return None
    return _day(year, int(match[1]), int(match[2]))


def _day(year: int, month: int | None, day: int) -> date | None:
    try:
        return None if month is None else date(year, month, day)
    except ValueError:
        return None
