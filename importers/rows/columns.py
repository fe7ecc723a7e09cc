"""The mapped columns of a batch become values: one memo for each column, kept as long as the sheet is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, TypeVar

from importers.cells.days import Calendar, DayOrder, is_loose, parse_day, settle_order
from importers.cells.identifiers import CellProblem, is_blank, parse_event, parse_plate, parse_unit, text_of
from importers.cells.masses import parse_mass
from importers.cells.stages import parse_stage
from importers.fields import SheetReading
from importers.formats.cell_faults import fault_code
from importers.results import Expectation
from importers.rows.batches import Batch, Memo, SheetRows
from importers.rows.energies import Catalogue, EnergyRead, energy_memo, settle_energies
from importers.rows.touched import bounded
from importers.rows.uses import Use, settle_events, settle_uses, use_memo
from rules.identifiers.plate import Plate
from rules.units import UNITS
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


@dataclass(frozen=True, slots=True)
class Parsers:
    """The memos of one sheet, and the event of rows that state none."""

    event: Memo[str]
    registered_on: Memo[date]
    built_on: Memo[date]
    stage: Memo[EmissionStage]
    gross: Memo[int]
    kerb: Memo[int]
    model: Memo[str]
    owner: Memo[str]
    unit: Memo[str]
    use: Memo[Use]
    energy: Memo[EnergyRead]
    default_event: str | None


def parsers_for(
    sheet: SheetRows,
    reading: SheetReading,
    *,
    expectation: Expectation,
    calendar: Calendar,
    catalogue: Catalogue | None,
) -> Parsers:
    """Make the memos for one sheet."""
    event_header = reading.headers.get(reading.columns.get("event", -1), "")
    gross_unit, kerb_unit = (reading.mass_units.get(name) for name in ("gross_mass", "kerb_mass"))
    return Parsers(
        event=Memo(lambda cell: parse_event(cell, header=event_header)),
        registered_on=Memo(_day_parser(sheet, reading, calendar, "registered_on")),
        built_on=Memo(_day_parser(sheet, reading, calendar, "built_on")),
        stage=Memo(parse_stage),
        gross=Memo(lambda cell: parse_mass(cell, unit=gross_unit)),
        kerb=Memo(lambda cell: parse_mass(cell, unit=kerb_unit)),
        model=Memo(parse_model),
        owner=Memo(_parse_owner),
        unit=Memo(_unit_parser(expectation.unit)),
        use=use_memo(reading, reading.category or expectation.category),
        energy=energy_memo(catalogue),
        default_event=reading.event or expectation.event,
    )


def read_values(batch: Batch, vin_column: list[str], parsers: Parsers) -> Values:
    """Read every mapped column of a batch; problems are noted as findings."""
    batch.read("unit", parsers.unit)
    plates = _read_plates(batch)
    models = batch.read("model", parsers.model)
    return Values(
        vin=vin_column,
        plate=plates,
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


@cache
def stage_shown(stage: EmissionStage | None, energy: str) -> str:
    """Return the stage to store: a vehicle without a tailpipe has ``zero``, whether or not somebody wrote it."""
    if stage is not None:
        return stage.value
    return (EmissionStage.ZERO if energy in _TAILPIPELESS else EmissionStage.UNKNOWN).value


def parse_model(cell: object) -> str | None:
    """Read a model code: half-width, without blanks.

    >>> parse_model(" ＺＫ6105 BEVG25")
    'ZK6105BEVG25'
    """
    return None if is_blank(cell) else text_of(cell).replace(" ", "")


def _parse_owner(cell: object) -> str | None:
    return None if is_blank(cell) else text_of(cell)


def _unit_parser(expected: str) -> Callable[[object], str | None]:
    def parse(cell: object) -> str | None:
        named = parse_unit(cell)
        if named is None or named == expected or expected not in UNITS:
            return named
        names, reporting = UNITS[named].name, UNITS[expected].name
        values = {
            "named_zh": names.zh,
            "named_en": names.en,
            "unit_zh": reporting.zh,
            "unit_en": reporting.en,
        }
        raise CellProblem("unit-mismatch", values)

    return parse


def _day_parser(
    sheet: SheetRows, reading: SheetReading, calendar: Calendar, name: str
) -> Callable[[object], date | None]:
    """Return the parser of a day column. Its order is settled by a pass over it when the first loose day is met."""
    settled: list[DayOrder] = []

    def parse(cell: object) -> date:
        if not settled and is_loose(cell):
            place = reading.columns[name]
            settled.append(settle_order(_column_cells(sheet, reading, place), calendar))
        return parse_day(cell, calendar, settled[0] if settled else None)

    return parse


def _column_cells(sheet: SheetRows, reading: SheetReading, place: int) -> Iterator[object]:
    for number, row in sheet.rows():
        if number >= reading.first_data_row and place < len(row):
            yield row[place]


def _read_plates(batch: Batch) -> list[Plate | None]:
    """Read the plates without a memo: hardly one stands twice."""
    cells = batch.column("plate")
    if cells is None:
        return [None] * len(batch.rows)
    found: list[Plate | None] = []
    for index, cell in enumerate(cells):
        try:
            found.append(parse_plate(cell))
        except CellProblem as problem:
            found.append(None)
            batch.find(index, fault_code(cell) or problem.code, "plate", problem.values)
    return found


def _days(batch: Batch, memo: Memo[date]) -> list[date | None]:
    if "registered_on" not in batch.reading.columns:
        for index in range(len(batch.rows)):
            batch.find(index, "date-missing", "registered_on")
    return batch.read("registered_on", memo)


def _quiet(batch: Batch, name: str, memo: Memo[T]) -> list[T | None]:
    """Read a column that only checks use: what cannot be read is no reason to ask."""
    cells = batch.column(name)
    return [None] * len(batch.rows) if cells is None else memo.read(cells)
