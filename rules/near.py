"""Rules that would judge a vehicle but for one thing: the ground of a verdict that no rule has a say."""

from collections.abc import Collection
from dataclasses import dataclass

from rules.conditions import holds
from rules.demands import Counted, ShareRequirement, StageRequirement
from rules.facts import VehicleFacts
from rules.rulebook_parts import Aspect, Rule, Rulebook
from rules.vocabulary import Category, Force, MassClass


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that would apply but for one thing."""

    rule: Rule
    by: Aspect

    def interpretations(self, rulebook: Rulebook, category: Category) -> tuple[str, ...]:
        """Return the ids of the interpretations by which the rule does not apply to a category."""
        return tuple(
            name
            for name in self.rule.interpretations
            if rulebook.interpretations[name].bears_on is self.by
            and rulebook.interpretations[name].is_about(category)
        )


def missed_rules(rulebook: Rulebook, facts: VehicleFacts, *, cited: Collection[str]) -> tuple[Missed, ...]:
    """Return the rules near a vehicle, in the order of citation, without those ``cited`` (their ids)."""
    found = ((rule, _missed_by(rulebook, rule, facts)) for rule in rulebook.rules if rule.id not in cited)
    return tuple(Missed(rule, by) for rule, by in found if by is not None)


def _missed_by(rulebook: Rulebook, rule: Rule, facts: VehicleFacts) -> Aspect | None:
    """What alone keeps the rule from judging the vehicle; None when nothing need be said of it."""
    if facts.category not in rule.categories:
        about = (rulebook.interpretations[name] for name in rule.interpretations)
        named = any(
            entry.categories is not None
            and facts.category in entry.categories
            and entry.bears_on is Aspect.CATEGORY
            for entry in about
        )
        return Aspect.CATEGORY if named and rule.is_in_force(facts.registered_on) else None
    if not rule.covers_unit(facts.unit) or is_left_unsaid(rule, facts):
        return None
    if not rule.is_in_force(facts.registered_on):
        return None if asks_of_a_stock(rule) else Aspect.DAY
    if facts.event not in rule.events:
        return Aspect.EVENT
    if rule.where is not None and holds(rule.where, facts) is False:
        return Aspect.SCOPE
    if not isinstance(rule.requirement, StageRequirement):
        return None
    return Aspect.MASS_MISSING if facts.mass_class is MassClass.UNKNOWN else Aspect.MASS


def asks_of_a_stock(rule: Rule) -> bool:
    """Tell whether a rule counts the vehicles on record, on whatever day they were registered."""
    asked = rule.requirement
    return isinstance(asked, ShareRequirement) and asked.counted is Counted.STOCK


def is_left_unsaid(rule: Rule, facts: VehicleFacts) -> bool:
    """Tell whether a rule advises some vehicles only, and it is not known whether this is one of them."""
    return rule.force is Force.ENCOURAGED and rule.where is not None and holds(rule.where, facts) is None


def presumes_mass(rule: Rule, facts: VehicleFacts) -> bool:
    """Tell whether a rule takes a vehicle, whose gross mass was not said, to be of the class it is about."""
    asked = rule.requirement
    return (
        isinstance(asked, StageRequirement)
        and facts.mass_class is MassClass.UNKNOWN
        and asked.class_of(facts.category, facts.mass_class, facts.emission_stage) is not MassClass.UNKNOWN
    )
