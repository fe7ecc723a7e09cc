"""What a category is asked for on a day, as a value: two days or two laws ask the same where the values are equal.

A rule that was renamed, or told in other words, asks for nothing else.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from rules.demand_words import about, demand_of, requires, where_data
from rules.demands import StageRequirement
from rules.labels import in_order, label
from rules.questions import Question
from rules.requirements import rests_on_replacement, rules_on
from rules.rulebook_parts import BINDING_FORCES, ExceptionGround, Rule, Rulebook
from rules.vocabulary import Category, Duty, Force
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand as it counts for a category on a day.

    ``asks``, ``where``: plain data as canonical JSON; ``grounds``: those on which a vehicle may be excepted that day,
    each with how many pieces of evidence it takes. ``presumed``: vehicles of unknown mass are taken to be heavy.
    """

    force: Force
    asks: str
    where: str | None
    grounds: frozenset[tuple[str, int]]
    presumed: bool
    rule: Rule = field(compare=False, repr=False)
    on: date = field(compare=False, repr=False)

    @property
    def words(self) -> Text:
        """The demand in a sentence: its force, what is asked, of which vehicles, and the exceptions."""
        force, asked, more = label(self.force), demand_of(json.loads(self.asks)), list(self._more())
        return Text(
            f"{force.zh}：{asked.zh}{''.join(f'；{one.zh}' for one in more)}",
            f"{force.en}: {asked.en}{''.join(f'; {one.en}' for one in more)}",
        )

    def _more(self) -> Iterator[Text]:
        if self.where is not None:
            meant = about(json.loads(self.where))
            yield Text(f"只针对{meant.zh}", f"only {meant.en}")
        if self.presumed:
            yield Text("未报总质量的推定为重型", "taken to be heavy where the mass is not known")
        grounds = [_said(one) for one in self.rule.grounds_on(self.on)]
        if grounds:
            yield Text(
                f"例外理由：{'、'.join(one.zh for one in grounds)}",
                f"grounds for an exception: {', '.join(one.en for one in grounds)}",
            )
        elif self.force in BINDING_FORCES:
            yield Text("没有例外", "no exceptions")


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is asked. ``names_retired``: more would be, unless the vehicle that is replaced is named."""

    demands: frozenset[Demand] = frozenset()
    names_retired: bool = False

    def in_order(self) -> tuple[Demand, ...]:
        """Return the demands, those on the energy first, of each duty the strictest force."""
        duties, forces = list(Duty), list(Force)
        return tuple(
            sorted(
                self.demands,
                key=lambda one: (duties.index(one.rule.duty), forces.index(one.force), one.rule.id),
            )
        )

    @property
    def words(self) -> tuple[Text, ...]:
        """What is asked, a sentence each; one where nothing is."""
        said = [one.words for one in self.in_order()] or [NOTHING]
        return (*said, _RETIRED) if self.names_retired else tuple(said)


NOTHING: Final = Text("没有要求", "nothing is asked")
_RETIRED: Final = Text(
    "须列明被更新的车辆，否则按新增车辆的要求待定",
    "the retired vehicle must be named, or the demand on new vehicles stays open",
)


def asked(book: Rulebook, question: Question) -> Asked:
    """Return what a rulebook asks of the vehicles that a question is about."""
    rules = rules_on(book, question)
    demands = frozenset(_demand(rule, question.category, question.day) for rule in rules)
    return Asked(demands, rests_on_replacement(book, question, rules))


def _demand(rule: Rule, category: Category, day: date) -> Demand:
    where = where_data(rule)
    return Demand(
        rule.force,
        _canonical(_asks_on(rule, day)),
        None if where is None else _canonical(where),
        frozenset((one.ground, len(one.evidence)) for one in rule.grounds_on(day)),
        isinstance(rule.requirement, StageRequirement) and category in rule.requirement.presumed,
        rule,
        day,
    )


def _asks_on(rule: Rule, day: date) -> Mapping[str, Any]:
    """Return the demand as it stands on a day: without the stage that meets it no longer."""
    data, stage = requires(rule), rule.requirement
    ends = stage.china_6a_until if isinstance(stage, StageRequirement) else None
    if not isinstance(stage, StageRequirement) or ends is None or day < ends:
        return data
    left = [word.value for word in in_order(stage.allowed_on(day))]
    return {key: value for key, value in data.items() if key != "china_6a_until"} | {"emission_stage": left}


def _said(ground: ExceptionGround) -> Text:
    """Say a ground and how many pieces of evidence it takes."""
    said, pieces = ground.description, len(ground.evidence)
    return Text(f"{said.zh}（材料 {pieces} 项）", f"{said.en} (evidence: {pieces})")


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)
