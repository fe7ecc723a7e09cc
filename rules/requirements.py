"""What the mandate asks before a vehicle is chosen: the answer to "may I register this here, for this use?"."""

from dataclasses import dataclass, replace

from rules.conditions import holds
from rules.decide_words import missed
from rules.demand_words import about, demand, where_data
from rules.demands import CombinedRequirement, EnergyRequirement, StageRequirement
from rules.facts import NO_TAILPIPE, VehicleFacts
from rules.labels import label, listed
from rules.near import Missed, is_left_unsaid, missed_rules
from rules.questions import Question
from rules.rulebook_parts import BINDING_FORCES, ExceptionGround, Rule, Rulebook, Unproven
from rules.vocabulary import Category, Duty, EmissionStage, Energy, Event, Force, MassClass
from rules.wording import Text, capital


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
    rules = rules_on(rulebook, question)
    near = missed_rules(rulebook, question.facts, cited=[rule.id for rule in rules])
    strictest = _strictest_on_energy(rules)
    force = strictest[0].force if strictest else None
    allowed = _allowed(strictest, question.facts) if strictest else None
    return Requirement(
        question=question,
        energy_governed=force is not None,
        emission_governed=_emission_governed(rules, question),
        force=force,
        allowed_energy=allowed,
        summary=_joined(
            [
                _main_sentence(question, strictest, allowed or ()),
                *_scope_sentences(rules),
                *_side_sentences([rule for rule in rules if rule not in strictest]),
                *_near_sentences(rulebook, near, question),
            ]
        ),
        rules=rules,
        near=near,
        exceptions=tuple(ground for rule in strictest for ground in rule.grounds_on(question.day)),
        interpretations=_relied_on(rulebook, rules, near, question.category),
    )


def rules_on(rulebook: Rulebook, question: Question) -> tuple[Rule, ...]:
    """Return the rules that apply to a vehicle, as far as it is known, in the order of citation."""
    return tuple(rule for rule in rulebook.rules if _applies(rule, question))


def rests_on_replacement(rulebook: Rulebook, question: Question, rules: tuple[Rule, ...]) -> bool:
    """Tell whether a vehicle under these ``rules`` would be asked for more on its energy if it replaced none."""
    if question.event is not Event.REPLACEMENT:
        return False
    if_new = rules_on(rulebook, replace(question, event=Event.NEW))
    asks = any(rule.unproven is Unproven.OPEN for rule in if_new if rule not in rules)
    strictest, present = _strictest_on_energy(if_new)[:1], _strictest_on_energy(rules)[:1]
    return asks and bool(strictest) and [one.force for one in strictest] != [one.force for one in present]


def _applies(rule: Rule, question: Question) -> bool:
    """Tell whether a rule is about the vehicle; one about a mass class also where the mass was not said."""
    if not rule.applies(question.category, question.event, question.unit, question.day):
        return False
    asked = rule.requirement
    if is_left_unsaid(rule, question.facts):
        return False
    if rule.where is not None and holds(rule.where, question.facts) is False:
        return False
    return not isinstance(asked, StageRequirement) or _mass(asked, question) in (
        MassClass.UNKNOWN,
        asked.mass_class,
    )


def _mass(asked: StageRequirement, question: Question) -> MassClass:
    facts = question.facts
    return asked.class_of(facts.category, facts.mass_class, facts.emission_stage)


def _emission_governed(rules: tuple[Rule, ...], question: Question) -> bool | None:
    """Tell whether a binding rule asks for an emission stage; None where a fact that was not said decides."""
    known = {
        _is_about(rule, question)
        for rule in rules
        if rule.force in BINDING_FORCES and rule.duty is Duty.EMISSION_STAGE
    }
    return None if known == {None} else bool(known)


def _is_about(rule: Rule, question: Question) -> bool | None:
    """Tell whether a rule that may apply does for certain: by its conditions, and by the mass where it is about one."""
    asked = rule.requirement
    if isinstance(asked, StageRequirement) and _mass(asked, question) is MassClass.UNKNOWN:
        return None
    return True if rule.where is None else holds(rule.where, question.facts)


def _relied_on(
    rulebook: Rulebook, rules: tuple[Rule, ...], near: tuple[Missed, ...], category: Category
) -> tuple[str, ...]:
    relied = {name for rule in rules for name in interpretations_of(rulebook, rule, category)}
    relied.update(name for miss in near for name in miss.interpretations(rulebook, category))
    return tuple(name for name in rulebook.interpretations if name in relied)


def interpretations_of(rulebook: Rulebook, rule: Rule, category: Category) -> tuple[str, ...]:
    """Return the ids of a rule's interpretations that concern a category."""
    return tuple(name for name in rule.interpretations if rulebook.interpretations[name].is_about(category))


def _strictest_on_energy(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the binding energy rules of the strictest force among those given."""
    binding = [rule for rule in rules if rule.force in BINDING_FORCES and rule.duty is Duty.ENERGY]
    force = Force.ALL if any(rule.force is Force.ALL for rule in binding) else Force.IN_PRINCIPLE
    return tuple(rule for rule in binding if rule.force is force)


def _allowed(rules: tuple[Rule, ...], facts: VehicleFacts) -> tuple[Energy, ...]:
    """Return the kinds of energy with which a vehicle may meet all these rules, whatever else is not known of it."""
    kinds = (energy for energy in Energy if energy is not Energy.UNKNOWN)
    return tuple(energy for energy in kinds if all(_may_meet(rule, facts, energy) for rule in rules))


def _may_meet(rule: Rule, facts: VehicleFacts, energy: Energy) -> bool:
    asked = rule.requirement
    if isinstance(asked, EnergyRequirement):
        return energy in asked.allowed
    stage = EmissionStage.ZERO if energy in NO_TAILPIPE else facts.emission_stage
    said = replace(facts, energy=energy, emission_stage=stage)
    return isinstance(asked, CombinedRequirement) and holds(asked.demand, said) is not False


def _main_sentence(question: Question, rules: tuple[Rule, ...], allowed: tuple[Energy, ...]) -> Text:
    event, category = label(question.event), label(question.category)
    if not rules:
        return Text(
            f"{event.zh}的{category.zh}：没有约束性规则要求能源种类。",
            f"{capital(category.en)}, {event.en}: no binding rule asks for a kind of energy.",
        )
    kinds = listed(allowed)
    if not any(rule.grounds_on(question.day) for rule in rules):
        return Text(
            f"{event.zh}的{category.zh}必须是：{kinds.zh}；没有例外。",
            f"{capital(category.en)}, {event.en}: must be {kinds.en}; there are no exceptions.",
        )
    if rules[0].force is Force.ALL:
        return Text(
            f"{event.zh}的{category.zh}必须是：{kinds.zh}；有例外理由的须提交情况说明并获批准。",
            f"{capital(category.en)}, {event.en}: must be {kinds.en}; "
            "on a ground for an exception a justification must be approved.",
        )
    return Text(
        f"{event.zh}的{category.zh}原则上应是：{kinds.zh}；否则须提交情况说明并获批准。",
        f"{capital(category.en)}, {event.en}: should in principle be {kinds.en}; "
        "otherwise a justification must be approved.",
    )


def _side_sentences(rules: list[Rule]) -> list[Text]:
    """Return one sentence for each rule that is not about the energy of a single vehicle, or only encourages."""
    sentences = []
    for rule in rules:
        asked = demand(rule)
        if rule.force in BINDING_FORCES and not isinstance(rule.requirement, EnergyRequirement):
            sentences.append(Text(f"另外，{asked.zh}。", f"Also, {asked.en}."))
        elif rule.force not in BINDING_FORCES:
            force = label(rule.force)
            sentences.append(
                Text(f"{force.zh}性要求：{rule.title.zh}。", f"Of force “{force.en}”: {rule.title.en}.")
            )
    return sentences


def _scope_sentences(rules: tuple[Rule, ...]) -> list[Text]:
    """Return of each rule that is about some vehicles of its categories only which those are."""
    told = [
        (rule.title, about(meant)) for rule in rules for meant in (where_data(rule),) if meant is not None
    ]
    return [
        Text(f"“{title.zh}”只适用于：{meant.zh}。", f"“{title.en}” is about: {meant.en}.")
        for title, meant in told
    ]


def _near_sentences(rulebook: Rulebook, near: tuple[Missed, ...], question: Question) -> list[Text]:
    """Return why binding energy rules do not apply: their days, an event or a category they do not name."""
    return [
        missed(rulebook, miss.rule, miss.by, question.facts)
        for miss in near
        if miss.rule.force in BINDING_FORCES and miss.rule.duty is Duty.ENERGY
    ]


def _joined(sentences: list[Text]) -> Text:
    return Text("".join(text.zh for text in sentences), " ".join(text.en for text in sentences))
