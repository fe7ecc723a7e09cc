"""What the mandate asks before a vehicle is chosen: the answer to "may I register this here, for this use?"."""

from dataclasses import dataclass
from datetime import date

from rules.decide_words import demand, missed
from rules.facts import HEAVY_ABOVE_KG, VehicleFacts
from rules.labels import in_order, label, listed
from rules.rulebook_parts import (
    BINDING_FORCES,
    Aspect,
    EnergyRequirement,
    ExceptionGround,
    Rule,
    Rulebook,
    ShareRequirement,
    StageRequirement,
)
from rules.vocabulary import Category, Energy, Event, Force
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """What applies to a category, event, unit and day.

    ``governed``: a binding rule (全部 or 原则上全部) asks for an energy kind. A replaced bus is not governed
    in this sense, though the China VI rule for heavy vehicles stands among its ``rules``.
    ``force`` and ``allowed_energy`` come from the strictest binding energy rules; where not governed,
    ``force`` is None and every kind is allowed. ``rules``: all that apply, in the order of citation.
    ``exceptions``: the grounds on which a vehicle of another energy kind may be justified.
    """

    unit: str
    category: Category
    event: Event
    on: date
    governed: bool
    force: Force | None
    allowed_energy: tuple[Energy, ...]
    summary: Text
    rules: tuple[Rule, ...]
    exceptions: tuple[ExceptionGround, ...]


def requirement(rulebook: Rulebook, *, category: Category, event: Event, unit: str, day: date) -> Requirement:
    """Return what a rulebook asks of vehicles of a category that come by an event in a unit on a day."""
    rules = tuple(rule for rule in rulebook.rules if rule.applies(category, event, unit, day))
    strictest = _strictest_on_energy(rules)
    force = strictest[0].force if strictest else None
    allowed = _allowed(strictest)
    facts = VehicleFacts(category, event, unit, day, Energy.UNKNOWN)
    return Requirement(
        unit=unit,
        category=category,
        event=event,
        on=day,
        governed=force is not None,
        force=force,
        allowed_energy=allowed,
        summary=_joined(
            [
                _main_sentence(facts, force, allowed),
                *_side_sentences(rules),
                *_near_sentences(rulebook, facts),
            ]
        ),
        rules=rules,
        exceptions=tuple(ground for rule in strictest for ground in rule.exceptions),
    )


def requires(rule: Rule) -> dict[str, object]:
    """Return a rule's demand as plain data: energy kinds, emission stages above a gross mass in kg, or a share.

    ``share`` is in percent; ``exclusive`` tells that it must be exceeded.
    """
    allowed = [word.value for word in in_order(rule.requirement.allowed)]
    if isinstance(rule.requirement, StageRequirement):
        return {"emission_stage": allowed, "gross_mass_above_kg": HEAVY_ABOVE_KG}
    if isinstance(rule.requirement, ShareRequirement):
        threshold = rule.requirement.threshold
        share = {"percent": float(threshold.share * 100), "exclusive": threshold.exclusive}
        return {"energy": allowed, "share": share}
    return {"energy": allowed}


def interpretations_of(rulebook: Rulebook, rule: Rule, category: Category) -> tuple[str, ...]:
    """Return the ids of a rule's interpretations that concern a category."""
    return tuple(name for name in rule.interpretations if rulebook.interpretations[name].is_about(category))


def _strictest_on_energy(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the binding energy rules of the strictest force among those given."""
    binding = [
        rule
        for rule in rules
        if rule.force in BINDING_FORCES and isinstance(rule.requirement, EnergyRequirement)
    ]
    force = Force.ALL if any(rule.force is Force.ALL for rule in binding) else Force.IN_PRINCIPLE
    return tuple(rule for rule in binding if rule.force is force)


def _allowed(rules: tuple[Rule, ...]) -> tuple[Energy, ...]:
    allowed = set(Energy) - {Energy.UNKNOWN}
    for rule in rules:
        allowed &= rule.requirement.allowed
    return tuple(energy for energy in Energy if energy in allowed)


def _main_sentence(facts: VehicleFacts, force: Force | None, allowed: tuple[Energy, ...]) -> Text:
    event, category = label(facts.event), label(facts.category)
    if force is None:
        return Text(
            f"{event.zh}的{category.zh}：没有约束性规则要求能源种类。",
            f"{_capital(category.en)}, {event.en}: no binding rule asks for a kind of energy.",
        )
    kinds = listed(allowed)
    if force is Force.ALL:
        return Text(
            f"{event.zh}的{category.zh}必须是：{kinds.zh}；没有例外。",
            f"{_capital(category.en)}, {event.en}: must be {kinds.en}; there are no exceptions.",
        )
    return Text(
        f"{event.zh}的{category.zh}原则上应是：{kinds.zh}；否则须提交情况说明并获批准。",
        f"{_capital(category.en)}, {event.en}: should in principle be {kinds.en}; "
        "otherwise a justification must be approved.",
    )


def _side_sentences(rules: tuple[Rule, ...]) -> list[Text]:
    """Return one sentence for each rule that is not about the energy of a single vehicle, or only encourages."""
    sentences = []
    for rule in rules:
        asked = demand(rule)
        if rule.force in BINDING_FORCES and isinstance(rule.requirement, StageRequirement):
            sentences.append(Text(f"另外，{asked.zh}。", f"Also, {asked.en}."))
        elif rule.force not in BINDING_FORCES:
            force = label(rule.force)
            sentences.append(
                Text(f"{force.zh}性要求：{rule.title.zh}。", f"Of force “{force.en}”: {rule.title.en}.")
            )
    return sentences


def _near_sentences(rulebook: Rulebook, facts: VehicleFacts) -> list[Text]:
    """Return why an energy rule for the category does not apply: its days, or an event it does not name."""
    near: list[Text] = []
    for rule in rulebook.rules:
        if facts.category not in rule.categories or not rule.covers_unit(facts.unit):
            continue
        if not isinstance(rule.requirement, EnergyRequirement) or rule.force not in BINDING_FORCES:
            continue
        if not rule.is_in_force(facts.registered_on):
            near.append(missed(rulebook, rule, Aspect.DAY, facts))
        elif facts.event not in rule.events:
            near.append(missed(rulebook, rule, Aspect.EVENT, facts))
    return near


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(sentences: list[Text]) -> Text:
    return Text("".join(text.zh for text in sentences), " ".join(text.en for text in sentences))
