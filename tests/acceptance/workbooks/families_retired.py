"""Families of lists of retired vehicles (注销、报废、转出): as dirty as any file, and read for other columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from tests.acceptance.workbooks.columns import Column, always, column
from tests.acceptance.workbooks.families import TITLE_WORDS, Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, aside, hold, line_of, table, titles
from tests.acceptance.workbooks.spellings import DAY_FORMS
from tests.acceptance.workbooks.vehicles import Vehicle, make_plate

LEFT_ON: Final = {
    "注销日期": "deregistered", "注销时间": "deregistered", "报废日期": "scrapped", "报废时间": "scrapped",
    "转出日期": "transferred", "迁出日期": "transferred", "退出日期": "deregistered", "车辆注销日期": "deregistered",
}  # fmt: skip
"""What the day's column is called -> how its vehicles left, where no cell says otherwise."""
STATES: Final = {
    "注销": "deregistered", "已注销": "deregistered", "报废": "scrapped", "已报废": "scrapped", "转出": "transferred",
    "已转出": "transferred",
}  # fmt: skip
RUNNING: Final = ("在用", "正常", "营运", "未报废")
_TEXTS: Final = (
    "iso",
    "slashes",
    "dots",
    "chinese",
    "chinese padded",
    "packed text",
    "with time",
    "full width",
)


@dataclass(frozen=True, slots=True)
class Retired(Vehicle):
    """A vehicle that left: on which day and how."""

    retired_on: date = date.min
    way: str = "deregistered"


def _retired(rng: Random, *, way: str, category: str | None = None) -> tuple[str, list[Retired]]:
    """A unit and vehicles of it that ran on diesel and have left the same way."""
    unit, fleet = start(rng, event="new", **({"categories": (category,)} if category else {}))
    left = []
    for one in fleet:
        told: dict[str, Any] = {field.name: getattr(one, field.name) for field in fields(Vehicle)}
        told["plate"] = make_plate(rng, (one.plate or "")[1], "diesel", large=True)
        day = one.registered_on + timedelta(days=rng.randrange(1, 60))
        left.append(Retired(**told, retired_on=min(day, date(2025, 12, 30)), way=way))
    return unit, list({one.plate: one for one in left}.values())


def _day_as(*forms: str, rng: Random) -> Any:
    return lambda vehicle: DAY_FORMS[rng.choice(forms)](vehicle.retired_on)


def _columns(rng: Random, header: str, *, group: bool = False) -> list[Column]:
    """The columns of such a list; ``group``: under a line of groups."""
    form = rng.choice(("cell", "iso", "slashes", "chinese"))
    columns = [column(rng, name) for name in ("seq", "plate", "vin", "category")]
    columns.append(Column("retired_on", (header,), _day_as(form, rng=rng)))
    columns.append(column(rng, "owner", header=rng.choice(("所有人", "机动车所有人", "车主"))))
    if group:
        for one in columns[1:]:
            one.path = ("退出情况" if one.field == "retired_on" else "车辆信息", one.path[0])
    return columns


def _case(family: str, number: int, grid: Grid, unit: str, *, category: str | None = None) -> Case:
    return Case(f"retired: {family}", number, [grid], unit, category=category, kind="retirements")


def _a_list(rng: Random, *, group: bool = False) -> tuple[str, Grid]:
    header = rng.choice(tuple(LEFT_ON))
    unit, fleet = _retired(rng, way=LEFT_ON[header])
    return unit, table("Sheet1", _columns(rng, header, group=group), fleet)


def retired_headers(rng: Random, number: int) -> Case:
    unit, grid = _a_list(rng)
    return _case("names of the day", number, grid, unit)


def retired_groups(rng: Random, number: int) -> Case:
    unit, grid = _a_list(rng, group=True)
    return _case("two header lines", number, grid, unit)


def retired_title(rng: Random, number: int) -> Case:
    """The title names the category, and no column does."""
    category = rng.choice(("bus", "taxi", "sanitation"))
    header = rng.choice(tuple(LEFT_ON))
    unit, fleet = _retired(rng, way=LEFT_ON[header], category=category)
    columns = [one for one in _columns(rng, header) if one.field != "category"]
    grid = table("Sheet1", columns, fleet)
    titles(grid, f"2025年{header[:2]}{TITLE_WORDS[category]}明细表", rng=rng)
    return _case("a title names the category", number, grid, unit)


def retired_subtotals(rng: Random, number: int) -> Case:
    unit, grid = _a_list(rng)
    titles(grid, "退出车辆名单", rng=rng)
    last, middle = grid.vehicles[-1], grid.vehicles[2]
    for line, word in ((middle, "小计"), (last, "小计")):
        grid.lines.insert(grid.lines.index(line) + 1, aside(grid, word, f"{rng.randrange(2, 9)}辆"))
    grid.lines.append(aside(grid, "合计", f"{len(grid.vehicles)}辆"))
    return _case("sub-totals", number, grid, unit)


def retired_text_days(rng: Random, number: int) -> Case:
    header = rng.choice(tuple(LEFT_ON))
    unit, fleet = _retired(rng, way=LEFT_ON[header])
    columns = _columns(rng, header)
    columns[4].write = _day_as(*_TEXTS, rng=rng)
    return _case("days as text", number, table("Sheet1", columns, fleet), unit)


def retired_states(rng: Random, number: int) -> Case:
    """A word says how each vehicle left, or that it has not."""
    unit, fleet = _retired(rng, way="deregistered")
    columns = _columns(rng, "退出日期")
    columns.append(Column(None, (rng.choice(("车辆状态", "机动车状态", "状态")),), always(None)))
    words = [rng.choice(tuple(STATES)) for _ in fleet]
    told = [_left(one, STATES[word]) for one, word in zip(fleet, words, strict=True)]
    grid = table("Sheet1", columns, told)
    for line, word in zip(grid.vehicles, words, strict=True):
        line.cells[-1] = word
    for line in rng.sample(grid.vehicles, 2):
        line.cells[-1], line.fate = rng.choice(RUNNING), "held"
        line.problems.append(("retirement-in-use", "status"))
    return _case("states as words", number, grid, unit)


def _left(one: Retired, way: str) -> Retired:
    told: dict[str, Any] = {field.name: getattr(one, field.name) for field in fields(Retired)}
    return Retired(**told | {"way": way})


def retired_twice(rng: Random, number: int) -> Case:
    unit, grid = _a_list(rng)
    for line in _repeated(rng, grid):
        line.fate = "held"
        line.problems.append(("retirement-twice", "vin"))
    return _case("vehicles listed twice", number, grid, unit)


def _repeated(rng: Random, grid: Grid) -> Sequence[Line]:
    chosen = [one.vehicle for one in rng.sample(grid.vehicles, 2)]
    again = [line_of(grid.columns, one) for one in chosen if one is not None]
    grid.lines += again
    return again


def retired_numeric_vins(rng: Random, number: int) -> Case:
    unit, grid = _a_list(rng)
    for line in rng.sample(grid.vehicles, 2):
        hold(grid, line, "vin-numeric", "vin", cell=1.234567890123457e16 + rng.randrange(1000))
    return _case("VINs typed as numbers", number, grid, unit)


def retired_bare_plates(rng: Random, number: int) -> Case:
    """Some plates lack the province: the VIN says which vehicle it is, but the plate is not to be lost."""
    unit, grid = _a_list(rng)
    for line in rng.sample(grid.vehicles, 2):
        plate = line.vehicle.plate if line.vehicle is not None else None
        hold(grid, line, "plate-malformed", "plate", cell=(plate or "")[1:])
    return _case("plates without the province", number, grid, unit)


def _without_rows(grid: Grid) -> None:
    """Leave the header alone. What a column named 用途 holds is nothing that could be told then."""
    grid.lines = grid.header
    grid.columns[grid.place("category")].field = "category|use_nature"


def retired_none(rng: Random, number: int) -> Case:
    """A header, and below it nothing."""
    unit, grid = _a_list(rng)
    _without_rows(grid)
    return _case("no line at all", number, grid, unit)


def retired_nil(rng: Random, number: int) -> Case:
    """A list that says that there are none: no error, and nothing is read."""
    unit, grid = _a_list(rng)
    _without_rows(grid)
    said = aside(
        grid, rng.choice(("本月无注销车辆", "无", "本季度没有报废车辆", "报废0辆", "零报告", "暂无车辆转出"))
    )
    said.problems.append(("nil-report", None))
    grid.lines.append(said)
    grid.used = False
    return _case("none, in words", number, grid, unit)


RETIRED_FAMILIES: Final[tuple[Family, ...]] = (
    retired_headers, retired_groups, retired_title, retired_subtotals, retired_text_days, retired_states,
    retired_twice, retired_numeric_vins, retired_bare_plates, retired_none, retired_nil,
)  # fmt: skip
