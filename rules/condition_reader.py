"""Conditions of a rulebook file: leaves on one fact each, joined by ``all_of`` and ``any_of``."""

from typing import Final

from rules.condition_words import ALL_OF, ANY_OF
from rules.conditions import COUNTY, FACTS, Among, Condition, Joined, asks_in_every_way, leaves
from rules.counties import COUNTY_CODES
from rules.rulebook_nodes import Node
from rules.vocabulary import EmissionStage, Energy

LEAVES: Final = (*FACTS, COUNTY)
CONDITION_KEYS: Final = (*LEAVES, ALL_OF, ANY_OF)
_MOST_PARTS: Final = 50
_NOTHING: Final = Among("energy", frozenset({Energy.UNKNOWN.value}))
"""Stands in for what is no condition; never leaves the reader, for the file has a problem."""


def read_condition(node: Node) -> Condition:
    """Read a condition: one fact with its words, or ``all_of`` or ``any_of`` over a list of conditions."""
    node.knows(*CONDITION_KEYS)
    stated = [key for key in CONDITION_KEYS if not node.at(key).is_absent]
    for key in stated[1:]:
        node.at(key).problem(
            f"一个条件只写一项，已写 {stated[0]}；两项都要的写 all_of，满足其一的写 any_of",
            f"a condition states one thing, and {stated[0]} is stated; join them by all_of or any_of",
        )
    if not stated:
        node.problem(f"应写其一：{'、'.join(CONDITION_KEYS)}", f"state one of: {', '.join(CONDITION_KEYS)}")
        return _NOTHING
    key, said = stated[0], node.at(stated[0])
    if key in (ALL_OF, ANY_OF):
        return _joined(said, key)
    words = said.codes(COUNTY_CODES) if key == COUNTY else said.words(FACTS[key])
    if "unknown" in words:
        said.problem("unknown 不能作为条件", "unknown is no condition: what is not known is asked")
    return Among(key, frozenset(str(word) for word in words))


def _joined(node: Node, key: str) -> Condition:
    parts = node.items()
    if len(parts) == 1:
        node.problem("只有一项，无须合并", "there is one part only: nothing to join")
    read = tuple(read_condition(part) for part in parts)
    for at, part in enumerate(read):
        if part in read[:at]:
            parts[at].problem(
                f"与 {parts[read.index(part)].path} 重复", f"repeats {parts[read.index(part)].path}"
            )
    return Joined(key == ALL_OF, read) if read else _NOTHING


def read_demand(node: Node) -> Condition:
    """Read a condition that is demanded: whatever meets it has a kind of energy or an emission stage that is asked for.

    Who is meant belongs into the rule's ``where``: a way to meet a demand by whose a vehicle is asks nothing of it.
    """
    demand, told = read_condition(node), len(node.problems)
    if sum(1 for _ in leaves(demand)) > _MOST_PARTS:
        node.problem(f"条件超过 {_MOST_PARTS} 项", f"there are more than {_MOST_PARTS} conditions")
    elif not asks_in_every_way(demand, ["energy", "emission_stage"]):
        node.problem(
            "有一种满足方式既不看能源也不看排放阶段；针对哪些车辆请写在规则的 where",
            "it can be met without energy or emission stage; say in the rule's where which vehicles are meant",
        )
    for leaf in leaves(demand) if told == len(node.problems) else ():
        if leaf.fact == "emission_stage" and EmissionStage.ZERO not in leaf.words:
            node.problem(
                "排放阶段须包括 zero：没有尾气的车辆达到任何阶段",
                "the stages must hold zero: a vehicle without a tailpipe meets every one",
            )
    return demand
