"""What a rule demands and whom it is about: as plain data, and that data in words."""

from collections.abc import Mapping
from typing import Any, Final

from rules.condition_words import ALL_OF, ANY_OF, condition_data, condition_of, told
from rules.conditions import FACTS
from rules.demands import (
    CombinedRequirement,
    Counted,
    EnergyRequirement,
    Grouping,
    ShareRequirement,
    StageRequirement,
)
from rules.facts import HEAVY_ABOVE_KG
from rules.labels import in_order, said_facts
from rules.rulebook_parts import Rule
from rules.targets import Rounding
from rules.wording import Text


def requires(rule: Rule) -> dict[str, Any]:
    """Return a rule's demand as plain data: kinds of energy, stages above a mass in kg, joined conditions, or a share.

    ``share`` is in percent; ``exclusive`` tells that it must be exceeded.
    """
    asked = rule.requirement
    if isinstance(asked, EnergyRequirement):
        return {"energy": [word.value for word in in_order(asked.allowed)]}
    if isinstance(asked, StageRequirement):
        stages = [word.value for word in in_order(asked.allowed)]
        until = asked.china_6a_until
        ends = {} if until is None else {"china_6a_until": until.isoformat()}
        return {"emission_stage": stages, "gross_mass_above_kg": HEAVY_ABOVE_KG} | ends
    if isinstance(asked, CombinedRequirement):
        return condition_data(asked.demand)
    return condition_data(asked.demand) | {"share": _share_data(asked)}


_USUAL: Final[Mapping[str, Any]] = {
    "group": Grouping.UNIT,
    "counted": Counted.PERIOD,
    "rounding": Rounding.UP,
    "smallest_group": 1,
}
"""Terms that every share has unless it says otherwise: they are left out of the data."""


def _share_data(asked: ShareRequirement) -> dict[str, Any]:
    terms = {
        "group": asked.grouping.value,
        "counted": asked.counted.value,
        "rounding": asked.threshold.rounding.value,
        "smallest_group": asked.smallest,
    }
    parts = [
        condition_data(part.demand) | {"percent": float(part.threshold.share * 100)} for part in asked.parts
    ]
    return (
        {"percent": float(asked.threshold.share * 100), "exclusive": asked.threshold.exclusive}
        | {name: value for name, value in terms.items() if value != _USUAL[name]}
        | ({"sub_shares": parts} if parts else {})
    )


def where_data(rule: Rule) -> dict[str, Any] | None:
    """Return which vehicles of its categories a rule is about, as plain data; None where it is about all."""
    return None if rule.where is None else condition_data(rule.where)


def demand(rule: Rule) -> Text:
    """Return in words what a rule asks of a vehicle, or of a group for a share."""
    return demand_of(requires(rule))


def demand_of(data: Mapping[str, Any]) -> Text:
    """Return in words what ``requires`` gave.

    >>> demand_of({"energy": ["bev"], "share": {"percent": 38.5, "exclusive": False, "counted": "year"}}).en
    'at least 38.5 % of: battery-electric, over the calendar year'
    """
    asked = {key: value for key, value in data.items() if key in (*FACTS, ALL_OF, ANY_OF)}
    if "share" in data:
        return _share(asked, data["share"])
    if "gross_mass_above_kg" in data:
        mass, stages = data["gross_mass_above_kg"], said_facts("emission_stage", data["emission_stage"])
        until = data.get("china_6a_until")
        ends = Text(f"（6a 限 {until} 前登记的）", f" (VIa before {until} only)") if until else Text("", "")
        return Text(
            f"总质量大于 {mass} kg 的须达到：{stages.zh}{ends.zh}",
            f"above {mass:,} kg gross mass one of: {stages.en}{ends.en}",
        )
    return _kinds(asked)


def about(data: Mapping[str, Any]) -> Text:
    """Return in words what ``where_data`` gave."""
    return told(condition_of(data))


def _kinds(asked: Mapping[str, Any]) -> Text:
    return said_facts("energy", asked["energy"]) if "energy" in asked else told(condition_of(asked))


_TERMS: Final[Mapping[str, Mapping[str, Text]]] = {
    "group": {Grouping.OPERATOR: Text("，按所有人分别计算", ", of each owner by itself")},
    "counted": {
        Counted.YEAR: Text("，按自然年累计", ", over the calendar year"),
        Counted.TERM: Text("，自规则生效起累计", ", since the rule began to hold"),
        Counted.STOCK: Text("，按期末在册车辆", ", of the vehicles on record at the end of the period"),
    },
    "rounding": {
        Rounding.DOWN: Text("，辆数舍去小数", ", parts of a vehicle left out"),
        Rounding.HALF_UP: Text("，辆数四舍五入", ", rounded to whole vehicles"),
    },
}


def _share(asked: Mapping[str, Any], share: Mapping[str, Any]) -> Text:
    texts = [_reached(asked, share)]
    texts += [words[share[name]] for name, words in _TERMS.items() if share.get(name) in words]
    smallest = share.get("smallest_group", 1)
    if smallest > 1:
        texts.append(Text(f"（只计不少于 {smallest} 辆的）", f" (with {smallest} vehicles or more)"))
    for part in share.get("sub_shares", ()):
        narrower = _reached({key: value for key, value in part.items() if key != "percent"}, part)
        texts.append(Text(f"；其中{narrower.zh}", f"; among them {narrower.en}"))
    return Text("".join(text.zh for text in texts), "".join(text.en for text in texts))


def _reached(asked: Mapping[str, Any], bound: Mapping[str, Any]) -> Text:
    kinds, percent = _kinds(asked), f"{bound['percent']:g} %"
    more = ("超过", "more than") if bound.get("exclusive") else ("不低于", "at least")
    return Text(f"{kinds.zh}占比{more[0]} {percent}", f"{more[1]} {percent} of: {kinds.en}")
