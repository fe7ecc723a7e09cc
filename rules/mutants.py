"""Small wrong changes to a rulebook, to see whether its cases would notice: the test of the tests of the law.

Only changes that some vehicle can feel are made: the bound of a share judges no single vehicle, and the
order of two rules matters only where both can decide on the same one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from rules.cases import Case, misses
from rules.condition_words import ALL_OF, ANY_OF
from rules.conditions import FACTS
from rules.rulebook import build
from rules.rulebook_parts import RulebookBroken
from rules.units import UNITS
from rules.vocabulary import Category, Event, Force
from rules.written_out import written_out

RuleFile = dict[str, Any]

_GROUND = {
    "ground": "mutant",
    "description": {"zh": "变异", "en": "mutant"},
    "evidence": [{"zh": "变异", "en": "mutant"}],
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rulebook file with one wrong change, said in ``name``."""

    name: str
    mapping: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hunt:
    """How many mutants the cases noticed. ``refused``: those that are no rulebook, not counted."""

    killed: int
    survivors: tuple[str, ...]
    refused: int

    @property
    def share(self) -> float:
        """The part of the mutants that was noticed, from 0 to 1."""
        made = self.killed + len(self.survivors)
        return self.killed / made if made else 0.0


def hunt(mapping: Mapping[str, Any], cases: Sequence[Case]) -> Hunt:
    """Run the cases against every mutant of a rulebook file.

    The case that noticed one is asked first of the next: mutants follow rule by rule, and are mostly alike.
    """
    killed, refused, survivors, asked = 0, 0, list[str](), list(cases)
    for mutant in mutants({key: value for key, value in mapping.items() if key != "cases"}):
        try:
            rulebook = build(mutant.mapping)
        except RulebookBroken:
            refused += 1
            continue
        noticed = next((miss.case for miss in misses(rulebook, asked)), None)
        if noticed is None:
            survivors.append(mutant.name)
        else:
            killed += 1
            asked.sort(key=lambda case: case is not noticed)
    return Hunt(killed, tuple(survivors), refused)


def mutants(mapping: Mapping[str, Any]) -> Iterator[Mutant]:
    """Yield every mutant of a rulebook file, its values written out: what one rule does is changed by itself."""
    mapping = written_out(mapping)
    for place, rule in enumerate(mapping["rules"]):
        yield Mutant(f"{rule['id']}: dropped", _with_rules(mapping, place, []))
        for name, changed in _changes(rule):
            yield Mutant(f"{rule['id']}: {name}", _with_rules(mapping, place, [changed]))
        yield from _orders(mapping, place)


def _with_rules(mapping: Mapping[str, Any], place: int, rules: list[RuleFile]) -> dict[str, Any]:
    changed = dict(mapping)
    changed["rules"] = [*mapping["rules"][:place], *rules, *mapping["rules"][place + 1 :]]
    return changed


def _orders(mapping: Mapping[str, Any], place: int) -> Iterator[Mutant]:
    rules = mapping["rules"]
    if place + 1 == len(rules):
        return
    one, other = rules[place], rules[place + 1]
    both = set(one["categories"]) & set(other["categories"]) and set(one["events"]) & set(other["events"])
    weighed = {one["force"], other["force"]} <= {Force.ALL.value, Force.IN_PRINCIPLE.value}
    if both and weighed:
        swapped = dict(mapping)
        swapped["rules"] = [*rules[:place], other, one, *rules[place + 2 :]]
        yield Mutant(f"{one['id']}: cite {other['id']} first", swapped)


def _changes(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    yield from _forces(rule)
    yield from _lists(rule, "categories", list(Category))
    yield from _lists(rule, "events", list(Event))
    yield from _units(rule)
    yield from _days(rule)
    yield from _demands(rule)


def _forces(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    single = [force.value for force in (Force.ALL, Force.IN_PRINCIPLE, Force.ENCOURAGED)]
    if rule["force"] not in single:
        return
    for force in single:
        if force != rule["force"]:
            exceptions = [_GROUND] if force == Force.IN_PRINCIPLE else None
            yield f"force {force}", {**rule, "force": force, "exceptions": exceptions}


def _lists(rule: RuleFile, key: str, words: Sequence[str]) -> Iterator[tuple[str, RuleFile]]:
    """Drop each word, add each missing one, and put a missing one in place of the only one."""
    listed = rule[key]
    for word in words:
        if word in listed and len(listed) > 1:
            yield f"{key} without {word}", {**rule, key: [other for other in listed if other != word]}
        if word not in listed:
            yield f"{key} with {word}", {**rule, key: [*listed, str(word)]}
            if len(listed) == 1:
                yield f"{key} {word} instead", {**rule, key: [str(word)]}


def _units(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    listed = list(UNITS) if rule["units"] == "all" else rule["units"]
    for unit in (listed[0], listed[-1]):
        rest = [other for other in listed if other != unit]
        if rest:
            yield f"units without {unit}", {**rule, "units": rest}
            yield f"units only {unit}", {**rule, "units": [unit]}


def _days(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    yield from _first_days(rule)
    if rule.get("effective_until") is None:
        last = rule["phases"][-1]["from"] if "phases" in rule else rule["effective_from"]
        yield "until a year later", {**rule, "effective_until": _day(last) + timedelta(days=365)}
        return
    until = _day(rule["effective_until"])
    for days in (-1, 1):
        yield f"until {days:+d} day", {**rule, "effective_until": until + timedelta(days=days)}


def _first_days(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    """Move the day on which a rule, or each of its phases, begins."""
    if "phases" not in rule:
        since = _day(rule["effective_from"])
        for days in (-1, 1):
            yield f"from {days:+d} day", {**rule, "effective_from": since + timedelta(days=days)}
        return
    for place, phase in enumerate(rule["phases"]):
        for days in (-1, 1):
            moved = {**phase, "from": _day(phase["from"]) + timedelta(days=days)}
            yield f"phase {place} from {days:+d} day", _with_phase(rule, place, moved)


def _with_phase(rule: RuleFile, place: int, phase: RuleFile) -> RuleFile:
    return {**rule, "phases": [*rule["phases"][:place], phase, *rule["phases"][place + 1 :]]}


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _demands(rule: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    for place, phase in enumerate(rule.get("phases", ())):
        for name, changed in _wrong_demands(phase["requirement"]):
            yield f"phase {place} {name}", _with_phase(rule, place, {**phase, "requirement": changed})
    if "requirement" in rule:
        for name, changed in _wrong_demands(rule["requirement"]):
            yield name, {**rule, "requirement": changed}
    for name, changed in _conditions(rule["where"]) if rule.get("where") else ():
        yield f"where {name}", {**rule, "where": changed}


def _wrong_demands(demand: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    if "share" in demand:
        for name, share in _conditions(demand["share"]):
            yield name, {"share": share}
        return
    yield from _conditions(demand)
    if "presumed_heavy" in demand:
        yield from _lists(demand, "presumed_heavy", list(Category))


def _conditions(stated: RuleFile) -> Iterator[tuple[str, RuleFile]]:
    """Change the words of each leaf; of joined conditions drop each part, and join them the other way."""
    for key, words in _WORDS.items():
        if isinstance(stated.get(key), list):
            yield from _lists(stated, key, words)
    for key, other in ((ALL_OF, ANY_OF), (ANY_OF, ALL_OF)):
        parts = stated.get(key)
        if parts:
            rest = {name: value for name, value in stated.items() if name != key}
            yield f"{other} instead", {**rest, other: parts}
            yield from _parts(stated, key, parts)


def _parts(stated: RuleFile, key: str, parts: list[RuleFile]) -> Iterator[tuple[str, RuleFile]]:
    for place, part in enumerate(parts):
        others = [*parts[:place], *parts[place + 1 :]]
        if len(others) > 1:
            yield f"{key} without part {place}", {**stated, key: others}
        for name, changed in _conditions(part):
            yield f"{key} {place} {name}", {**stated, key: [*parts[:place], changed, *parts[place + 1 :]]}


def _known(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words if word.value != "unknown"]


_WORDS: Mapping[str, list[str]] = {fact: _known(words) for fact, words in FACTS.items()}
