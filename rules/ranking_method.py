"""How an edition is computed: a method is data, and its content stands in every edition with its hash.

``nev-duty-2`` (``rules/methods/nev-duty-2.yaml``) is by what is proven. The methods before it (``compliance-rate-1``
and ``-2``) were by what is decided; their editions stay what they were and are still verified and read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rules.talks import TalkRule
from rules.tallies import Counts, Tally
from rules.vocabulary import Category, Verdict


class Standing(StrEnum):
    """How a unit stands in an edition, in the order in which an edition lists them."""

    RANKED = "ranked"
    TOO_FEW = "too_few"
    INCOMPLETE = "incomplete"
    NOT_REPORTED = "not_reported"


class Basis(StrEnum):
    """What a rate is a share of: of the decided vehicles, or of all that may be governed."""

    DECIDED = "decided"
    PROVEN = "proven"


class MethodBroken(Exception):
    """The data are no method of ranking; the message names the entry."""


@dataclass(frozen=True)
class Method:
    """How an edition is computed. ``document``: the data it was read from, all that its hash covers.

    ``minimum``: decided vehicles a unit needs to be ranked; ``counted``: the categories of the ranking over all;
    ``required``: those that a unit must report to be ranked; ``closed_share``: the share of rows closed by the unit
    above which they count as held; ``late_days``: so many days late weigh in the quality like a held row; ``due_day``:
    of the month after registration, from which on a vehicle is late; ``talks``: when talks are proposed.
    """

    id: str
    basis: Basis
    minimum: int
    counted: tuple[Category, ...]
    required: tuple[Category, ...]
    closed_share: Fraction
    late_days: int
    due_day: int
    document: Mapping[str, Any]
    talks: TalkRule | None = None

    @property
    def is_by_proof(self) -> bool:
        """Whether it ranks by what is proven, and tells what stands beside a rank."""
        return self.basis is Basis.PROVEN

    def rate(self, counts: Counts) -> Fraction | None:
        """Return the rate by which units are ranked, from 0 to 1."""
        return counts.rate if self.is_by_proof else counts.decided_rate

    def counts_as_held(self, *, held: int, closed: int, governed: int) -> int:
        """Return how many rows count as held, of those held and those that the unit closed itself."""
        return held + closed if closed > self.closed_share * (governed + held + closed) else held

    def standing(self, tally: Tally) -> Standing:
        """Return how a unit stands. By a method before ``nev-duty-2`` held rows were proof enough of a report."""
        has_sent = tally.reported or any(tally.verdicts.values())
        if not has_sent and (self.is_by_proof or not tally.held):
            return Standing.NOT_REPORTED
        if tally.missing:
            return Standing.INCOMPLETE
        return Standing.RANKED if tally.counts.decided >= self.minimum else Standing.TOO_FEW

    def quality(self, tally: Tally) -> Fraction | None:
        """Return how good a unit's data are, from 0 to 1; None where it has none."""
        vehicles = sum(tally.verdicts.values())
        if not vehicles + tally.held:
            return None
        late = min(Fraction(vehicles), Fraction(tally.besides.late_days, self.late_days))
        undetermined = tally.verdicts.get(Verdict.UNDETERMINED, 0)
        faults = tally.held + undetermined + tally.besides.corrected + late
        return max(Fraction(0), 1 - faults / (vehicles + tally.held))


_BEFORE = "compliance-rate-"


def method_of(document: Mapping[str, Any]) -> Method:
    """Return the method that data describe: of a method's file, or as an edition holds them. Raises MethodBroken."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    try:
        if str(content["id"]).startswith(_BEFORE):
            return _before(content)
        return Method(
            id=str(content["id"]),
            basis=Basis(content["basis"]),
            minimum=_positive(content["minimum_decided"]),
            counted=tuple(map(Category, content["counted_categories"])),
            required=tuple(map(Category, content["required_categories"])),
            closed_share=Fraction(content["closed_percent"]) / 100,
            late_days=_positive(content["late_days_of_a_fault"]),
            due_day=_positive(content["due_day"]),
            document=content,
            talks=_talks(content.get("talks")),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise MethodBroken(repr(wrong)) from wrong


def _before(content: Mapping[str, Any]) -> Method:
    minimum, categories = _positive(content["minimum_decided"]), tuple(Category)
    return Method(
        id=str(content["id"]),
        basis=Basis.DECIDED,
        minimum=minimum,
        counted=categories,
        required=(),
        closed_share=Fraction(1),
        late_days=1,
        due_day=5,
        document=content,
    )


def _talks(told: Mapping[str, Any] | None) -> TalkRule | None:
    if told is None:
        return None
    names = ("last_places", "editions", "strict_violations")
    return TalkRule(**{name: _positive(told[name]) for name in names})


def _positive(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"at least 1 is needed, not {value!r}: a unit is not ranked on no vehicle")
    return value
