"""What vehicles avoid, or what might have been avoided, in a year of service: an estimate in tonnes, never published.

Whole figures are added up exactly and shown to two significant digits, for no more is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rules.emission_factors import Baseline, Span

_HUNDRED: Final = 100
"""The first number that has more digits than are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What so many ``vehicles`` come to, in tonnes a year; of others nothing could be estimated."""

    vehicles: int
    tonnes: Span


@dataclass(frozen=True, slots=True)
class Estimate:
    """What so many vehicles come to; None where of none of them anything could be estimated.

    ``co2``: of the tailpipe; ``co2_grid``: less what the grid emits for them.
    """

    vehicles: int
    nox: Figure | None
    co2: Figure | None
    co2_grid: Figure | None


@dataclass(frozen=True, slots=True)
class Alike:
    """So many vehicles with one baseline, or without any. ``from_grid``: what drives them is charged from the grid."""

    number: int
    baseline: Baseline | None
    from_grid: bool = True


def estimate(groups: Iterable[Alike]) -> Estimate:
    """Return what vehicles come to.

    >>> estimate([Alike(3, None)])
    Estimate(vehicles=3, nox=None, co2=None, co2_grid=None)
    """
    vehicles, nox, co2, co2_grid = 0, None, None, None
    for one in groups:
        vehicles += one.number
        if one.baseline is not None:
            nox = _with(nox, one.number, one.baseline.nox)
            co2 = _with(co2, one.number, one.baseline.co2)
            co2_grid = _with(co2_grid, one.number, one.baseline.co2_grid if one.from_grid else None)
    return Estimate(vehicles, nox, co2, co2_grid)


def _with(figure: Figure | None, number: int, each: Span | None) -> Figure | None:
    if each is None or not number:
        return figure
    more = each.times(number)
    if figure is None:
        return Figure(number, more)
    return Figure(figure.vehicles + number, figure.tonnes.plus(more))


def shown(value: Fraction) -> str:
    """Return a number as people read it, of two significant digits.

    >>> [shown(Fraction(one)) for one in ("0.01140", "0.0996", "9.96", "18.2", "-12345", "0")]
    ['0.011', '0.10', '10', '18', '-12,000', '0']
    """
    rounded, places = two_digits(value), 0
    while rounded and abs(rounded) * 10**places < _HUNDRED // 10:
        places += 1
    return f"{float(rounded):,.{places}f}"


def two_digits(value: Fraction) -> Fraction:
    """Return a number to two significant digits, half to even.

    >>> [float(two_digits(Fraction(one))) for one in ("0.01140", "18.2", "1234", "0", "-0.0996", "99.6")]
    [0.011, 18.0, 1200.0, 0.0, -0.1, 100.0]
    """
    step = Fraction(1)
    while abs(value) >= _HUNDRED * step:
        step *= 10
    while value and abs(value) < _HUNDRED * step / 10:
        step /= 10
    return round(value / step) * step
