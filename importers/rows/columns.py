"""The mapped columns of a batch become values, each by its parser (``importers.rows.parsers``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, TypeVar

from importers.cells.identifiers import CellProblem
from importers.facts import COLUMNS
from importers.formats.cell_faults import fault_code
from importers.rows.batches import Batch, Memo
from importers.rows.energies import EnergyRead, settle_energies
from importers.rows.parsers import Parsers
from importers.rows.touched import bounded
from importers.rows.uses import settle_events, settle_uses
from rules.identifiers import plate as plates
from rules.identifiers.plate import Plate
from rules.vocabulary import EmissionStage, Energy

T = TypeVar("T")

_TAILPIPELESS: Final = frozenset({Energy.BEV, Energy.FCEV})


@dataclass(slots=True)
class Values:
    """The values of a batch as parallel columns; None where a row says nothing, or where its problem is noted.

    Masses are in kilograms.
    """

    vin: list[str]
    plate: list[Plate | None]
    replaces_plate: list[Plate | None]
    category: list[str | None]
    event: list[str | None]
    energy: list[EnergyRead]
    model: list[str | None]
    registered_on: list[date | None]
    built_on: list[date | None]
    stage: list[EmissionStage | None]
    owner: list[str | None]
    gross: list[int | None]
    kerb: list[int | None]


@dataclass(slots=True)
class Replacements:
    """The retired vehicles that a batch names, as parallel columns; ``shown`` is 1 for a plausible one."""

    vin: list[str | int | None]
    plate: list[str | int | None]
    shown: list[str | int | None]


def read_values(batch: Batch, vin_column: list[str], parsers: Parsers) -> Values:
    """Read every mapped column of a batch; problems are noted as findings."""
    batch.read("unit", parsers.place)
    batch.read("area", parsers.place)
    plates = read_plates(batch, "plate", parsers.plate)
    models = batch.read("model", parsers.model)
    values = Values(
        vin=vin_column,
        plate=plates,
        replaces_plate=read_plates(batch, "replaces_plate", parsers.replaces_plate),
        category=settle_uses(batch, parsers.use, models=models),
        event=settle_events(batch, parsers.event, default=parsers.default_event),
        energy=settle_energies(batch, parsers.energy, plates=plates, models=models),
        model=bounded(batch, "model", models),
        registered_on=_days(batch, parsers.registered_on),
        built_on=_quiet(batch, "built_on", parsers.built_on),
        stage=batch.read("emission_stage", parsers.stage),
        owner=bounded(batch, "owner", batch.read("owner", parsers.owner)),
        gross=batch.read("gross_mass", parsers.gross),
        kerb=_quiet(batch, "kerb_mass", parsers.kerb),
    )
    batch.findings.extend(parsers.notices)
    parsers.notices.clear()
    return values


def columns_of(values: Values, replacements: Replacements) -> dict[str, list[str | int | None]]:
    """Return the facts of a batch: a column for each of ``importers.facts.FACTS``."""
    stages = zip(values.stage, values.energy, strict=True)
    return {
        "vin": list(values.vin),
        "plate": [None if plate is None else plate.text for plate in values.plate],
        "category": list(values.category),
        "event": list(values.event),
        "energy": [settled.energy for settled in values.energy],
        "energy_basis": [settled.basis for settled in values.energy],
        "model": list(values.model),
        "registered_on": [None if day is None else day.isoformat() for day in values.registered_on],
        "built_on": [None if day is None else day.isoformat() for day in values.built_on],
        "emission_stage": [stage_shown(stage, settled.energy) for stage, settled in stages],
        "owner": list(values.owner),
        "gross_mass_kg": list(values.gross),
        "replaces_vin": replacements.vin,
        "replaces_plate": replacements.plate,
        "replacement_shown": replacements.shown,
    }


@cache
def stage_shown(stage: EmissionStage | None, energy: str) -> str:
    """Return the stage to store: a vehicle without a tailpipe has ``zero``, whether or not somebody wrote it."""
    if stage is not None:
        return stage.value
    return (EmissionStage.ZERO if energy in _TAILPIPELESS else EmissionStage.UNKNOWN).value


def read_plates(batch: Batch, name: str, parse: Callable[[object], Plate | None]) -> list[Plate | None]:
    """Read plates without a memo: hardly one stands twice. What is wrong with a retired vehicle's is not told here."""
    cells = batch.column(name)
    if cells is None:
        return [None] * len(batch.rows)
    found: list[Plate | None] = []
    as_it_stands = plates.find_compact
    for index, cell in enumerate(cells):
        if cell is None or cell == "":
            found.append(None)
            continue
        plate, problem = as_it_stands(cell) if isinstance(cell, str) else None, None
        if plate is None:
            plate, problem = _second_look(cell, parse)
        found.append(plate)
        if problem is not None and name == "plate":
            batch.find(index, problem.code, name, problem.values)
    return found


def _second_look(
    cell: object, parse: Callable[[object], Plate | None]
) -> tuple[Plate | None, CellProblem | None]:
    """Read a plate that is written otherwise or among other signs; a faulty cell holds none, whatever it shows."""
    fault = fault_code(cell)
    if fault is not None:
        return None, CellProblem(fault)
    try:
        return plates.parse(cell) if isinstance(cell, str) and plates.is_valid(cell) else parse(cell), None
    except CellProblem as problem:
        return None, problem


def _days(batch: Batch, memo: Memo[date]) -> list[date | None]:
    if "registered_on" not in batch.reading.columns:
        for index in range(len(batch.rows)):
            batch.find(index, "date-missing", "registered_on")
    return batch.read("registered_on", memo)


def _quiet(batch: Batch, name: str, memo: Memo[T]) -> list[T | None]:
    """Read a column that only checks use: what cannot be read is no reason to ask."""
    cells = batch.column(name)
    return [None] * len(batch.rows) if cells is None else memo.read(cells)


def no_columns() -> dict[str, list[str | int | None]]:
    """Return the columns of a block without registrations."""
    return {name: [] for name in COLUMNS}
