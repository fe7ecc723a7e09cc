"""Judge vehicles one by one, before they are registered: read, checked and judged by the code that imports use.

Nothing is held here: an item with an error is judged by what can be read of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.law.catalogues import citation, entries_of
from fleetsvc.services.law.conditions import UNCONFIRMED, condition_json
from fleetsvc.services.law.duties import duties_json
from fleetsvc.services.law.requirements import book_json, clause_json
from importers.findings import register
from importers.results import Finding
from importers.rows.energies import Catalogue
from importers.rows.items import Item, ItemRead, read_items
from importers.rows.ledger import Ledger
from importers.rows.parsers import parse_model
from rules.decide import Decision, Reason, decide
from rules.facts import VehicleFacts, mass_class
from rules.rulebook import Rulebook
from rules.vocabulary import Area, Category, EmissionStage, Energy, Event, OwnerClass, Replacement, Use
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
    owner_class: OwnerClass | None = None
    use: Use | None = None
    area: Area | None = None
    county: str | None = None
    ref: str | None = None


_ASKED_AS: Final = {"fuel": "energy", "powertrain": "energy", "gross_mass": "gross_mass_kg"}
"""Names of fields -> names of an item's fields, where they differ."""


def catalogued(session: Session, vehicles: Iterable[Vehicle]) -> Catalogue:
    """Return the catalogue entries of the models that these vehicles name, by code in capitals."""
    codes = {code.upper() for vehicle in vehicles if (code := parse_model(vehicle.model)) is not None}
    return entries_of(session, codes)


def check_answer(
    book: Rulebook, vehicles: Sequence[Vehicle], *, catalogue: Catalogue, today: date, language: Language
) -> Json:
    """Return the answer of ``POST /checks``: one entry a vehicle, in the order given."""
    by_unit: dict[str, list[int]] = {}
    for place, vehicle in enumerate(vehicles, start=1):
        by_unit.setdefault(vehicle.unit, []).append(place)
    ledger = Ledger()
    read: dict[int, ItemRead] = {}
    for unit, places in by_unit.items():
        items = {place: _item(vehicles[place - 1]) for place in places}
        read |= read_items(items, unit=unit, today=today, catalogue=catalogue, ledger=ledger)
    decided = cache(lambda facts: decision_json(book, decide(book, facts), language))
    return {
        "items": [
            _entry(
                vehicle,
                read[place],
                decided(_facts(vehicle, read[place])),
                _cited(vehicle, read[place], catalogue, language),
                language,
            )
            | _replacement(_facts(vehicle, read[place]), decided, language)
            for place, vehicle in enumerate(vehicles, start=1)
        ],
        "rulebook": book_json(book),
    }


def _item(vehicle: Vehicle) -> Item:
    """Return a vehicle by the names of the fields that importers read."""
    return {
        "vin": vehicle.vin,
        "plate": vehicle.plate,
        "category": vehicle.category.value,
        "event": vehicle.event.value,
        "fuel": vehicle.energy,
        "model": vehicle.model,
        "registered_on": vehicle.registered_on,
        "emission_stage": vehicle.emission_stage,
        "gross_mass": vehicle.gross_mass_kg,
        "replaces_vin": vehicle.replaces_vin,
        "replaces_plate": vehicle.replaces_plate,
    }


def _facts(vehicle: Vehicle, read: ItemRead) -> VehicleFacts:
    return VehicleFacts(
        vehicle.category,
        vehicle.event,
        vehicle.unit,
        vehicle.registered_on,
        read.energy,
        read.stage,
        mass_class(read.gross_mass_kg),
        replacement_shown=read.replacement_shown,
        owner_class=vehicle.owner_class or OwnerClass.UNKNOWN,
        use=vehicle.use or Use.UNKNOWN,
        area=vehicle.area or Area.UNKNOWN,
        county=vehicle.county,
    )


def _replacement(facts: VehicleFacts, decided: Callable[[VehicleFacts], Json], language: Language) -> Json:
    """Say that a retired vehicle is claimed, and whether the verdict holds only if it is found."""
    if not facts.replacement_shown:
        return {"replacement": Replacement.NONE.value, "conditions": []}
    shown, unshown = (
        [said["verdict"] for said in decided(one)["duties"]]
        for one in (facts, replace(facts, replacement_shown=False))
    )
    conditions = [] if shown == unshown else [condition_json(UNCONFIRMED, language)]
    return {"replacement": Replacement.CLAIMED.value, "conditions": conditions}


def decision_json(book: Rulebook, decision: Decision, language: Language) -> Json:
    """Return a verdict with all that defends it, worded in one language."""
    return {
        "verdict": decision.verdict.value,
        "rule": decision.rule,
        "duties": duties_json(decision.duties),
        "reasons": [_reason(book, reason, language) for reason in decision.reasons],
        "steps": [step.in_language(language) for step in decision.steps],
        "interpretations": list(decision.interpretations),
    }


def _reason(book: Rulebook, reason: Reason, language: Language) -> Json:
    clause = None if reason.clause is None else clause_json(book, book.clauses[reason.clause], language)
    return {"code": reason.code, "message": reason.text.in_language(language), "clause": clause}


def _cited(vehicle: Vehicle, read: ItemRead, catalogue: Catalogue, language: Language) -> list[object]:
    """Cite the catalogue's batches where its entry is part of what settled the energy kind."""
    code = parse_model(vehicle.model)
    if code is None or "catalogue" not in read.energy_basis:
        return []
    return [citation(catalogue[code.upper()]).in_language(language)]


def _entry(vehicle: Vehicle, read: ItemRead, decided: Json, cited: list[object], language: Language) -> Json:
    return {
        "ref": vehicle.ref,
        "verdict": decided["verdict"],
        "rule": decided["rule"],
        "duties": decided["duties"],
        "energy": read.energy.value,
        "energy_basis": list(read.energy_basis),
        "reasons": decided["reasons"],
        "findings": [_finding(finding, vehicle, language) for finding in read.findings],
        "steps": [*cited, *decided["steps"]],
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
        "message": register.message(finding).in_language(language),
        "repair": register.repair(finding).in_language(language),
    }
