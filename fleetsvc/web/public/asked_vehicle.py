"""The vehicle of a question by its model, VIN or plate: what they tell of its energy, and what is wrong with them.

They are read as they are in a file, and compared with nothing but the catalogue: whether a VIN or a plate is
registered is told to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.catalogues import citation, entries_of
from fleetsvc.services.law.requirements import written_day
from fleetsvc.services.uploads.asked_vehicles import catalogued, item_of, vehicle_of
from fleetsvc.web.frame.pages import language, say
from importers.findings import register
from importers.results import Finding, Severity
from importers.rows.items import ItemRead, read_items
from importers.rows.ledger import Ledger
from importers.rows.parsers import parse_model
from rules.labels import label
from rules.vocabulary import Energy

NAMES: Final = ("model", "vin", "plate")
LONGEST: Final = 80
_LEFT_OPEN: Final = "energy-unknown"
"""No fault here: a question may leave it open what drives the vehicle."""
_ABOUT: Final = frozenset({*NAMES, "fuel", "powertrain"})


@dataclass(frozen=True, slots=True)
class Named:
    """What was said of a vehicle: ``values`` as typed, the ``energy`` that settles (empty: none), what to tell of it.

    ``faults``: field -> what is wrong and its repair, where the question cannot be answered as it stands.
    """

    values: Mapping[str, str]
    energy: str = ""
    notes: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed of a vehicle."""
    return {name: " ".join(form.get(name, "").split())[:LONGEST] for name in NAMES}


def named_by_model(text: str, *, energy: str) -> Named:
    """Return what the catalogue says of a model, where no energy was chosen, or another one."""
    code = parse_model(text)
    if code is None:
        return Named({})
    with parts().database.transaction(PUBLISHED) as session:
        entry = entries_of(session, {code.upper()}).get(code.upper())
    values = {"model": text}
    if entry is None:
        return Named(values, notes=(say("named.unlisted", model=code),))
    told = [citation(entry).in_language(language())]
    if energy and energy != entry.energy:
        told.append(say("named.other", energy=_word(energy)))
    return Named(values, energy="" if energy else entry.energy.value, notes=tuple(told))


def named_by_all(values: Mapping[str, str], question: Mapping[str, str]) -> Named:
    """Return what model, VIN and plate say together, for a question whose words are those of the lists."""
    day = written_day(question["on"])
    said = {**{name: text or None for name, text in values.items()}, **_said(question, day)}
    vehicle = vehicle_of(said, {}, today=day)
    with parts().database.transaction(PUBLISHED) as session:
        catalogue = catalogued(session, [vehicle])
    items = {1: item_of(vehicle)}
    read = read_items(items, unit=vehicle.unit, today=day, catalogue=catalogue, ledger=Ledger())[1]
    told = [one for one in read.findings if one.field in _ABOUT and one.code != _LEFT_OPEN]
    wrong = [one for one in told if register.severity_of(one) is Severity.ERROR]
    if wrong:
        return Named(values, faults={_place(one, values): _worded(one) for one in wrong})
    energy = "" if question["energy"] or read.energy is Energy.UNKNOWN else read.energy.value
    return Named(values, energy, (*map(_worded, told), *_basis(read, energy, values)))


def _said(question: Mapping[str, str], day: date) -> dict[str, object]:
    return {
        "unit": question["unit"],
        "category": question["category"],
        "event": question["event"],
        "energy": question["energy"] or None,
        "registered_on": day,
    }


def _place(finding: Finding, values: Mapping[str, str]) -> str:
    return finding.field if finding.field in NAMES and values[finding.field] else NAMES[0]


def _worded(finding: Finding) -> str:
    message, repair = register.message(finding), register.repair(finding)
    return f"{message.in_language(language())} {repair.in_language(language())}".strip()


def _basis(read: ItemRead, energy: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Say that the plate told the energy, and that a VIN is well-formed; the catalogue is cited with its model."""
    by_plate = energy and "plate" in read.energy_basis and "catalogue" not in read.energy_basis
    notes = [say("named.by_plate", energy=_word(energy))] if by_plate else []
    if values["vin"]:
        notes.append(say("named.well_formed"))
    return tuple(notes)


def _word(energy: str) -> str:
    return label(Energy(energy)).in_language(language())
