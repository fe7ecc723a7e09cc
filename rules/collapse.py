"""The decision table in a form people can read: dimensions that make no difference fall together.

Used for the table of one rulebook and for the difference between two.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rules.facts import case_key
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
"""The facts of a case in the order in which they are told apart."""


@dataclass(frozen=True, slots=True)
class Line(Generic[Value]):
    """All cases with these words in each dimension have this value, in these units and days."""

    units: tuple[str, ...]
    period: Period
    words: Words
    value: Value


def table_lines(table: Table) -> Iterator[Line[Outcome]]:
    """Yield the whole decision table of a rulebook, collapsed."""
    for units in table.unit_classes:
        for period in table.periods:
            yield from _lines(units, period, _reader(table, units[0], period))


def difference_lines(old: Table, new: Table) -> Iterator[Line[tuple[Outcome, Outcome]]]:
    """Yield the cases on which two rulebooks differ, collapsed, with both outcomes."""
    if old.rulebook == new.rulebook:
        return
    for units in unit_classes_of(old.rulebook, new.rulebook):
        for period in periods_of(old.rulebook, new.rulebook):
            before, after = _reader(old, units[0], period), _reader(new, units[0], period)
            pairs = _lines(units, period, lambda words: (before(words), after(words)))  # noqa: B023 (read at once)
            yield from (line for line in pairs if line.value[0] != line.value[1])


def cases_in(line: Line[Value]) -> int:
    """Count the cases a line stands for, in one unit."""
    number = 1
    for words in line.words:
        number *= len(words)
    return number


def shown(line: Line[Value]) -> tuple[str, ...]:
    """Return the words of each dimension as text: ``*`` for all, joined by commas, ``not …`` where shorter."""
    return tuple(_shown(words, every) for words, (_, every) in zip(line.words, DIMENSIONS, strict=True))


def _shown(words: tuple[str, ...], every: tuple[str, ...]) -> str:
    if len(words) == len(every):
        return "*"
    others = [word for word in every if word not in words]
    return f"not {','.join(others)}" if 2 * len(others) < len(words) else ",".join(words)


def _reader(table: Table, unit: str, period: Period) -> Callable[[tuple[str, ...]], Outcome]:
    def read(words: tuple[str, ...]) -> Outcome:
        category, event, energy, standing, mass, stage = words
        return table.outcome(_key(category, event, energy, stage, mass, standing), unit, period.since)

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


class _Trees(Generic[Value]):
    """Trees of groups of words, kept by number so that equal ones are one and comparing them costs nothing."""

    def __init__(
        self, dimensions: Sequence[Sequence[str]], value_of: Callable[[tuple[str, ...]], Value]
    ) -> None:
        self._dimensions = dimensions
        self._value_of = value_of
        self._numbers: dict[Hashable, int] = {}
        self._values: dict[int, Value] = {}
        self._groups: dict[int, tuple[tuple[tuple[str, ...], int], ...]] = {}

    def grow(self, prefix: tuple[str, ...]) -> int:
        """Return the number of the tree of all cases that begin with these words."""
        if len(prefix) == len(self._dimensions):
            value = self._value_of(prefix)
            leaf = self._numbers.setdefault((value,), len(self._numbers))
            self._values[leaf] = value
            return leaf
        below: dict[int, list[str]] = {}
        for word in self._dimensions[len(prefix)]:
            below.setdefault(self.grow((*prefix, word)), []).append(str(word))
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
    trees = _Trees(dimensions, value_of)
    yield from trees.flat(trees.grow(()))


def _lines(
    units: Sequence[str], period: Period, value_of: Callable[[tuple[str, ...]], Value]
) -> Iterator[Line[Value]]:
    for words, value in grouped([words for _, words in DIMENSIONS], value_of):
        yield Line(tuple(units), period, words, value)
