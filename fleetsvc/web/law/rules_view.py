"""The rules of a rulebook as its page shows them: by force, with whom they are about."""

from collections.abc import Mapping, Sequence
from typing import Any

from fleetsvc.web.frame.phrases import listed
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Event, Force
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


def anchor(rule_id: str) -> str:
    """Return where on the page a rule stands.

    >>> anchor("henan-2023/13-bus-new")
    'rule-henan-2023-13-bus-new'
    """
    return f"rule-{rule_id.replace('/', '-')}"
