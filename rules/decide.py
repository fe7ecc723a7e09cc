"""The verdict on one registration with all that defends it: reasons, clauses, steps, interpretations.

``decide`` is ``rules.judge`` told in sentences; the same rulebook edition and facts give the same bytes.
"""

from dataclasses import dataclass

from rules import decide_words as words
from rules.facts import VehicleFacts
from rules.judge import SEVERITY, DutyVerdict, Judgement, Result, RuleOutcome, judge
from rules.near import Missed, missed_rules, presumes_mass
from rules.rulebook_parts import Aspect, Rule, Rulebook
from rules.vocabulary import Event, Verdict
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is so: a stable kebab-case code, a sentence, and the clause it rests on (its id)."""

    code: str
    text: Text
    clause: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict that can be defended. ``rule`` is None when no rule has a say; ``duties``: the word on each duty.

    ``outcomes``: every rule that applies, in the order of citation; ``steps``: how the verdict was reached;
    ``interpretations``: ids of those it rests on, in the rulebook's order.
    """

    verdict: Verdict
    rule: str | None
    duties: tuple[DutyVerdict, ...]
    outcomes: tuple[RuleOutcome, ...]
    reasons: tuple[Reason, ...]
    steps: tuple[Text, ...]
    interpretations: tuple[str, ...]
    rulebook_edition: str


def decide(rulebook: Rulebook, facts: VehicleFacts) -> Decision:
    """Judge one registration by a rulebook and say why, in both languages."""
    judgement = judge(rulebook, facts)
    missed = missed_rules(rulebook, facts, cited=[outcome.rule for outcome in judgement.outcomes])
    interpretations = relied_on(rulebook, facts, judgement, missed)
    return Decision(
        verdict=judgement.verdict,
        rule=judgement.rule,
        duties=judgement.duties,
        outcomes=judgement.outcomes,
        reasons=_reasons(rulebook, facts, judgement, missed),
        steps=_steps(rulebook, facts, judgement, missed, interpretations),
        interpretations=interpretations,
        rulebook_edition=rulebook.edition,
    )


def reason_codes(rulebook: Rulebook, facts: VehicleFacts, judgement: Judgement) -> tuple[str, ...]:
    """Return the codes of the reasons that ``decide`` gives for a judgement."""
    missed = missed_rules(rulebook, facts, cited=[outcome.rule for outcome in judgement.outcomes])
    return tuple(reason.code for reason in _reasons(rulebook, facts, judgement, missed))


def relied_on(
    rulebook: Rulebook, facts: VehicleFacts, judgement: Judgement, missed: tuple[Missed, ...]
) -> tuple[str, ...]:
    """Return the interpretations that bear on what was decided, in the rulebook's order."""
    rules = {rule.id: rule for rule in rulebook.rules}
    looked_at = [
        (rules[outcome.rule], _aspects(rules[outcome.rule], outcome.result, facts))
        for outcome in judgement.outcomes
    ]
    relied = {
        name
        for rule, aspects in looked_at
        for name in rule.interpretations
        if rulebook.interpretations[name].bears_on in aspects
        and rulebook.interpretations[name].is_about(facts.category)
    }
    relied.update(name for miss in missed for name in miss.interpretations(rulebook, facts.category))
    return tuple(name for name in rulebook.interpretations if name in relied)


def _aspects(rule: Rule, result: Result, facts: VehicleFacts) -> frozenset[Aspect]:
    """What mattered to an outcome.

    Exceptions and what may be contested only where a rule was not met, used vehicles also where it may be one, the
    event only if a replacement, a missing mass where it was presumed or asked for.
    """
    aspects = set(Aspect) - {Aspect.EXCEPTION, Aspect.CONTEST, Aspect.USED, Aspect.EVENT, Aspect.MASS_MISSING}
    if result is Result.BROKEN:
        aspects |= {Aspect.EXCEPTION, Aspect.CONTEST}
    if result in (Result.BROKEN, Result.PERHAPS_USED):
        aspects.add(Aspect.USED)
    if result is Result.MASS_UNKNOWN or presumes_mass(rule, facts):
        aspects.add(Aspect.MASS_MISSING)
    if facts.event is Event.REPLACEMENT:
        aspects.add(Aspect.EVENT)
    return frozenset(aspects)


def _reasons(
    rulebook: Rulebook, facts: VehicleFacts, judgement: Judgement, missed: tuple[Missed, ...]
) -> tuple[Reason, ...]:
    """Strictest first, rules without weight next, then what explains why a rule does not apply."""
    last = len(SEVERITY)
    ordered = sorted(
        judgement.outcomes,
        key=lambda outcome: SEVERITY.index(outcome.verdict) if outcome.verdict else last,
    )
    reasons = [_reason_of(rulebook, facts, outcome) for outcome in ordered]
    reasons += [
        Reason(
            words.MISSED_CODE[miss.by], words.missed(rulebook, miss.rule, miss.by, facts), miss.rule.clause
        )
        for miss in missed
        if miss.by in words.REASONS_MISSED
    ]
    if not reasons:
        reasons.append(Reason("no-rule-applies", words.no_rule(facts), None))
    return tuple(reasons)


def _reason_of(rulebook: Rulebook, facts: VehicleFacts, outcome: RuleOutcome) -> Reason:
    rule = next(rule for rule in rulebook.rules if rule.id == outcome.rule)
    code = words.outcome_code(rule, outcome, facts)
    return Reason(code, words.outcome_sentence(code, rule, facts), rule.clause)


def _steps(
    rulebook: Rulebook,
    facts: VehicleFacts,
    judgement: Judgement,
    missed: tuple[Missed, ...],
    interpretations: tuple[str, ...],
) -> tuple[Text, ...]:
    steps = [words.facts_step(facts)]
    for outcome in judgement.outcomes:
        reason = _reason_of(rulebook, facts, outcome)
        rule = next(rule for rule in rulebook.rules if rule.id == outcome.rule)
        steps.append(words.clause_step(rulebook, rule))
        if presumes_mass(rule, facts):
            steps.append(words.presumed_heavy(facts))
        steps.append(reason.text)
    steps += [words.missed(rulebook, miss.rule, miss.by, facts) for miss in missed]
    if not judgement.outcomes and not missed:
        steps.append(words.no_rule(facts))
    steps += [words.duty_step(said) for said in judgement.duties]
    steps += [words.interpretation_step(rulebook.interpretations[name]) for name in interpretations]
    steps.append(words.conclusion(judgement.verdict, judgement.rule))
    return tuple(steps)
