"""Shares over counts: the mandate's 主要 (mainly) and 不低于 X % (at least X %).

A share is judged for a group of vehicles, never for one of them. The counts may be of a period's new
registrations or of a stock on a day: the caller says which vehicles it counted.

Rounding: every comparison is made on exact fractions; ``rules.percentages`` tells how a share is shown.
Vehicles of unknown energy are not guessed: the share lies between the bounds where all of them turn out
conventional and where all turn out new-energy, and is judged only where both bounds agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor


class Rounding(StrEnum):
    """What a part of a vehicle becomes in the number that a share asks for: a whole one (exact), none, the nearest."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half_up"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share to reach, from 0 to 1; ``exclusive``: the share must lie above it, not only reach it.

    ``rounding``: of the number of vehicles that it asks of a group.
    """

    share: Fraction
    exclusive: bool
    rounding: Rounding = Rounding.UP

    def __post_init__(self) -> None:
        """Refuse a share that no group could reach, and to round a number that must be exceeded."""
        if not 0 <= self.share <= 1 or (self.exclusive and self.share == 1):
            raise ValueError(f"no group reaches {self}")
        if self.exclusive and self.rounding is not Rounding.UP:
            raise ValueError(f"what must be exceeded is not rounded: {self}")

    def needed(self, group: int) -> int:
        """Return how many vehicles of a group must meet the demand.

        >>> [Threshold(Fraction("0.385"), False, rounding).needed(10) for rounding in Rounding]
        [4, 3, 4]
        >>> MORE_THAN_HALF.needed(4), MORE_THAN_HALF.needed(5)
        (3, 3)
        """
        exact = self.share * group
        if self.exclusive:
            return floor(exact) + 1
        if self.rounding is Rounding.HALF_UP:
            return floor(exact + Fraction(1, 2))
        return ceil(exact) if self.rounding is Rounding.UP else floor(exact)

    def of(self, part: Fraction) -> "Threshold":
        """Return the threshold of a part of this share, from 0 to 1, reached and rounded likewise."""
        return Threshold(self.share * part, exclusive=False, rounding=self.rounding)


MORE_THAN_HALF = Threshold(Fraction(1, 2), exclusive=True)
"""How 主要 is read unless an interpretation of the rulebook says otherwise: the text gives no number."""


def at_least(percent: int | Decimal | Fraction) -> Threshold:
    """Read 不低于 X %; ``percent`` is 0 to 100, exact: a float raises ``TypeError``, else ``ValueError``.

    >>> at_least(Decimal("33.3")).share
    Fraction(333, 1000)
    """
    if isinstance(percent, float):
        raise TypeError("a percentage is given exactly, not as a binary float")
    return Threshold(Fraction(percent) / 100, exclusive=False)


class Attainment(StrEnum):
    """Whether a share is reached; ``open``: the unknown energies decide; ``empty``: nothing was counted."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    EMPTY = "empty"


def strictest(found: Iterable[Attainment]) -> Attainment:
    """Return what several shares together attain: what one of them does not reach is not reached.

    >>> strictest([Attainment.MET, Attainment.OPEN]), strictest([])
    (<Attainment.OPEN: 'open'>, <Attainment.EMPTY: 'empty'>)
    """
    known = set(found)
    order = (Attainment.NOT_MET, Attainment.OPEN, Attainment.MET)
    return next((one for one in order if one in known), Attainment.EMPTY)


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of one group: vehicles that meet the demand (``nev``) and unknown ones among all ``governed`` vehicles."""

    nev: int
    governed: int
    unknown: int = 0

    def __post_init__(self) -> None:
        """Refuse counts that contradict each other."""
        if min(self.nev, self.unknown) < 0 or self.nev + self.unknown > self.governed:
            raise ValueError(f"counts do not add up: {self}")

    @property
    def low(self) -> Fraction | None:
        """The share if every unknown energy is conventional; None for an empty group."""
        return Fraction(self.nev, self.governed) if self.governed else None

    @property
    def high(self) -> Fraction | None:
        """The share if every unknown energy is new-energy; None for an empty group."""
        return Fraction(self.nev + self.unknown, self.governed) if self.governed else None


def attainment(share: Share, threshold: Threshold) -> Attainment:
    """Judge a share against its threshold.

    >>> attainment(Share(nev=50, governed=100), MORE_THAN_HALF)
    <Attainment.NOT_MET: 'not_met'>
    >>> attainment(Share(nev=50, governed=100, unknown=1), MORE_THAN_HALF)
    <Attainment.OPEN: 'open'>
    """
    if not share.governed:
        return Attainment.EMPTY
    needed = threshold.needed(share.governed)
    if share.nev >= needed:
        return Attainment.MET
    return Attainment.OPEN if share.nev + share.unknown >= needed else Attainment.NOT_MET


def shortfall(share: Share, threshold: Threshold) -> int:
    """Count how many more of the same vehicles must be new-energy to reach the threshold for certain.

    >>> shortfall(Share(nev=50, governed=100), MORE_THAN_HALF)
    1
    """
    return max(0, threshold.needed(share.governed) - share.nev) if share.governed else 0
