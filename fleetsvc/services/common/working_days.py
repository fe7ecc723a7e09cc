"""Working days of mainland China with the days that are moved (调休). A year without calendar is said, never guessed."""

from collections.abc import Callable
from datetime import date, timedelta

from chinese_calendar import is_workday

Calendar = Callable[[date], bool]
"""Whether a day is a working day. Raises CalendarMissing for a year whose holidays are not known yet."""


class CalendarMissing(Exception):
    """The holidays of ``year`` are not known: nothing is reckoned in it."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def published(day: date) -> bool:
    """Tell whether a day is a working day by the notices of the State Council. Raises CalendarMissing.

    >>> published(date(2025, 10, 8)), published(date(2025, 10, 11))
    (False, True)
    """
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        raise CalendarMissing(day.year) from None


def working_days_after(day: date, count: int, *, calendar: Calendar = published) -> tuple[date, ...]:
    """Return the next ``count`` working days after a day: the last of them is when a term of so many ends.

    Raises CalendarMissing.

    >>> working_days_after(date(2025, 9, 30), 3)
    (datetime.date(2025, 10, 9), datetime.date(2025, 10, 10), datetime.date(2025, 10, 11))
    """
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=1)
        if calendar(day):
            found.append(day)
    return tuple(found)
