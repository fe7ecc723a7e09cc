"""Cases a lawyer can read: given facts, the verdict a rulebook must give. Kept in YAML beside the rulebook.

In ``given`` every entry may be one value or a list; a list stands for one case each. ``expect.outcomes``
names every rule that applies and what it finds, so that a rule that loses or gains a vehicle is noticed even
where another rule decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from math import prod
from typing import Final

from rules.applicable import Applicable, applicable
from rules.counties import COUNTY_CODES, unit_of_county
from rules.decide import reason_codes
from rules.facts import VehicleFacts, mass_class
from rules.judge import Judgement, Result, judge_by
from rules.rulebook_nodes import Node
from rules.rulebook_parts import Problem, Rulebook, RulebookBroken
from rules.units import UNITS
from rules.vocabulary import (
    Area,
    Category,
    EmissionStage,
    Energy,
    Event,
    Justification,
    OwnerClass,
    Use,
    Verdict,
)
from rules.wording import Text

MOST_SITUATIONS: Final = 20_000
"""Situations of all cases of a file: a second or two to judge. Lists of a few lines could make them endless."""

_GIVEN = (
    "category",
    "event",
    "unit",
    "registered_on",
    "energy",
    "emission_stage",
    "gross_mass_kg",
    "replacement_shown",
    "justification",
    "owner_class",
    "use",
    "area",
    "county",
    "perhaps_used",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence, the facts it stands for, and what must come out. Rule ids are full.

    ``about`` is the rule it illustrates; ``reasons`` (codes) are compared only where the case names them.
    """

    path: str
    title: Text
    about: str
    given: tuple[VehicleFacts, ...]
    verdict: Verdict
    rule: str | None
    outcomes: frozenset[tuple[str, Result]]
    reasons: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that came out otherwise: on which facts, and what came out."""

    case: Case
    facts: VehicleFacts
    judgement: Judgement


def read_cases(mapping: Mapping[str, object], rulebook: Rulebook) -> tuple[Case, ...]:
    """Read the cases of a rulebook.

    Raises:
        RulebookBroken: with every problem of the file, each at its path.
    """
    problems: list[Problem] = []
    file = Node(mapping, "", problems)
    file.knows("rulebook", "cases")
    if file.at("rulebook").text() not in ("", rulebook.name):
        file.at("rulebook").problem(
            f"这些案例不属于 {rulebook.name}", f"these cases are not those of {rulebook.name}"
        )
    cases = tuple(_read(file.at("cases"), rulebook.name))
    if problems:
        raise RulebookBroken(tuple(problems))
    return cases


def read_own_cases(book: Node, name: str) -> tuple[Case, ...]:
    """Read the cases that travel in a rulebook file of that name; none where it has no ``cases``."""
    cases = book.at("cases")
    return () if cases.is_absent else tuple(_read(cases, name))


def own_cases(mapping: Mapping[str, object], rulebook: Rulebook) -> tuple[Case, ...]:
    """Return the cases that travel in the file that a rulebook was built from."""
    return read_own_cases(Node(mapping, "", []), rulebook.name)


def misses(rulebook: Rulebook, cases: Iterable[Case]) -> Iterator[Miss]:
    """Yield every case, with its facts, on which the rulebook says something else."""

    @cache
    def rules(category: Category, event: Event, unit: str, day: date) -> Applicable:
        return applicable(rulebook, category, event, unit=unit, day=day)

    for case in cases:
        for facts in case.given:
            judgement = judge_by(rules(facts.category, facts.event, facts.unit, facts.registered_on), facts)
            if not _as_expected(rulebook, case, facts, judgement):
                yield Miss(case, facts, judgement)


def cases_of(rulebook: Rulebook, cases: Sequence[Case]) -> dict[str, int]:
    """Count the cases (each with all it lists) that illustrate each rule."""
    return {
        rule.id: sum(len(case.given) for case in cases if case.about == rule.id) for rule in rulebook.rules
    }


def _as_expected(rulebook: Rulebook, case: Case, facts: VehicleFacts, judgement: Judgement) -> bool:
    found = frozenset((outcome.rule, outcome.result) for outcome in judgement.outcomes)
    if (judgement.verdict, judgement.rule, found) != (case.verdict, case.rule, case.outcomes):
        return False
    return case.reasons is None or reason_codes(rulebook, facts, judgement) == case.reasons


def _read(cases: Node, name: str) -> Iterator[Case]:
    """Read cases; one by whose lists they would stand for too much in all is told and left out."""
    room = MOST_SITUATIONS
    for node in cases.items():
        given = node.at("given")
        count = prod(len(_each(given.at(key))) for key in _GIVEN)
        if count > room:
            given.problem(
                f"各列表相乘为 {count:,} 种情形，文件至多合计 {MOST_SITUATIONS:,} 种：请缩短列表",
                f"its lists multiply to {count:,} situations; a file may have {MOST_SITUATIONS:,} in all: shorten them",
            )
        else:
            room -= count
            yield _case(node, name)


def _case(node: Node, name: str) -> Case:
    node.knows("zh", "en", "about", "given", "expect")
    expect = node.at("expect")
    expect.knows("verdict", "rule", "outcomes", "reasons")
    rule, reasons = expect.at("rule"), expect.at("reasons")
    return Case(
        path=node.path,
        title=Text(node.at("zh").text(), node.at("en").text()),
        about=_rule_id(node.at("about"), name),
        given=_given(node.at("given")),
        verdict=expect.at("verdict").word(Verdict),
        rule=None if rule.is_absent else _rule_id(rule, name),
        outcomes=_expected_outcomes(expect.at("outcomes"), name),
        reasons=None if reasons.is_absent else reasons.texts(),
    )


def _rule_id(node: Node, name: str) -> str:
    """Return the full id. A rule that is gone is no problem of the file: its cases must miss."""
    return f"{name}/{node.text()}"


def _expected_outcomes(node: Node, name: str) -> frozenset[tuple[str, Result]]:
    if node.is_absent:
        return frozenset()
    if not isinstance(node.value, Mapping):
        node.problem("此处应为 规则: 结果", "this must be a mapping of rule to result")
        return frozenset()
    return frozenset((f"{name}/{rule}", node.at(str(rule)).word(Result)) for rule in node.value)


def _given(node: Node) -> tuple[VehicleFacts, ...]:
    node.knows(*_GIVEN)
    return tuple(
        VehicleFacts(
            category=each[0].word(Category),
            event=each[1].word(Event),
            unit=_unit(each[2]),
            registered_on=each[3].day(),
            energy=each[4].word(Energy),
            emission_stage=EmissionStage.UNKNOWN if each[5].is_absent else each[5].word(EmissionStage),
            mass_class=mass_class(None if each[6].is_absent else each[6].count()),
            replacement_shown=_flag(each[7]),
            justification=Justification.NONE if each[8].is_absent else each[8].word(Justification),
            owner_class=OwnerClass.UNKNOWN if each[9].is_absent else each[9].word(OwnerClass),
            use=Use.UNKNOWN if each[10].is_absent else each[10].word(Use),
            area=Area.UNKNOWN if each[11].is_absent else each[11].word(Area),
            county=None if each[12].is_absent else _county(each[12], each[2].value),
            perhaps_used=_flag(each[13]),
        )
        for each in product(*(_each(node.at(key)) for key in _GIVEN))
    )


def _each(node: Node) -> list[Node]:
    return node.items() if isinstance(node.value, list | tuple) else [node]


def _unit(node: Node) -> str:
    code = node.text()
    if code and code not in UNITS:
        node.problem(f"没有报送单位 {code}", f"there is no reporting unit {code}")
    return code


def _county(node: Node, unit: object) -> str:
    code = node.text()
    if code and (code not in COUNTY_CODES or unit_of_county(code) != unit):
        node.problem(f"{unit} 没有区县 {code}", f"there is no county {code} in {unit}")
    return code


def _flag(node: Node) -> bool:
    if node.is_absent or isinstance(node.value, bool):
        return node.value is True
    node.problem("此处应为 true 或 false", "this must be true or false")
    return False
