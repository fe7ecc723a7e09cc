"""Working days of mainland China with the days that are moved (调休). A year without calendar is said, never guessed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar import is_workday

Calendar = Callable[[date], bool]
"""Whether a day is a working day. Raises CalendarMissing for a year whose holidays are not known yet."""


@lru_cache(maxsize=4096)
def _is_published(day: date) -> bool:
    """Ask once for a day: the library looks through all its years for the first and the last, at every question."""
    return bool(is_workday(day))


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
        return _is_published(day)
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


def is_worked(day: date, *, calendar: Calendar) -> bool:
    """Return whether a day is worked, for what goes on also in a year without calendar: then Monday to Friday are.

    >>> is_worked(date(2025, 10, 11), calendar=published), is_worked(date(2099, 1, 5), calendar=published)
    (True, True)
    """
    try:
        return calendar(day)
    except CalendarMissing:
        return day.isoweekday() <= 5


def first_worked(day: date, *, calendar: Calendar) -> date:
    """Return a day if it is worked, else the next that is.

    >>> first_worked(date(2025, 10, 5), calendar=published), first_worked(date(2025, 11, 5), calendar=published)
    (datetime.date(2025, 10, 9), datetime.date(2025, 11, 5))
    """
    while not is_worked(day, calendar=calendar):
        day += timedelta(days=1)
    return day


def worked_since(day: date, today: date, *, calendar: Calendar) -> int:
    """Return how many days lie after a day, until today, that are worked.

    >>> worked_since(date(2025, 9, 30), date(2025, 10, 10), calendar=published)
    2
    """
    days = (day + timedelta(days=number) for number in range(1, (today - day).days + 1))
    return sum(is_worked(one, calendar=calendar) for one in days)
