"""A rulebook file, entry by entry, into its parts. Cross-checks between parts: ``rules.rulebook_checks``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from rules.facts import HEAVY_ABOVE_KG
from rules.interpretation_reader import read_end, read_interpretation, values_set
from rules.rulebook_nodes import Answers, Node
from rules.rulebook_parts import (
    EnergyRequirement,
    ExceptionGround,
    Parameter,
    Problem,
    Requirement,
    Rule,
    Rulebook,
    ShareRequirement,
    StageRequirement,
)
from rules.source_reader import (
    read_clause,
    read_ground,
    read_instrument,
    read_not_checkable,
    read_passage,
)
from rules.targets import Threshold
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Force, MassClass


def read_rulebook(mapping: Mapping[str, object], *, edition: str) -> tuple[Rulebook, list[Problem]]:
    """Read a whole rulebook with the problems of its single entries; use it only when there are none."""
    problems: list[Problem] = []
    book = Node(mapping, "", problems)
    book.knows(
        "id",
        "name",
        "title",
        "instruments",
        "passages",
        "clauses",
        "grounds",
        "interpretations",
        "rules",
        "not_checkable",
        "cases",
    )
    name = book.at("name").text()
    clauses = [read_clause(node) for node in book.at("clauses").items()]
    grounds = [read_ground(node) for node in _items_if_any(book.at("grounds"))]
    answered = book.at("interpretations").items()
    sets = values_set(answered)
    interpretations = [read_interpretation(node.answered_by(Answers(sets))) for node in answered]
    order = {entry.id: place for place, entry in enumerate(interpretations)}
    rules = [_rule(node, Answers(sets), name, order) for node in book.at("rules").items()]
    _report_repeats(book)
    rulebook = Rulebook(
        edition=edition,
        id=book.at("id").text(),
        name=name,
        title=book.at("title").both(),
        instruments=tuple(read_instrument(node) for node in book.at("instruments").items()),
        passages=tuple(read_passage(node) for node in book.at("passages").items()),
        clauses={clause.id: clause for clause in clauses},
        grounds={ground.clause.id: ground for ground in grounds},
        interpretations={entry.id: entry for entry in interpretations},
        rules=tuple(rules),
        not_checkable=tuple(read_not_checkable(node) for node in book.at("not_checkable").items()),
    )
    return rulebook, problems


def _items_if_any(node: Node) -> list[Node]:
    return [] if node.is_absent else node.items()


def _report_repeats(book: Node) -> None:
    for section in ("instruments", "clauses", "grounds", "interpretations", "rules", "not_checkable"):
        entries = book.at(section)
        if not isinstance(entries.value, list):
            continue
        first: dict[object, str] = {}
        for place in range(len(entries.value)):
            node = Node(entries.value[place], f"{entries.path}[{place}]", book.problems).at("id")
            if isinstance(node.value, str) and node.value in first:
                node.problem(
                    f"编号“{node.value}”与 {first[node.value]} 重复",
                    f"the id {node.value!r} is already used at {first[node.value]}",
                )
            elif isinstance(node.value, str):
                first[node.value] = node.path


def _rule(node: Node, answers: Answers, book_name: str, order: Mapping[str, int]) -> Rule:
    node = node.answered_by(answers)
    node.knows(
        "id",
        "title",
        "clause",
        "force",
        "categories",
        "events",
        "units",
        "requirement",
        "effective_from",
        "effective_until",
        "interpretations",
        "exceptions",
        "departments",
    )
    interpretations = node.at("interpretations")
    exceptions = node.at("exceptions")
    rule = Rule(
        id=f"{book_name}/{node.at('id').text()}",
        title=node.at("title").both(),
        clause=node.at("clause").text(),
        force=node.at("force").word(Force),
        categories=node.at("categories").words(Category),
        events=node.at("events").words(Event),
        units=_units(node.at("units")),
        requirement=_requirement(node.at("requirement")),
        effective_from=node.at("effective_from").day(),
        effective_until=read_end(node.at("effective_until"), after=node.at("effective_from")),
        interpretations=() if interpretations.is_absent else interpretations.texts(),
        exceptions=() if exceptions.is_absent else tuple(_ground(entry) for entry in exceptions.items()),
        departments=tuple(department.both() for department in node.at("departments").items()),
    )
    cited = _cited(rule.interpretations, answers.taken_from, order)
    return replace(rule, takes=frozenset(answers.taken_from), interpretations=cited)


def _cited(
    listed: tuple[str, ...], taken: Iterable[tuple[str, Parameter]], order: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the interpretations a rule rests on: those it lists and those it takes from, in the rulebook's order.

    Where one that is listed is unknown, the list keeps its places, for the problem to be told at its path.
    """
    cited = dict.fromkeys((*listed, *(name for name, _ in taken)))
    return tuple(cited) if cited.keys() - order.keys() else tuple(sorted(cited, key=order.__getitem__))


def _units(node: Node) -> frozenset[str] | None:
    if node.value == "all":
        return None
    return node.codes(UNITS)


def _ground(node: Node) -> ExceptionGround:
    node.knows("ground", "description", "evidence", "rests_on")
    rests_on = node.at("rests_on")
    return ExceptionGround(
        ground=node.at("ground").text(),
        description=node.at("description").both(),
        evidence=tuple(entry.both() for entry in node.at("evidence").items()),
        rests_on=None if rests_on.is_absent else rests_on.text(),
    )


_DEMANDS = ("share", "emission_stage", "energy")
_OF_A_STAGE = ("mass_class", "heavy_above_kg", "presumed_heavy")


def _requirement(node: Node) -> Requirement:
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
    if "share" in stated:
        return _share(node.at("share"))
    if "emission_stage" in stated:
        return _stage(node)
    if not stated:
        node.problem(
            "应写 energy、emission_stage 或 share", "this must state energy, emission_stage or share"
        )
        return EnergyRequirement(frozenset())
    return EnergyRequirement(node.at("energy").words(Energy))


def _stage(node: Node) -> StageRequirement:
    mass, line, presumed = node.at("mass_class"), node.at("heavy_above_kg"), node.at("presumed_heavy")
    if mass.word(MassClass) is not MassClass.HEAVY:
        mass.problem("排放阶段要求只支持重型车", "a stage can be demanded of heavy vehicles only")
    if not line.is_absent and line.count() != HEAVY_ABOVE_KG:
        line.problem(
            f"车辆总质量只按 {HEAVY_ABOVE_KG} kg 分为两类，不能以别的数为界",
            f"gross masses are told apart at {HEAVY_ABOVE_KG} kg alone: no other line can be drawn",
        )
    return StageRequirement(
        node.at("emission_stage").words(EmissionStage),
        MassClass.HEAVY,
        frozenset() if presumed.is_absent else presumed.words(Category),
    )


def _share(node: Node) -> ShareRequirement:
    node.knows("energy", "more_than_percent", "at_least_percent")
    above, reach = node.at("more_than_percent"), node.at("at_least_percent")
    if above.is_absent == reach.is_absent:
        node.problem(
            "more_than_percent 与 at_least_percent 应写其一",
            "state one of more_than_percent and at_least_percent",
        )
        return ShareRequirement(frozenset(), Threshold(Fraction(0), exclusive=False))
    percent = (reach if above.is_absent else above).count()
    if percent > 100 or (percent == 100 and reach.is_absent):
        node.problem(f"没有车辆能达到 {percent} %", f"no group can reach {percent} %")
        percent = 0
    return ShareRequirement(
        node.at("energy").words(Energy),
        Threshold(Fraction(percent, 100), exclusive=reach.is_absent),
    )
