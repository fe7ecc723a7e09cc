"""What a rulebook is made of: interpretations and rules; what it quotes is in ``rules.sources``.

Plain frozen values. Built, with all their problems reported, by ``rules.rulebook_reader``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.conditions import Among, Condition, asks_in_every_way, leaves
from rules.demands import EnergyRequirement, Requirement, ShareRequirement, StageRequirement
from rules.sources import Clause, Extent, Ground, Instrument, NotCheckable, Passage
from rules.vocabulary import Category, Duty, Event, Force
from rules.wording import Text

BINDING_FORCES = frozenset({Force.ALL, Force.IN_PRINCIPLE})
"""Forces that bind a single vehicle: 全部 and 原则上全部."""


class Status(StrEnum):
    """Whether an interpretation is the product's assumption or the office's word."""

    ASSUMED = "assumed"
    CONFIRMED = "confirmed"


class Aspect(StrEnum):
    """What an interpretation bears on; a verdict cites it only where that aspect mattered.

    ``CONTEST``: what whoever is judged adversely may bring against the rule itself. ``USED``: whether a used vehicle is
    one that the rule is about.
    """

    DAY = "day"
    EVENT = "event"
    CATEGORY = "category"
    ENERGY = "energy"
    STAGE = "stage"
    MASS = "mass"
    MASS_MISSING = "mass_missing"
    SHARE = "share"
    SCOPE = "scope"
    EXCEPTION = "exception"
    USED = "used"
    CONTEST = "contest"


class Parameter(StrEnum):
    """What an interpretation may settle as a value that rules take from it instead of writing it out.

    Days and lists of words are written as in a rule; masses in kg, shares in percent. ``CHINA_6A_UNTIL``: the first day
    of registration on which stage VIa no longer meets a demand, or ``never``.
    """

    FIRST_DAY = "first_day"
    CATEGORIES = "categories"
    EVENTS = "events"
    ENERGY = "energy"
    EMISSION_STAGE = "emission_stage"
    HEAVY_ABOVE_KG = "heavy_above_kg"
    PRESUMED_HEAVY = "presumed_heavy"
    MORE_THAN_PERCENT = "more_than_percent"
    AT_LEAST_PERCENT = "at_least_percent"
    CHINA_6A_UNTIL = "china_6a_until"
    UNPROVEN_REPLACEMENT = "unproven_replacement"


class Unproven(StrEnum):
    """What a rule on new vehicles makes of a declared replacement that nothing shows, and that it would judge worse.

    ``OPEN``: the verdict stays open; ``TAKEN``: the declaration is taken at its word.
    """

    OPEN = "open"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Letter:
    """The document by which the office gave its word: its number, and the day it bears."""

    number: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An answer to what the text leaves open: dated, attributed, reversible.

    It is given for vehicles registered from ``effective_from`` and before ``effective_until``. ``categories``: those
    it is about; None when it is about all. ``sets``: the values that rules take from it, as JSON writes them.
    """

    id: str
    bears_on: Aspect
    question: Text
    answer: Text
    status: Status
    effective_from: date
    by: Text
    categories: frozenset[Category] | None
    effective_until: date | None = None
    letter: Letter | None = None
    sets: Mapping[str, object] = field(default_factory=dict, hash=False)

    def is_about(self, category: Category) -> bool:
        """Tell whether the interpretation concerns vehicles of a category."""
        return self.categories is None or category in self.categories


@dataclass(frozen=True, slots=True)
class ExceptionGround:
    """A ground on which a justification may be approved, with the evidence to bring.

    ``rests_on``: the id of the rulebook's ground that speaks of the same thing, or None. ``until``: the first day of
    registration from which it is no ground any more; None when open.
    """

    ground: str
    description: Text
    evidence: tuple[Text, ...]
    rests_on: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of a clause. ``id`` is full: ``henan-2023/13-bus-new``.

    ``units``: None for all; ``effective_until``: first day on which it no longer holds, None when open.
    ``takes``: the values that are taken from interpretations, each with the id of the one that sets it. ``where``: what
    else must hold of a vehicle for the rule to be about it. ``unproven``: what becomes of a declared replacement that
    nothing shows. ``path``, ``demand_path``: where the rule and its demand
    stand in the file.
    """

    id: str
    title: Text
    clause: str
    force: Force
    categories: frozenset[Category]
    events: frozenset[Event]
    units: frozenset[str] | None
    requirement: Requirement
    effective_from: date
    effective_until: date | None
    interpretations: tuple[str, ...]
    exceptions: tuple[ExceptionGround, ...]
    departments: tuple[Text, ...]
    takes: frozenset[tuple[str, Parameter]] = frozenset()
    where: Condition | None = None
    unproven: Unproven = Unproven.OPEN
    path: str = field(default="", compare=False)
    demand_path: str = field(default="", compare=False)

    @property
    def duty(self) -> Duty:
        """The duty that the rule is part of: the energy only where nothing but a kind of energy can meet it."""
        asked = self.requirement
        if isinstance(asked, EnergyRequirement):
            return Duty.ENERGY
        if isinstance(asked, StageRequirement):
            return Duty.EMISSION_STAGE
        return Duty.ENERGY if asks_in_every_way(asked.demand, ["energy"]) else Duty.EMISSION_STAGE

    @property
    def leaves(self) -> tuple[Among, ...]:
        """What the rule looks at by conditions: whom it is about, and what it demands."""
        asked = self.requirement
        demands = [] if isinstance(asked, EnergyRequirement | StageRequirement) else [asked.demand]
        if isinstance(asked, ShareRequirement):
            demands += [part.demand for part in asked.parts]
        return tuple(leaf for condition in (self.where, *demands) for leaf in leaves(condition))

    def grounds_on(self, day: date) -> tuple[ExceptionGround, ...]:
        """Return the grounds on which a vehicle registered on a day may be excepted."""
        return tuple(ground for ground in self.exceptions if ground.until is None or day < ground.until)

    def covers_unit(self, unit: str) -> bool:
        """Tell whether the rule holds in a reporting unit."""
        return self.units is None or unit in self.units

    def is_in_force(self, day: date) -> bool:
        """Tell whether the rule holds on a day (from inclusive, until exclusive)."""
        return self.effective_from <= day and (self.effective_until is None or day < self.effective_until)

    def applies(self, category: Category, event: Event, unit: str, day: date) -> bool:
        """Tell whether a registration falls under the rule, before its energy and mass are looked at."""
        return (
            category in self.categories
            and event in self.events
            and self.covers_unit(unit)
            and self.is_in_force(day)
        )


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One part of a passage with the rules made from it, or the reason why none was."""

    number: str
    text: str
    offset: int
    rules: tuple[str, ...]
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a rulebook file, with its path in the file, e.g. ``rules[2].categories[0]``."""

    path: str
    message: Text


class RulebookBroken(Exception):
    """The mapping is no rulebook; ``problems`` lists all that is wrong with it, ``zh`` and ``en`` say it in a row."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        self.zh = "；".join(f"{problem.path}：{problem.message.zh}" for problem in problems)
        self.en = "; ".join(f"{problem.path}: {problem.message.en}" for problem in problems)
        super().__init__(self.en)


@dataclass(frozen=True)
class Rulebook:
    """One edition of a policy, or several that judge as one law (``rules.law``). Equal editions are equal rulebooks.

    ``rules`` stand in the order of citation: of several with the final verdict the first is named. ``parts``: the
    books of a law of several, each by itself; empty in a single book.
    """

    edition: str
    id: str = field(compare=False)
    name: str = field(compare=False)
    title: Text = field(compare=False)
    instruments: tuple[Instrument, ...] = field(compare=False)
    passages: tuple[Passage, ...] = field(compare=False)
    clauses: Mapping[str, Clause] = field(compare=False)
    grounds: Mapping[str, Ground] = field(compare=False)
    interpretations: Mapping[str, Interpretation] = field(compare=False)
    rules: tuple[Rule, ...] = field(compare=False)
    not_checkable: tuple[NotCheckable, ...] = field(compare=False)
    parts: tuple["Rulebook", ...] = field(default=(), compare=False)

    @property
    def books(self) -> tuple["Rulebook", ...]:
        """The books that judge: this one, or those it is composed of."""
        return self.parts or (self,)

    def book_of(self, rule_id: str | None) -> "Rulebook":
        """Return the book that a rule is in, by the rule's full id; the first one where none is named."""
        name = (rule_id or "").partition("/")[0]
        return next((book for book in self.books if book.name == name), self.books[0])

    def rule(self, rule_id: str) -> Rule | None:
        """Find a rule by its full id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def clause_of(self, rule: Rule) -> Clause:
        """Return the clause a rule is made from."""
        return self.clauses[rule.clause]

    def passage_of(self, clause: Clause) -> Passage:
        """Return the passage that words stand in: of the text they are cut from, for two acts may number alike."""
        return next(
            passage
            for passage in self.passages
            if (passage.number, passage.source_sha256) == (clause.number, clause.source_sha256)
        )

    def instrument_of(self, clause: Clause) -> Instrument:
        """Return the instrument a clause stands in."""
        named = [instrument for instrument in self.instruments if instrument.id == clause.instrument]
        return next((one for one in named if one.source(clause.source_sha256) is not None), named[0])

    def place_of(self, clause: Clause) -> Text:
        """Return how the place of words is named: by passage, and by act where several are loaded."""
        passage = self.passage_of(clause).name
        if len(self.instruments) == 1:
            return passage
        act = self.instrument_of(clause).title
        return Text(f"{act.zh}{passage.zh}", f"{act.en}, {passage.en}")

    def caveat_on(self, clause: Clause) -> Text | None:
        """Return what words lack as evidence: the rest of their act, or somebody who answers for them."""
        source, passage = self.instrument_of(clause).source(clause.source_sha256), self.passage_of(clause)
        lacks = []
        if source is not None and source.extent is Extent.PASSAGES:
            lacks.append(Text("只存有所引段落，没有全文", "of its act only the quoted passages are at hand"))
        if passage.review is not None and not passage.is_reviewed:
            lacks.append(Text("文字未与原文核对", "its words were not held against the printed act"))
        if not lacks:
            return None
        return Text("；".join(one.zh for one in lacks), "; ".join(one.en for one in lacks))
