"""Facts of one row that cannot all be true: asked, and what they contradict decides nothing.

The emission stage against the energy, and the day of manufacture against 新增, need no more than the question: the rules
leave the duties open. A code that is no electric bus's, and a mass that no such vehicle has, make the energy kind
unknown: what the row is about may be another vehicle.
"""

import re
from datetime import date
from functools import cache
from typing import Final

from importers.cells.identifiers import CellProblem
from importers.cells.masses import parse_mass
from importers.layout.headers import mass_unit
from importers.rows.batches import Batch
from importers.rows.columns import Values
from importers.rows.energies import EnergyRead
from rules.facts import contradict, is_perhaps_used
from rules.labels import label
from rules.vocabulary import NEV, Category, EmissionStage, Energy, Event

GREEN_PLATES_FROM: Final = date(2019, 1, 1)
"""By then every city issued new-energy plates (trial cities from 2016-12, all of Henan in 2018)."""
LEAST_KG: Final = 1500
"""No bus, muck truck, cement tanker or mixer has a gross mass below: the lightest minibuses weigh more."""

_HEAVY_KINDS: Final = frozenset({Category.BUS, Category.MUCK_TRUCK, Category.MIXER_TRUCK})
# GB 9417: maker, then the kind of vehicle as one digit (6: bus) and three of its size.
_TYPE_CODE: Final = re.compile(r"[A-Z]{2,3}([1-9])\d{3}").match
_ELECTRIC: Final = re.compile("EV|FCV|PHENV").search


def check_contradictions(batch: Batch, values: Values) -> None:
    """Run every check over a batch; changes the values that decide nothing."""
    _check_bus_models(batch, values)
    _check_stages(batch, values)
    _check_plates(batch, values)
    _check_used(batch, values)
    _check_masses(batch, values)


def is_other_than_electric_bus(model: str) -> bool:
    """Tell whether a type code is that of another vehicle than an electric bus: of a van, or of a bus that burns fuel.

    Of 4,228 catalogued new-energy buses 7 lack EV: so it asks, and the catalogue settles it. What has no form of a
    type code says nothing.

    >>> is_other_than_electric_bus("ZK6120HG1"), is_other_than_electric_bus("EQ5040XXYEV")
    (True, True)
    >>> is_other_than_electric_bus("ZK6105BEVG25"), is_other_than_electric_bus("K8")
    (False, False)
    """
    code = model.upper().replace(" ", "")
    kind = _TYPE_CODE(code)
    return kind is not None and (kind[1] != "6" or _ELECTRIC(code) is None)


def is_implausible_mass(category: str, gross_mass_kg: int) -> bool:
    """Tell whether no vehicle of a category weighs so little, in kilograms."""
    return category in _HEAVY_KINDS and gross_mass_kg < LEAST_KG


def says_implausible_mass(category: str, text: str, *, header: str) -> bool:
    """Tell whether a cell says a mass that no vehicle of a category has; what cannot be read says none."""
    try:
        mass = parse_mass(text, unit=mass_unit(header))
    except CellProblem:
        return False
    return mass is not None and is_implausible_mass(category, mass)


def _check_bus_models(batch: Batch, values: Values) -> None:
    known: dict[str, bool] = {}
    for index, (category, model) in enumerate(zip(values.category, values.model, strict=True)):
        read = values.energy[index]
        if category != Category.BUS or model is None or read.energy not in NEV or "catalogue" in read.basis:
            continue
        if model not in known:
            known[model] = is_other_than_electric_bus(model)
        if known[model]:
            values.energy[index] = EnergyRead(Energy.UNKNOWN.value, f"{read.basis},model".strip(","))
            batch.find(index, "model-energy-conflict", "model", _named("energy", Energy(read.energy)))


def _check_stages(batch: Batch, values: Values) -> None:
    for index, stage in enumerate(values.stage):
        if stage is not None and _contradict(energy := values.energy[index].energy, stage):
            batch.find(index, "stage-energy-conflict", "emission_stage", _named("energy", Energy(energy)))


@cache
def _contradict(energy: str, stage: EmissionStage) -> bool:
    return contradict(Energy(energy), stage)


def _check_plates(batch: Batch, values: Values) -> None:
    for index, plate in enumerate(values.plate):
        day = values.registered_on[index]
        if plate is None or plate.kind != "ordinary" or day is None or day < GREEN_PLATES_FROM:
            continue
        energy = values.energy[index].energy
        if energy in NEV:
            batch.find(index, "nev-on-ordinary-plate", "plate", _named("energy", Energy(energy)))


def _check_used(batch: Batch, values: Values) -> None:
    for index, built in enumerate(values.built_on):
        day = values.registered_on[index]
        event = values.event[index]
        if built is None or day is None or event is None:
            continue
        if is_perhaps_used(Event(event), built_on=built, registered_on=day):
            said = {"built": built.isoformat(), "registered": day.isoformat()}
            batch.find(index, "used-vehicle", "built_on", said)


def _check_masses(batch: Batch, values: Values) -> None:
    for index, gross in enumerate(values.gross):
        category = values.category[index]
        if gross is not None and gross < LEAST_KG and category and is_implausible_mass(category, gross):
            values.gross[index] = None
            values.energy[index] = EnergyRead(Energy.UNKNOWN.value, values.energy[index].basis)
            batch.find(index, "mass-implausible", "gross_mass", _named("category", Category(category)))


def _named(name: str, word: Energy | Category) -> dict[str, str]:
    text = label(word)
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}
