"""The sentences of a decision. No law here: what a rule demands is read from the rule."""

from typing import Final

from rules.facts import HEAVY_ABOVE_KG, VehicleFacts
from rules.judge import DutyVerdict, Result, RuleOutcome
from rules.labels import duty_label, in_order, label, listed
from rules.rulebook_parts import (
    Aspect,
    Interpretation,
    Rule,
    Rulebook,
    ShareRequirement,
    StageRequirement,
    Status,
)
from rules.units import UNITS
from rules.vocabulary import Force, Justification, Verdict
from rules.wording import Text

MISSED_CODE: Final = {
    Aspect.DAY: "outside-effective-days",
    Aspect.EVENT: "replacement-not-named",
    Aspect.CATEGORY: "category-not-named",
    Aspect.MASS: "gross-mass-not-above",
    Aspect.MASS_MISSING: "gross-mass-not-given",
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
    Result.COUNTED_FOR: "counted-for",
    Result.COUNTED_AGAINST: "counted-against",
    Result.COUNTED_OPEN: "counted-open",
}

_IN_PRINCIPLE_CODES: Final = {
    Justification.NONE: "justification-needed",
    Justification.APPROVED: "justification-approved",
    Justification.REFUSED: "justification-refused",
    Justification.OVERDUE: "justification-overdue",
}

_SENTENCES: Final = {
    "requirement-met": Text(
        "{had}，符合要求（{demand}）。", "The vehicle is {had}: the demand ({demand}) is met."
    ),
    "requirement-broken": Text(
        "{had}，不符合要求（{demand}），该条没有例外。",
        "The vehicle is {had}: the demand ({demand}) is not met, and the clause knows no exception.",
    ),
    "justification-needed": Text(
        "{had}，未达到“原则上”的要求（{demand}），须提交情况说明。",
        "The vehicle is {had}: what is demanded in principle ({demand}) is not met, and a justification is needed.",
    ),
    "justification-approved": Text(
        "{had}，未达到“原则上”的要求（{demand}），情况说明已批准，予以豁免。",
        "The vehicle is {had}: what is demanded in principle ({demand}) is not met; its justification is approved.",
    ),
    "justification-refused": Text(
        "{had}，未达到“原则上”的要求（{demand}），情况说明被驳回。",
        "The vehicle is {had}: what is demanded in principle ({demand}) is not met; its justification was refused.",
    ),
    "justification-overdue": Text(
        "{had}，未达到“原则上”的要求（{demand}），情况说明逾期未交。",
        "The vehicle is {had}: what is demanded in principle ({demand}) is not met; its justification is overdue.",
    ),
    "encouragement-met": Text(
        "{had}，符合鼓励方向（{demand}）。", "The vehicle is {had}, as is encouraged ({demand})."
    ),
    "encouragement-not-met": Text(
        "{had}，与鼓励方向（{demand}）不一致，仅作提示。",
        "The vehicle is {had}, not as is encouraged ({demand}); this is advice only.",
    ),
    "energy-unknown": Text(
        "能源种类不明，无法判断是否符合要求（{demand}）。",
        "The kind of energy is not known, so whether the demand ({demand}) is met stays open.",
    ),
    "facts-contradict": Text(
        "能源种类（{energy}）与排放阶段（{stage}）互相矛盾，两者都不能作为依据，无法判断是否符合要求（{demand}）。请核对两处并改正。",
        "The kind of energy ({energy}) and the emission stage ({stage}) contradict each other: neither can be "
        "relied on, so whether the demand ({demand}) is met stays open. Check both and correct what is wrong.",
    ),
    "emission-stage-missing": Text(
        "重型车的排放阶段不明，无法判断是否符合要求（{demand}）。",
        "The emission stage of a heavy vehicle is not known, so whether the demand ({demand}) is met stays open.",
    ),
    "gross-mass-missing": Text(
        "{had}，若为重型车则不符合要求（{demand}），但总质量不明。",
        "The vehicle is {had}: a heavy vehicle would not meet the demand ({demand}), and its gross mass is not known.",
    ),
    "replacement-unproven": Text(
        "申报为更新，但没有列出被更新的车辆，或者列出的还没有核实；若为新增，该条适用且结论不利。请补充被更新车辆的号牌或车架号，"
        "并报送退出车辆名单。",
        "Declared as a replacement, but no retired vehicle is named, or it is not confirmed; as newly added it would "
        "fall under this clause and be judged worse. Give the plate or VIN of the vehicle it replaces, and send the "
        "list of retired vehicles.",
    ),
    "counted-for": Text(
        "该条按群体比例统计，不判定单车；本车计入新能源。",
        "This clause counts a share of the group and judges no single vehicle; this one counts as new-energy.",
    ),
    "counted-against": Text(
        "该条按群体比例统计，不判定单车；本车计入非新能源。",
        "This clause counts a share of the group and judges no single vehicle; this one counts as not new-energy.",
    ),
    "counted-open": Text(
        "该条按群体比例统计，不判定单车；本车能源种类不明，另计。",
        "This clause counts a share of the group and judges no single vehicle; this one's energy is not known.",
    ),
}


def outcome_code(rule: Rule, outcome: RuleOutcome, justification: Justification) -> str:
    """Return the reason code of what one rule found."""
    if outcome.result in _OPEN_CODES:
        return _OPEN_CODES[outcome.result]
    met = outcome.result is Result.MET
    if rule.force is Force.ENCOURAGED:
        return "encouragement-met" if met else "encouragement-not-met"
    if met:
        return "requirement-met"
    return _IN_PRINCIPLE_CODES[justification] if rule.force is Force.IN_PRINCIPLE else "requirement-broken"


def outcome_sentence(code: str, rule: Rule, facts: VehicleFacts) -> Text:
    """Return the sentence of a reason code for one rule and vehicle."""
    had = label(facts.energy)
    if isinstance(rule.requirement, StageRequirement):
        stage = label(facts.emission_stage)
        had = Text(f"{had.zh}、{stage.zh}", f"{had.en}, {stage.en}")
    asked = demand(rule)
    energy, stage, sentence = label(facts.energy), label(facts.emission_stage), _SENTENCES[code]
    return Text(
        sentence.zh.format(had=had.zh, demand=asked.zh, energy=energy.zh, stage=stage.zh),
        sentence.en.format(had=had.en, demand=asked.en, energy=energy.en, stage=stage.en),
    )


def demand(rule: Rule) -> Text:
    """Return what a rule asks of a vehicle, or of a group for a share."""
    allowed = listed(in_order(rule.requirement.allowed))
    if isinstance(rule.requirement, StageRequirement):
        return Text(
            f"总质量大于 {HEAVY_ABOVE_KG} kg 的须达到：{allowed.zh}",
            f"above {HEAVY_ABOVE_KG:,} kg gross mass one of: {allowed.en}",
        )
    if isinstance(rule.requirement, ShareRequirement):
        threshold = rule.requirement.threshold
        percent = f"{float(threshold.share * 100):g} %"
        more = ("超过", "more than") if threshold.exclusive else ("不低于", "at least")
        return Text(f"{allowed.zh}占比{more[0]} {percent}", f"{more[1]} {percent} of: {allowed.en}")
    return allowed


def facts_step(facts: VehicleFacts) -> Text:
    """Return what is known of the vehicle, in one sentence."""
    known = UNITS.get(facts.unit)
    unit = known.name if known else Text(facts.unit, facts.unit)
    texts = [
        label(word)
        for word in (facts.event, facts.category, facts.energy, facts.emission_stage, facts.mass_class)
    ]
    zh = "，".join(text.zh for text in texts[2:])
    en = ", ".join(text.en for text in texts[2:])
    return Text(
        f"{unit.zh}于 {facts.registered_on} 登记，申报为{texts[0].zh}的{texts[1].zh}；{zh}。",
        f"Registered on {facts.registered_on} in {unit.en}, declared as {texts[0].en}: {texts[1].en}; {en}.",
    )


def clause_step(rulebook: Rulebook, rule: Rule) -> Text:
    """Return the words of the clause a rule is made from, and its force."""
    clause = rulebook.clauses[rule.clause]
    force = label(rule.force)
    return Text(
        f"第 {clause.number} 项写明：“{clause.quote}”（约束力：{force.zh}；规则 {rule.id}）。",
        f"Task {clause.number} says: “{clause.translation}” (force: {force.en}; rule {rule.id}; "
        f"in the original: {clause.quote}).",
    )


def missed(rulebook: Rulebook, rule: Rule, by: Aspect, facts: VehicleFacts) -> Text:
    """Return why a rule that is near does not judge the vehicle."""
    clause = rulebook.clauses[rule.clause]
    if by is Aspect.DAY:
        return _outside_days(clause.number, rule)
    if by is Aspect.EVENT:
        event = listed(in_order(rule.events))
        return Text(
            f"第 {clause.number} 项“{clause.quote}”只写“{event.zh}”，没有写“{label(facts.event).zh}”，不据以判定本车，仅作提示。",
            f"Task {clause.number} (“{clause.translation}”) names vehicles that are {event.en}, not "
            f"{label(facts.event).en}: this vehicle is not judged by it; this is advice only.",
        )
    if by is Aspect.CATEGORY:
        category = label(facts.category)
        return Text(
            f"第 {clause.number} 项“{clause.quote}”没有列举“{category.zh}”，不据以判定。",
            f"Task {clause.number} (“{clause.translation}”) does not list “{category.en}”: it is not judged by it.",
        )
    if by is Aspect.MASS_MISSING:
        return Text(
            f"总质量不明，且没有低于要求的排放阶段，第 {clause.number} 项“{clause.quote}”不作审查。",
            f"The gross mass is not known and no stage below the demand is given: "
            f"task {clause.number} (“{clause.translation}”) is not examined.",
        )
    return Text(
        f"总质量不超过 {HEAVY_ABOVE_KG} kg，不是重型车，第 {clause.number} 项“{clause.quote}”不适用。",
        f"The gross mass is not above {HEAVY_ABOVE_KG:,} kg: "
        f"task {clause.number} (“{clause.translation}”) does not apply.",
    )


def presumed_heavy(facts: VehicleFacts) -> Text:
    """Return that a vehicle whose gross mass was not said is taken for a heavy one."""
    category = label(facts.category)
    return Text(
        f"没有总质量：{category.zh}推定为重型车（总质量大于 {HEAVY_ABOVE_KG} kg）；如不是，请补报总质量。",
        f"No gross mass was given: this vehicle ({category.en}) is presumed heavy, above {HEAVY_ABOVE_KG:,} kg; "
        "give the gross mass if it is not.",
    )


def _outside_days(number: str, rule: Rule) -> Text:
    if rule.effective_until is None:
        return Text(
            f"规则 {rule.id}（第 {number} 项）自 {rule.effective_from} 起适用，登记日不在其内。",
            f"Rule {rule.id} (task {number}) applies from {rule.effective_from}: "
            "the day of registration is not within.",
        )
    return Text(
        f"规则 {rule.id}（第 {number} 项）自 {rule.effective_from} 起、至 {rule.effective_until} 前适用，登记日不在其内。",
        f"Rule {rule.id} (task {number}) applies from {rule.effective_from} and before {rule.effective_until}: "
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
