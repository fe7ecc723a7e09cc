"""The sentences of a decision. No law here: what a rule demands is read from the rule."""

from typing import Final

from rules.condition_words import told
from rules.conditions import missing
from rules.decide_sentences import SENTENCES
from rules.demand_words import demand
from rules.demands import CombinedRequirement, StageRequirement
from rules.facts import HEAVY_ABOVE_KG, MONTHS_IN_STOCK, VehicleFacts
from rules.judge import DutyVerdict, Result, RuleOutcome
from rules.labels import duty_label, fact_label, in_order, label, listed
from rules.rulebook_parts import Aspect, Interpretation, Rule, Rulebook, Status
from rules.units import UNITS
from rules.vocabulary import Force, Justification, Verdict
from rules.wording import Text, capital

MISSED_CODE: Final = {
    Aspect.DAY: "outside-effective-days",
    Aspect.EVENT: "replacement-not-named",
    Aspect.CATEGORY: "category-not-named",
    Aspect.MASS: "gross-mass-not-above",
    Aspect.MASS_MISSING: "gross-mass-not-given",
    Aspect.SCOPE: "not-meant-by-rule",
}
"""Codes of a rule that would apply but for one thing."""
REASONS_MISSED: Final = (Aspect.DAY, Aspect.EVENT, Aspect.CATEGORY)
"""What is given as a reason of a verdict; the others are steps on the way to it."""

_OPEN_CODES: Final = {
    Result.ENERGY_UNKNOWN: "energy-unknown",
    Result.CONTRADICTORY: "facts-contradict",
    Result.STAGE_UNKNOWN: "emission-stage-missing",
    Result.MASS_UNKNOWN: "gross-mass-missing",
    Result.REPLACEMENT_UNPROVEN: "replacement-unproven",
    Result.PERHAPS_USED: "perhaps-used",
    Result.COUNTED_FOR: "counted-for",
    Result.COUNTED_AGAINST: "counted-against",
    Result.COUNTED_OPEN: "counted-open",
    Result.FACTS_MISSING: "facts-missing",
    Result.SCOPE_UNKNOWN: "scope-facts-missing",
    Result.EXCEPTED: "exception-approved",
}

_JUSTIFIED_CODES: Final = {
    Justification.NONE: "justification-needed",
    Justification.APPROVED: "justification-approved",
    Justification.REFUSED: "justification-refused",
    Justification.OVERDUE: "justification-overdue",
}


def outcome_code(rule: Rule, outcome: RuleOutcome, facts: VehicleFacts) -> str:
    """Return the reason code of what one rule found."""
    if outcome.result in _OPEN_CODES:
        return _OPEN_CODES[outcome.result]
    met = outcome.result is Result.MET
    if rule.force is Force.ENCOURAGED:
        return "encouragement-met" if met else "encouragement-not-met"
    if met:
        return "requirement-met"
    if rule.grounds_on(facts.registered_on):
        return _JUSTIFIED_CODES[facts.justification]
    return "exceptions-expired" if rule.exceptions else "requirement-broken"


def outcome_sentence(code: str, rule: Rule, facts: VehicleFacts) -> Text:
    """Return the sentence of a reason code for one rule and vehicle."""
    had, stage = label(facts.energy), label(facts.emission_stage)
    read = {leaf.fact for leaf in rule.leaves}
    if isinstance(rule.requirement, StageRequirement) or "emission_stage" in read:
        had = Text(f"{had.zh}、{stage.zh}", f"{had.en}, {stage.en}")
    asked, energy, sentence = demand(rule), label(facts.energy), SENTENCES[code]
    where = None if rule.where is None else told(rule.where)
    values = {
        "had": had,
        "demand": asked,
        "energy": energy,
        "stage": stage,
        "asked": _IN_PRINCIPLE if rule.force is Force.IN_PRINCIPLE else _ASKED,
        "missing": _missing(rule, facts),
        "where": where or Text("", ""),
    }
    return Text(
        sentence.zh.format(**{name: text.zh for name, text in values.items()}),
        sentence.en.format(**{name: text.en for name, text in values.items()}),
    )


_IN_PRINCIPLE: Final = Text("“原则上”的要求", " in principle")
_ASKED: Final = Text("要求", "")


def _missing(rule: Rule, facts: VehicleFacts) -> Text:
    """Return the facts that keep a rule's conditions from being judged."""
    asked = rule.requirement
    conditions = [rule.where, asked.demand if isinstance(asked, CombinedRequirement) else None]
    names = dict.fromkeys(name for one in conditions if one is not None for name in missing(one, facts))
    texts = [fact_label(name) for name in names]
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def facts_step(facts: VehicleFacts) -> Text:
    """Return what is known of the vehicle, in one sentence."""
    known = UNITS.get(facts.unit)
    unit = known.name if known else Text(facts.unit, facts.unit)
    texts = [
        label(word)
        for word in (facts.event, facts.category, facts.energy, facts.emission_stage, facts.mass_class)
    ]
    if facts.perhaps_used:
        texts.append(_PERHAPS_USED)
    zh = "，".join(text.zh for text in texts[2:])
    en = ", ".join(text.en for text in texts[2:])
    return Text(
        f"{unit.zh}于 {facts.registered_on} 登记，申报为{texts[0].zh}的{texts[1].zh}；{zh}。",
        f"Registered on {facts.registered_on} in {unit.en}, declared as {texts[0].en}: {texts[1].en}; {en}.",
    )


_PERHAPS_USED: Final = Text(
    f"出厂超过 {MONTHS_IN_STOCK} 个月", f"built more than {MONTHS_IN_STOCK} months before"
)


def clause_step(rulebook: Rulebook, rule: Rule) -> Text:
    """Return the words of the clause a rule is made from, its force, and what the words lack as evidence."""
    clause = rulebook.clause_of(rule)
    place, force, lacks = rulebook.place_of(clause), label(rule.force), rulebook.caveat_on(clause)
    caveat = Text("", "") if lacks is None else Text(f"；{lacks.zh}", f"; {lacks.en}")
    return Text(
        f"{place.zh}写明：“{clause.quote}”（约束力：{force.zh}；规则 {rule.id}{caveat.zh}）。",
        f"{capital(place.en)} says: “{clause.translation}” (force: {force.en}; rule {rule.id}; "
        f"in the original: {clause.quote}{caveat.en}).",
    )


def missed(rulebook: Rulebook, rule: Rule, by: Aspect, facts: VehicleFacts) -> Text:
    """Return why a rule that is near does not judge the vehicle."""
    clause = rulebook.clause_of(rule)
    place = rulebook.place_of(clause)
    if by is Aspect.DAY:
        return _outside_days(place, rule)
    quoted = Text(f"{place.zh}“{clause.quote}”", f"{place.en} (“{clause.translation}”)")
    if by is Aspect.EVENT:
        event = listed(in_order(rule.events))
        return Text(
            f"{quoted.zh}只写“{event.zh}”，没有写“{label(facts.event).zh}”，不据以判定本车，仅作提示。",
            f"{capital(quoted.en)} names vehicles that are {event.en}, not {label(facts.event).en}: "
            "this vehicle is not judged by it; this is advice only.",
        )
    if by is Aspect.CATEGORY:
        category = label(facts.category)
        return Text(
            f"{quoted.zh}没有列举“{category.zh}”，不据以判定。",
            f"{capital(quoted.en)} does not list “{category.en}”: it is not judged by it.",
        )
    if by is Aspect.SCOPE and rule.where is not None:
        where = told(rule.where)
        return Text(
            f"{quoted.zh}只适用于{where.zh}的，本车不在其内。",
            f"{capital(quoted.en)} is about vehicles with {where.en}; this is none of them.",
        )
    return _outside_masses(quoted, by)


def _outside_masses(quoted: Text, by: Aspect) -> Text:
    if by is Aspect.MASS_MISSING:
        return Text(
            f"总质量不明，且没有低于要求的排放阶段，{quoted.zh}不作审查。",
            "The gross mass is not known and no stage below the demand is given: "
            f"{quoted.en} is not examined.",
        )
    return Text(
        f"总质量不超过 {HEAVY_ABOVE_KG} kg，不是重型车，{quoted.zh}不适用。",
        f"The gross mass is not above {HEAVY_ABOVE_KG:,} kg: {quoted.en} does not apply.",
    )


def presumed_heavy(facts: VehicleFacts) -> Text:
    """Return that a vehicle whose gross mass was not said is taken for a heavy one."""
    category = label(facts.category)
    return Text(
        f"没有总质量：{category.zh}推定为重型车（总质量大于 {HEAVY_ABOVE_KG} kg）；如不是，请补报总质量。",
        f"No gross mass was given: this vehicle ({category.en}) is presumed heavy, above {HEAVY_ABOVE_KG:,} kg; "
        "give the gross mass if it is not.",
    )


def _outside_days(place: Text, rule: Rule) -> Text:
    if rule.effective_until is None:
        return Text(
            f"规则 {rule.id}（{place.zh}）自 {rule.effective_from} 起适用，登记日不在其内。",
            f"Rule {rule.id} ({place.en}) applies from {rule.effective_from}: "
            "the day of registration is not within.",
        )
    return Text(
        f"规则 {rule.id}（{place.zh}）自 {rule.effective_from} 起、至 {rule.effective_until} 前适用，登记日不在其内。",
        f"Rule {rule.id} ({place.en}) applies from {rule.effective_from} and before {rule.effective_until}: "
        f"the day of registration is not within.",
    )


def no_rule(facts: VehicleFacts) -> Text:
    """Return that no rule is near the vehicle."""
    category, event = label(facts.category), label(facts.event)
    return Text(f"没有规则涉及{event.zh}的{category.zh}。", f"No rule is about: {category.en}, {event.en}.")


def interpretation_step(entry: Interpretation) -> Text:
    """Return an interpretation the verdict rests on, whether it is confirmed, and by which letter."""
    standing = Text("产品默认，待确认", "assumed")
    if entry.status is Status.CONFIRMED:
        standing = Text("已确认", "confirmed")
    if entry.letter is not None:
        standing = Text(f"{standing.zh}，{entry.letter.number}", f"{standing.en}, {entry.letter.number}")
    return Text(
        f"所依解释（{standing.zh}）：{entry.question.zh}{entry.answer.zh}",
        f"Interpretation ({standing.en}): {entry.question.en} {entry.answer.en}",
    )


def duty_step(said: DutyVerdict) -> Text:
    """Return the verdict on one duty and the rule that gives it, or that no rule of that duty has a say."""
    found = duty_label(said.duty, said.verdict)
    if said.rule is None:
        return Text(f"{found.zh}（没有规则可据以判定）。", f"{found.en} (no rule has a say).")
    return Text(f"{found.zh}（规则 {said.rule}）。", f"{found.en} (rule {said.rule}).")


def conclusion(verdict: Verdict, rule: str | None) -> Text:
    """Return the verdict and the rule that gives it."""
    said = label(verdict)
    if rule is None:
        return Text(f"结论：{said.zh}。", f"Verdict: {said.en}.")
    return Text(
        f"结论：{said.zh}（取最严者，依据规则 {rule}）。",
        f"Verdict: {said.en} (the strictest counts; by rule {rule}).",
    )
