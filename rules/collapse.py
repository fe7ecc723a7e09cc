"""The decision table in a form people can read: dimensions that make no difference fall together.

Used for the table of one rulebook and for the difference between two.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rules.circumstances import CIRCUMSTANTIAL, UNKNOWN, classes_of, packed
from rules.facts import case_key
from rules.rulebook_parts import Rulebook
from rules.table import Outcome, Period, Table, periods_of, unit_classes_of
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, MassClass

Value = TypeVar("Value", bound=Hashable)
Words = tuple[tuple[str, ...], ...]
"""For each dimension the words that go together."""

SHOWN = "replacement_shown"
"""A declared replacement whose retired vehicle is named; ``replacement`` alone: it is not."""

DIMENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("category", tuple(Category)),
    ("event", (*Event, SHOWN)),
    ("energy", tuple(Energy)),
    ("justification", tuple(Justification)),
    ("gross_mass", tuple(MassClass)),
    ("emission_stage", tuple(EmissionStage)),
)
"""The facts of every case in the order in which they are told apart."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A fact of a case: its words, and those that each of them stands for, for no rule tells them apart."""

    name: str
    words: tuple[str, ...]
    spelled: Mapping[str, tuple[str, ...]]


def dimensions_of(*rulebooks: Rulebook, unit: str) -> tuple[Dimension, ...]:
    """Return the facts that a table of these rulebooks is about in a unit."""
    usual = [Dimension(name, words, {word: (word,) for word in words}) for name, words in DIMENSIONS]
    classes = classes_of((rule for book in rulebooks for rule in book.rules), unit)
    further = [
        Dimension(fact, tuple(words[0] for words in found), {words[0]: words for words in found})
        for fact, found in classes.items()
    ]
    return (*usual, *further)


@dataclass(frozen=True, slots=True)
class Line(Generic[Value]):
    """All cases with these words in each dimension have this value, in these units and days."""

    units: tuple[str, ...]
    period: Period
    dimensions: tuple[Dimension, ...]
    words: Words
    value: Value


def table_lines(table: Table) -> Iterator[Line[Outcome]]:
    """Yield the whole decision table of a rulebook, collapsed."""
    for units in table.unit_classes:
        grid = _Grid((table.rulebook,), units)
        for period in table.periods:
            yield from _lines(grid, period, _reader(table, grid, period))


def difference_lines(old: Table, new: Table) -> Iterator[Line[tuple[Outcome, Outcome]]]:
    """Yield the cases on which two rulebooks differ, collapsed, with both outcomes."""
    if old.rulebook == new.rulebook:
        return
    for units in unit_classes_of(old.rulebook, new.rulebook):
        grid = _Grid((old.rulebook, new.rulebook), units)
        for period in periods_of(old.rulebook, new.rulebook):
            before, after = _reader(old, grid, period), _reader(new, grid, period)
            pairs = _lines(grid, period, lambda words: (before(words), after(words)))  # noqa: B023 (read at once)
            yield from (line for line in pairs if line.value[0] != line.value[1])


def cases_in(line: Line[Value]) -> int:
    """Count the cases a line stands for, in one unit."""
    number = 1
    for words in line.words:
        number *= len(words)
    return number


def shown(line: Line[Value]) -> tuple[str, ...]:
    """Return the words of each dimension as text: ``*`` for all, joined by commas, ``not …`` where shorter."""
    return tuple(
        _shown(words, dimension) for words, dimension in zip(line.words, line.dimensions, strict=True)
    )


def _shown(words: tuple[str, ...], dimension: Dimension) -> str:
    if len(words) == len(dimension.words):
        return "*"
    others = [word for word in dimension.words if word not in words]
    some, negation = (others, "not ") if 2 * len(others) < len(words) else (words, "")
    return negation + ",".join(one for word in some for one in dimension.spelled[word])


class _Grid:
    """The facts told apart in units that no rule tells apart, and which of their words make a difference where."""

    def __init__(self, rulebooks: tuple[Rulebook, ...], units: tuple[str, ...]) -> None:
        self.units = units
        self.dimensions = dimensions_of(*rulebooks, unit=units[0])
        rules = [rule for book in rulebooks for rule in book.rules]
        self._of_category = {
            category.value: classes_of((rule for rule in rules if category in rule.categories), units[0])
            for category in Category
        }

    def alike(self, prefix: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        """Return the words of the next fact, those together that make no difference to the category before them."""
        dimension = self.dimensions[len(prefix)]
        if len(prefix) < len(DIMENSIONS):
            return ((word,) for word in dimension.words)
        classes = self._of_category[prefix[0]].get(dimension.name, (dimension.words,))
        return (tuple(word for word in dimension.words if word in some) for some in classes)


def _reader(table: Table, grid: _Grid, period: Period) -> Callable[[tuple[str, ...]], Outcome]:
    facts = tuple(dimension.name for dimension in grid.dimensions[len(DIMENSIONS) :])

    def read(words: tuple[str, ...]) -> Outcome:
        category, event, energy, standing, mass, stage, *others = words
        known = dict(zip(facts, others, strict=True))
        key = _key(category, event, energy, stage, mass, standing)
        circumstances = packed(*(known.get(fact, UNKNOWN) for fact in CIRCUMSTANTIAL)) if known else 0
        return table.outcome(key | circumstances, grid.units[0], period.since)

    return read


def _key(category: str, event: str, energy: str, stage: str, mass: str, standing: str) -> int:
    return case_key(
        Category(category),
        Event.REPLACEMENT if event == SHOWN else Event(event),
        Energy(energy),
        EmissionStage(stage),
        MassClass(mass),
        event == SHOWN,
        Justification(standing),
    )


Alike = Callable[[tuple[str, ...]], Iterable[tuple[str, ...]]]
"""The words that may follow these, those together that lead to the same."""


class _Trees(Generic[Value]):
    """Trees of groups of words, kept by number so that equal ones are one and comparing them costs nothing."""

    def __init__(self, depth: int, alike: Alike, value_of: Callable[[tuple[str, ...]], Value]) -> None:
        self._depth = depth
        self._alike = alike
        self._value_of = value_of
        self._numbers: dict[Hashable, int] = {}
        self._values: dict[int, Value] = {}
        self._groups: dict[int, tuple[tuple[tuple[str, ...], int], ...]] = {}

    def grow(self, prefix: tuple[str, ...]) -> int:
        """Return the number of the tree of all cases that begin with these words."""
        if len(prefix) == self._depth:
            value = self._value_of(prefix)
            leaf = self._numbers.setdefault((value,), len(self._numbers))
            self._values[leaf] = value
            return leaf
        below: dict[int, list[str]] = {}
        for words in self._alike(prefix):
            below.setdefault(self.grow((*prefix, words[0])), []).extend(map(str, words))
        groups = tuple((tuple(words), number) for number, words in below.items())
        number = self._numbers.setdefault((len(prefix), groups), len(self._numbers))
        self._groups[number] = groups
        return number

    def flat(self, number: int, above: Words = ()) -> Iterator[tuple[Words, Value]]:
        """Yield the groups of words from the root of a tree to each of its values."""
        if number in self._values:
            yield above, self._values[number]
            return
        for words, below in self._groups[number]:
            yield from self.flat(below, (*above, words))


def grouped(
    dimensions: Sequence[Sequence[str]], value_of: Callable[[tuple[str, ...]], Value]
) -> Iterator[tuple[Words, Value]]:
    """Yield the words of each dimension that go together, with the value of all their combinations.

    >>> list(grouped([("light", "heavy"), ("old", "new")], lambda words: words == ("heavy", "old")))
    [((('light',), ('old', 'new')), False), ((('heavy',), ('old',)), True), ((('heavy',), ('new',)), False)]
    """
    trees = _Trees(len(dimensions), lambda prefix: ((word,) for word in dimensions[len(prefix)]), value_of)
    yield from trees.flat(trees.grow(()))


def _lines(
    grid: _Grid, period: Period, value_of: Callable[[tuple[str, ...]], Value]
) -> Iterator[Line[Value]]:
    trees = _Trees(len(grid.dimensions), grid.alike, value_of)
    for words, value in trees.flat(trees.grow(())):
        yield Line(grid.units, period, grid.dimensions, words, value)
