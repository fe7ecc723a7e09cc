"""What a file that says there are none is about, with what was said when it was sent and when it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from importers.layout.nil_scope import LAST_MONTH
from rules.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Scope:
    """Categories and the first days of months."""

    categories: Sequence[Category]
    months: Sequence[date]


def scope_in(
    said: Mapping[str, str], *, declared: Category | None, every: Sequence[Category], received_on: date
) -> Scope:
    """Return what one sentence is about (``importers.layout.nil_scope``).

    A month without a year is the last one of that name that had begun when the file came.
    """
    named = [Category(word) for word in said.get("categories", "").split(",") if word]
    categories = [declared] if declared else named or list(every)
    return Scope(categories, _months(said.get("months", ""), received_on))


def _months(said: str, received_on: date) -> list[date]:
    this = received_on.replace(day=1)
    if not said:
        return [this]
    if said == LAST_MONTH:
        return [(this - timedelta(days=1)).replace(day=1)]
    first, _, last = said.partition("..")
    begin, end = (_month(text, this) for text in (first, last or first))
    if begin > end:
        begin = begin.replace(year=begin.year - 1)
    found = [begin]
    while found[-1] < end:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


def _month(text: str, this: date) -> date:
    year, _, month = text.rpartition("-")
    if year:
        return date(int(year), int(month), 1)
    found = date(this.year, int(month), 1)
    return found if found <= this else found.replace(year=this.year - 1)
