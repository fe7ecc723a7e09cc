"""The proof that a rulebook is whole: one verdict for each case, each rule can fire, none contradicts another."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Final

from rules.applicable import Applicable, applicable
from rules.circumstances import circumstance_keys
from rules.decide import decide
from rules.demands import StageRequirement
from rules.facts import VehicleFacts, case_key, contradict, unpack_case
from rules.judge import Judgement, Result, finds, judge_by
from rules.key_parts import PARTS
from rules.rulebook_parts import BINDING_FORCES, Rule, Rulebook
from rules.table import LAST_DAY, Period, Table, every_case
from rules.vocabulary import Category, Duty, EmissionStage, Energy, Event, Justification, MassClass, Verdict
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
    expected = cases_to_prove(table)
    if expected > MOST_CASES:
        fault = _TOO_MANY.fill(cases=expected, most=MOST_CASES)
        return Proof(0, len(table.periods), len(table.unit_classes), (fault,))
    faults: list[Text] = []
    fired: set[tuple[str, Result]] = set()
    told: set[Judgement] = set()
    cases = 0
    for key, facts, rules in _domain(table):
        cases += 1
        judged = judge_by(rules, facts)
        faults += _fault_of(table, key, facts, judged)
        if judged not in told:
            told.add(judged)
            fired.update((outcome.rule, outcome.result) for outcome in judged.outcomes)
            faults += _untold(table, facts, judged)
    faults += [fault for rule in table.rulebook.rules for fault in _idle(rule, fired)]
    faults += _contradictions(table)
    return Proof(cases, len(table.periods), len(table.unit_classes), tuple(faults))


def prove_together(table: Table) -> tuple[Text, ...]:
    """Return what books that are proven one by one do to each other as one law: empty where they hold together.

    A rule finds of a vehicle what it finds alone, so each book's own proof carries over; what does not is that the
    binding rules of all can be met together. That names and ids do not clash, ``rules.law.compose`` holds.
    """
    return tuple(dict.fromkeys(_contradictions(table)))


MOST_CASES: Final = 2_000_000
"""Situations that are judged for one proof: some minutes. What tells more apart is not proven, and says so."""


def cases_to_prove(table: Table) -> int:
    """Count the situations that a proof judges: more where rules tell owners, uses, areas and counties apart."""
    each = sum(1 for _ in every_case()) // len(Category) // len(EmissionStage) // len(MassClass)
    kinds = sum(
        len(circumstance_keys((table.rulebook,), category, units[-1])) * len(stages) * len(masses)
        for units in table.unit_classes
        for category, (stages, masses) in _told_apart(table.rulebook).items()
    )
    return each * kinds * len(table.periods)


_TOO_MANY: Final = Text(
    "须逐一判定 {cases} 种情形，超过 {most} 种，无法证明：请减少 where 和条件中区分的所有人类别、用途、区域或区县",
    "{cases} situations would have to be judged, more than {most}, so nothing is proven: tell fewer classes of owners,"
    " uses, areas or counties apart",
)


def _domain(table: Table) -> Iterator[tuple[int, VehicleFacts, Applicable]]:
    """Yield each case with its facts, in the last unit of a class and on the last day of a period, and its rules."""
    category_codes, stage_codes, mass_codes = (part.codes() for part in _LOOKED_AT)
    kept = {
        category_codes[category] | stage_codes[stage] | mass_codes[mass]
        for category, told_apart in _told_apart(table.rulebook).items()
        for stage, mass in product(*told_apart)
    }
    for units, period in product(table.unit_classes, table.periods):
        unit, day = units[-1], _last_day(period)
        rules = {
            (category, event): applicable(table.rulebook, category, event, unit=unit, day=day)
            for category, event in product(Category, Event)
        }
        for key in every_case(table.rulebook, unit=unit):
            if key & _BITS_LOOKED_AT in kept:
                facts = unpack_case(key, unit=unit, registered_on=day)
                yield key, facts, rules[facts.category, facts.event]


_LOOKED_AT: Final = [PARTS[name] for name in ("category", "emission_stage", "mass_class")]
_BITS_LOOKED_AT: Final = sum(part.mask for part in _LOOKED_AT)
"""Where a case key says which cases of a domain are judged: three in four are not."""


def _told_apart(
    rulebook: Rulebook,
) -> Mapping[Category, tuple[Collection[EmissionStage], Collection[MassClass]]]:
    """Return of each category one stage of each class that its rules tell apart, and the masses if any rule asks.

    A stage that is not known, and none at all, stand by themselves: they bear on the facts as well.
    """
    found = {}
    for category in Category:
        asked = [rule for rule in rulebook.rules if category in rule.categories]
        demands = [rule.requirement for rule in asked if isinstance(rule.requirement, StageRequirement)]
        leaves = [leaf for rule in asked for leaf in rule.leaves]
        read = [
            *(demand.allowed for demand in demands),
            *({EmissionStage.CHINA_6A} for demand in demands if demand.china_6a_until is not None),
            *(leaf.words for leaf in leaves if leaf.fact == "emission_stage"),
        ]
        stages = {
            (stage in NO_STAGE and stage, *(stage in words for words in read)): stage
            for stage in EmissionStage
        }
        looks_at_mass = demands or any(leaf.fact == "mass_class" for leaf in leaves)
        found[category] = (
            frozenset(stages.values()),
            tuple(MassClass) if looks_at_mass else (MassClass.UNKNOWN,),
        )
    return found


def _last_day(period: Period) -> date:
    return LAST_DAY if period.until == LAST_DAY else period.until - timedelta(days=1)


def _fault_of(table: Table, key: int, facts: VehicleFacts, judged: Judgement) -> list[Text]:
    looked_up = table.outcome(key, facts.unit, facts.registered_on)
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
    """Yield the binding rules of one duty that some vehicle falls under and no energy and stage would meet together."""
    seen = set()
    for units, period, category, event in product(table.unit_classes, table.periods, Category, Event):
        binding = [
            rule
            for rule in table.rulebook.rules
            if rule.force in BINDING_FORCES and rule.applies(category, event, units[-1], period.since)
        ]
        asking = (category, event, units[-1], *(rule.id for rule in binding))
        if not binding or asking in seen:
            continue
        seen.add(asking)
        kinds = [
            _kind(key | case_key(category, event, *_NOTHING_SAID), mass, units[-1], period.since)
            for key in circumstance_keys((table.rulebook,), category, units[-1])
            for mass in (MassClass.LIGHT, MassClass.HEAVY)
        ]
        for duty in Duty:
            asked = [rule for rule in binding if rule.duty is duty]
            if asked and not all(
                any(
                    all(finds(rule, facts) in (Result.MET, None) for rule in asked) for facts in _bought(kind)
                )
                for kind in kinds
            ):
                names = ", ".join(rule.id for rule in asked)
                yield Text(f"规则不能同时符合：{names}", f"these rules can not be met together: {names}")


NO_STAGE: Final = (EmissionStage.UNKNOWN, EmissionStage.ZERO)
_NOTHING_SAID: Final = (Energy.UNKNOWN, EmissionStage.UNKNOWN, MassClass.UNKNOWN, True, Justification.NONE)


_DRIVES: Final = tuple(
    (energy, stage)
    for energy, stage in product(Energy, EmissionStage)
    if energy is not Energy.UNKNOWN and stage is not EmissionStage.UNKNOWN and not contradict(energy, stage)
)
"""Every energy with every stage that a vehicle of it can have.

A vehicle of which something is unknown or contradictory is none that could be bought to meet the rules, whatever the
judge makes of it.
"""


def _kind(key: int, mass: MassClass, unit: str, day: date) -> VehicleFacts:
    """Return what is said of a vehicle before it is chosen."""
    return replace(unpack_case(key, unit=unit, registered_on=day), mass_class=mass)


def _bought(said: VehicleFacts) -> Iterator[VehicleFacts]:
    """Return the vehicles of a kind that can be bought; one that drives without a tailpipe comes first."""
    return (replace(said, energy=energy, emission_stage=stage) for energy, stage in _DRIVES)
