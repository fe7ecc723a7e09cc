"""The verdict itself, without words: which rules apply, what each says, and which word is strictest.

``rules.decide`` tells the same in sentences; ``rules.table`` looks the same up in bulk.

How a rule of each form judges one vehicle:

* energy, 全部 or 原则上全部: met by an allowed kind; an unknown kind leaves it open.
* emission stage: examined only for heavy vehicles. Without a tailpipe (battery, fuel cell) it is met. Where the
  gross mass is missing, categories that the rule presumes heavy are heavy once their stage is stated; of others it
  is asked for only where the stage would break the rule.
* energy and stage that contradict each other (``VehicleFacts.is_contradictory``) decide nothing: left open.
* conditions joined by AND and OR (``rules.conditions``): what is not known leaves it open unless the rest decides.
* a rule about some vehicles only (``where``): not examined for others. Where a fact that decides on that is not known,
  a vehicle that would meet the demand gets no word, and one that would not is left open; for advice nobody is asked.
* a vehicle declared new that may be a used one (``VehicleFacts.perhaps_used``): no rule is met or broken, for it may
  be none of those that the rule is about.
* share (主要, 不低于 X %): counted for the group, without weight for the vehicle.
* exceptions, under any force: where a ground is open on the day of registration, what breaks the rule needs a
  justification; approved, it is exempt, and counts for no share. Without an open ground a broken rule is broken.
* encouraged (鼓励): not met it advises; met it has no weight, for no binding rule is met thereby, and a
  rate of compliance would gain from vehicles that it could not lose.

Each duty (``rules.vocabulary.Duty``) is judged by its own rules alone; the verdict on the vehicle is the strictest
of them. Whoever counts vehicles that do their duty counts one duty: meeting China VI makes no vehicle electric.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.applicable import Applicable, applicable
from rules.conditions import Condition, holds
from rules.demands import CombinedRequirement, EnergyRequirement, ShareRequirement, StageRequirement
from rules.facts import NO_TAILPIPE, VehicleFacts
from rules.rulebook_parts import Rule, Rulebook
from rules.vocabulary import (
    Duty,
    EmissionStage,
    Energy,
    Event,
    Force,
    Justification,
    MassClass,
    Verdict,
)

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

_RANK = {verdict: rank for rank, verdict in enumerate(SEVERITY)}

_JUSTIFIED: dict[Justification, Verdict] = {
    Justification.NONE: Verdict.NEEDS_JUSTIFICATION,
    Justification.APPROVED: Verdict.EXEMPT,
    Justification.REFUSED: Verdict.NON_COMPLIANT,
    Justification.OVERDUE: Verdict.NON_COMPLIANT,
}
"""The verdict of an unmet rule that leaves room for exceptions."""


class Result(StrEnum):
    """What one rule that applies finds of one vehicle."""

    MET = "met"
    BROKEN = "broken"
    ENERGY_UNKNOWN = "energy_unknown"
    CONTRADICTORY = "contradictory"
    STAGE_UNKNOWN = "stage_unknown"
    MASS_UNKNOWN = "mass_unknown"
    REPLACEMENT_UNPROVEN = "replacement_unproven"
    FACTS_MISSING = "facts_missing"
    SCOPE_UNKNOWN = "scope_unknown"
    EXCEPTED = "excepted"
    PERHAPS_USED = "perhaps_used"
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
class DutyVerdict:
    """What the rules of one duty say; ``rule`` is None when none of them has a say."""

    duty: Duty
    verdict: Verdict
    rule: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The strictest word, all the rules that apply, and the word on each duty in the order of ``Duty``.

    ``rule`` is None when no rule has a say.
    """

    verdict: Verdict
    rule: str | None
    outcomes: tuple[RuleOutcome, ...]
    duties: tuple[DutyVerdict, ...]


def severity(verdict: Verdict) -> int:
    """Return the place of a verdict in ``SEVERITY``; 0 is the strictest."""
    return _RANK[verdict]


def judge(rulebook: Rulebook, facts: VehicleFacts) -> Judgement:
    """Judge one registration."""
    rules = applicable(rulebook, facts.category, facts.event, unit=facts.unit, day=facts.registered_on)
    return judge_by(rules, facts)


def judge_by(rules: Applicable, facts: VehicleFacts) -> Judgement:
    """Judge by rules already chosen.

    A declared replacement that nothing shows, and that would be judged worse and adversely as newly added,
    leaves the rule of that worse judgement open, duty by duty, unless that rule takes it at its word.
    """
    if not rules.order:
        return _UNGOVERNED
    unproven = facts.event is Event.REPLACEMENT and not facts.replacement_shown
    found: list[RuleOutcome] = []
    duties: list[DutyVerdict] = []
    for duty, as_declared, if_new in rules.by_duty:
        outcomes = _outcomes(as_declared, facts)
        if unproven:
            outcomes = _left_open(outcomes, _outcomes(if_new, facts))
        found += outcomes
        duties.append(DutyVerdict(duty, *_strictest(outcomes)))
    found.sort(key=lambda outcome: rules.order[outcome.rule])
    return Judgement(*_strictest(found), tuple(found), tuple(duties))


_UNGOVERNED = Judgement(
    Verdict.NOT_GOVERNED, None, (), tuple(DutyVerdict(duty, Verdict.NOT_GOVERNED, None) for duty in Duty)
)


def _left_open(declared: list[RuleOutcome], as_new: list[RuleOutcome]) -> list[RuleOutcome]:
    """Add, to what a declared replacement gets, the rule that it would break or leave open as newly added."""
    verdict, rule = _strictest(as_new)
    worse = severity(verdict) < severity(_strictest(declared)[0])
    if not verdict.is_open or not worse or rule is None:
        return declared
    unproven = RuleOutcome(rule, Result.REPLACEMENT_UNPROVEN, Verdict.UNDETERMINED)
    return [*(outcome for outcome in declared if outcome.rule != rule), unproven]


def _outcomes(rules: Sequence[Rule], facts: VehicleFacts) -> list[RuleOutcome]:
    found = []
    for rule in rules:
        result = finds(rule, facts)
        if result is not None:
            found.append(RuleOutcome(rule.id, result, _verdict(rule, result, facts)))
    return found


def _strictest(outcomes: Sequence[RuleOutcome]) -> tuple[Verdict, str | None]:
    """Return the strictest verdict and the first rule with it; rules without weight have no say."""
    verdict, rule = Verdict.NOT_GOVERNED, None
    for outcome in outcomes:
        if outcome.verdict is not None and _RANK[outcome.verdict] < _RANK[verdict]:
            verdict, rule = outcome.verdict, outcome.rule
    return verdict, rule


def finds(rule: Rule, facts: VehicleFacts) -> Result | None:
    """Return what a rule that applies by category, event, unit and day finds; None where it is not examined."""
    is_about = True if rule.where is None else holds(rule.where, facts)
    if is_about is False:
        return None
    result = _asked(rule, facts)
    if _is_spared(rule, result, facts):
        return Result.EXCEPTED
    if result is not None and facts.perhaps_used:
        return _if_used(rule)
    if result is None or is_about:
        return result
    if isinstance(rule.requirement, ShareRequirement):
        return Result.COUNTED_OPEN
    says_nothing = result is Result.MET or rule.force is Force.ENCOURAGED
    return None if says_nothing else Result.SCOPE_UNKNOWN


def _if_used(rule: Rule) -> Result | None:
    """Tell what a rule finds of a vehicle that may be a used one: an encouragement asks nobody for the invoice."""
    if isinstance(rule.requirement, ShareRequirement):
        return Result.COUNTED_OPEN
    return None if rule.force is Force.ENCOURAGED else Result.PERHAPS_USED


def _asked(rule: Rule, facts: VehicleFacts) -> Result | None:
    """Tell what a rule finds of a vehicle that it is about."""
    demand = rule.requirement
    if isinstance(demand, StageRequirement):
        return _stage_result(demand, facts)
    if isinstance(demand, EnergyRequirement):
        return _energy_result(demand, facts)
    if isinstance(demand, CombinedRequirement):
        return _combined_result(demand.demand, facts)
    return counted(demand.demand, facts)


def _is_spared(rule: Rule, result: Result | None, facts: VehicleFacts) -> bool:
    """Tell whether an approved exception takes a vehicle out of a share, or spares it advice."""
    is_asked = result in (Result.COUNTED_AGAINST, Result.COUNTED_OPEN) or (
        rule.force is Force.ENCOURAGED and result is Result.BROKEN
    )
    approved = facts.justification is Justification.APPROVED
    return is_asked and approved and bool(rule.grounds_on(facts.registered_on))


def _combined_result(demand: Condition, facts: VehicleFacts) -> Result:
    met = holds(demand, facts)
    if met is None:
        return Result.CONTRADICTORY if facts.is_contradictory else Result.FACTS_MISSING
    return Result.MET if met else Result.BROKEN


def _energy_result(demand: EnergyRequirement, facts: VehicleFacts) -> Result:
    if facts.energy is Energy.UNKNOWN:
        return Result.ENERGY_UNKNOWN
    if facts.is_contradictory:
        return Result.CONTRADICTORY
    return Result.MET if facts.energy in demand.allowed else Result.BROKEN


def counted(demand: Condition, facts: VehicleFacts) -> Result:
    """Tell how a vehicle counts for a share: for it, against it, or open where a fact that decides is not known."""
    met = holds(demand, facts)
    if met is None:
        return Result.COUNTED_OPEN
    return Result.COUNTED_FOR if met else Result.COUNTED_AGAINST


def _stage_result(demand: StageRequirement, facts: VehicleFacts) -> Result | None:
    stage, mass = (
        facts.emission_stage,
        demand.class_of(facts.category, facts.mass_class, facts.emission_stage),
    )
    meets = facts.energy in NO_TAILPIPE or stage in demand.allowed_on(facts.registered_on)
    if mass is MassClass.UNKNOWN:
        says_nothing = meets or stage is EmissionStage.UNKNOWN or facts.is_contradictory
        return None if says_nothing else Result.MASS_UNKNOWN
    if mass is not demand.mass_class:
        return None
    if facts.is_contradictory:
        return Result.CONTRADICTORY
    if meets:
        return Result.MET
    return Result.STAGE_UNKNOWN if stage is EmissionStage.UNKNOWN else Result.BROKEN


def _verdict(rule: Rule, result: Result, facts: VehicleFacts) -> Verdict | None:
    if isinstance(rule.requirement, ShareRequirement):
        return None
    if rule.force is Force.ENCOURAGED:
        return Verdict.ADVISORY if result is Result.BROKEN else None
    if result is Result.BROKEN:
        has_room = bool(rule.grounds_on(facts.registered_on))
        return _JUSTIFIED[facts.justification] if has_room else Verdict.NON_COMPLIANT
    return Verdict.COMPLIANT if result is Result.MET else Verdict.UNDETERMINED
