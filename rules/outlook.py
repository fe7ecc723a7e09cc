"""What a year's rate will be, as far as its months so far tell: an estimate with a range, never a published figure.

Of the vehicles still to come their number is expected (``to_come``): what the same months of the year before brought,
at the pace of this year; without a year before, what this year's months brought on average. How many of them will be
good follows a beta-binomial distribution: Jeffreys' prior, Beta(1/2, 1/2), and the months so far, weighed down where
they differ from one another by more than chance explains (Pearson's X² over its degrees of freedom). The range holds
what happens in eight of ten years if the months to come are like those so far. That a duty changes, a large order
falls into December or a unit reports late is in no range.

What must be new-energy of the next vehicles to reach a target is arithmetic, and exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, lgamma
from typing import Final

COVERAGE: Final = Fraction(8, 10)
"""The share of years whose rate the range is meant to hold."""
LEAST_MONTHS: Final = 3
LEAST_VEHICLES: Final = 20
"""Below either nothing is foretold."""
_MOST_DISPERSION: Final = 20.0
_JEFFREYS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Month:
    """The governed vehicles of a month that is over, and how many of them are compliant or exempt."""

    good: int
    counted: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a year may come to. ``good`` of ``counted`` stand so far, ``to_come`` are expected until its end.

    ``dispersion``: how much more the months differ than chance explains, at least 1.
    """

    good: int
    counted: int
    to_come: int
    low: Fraction
    middle: Fraction
    high: Fraction
    dispersion: float


def to_come(so_far: Mapping[int, int], before: Mapping[int, int], *, last: int) -> int:
    """Return how many vehicles the months after ``last`` are expected to bring.

    ``so_far``: vehicles by month (1 to 12) of this year up to ``last``; ``before``: of the year before.

    >>> to_come({1: 10, 2: 20}, {1: 5, 2: 10, 3: 20, 12: 5}, last=2), to_come({1: 10, 2: 20, 3: 15}, {}, last=3)
    (50, 135)
    """
    seen = sum(so_far.get(month, 0) for month in range(1, last + 1))
    same = sum(before.get(month, 0) for month in range(1, last + 1))
    rest = sum(before.get(month, 0) for month in range(last + 1, 13))
    if same >= LEAST_VEHICLES // 2 and rest:
        return round(Fraction(rest * seen, same))
    return round(Fraction(seen * (12 - last), last)) if last else 0


def outlook(months: Sequence[Month], *, to_come: int) -> Outlook | None:
    """Return what the year may come to; None where too little is known to say anything.

    >>> found = outlook([Month(9, 10), Month(8, 10), Month(10, 10)], to_come=90)
    >>> (found.good, found.counted, float(found.low) < 0.9 < float(found.high))
    (27, 30, True)
    >>> outlook([Month(9, 10), Month(8, 10)], to_come=100) is None
    True
    """
    told = [one for one in months if one.counted]
    good, counted = sum(one.good for one in told), sum(one.counted for one in told)
    if len(told) < LEAST_MONTHS or counted < LEAST_VEHICLES:
        return None
    spread = _dispersion(told, good=good, counted=counted)
    alpha, beta = _JEFFREYS + good / spread, _JEFFREYS + (counted - good) / spread
    tail = float((1 - COVERAGE) / 2)
    low, middle, high = _quantiles(to_come, alpha, beta, (tail, 0.5, 1 - tail))
    total = counted + to_come
    return Outlook(
        good,
        counted,
        to_come,
        low=Fraction(good + low, total),
        middle=Fraction(good + middle, total),
        high=Fraction(good + high, total),
        dispersion=spread,
    )


def _dispersion(months: Sequence[Month], *, good: int, counted: int) -> float:
    rate = good / counted
    if rate in (0.0, 1.0):
        return 1.0
    squares = sum((one.good - one.counted * rate) ** 2 / (one.counted * rate * (1 - rate)) for one in months)
    return min(max(squares / (len(months) - 1), 1.0), _MOST_DISPERSION)


def _quantiles(number: int, alpha: float, beta: float, wanted: Sequence[float]) -> list[int]:
    """Return quantiles of the beta-binomial distribution, in rising order, by adding up its probabilities."""
    found: list[int] = []
    log = _log_beta(alpha, number + beta) - _log_beta(alpha, beta)
    reached = 0.0
    for good in range(number + 1):
        reached += exp(log)
        while len(found) < len(wanted) and reached >= wanted[len(found)]:
            found.append(good)
        if len(found) == len(wanted):
            return found
        if good < number:
            log += _ratio_log(number, good, alpha, beta)
    return [*found, *[number] * (len(wanted) - len(found))]


def _ratio_log(number: int, good: int, alpha: float, beta: float) -> float:
    """Return by how much the logarithm of the probability rises from ``good`` to the next."""
    return (
        lgamma(number - good + 1) - lgamma(number - good)
        - lgamma(good + 2) + lgamma(good + 1)
        + lgamma(good + 1 + alpha) - lgamma(good + alpha)
        + lgamma(number - good - 1 + beta) - lgamma(number - good + beta)
    )  # fmt: skip


def _log_beta(first: float, second: float) -> float:
    return lgamma(first) + lgamma(second) - lgamma(first + second)


def needed(good: int, counted: int, *, target: Fraction, of_next: int) -> int | None:
    """Return how many of the next vehicles must be good for the rate to reach a target; None if even all do not.

    >>> needed(18, 20, target=Fraction(95, 100), of_next=20), needed(18, 20, target=Fraction(95, 100), of_next=10)
    (20, None)
    >>> needed(20, 20, target=Fraction(9, 10), of_next=10), needed(0, 0, target=Fraction(1, 2), of_next=3)
    (7, 2)
    """
    short = max(ceil(target * (counted + of_next) - good), 0)
    return short if short <= of_next else None


def least_next(good: int, counted: int, *, target: Fraction) -> int | None:
    """Return after how many good vehicles in a row a rate reaches a target; None where it never does.

    >>> whole = Fraction(1)
    >>> least_next(18, 20, target=Fraction(95, 100)), least_next(19, 20, target=whole), least_next(1, 1, target=whole)
    (20, None, 0)
    """
    if counted == 0:
        return 1
    if Fraction(good, counted) >= target:
        return 0
    return None if target >= 1 else ceil((target * counted - good) / (1 - target))
