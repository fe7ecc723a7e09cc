"""What a rule demands: a kind of energy, a stage of heavy vehicles, joined conditions, or a share of a group."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.conditions import Condition
from rules.targets import Threshold
from rules.vocabulary import Category, EmissionStage, Energy, MassClass


class Grouping(StrEnum):
    """Whose vehicles make up a group: those of a reporting unit, or those of one owner in it."""

    UNIT = "unit"
    OPERATOR = "operator"


class Counted(StrEnum):
    """Which vehicles count when the share of a period is asked for.

    ``PERIOD``: registered in it; ``YEAR``: since the first of January of its last day's year; ``TERM``: since the rule
    began to hold; ``STOCK``: on record at its end and not retired. All of them up to the period's end.
    """

    PERIOD = "period"
    YEAR = "year"
    TERM = "term"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class EnergyRequirement:
    """The vehicle must be of one of these energy kinds."""

    allowed: frozenset[Energy]


@dataclass(frozen=True, slots=True)
class StageRequirement:
    """A vehicle of this mass class must meet one of these emission stages.

    ``china_6a_until``: the first day of registration on which stage VIa meets it no longer; None where it always does.
    ``presumed``: categories whose vehicles, once a stage of a tailpipe is stated, are of the class unless their gross
    mass says otherwise.
    """

    allowed: frozenset[EmissionStage]
    mass_class: MassClass
    presumed: frozenset[Category] = frozenset()
    china_6a_until: date | None = None

    def allowed_on(self, day: date) -> frozenset[EmissionStage]:
        """Return the stages that meet the demand of a vehicle registered on a day."""
        ended = self.china_6a_until is not None and day >= self.china_6a_until
        return self.allowed - {EmissionStage.CHINA_6A} if ended else self.allowed

    def class_of(self, category: Category, known: MassClass, stage: EmissionStage) -> MassClass:
        """Return the mass class that counts for a vehicle: the known one, or the presumed one."""
        stated = stage not in (EmissionStage.UNKNOWN, EmissionStage.ZERO)
        is_presumed = known is MassClass.UNKNOWN and stated and category in self.presumed
        return self.mass_class if is_presumed else known


@dataclass(frozen=True, slots=True)
class CombinedRequirement:
    """The vehicle must meet a condition of several parts."""

    demand: Condition


@dataclass(frozen=True, slots=True)
class SubShare:
    """Of the same group, so much must meet a narrower demand."""

    demand: Condition
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class ShareRequirement:
    """Of the group, this share must meet a demand; never judged for one vehicle.

    ``smallest``: groups of fewer vehicles are not asked.
    """

    demand: Condition
    threshold: Threshold
    grouping: Grouping = Grouping.UNIT
    counted: Counted = Counted.PERIOD
    smallest: int = 1
    parts: tuple[SubShare, ...] = ()


Requirement = EnergyRequirement | StageRequirement | CombinedRequirement | ShareRequirement
