"""Families of lines that are no vehicles, wherever printed tables and exports have them."""

from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import ordinary
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, table

_STEMS: Final = ("甲", "乙", "丙")


def _anywhere(rng: Random, grid: Grid, *texts: object) -> Line:
    """A line of some texts side by side, beginning in any column that leaves room for them."""
    at = rng.randrange(0, max(1, len(grid.columns) - len(texts)))
    cells: list[object] = [None] * len(grid.columns)
    cells[at : at + len(texts)] = texts
    return Line(cells[: max(len(grid.columns), at + len(texts))], "ignored")


def _among(rng: Random, grid: Grid, line: Line) -> None:
    first = next(place for place, one in enumerate(grid.lines) if one.vehicle is not None)
    grid.lines.insert(rng.randrange(first + 1, len(grid.lines)), line)


def _below(grid: Grid, *lines: Line) -> None:
    grid.lines.extend(lines)


def numbered_columns(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    stems = number % 3
    numbers: list[object] = [*_STEMS[:stems], *range(1, len(grid.columns) - stems + 1)]
    if number % 2:
        numbers = [one if isinstance(one, str) else f"（{one}）" for one in numbers]
    grid.lines.insert(1, Line(numbers, is_header=True))
    _among(rng, grid, Line(list(numbers), "ignored"))
    return Case("numbers of columns below the header and again", number, [grid], unit)


def sums_of_excel(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = sorted(fleet, key=lambda one: one.category)
    grid = table("明细", ordinary(rng), fleet)
    word = ("汇总", "计数", "平均值", "最大值")[number % 4]
    place, at = grid.place("category"), grid.place("seq")
    for category in sorted({one.category for one in fleet}):
        lines = [line for line in grid.vehicles if line.vehicle and line.vehicle.category == category]
        cells: list[object] = [None] * len(grid.columns)
        cells[place], cells[at] = f"{lines[0].cells[place]} {word}", float(len(lines))
        grid.lines.insert(grid.lines.index(lines[-1]) + 1, Line(cells, "ignored"))
    total: list[object] = [None] * len(grid.columns)
    total[place], total[at] = (
        "总计" if word == "汇总" else f"总{word}" if word != "计数" else "总计数",
        float(len(fleet)),
    )
    _below(grid, Line(total, "ignored"))
    return Case("sub-totals that Excel put in", number, [grid], unit)


def sums_of_people(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    green = sum(one.energy in ("bev", "phev", "fcev") for one in fleet)
    shapes: tuple[tuple[tuple[object, ...], ...], ...] = (
        (("合计", f"{len(fleet)}辆"), ("其中：新能源", f"{green}辆"), ("其他", f"{len(fleet) - green}辆")),
        ((f"共计{len(fleet)}辆，其中新能源{green}辆，占比{green / len(fleet):.1%}",),),
        ((f"以上车辆共 {len(fleet)} 辆",), ("新能源占比", f"{green / len(fleet):.1%}")),
        (("数量合计：", float(len(fleet))), ("其中", "纯电动", f"{green}台")),
    )
    for texts in shapes[number % len(shapes)]:
        _below(
            grid,
            _anywhere(rng, grid, *texts)
            if len(texts) == 1
            else Line([*texts, *[None] * (len(grid.columns) - len(texts))], "ignored"),
        )
    return Case("sums that people wrote", number, [grid], unit)


def signatures(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    lines: tuple[tuple[object, ...], ...] = (
        ("单位负责人：", None, "审核人：李某", None, "填表人：王某"),
        ("分管领导（签字）：", None, "科室负责人："),
        ("联系电话：0371-66660000",),
        ("2026年4月2日",),
        ("（单位公章）",),
        ("报送日期：2026.4.2",),
    )
    for texts in rng.sample(lines, 3):
        _below(grid, _anywhere(rng, grid, *texts))
    return Case("signatures and days in any column", number, [grid], unit)


def prints(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    among = (("第 1 页 共 3 页",), ("-----------",), ("转下页",), ("续上表",), ("- 2 -",))
    _among(rng, grid, _anywhere(rng, grid, *rng.choice(among)))
    below = (("（以下空白）",), ("以下无正文",), ("(12 行受影响)",), ("打印时间：2026-04-02 09:12:44",), ("12 rows selected.",),
             ("导出人：admin", "导出时间：2026/4/2 9:12"), ("此行以下空白",))  # fmt: skip
    for texts in rng.sample(below, 2):
        _below(grid, _anywhere(rng, grid, *texts))
    return Case("marks of printing and export", number, [grid], unit)


def continuation_lines(rng: Random, number: int) -> Case:
    """Every vehicle takes two lines: the second one holds a second axle or driver only."""
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng, extra=0), fleet)
    place = len(grid.columns)
    grid.header[0].cells.append(("轴荷(kg)", "驾驶员")[number % 2])
    for line in list(grid.vehicles):
        line.cells.append((6000, "张某")[number % 2])
        more = Line([*[None] * place, (6500, "李某")[number % 2]], "ignored")
        grid.lines.insert(grid.lines.index(line) + 1, more)
        if number % 4 > 1:
            vin = grid.place("vin")
            grid.merges.append((line, vin, more, vin))
    return Case("vehicles of two lines", number, [grid], unit)


LINE_FAMILIES: Final[tuple[Family, ...]] = (
    numbered_columns,
    sums_of_excel,
    sums_of_people,
    signatures,
    prints,
    continuation_lines,
)
