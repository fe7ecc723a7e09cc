"""Families about what stands in the cells: identifiers, days, masses, stages, damage."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from tests.acceptance.workbooks import spellings
from tests.acceptance.workbooks.columns import Column, ordinary, with_field, written
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import BROKEN, NO_VALUE, Case, Line, aside, hold, table
from tests.acceptance.workbooks.spellings import Writer, any_day, any_form, any_of
from tests.acceptance.workbooks.vehicles import CITIES, check_digit, make_fleet


def dirty_plates(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "plate", any_form(rng, spellings.PLATE_FORMS, "plate"))
    return Case("plates with dots, blanks, full width", number, [table("Sheet1", columns, fleet)], unit)


def no_plate_yet(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [replace(one, plate=None) if rng.random() < 0.4 else one for one in fleet]
    none = rng.choice((None, "/", "未上牌", "无", "—", "暂无"))
    columns = written(ordinary(rng), "plate", lambda vehicle: vehicle.plate or none)
    return Case("vehicles without a plate yet", number, [table("Sheet1", columns, fleet)], unit)


def bad_plates(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    for line in rng.sample(grid.vehicles, 4):
        plate = line.vehicle.plate if line.vehicle and line.vehicle.plate else ""
        hold(grid, line, "plate-malformed", "plate", cell=rng.choice((plate[1:], plate[:-2], f"{plate}99")))
    return Case("plates without province or cut off", number, [grid], unit)


def plates_of_other_cities(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    other = next(letter for code, (letter, _) in CITIES.items() if code != unit)
    grid = table("Sheet1", ordinary(rng), fleet)
    for line in rng.sample(grid.vehicles, 3):
        assert line.vehicle is not None
        assert line.vehicle.plate is not None
        line.vehicle = replace(line.vehicle, plate=f"豫{other}{line.vehicle.plate[2:]}")
        grid.put(line, "plate", line.vehicle.plate)
        line.problems.append(("plate-other-city", "plate"))
    return Case("plates of another city", number, [grid], unit)


def dirty_vins(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "vin", any_form(rng, spellings.VIN_FORMS, "vin"))
    return Case("VINs with blanks, lower case, full width", number, [table("Sheet1", columns, fleet)], unit)


def damaged_vins(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    damages: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("vin-characters", lambda vin: vin[:8] + "O" + vin[9:]),
        ("vin-characters", lambda vin: vin[:11] + "I" + vin[12:]),
        ("vin-length", lambda vin: vin[:16]),
        ("vin-length", lambda vin: vin + "7"),
        ("vin-numeric", lambda vin: 1.234567890123457e16 + int(vin[-3:])),
        ("vin-missing", lambda _: None),
    )
    for line, (code, spoil) in zip(rng.sample(grid.vehicles, 5), rng.sample(damages, 5), strict=True):
        assert line.vehicle is not None
        hold(grid, line, code, "vin", cell=spoil(line.vehicle.vin))
    return Case("damaged VINs", number, [grid], unit)


def check_digits(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    for line in rng.sample(grid.vehicles, 3):
        assert line.vehicle is not None
        vin = line.vehicle.vin
        wrong = next(sign for sign in "123" if sign != check_digit(vin))
        line.vehicle = replace(line.vehicle, vin=vin[:8] + wrong + vin[9:])
        grid.put(line, "vin", line.vehicle.vin)
        line.problems.append(("vin-check-digit", "vin"))
    return Case("VINs with a wrong check digit", number, [grid], unit)


def days_in_every_form(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "registered_on", any_day(rng))
    return Case("days in every form", number, [table("Sheet1", columns, fleet)], unit)


def days_of_the_republic(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "registered_on", lambda vehicle: spellings.roc(vehicle.registered_on))
    return Case("days of 民国 years", number, [table("Sheet1", columns, fleet)], unit)


def loose_days_settled(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    form = rng.choice((spellings.day_first, spellings.month_first))
    fleet[0] = replace(
        fleet[0], registered_on=date(int("20" + {"R": "24", "S": "25"}[fleet[0].vin[9]]), 8, 25)
    )
    columns = written(ordinary(rng), "registered_on", lambda vehicle: form(vehicle.registered_on))
    return Case("day or month first, settled by the column", number, [table("Sheet1", columns, fleet)], unit)


def loose_days_open(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [replace(one, registered_on=date(2025, rng.randrange(1, 12), rng.randrange(1, 12)),
                     vin=one.vin) for one in fleet if one.vin[9] == "S"]  # fmt: skip
    fleet = [one for one in fleet if one.registered_on.day != one.registered_on.month]
    fleet += [replace(one, registered_on=date(2025, 3, 4)) for one in make_fleet(rng, 3, unit=unit)]
    columns = written(
        ordinary(rng), "registered_on", lambda vehicle: spellings.day_first(vehicle.registered_on)
    )
    grid = table("Sheet1", columns, fleet)
    for line in grid.vehicles:
        line.fate = "held"
        line.problems.append(("date-ambiguous", "registered_on"))
    return Case("day or month first, open", number, [grid], unit)


def days_of_1904(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(
        ordinary(rng), "registered_on", lambda vehicle: spellings.DAY_FORMS["cell"](vehicle.registered_on)
    )
    case = Case("1904 days", number, [table("Sheet1", columns, fleet)], unit)
    case.epoch_1904 = True
    return case


def bad_days(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    bad = (("date-out-of-range", "1900-01-01"), ("date-out-of-range", "2099-01-01"), ("date-unreadable", "2025-13-45"),
           ("date-unreadable", "见行驶证"), ("date-missing", None), ("date-out-of-range", "1970-01-01"),
           ("date-missing", "/"), ("date-unreadable", "2025-02-30"))  # fmt: skip
    for line, (code, cell) in zip(rng.sample(grid.vehicles, 5), rng.sample(bad, 5), strict=True):
        hold(grid, line, code, "registered_on", cell=cell)
    return Case("days that cannot be", number, [grid], unit)


def masses(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    headers: tuple[tuple[str, Writer], ...] = (
        ("总质量（吨）", lambda vehicle: (vehicle.gross_mass_kg or 0) / 1000),
        ("总质量(t)", lambda vehicle: f"{(vehicle.gross_mass_kg or 0) / 1000:g}"),
        ("总质量", lambda vehicle: (vehicle.gross_mass_kg or 0) / 1000),
        ("总质量（kg）", lambda vehicle: f"{vehicle.gross_mass_kg:,}"),
        ("车辆总质量", lambda vehicle: rng.choice(spellings.MASS_FORMS)(vehicle.gross_mass_kg or 0)),
    )
    header, write = headers[number % len(headers)]
    columns = with_field(rng, ordinary(rng), "gross_mass", write, header=header)
    return Case("masses in kg and t", number, [table("Sheet1", columns, fleet)], unit)


def stages(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [
        replace(one, emission_stage="china_5")
        if one.emission_stage == "china_6" and (one.gross_mass_kg or 0) < 3000
        else one
        for one in fleet
    ]
    columns = with_field(
        rng, ordinary(rng), "emission_stage", any_of(rng, spellings.STAGE_WORDS, "emission_stage")
    )
    return Case("emission stages in every spelling", number, [table("Sheet1", columns, fleet)], unit)


def broken_cells(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    codes = {BROKEN: "cell-error", NO_VALUE: "formula-without-value"}
    spoilt = [
        (name, cell) for name in ("vin", "registered_on", "category", "fuel", "plate") for cell in codes
    ]
    for line, (name, cell) in zip(rng.sample(grid.vehicles, 5), rng.sample(spoilt, 5), strict=True):
        hold(grid, line, codes[cell], name, cell=cell)
    return Case("error cells, formulas without value", number, [grid], unit)


def duplicates(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    for line in rng.sample(grid.vehicles, 3):
        again = Line(list(line.cells), "held", line.vehicle, [("duplicate-in-file", "vin")])
        grid.lines.append(again)
    return Case("the same vehicle twice", number, [grid], unit)


def other_units(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    other = next(name for code, (_, name) in CITIES.items() if code != unit)
    columns = [
        *ordinary(rng),
        Column("unit", (rng.choice(("报送单位", "上报单位", "所属地市")),), lambda _: CITIES[unit][1]),
    ]
    grid = table("Sheet1", columns, fleet)
    for line in rng.sample(grid.vehicles, 2):
        hold(grid, line, "unit-mismatch", "unit", cell=other)
    return Case("rows of another unit", number, [grid], unit)


def cells_with_breaks(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    for line in grid.vehicles:
        for place, cell in enumerate(line.cells):
            if isinstance(cell, str) and cell and rng.random() < 0.3:
                line.cells[place] = rng.choice(
                    (f"{cell}\n", f" {cell}", f"{cell}\u00a0", f"\u3000{cell}", f"{cell}\u200b")
                )
    grid.lines.append(aside(grid, f"合计：{len(fleet)}辆"))
    return Case("stray blanks and breaks in all cells", number, [grid], unit)


VALUE_FAMILIES: Final[tuple[Family, ...]] = (
    dirty_plates,
    no_plate_yet,
    bad_plates,
    plates_of_other_cities,
    dirty_vins,
    damaged_vins,
    check_digits,
    days_in_every_form,
    days_of_the_republic,
    loose_days_settled,
    loose_days_open,
    days_of_1904,
    bad_days,
    masses,
    stages,
    broken_cells,
    duplicates,
    other_units,
    cells_with_breaks,
)
