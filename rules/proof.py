"""The proof that a rulebook is whole: one verdict for each case, each rule can fire, none contradicts another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rules.decide import decide
from rules.facts import VehicleFacts, unpack_case
from rules.judge import Judgement, Result, judge
from rules.rulebook_parts import BINDING_FORCES, EnergyRequirement, Rule, StageRequirement
from rules.table import LAST_DAY, Period, Table, every_case
from rules.vocabulary import Category, Event, Verdict
from rules.wording import Text

_FOR = frozenset({Result.MET, Result.COUNTED_FOR})
_AGAINST = frozenset({Result.BROKEN, Result.COUNTED_AGAINST})


@dataclass(frozen=True, slots=True)
class Proof:
    """What was enumerated, and every fault found; it ``holds`` when there is none."""

    cases: int
    periods: int
    unit_classes: int
    faults: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        """Whether the rulebook is whole."""
        return not self.faults


def prove(table: Table) -> Proof:
    """Enumerate the whole domain of a rulebook.

    Checked: every case of every unit class and period has exactly one verdict, named by a rule unless no rule
    has a say; the table, which judges the first day and unit of each, says the same as ``judge`` on the last
    day and unit, and as ``decide`` for each distinct judgement; each rule is met by some case and broken by
    another; the binding rules on the same vehicles can be met together.
    """
    faults: list[Text] = []
    fired: set[tuple[str, Result]] = set()
    told: set[Judgement] = set()
    cases = 0
    for facts in _domain(table):
        cases += 1
        judged = judge(table.rulebook, facts)
        fired.update((outcome.rule, outcome.result) for outcome in judged.outcomes)
        faults += _fault_of(table, facts, judged)
        if judged not in told:
            told.add(judged)
            faults += _untold(table, facts, judged)
    faults += [fault for rule in table.rulebook.rules for fault in _idle(rule, fired)]
    faults += _contradictions(table)
    return Proof(cases, len(table.periods), len(table.unit_classes), tuple(faults))


def _domain(table: Table) -> Iterator[VehicleFacts]:
    for key in every_case():
        for units in table.unit_classes:
            for period in table.periods:
                yield unpack_case(key, unit=units[-1], registered_on=_last_day(period))


def _last_day(period: Period) -> date:
    return LAST_DAY if period.until == LAST_DAY else period.until - timedelta(days=1)


def _fault_of(table: Table, facts: VehicleFacts, judged: Judgement) -> list[Text]:
    looked_up = table.outcome(facts.case_key, facts.unit, facts.registered_on)
    faults = []
    if (looked_up.verdict, looked_up.rule, looked_up.duties) != (judged.verdict, judged.rule, judged.duties):
        faults.append(Text(f"查表与判定不一致：{facts}", f"the table and the judgement differ on {facts}"))
    said = ((judged.verdict, judged.rule), *((duty.verdict, duty.rule) for duty in judged.duties))
    if any((rule is None) != (verdict is Verdict.NOT_GOVERNED) for verdict, rule in said):
        faults.append(Text(f"结论没有规则依据：{facts}", f"a verdict without its rule on {facts}"))
    return faults


def _untold(table: Table, facts: VehicleFacts, judged: Judgement) -> list[Text]:
    decision = decide(table.rulebook, facts)
    told = Judgement(decision.verdict, decision.rule, decision.outcomes, decision.duties)
    if told == judged:
        return []
    return [Text(f"说明与判定不一致：{facts}", f"the decision and the judgement differ on {facts}")]


def _idle(rule: Rule, fired: set[tuple[str, Result]]) -> list[Text]:
    faults = []
    if not any((rule.id, result) in fired for result in _FOR):
        faults.append(Text(f"没有车辆能符合规则 {rule.id}", f"no vehicle can meet rule {rule.id}"))
    if not any((rule.id, result) in fired for result in _AGAINST):
        faults.append(Text(f"没有车辆会违反规则 {rule.id}", f"no vehicle can break rule {rule.id}"))
    return faults


def _contradictions(table: Table) -> Iterator[Text]:
    for category in Category:
        for event in Event:
            for units in table.unit_classes:
                for period in table.periods:
                    rules = [
                        rule
                        for rule in table.rulebook.rules
                        if rule.applies(category, event, units[0], period.since)
                    ]
                    yield from _unmeetable(rules)


def _unmeetable(rules: list[Rule]) -> Iterator[Text]:
    for form in (EnergyRequirement, StageRequirement):
        asked = [
            rule for rule in rules if rule.force in BINDING_FORCES and isinstance(rule.requirement, form)
        ]
        if asked and not frozenset.intersection(*(rule.requirement.allowed for rule in asked)):
            names = ", ".join(rule.id for rule in asked)
            yield Text(f"规则不能同时符合：{names}", f"these rules can not be met together: {names}")
