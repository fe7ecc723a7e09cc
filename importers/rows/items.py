"""Single vehicles, each said field by field, are read and checked as the rows of a file are.

Nothing is held here: an item with an error is taken for what can be read of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from importers.cells.days import Calendar
from importers.cells.identifiers import is_blank, parse_vin
from importers.fields import MASS_FIELDS, SheetReading
from importers.layout.merged import SheetRow
from importers.results import Expectation, Finding
from importers.rows.batches import Batch, Memo
from importers.rows.columns import Values, read_values, stage_shown
from importers.rows.crosschecks import check_values
from importers.rows.energies import Catalogue
from importers.rows.ledger import Ledger, settle_replacements
from importers.rows.parsers import parsers_for
from rules.labels import label
from rules.vocabulary import EmissionStage, Energy

Item = Mapping[str, object]
"""Field (of ``importers.fields.FIELDS``) -> its value: text, a day, a number, or a word of the vocabulary."""

_OTHER_FUEL: Final = "乙醇"
"""The wording for ``other``: a fuel (ethanol) that the vocabulary has no word of its own for."""


@dataclass(frozen=True, slots=True)
class ItemRead:
    """What was read of an item. Mass in kilograms; ``findings`` name its fields, their columns mean nothing."""

    energy: Energy
    energy_basis: tuple[str, ...]
    stage: EmissionStage
    gross_mass_kg: int | None
    replacement_shown: bool
    findings: tuple[Finding, ...]


class _Alone:
    """No column is settled as a whole: what one vehicle says does not depend on the others."""

    def rows(self) -> Iterable[tuple[int, SheetRow]]:
        return ()


def read_items(
    items: Mapping[int, Item], *, unit: str, today: date, catalogue: Catalogue, ledger: Ledger
) -> dict[int, ItemRead]:
    """Read items of one reporting unit by their numbers; bad content never raises: it is in the findings.

    A day after ``today`` is no fault: what is planned may be asked about. ``ledger`` remembers the retired vehicles
    that earlier items of the same question have named; findings name those by their numbers.
    """
    names = list(dict.fromkeys(name for item in items.values() for name in item))
    reading = _reading(names)
    batch = Batch(reading, [*items], [[_cell(item.get(name)) for name in names] for item in items.values()])
    ledger.enter(reading.sheet)
    parsers = parsers_for(
        _Alone(), reading, expectation=Expectation(unit), calendar=Calendar(date.max), catalogue=catalogue
    )
    vins = batch.read("vin", Memo(lambda cell: None if is_blank(cell) else parse_vin(cell)))
    values = read_values(batch, [vin or "" for vin in vins], parsers)
    check_values(batch, values, unit=unit, today=today)
    batch.held.clear()
    return _by_number(batch, values, settle_replacements(batch, values, ledger).shown)


def _reading(names: Sequence[str]) -> SheetReading:
    columns = {name: place for place, name in enumerate(names)}
    units = dict.fromkeys(MASS_FIELDS, "kg")
    return SheetReading("", 0, (), 1, columns=columns, headers={}, mass_units=units)


def _by_number(batch: Batch, values: Values, shown: Sequence[object]) -> dict[int, ItemRead]:
    noted: dict[int | None, list[Finding]] = {}
    for finding in batch.findings:
        noted.setdefault(finding.row, []).append(finding)
    return {
        number: ItemRead(
            Energy(settled.energy),
            tuple(filter(None, settled.basis.split(","))),
            EmissionStage(stage_shown(values.stage[place], settled.energy)),
            values.gross[place],
            bool(shown[place]),
            tuple(noted.get(number, ())),
        )
        for place, (number, settled) in enumerate(zip(batch.numbers, values.energy, strict=True))
    }


def _cell(value: object) -> object:
    """Return a value as a file says it: words of the vocabulary are written out, an unknown one is left blank."""
    if isinstance(value, Energy | EmissionStage):
        if value in (Energy.UNKNOWN, EmissionStage.UNKNOWN):
            return None
        return _OTHER_FUEL if value is Energy.OTHER else label(value).zh
    return value
