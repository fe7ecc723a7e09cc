"""Which rules apply by category, event, unit and day, whatever else is known of a vehicle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.rulebook_parts import Rule, Rulebook, Unproven
from rules.vocabulary import Category, Duty, Event


@dataclass(frozen=True, slots=True)
class Applicable:
    """The rules that apply by category, event, unit and day: chosen once for all the vehicles they judge.

    ``by_duty``: those of each duty, and those that would apply had a replacement come as newly added and that do not
    take it at its word. ``order``: the place of each of them in the order of citation.
    """

    by_duty: tuple[tuple[Duty, tuple[Rule, ...], tuple[Rule, ...]], ...]
    order: Mapping[str, int]


def applicable(rulebook: Rulebook, category: Category, event: Event, *, unit: str, day: date) -> Applicable:
    """Choose the rules that apply to vehicles of a category that come by an event in a unit on a day."""
    as_declared, as_new = (
        [rule for rule in rulebook.rules if rule.applies(category, how, unit, day)]
        for how in (event, Event.NEW)
    )
    if_new = [rule for rule in as_new if rule.unproven is Unproven.OPEN]
    looked_at = {rule.id for rule in (*as_declared, *if_new)}
    ordered = (rule.id for rule in rulebook.rules if rule.id in looked_at)
    return Applicable(
        tuple((duty, _of(duty, as_declared), _of(duty, if_new)) for duty in Duty),
        {name: place for place, name in enumerate(ordered)},
    )


def _of(duty: Duty, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.duty is duty)
