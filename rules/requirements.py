"""What the mandate asks before a vehicle is chosen: the answer to "may I register this here, for this use?"."""

from dataclasses import dataclass, replace

from rules.decide_words import demand, missed
from rules.facts import HEAVY_ABOVE_KG
from rules.labels import in_order, label, listed
from rules.near import Missed, missed_rules
from rules.questions import Question
from rules.rulebook_parts import (
    BINDING_FORCES,
    EnergyRequirement,
    ExceptionGround,
    Rule,
    Rulebook,
    ShareRequirement,
    StageRequirement,
)
from rules.vocabulary import Category, Energy, Event, Force, MassClass
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """What applies to a vehicle of a category that comes by an event in a unit on a day.

    ``energy_governed``: a binding rule (全部 or 原则上全部) asks for an energy kind. A replaced bus is not governed
    in this sense, though the China VI rule for heavy vehicles stands among its ``rules``.
    ``emission_governed``: the same of an emission stage; None where the gross mass, which was not said, decides.
    ``force`` and ``allowed_energy`` come from the strictest binding energy rules and are None without any.
    ``rules``: all that apply, in the order of citation; ``near``: those that would but for one thing.
    ``exceptions``: the grounds on which a vehicle of another energy kind may be justified.
    ``interpretations``: ids of those by which rules apply, or do not, in the rulebook's order.
    """

    question: Question
    energy_governed: bool
    emission_governed: bool | None
    force: Force | None
    allowed_energy: tuple[Energy, ...] | None
    summary: Text
    rules: tuple[Rule, ...]
    near: tuple[Missed, ...]
    exceptions: tuple[ExceptionGround, ...]
    interpretations: tuple[str, ...]


def requirement(rulebook: Rulebook, question: Question) -> Requirement:
    """Return what a rulebook asks of a vehicle, as far as it is known."""
    rules = tuple(rule for rule in rulebook.rules if _applies(rule, question))
    near = missed_rules(rulebook, question.facts, cited=[rule.id for rule in rules])
    strictest = _strictest_on_energy(rules)
    force = strictest[0].force if strictest else None
    allowed = _allowed(strictest) if strictest else None
    return Requirement(
        question=question,
        energy_governed=force is not None,
        emission_governed=_emission_governed(rules, question),
        force=force,
        allowed_energy=allowed,
        summary=_joined(
            [
                _main_sentence(question, force, allowed or ()),
                *_side_sentences(rules),
                *_near_sentences(rulebook, near, question),
            ]
        ),
        rules=rules,
        near=near,
        exceptions=tuple(ground for rule in strictest for ground in rule.exceptions),
        interpretations=_relied_on(rulebook, rules, near, question.category),
    )


def rests_on_replacement(rulebook: Rulebook, found: Requirement) -> bool:
    """Tell whether the vehicle would be asked for more on its energy if it replaced none."""
    if found.question.event is not Event.REPLACEMENT:
        return False
    if_new = requirement(rulebook, replace(found.question, event=Event.NEW))
    return if_new.energy_governed and if_new.force is not found.force


def _applies(rule: Rule, question: Question) -> bool:
    """Tell whether a rule is about the vehicle; one about a mass class also where the mass was not said."""
    if not rule.applies(question.category, question.event, question.unit, question.day):
        return False
    asked = rule.requirement
    return not isinstance(asked, StageRequirement) or _mass(asked, question) in (
        MassClass.UNKNOWN,
        asked.mass_class,
    )


def _mass(asked: StageRequirement, question: Question) -> MassClass:
    facts = question.facts
    return asked.class_of(facts.category, facts.mass_class, facts.emission_stage)


def _emission_governed(rules: tuple[Rule, ...], question: Question) -> bool | None:
    masses = {
        _mass(rule.requirement, question)
        for rule in rules
        if rule.force in BINDING_FORCES and isinstance(rule.requirement, StageRequirement)
    }
    return None if masses == {MassClass.UNKNOWN} else bool(masses)


def _relied_on(
    rulebook: Rulebook, rules: tuple[Rule, ...], near: tuple[Missed, ...], category: Category
) -> tuple[str, ...]:
    relied = {name for rule in rules for name in interpretations_of(rulebook, rule, category)}
    relied.update(name for miss in near for name in miss.interpretations(rulebook, category))
    return tuple(name for name in rulebook.interpretations if name in relied)


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


def _main_sentence(question: Question, force: Force | None, allowed: tuple[Energy, ...]) -> Text:
    event, category = label(question.event), label(question.category)
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


def _near_sentences(rulebook: Rulebook, near: tuple[Missed, ...], question: Question) -> list[Text]:
    """Return why binding energy rules do not apply: their days, an event or a category they do not name."""
    return [
        missed(rulebook, miss.rule, miss.by, question.facts)
        for miss in near
        if miss.rule.force in BINDING_FORCES and isinstance(miss.rule.requirement, EnergyRequirement)
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _joined(sentences: list[Text]) -> Text:
    return Text("".join(text.zh for text in sentences), " ".join(text.en for text in sentences))
