"""Judge vehicles one by one, before they are registered: read, checked and judged by the code that imports use.

Nothing is held here: an item with an error is judged by what can be read of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from fleetsvc.models import Json
from fleetsvc.services.law.conditions import UNCONFIRMED, condition_json
from fleetsvc.services.law.requirements import books_json
from fleetsvc.services.uploads.asked_vehicles import ASKED_AS, Vehicle, facts_of, grounds_of, item_of
from fleetsvc.services.uploads.decided_json import decider
from importers.findings import register
from importers.results import Finding
from importers.rows.energies import Catalogue
from importers.rows.items import ItemRead, read_items
from importers.rows.ledger import Ledger
from rules.facts import VehicleFacts
from rules.rulebook import Rulebook
from rules.vocabulary import Replacement
from rules.wording import Language


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
        items = {place: item_of(vehicles[place - 1]) for place in places}
        read |= read_items(items, unit=unit, today=today, catalogue=catalogue, ledger=ledger)
    decided = decider(book, language)
    entries: list[Json] = []
    for place, vehicle in enumerate(vehicles, start=1):
        facts, grounds = (
            facts_of(vehicle, read[place]),
            grounds_of(vehicle, read[place], catalogue, language),
        )
        entry = _entry(vehicle, read[place], decided(facts), grounds, language)
        entries.append(entry | replacement_json(facts, decided, language))
    decisive = entries[0]["rule"] if len(entries) == 1 else None
    return {"items": entries} | books_json(book, decisive)


def replacement_json(
    facts: VehicleFacts, decided: Callable[[VehicleFacts], Json], language: Language
) -> Json:
    """Say that a retired vehicle is claimed, and whether the verdict holds only if it is found."""
    if not facts.replacement_shown:
        return {"replacement": Replacement.NONE.value, "conditions": []}
    shown, unshown = (
        [said["verdict"] for said in decided(one)["duties"]]
        for one in (facts, replace(facts, replacement_shown=False))
    )
    conditions = [] if shown == unshown else [condition_json(UNCONFIRMED, language)]
    return {"replacement": Replacement.CLAIMED.value, "conditions": conditions}


def _entry(
    vehicle: Vehicle, read: ItemRead, decided: Json, grounds: list[object], language: Language
) -> Json:
    return {
        "ref": vehicle.ref,
        "verdict": decided["verdict"],
        "rule": decided["rule"],
        "duties": decided["duties"],
        "energy": read.energy.value,
        "energy_basis": list(read.energy_basis),
        "reasons": decided["reasons"],
        "findings": [_finding(finding, vehicle, language) for finding in read.findings],
        "steps": [*grounds, *decided["steps"]],
        "interpretations": decided["interpretations"],
    }


def _finding(finding: Finding, vehicle: Vehicle, language: Language) -> Json:
    """Return a finding at its field, with the value as the caller wrote it."""
    name = ASKED_AS.get(finding.field or "", finding.field)
    value = getattr(vehicle, name or "", None)
    return {
        "code": finding.code,
        "severity": register.severity_of(finding).value,
        "field": name,
        "value": None if value is None else str(value),
        "message": register.message(finding).in_language(language),
        "repair": register.repair(finding).in_language(language),
    }
