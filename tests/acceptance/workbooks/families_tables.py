"""Families about several tables and sections on a sheet, retired vehicles, and what stands beside a list."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import Column, column, ordinary
from tests.acceptance.workbooks.families import TITLE_WORDS, Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, aside, line_of, table
from tests.acceptance.workbooks.spellings import CATEGORY_WORDS, DAY_FORMS
from tests.acceptance.workbooks.vehicles import CATEGORIES, CITIES, Vehicle, make_fleet

_EVENT_TITLES: Final = {"new": ("新增", "新购", "新投放"), "replacement": ("更新", "更换")}


def _header_again(grid: Grid, columns: Sequence[Column] | None = None) -> Line:
    return Line([one.path[0] for one in columns or grid.columns], "ignored")


def titled_tables(rng: Random, number: int) -> Case:
    """Tables one below the other, of which only the titles say what each holds."""
    unit = rng.choice(tuple(CITIES))
    columns = ordinary(rng, without=("category", "event", "replaces_plate"))
    grid = table(rng.choice(("Sheet1", "汇总", "明细")), columns, [])
    ending = rng.choice(("明细表", "登记表", "清单", "台账"))
    for place, category in enumerate(rng.sample(CATEGORIES, 3)):
        title = f"{CITIES[unit][1]}2025年{rng.choice(_EVENT_TITLES['new'])}{TITLE_WORDS[category]}{ending}"
        if place == 0:
            grid.lines[:0] = [Line([title, *[None] * (len(columns) - 1)])]
        else:
            grid.lines += [Line([None] * len(columns)), aside(grid, title), _header_again(grid)]
        fleet = make_fleet(rng, 3, unit=unit, event="new", categories=(category,))
        grid.lines += [line_of(columns, vehicle) for vehicle in fleet]
    return Case("titled tables on a sheet", number, [grid], unit)


def sections_of_events(rng: Random, number: int) -> Case:
    """新增 and 更新 in sections under one header, the category in sections below them."""
    unit = rng.choice(tuple(CITIES))
    columns = ordinary(rng, without=("category", "event"))
    grid = table("Sheet1", columns, [])
    of_events, of_categories = rng.choice(
        ((("一、{}车辆", "二、{}车辆"), ("（一）{}", "（二）{}")), (("（一）{}", "（二）{}"), ("1、{}", "2、{}")),
         (("第一部分 {}", "第二部分 {}"), ("一、{}", "二、{}")))
    )  # fmt: skip
    for event, section in zip(("new", "replacement"), of_events, strict=True):
        grid.lines.append(aside(grid, section.format(_EVENT_TITLES[event][0])))
        for category, part in zip(rng.sample(CATEGORIES, 2), of_categories, strict=True):
            grid.lines.append(aside(grid, part.format(TITLE_WORDS[category])))
            fleet = make_fleet(rng, 2, unit=unit, event=event, categories=(category,))
            grid.lines += [line_of(columns, vehicle) for vehicle in fleet]
            if rng.random() < 0.5:
                grid.lines.append(aside(grid, "小计", None, 2))
    return Case("sections of events and categories", number, [grid], unit)


def county_tables(rng: Random, number: int) -> Case:
    """A table a county, the two days in another order in each."""
    unit = rng.choice(tuple(CITIES))
    form = DAY_FORMS[rng.choice(("cell", "iso", "dots"))]
    days = [column(rng, "registered_on", write=lambda one: form(one.registered_on)),
            Column("built_on", ("出厂日期",), lambda one: form(one.registered_on - timedelta(days=40)))]  # fmt: skip
    columns = [*ordinary(rng, without=("registered_on",), extra=0), *days]
    grid = table("各县区", columns, [])
    grid.lines[:0] = [Line(["（一）中牟县", *[None] * (len(columns) - 1)])]
    turned = [*columns[:-2], columns[-1], columns[-2]]
    grid.lines += [line_of(columns, vehicle) for vehicle in make_fleet(rng, 3, unit=unit)]
    for county, order in (("（二）新密市", turned), ("（三）登封市", columns)):
        grid.lines += [aside(grid, county), _header_again(grid, order)]
        grid.lines += [line_of(order, vehicle) for vehicle in make_fleet(rng, 3, unit=unit)]
    return Case("county tables of another order", number, [grid], unit)


def _retire(line: Line) -> None:
    line.fate, line.vehicle = "ignored", None
    line.problems.append(("retired-listed", "vin"))


def retired_sheet(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="new")
    columns = ordinary(rng, without=("event", "replaces_plate"))
    name = rng.choice(("报废车辆", "注销车辆明细", "2025年淘汰", "退出运营", "已转出", "报废（注销）车辆"))
    old = table(name, columns, make_fleet(rng, 4, unit=unit, event="new"))
    for line in old.vehicles:
        _retire(line)
    new = table(rng.choice(("新增", "新增车辆", "在用")), columns, fleet)
    return Case("sheet of retired vehicles", number, [new, old], unit, event="new")


def retired_section(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="new")
    columns = ordinary(rng, without=("event", "replaces_plate"))
    grid = table("Sheet1", columns, fleet)
    title = rng.choice(
        ("以下车辆已报废，不计入", "三、退出营运车辆", "注销车辆：", "附：2025年淘汰车辆明细表")
    )
    old = [line_of(columns, vehicle) for vehicle in make_fleet(rng, 3, unit=unit, event="new")]
    for line in old:
        _retire(line)
    grid.lines += [aside(grid, title), *old]
    return Case("section of retired vehicles", number, [grid], unit, event="new")


def status_column(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = [
        *ordinary(rng),
        Column(None, (rng.choice(("车辆状态", "机动车状态", "状态")),), lambda _: "正常"),
    ]
    grid = table("Sheet1", columns, fleet)
    for line in rng.sample(grid.vehicles, 2):
        line.cells[-1] = rng.choice(("注销", "报废", "转出", "强制注销", "已报废", "退出营运"))
        line.fate = "held"
        line.problems.append(("retired-vehicle", "status"))
    return Case("status of retired vehicles", number, [grid], unit)


def counts_above(rng: Random, number: int) -> Case:
    """A table of counts above the list, whose words say nothing of the vehicles."""
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    words = [CATEGORY_WORDS[name][0] for name in rng.sample(CATEGORIES, 3)]
    across: list[list[object]] = [["县区", *words], ["中牟县", 2, 1, 0], ["合计", 2, 1, 0]]
    down: list[list[object]] = [["类别", "数量"], *([word, place] for place, word in enumerate(words))]
    width = len(grid.columns)
    above = [Line([*cells, *[None] * (width - len(cells))]) for cells in rng.choice((across, down))]
    grid.lines[:0] = [*above, Line([None] * width)]
    return Case("counts above the list", number, [grid], unit)


def counts_beside(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="new", categories=("bus",))
    columns = ordinary(rng, without=("category", "event", "replaces_plate"))
    beside = rng.choice(
        ((("类别", "数量"), ("出租车", 3), ("环卫车", 1)), (("新增/更新", "辆数"), ("更新", 2), ("合计", 2)))
    )
    grid = table("Sheet1", columns, fleet)
    grid.columns = [*columns, *(Column(None, ("",), lambda _: None) for _ in range(3))]
    for line, cells in zip(grid.lines, [*beside, *[(None, None)] * len(fleet)], strict=False):
        line.cells += [None, *cells]
    return Case("counts beside the list", number, [grid], unit, category="bus", event="new")


def side_by_side(rng: Random, number: int) -> Case:
    """Two lists side by side: a row of two vehicles is taken for neither."""
    unit, fleet = start(rng, event="new")
    columns = ordinary(rng, without=("event", "replaces_plate"), extra=0)
    grid = table("Sheet1", columns, fleet)
    other = table("", columns, make_fleet(rng, len(fleet) // 2, unit=unit, event="new"))
    gap = [None] * rng.randrange(2)
    grid.columns = [*columns, *(Column(None, ("",), lambda _: None) for _ in [*gap, *columns])]
    for line in grid.lines:
        right = other.lines.pop(0) if other.lines else None
        line.cells += [*gap, *(right.cells if right else [None] * len(columns))]
        if right is not None and right.vehicle is not None:
            line.fate = "held"
            line.problems.append(("table-beside", "vin"))
    return Case("lists side by side", number, [grid], unit, event="new")


def dittos(rng: Random, number: int) -> Case:
    """同上 where a vehicle has the category, event or day of the one above."""
    unit, fleet = start(rng, event="new")
    fleet.sort(key=lambda one: one.category)
    grid = table("Sheet1", ordinary(rng), fleet)
    place, sign = grid.place("category"), rng.choice(("同上", "〃", "″"))
    last: Vehicle | None = None
    for line in grid.vehicles:
        if last is not None and line.vehicle is not None and line.vehicle.category == last.category:
            line.cells[place] = sign
        last = line.vehicle
    return Case("dittos", number, [grid], unit)


TABLE_FAMILIES: Final[tuple[Family, ...]] = (
    titled_tables,
    sections_of_events,
    county_tables,
    retired_sheet,
    retired_section,
    status_column,
    counts_above,
    counts_beside,
    side_by_side,
    dittos,
)
