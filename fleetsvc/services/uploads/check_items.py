"""Judge vehicles one by one, before they are registered: read, checked and judged by the code that imports use.

The items of one reporting unit become one batch, as if they were rows of a sheet. Nothing is held here: an item
with an error is judged by what can be read of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, cast

from sqlmodel import Session

from fleetsvc.services.law.catalogues import citation, entries_of
from fleetsvc.services.law.requirements import Json, book_json, clause_json
from importers.catalogue.entries import CatalogueEntry
from importers.cells.days import Calendar
from importers.cells.identifiers import is_blank, parse_vin
from importers.fields import SheetReading
from importers.findings import register
from importers.results import Expectation, Finding
from importers.rows.batches import Batch, Memo
from importers.rows.columns import Values, parse_model, parsers_for, read_values, stage_shown
from importers.rows.crosschecks import check_values
from importers.rows.energies import Catalogue, EnergyRead
from importers.rows.ledger import Ledger, settle_replacements
from rules.decide import Decision, Reason, decide
from rules.facts import VehicleFacts, mass_class
from rules.labels import label
from rules.rulebook import Rulebook
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle to judge. Text is as its sender wrote it; None where nothing was said. Mass in kilograms."""

    unit: str
    category: Category
    event: Event
    registered_on: date
    energy: Energy | None = None
    plate: str | None = None
    vin: str | None = None
    model: str | None = None
    emission_stage: EmissionStage | None = None
    gross_mass_kg: int | None = None
    replaces_vin: str | None = None
    replaces_plate: str | None = None
    ref: str | None = None


_FIELDS: Final = (
    "vin",
    "plate",
    "category",
    "event",
    "fuel",
    "model",
    "registered_on",
    "emission_stage",
    "gross_mass",
    "replaces_vin",
    "replaces_plate",
)
_ASKED_AS: Final = {"fuel": "energy", "powertrain": "energy", "gross_mass": "gross_mass_kg"}
"""Names of columns -> names of an item's fields, where they differ."""

_READING: Final = SheetReading(
    sheet="items",
    index=0,
    header_rows=(),
    first_data_row=1,
    columns={name: place for place, name in enumerate(_FIELDS)},
    headers={},
    mass_units={"gross_mass": "kg"},
)
_OTHER_FUEL: Final = "乙醇"
"""The wording for ``other``: a fuel (ethanol) that the vocabulary has no word of its own for."""


class _NoSheet:
    """The items have no sheet whose columns could settle the order of days: theirs are unambiguous."""

    def rows(self) -> Iterable[tuple[int, Sequence[object]]]:
        return ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one vehicle: the facts, where its energy kind comes from, and what is doubtful."""

    facts: VehicleFacts
    basis: tuple[str, ...]
    findings: tuple[Finding, ...]


def catalogued(session: Session, vehicles: Iterable[Vehicle]) -> dict[str, CatalogueEntry]:
    """Return the catalogue entries of the models that these vehicles name, by code in capitals."""
    codes = {code.upper() for vehicle in vehicles if (code := parse_model(vehicle.model)) is not None}
    return entries_of(session, codes)


def check_answer(
    book: Rulebook, vehicles: Sequence[Vehicle], *, catalogue: Catalogue, today: date, language: Language
) -> Json:
    """Return the answer of ``POST /checks``: one entry a vehicle, in the order given."""
    by_unit: dict[str, list[int]] = {}
    for place, vehicle in enumerate(vehicles):
        by_unit.setdefault(vehicle.unit, []).append(place)
    ledger = Ledger()
    read: dict[int, _Read] = {}
    for unit, places in by_unit.items():
        batch = Batch(_READING, [place + 1 for place in places], [_row(vehicles[place]) for place in places])
        values = _values(batch, unit, catalogue, today, ledger)
        group = [vehicles[place] for place in places]
        read |= zip(places, _read(batch, group, *values), strict=True)
    decided = cache(lambda facts: decision_json(book, decide(book, facts), language))
    return {
        "items": [
            _entry(
                vehicle,
                read[place],
                decided(read[place].facts),
                _cited(vehicle, read[place], catalogue, language),
                language,
            )
            for place, vehicle in enumerate(vehicles)
        ],
        "rulebook": book_json(book),
    }


def _row(vehicle: Vehicle) -> tuple[object, ...]:
    """Return a vehicle as the cells of a row, in the order of ``_FIELDS``; words of lists as a sheet says them."""
    stage = vehicle.emission_stage
    return (
        vehicle.vin,
        vehicle.plate,
        vehicle.category.value,
        vehicle.event.value,
        _fuel(vehicle.energy),
        vehicle.model,
        vehicle.registered_on,
        None if stage in (None, EmissionStage.UNKNOWN) else label(stage).zh,
        vehicle.gross_mass_kg,
        vehicle.replaces_vin,
        vehicle.replaces_plate,
    )


def _fuel(energy: Energy | None) -> str | None:
    if energy is None or energy is Energy.UNKNOWN:
        return None
    return _OTHER_FUEL if energy is Energy.OTHER else label(energy).zh


def _values(
    batch: Batch, unit: str, catalogue: Catalogue, today: date, ledger: Ledger
) -> tuple[Values, list[str | int | None]]:
    """Read and check a batch as an import does; return its values and where a retired vehicle is shown."""
    ledger.enter(_READING.sheet)
    parsers = parsers_for(
        _NoSheet(),
        _READING,
        expectation=Expectation(unit),
        calendar=Calendar(date.max),  # what is planned for a later day may be asked about
        catalogue=catalogue,
    )
    vins = batch.read("vin", Memo(lambda cell: None if is_blank(cell) else parse_vin(cell)))
    values = read_values(batch, [vin or "" for vin in vins], parsers)
    check_values(batch, values, unit=unit, today=today)
    batch.held.clear()
    return values, settle_replacements(batch, values, ledger).shown


def _read(
    batch: Batch, vehicles: Sequence[Vehicle], values: Values, shown: Sequence[str | int | None]
) -> Iterable[_Read]:
    told: dict[int | None, list[Finding]] = {}
    for finding in batch.findings:
        told.setdefault(finding.row, []).append(finding)
    for place, vehicle in enumerate(vehicles):
        settled = values.energy[place]
        yield _Read(
            _facts(vehicle, settled, values, place, is_shown=bool(shown[place])),
            tuple(filter(None, settled.basis.split(","))),
            tuple(told.get(batch.numbers[place], ())),
        )


def _facts(
    vehicle: Vehicle, settled: EnergyRead, values: Values, place: int, *, is_shown: bool
) -> VehicleFacts:
    return VehicleFacts(
        vehicle.category,
        vehicle.event,
        vehicle.unit,
        vehicle.registered_on,
        Energy(settled.energy),
        EmissionStage(stage_shown(values.stage[place], settled.energy)),
        mass_class(values.gross[place]),
        replacement_shown=is_shown,
    )


def decision_json(book: Rulebook, decision: Decision, language: Language) -> Json:
    """Return a verdict with all that defends it, worded in one language."""
    return {
        "verdict": decision.verdict.value,
        "rule": decision.rule,
        "reasons": [_reason(book, reason, language) for reason in decision.reasons],
        "steps": [step.said_in(language) for step in decision.steps],
        "interpretations": list(decision.interpretations),
    }


def _reason(book: Rulebook, reason: Reason, language: Language) -> Json:
    clause = None if reason.clause is None else clause_json(book, book.clauses[reason.clause], language)
    return {"code": reason.code, "message": reason.text.said_in(language), "clause": clause}


def _cited(vehicle: Vehicle, read: _Read, catalogue: Catalogue, language: Language) -> list[object]:
    """Cite the catalogue's batches where its entry is part of what settled the energy kind."""
    code = parse_model(vehicle.model)
    if code is None or "catalogue" not in read.basis:
        return []
    return [citation(catalogue[code.upper()]).said_in(language)]


def _entry(vehicle: Vehicle, read: _Read, decided: Json, cited: list[object], language: Language) -> Json:
    return {
        "ref": vehicle.ref,
        "verdict": decided["verdict"],
        "rule": decided["rule"],
        "energy": read.facts.energy.value,
        "energy_basis": list(read.basis),
        "reasons": decided["reasons"],
        "findings": [_finding(finding, vehicle, language) for finding in read.findings],
        "steps": [*cited, *cast("list[object]", decided["steps"])],
        "interpretations": decided["interpretations"],
    }


def _finding(finding: Finding, vehicle: Vehicle, language: Language) -> Json:
    """Return a finding at its field, with the value as the caller wrote it."""
    name = _ASKED_AS.get(finding.field or "", finding.field)
    value = getattr(vehicle, name or "", None)
    return {
        "code": finding.code,
        "severity": register.severity_of(finding).value,
        "field": name,
        "value": None if value is None else str(value),
        "message": register.message(finding).said_in(language),
        "repair": register.repair(finding).said_in(language),
    }
