"""What a nil report is about: the categories and months that its sentence, its titles or its sheet's name say."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from importers.layout.titles import categories_in, month_in, year_in

LAST_MONTH: Final = "-1"
"""The month before the one in which the file came."""

_DAY: Final = re.compile(r"月\s*\d{1,2}\s*[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                    "十一": 11, "十二": 12}  # fmt: skip
_NUMBER: Final = "(十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9])"
_QUARTER: Final = re.compile(r"([一二三四1-4])季度?|Q([1-4])", re.IGNORECASE)
_SPAN: Final = re.compile(rf"(?<!\d){_NUMBER}\s*月?份?\s*(?:[-–—~～至到])\s*{_NUMBER}\s*月")
_HALF: Final = re.compile(r"([上下])半年")
_WHOLE_YEAR: Final = re.compile(r"全年|年度")
_MONTH_OF_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*[-./]\s*(0?[1-9]|1[0-2])(?!\s*[-./\d])")


def scope_of(sentence: str, titles: Sequence[str]) -> dict[str, str]:
    """Return ``categories`` and ``months`` as far as they are said, the sentence before the titles.

    ``months``: ``2025-09`` or ``2025-07..2025-09``; without the year where none is said (``09``); ``-1``: the month
    before the file came.

    >>> scope_of("本月无新增公交车", ["郑州市2025年9月登记表"]), scope_of("上月无新增", []), scope_of("本月无新增", [])
    ({'categories': 'bus', 'months': '2025-09'}, {'months': '-1'}, {})
    """
    texts = [unicodedata.normalize("NFKC", text) for text in (sentence, *titles)]
    texts = [text for text in texts if not _DAY.search(text)] if len(texts) > 1 else texts
    categories = next(filter(None, map(_categories, texts)), "")
    months = next(filter(None, map(_months, texts)), "")
    found = {"categories": categories, "months": months}
    return {name: said for name, said in found.items() if said}


def _categories(text: str) -> str:
    return ",".join(sorted({category for category in categories_in(text) if category}))


def _months(text: str) -> str:
    exact = _MONTH_OF_YEAR.search(text)
    if exact:
        return f"{exact[1]}-{int(exact[2]):02d}"
    span = _span(text)
    if span is None:
        return LAST_MONTH if re.search("上个?月", text) else ""
    year = year_in(text)
    first, last = (f"{year}-{month:02d}" if year else f"{month:02d}" for month in span)
    return first if first == last else f"{first}..{last}"


def _span(text: str) -> tuple[int, int] | None:
    """Return the first and the last month that a text names."""
    span = _SPAN.search(text)
    if span:
        return _number(span[1]), _number(span[2])
    quarter = _QUARTER.search(text)
    if quarter:
        last = _number(quarter[1] or quarter[2]) * 3
        return last - 2, last
    half = _HALF.search(text)
    if half:
        return (1, 6) if half[1] == "上" else (7, 12)
    month = month_in(text)
    if month:
        return month, month
    return (1, 12) if _WHOLE_YEAR.search(text) else None


def _number(text: str) -> int:
    return _NUMERALS.get(text) or int(text)
