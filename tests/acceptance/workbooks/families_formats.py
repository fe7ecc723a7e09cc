"""Families about the kind of file, and files that only their sender can settle."""

from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import Column, column, ordinary
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, aside, table
from tests.acceptance.workbooks.vehicles import make_fleet

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "gbk", "gb18030", "utf-8-sig", "gb18030")
_DELIMITERS: Final = (",", ";", "\t")


def text_tables(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table(f"csv-{number:03d}", ordinary(rng), fleet)
    case = Case("csv", number, [grid], unit, format="csv")
    case.encoding = _ENCODINGS[number % len(_ENCODINGS)]
    case.delimiter = _DELIMITERS[number % len(_DELIMITERS)]
    if rng.random() < 0.5:
        grid.lines.append(aside(grid, "合计", f"{len(fleet)}辆"))
    return case


def old_excel(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("xls", number, [table("明细", ordinary(rng), fleet)], unit, format="xls")


def binary_excel(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("xlsb", number, [table("明细", ordinary(rng), fleet)], unit, format="xlsb")


def open_document(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("ods", number, [table("明细", ordinary(rng), fleet)], unit, format="ods")


def wrong_dimension(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case(
        "wrong dimension, as WPS writes",
        number,
        [table("Sheet1", ordinary(rng), fleet)],
        unit,
        wrong_dimension=True,
    )


def two_plate_columns(rng: Random, number: int) -> Case:
    """Two columns of plates under one name: only the sender knows which is the vehicle's; no row is taken before."""
    unit, fleet = start(rng, event="new")
    columns = ordinary(rng, without=("replaces_plate",), extra=0)
    others = iter(make_fleet(rng, len(fleet), unit=unit))
    place = next(index for index, one in enumerate(columns) if one.field == "plate")
    columns[place].path = ("车牌号",)
    columns.insert(place + 1, Column(None, ("车牌号",), lambda _: next(others).plate))
    grid = table("Sheet1", columns, fleet)
    grid.findings.append(("column-ambiguous", "plate"))
    for line in grid.vehicles:
        line.fate = "held"
        line.problems.append(("column-open", "plate"))
    return Case("two plate columns (to be asked)", number, [grid], unit)


def two_registration_days(rng: Random, number: int) -> Case:
    """上牌日期 and 注册日期 that differ: only the sender knows which is the first registration."""
    unit, fleet = start(rng)
    columns = ordinary(rng, extra=0)
    shifted = iter(make_fleet(rng, len(fleet), unit=unit))
    place = next(index for index, one in enumerate(columns) if one.field == "registered_on")
    columns[place].path = ("注册日期",)
    columns[place].write = lambda vehicle: vehicle.registered_on.isoformat()
    columns.insert(place + 1, Column(None, ("上牌日期",), lambda _: next(shifted).registered_on.isoformat()))
    grid = table("Sheet1", columns, fleet)
    grid.findings.append(("column-ambiguous", "registered_on"))
    return Case("two registration days (to be asked)", number, [grid], unit)


def no_event_anywhere(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng, without=("event", "replaces_plate")), fleet)
    grid.findings.append(("column-missing", "event"))
    for line in grid.vehicles:
        line.fate = "held"
        line.problems.append(("event-missing", "event"))
    return Case("nothing says new or replaced (to be asked)", number, [grid], unit)


def no_vin_column(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng, without=("vin",)), fleet)
    grid.findings.append(("column-missing", "vin"))
    for line in grid.vehicles:
        line.fate = "held"
        line.problems.append(("vin-missing", "vin"))
    return Case("no VIN column (to be asked)", number, [grid], unit)


def no_header(rng: Random, number: int) -> Case:
    unit, _ = start(rng)
    grid = Grid("Sheet1", [column(rng, "owner")])
    grid.lines = [
        Line([text, amount]) for text, amount in (("会议纪要", None), ("出席人数", 12), ("时间", "上午"))
    ]
    return Case("no vehicles at all (to be refused)", number, [grid], unit, refused="header-not-found")


FORMAT_FAMILIES: Final[tuple[Family, ...]] = (
    text_tables, old_excel, binary_excel, open_document, wrong_dimension, two_plate_columns, two_registration_days,
    no_event_anywhere, no_vin_column, no_header,
)  # fmt: skip
