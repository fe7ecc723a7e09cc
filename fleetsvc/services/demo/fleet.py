"""A year of invented registrations and the workbooks that units would send: the same for a seed and a day.

No vehicle is real: the maker's code is in no register, serial numbers are counted up, owners are called 示例….
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from fleetsvc.services.demo.data import DIRT, KINDS, MODEL_SUFFIX, SPELLINGS, VehicleKind
from importers.layout.template_columns import CATEGORY_WORDS, EVENT_WORDS
from importers.workbooks.handed_out import Value
from rules.identifiers import vin as vin_rules
from rules.units import UNITS, Unit
from rules.vocabulary import NEV, Category, Energy, Event

_MAKER: Final = "L99"  # a 9 in third place: a small maker, told apart by places 12-14, here 000
_YEAR_CODES: Final = {2010 + place: code for place, code in enumerate("ABCDEFGHJKLMNPRSTVWXY123456789")}
_SERIAL_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"

RowValues = dict[str, Value]
"""Field -> what stands in its cell."""


@dataclass(slots=True)
class Fleet:
    """One unit's vehicles in the making.

    ``plates`` are those given so far in the province, ``retired`` (VIN, plate) those named as replaced so far, and
    ``left`` the same with what a list of retired vehicles says of them; ``registered_on`` is the day of the new one.
    """

    unit: Unit
    chance: Random
    nev_share: float
    serial: int
    plates: set[str]
    retired: list[tuple[str, str]] = field(default_factory=list)
    left: list[RowValues] = field(default_factory=list)


def registrations(fleet: Fleet, *, from_day: date, until_day: date, count: int) -> list[RowValues]:
    """Make so many registrations within the days (the last one excluded), in order of the day."""
    days = (until_day - from_day).days
    on = sorted(from_day + timedelta(days=fleet.chance.randrange(days)) for _ in range(count))
    categories = fleet.chance.choices(list(KINDS), [kind.share for kind in KINDS.values()], k=count)
    return [_registration(fleet, category, day) for category, day in zip(categories, on, strict=True)]


def _registration(fleet: Fleet, category: Category, day: date) -> RowValues:
    chance, kind = fleet.chance, KINDS[category]
    is_nev = chance.random() < fleet.nev_share
    energy = _pick(chance, kind.nev if is_nev else kind.fossil)
    event = Event.REPLACEMENT if chance.random() < kind.replacement_share else Event.NEW
    row: RowValues = {
        "plate": _plate(fleet, kind, energy),
        "vin": _vin(fleet, day.year),
        "category": CATEGORY_WORDS[category].zh,
        "event": EVENT_WORDS[event].zh,
        "registered_on": day,
        "fuel": chance.choice(SPELLINGS[energy]),
        "model": f"SL{kind.series}{MODEL_SUFFIX.get(energy, 'A')}{chance.randint(1, 9)}",
        "brand": "示例牌",
        "emission_stage": "零排放" if energy in {Energy.BEV, Energy.FCEV} else "国六b",
        "gross_mass": chance.choice(kind.gross_masses_kg),
        "owner": f"{fleet.unit.name.zh}{chance.choice(kind.owners)}",
    }
    if event is Event.REPLACEMENT:
        _name_the_retired(fleet, row, day)
    return _soil(_Made(row, energy, fleet))


def _pick(chance: Random, weighted: Sequence[tuple[Energy, float]]) -> Energy:
    return chance.choices([energy for energy, _ in weighted], [weight for _, weight in weighted])[0]


def _vin(fleet: Fleet, year: int) -> str:
    fleet.serial += 1
    bare = f"{_MAKER}DEM0X0{_YEAR_CODES[year]}0{fleet.serial:06d}"
    return bare[:8] + vin_rules.check_digit(bare) + bare[9:]


def _plate(fleet: Fleet, kind: VehicleKind, energy: Energy) -> str:
    """Return a plate that no vehicle of this fleet carries yet, of the kind the vehicle gets (GA 36-2018)."""
    chance = fleet.chance
    while True:
        number = chance.randrange(100_000)
        lead = f"豫{fleet.unit.plate_letters[0]}"
        mark = "D" if energy is Energy.BEV else "F"
        if energy not in NEV:
            plate = f"{lead}{chance.choice(_SERIAL_LETTERS)}{number % 10_000:04d}"
        else:
            plate = f"{lead}{number:05d}{mark}" if kind.large else f"{lead}{mark}{number:05d}"
        if plate not in fleet.plates:
            fleet.plates.add(plate)
            return plate


def _name_the_retired(fleet: Fleet, row: RowValues, day: date) -> None:
    """Name the vehicle that is replaced; some name none, some name one that was replaced before."""
    chance = fleet.chance
    if chance.random() < DIRT.nothing_retired:
        return
    if fleet.retired and chance.random() < DIRT.retired_twice:
        row["replaces_vin"], row["replaces_plate"] = chance.choice(fleet.retired)
        return
    kind = next(iter(KINDS.values()))
    retired = (_vin(fleet, day.year - chance.randint(8, 13)), _plate(fleet, kind, Energy.DIESEL))
    fleet.retired.append(retired)
    row["replaces_vin"], row["replaces_plate"] = retired
    known: RowValues = {name: row[name] for name in ("category", "owner", "registered_on")}
    fleet.left.append({"vin": retired[0], "plate": retired[1], **known})


@dataclass(frozen=True, slots=True)
class _Made:
    """A row just made, with what a spoiler may want to know of it."""

    row: RowValues
    energy: Energy
    fleet: Fleet


def _soil(made: _Made) -> RowValues:
    """Spoil a few rows the way real deliveries are spoilt; each row in at most one way."""
    for rate, spoil in _SPOILERS:
        if made.fleet.chance.random() < rate:
            spoil(made)
            break
    return made.row


def _wrong_check_digit(made: _Made) -> None:
    vin = str(made.row["vin"])
    made.row["vin"] = vin[:-1] + str((int(vin[-1]) + 1) % 10)


def _short_vin(made: _Made) -> None:
    made.row["vin"] = str(made.row["vin"])[:-1]


def _no_day(made: _Made) -> None:
    made.row["registered_on"] = None


def _odd_day(made: _Made) -> None:
    day = made.row["registered_on"]
    if isinstance(day, date):
        forms = (
            f"{day:%Y%m%d}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
        )
        made.row["registered_on"] = made.fleet.chance.choice(forms)


def _other_city_plate(made: _Made) -> None:
    own = made.fleet.unit.plate_letters
    others = [unit.plate_letters[0] for unit in UNITS.values() if unit.plate_letters != own]
    plate = str(made.row["plate"])
    made.row["plate"] = plate[0] + made.fleet.chance.choice(others) + plate[2:]


def _bad_plate(made: _Made) -> None:
    made.row["plate"] = str(made.row["plate"])[:-2] + "O"


def _bare_hybrid(made: _Made) -> None:
    if made.energy in {Energy.HEV, Energy.PHEV}:
        made.row["fuel"] = "混合动力"


def _gas_on_green_plate(made: _Made) -> None:
    if made.energy in NEV:
        made.row["fuel"] = "天然气"


def _old_stage(made: _Made) -> None:
    if made.row["emission_stage"] != "零排放":
        made.row["emission_stage"] = "国五"


_SPOILERS: Final = (
    (DIRT.check_digit, _wrong_check_digit),
    (DIRT.short_vin, _short_vin),
    (DIRT.no_day, _no_day),
    (DIRT.odd_day, _odd_day),
    (DIRT.other_city_plate, _other_city_plate),
    (DIRT.bad_plate, _bad_plate),
    (DIRT.bare_hybrid, _bare_hybrid),
    (DIRT.gas_on_green_plate, _gas_on_green_plate),
    (DIRT.old_stage, _old_stage),
)


def with_subtotals(rows: Sequence[RowValues]) -> Iterator[RowValues]:
    """Yield the rows with what bureaus write between and below them: sub-totals, a total, a signature."""
    half = len(rows) // 2
    yield from rows[:half]
    if half > 10:
        yield {"seq": "小计", "plate": f"{half}辆"}
    yield from rows[half:]
    yield {"seq": "合计", "plate": f"{len(rows)}辆"}
    yield {"seq": "填表人：示例"}
