"""Blocks of read rows, judged: the same verdicts for a checked file, an upload and a single question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fleetsvc.services.law.defences import Citing
from fleetsvc.services.uploads.claimed_replacements import decides
from importers.results import Block
from rules.facts import SHOWN_BIT, case_key, is_perhaps_used, mass_class
from rules.table import Outcome, Table
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification


@dataclass(slots=True)
class Judged:
    """The outcomes for a block's registrations, and the hash of what defends each, parallel to ``Block.rows``.

    Hashes are written as COPY reads them; None where nothing is stored.
    """

    case_keys: list[int]
    outcomes: list[Outcome]
    defences: list[str | None]


Judge = Callable[[Block], Judged]

_DECIDING = ("category", "event", "energy", "emission_stage", "gross_mass_kg", "replacement_shown")


class _Keys(dict[tuple[str, str, str, str, int | None, int, bool], int]):
    """The case key of each distinct combination of deciding facts but the days."""

    def __missing__(self, facts: tuple[str, str, str, str, int | None, int, bool]) -> int:
        category, event, energy, stage, gross_mass_kg, shown, perhaps_used = facts
        found = self[facts] = case_key(
            Category(category),
            Event(event),
            Energy(energy),
            EmissionStage(stage),
            mass_class(gross_mass_kg),
            bool(shown),
            Justification.NONE,
            perhaps_used=perhaps_used,
        )
        return found


class _Used(dict[tuple[str, str | None, str], bool]):
    """Whether each distinct combination of event, day of manufacture and day of registration may be a used vehicle."""

    def __missing__(self, said: tuple[str, str | None, str]) -> bool:
        event, built_on, registered_on = said
        built = None if built_on is None else date.fromisoformat(built_on)
        day = date.fromisoformat(registered_on)
        found = self[said] = is_perhaps_used(Event(event), built_on=built, registered_on=day)
        return found


@dataclass(slots=True)
class Verdicts:
    """The verdicts on the cases of one unit, each with the hash of what defends it, found once for each period.

    ``citing``: what is judged is to be stored, and names what defends it; hashes are None otherwise.
    """

    table: Table
    unit: str
    citing: Citing | None = None
    _known: dict[int, tuple[Outcome, str | None]] = field(default_factory=dict)
    _decided: dict[int, bool] = field(default_factory=dict)

    def of(self, key: int, day: date) -> tuple[Outcome, str | None]:
        """Return the verdict on a case on a day, and the hash of what defends it, as COPY reads it."""
        (coded,) = self.table.coded([key], [day])
        return self._known.get(coded) or self._find(coded, key, day)

    def _find(self, coded: int, key: int, day: date | str) -> tuple[Outcome, str | None]:
        on = date.fromisoformat(day) if isinstance(day, str) else day
        defence = None if self.citing is None else f"\\x{self.citing.hash_of(key, self.unit, on).hex()}"
        found = self._known[coded] = self.table.outcome(key, self.unit, on), defence
        return found

    def of_all(self, keys: list[int], days: Sequence[date] | Sequence[str]) -> Judged:
        """Judge parallel columns. Which verdict of a claimed replacement is stored is found later: it names nothing."""
        known, outcomes = self._known, self.table.outcomes(keys, days, unit=self.unit)
        coded = self.table.coded(keys, days)
        defences = [
            None if key & SHOWN_BIT else (known.get(one) or self._find(one, key, days[place]))[1]
            for place, (one, key) in enumerate(zip(coded, keys, strict=True))
        ]
        return Judged(keys, outcomes, defences)

    def decides(self, key: int, day: date) -> bool:
        """Tell whether some duty of a case is judged otherwise if its retired vehicle is not found."""
        (coded,) = self.table.coded([key], [day])
        if coded not in self._decided:
            self._decided[coded] = decides(self.table, key, unit=self.unit, day=day)
        return self._decided[coded]


def judge_for(
    table: Table, *, unit: str, judged_on: date | None = None, citing: Citing | None = None
) -> Judge:
    """Return a judge of one unit's blocks. ``judged_on`` judges every vehicle as if registered on that day.

    Registrations take few distinct combinations of deciding facts, and days few periods: each is judged once.
    """
    keys, used, verdicts = _Keys(), _Used(), Verdicts(table, unit, citing)

    def judge(block: Block) -> Judged:
        columns: dict[str, list[Any]] = block.columns
        days, built = columns["registered_on"], columns["built_on"]
        perhaps = [False] * len(days)
        if any(built):
            perhaps = [used[said] for said in zip(columns["event"], built, days, strict=True)]
        facts = zip(*(columns[name] for name in _DECIDING), perhaps, strict=True)
        found = [keys[said] for said in facts]
        return verdicts.of_all(found, days if judged_on is None else [judged_on] * len(days))

    return judge
