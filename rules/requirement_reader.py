"""What a rule of a rulebook file demands: a kind of energy, an emission stage, conditions joined, or a share."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from rules.condition_reader import read_demand
from rules.condition_words import ALL_OF, ANY_OF
from rules.demands import (
    CombinedRequirement,
    Counted,
    EnergyRequirement,
    Grouping,
    Requirement,
    ShareRequirement,
    StageRequirement,
    SubShare,
)
from rules.facts import HEAVY_ABOVE_KG
from rules.rulebook_nodes import Node
from rules.targets import Rounding, Threshold
from rules.vocabulary import Category, EmissionStage, Energy, MassClass

_DEMANDS: Final = ("share", "emission_stage", "energy", ALL_OF, ANY_OF)
_OF_A_STAGE: Final = ("mass_class", "heavy_above_kg", "presumed_heavy", "china_6a_until")
_OF_A_GROUP: Final = ("energy", "emission_stage", ALL_OF, ANY_OF)


def read_requirement(node: Node) -> Requirement:
    """Read the demand of a rule; what cannot be stated together is a problem at its path."""
    node.knows(*_DEMANDS, *_OF_A_STAGE)
    stated = [key for key in _DEMANDS if not node.at(key).is_absent]
    for key in stated[1:]:
        node.at(key).problem(
            f"一条规则只提一种要求，已写 {stated[0]}；另一种请另立一条规则",
            f"a rule makes one demand, and {stated[0]} is stated; give the other a rule of its own",
        )
    for key in _OF_A_STAGE:
        if "emission_stage" not in stated and not node.at(key).is_absent:
            node.at(key).problem(
                "只能与 emission_stage 同写，否则不起作用",
                "this goes with emission_stage only: else nothing heeds it",
            )
    if not stated:
        node.problem(f"应写其一：{'、'.join(_DEMANDS)}", f"this must state one of {', '.join(_DEMANDS)}")
        return EnergyRequirement(frozenset())
    return _READERS[stated[0]](node)


def _stage(node: Node) -> StageRequirement:
    mass, line, presumed = node.at("mass_class"), node.at("heavy_above_kg"), node.at("presumed_heavy")
    if mass.word(MassClass) is not MassClass.HEAVY:
        mass.problem("排放阶段要求只支持重型车", "a stage can be demanded of heavy vehicles only")
    if not line.is_absent and line.count() != HEAVY_ABOVE_KG:
        line.problem(
            f"车辆总质量只按 {HEAVY_ABOVE_KG} kg 分为两类，不能以别的数为界",
            f"gross masses are told apart at {HEAVY_ABOVE_KG} kg alone: no other line can be drawn",
        )
    stages = node.at("emission_stage").words(EmissionStage)
    return StageRequirement(
        stages,
        MassClass.HEAVY,
        frozenset() if presumed.is_absent else presumed.words(Category),
        _end_of_a(node.at("china_6a_until"), stages),
    )


def _end_of_a(node: Node, stages: frozenset[EmissionStage]) -> date | None:
    """Read until when stage VIa meets a demand; None where it always does."""
    if node.is_absent or node.value == "never":
        return None
    if EmissionStage.CHINA_6A not in stages:
        node.problem("6a 不在所列阶段之中，没有截止日可言", "stage VIa is not listed: it has no last day")
    return node.day()


def _share(requirement: Node) -> ShareRequirement:
    node = requirement.at("share")
    bounds = ("more_than_percent", "at_least_percent")
    node.knows(*_OF_A_GROUP, *bounds, "group", "counted", "rounding", "smallest_group", "sub_shares")
    threshold = _threshold(node)
    group, counted, smallest = node.at("group"), node.at("counted"), node.at("smallest_group")
    parts = node.at("sub_shares")
    return ShareRequirement(
        read_demand(node.only(*_OF_A_GROUP)),
        threshold,
        grouping=Grouping.UNIT if group.is_absent else group.word(Grouping),
        counted=Counted.PERIOD if counted.is_absent else counted.word(Counted),
        smallest=1 if smallest.is_absent else smallest.count(),
        parts=() if parts.is_absent else tuple(_part(part, threshold) for part in parts.items()),
    )


def _threshold(node: Node) -> Threshold:
    above, reach, rounding = node.at("more_than_percent"), node.at("at_least_percent"), node.at("rounding")
    if above.is_absent == reach.is_absent:
        node.problem(
            "more_than_percent 与 at_least_percent 应写其一",
            "state one of more_than_percent and at_least_percent",
        )
        return Threshold(Fraction(0), exclusive=False)
    percent = (reach if above.is_absent else above).percent()
    if percent == 100 and reach.is_absent:
        above.problem("没有车辆能达到 100 %", "no group can reach 100 %")
        percent = Fraction(0)
    rounded = Rounding.UP if rounding.is_absent else rounding.word(Rounding)
    if rounded is not Rounding.UP and reach.is_absent:
        rounding.problem("须超过的比例不取整", "what must be exceeded is not rounded")
        rounded = Rounding.UP
    return Threshold(percent / 100, exclusive=reach.is_absent, rounding=rounded)


def _part(node: Node, whole: Threshold) -> SubShare:
    node.knows(*_OF_A_GROUP, "percent_of_target")
    demand = read_demand(node.only(*_OF_A_GROUP))
    return SubShare(demand, whole.of(node.at("percent_of_target").percent() / 100))


def _energy(node: Node) -> EnergyRequirement:
    return EnergyRequirement(node.at("energy").words(Energy))


def _combined(node: Node) -> CombinedRequirement:
    return CombinedRequirement(read_demand(node.only(ALL_OF, ANY_OF)))


_READERS: Final[Mapping[str, Callable[[Node], Requirement]]] = {
    "share": _share,
    "emission_stage": _stage,
    "energy": _energy,
    ALL_OF: _combined,
    ANY_OF: _combined,
}
"""How a demand is read, by the key that states it; of several stated the first of these counts."""
