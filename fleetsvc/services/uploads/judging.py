"""Blocks of read rows, judged: the same verdicts for a checked file, an upload and a single question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fleetsvc.services.law.defences import Citing
from importers.results import Block
from rules.facts import case_key, is_perhaps_used, mass_class
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

_Case = tuple[str, str, str, str, int | None, int, str, str | None]
_DECIDING = (
    "category",
    "event",
    "energy",
    "emission_stage",
    "gross_mass_kg",
    "replacement_shown",
    "registered_on",
    "built_on",
)


def _case_of(case: _Case) -> int:
    category, event, energy, stage, gross_mass_kg, shown, registered_on, built_on = case
    built = None if built_on is None else date.fromisoformat(built_on)
    return case_key(
        Category(category),
        Event(event),
        Energy(energy),
        EmissionStage(stage),
        mass_class(gross_mass_kg),
        bool(shown),
        Justification.NONE,
        perhaps_used=is_perhaps_used(
            Event(event), built_on=built, registered_on=date.fromisoformat(registered_on)
        ),
    )


def defence_of(citing: Citing | None, key: int, unit: str, day: date) -> str | None:
    """Return the hash of what defends a verdict, as COPY reads it; None where nothing is to be stored."""
    return None if citing is None else f"\\x{citing.hash_of(key, unit, day).hex()}"


def judge_for(
    table: Table, *, unit: str, judged_on: date | None = None, citing: Citing | None = None
) -> Judge:
    """Return a judge of one unit's blocks. ``judged_on`` judges every vehicle as if registered on that day.

    Registrations take few distinct combinations of deciding facts, so each is judged once and remembered.
    ``citing``: what is judged is to be stored, and names what defends it.
    """
    known: dict[_Case, tuple[int, Outcome, str | None]] = {}

    def outcome_of(case: _Case) -> tuple[int, Outcome, str | None]:
        key = _case_of(case)
        day = judged_on or date.fromisoformat(case[6])
        is_claim = case[
            5
        ]  # which verdict of a claimed replacement is stored, and so what defends it, is found later
        defence = None if is_claim else defence_of(citing, key, unit, day)
        known[case] = found = (key, table.outcome(key, unit, day), defence)
        return found

    def judge(block: Block) -> Judged:
        cases = zip(*(block.columns[name] for name in _DECIDING), strict=True)
        answers = [known.get(case) or outcome_of(case) for case in cases]
        return Judged([a[0] for a in answers], [a[1] for a in answers], [a[2] for a in answers])

    return judge
