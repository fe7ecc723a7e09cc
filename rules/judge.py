"""The verdict itself, without words: which rules apply, what each says, and which word is strictest.

``rules.decide`` tells the same in sentences; ``rules.table`` looks the same up in bulk.

How a rule of each form judges one vehicle:

* energy, 全部 or 原则上全部: met by an allowed kind; an unknown kind leaves it open.
* emission stage: examined only for heavy vehicles. Without a tailpipe (battery, fuel cell) it is met. A
  missing gross mass is asked for only where the stage would break the rule.
* share (主要, 不低于 X %): counted for the group, without weight for the vehicle.
* encouraged (鼓励): not met it advises; met it has no weight, for no binding rule is met thereby, and a
  rate of compliance would gain from vehicles that it could not lose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.facts import VehicleFacts
from rules.rulebook_parts import EnergyRequirement, Rule, Rulebook, ShareRequirement, StageRequirement
from rules.vocabulary import EmissionStage, Energy, Event, Force, Justification, MassClass, Verdict

SEVERITY = (
    Verdict.NON_COMPLIANT,
    Verdict.NEEDS_JUSTIFICATION,
    Verdict.UNDETERMINED,
    Verdict.EXEMPT,
    Verdict.ADVISORY,
    Verdict.COMPLIANT,
    Verdict.NOT_GOVERNED,
)
"""Strictest first: of several outcomes the first of these is the verdict."""

ADVERSE = frozenset({Verdict.NON_COMPLIANT, Verdict.NEEDS_JUSTIFICATION, Verdict.UNDETERMINED})
"""Verdicts that ask something of the reporting unit."""

NO_TAILPIPE = frozenset({Energy.BEV, Energy.FCEV})
"""Kinds that emit nothing at the vehicle, whatever stage is written."""

_RANK = {verdict: rank for rank, verdict in enumerate(SEVERITY)}

_UNMET: dict[tuple[Force, Justification], Verdict] = {
    **dict.fromkeys(((Force.ALL, standing) for standing in Justification), Verdict.NON_COMPLIANT),
    **dict.fromkeys(((Force.ENCOURAGED, standing) for standing in Justification), Verdict.ADVISORY),
    (Force.IN_PRINCIPLE, Justification.NONE): Verdict.NEEDS_JUSTIFICATION,
    (Force.IN_PRINCIPLE, Justification.APPROVED): Verdict.EXEMPT,
    (Force.IN_PRINCIPLE, Justification.REFUSED): Verdict.NON_COMPLIANT,
    (Force.IN_PRINCIPLE, Justification.OVERDUE): Verdict.NON_COMPLIANT,
}
"""The verdict of an unmet rule that judges single vehicles, by its force and the justification."""


class Result(StrEnum):
    """What one rule that applies finds of one vehicle."""

    MET = "met"
    BROKEN = "broken"
    ENERGY_UNKNOWN = "energy_unknown"
    STAGE_UNKNOWN = "stage_unknown"
    MASS_UNKNOWN = "mass_unknown"
    REPLACEMENT_UNPROVEN = "replacement_unproven"
    COUNTED_FOR = "counted_for"
    COUNTED_AGAINST = "counted_against"
    COUNTED_OPEN = "counted_open"


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What one rule says of a vehicle; ``verdict`` is None where it has no weight (counted, or no demand)."""

    rule: str
    result: Result
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The strictest word and all the rules that apply. ``rule`` is None when no rule has a say."""

    verdict: Verdict
    rule: str | None
    outcomes: tuple[RuleOutcome, ...]


def severity(verdict: Verdict) -> int:
    """Return the place of a verdict in ``SEVERITY``; 0 is the strictest."""
    return _RANK[verdict]


def applying(rulebook: Rulebook, facts: VehicleFacts, *, event: Event) -> tuple[Rule, ...]:
    """Return the rules that apply by category, unit and day if the vehicle came by this event."""
    return tuple(
        rule
        for rule in rulebook.rules
        if rule.applies(facts.category, event, facts.unit, facts.registered_on)
    )


def judge(rulebook: Rulebook, facts: VehicleFacts) -> Judgement:
    """Judge one registration."""
    return judge_by(
        applying(rulebook, facts, event=facts.event),
        applying(rulebook, facts, event=Event.NEW) if facts.event is Event.REPLACEMENT else (),
        facts,
        order=tuple(rule.id for rule in rulebook.rules),
    )


def judge_by(
    rules: Sequence[Rule], rules_if_new: Sequence[Rule], facts: VehicleFacts, *, order: Sequence[str]
) -> Judgement:
    """Judge by rules already chosen: those for the declared event, and for ``new`` if a replacement is declared.

    A declared replacement that nothing shows, and that would be judged worse and adversely as newly added,
    leaves the rule of that worse judgement open. ``order`` is the order of citation.
    """
    outcomes = _outcomes(rules, facts)
    declared = _strictest(outcomes)
    if facts.event is not Event.REPLACEMENT or facts.replacement_shown:
        return declared
    as_new = _strictest(_outcomes(rules_if_new, facts))
    worse = severity(as_new.verdict) < severity(declared.verdict)
    if as_new.verdict not in ADVERSE or not worse or as_new.rule is None:
        return declared
    unproven = RuleOutcome(as_new.rule, Result.REPLACEMENT_UNPROVEN, Verdict.UNDETERMINED)
    kept = [outcome for outcome in outcomes if outcome.rule != unproven.rule]
    return _strictest(sorted((*kept, unproven), key=lambda outcome: order.index(outcome.rule)))


def _outcomes(rules: Sequence[Rule], facts: VehicleFacts) -> list[RuleOutcome]:
    found = ((rule, _result(rule, facts)) for rule in rules)
    return [
        RuleOutcome(rule.id, result, _verdict(rule, result, facts.justification))
        for rule, result in found
        if result is not None
    ]


def _strictest(outcomes: Sequence[RuleOutcome]) -> Judgement:
    weighed = [outcome for outcome in outcomes if outcome.verdict is not None]
    if not weighed:
        return Judgement(Verdict.NOT_GOVERNED, None, tuple(outcomes))
    first = min(weighed, key=lambda outcome: _RANK[outcome.verdict or Verdict.NOT_GOVERNED])
    return Judgement(first.verdict or Verdict.NOT_GOVERNED, first.rule, tuple(outcomes))


def _result(rule: Rule, facts: VehicleFacts) -> Result | None:
    """What the rule finds; None where it is not examined (not a heavy vehicle)."""
    demand = rule.requirement
    if isinstance(demand, StageRequirement):
        return _stage_result(demand, facts)
    if isinstance(demand, ShareRequirement):
        return _counted(demand, facts.energy)
    return _energy_result(demand, facts.energy)


def _energy_result(demand: EnergyRequirement, energy: Energy) -> Result:
    if energy is Energy.UNKNOWN:
        return Result.ENERGY_UNKNOWN
    return Result.MET if energy in demand.allowed else Result.BROKEN


def _counted(demand: ShareRequirement, energy: Energy) -> Result:
    if energy is Energy.UNKNOWN:
        return Result.COUNTED_OPEN
    return Result.COUNTED_FOR if energy in demand.allowed else Result.COUNTED_AGAINST


def _stage_result(demand: StageRequirement, facts: VehicleFacts) -> Result | None:
    stage = facts.emission_stage
    meets = facts.energy in NO_TAILPIPE or stage in demand.allowed
    if facts.mass_class is MassClass.UNKNOWN:
        return None if meets or stage is EmissionStage.UNKNOWN else Result.MASS_UNKNOWN
    if facts.mass_class is not demand.mass_class:
        return None
    if meets:
        return Result.MET
    return Result.STAGE_UNKNOWN if stage is EmissionStage.UNKNOWN else Result.BROKEN


def _verdict(rule: Rule, result: Result, justification: Justification) -> Verdict | None:
    if isinstance(rule.requirement, ShareRequirement):
        return None
    if result is Result.BROKEN:
        return _UNMET[rule.force, justification]
    if rule.force is Force.ENCOURAGED:
        return None
    return Verdict.COMPLIANT if result is Result.MET else Verdict.UNDETERMINED
