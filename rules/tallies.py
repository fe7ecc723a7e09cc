"""What a ranking is computed from: for each reporting unit, counts of vehicles and rows in a period.

Verdicts are those on the energy duty: whether a vehicle that must be new-energy is.

- governed   = all verdicts but ``not_governed`` and ``advisory``;
- decided    = governed - undetermined;
- at_most    = governed + held + disputed: all that may turn out to be governed;
- rate       = (compliant + exempt) / at_most: what is proven. What is open counts as not met until it is settled;
- rate_high  = (at_most - non_compliant) / at_most: if every open matter turned out well;
- decided_rate = (compliant + exempt) / decided, by which the methods before ``nev-duty-2`` ranked.

A rate without a denominator is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from rules.targets import Attainment, Share, Threshold, attainment, shortfall, strictest
from rules.units import UNITS, UnitUnknown
from rules.vocabulary import Category, Verdict

UNGOVERNED: Final = (Verdict.NOT_GOVERNED, Verdict.ADVISORY)
"""The verdicts on vehicles that no binding rule is about."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Vehicles by verdict, held rows and disputed vehicles, of one unit or of several together, and their rates.

    >>> verdicts = {Verdict.COMPLIANT: 7, Verdict.UNDETERMINED: 1, Verdict.NON_COMPLIANT: 1, Verdict.ADVISORY: 5}
    >>> counts = Counts(verdicts, 1)
    >>> counts.governed, counts.decided, counts.rate, counts.rate_high, counts.decided_rate
    (9, 8, Fraction(7, 10), Fraction(9, 10), Fraction(7, 8))
    """

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    held: int = 0
    disputed: int = 0

    @property
    def governed(self) -> int:
        """All vehicles but those that no binding rule is about."""
        return sum(self.verdicts.values()) - self._of(*UNGOVERNED)

    @property
    def decided(self) -> int:
        """The governed vehicles on which enough is known."""
        return self.governed - self._of(Verdict.UNDETERMINED)

    @property
    def good(self) -> int:
        """Compliant and exempt vehicles."""
        return self._of(Verdict.COMPLIANT, Verdict.EXEMPT)

    @property
    def at_most(self) -> int:
        """The governed vehicles if every held row and every disputed vehicle turned out to be one."""
        return self.governed + self.held + self.disputed

    @property
    def rate(self) -> Fraction | None:
        """The share that is proven: the rate if all that is open turned out badly."""
        return _ratio(self.good, self.at_most)

    @property
    def rate_high(self) -> Fraction | None:
        """The rate if all that is open turned out well."""
        return _ratio(self.at_most - self._of(Verdict.NON_COMPLIANT), self.at_most)

    @property
    def decided_rate(self) -> Fraction | None:
        """The share of good vehicles among those decided."""
        return _ratio(self.good, self.decided)

    def _of(self, *verdicts: Verdict) -> int:
        return sum(self.verdicts.get(verdict, 0) for verdict in verdicts)


def summed(parts: Iterable[Counts]) -> Counts:
    """Return the counts of several units together; each verdict stands in it, in the vocabulary's order."""
    kept = list(parts)
    verdicts = {verdict: sum(one.verdicts.get(verdict, 0) for one in kept) for verdict in Verdict}
    return Counts(verdicts, sum(one.held for one in kept), sum(one.disputed for one in kept))


@dataclass(frozen=True, slots=True)
class OperatorShare:
    """What one owner has of a group and of its sub-shares. ``owner``: None for vehicles of which none is known."""

    owner: str | None
    share: Share
    parts: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A rule that demands a share of a group (主要, 不低于 X %), and what a unit has of that group.

    ``parts``: the sub-shares of the same group. ``operators``: the owners of whom it is asked, one by one; None where
    it is asked of the unit as a whole.
    """

    rule: str
    threshold: Threshold
    share: Share
    parts: tuple[tuple[Threshold, Share], ...] = ()
    operators: tuple[OperatorShare, ...] | None = None

    @property
    def shortfall(self) -> int:
        """How many more vehicles must meet the whole demand for certain, summed over owners where it asks of them."""
        if self.operators is None:
            return shortfall(self.share, self.threshold)
        return sum(shortfall(one.share, self.threshold) for one in self.operators if one.owner is not None)

    @property
    def attainment(self) -> Attainment:
        """Whether the share and all its sub-shares are reached, by every owner where it asks of them."""
        if self.operators is None:
            return self._jointly(self.share, [share for _, share in self.parts])
        return strictest([self.attained_by(one) for one in self.operators])

    def attained_by(self, one: OperatorShare) -> Attainment:
        """Tell whether one owner reaches the share; vehicles whose owner is not known leave it open."""
        return Attainment.OPEN if one.owner is None else self._jointly(one.share, one.parts)

    def _jointly(self, share: Share, parts: Iterable[Share]) -> Attainment:
        thresholds = (self.threshold, *(threshold for threshold, _ in self.parts))
        return strictest(map(attainment, (share, *parts), thresholds))


@dataclass(frozen=True, slots=True)
class Besides:
    """What stands beside a unit's rank and does not decide it.

    ``strict_violations``: broken rules that know no exception; ``stage_governed`` and ``stage_met``: vehicles by the
    verdict on the emission stage; ``late_days``: over all vehicles; ``corrected``: versions that a later one replaced;
    ``closed``: held rows that the unit closed itself.
    """

    strict_violations: int = 0
    stage_governed: int = 0
    stage_met: int = 0
    fcev: int = 0
    late_days: int = 0
    corrected: int = 0
    closed: int = 0
    shares: tuple[GroupShare, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What one unit has for the period.

    ``reported``: it reported at least one category that counts; ``missing``: those it had to report and did not.
    """

    unit: str
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    held: int = 0
    reported: bool = False
    missing: tuple[Category, ...] = ()
    disputed: int = 0
    besides: Besides = Besides()

    def __post_init__(self) -> None:
        """Refuse units that do not exist (``UnitUnknown``) and counts below zero (``ValueError``)."""
        if self.unit not in UNITS:
            raise UnitUnknown(self.unit)
        if min(self.held, self.disputed, *self.verdicts.values()) < 0:
            raise ValueError(f"a count below zero: {self}")

    @property
    def counts(self) -> Counts:
        """What its rates are computed from."""
        return Counts(self.verdicts, self.held, self.disputed)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
