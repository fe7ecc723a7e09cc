"""Checks between the cells of a row, as far as the file alone shows them: errors of the hand and of intent alike.

They only ask (warnings): what a vehicle is stays what its row says.
"""

from collections.abc import Container, Sequence
from datetime import date
from typing import Final

from importers.cells.categories import is_trailer
from importers.cells.identifiers import proposal
from importers.cells.plates import says_new_energy
from importers.formats.cell_faults import fault_code
from importers.rows.batches import Batch
from importers.rows.columns import Values
from importers.rows.contradictions import check_contradictions
from rules.facts import HEAVY_ABOVE_KG
from rules.identifiers import plate as plates
from rules.identifiers import vin as vins
from rules.identifiers.plate import Plate
from rules.units import UNITS
from rules.vocabulary import EmissionStage

CHINA_6_HEAVY_FROM: Final = date(2021, 7, 1)
"""GB 17691-2018: all heavy vehicles meet stage 6a from this day (from memory, high confidence)."""

_BEFORE_CHINA_6: Final = frozenset(
    {
        EmissionStage.CHINA_1,
        EmissionStage.CHINA_2,
        EmissionStage.CHINA_3,
        EmissionStage.CHINA_4,
        EmissionStage.CHINA_5,
    }
)
_YEARS_IN_STOCK: Final = 2
"""A vehicle first registered in a later year than its model year by more than this was hardly new."""

_YEAR_PLACE: Final = 9
_NEW_ENERGY: Final = frozenset({"nev_small", "nev_large"})
_STATELESS: Final = frozenset({"embassy", "emergency"})  # no letter of a city


def check_values(batch: Batch, values: Values, *, unit: str, today: date) -> None:
    """Run every check within rows over a batch and note what they find."""
    _hold_trailers(batch, values)
    _check_digits(batch, values)
    _check_cities(batch, values, unit)
    _check_colours(batch, values)
    _check_years(batch, values, today)
    _check_built(batch, values)
    _check_stages(batch, values)
    _check_masses(batch, values)
    check_contradictions(batch, values)


def _hold_trailers(batch: Batch, values: Values) -> None:
    """Hold what has no engine of its own: a semi-trailer is neither a new-energy vehicle nor one that fails to be."""
    trailers = {plate for plate in values.plate if plate is not None and plate.kind == "trailer"}
    if trailers:
        _hold_each(batch, "plate", values.plate, trailers)
    for name in ("vehicle_type", "product_name"):
        cells = batch.column(name) or ()
        named = {cell for cell in set(cells) if not fault_code(cell) and is_trailer(cell)}
        if named:
            _hold_each(batch, name, cells, named)


def _hold_each(batch: Batch, name: str, cells: Sequence[object], trailers: Container[object]) -> None:
    for index, cell in enumerate(cells):
        if cell in trailers and index not in batch.held:
            batch.find(index, "trailer", name)


def _check_digits(batch: Batch, values: Values) -> None:
    filled = [index for index, vin in enumerate(values.vin) if vin]
    for place in vins.without_check_digit([values.vin[index] for index in filled]):
        index = filled[place]
        batch.find(index, "vin-check-digit", "vin", proposal(vins.repairs(values.vin[index])))


def _check_cities(batch: Batch, values: Values, unit: str) -> None:
    known: dict[tuple[str, str], bool] = {}
    for index, plate in enumerate(values.plate):
        if plate is None:
            continue
        office = (plate.province, plate.letter)
        own = known.get(office)
        if own is None:
            own = known[office] = _is_own(plate, unit)
        if not own and plate.kind not in _STATELESS:
            name = UNITS[unit].name
            batch.find(index, "plate-other-city", "plate", {"unit_zh": name.zh, "unit_en": name.en})


def _is_own(plate: Plate, unit: str) -> bool:
    return unit not in UNITS or unit in plates.units_of(plate)


def _check_colours(batch: Batch, values: Values) -> None:
    """Compare the stated colour of each plate with its length: only new-energy plates are green."""
    said: dict[object, bool | None] = {}
    for index, (cell, plate) in enumerate(zip(batch.column("plate_color") or (), values.plate, strict=False)):
        if plate is None:
            continue
        if cell not in said:
            said[cell] = says_new_energy(cell)
        if said[cell] not in (None, plate.kind in _NEW_ENERGY):
            batch.find(index, "plate-colour-conflict", "plate_color")


def _check_years(batch: Batch, values: Values, today: date) -> None:
    """Compare the model year in the VIN with the registration; it may run one year ahead of the calendar."""
    verdicts: dict[tuple[str, int], int | None] = {}
    for index, (vin, day) in enumerate(zip(values.vin, values.registered_on, strict=True)):
        if not vin or day is None:
            continue
        key = (vin[_YEAR_PLACE], day.year)
        if key not in verdicts:
            verdicts[key] = _odd_model_year(vin, day.year, today)
        year = verdicts[key]
        if year is not None:
            _note_year(batch, index, year, day)


def _odd_model_year(vin: str, registered: int, today: date) -> int | None:
    """Return the model year where it does not go with the year of registration, else None."""
    year = vins.model_year(vin, not_after=today.year + 1)
    if year is None or registered - _YEARS_IN_STOCK <= year <= registered + 1:
        return None
    return year


def _note_year(batch: Batch, index: int, year: int, day: date) -> None:
    if year > day.year:
        built = {"built_zh": f"车型年份（{year}）", "built_en": f"model year ({year})"}
        batch.find(
            index, "registered-before-built", "registered_on", {"registered": day.isoformat(), **built}
        )
    else:
        values = {"registered": day.isoformat(), "year": str(year)}
        batch.find(index, "registered-long-after-built", "registered_on", values)


def _check_built(batch: Batch, values: Values) -> None:
    for index, (built, day) in enumerate(zip(values.built_on, values.registered_on, strict=True)):
        if built is not None and day is not None and built > day:
            named = {"built_zh": f"出厂日期（{built}）", "built_en": f"day of manufacture ({built})"}
            batch.find(index, "registered-before-built", "registered_on", {"registered": str(day), **named})


def _check_stages(batch: Batch, values: Values) -> None:
    for index, stage in enumerate(values.stage):
        if stage in _BEFORE_CHINA_6:
            day, gross = values.registered_on[index], values.gross[index]
            if day is not None and day >= CHINA_6_HEAVY_FROM and gross is not None and gross > HEAVY_ABOVE_KG:
                batch.find(index, "stage-outdated", "emission_stage", {"registered": day.isoformat()})


def _check_masses(batch: Batch, values: Values) -> None:
    for index, kerb in enumerate(values.kerb):
        gross = values.gross[index]
        if kerb is not None and gross is not None and kerb >= gross:
            batch.find(index, "kerb-not-below-gross", "kerb_mass")
