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
    words: tuple[tuple[str, ...], ...]
    value: Value


def table_lines(table: Table) -> Iterator[Line[Outcome]]:
    """Yield the whole decision table of a rulebook, collapsed."""
    for units in table.unit_classes:
        for period in table.periods:
            yield from _lines(units, period, _reader(table, units[0], period))


def difference_lines(old: Table, new: Table) -> Iterator[Line[tuple[Outcome, Outcome]]]:
    """Yield the cases on which two rulebooks differ, collapsed, with both outcomes."""
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
        key = case_key(
            Category(category),
            Event.REPLACEMENT if event == SHOWN else Event(event),
            Energy(energy),
            EmissionStage(stage),
            MassClass(mass),
            event == SHOWN,
            Justification(standing),
        )
        return table.outcome(key, unit, period.since)

    return read


def _lines(
    units: Sequence[str], period: Period, value_of: Callable[[tuple[str, ...]], Value]
) -> Iterator[Line[Value]]:
    found: Iterator[tuple[tuple[tuple[str, ...], ...], Value]] = _flat(_tree((), value_of), ())
    for words, value in found:
        yield Line(tuple(units), period, words, value)


def _tree(prefix: tuple[str, ...], value_of: Callable[[tuple[str, ...]], Value]) -> Hashable:
    """Return a value, or the groups of words that lead to equal trees below: ``((words, tree), …)``."""
    if len(prefix) == len(DIMENSIONS):
        return _Leaf(value_of(prefix))
    groups: dict[Hashable, list[str]] = {}
    for word in DIMENSIONS[len(prefix)][1]:
        groups.setdefault(_tree((*prefix, word), value_of), []).append(str(word))
    return tuple((tuple(words), below) for below, words in groups.items())


@dataclass(frozen=True, slots=True)
class _Leaf(Generic[Value]):
    value: Value


def _flat(
    tree: Hashable, above: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[tuple[tuple[str, ...], ...], Value]]:
    if isinstance(tree, _Leaf):
        yield above, tree.value
    elif isinstance(tree, tuple):
        for words, below in tree:
            yield from _flat(below, (*above, words))
