"""The rules of a rulebook as its page shows them: by force, and each demand in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from fleetsvc.web.frame.pages import say
from fleetsvc.web.frame.phrases import listed
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Force
from rules.wording import Language


def by_force(
    rules: Sequence[Mapping[str, Any]], spoken: Language
) -> list[tuple[Force, str, list[dict[str, Any]]]]:
    """Return the rules under their force, the strictest first."""
    shown = [
        dict(rule)
        | {
            "anchor": anchor(rule["id"]),
            "about": _about(rule, spoken),
            "demand": demand_text(rule["requires"], spoken),
            "places": listed(UNITS[code].name.in_language(spoken) for code in rule["units"] or ()),
        }
        for rule in rules
    ]
    groups = ((force, [rule for rule in shown if rule["force"] == force]) for force in Force)
    return [(force, label(force).in_language(spoken), found) for force, found in groups if found]


def _about(rule: Mapping[str, Any], spoken: Language) -> str:
    events = "或" if spoken == "zh" else " or "
    came = events.join(label(Event(name)).in_language(spoken) for name in rule["events"])
    kinds = listed(label(Category(name)).in_language(spoken) for name in rule["categories"])
    return f"{came}：{kinds}" if spoken == "zh" else f"{came}: {kinds}"


def demand_text(requires: Mapping[str, Any], spoken: Language) -> str:
    """Return a rule's demand, as ``rules.requirements.requires`` gives it, in a sentence."""
    if "emission_stage" in requires:
        stages = listed(label(EmissionStage(name)).in_language(spoken) for name in requires["emission_stage"])
        return say("book.stage", mass=f"{requires['gross_mass_above_kg']:,}", stages=stages)
    energies = listed(label(Energy(name)).in_language(spoken) for name in requires["energy"])
    if "share" not in requires:
        return energies
    share = requires["share"]
    word = "book.share_more" if share["exclusive"] else "book.share_least"
    return say(word, percent=f"{share['percent']:g}", energy=energies)


def anchor(rule_id: str) -> str:
    """Return where on the page a rule stands.

    >>> anchor("henan-2023/13-bus-new")
    'rule-henan-2023-13-bus-new'
    """
    return f"rule-{rule_id.replace('/', '-')}"
