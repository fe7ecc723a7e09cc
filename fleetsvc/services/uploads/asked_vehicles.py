"""A vehicle that is asked about, field by field: as importers read it, as rules judge it, and what its fields say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.services.law.catalogues import citation, entries_of
from importers.rows.energies import Catalogue
from importers.rows.evidence import Cell, evidence_steps
from importers.rows.items import Item, ItemRead
from importers.rows.parsers import parse_model
from rules.facts import VehicleFacts, is_perhaps_used, mass_class
from rules.labels import label
from rules.vocabulary import Area, Category, EmissionStage, Energy, Event, OwnerClass, Use
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
    built_on: date | None = None
    owner_class: OwnerClass | None = None
    use: Use | None = None
    area: Area | None = None
    county: str | None = None
    ref: str | None = None


ASKED_AS: Final = {"fuel": "energy", "powertrain": "energy", "gross_mass": "gross_mass_kg"}
"""Names of fields -> names of an item's fields, where they differ."""


def vehicle_of(item: Mapping[str, Any], circumstances: Mapping[str, Any], *, today: date) -> Vehicle:
    """Return the vehicle of an item whose words are those of the lists; its day is today unless it says one."""
    stage, energy = item.get("emission_stage"), item.get("energy")
    return Vehicle(
        unit=item["unit"],
        category=Category(item["category"]),
        event=Event(item["event"]),
        registered_on=item.get("registered_on") or today,
        energy=Energy(energy) if energy else None,
        plate=item.get("plate"),
        vin=item.get("vin"),
        model=item.get("model"),
        emission_stage=EmissionStage(stage) if stage else None,
        gross_mass_kg=item.get("gross_mass_kg"),
        replaces_vin=item.get("replaces_vin"),
        replaces_plate=item.get("replaces_plate"),
        built_on=item.get("built_on"),
        ref=item.get("ref"),
        **circumstances,
    )


def catalogued(session: Session, vehicles: Iterable[Vehicle]) -> Catalogue:
    """Return the catalogue entries of the models that these vehicles name, by code in capitals."""
    codes = {code.upper() for vehicle in vehicles if (code := parse_model(vehicle.model)) is not None}
    return entries_of(session, codes)


def item_of(vehicle: Vehicle) -> Item:
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
        "built_on": vehicle.built_on,
    }


def facts_of(vehicle: Vehicle, read: ItemRead) -> VehicleFacts:
    """Return a vehicle as rules judge it, given what was read of it."""
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
        perhaps_used=is_perhaps_used(
            vehicle.event, built_on=vehicle.built_on, registered_on=vehicle.registered_on
        ),
    )


_NAMES: Final = tuple(one.name for one in fields(Vehicle))
_SAYING: Final = (
    "plate",
    "fuel",
    "model",
    "built_on",
    "emission_stage",
    "gross_mass",
    "replaces_vin",
    "replaces_plate",
)
"""The fields of an item that are read; the others are words of lists already."""


def grounds_of(vehicle: Vehicle, read: ItemRead, catalogue: Catalogue, language: Language) -> list[object]:
    """Say what each field says, and cite the catalogue's batches where its entry settled the energy kind."""
    cells = {
        field: Cell(name, str(value), meant=label(value).zh if isinstance(value, Energy) else "")
        for field in _SAYING
        for name in (ASKED_AS.get(field, field),)
        if (value := getattr(vehicle, name)) not in (None, "", Energy.UNKNOWN, EmissionStage.UNKNOWN)
    }
    code = parse_model(vehicle.model)
    values = {name: getattr(vehicle, name) for name in _NAMES} | {
        "model": code,
        "energy": read.energy,
        "energy_basis": list(read.energy_basis),
        "emission_stage": read.stage,
        "gross_mass_kg": read.gross_mass_kg,
    }
    is_cited = code is not None and "catalogue" in read.energy_basis
    steps = [citation(catalogue[code.upper()])] if code is not None and is_cited else []
    steps += evidence_steps(values, cells)
    return [step.in_language(language) for step in steps]
