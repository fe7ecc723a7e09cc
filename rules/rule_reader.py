"""The rules of a rulebook file. A rule whose demand is phased in becomes one for each phase, following each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from rules.condition_reader import read_condition
from rules.conditions import COUNTY, Among, Condition, Joined
from rules.counties import COUNTY_CODES, unit_of_county
from rules.interpretation_reader import read_end
from rules.requirement_reader import read_requirement
from rules.rulebook_nodes import Answers, Node
from rules.rulebook_parts import ExceptionGround, Parameter, Rule, Unproven
from rules.units import UNITS
from rules.vocabulary import Category, Event, Force

_KEYS: Final = (
    "id",
    "title",
    "clause",
    "force",
    "categories",
    "events",
    "units",
    "where",
    "requirement",
    "phases",
    "effective_from",
    "effective_until",
    "interpretations",
    "exceptions",
    "departments",
    "unproven_replacement",
)


def read_rules(node: Node, answers: Answers, book_name: str, order: Mapping[str, int]) -> list[Rule]:
    """Read one entry of the list of rules: one rule, or one for each phase of its demand.

    ``answers``: what may be taken from interpretations; ``order``: their places in the book.
    """
    node = node.answered_by(answers)
    node.knows(*_KEYS)
    units = _places(node.at("units"))
    interpretations, exceptions = node.at("interpretations"), node.at("exceptions")
    name, title, clause = node.at("id").text(), node.at("title").both(), node.at("clause").text()
    force, categories = node.at("force").word(Force), node.at("categories").words(Category)
    events, unproven = node.at("events").words(Event), _unproven(node.at("unproven_replacement"))
    meant = _meant(units, node.at("where"))
    cited = () if interpretations.is_absent else interpretations.texts()
    grounds = () if exceptions.is_absent else tuple(_ground(entry) for entry in exceptions.items())
    departments = tuple(department.both() for department in node.at("departments").items())
    rules = [
        Rule(
            id=f"{book_name}/{name}{phase.suffix}",
            title=title,
            clause=clause,
            force=force,
            categories=categories,
            events=events,
            units=None if units is None else frozenset(map(_unit_of, units)),
            requirement=read_requirement(phase.demand),
            effective_from=phase.since,
            effective_until=phase.until,
            interpretations=cited,
            exceptions=grounds,
            departments=departments,
            where=meant,
            unproven=unproven,
            path=node.path,
            demand_path=phase.demand.path,
        )
        for phase in _phases(node)
    ]
    takes = frozenset(answers.taken_from)
    return [replace(rule, takes=takes, interpretations=_cited(cited, takes, order)) for rule in rules]


def _unproven(node: Node) -> Unproven:
    return Unproven.OPEN if node.is_absent else node.word(Unproven)


def _cited(
    listed: tuple[str, ...], taken: Iterable[tuple[str, Parameter]], order: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the interpretations a rule rests on: those it lists and those it takes from, in the rulebook's order.

    Where one that is listed is unknown, the list keeps its places, for the problem to be told at its path.
    """
    cited = dict.fromkeys((*listed, *(name for name, _ in taken)))
    return tuple(cited) if cited.keys() - order.keys() else tuple(sorted(cited, key=order.__getitem__))


@dataclass(frozen=True, slots=True)
class _Phase:
    """A demand from a day until another, and how the id of its rule goes on."""

    demand: Node
    since: date
    until: date | None
    suffix: str = ""


def _phases(node: Node) -> Iterator[_Phase]:
    """Yield the phases in which a demand holds: of a rule without phases the only one."""
    phases, begins = node.at("phases"), node.at("effective_from")
    until = read_end(node.at("effective_until"), after=begins)
    if phases.is_absent:
        yield _Phase(node.at("requirement"), begins.day(), until)
        return
    for key in ("requirement", "effective_from"):
        if not node.at(key).is_absent:
            node.at(key).problem("已写 phases，此项写在各阶段里", "phases are stated: each of them says this")
    entries = phases.items()
    for entry in entries:
        entry.knows("from", "requirement")
    days = [entry.at("from").day() for entry in entries]
    for at, (day, following) in enumerate(pairwise([*days, until or date.max])):
        if day >= following:
            later = entries[min(at + 1, len(entries) - 1)]
            later.at("from").problem(
                "各阶段须按先后排列，早于失效日", "phases follow each other before the end"
            )
    ends = [*days[1:], until]
    for entry, day, end in zip(entries, days, ends, strict=False):
        yield _Phase(entry.at("requirement"), day, end, f"-from-{day}")


def _places(node: Node) -> frozenset[str] | None:
    """Read ``all``, or the codes of units and of counties; a county of a unit that is listed itself is a problem."""
    if node.value == "all":
        return None
    codes = node.codes((*UNITS, *COUNTY_CODES))
    for entry in node.items() if codes else ():
        whole = unit_of_county(str(entry.value))
        if entry.value in COUNTY_CODES and whole in codes:
            entry.problem(f"{whole} 已包括此区县", f"{whole}, which holds this county, is listed")
    return codes


def _unit_of(code: str) -> str:
    return code if code in UNITS else unit_of_county(code)


def _meant(codes: frozenset[str] | None, where: Node) -> Condition | None:
    """Return what must hold of a vehicle: its county, where some units are listed by counties, and ``where``."""
    stated: list[Condition] = []
    if codes and codes - UNITS.keys():
        stated.append(Among(COUNTY, codes))
    if not where.is_absent:
        stated.append(read_condition(where))
    return Joined(every=True, parts=tuple(stated)) if len(stated) > 1 else next(iter(stated), None)


def _ground(node: Node) -> ExceptionGround:
    node.knows("ground", "description", "evidence", "rests_on", "until")
    rests_on, until = node.at("rests_on"), node.at("until")
    return ExceptionGround(
        ground=node.at("ground").text(),
        description=node.at("description").both(),
        evidence=tuple(entry.both() for entry in node.at("evidence").items()),
        rests_on=None if rests_on.is_absent else rests_on.text(),
        until=None if until.is_absent else until.day(),
    )
