"""Tallies of verdicts become the lines of a ranking: every reporting unit stands in it, ranked or not.

Verdicts are those on the energy duty: whether a vehicle that must be new-energy is.
For one unit, with the counts of its verdicts and of its held rows:

- governed  = all verdicts but ``not_governed`` and ``advisory``;
- decided   = governed - undetermined;
- rate      = (compliant + exempt) / decided;
- rate_low  = (compliant + exempt) / (governed + held): undetermined, disputed and held turn out badly;
- rate_high = (governed - non_compliant + held) / (governed + held): they all turn out well.

So ``rate_low <= rate <= rate_high`` always. A rate without a denominator is None.
Units are ordered by their exact rates, never by the rounded ones; equal rates share a rank (1, 1, 3).
A unit with fewer than ``minimum`` *decided* vehicles is ``too_few``: vehicles whose verdict is open do not
lift it into the ranking. A unit that sent nothing for the period is ``not_reported`` (未报送).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from rules.percentages import rounded_share
from rules.units import UNITS, UnitUnknown
from rules.vocabulary import Verdict

_UNIT_ORDER = {code: place for place, code in enumerate(UNITS)}


class Standing(StrEnum):
    """How a unit stands in an edition."""

    RANKED = "ranked"
    TOO_FEW = "too_few"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True, slots=True)
class Method:
    """How an edition is computed; ``minimum``: decided vehicles a unit needs to be ranked, at least 1."""

    id: str = "compliance-rate-2"
    minimum: int = 5

    def __post_init__(self) -> None:
        """Refuse a minimum that would rank a unit on no vehicle."""
        if self.minimum < 1:
            raise ValueError("a unit is not ranked on no vehicle: the minimum is at least 1")

    def described(self) -> dict[str, object]:
        """Return all that the result depends on, as plain JSON: its hash identifies the method."""
        return {
            "id": self.id,
            "minimum_decided": self.minimum,
            "verdicts": "those on the energy duty",
            "governed": "verdicts - not_governed - advisory",
            "rate": "(compliant + exempt) / (governed - undetermined)",
            "rate_low": "(compliant + exempt) / (governed + held)",
            "rate_high": "(governed - non_compliant + held) / (governed + held)",
            "order": "exact rate, highest first; equal rates share a rank, the next rank is skipped",
            "shown": "rates rounded half to even at 4 decimals",
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """Vehicles by verdict and held rows, of one unit or of several together, and the rates that follow from them.

    >>> counts = Counts({Verdict.COMPLIANT: 7, Verdict.UNDETERMINED: 1, Verdict.NON_COMPLIANT: 1, Verdict.ADVISORY: 5})
    >>> counts.governed, counts.decided, counts.rate, counts.rate_low, counts.rate_high
    (9, 8, Fraction(7, 8), Fraction(7, 9), Fraction(8, 9))
    """

    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    held: int = 0

    @property
    def governed(self) -> int:
        """All vehicles but those that no binding rule is about."""
        return sum(self.verdicts.values()) - self._of(Verdict.NOT_GOVERNED, Verdict.ADVISORY)

    @property
    def decided(self) -> int:
        """The governed vehicles on which enough is known."""
        return self.governed - self._of(Verdict.UNDETERMINED)

    @property
    def good(self) -> int:
        """Compliant and exempt vehicles."""
        return self._of(Verdict.COMPLIANT, Verdict.EXEMPT)

    @property
    def rate(self) -> Fraction | None:
        """The share of good vehicles among those decided."""
        return _ratio(self.good, self.decided)

    @property
    def rate_low(self) -> Fraction | None:
        """The rate if all that is open turned out badly."""
        return _ratio(self.good, self.governed + self.held)

    @property
    def rate_high(self) -> Fraction | None:
        """The rate if all that is open turned out well."""
        at_most = self.governed + self.held
        return _ratio(at_most - self._of(Verdict.NON_COMPLIANT), at_most)

    def _of(self, *verdicts: Verdict) -> int:
        return sum(self.verdicts.get(verdict, 0) for verdict in verdicts)


def summed(parts: Iterable[Counts]) -> Counts:
    """Return the counts of several units together; each verdict stands in it, in the vocabulary's order."""
    kept = list(parts)
    verdicts = {verdict: sum(one.verdicts.get(verdict, 0) for one in kept) for verdict in Verdict}
    return Counts(verdicts, sum(one.held for one in kept))


@dataclass(frozen=True, slots=True)
class Tally:
    """What one unit has for the period; ``reported``: it sent something, even if nothing of it counts."""

    unit: str
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    held: int = 0
    reported: bool = False

    def __post_init__(self) -> None:
        """Refuse units that do not exist (``UnitUnknown``) and counts below zero (``ValueError``)."""
        if self.unit not in UNITS:
            raise UnitUnknown(self.unit)
        if self.held < 0 or any(count < 0 for count in self.verdicts.values()):
            raise ValueError(f"a count below zero: {self}")

    @property
    def counts(self) -> Counts:
        """What its rates are computed from."""
        return Counts(self.verdicts, self.held)

    @property
    def sent_something(self) -> bool:
        """Whether the unit reported: counted vehicles or held rows are proof enough."""
        return self.reported or self.held > 0 or any(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in an edition. Rates are exact, from 0 to 1; a positive ``rank_change`` is places gained."""

    unit: str
    status: Standing
    rank: int | None
    governed: int
    verdicts: dict[Verdict, int]
    held: int
    rate: Fraction | None
    rate_low: Fraction | None
    rate_high: Fraction | None
    rate_change: Fraction | None = None
    rank_change: int | None = None

    @property
    def counts(self) -> Counts:
        """What its rates were computed from."""
        return Counts(self.verdicts, self.held)


class UnitTalliedTwice(Exception):
    """Two tallies name the same unit: one of them would be lost."""


def rank(
    tallies: Iterable[Tally], *, method: Method, previous: Sequence[Line] | None = None
) -> tuple[Line, ...]:
    """Return one line for each of the 19 units: the ranked ones in order, then too few, then not reported.

    A unit without a tally has not reported. ``previous``: the lines of the edition that changes are
    measured against. Raises ``UnitTalliedTwice``.
    """
    by_unit: dict[str, Tally] = {}
    for tally in tallies:
        if tally.unit in by_unit:
            raise UnitTalliedTwice(tally.unit)
        by_unit[tally.unit] = tally
    lines = _with_ranks([_line(by_unit.get(unit, Tally(unit)), method) for unit in UNITS])
    earlier = {line.unit: line for line in previous or ()}
    return tuple(_with_changes(line, earlier.get(line.unit)) for line in sorted(lines, key=_place))


def shown_rate(rate: Fraction | None) -> float | None:
    """Round a rate to 4 decimals, never to all or nothing: ``rules.percentages.rounded_share``.

    >>> shown_rate(Fraction(118, 120)), shown_rate(Fraction(1, 20000)), shown_rate(None)
    (0.9833, 0.0001, None)
    """
    return None if rate is None else rounded_share(rate)


def _line(tally: Tally, method: Method) -> Line:
    counts = tally.counts
    return Line(
        unit=tally.unit,
        status=_standing(tally, method),
        rank=None,
        governed=counts.governed,
        verdicts={verdict: number for verdict in Verdict if (number := counts.verdicts.get(verdict))},
        held=counts.held,
        rate=counts.rate,
        rate_low=counts.rate_low,
        rate_high=counts.rate_high,
    )


def _standing(tally: Tally, method: Method) -> Standing:
    if not tally.sent_something:
        return Standing.NOT_REPORTED
    return Standing.RANKED if tally.counts.decided >= method.minimum else Standing.TOO_FEW


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _with_ranks(lines: list[Line]) -> list[Line]:
    rates = [line.rate for line in lines if line.status is Standing.RANKED and line.rate is not None]
    return [
        replace(line, rank=1 + sum(other > line.rate for other in rates))
        if line.status is Standing.RANKED and line.rate is not None
        else line
        for line in lines
    ]


def _place(line: Line) -> tuple[int, int, int]:
    group = list(Standing).index(line.status)
    return group, line.rank or 0, _UNIT_ORDER[line.unit]


def _with_changes(line: Line, earlier: Line | None) -> Line:
    if earlier is None:
        return line
    rate_change = None if line.rate is None or earlier.rate is None else line.rate - earlier.rate
    rank_change = None if line.rank is None or earlier.rank is None else earlier.rank - line.rank
    return replace(line, rate_change=rate_change, rank_change=rank_change)
