"""Days as bureaus write them: cells of a day, serial numbers, 20250301, 2025.3.1, 2025年3月1日, 民国114年.

A form whose parts could be read in several orders (3/4/2025, 25.3.1) is settled by the whole column, once, by
``settle_order``; where the column does not settle it, it is asked (``date-ambiguous``), never guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Final, cast

from importers.cells.identifiers import CellDoubt, CellProblem, is_blank, proposal, text_of
from importers.cells.instants import TIME, day_of, day_of_cell, day_since_1970, near_midnight

EXCEL_1900: Final = date(1899, 12, 30)
EXCEL_1904: Final = date(1904, 1, 1)
EARLIEST: Final = date(1990, 1, 1)
"""No vehicle in use was registered earlier; 1900-01-01 and the like stand for "none"."""

_MOST_SERIAL: Final = 80_000
_DAY_SECONDS: Final = 86_400
_ROC_OFFSET: Final = 1911
_CENTURY: Final = 2000
_YEARS: Final = range(1990, 2100)  # as numbers these are years (2025.3), as serials days of 1905

_GAP: Final = r"(?:\s?[-/.年月\\,_]\s?|\s)"
_NUMERAL: Final = "[〇○零一二三四五六七八九十]"  # noqa: RUF001 (Chinese zeros)
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})\s?[日号]?\.?{TIME}").fullmatch
_WRITTEN_OUT: Final = re.compile(
    rf"(\d{{4}}|{_NUMERAL}{{4}})年(\d{{1,2}}|{_NUMERAL}{{1,3}})月(\d{{1,2}}|{_NUMERAL}{{1,3}})[日号]?{TIME}"
).fullmatch
_PACKED: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})"
    r"(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?P<half>)(?P<after>)(?P<zone>Z)?(?:\.0+)?"
).fullmatch
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?").fullmatch
_REPUBLIC: Final = re.compile(
    r"(?:中华|中華)?民[国國]\s?(\d{2,3})\s?[年/.\-]\s?(\d{1,2})\s?[月/.\-]\s?(\d{1,2})\s?日?"
).fullmatch
_SHORT_YEAR: Final = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?").fullmatch
_LOOSE: Final = re.compile(rf"(\d{{1,3}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}|\d){TIME}").fullmatch
_THREE_DIGIT_YEAR: Final = re.compile(r"(1\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?").fullmatch
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}
_DAY_MONTH: Final = re.compile(
    rf"(\d{{1,2}})[-/ .]?([A-Z]{{3}})[A-Z]*[-/ .,]*(\d{{4}}|\d{{2}}){TIME}"
).fullmatch
_MONTH_DAY: Final = re.compile(rf"([A-Z]{{3}})[A-Z]*[-/ .]*(\d{{1,2}})[-/ .,]+(\d{{4}}){TIME}").fullmatch
_YEAR_LAST: Final = re.compile(r"([A-Z]{3} \d{1,2})( \d\d:.*) (\d{4})").fullmatch
_CHINESE_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")  # noqa: RUF001 (Chinese zeros)
_NO_DAY: Final = frozenset({"0000-00-00", "0000/00/00", "00000000"})

_LINES: Final = str.maketrans("—–―−‒─~。、", "-------..", "'\"`‘’“”")  # noqa: RUF001 (as they are typed)
_AROUND: Final = re.compile(
    r"^(?:初次|首次)?(?:登记|注册|上牌|落户|挂牌|入户)+(?:日期|时间)?[于为]?[::]?\s?(?=[\d二])"
    r"|[\s(]*(?:星期|周|礼拜)[一二三四五六日天]\)?|(?<=[\d日号])\s?(?:登记|注册|上牌|落户|挂牌|入户)+$"
    r"|^(?:MON|TUE|WED|THU|FRI|SAT|SUN),? "
)
"""Words beside a day that do not change it: 登记于2026.3.12, 2026年3月12日 星期四."""
_WITHOUT_DAY: Final = re.compile(
    rf"(?:(?:19|20)\d\d|{_NUMERAL}{{4}})(?:[-/.年 ]*(?P<month>0?[1-9]|1[0-2]|{_NUMERAL}{{1,2}})?(?:月份?)?)?[.]?"
).fullmatch
_WITHOUT_YEAR: Final = re.compile(r"\d{1,2}月\d{1,2}[日号]?").fullmatch
_INSIDE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")

_LEAP_DAY: Final = (2, 29)
_MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ORDERS: Final = ("ymd", "mdy", "dmy")


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How a column orders the parts of its loose days: ``ymd``, ``mdy``, ``dmy``, or None where nothing settles it.

    ``long`` for years of four digits at the end (3/4/2025), ``short`` for years of two digits (25.3.1).
    """

    long: str | None = None
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What reading a day depends on: ``epoch`` of its serial numbers, and ``today``, the latest possible day."""

    today: date
    epoch: date = EXCEL_1900


def parse_day(cell: object, calendar: Calendar, order: DayOrder | None = None) -> date:
    """Read a day, or raise ``CellProblem``: date-missing, -unreadable, -ambiguous, -out-of-range.

    >>> spring = Calendar(today=date(2025, 6, 1))
    >>> [parse_day(cell, spring).isoformat() for cell in ("2025年3月1日", 20250301.0, 45717, "民国114年3月1日")]
    ['2025-03-01', '2025-03-01', '2025-03-01', '2025-03-01']
    >>> parse_day("1900-01-01", spring)
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: date-out-of-range
    >>> parse_day("3/4/2025", spring)
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: date-ambiguous
    """
    if is_blank(cell) or cell in _NO_DAY:
        raise CellProblem("date-missing")
    try:
        return _in_range(_written(cell, calendar, order or DayOrder()), calendar)
    except CellDoubt as doubt:
        _in_range(cast("date", doubt.value), calendar)
        raise


def _in_range(day: date, calendar: Calendar) -> date:
    if not EARLIEST <= day <= calendar.today:
        raise CellProblem("date-out-of-range", {"read": day.isoformat(), "today": calendar.today.isoformat()})
    return day


def _written(cell: object, calendar: Calendar, order: DayOrder) -> date:
    if isinstance(cell, datetime):
        return day_of_cell(cell)
    if isinstance(cell, date):
        return cell
    text = _tidy(cell)
    if packed := _PACKED(text):
        return day_of(_day(packed[1], packed[2], packed[3]), packed)
    if (since := day_since_1970(text)) is not None:
        return since
    if partial := _WITHOUT_DAY(text):
        raise _incomplete("日", "the day") if partial["month"] else _incomplete("月、日", "month and day")
    if isinstance(cell, (int, float)) or _SERIAL(text):
        return _from_serial(text, calendar.epoch)
    return _from_text(text, calendar, order)


def _tidy(cell: object) -> str:
    """Return a cell's text in capitals, its dashes alike, without quotes and words that do not change the day."""
    text = text_of(cell).upper().translate(_LINES)
    return _AROUND.sub("", text).strip()


def _incomplete(zh: str, en: str) -> CellProblem:
    return CellProblem("date-incomplete", {"lacks_zh": zh, "lacks_en": en})


def _from_serial(text: str, epoch: date) -> date:
    try:
        number = float(text)
    except ValueError:
        raise CellProblem("date-unreadable") from None
    if not 0 <= number < _MOST_SERIAL:
        raise CellProblem("date-unreadable")
    if int(number) in _YEARS:  # 2025.3, typed as a number
        raise _incomplete("日", "the day")
    return near_midnight(epoch + timedelta(days=int(number)), number % 1 * _DAY_SECONDS)


def _from_text(text: str, calendar: Calendar, order: DayOrder) -> date:
    if match := _YEAR_FIRST(text):
        return day_of(_day(match[1], match[2], match[3]), match)
    if match := _WRITTEN_OUT(text):
        return day_of(_day(*map(_chinese, match.groups()[:3])), match)
    if match := _REPUBLIC(text):
        return _day(int(match[1]) + _ROC_OFFSET, match[2], match[3])
    if match := _SHORT_YEAR(text):
        return _day(_CENTURY + int(match[1]), match[2], match[3])
    if match := _THREE_DIGIT_YEAR(text):  # a year of the Republic of China, or a slip of the hand
        meant = _day(int(match[1]) + _ROC_OFFSET, match[2], match[3])
        raise CellProblem("date-ambiguous", {"read": f"{meant.isoformat()} / {text}"})
    if match := _LOOSE(text):
        return day_of(_loose(match, calendar, order), match)
    if _WITHOUT_YEAR(text):
        raise _incomplete("年份", "the year")
    return _english(text)


def _english(text: str) -> date:
    if match := _YEAR_LAST(text):  # Wed Apr 01 00:00:00 CST 2026
        text = f"{match[1]} {match[3]}{match[2]}"
    if (match := _DAY_MONTH(text)) and match[2] in _MONTHS:
        return day_of(_day(_full_year(match[3]), _MONTHS[match[2]], match[1]), match)
    if (match := _MONTH_DAY(text)) and match[1] in _MONTHS:
        return day_of(_day(match[3], _MONTHS[match[1]], match[2]), match)
    raise CellProblem("date-unreadable", proposal(_days_inside(text)))


def _days_inside(text: str) -> tuple[str, ...]:
    """Return the one whole day that stands among other words, as a proposal."""
    found = _INSIDE.findall(text)
    try:
        return (_day(*found[0]).isoformat(),) if len(found) == 1 else ()
    except CellProblem:
        return ()


def _day(year: int | str, month: int | str, day: int | str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _impossible(int(year), int(month), int(day)) from None


def _impossible(year: int, month: int, day: int) -> CellProblem:
    """Say what the calendar lacks: a month 13, a 31st of November, a 29th of February in that year."""
    if not MINYEAR <= year <= MAXYEAR:
        return CellProblem("date-unreadable")
    if not 1 <= month <= len(_MONTHS):
        return _lacking(f"没有 {month} 月", f"there is no month {month}")
    is_leap_day = (month, day) == _LEAP_DAY
    zh, en = f"{month} 月没有 {day} 日", f"{_MONTH_NAMES[month - 1]} has no {_ordinal(day)}"
    if is_leap_day:
        zh, en = f"{year} 年 {zh}", f"{_MONTH_NAMES[month - 1]} {year} has no {_ordinal(day)}"
    return _lacking(zh, en)


def _lacking(zh: str, en: str) -> CellProblem:
    return CellProblem("date-unreadable", {"proposal_zh": f"：{zh}", "proposal_en": f": {en}"})


def _ordinal(day: int) -> str:
    ending = "th" if day // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _chinese(number: str) -> int:
    if "十" not in number:
        return int(number.translate(_CHINESE_DIGITS))
    tens, _, ones = number.translate(_CHINESE_DIGITS).partition("十")
    return int(tens or 1) * 10 + int(ones or 0)


def _full_year(text: str) -> int:
    return int(text) if len(text) == len("2025") else _CENTURY + int(text)


def _readings(match: re.Match[str], calendar: Calendar) -> dict[str, date]:
    """Return every order in which a loose day is a possible day, with that day."""
    first, second, last = match[1], match[3], match[4]
    possible: dict[str, date] = {}
    for order in _ORDERS if len(last) != len("2025") else _ORDERS[1:]:
        year, month, day = {
            "ymd": (first, second, last),
            "mdy": (last, first, second),
            "dmy": (last, second, first),
        }[order]
        try:
            read = _day(_full_year(year), month, day)
        except CellProblem:
            continue
        if EARLIEST <= read <= calendar.today:
            possible[order] = read
    return possible


def _loose(match: re.Match[str], calendar: Calendar, order: DayOrder) -> date:
    possible = _readings(match, calendar)
    settled = order.long if len(match[4]) == len("2025") else order.short
    if settled in possible:
        return possible[settled]
    days = set(possible.values())
    if len(days) == 1 and settled is None:
        return days.pop()
    if not days:
        raise CellProblem("date-unreadable")
    listed = sorted(day.isoformat() for day in days)
    raise CellProblem("date-ambiguous", {"read": " / ".join(listed)})


def is_loose(cell: object) -> bool:
    """Say whether a cell holds a day whose order only its column can settle."""
    return isinstance(cell, str) and _LOOSE(_tidy(cell)) is not None


def settle_order(cells: Iterable[object], calendar: Calendar) -> DayOrder:
    """Find the one order in which every loose day of a column is a possible day.

    >>> settle_order(["3/4/2025", "3/25/2025"], Calendar(today=date(2025, 6, 1)))
    DayOrder(long='mdy', short=None)
    """
    fitting = {True: set(_ORDERS[1:]), False: set(_ORDERS)}
    met = {True: False, False: False}
    for text in {_tidy(cell) for cell in cells if is_loose(cell)}:
        match = _LOOSE(text)
        possible = _readings(match, calendar) if match else {}
        if match and possible:  # an impossible day says nothing about the others
            is_long = len(match[4]) == len("2025")
            met[is_long] = True
            fitting[is_long] &= possible.keys()
    settled = {
        form: orders.pop() if met[form] and len(orders) == 1 else None for form, orders in fitting.items()
    }
    return DayOrder(long=settled[True], short=settled[False])
