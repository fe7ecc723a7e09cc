"""Tallies of verdicts become the lines of a ranking: every reporting unit stands in it, ranked or not.

What is counted and what a rate is: ``rules.tallies``; who is ranked, and by which rate: ``rules.ranking_method``.
Units are ordered by their exact rates, never by the rounded ones; equal rates share a rank (1, 1, 3).
``rank_low`` and ``rank_high`` are the best and the worst place that a unit can have among the ranked ones, however
the open matters of all of them turn out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.percentages import rounded_share
from rules.ranking_method import Method, Standing
from rules.tallies import Counts, Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

_UNIT_ORDER = {code: place for place, code in enumerate(UNITS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in an edition. Rates are exact, from 0 to 1; a positive ``rank_change`` is places gained.

    ``quality`` and ``quality_rank``: how good its data are, from 0 to 1, and its place by that.
    """

    tally: Tally
    status: Standing
    rate: Fraction | None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    quality: Fraction | None = None
    quality_rank: int | None = None
    rate_change: Fraction | None = None
    rank_change: int | None = None

    @property
    def unit(self) -> str:
        """The code of the unit."""
        return self.tally.unit

    @property
    def counts(self) -> Counts:
        """What its rates were computed from."""
        return self.tally.counts

    @property
    def governed(self) -> int:
        """Vehicles that a binding rule is about."""
        return self.counts.governed

    @property
    def held(self) -> int:
        """Rows that are not settled."""
        return self.tally.held

    @property
    def missing(self) -> tuple[Category, ...]:
        """The categories that the unit had to report and did not."""
        return self.tally.missing

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """Vehicles by verdict, in the vocabulary's order, without zeros."""
        return {verdict: number for verdict in Verdict if (number := self.tally.verdicts.get(verdict))}

    @property
    def rate_low(self) -> Fraction | None:
        """The rate if all that is open turned out badly."""
        return self.counts.rate

    @property
    def rate_high(self) -> Fraction | None:
        """The rate if all that is open turned out well."""
        return self.counts.rate_high


class UnitTalliedTwice(Exception):
    """Two tallies name the same unit: one of them would be lost."""


def rank(
    tallies: Iterable[Tally], *, method: Method, previous: Sequence[Line] | None = None
) -> tuple[Line, ...]:
    """Return one line for each of the 19 units: the ranked ones in order, then the others by why they are not.

    A unit without a tally has not reported. ``previous``: the lines of the edition that changes are
    measured against. Raises ``UnitTalliedTwice``.
    """
    by_unit: dict[str, Tally] = {}
    for tally in tallies:
        if tally.unit in by_unit:
            raise UnitTalliedTwice(tally.unit)
        by_unit[tally.unit] = tally
    found = (by_unit.get(unit, Tally(unit, missing=method.required)) for unit in UNITS)
    lines = _with_ranks([_line(tally, method) for tally in found])
    earlier = {line.unit: line for line in previous or ()}
    return tuple(_with_changes(line, earlier.get(line.unit)) for line in sorted(lines, key=_place))


def shown_rate(rate: Fraction | None) -> float | None:
    """Round a rate to 4 decimals, never to all or nothing: ``rules.percentages.rounded_share``.

    >>> shown_rate(Fraction(118, 120)), shown_rate(Fraction(1, 20000)), shown_rate(None)
    (0.9833, 0.0001, None)
    """
    return None if rate is None else rounded_share(rate)


def _line(tally: Tally, method: Method) -> Line:
    quality = method.quality(tally) if method.is_by_proof else None
    return Line(tally, method.standing(tally), method.rate(tally.counts), quality=quality)


_Bounds = tuple[Fraction | None, Fraction | None, Fraction | None]
"""A unit's rate, and what it is if all that is open turned out badly, or well."""


def _with_ranks(lines: Sequence[Line]) -> list[Line]:
    qualities = [line.quality for line in lines]
    graded = [replace(line, quality_rank=_place_of(line.quality, qualities)) for line in lines]
    bounds = {
        line.unit: (line.rate, line.rate_low, line.rate_high)
        for line in lines
        if line.status is Standing.RANKED
    }
    return [_among(line, bounds) if line.unit in bounds else line for line in graded]


def _among(line: Line, bounds: Mapping[str, _Bounds]) -> Line:
    rate, low, high = bounds[line.unit]
    others = [one for unit, one in bounds.items() if unit != line.unit]
    return replace(
        line,
        rank=_place_of(rate, (one for one, _, _ in others)),
        rank_low=_place_of(high, (one for _, one, _ in others)),
        rank_high=_place_of(low, (one for _, _, one in others)),
    )


def _place_of(own: Fraction | None, shares: Iterable[Fraction | None]) -> int | None:
    """Return the place of a share: one more than there are better ones; None for none."""
    return None if own is None else 1 + sum(share is not None and share > own for share in shares)


def _place(line: Line) -> tuple[int, int, int]:
    group = list(Standing).index(line.status)
    return group, line.rank or 0, _UNIT_ORDER[line.unit]


def _with_changes(line: Line, earlier: Line | None) -> Line:
    if earlier is None:
        return line
    rate_change = None if line.rate is None or earlier.rate is None else line.rate - earlier.rate
    rank_change = None if line.rank is None or earlier.rank is None else earlier.rank - line.rank
    return replace(line, rate_change=rate_change, rank_change=rank_change)
