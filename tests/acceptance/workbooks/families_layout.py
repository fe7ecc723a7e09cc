"""Families about headers and columns."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import (
    ENGLISH,
    GA_NAMES,
    NOISE,
    Column,
    always,
    column,
    ordinary,
    writer_of,
)
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, Line, table, titles
from tests.acceptance.workbooks.spellings import DAY_FORMS
from tests.acceptance.workbooks.vehicles import CITIES, make_fleet


def plain(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("plain list", number, [table("Sheet1", ordinary(rng), fleet)], unit)


def title_lines(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    city = CITIES[unit][1]
    lines = [
        rng.choice(
            (
                f"{city}2025年度新能源车辆推广情况登记表",
                f"{city}车辆登记明细表",
                f"附件2：{city}公共领域车辆台账",
            )
        ),
        f"填报单位：{city}交通运输局（盖章）    填报日期：2025年12月5日",
        "单位：辆、千克",
    ]
    titles(grid, *lines[: rng.randrange(1, 4)], rng=rng)
    if rng.random() < 0.3:
        grid.lines.insert(1, Line([None] * len(grid.columns)))
    return Case("title lines", number, [grid], unit)


_GROUPS: Final = {
    "plate": "车辆信息", "vin": "车辆信息", "model": "车辆信息", "fuel": "车辆信息", "registered_on": "登记信息",
    "category": "登记信息", "event": "登记信息", "replaces_plate": "被更新车辆", "owner": "所有人信息",
    "gross_mass": "技术参数", "emission_stage": "技术参数",
}  # fmt: skip


def grouped(rng: Random, *, top: str | None = None) -> list[Column]:
    columns = [one for one in ordinary(rng, extra=0) if one.field]
    columns.sort(
        key=lambda one: list(_GROUPS.values()).index(_GROUPS[one.field]) if one.field in _GROUPS else -1
    )
    for one in columns:
        group = _GROUPS.get(one.field or "")
        if group:
            name = rng.choice(("号牌号码", "车牌号")) if one.field == "replaces_plate" else one.path[0]
            one.path = (group, name) if top is None or group == "被更新车辆" else (top, group, name)
    return columns


def two_row_header(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("two-row header", number, [table("汇总", grouped(rng), fleet)], unit)


def three_row_header(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("three-row header", number, [table("汇总", grouped(rng, top="新投入车辆"), fleet)], unit)


def ghosts(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng)
    columns += [Column(None, ("",), lambda _: None) for _ in range(rng.randrange(1, 6))]
    grid = table("Sheet1", columns, fleet)
    grid.formatted_rows = rng.choice((50, 400, 2000))
    if rng.random() < 0.5:
        grid.lines.append(Line([" "] * len(columns)))
    return Case("ghost columns, formatted empty rows", number, [grid], unit)


def english(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fields = ["seq", "plate", "vin", "model", "fuel", "registered_on", "category", "event", "replaces_plate"]
    fields += rng.sample(("owner", "gross_mass", "emission_stage"), 2)
    columns = [column(rng, field, header=rng.choice(ENGLISH[field])) for field in fields]
    by_name = {"category": lambda vehicle: vehicle.category, "event": lambda vehicle: vehicle.event}
    for one in columns:
        if one.field in by_name and rng.random() < 0.5:
            one.write = by_name[one.field]
    return Case("English headers", number, [table("Vehicles", columns, fleet)], unit)


def police_export(rng: Random, number: int) -> Case:
    category = rng.choice(("bus", "taxi", "ride_hailing"))
    unit, fleet = start(rng, event="new", categories=(category,))
    shift = rng.choice((str, str.upper))
    columns = [Column(field, (shift(name),), writer_of(rng, field)) for field, name in GA_NAMES.items()]
    extra = {"hpzl": "52", "cllx": "K11", "fdjh": "TZ1234", "yxqz": "2026-03-31", "zt": "A", "csys": "A"}
    columns = [one for one in columns if one.field not in ("seq", "vehicle_type")]
    columns += [Column(None if name != "cllx" else "vehicle_type", (shift(name),), always(value))
                for name, value in extra.items()]  # fmt: skip
    rng.shuffle(columns)
    return Case(
        "police field names", number, [table("Sheet1", columns, fleet)], unit, category=category, event="new"
    )


def odd_order(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, extra=rng.randrange(8, 16))
    rng.shuffle(columns)
    return Case("odd order, many unused columns", number, [table("Sheet1", columns, fleet)], unit)


def two_days(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng)
    place = next(index for index, one in enumerate(columns) if one.field == "registered_on")
    columns[place].path = (rng.choice(("初次登记日期", "注册日期", "注册登记日期")),)
    form = DAY_FORMS[rng.choice(("iso", "cell", "dots"))]
    issued = Column(None, (rng.choice(("发证日期", "行驶证发证日期", "检验有效期止", "强制报废期止", "保险终止日期")),),
                    lambda vehicle: form(vehicle.registered_on + timedelta(days=40)))  # fmt: skip
    columns.insert(place + rng.randrange(2), issued)
    return Case("two day columns", number, [table("Sheet1", columns, fleet)], unit)


def model_elsewhere(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, without=("model",))
    columns.insert(3, column(rng, "model", header=("车型", "车辆类型", "车辆种类")[number % 3]))
    return Case("车型 or 车辆类型 holds model codes", number, [table("Sheet1", columns, fleet)], unit)


def wide(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, extra=len(NOISE))
    filler = [
        Column(None, (f"指标{index}",), lambda _: rng.randrange(100))
        for index in range(rng.randrange(60, 180))
    ]
    columns[rng.randrange(2, 8) : 0] = filler if rng.random() < 0.5 else []
    columns += filler if filler[0] not in columns else []
    return Case("some hundred columns", number, [table("Sheet1", columns, fleet)], unit)


def retired_vehicles(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="replacement")
    fleet = [
        replace(one, replaces_vin=made.vin)
        for one, made in zip(fleet, make_fleet(rng, len(fleet), unit=unit), strict=True)
    ]
    columns = ordinary(rng)
    columns.append(column(rng, "replaces_vin"))
    if rng.random() < 0.5:
        columns.insert(
            0, columns.pop(next(i for i, one in enumerate(columns) if one.field == "replaces_plate"))
        )
    return Case("retired vehicles beside", number, [table("更新车辆", columns, fleet)], unit)


def template_marks(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng)
    marks = ("*{}", "{}*", "{}（必填）", "{}\n(必填)", " {} ", "{}：", "★{}", "{}\n")
    for one in columns:
        if one.field and rng.random() < 0.7:
            one.path = (rng.choice(marks).format(one.path[0]),)
    return Case("marks in the header", number, [table("Sheet1", columns, fleet)], unit)


def numbered_header(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    below = Line(list(range(1, len(grid.columns) + 1)), is_header=True)
    grid.lines.insert(1, below)
    return Case("column numbers below the header", number, [grid], unit)


LAYOUT_FAMILIES: Final[tuple[Family, ...]] = (
    plain,
    title_lines,
    two_row_header,
    three_row_header,
    ghosts,
    english,
    police_export,
    odd_order,
    two_days,
    model_elsewhere,
    wide,
    retired_vehicles,
    template_marks,
    numbered_header,
)
