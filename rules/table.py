"""The finite domain of verdicts: enumerated to prove it whole, and looked up for bulk work.

Everything a verdict depends on is finite except unit and day. Units fall into classes that no rule tells
apart, days into periods between the days on which a rule begins or ends. A case key, a unit class and a
period therefore have one outcome, found once and remembered.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise, product
from operator import add
from typing import Any, Generic, TypeVar

from rules.applicable import Applicable, applicable
from rules.circumstances import circumstance_keys
from rules.conditions import COUNTY
from rules.counties import unit_of_county
from rules.demands import StageRequirement
from rules.facts import case_key, unpack_case
from rules.judge import DutyVerdict, Judgement, judge_by
from rules.key_parts import BASE_BITS, PERIOD_BITS
from rules.rulebook_parts import Rulebook
from rules.units import UNITS
from rules.vocabulary import (
    Category,
    EmissionStage,
    Energy,
    Event,
    Justification,
    MassClass,
    Verdict,
)

MOST_PERIODS = 1 << PERIOD_BITS
_PERIOD_MASK = (MOST_PERIODS - 1) << BASE_BITS
"""Where the number of a period stands in a case key (``rules.facts``)."""

FIRST_DAY = date.min
LAST_DAY = date.max
"""The open ends of time; ``LAST_DAY`` as an exclusive end leaves out no day that is ever written."""


Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, the rule it is by (None where no rule has a say), and the same for each duty."""

    verdict: Verdict
    rule: str | None
    duties: tuple[DutyVerdict, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Days between two changes of the law: ``since`` inclusive, ``until`` exclusive."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table as loaded to the database: what a case gets in a unit from a day until another."""

    case_key: int
    unit: str
    since: date
    until: date
    outcome: Outcome


class _Remembered(dict[Any, Found], Generic[Key, Found]):
    """Answers found when first asked for; every later one costs a dictionary look-up."""

    def __init__(self, find: Callable[[Key], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, asked: Key) -> Found:
        found = self[asked] = self._find(asked)
        return found


class Table:
    """All verdicts of one rulebook. It may be shared between threads: what two find at once is the same."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.periods = periods_of(rulebook)
        self.unit_classes = unit_classes_of(rulebook)
        self._class_of = {unit: units[0] for units in self.unit_classes for unit in units}
        self._applicable: dict[tuple[Category, Event, str, date], Applicable] = {}
        self._shared: dict[Outcome, Outcome] = {}
        self._codes: _Remembered[date | str, int] = _Remembered(self._code_of_day)
        self._found = {units[0]: _Remembered(partial(self._find, units[0])) for units in self.unit_classes}

    def outcome(self, key: int, unit: str, day: date) -> Outcome:
        """Return the verdict on a case (``VehicleFacts.case_key``) in a unit on a day.

        Raises:
            KeyError: the unit is none of the 19.
        """
        return self._found[self._class_of[unit]][key + self._codes[day]]

    def outcomes(
        self, keys: Sequence[int], days: Sequence[date] | Sequence[str], *, unit: str
    ) -> list[Outcome]:
        """Judge parallel columns of case keys and days (``date`` or ``YYYY-MM-DD``) of one unit.

        Raises:
            KeyError: the unit is none of the 19.
            ValueError: a day is not a day, or the columns differ in length.
        """
        found = self._found[self._class_of[unit]]
        return list(map(found.__getitem__, self.coded(keys, days)))

    def coded(self, keys: Sequence[int], days: Sequence[date] | Sequence[str]) -> list[int]:
        """Return for parallel columns of cases and days the numbers of the cases in the periods of the days.

        In a unit, what has the same number has the same verdict and the same defence.

        Raises:
            ValueError: a day is not a day, or the columns differ in length.
        """
        if len(keys) != len(days):
            raise ValueError(f"{len(keys)} cases, {len(days)} days")
        return list(map(add, keys, map(self._codes.__getitem__, days)))

    def rows(self, keys: Iterable[int], *, units: Iterable[str] = UNITS) -> Iterator[TableRow]:
        """Yield the rows for these cases, one for each unit and run of periods with the same outcome.

        Every unit has its own rows, also where no rule tells units apart, so that a join needs only equality
        on case and unit and ``since <= day < until``.
        """
        units = tuple(units)
        for key in keys:
            for unit in units:
                yield from self._runs(key, unit)

    def judgement(self, key: int, unit: str, day: date) -> Judgement:
        """Return the full judgement on a case, without remembering it."""
        first, period = self.place(unit, day)
        facts = unpack_case(key, unit=unit, registered_on=day)
        return judge_by(self._rules(facts.category, facts.event, first, period.since), facts)

    def place(self, unit: str, day: date) -> tuple[str, Period]:
        """Return the first unit of those that no rule tells apart from this one, and the period a day lies in.

        Raises:
            KeyError: the unit is none of the 19.
        """
        return self._class_of[unit], self.period(day)

    def period(self, day: date) -> Period:
        """Return the period a day lies in."""
        return next(period for period in reversed(self.periods) if period.since <= day)

    def _code_of_day(self, day: date | str) -> int:
        """Return what added to a case key makes it the key of that case in the period of the day."""
        period = self.period(date.fromisoformat(day) if isinstance(day, str) else day)
        return self.periods.index(period) << BASE_BITS

    def _find(self, unit: str, coded: int) -> Outcome:
        period = self.periods[(coded & _PERIOD_MASK) >> BASE_BITS]
        judged = self.judgement(coded & ~_PERIOD_MASK, unit, period.since)
        outcome = Outcome(judged.verdict, judged.rule, judged.duties)
        return self._shared.setdefault(outcome, outcome)

    def _rules(self, category: Category, event: Event, unit: str, day: date) -> Applicable:
        place = (category, event, unit, day)
        if place not in self._applicable:
            self._applicable[place] = applicable(self.rulebook, category, event, unit=unit, day=day)
        return self._applicable[place]

    def _runs(self, key: int, unit: str) -> Iterator[TableRow]:
        since, outcome = FIRST_DAY, self.outcome(key, unit, FIRST_DAY)
        for period in self.periods[1:]:
            following = self.outcome(key, unit, period.since)
            if following != outcome:
                yield TableRow(key, unit, since, period.since, outcome)
                since, outcome = period.since, following
        yield TableRow(key, unit, since, LAST_DAY, outcome)


def periods_of(*rulebooks: Rulebook) -> tuple[Period, ...]:
    """Return the periods between the days on which any rule, ground of an exception or stage begins or ends."""
    rules = [rule for rulebook in rulebooks for rule in rulebook.rules]
    days = {FIRST_DAY, LAST_DAY, *(rule.effective_from for rule in rules)}
    days.update(rule.effective_until for rule in rules if rule.effective_until is not None)
    days.update(ground.until for rule in rules for ground in rule.exceptions if ground.until is not None)
    asked = [rule.requirement for rule in rules if isinstance(rule.requirement, StageRequirement)]
    days.update(one.china_6a_until for one in asked if one.china_6a_until is not None)
    return tuple(Period(since, until) for since, until in pairwise(sorted(days)))


def unit_classes_of(*rulebooks: Rulebook) -> tuple[tuple[str, ...], ...]:
    """Return the 19 units in groups that no rule of these rulebooks tells apart, by their counties neither."""
    rules = [rule for rulebook in rulebooks for rule in rulebook.rules]
    places = {code for rule in rules for leaf in rule.leaves if leaf.fact == COUNTY for code in leaf.words}
    classes: dict[tuple[object, ...], list[str]] = {}
    for unit in UNITS:
        named = frozenset(code for code in places if unit in (code, unit_of_county(code)))
        covered = tuple(rule.covers_unit(unit) for rule in rules)
        classes.setdefault((covered, named), []).append(unit)
    return tuple(tuple(units) for units in classes.values())


def every_case(*rulebooks: Rulebook, unit: str = "") -> Iterator[int]:
    """Yield the case key of every combination of facts (``replacement_shown`` only for replacements).

    Vehicles that may be used ones are left out: of them every rule with a say finds the same, whatever the rest.
    Whose a vehicle is, what for and where is told apart as far as rules of these rulebooks do in a unit.
    """
    events = ((Event.NEW, False), (Event.REPLACEMENT, False), (Event.REPLACEMENT, True))
    for category in Category:
        for circumstances in circumstance_keys(rulebooks, category, unit):
            for (event, shown), energy, stage, mass, standing in product(
                events, Energy, EmissionStage, MassClass, Justification
            ):
                yield case_key(category, event, energy, stage, mass, shown, standing) | circumstances
