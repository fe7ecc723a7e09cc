"""What changes for whom from which day: by the days of one law, or when one law takes the place of another."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product

from rules.asked import Asked, asked
from rules.questions import Question
from rules.rulebook_parts import Rulebook
from rules.table import LAST_DAY, periods_of, unit_classes_of
from rules.units import UNITS
from rules.vocabulary import Category, Event


@dataclass(frozen=True, slots=True)
class Change:
    """Of vehicles registered from ``since`` something else is asked than before.

    ``until``: the first day of which that is no longer so; None for never. ``units``: in the order of their list.
    """

    category: Category
    event: Event
    since: date
    until: date | None
    before: Asked
    after: Asked
    units: tuple[str, ...]


def changes_of(law: Rulebook) -> list[Change]:
    """Return what changes by the days of a law that takes the place of none: ``before`` is what it asks till then."""
    return _joined(
        replace(change, units=units)
        for units, category, event in product(unit_classes_of(law), Category, Event)
        for change in _turns(law, category, event, units[0])
    )


def changes_between(old: Rulebook, new: Rulebook) -> list[Change]:
    """Return what changes when a law takes the place of another: ``before`` is what that one asked of the same days."""
    return _joined(
        replace(change, units=units)
        for units, category, event in product(unit_classes_of(old, new), Category, Event)
        for change in _differences(old, new, category, event, units[0])
    )


_Timeline = list[tuple[date, Asked]]


def _timeline(law: Rulebook, category: Category, event: Event, unit: str) -> _Timeline:
    """Return what a law asks, from each day on which that may begin to be something else."""
    days = [period.since for period in periods_of(law)]
    return [(day, asked(law, Question(category, event, unit, day))) for day in days]


def _turns(law: Rulebook, category: Category, event: Event, unit: str) -> list[Change]:
    """Return what changes by the days of a law, each until the next."""
    found = [
        Change(category, event, later[0], None, earlier[1], later[1], (unit,))
        for earlier, later in pairwise(_timeline(law, category, event, unit))
        if earlier[1] != later[1]
    ]
    ends = [*(one.since for one in found[1:]), None]
    return [replace(one, until=end) for one, end in zip(found, ends, strict=False)]


def _on(day: date, timeline: _Timeline) -> Asked:
    return timeline[bisect_right(timeline, day, key=lambda one: one[0]) - 1][1]


def _differences(
    old: Rulebook, new: Rulebook, category: Category, event: Event, unit: str
) -> Iterator[Change]:
    """Yield the runs of days of which the two laws ask different things."""
    before, after = (_timeline(law, category, event, unit) for law in (old, new))
    days = [period.since for period in periods_of(old, new)]
    run: Change | None = None
    for day, end in pairwise([*days, LAST_DAY]):
        until = None if end == LAST_DAY else end
        found = Change(category, event, day, until, _on(day, before), _on(day, after), (unit,))
        if run is not None and (run.before, run.after) == (found.before, found.after):
            run = replace(run, until=until)
            continue
        if run is not None and run.before != run.after:
            yield run
        run = found
    if run is not None and run.before != run.after:
        yield run


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Return the same change of several units as one, in the order of day, category and event."""
    units: dict[Change, set[str]] = {}
    for change in changes:
        units.setdefault(replace(change, units=()), set()).update(change.units)
    joined = [
        replace(change, units=tuple(unit for unit in UNITS if unit in found))
        for change, found in units.items()
    ]
    categories, events = list(Category), list(Event)
    return sorted(
        joined,
        key=lambda one: (one.since, categories.index(one.category), events.index(one.event), one.units),
    )
