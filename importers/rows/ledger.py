"""What earlier rows of the file have used up: vehicles registered, and retired vehicles named.

A row that repeats an earlier one is held and names it; the earlier one stands. Held rows use nothing up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, parse_vin
from importers.formats.cell_faults import fault_code
from importers.rows.batches import Batch
from importers.rows.columns import Replacements, Values
from rules.identifiers.plate import Plate
from rules.identifiers.vin import is_compact
from rules.vocabulary import Event

_DAY_BITS: Final = 22  # proleptic ordinals up to the year 9999 fit
_ROW_BITS: Final = 22  # a sheet holds up to 1,048,576 rows
_DAY_MASK: Final = (1 << _DAY_BITS) - 1
_ROW_MASK: Final = (1 << _ROW_BITS) - 1


@dataclass(slots=True)
class Ledger:
    """The vehicles met so far. A place is one integer (sheet, row, day): a million of them must fit in memory."""

    sheets: list[str] = field(default_factory=list)
    vins: dict[str, int] = field(default_factory=dict)
    plates: dict[str, int] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)

    def enter(self, sheet: str) -> None:
        """Begin a sheet: places noted from now on are in it."""
        self.sheets.append(sheet)

    def place(self, row: int, day: date | None = None) -> int:
        """Pack a row of the current sheet, and its day."""
        ordinal = 0 if day is None else day.toordinal()
        return ((len(self.sheets) - 1) << _ROW_BITS | row) << _DAY_BITS | ordinal

    def named(self, place: int) -> tuple[dict[str, str], tuple[int, ...]]:
        """Word a place for a finding: (values, other rows). Rows of other sheets are named with their sheet."""
        sheet, row = self.sheets[place >> _DAY_BITS >> _ROW_BITS], place >> _DAY_BITS & _ROW_MASK
        if sheet == self.sheets[-1]:
            return {"first_zh": f"第 {row} 行", "first_en": f"row {row}"}, (row,)
        return {"first_zh": f"工作表“{sheet}”第 {row} 行", "first_en": f"row {row} of sheet “{sheet}”"}, (
            row,
        )


def take_out_repeated(batch: Batch, values: Values, ledger: Ledger) -> None:
    """Hold rows that repeat an earlier VIN and day; ask where only the day differs; note the others as met."""
    vins, days, numbers, first = values.vin, values.registered_on, batch.numbers, ledger.place(0)
    free = [index for index in range(len(numbers)) if index not in batch.held]
    places = {
        vins[index]: first
        + (numbers[index] << _DAY_BITS)
        + (0 if (day := days[index]) is None else day.toordinal())
        for index in free
    }
    if len(places) == len(free) and ledger.vins.keys().isdisjoint(places):
        ledger.vins.update(places)
        return
    for index in free:
        _compare(batch, index, values, ledger)


def _compare(batch: Batch, index: int, values: Values, ledger: Ledger) -> None:
    day = values.registered_on[index]
    place = ledger.place(batch.numbers[index], day)
    earlier = ledger.vins.setdefault(values.vin[index], place)
    if earlier == place:
        return
    same_day = day is not None and earlier & _DAY_MASK == day.toordinal()
    if not same_day:  # a third row may repeat the second
        again = ledger.vins.setdefault(f"{values.vin[index]} {day}", place)
        same_day, earlier = again != place, earlier if again == place else again
    named, others = ledger.named(earlier)
    batch.find(index, "duplicate-in-file" if same_day else "vin-twice", "vin", named, others)


def ask_repeated_plates(batch: Batch, values: Values, ledger: Ledger) -> None:
    """Ask where a plate stands at a second vehicle: a plate is evidence of the energy kind, and is easily copied."""
    first, held = ledger.place(0), batch.held
    found = [
        (index, plate.text)
        for index, plate in enumerate(values.plate)
        if plate is not None and index not in held
    ]
    places = {text: first + (batch.numbers[index] << _DAY_BITS) for index, text in found}
    if len(places) == len(found) and ledger.plates.keys().isdisjoint(places):
        ledger.plates.update(places)
        return
    for index, _ in found:
        _compare_plate(batch, index, values, ledger)


def _compare_plate(batch: Batch, index: int, values: Values, ledger: Ledger) -> None:
    plate, place = values.plate[index], ledger.place(batch.numbers[index])
    earlier = place if plate is None else ledger.plates.setdefault(plate.text, place)
    if earlier != place and not _is_same_vehicle(ledger, values.vin[index], earlier):
        batch.find(index, "plate-twice", "plate", *ledger.named(earlier))


def _is_same_vehicle(ledger: Ledger, vin: str, place: int) -> bool:
    """Say whether the VIN was first met in that row: a vehicle reported for two days keeps its plate."""
    return ledger.vins.get(vin, 0) >> _DAY_BITS == place >> _DAY_BITS


def take_out_listed(
    batch: Batch, vins: Sequence[str], plates: Sequence[Plate | None], ledger: Ledger
) -> None:
    """Hold the rows of a list of retired vehicles whose vehicle an earlier row lists; the earlier one stands."""
    for index, (vin, plate) in enumerate(zip(vins, plates, strict=True)):
        if index in batch.held:
            continue
        place = ledger.place(batch.numbers[index])
        earlier = ledger.vins.setdefault(vin, place) if vin else place
        if plate is not None:
            listed = ledger.plates.setdefault(plate.text, place)
            earlier = earlier if vin else listed
        if earlier != place:
            named, others = ledger.named(earlier)
            batch.find(index, "retirement-twice", "vin" if vin else "plate", named, others)


def settle_replacements(batch: Batch, values: Values, ledger: Ledger) -> Replacements:
    """Look at the retired vehicle behind each replacement: well-formed, another one, and named only once."""
    count = len(values.vin)
    found = Replacements([None] * count, [None] * count, [0] * count)
    cells = batch.column("replaces_vin") or (None,) * count
    for index, event in enumerate(values.event):
        if event == Event.REPLACEMENT and index not in batch.held:
            found.vin[index] = _retired_vin(cells[index])
            _settle_one(batch, index, values, ledger, found)
    return found


def _settle_one(batch: Batch, index: int, values: Values, ledger: Ledger, found: Replacements) -> None:
    plate, old_plate, vin = values.plate[index], values.replaces_plate[index], found.vin[index]
    own = values.vin[index], "" if plate is None else plate.text
    text = found.plate[index] = None if old_plate is None else old_plate.text
    named = [number for number in (vin, text) if isinstance(number, str)]
    field_name = "replaces_plate" if text is not None or vin is None else "replaces_vin"
    if not named or vin in own or text in own:
        batch.find(index, "replacement-unproven", field_name)
        return
    place = ledger.place(batch.numbers[index])
    earlier = min([ledger.retired.setdefault(number, place) for number in named])
    if earlier == place:
        found.shown[index] = 1
        return
    worded, others = ledger.named(earlier)
    batch.find(index, "replacement-reused", field_name, worded, others)


def _retired_vin(cell: object) -> str | None:
    """Return the well-formed VIN of a retired vehicle; what is none proves nothing."""
    if cell is None or (isinstance(cell, str) and is_compact(cell)):
        return cell
    if is_blank(cell) or fault_code(cell) is not None:
        return None
    try:
        return parse_vin(cell)
    except CellProblem:
        return None
