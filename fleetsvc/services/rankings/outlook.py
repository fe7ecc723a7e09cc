"""The outlook of units: what a year's rate may come to, and what the next vehicles must be. No published figure.

Counted are the vehicles that stand, of the months of the year that are over: held rows belong to no month and are left
out, so a rate here is no rate of a ranking. A session of a unit's own scope finds that unit alone.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.law.standing_counts import standing
from rules.outlook import Month, Outlook, least_next, needed, outlook, to_come
from rules.percentages import rounded_share
from rules.tallies import UNGOVERNED
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

_GOOD: Final = (Verdict.COMPLIANT, Verdict.EXEMPT)
METHOD: Final = "outlook-1"
TARGET: Final = Fraction(95, 100)
NEXT: Final = 20


@dataclass(frozen=True, slots=True)
class UnitOutlook:
    """A unit's outlook, over all categories that rankings count (None) or for one.

    ``seen``: the vehicles of the months that are over; ``found``: None where they are too few to foretell anything;
    ``must``: so many of the next vehicles must be good to reach the target, None where even all are not enough;
    ``least``: after so many good ones in a row it is reached, None where it never is.
    """

    unit: str
    category: Category | None
    seen: Month
    found: Outlook | None
    must: int | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which units and categories, until which target, of how many next vehicles."""

    units: Collection[str]
    categories: Collection[Category | None]
    target: Fraction = TARGET
    of_next: int = NEXT


def outlooks(session: Session, asked: Asked, *, today: date) -> list[UnitOutlook]:
    """Return the outlook to the end of the year of ``today``, by unit and category in their order."""
    last = today.month - 1
    months = _months(session, today.year)
    return [
        _outlook(unit, category, months, asked, year=today.year, last=last)
        for unit in UNITS
        if unit in asked.units
        for category in (None, *Category)
        if category in asked.categories
    ]


_Months = dict[tuple[str, Category | None, date], Month]


def _months(session: Session, year: int) -> _Months:
    """Return the governed vehicles of two years by unit, category and month."""
    counted = set(current_method().counted)
    good: dict[tuple[str, Category | None, date], int] = defaultdict(int)
    total: dict[tuple[str, Category | None, date], int] = defaultdict(int)
    span = {"first": date(year - 1, 1, 1), "until": date(year + 1, 1, 1)}
    for kind in standing(session, **span, by_month=True):
        if kind.energy_verdict in UNGOVERNED:
            continue
        for category in (kind.category, *((None,) if kind.category in counted else ())):
            place = (kind.unit, category, kind.month)
            total[place] += kind.number
            good[place] += kind.number if kind.energy_verdict in _GOOD and not kind.disputed else 0
    return {place: Month(good[place], number) for place, number in total.items()}


def _outlook(
    unit: str, category: Category | None, months: _Months, asked: Asked, *, year: int, last: int
) -> UnitOutlook:
    def of(which: int, upto: int) -> dict[int, Month]:
        found = {month: months.get((unit, category, date(which, month, 1))) for month in range(1, upto + 1)}
        return {month: one for month, one in found.items() if one is not None}

    so_far = of(year, last)
    before = {month: one.counted for month, one in of(year - 1, 12).items()}
    expected = to_come({month: one.counted for month, one in so_far.items()}, before, last=last)
    good, counted = sum(one.good for one in so_far.values()), sum(one.counted for one in so_far.values())
    return UnitOutlook(
        unit,
        category,
        Month(good, counted),
        outlook(list(so_far.values()), to_come=expected),
        needed(good, counted, target=asked.target, of_next=asked.of_next),
        least_next(good, counted, target=asked.target),
    )


def outlook_json(one: UnitOutlook) -> Json:
    """Return an outlook as the API tells it; ``forecast`` is an estimate."""
    seen, found = one.seen, one.found
    return {
        "unit": one.unit,
        "category": one.category,
        "good": seen.good,
        "counted": seen.counted,
        "rate": rounded_share(Fraction(seen.good, seen.counted)) if seen.counted else None,
        "forecast": None
        if found is None
        else {
            "to_come": found.to_come,
            "low": rounded_share(found.low),
            "middle": rounded_share(found.middle),
            "high": rounded_share(found.high),
            "dispersion": round(found.dispersion, 2),
        },
        "must_be_good": one.must,
        "good_in_a_row": one.least,
    }
