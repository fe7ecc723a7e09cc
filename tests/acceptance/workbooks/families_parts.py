"""Families of fields that several columns hold: parts of a day, of a plate, ticks under their words, yes and no."""

from random import Random
from typing import Final

from tests.acceptance.workbooks import spellings
from tests.acceptance.workbooks.columns import Column, ordinary
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, table
from tests.acceptance.workbooks.spellings import Writer
from tests.acceptance.workbooks.vehicles import Vehicle

_TICKS: Final = (
    ("√", None),
    ("✓", None),
    ("○", None),
    ("是", "否"),
    ("√", "×"),
    (1, 0),
    ("Y", None),
    ("●", ""),
)


def split_day(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, without=("registered_on",), extra=0)
    group = rng.choice(("登记日期", "初次登记日期", "上牌时间", "注册登记日期"))
    parts = rng.choice((("年", "月", "日"), ("年份", "月份", "日")))
    if number % 2:
        stem = rng.choice(("登记", "注册登记", "上牌"))
        paths: list[tuple[str, ...]] = [(stem + part,) for part in parts]
    else:
        paths = [(group, part) for part in parts]
    shown: tuple[Writer, ...] = (
        lambda one: one.registered_on.year,
        lambda one: one.registered_on.month,
        lambda one: one.registered_on.day,
    )
    fields = ("registered_on", None, None)  # the first column stands for the day
    columns += [Column(*one) for one in zip(fields, paths, shown, strict=True)]
    return Case("day over three columns", number, [table("Sheet1", columns, fleet)], unit)


def split_plate(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, without=("plate",), extra=0)
    at = rng.randrange(1, len(columns))
    cut = 1 if number % 2 else 2
    prefix = rng.choice(
        ("省份", "号牌前缀", "发牌机关", "车牌简称") if cut == 1 else ("发牌机关代号", "号牌前缀")
    )
    columns[at:at] = [
        Column(None, (prefix,), lambda one: (one.plate or "")[:cut] or None),
        Column(
            "plate",
            (rng.choice(("号牌号码", "车牌号", "牌照号码")),),
            lambda one: (one.plate or "")[cut:] or None,
        ),
    ]
    return Case("plate over two columns", number, [table("Sheet1", columns, fleet)], unit)


def ticked_event(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, without=("event",), extra=0)
    yes, no = _TICKS[number % len(_TICKS)]
    group = ("车辆来源",) if number % 2 else ()
    new, replaced = rng.choice(
        (("新增", "更新"), ("新增车辆", "更新车辆"), ("新购", "替换"), ("新增", "更换"))
    )
    columns += [
        Column("event", (*group, new), lambda one: yes if one.event == "new" else no),
        Column(None, (*group, replaced), lambda one: yes if one.event == "replacement" else no),
    ]
    return Case("new or replaced as ticks", number, [table("Sheet1", columns, fleet)], unit)


def ticked_energy(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [one for one in fleet if one.energy in ("bev", "phev", "diesel", "gas", "fcev")]
    columns = ordinary(rng, without=("fuel",), extra=0)
    yes, no = _TICKS[number % len(_TICKS)]
    words = {"bev": "纯电动", "phev": "插电式混合动力", "fcev": "燃料电池", "diesel": "柴油", "gas": "天然气"}

    def ticking(energy: str) -> Writer:
        return lambda one: yes if one.energy == energy else no

    for energy, word in words.items():
        columns.append(Column("powertrain" if energy == "bev" else None, ("能源类型", word), ticking(energy)))
    return Case("energy as ticks", number, [table("Sheet1", columns, fleet)], unit)


def plates_without_province(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="new")
    columns = ordinary(rng, without=("replaces_plate",))
    for one in columns:
        if one.field == "plate":
            one.write = lambda vehicle: (vehicle.plate or "")[1:] or None
    grid = table("Sheet1", columns, fleet)
    grid.findings.append(("plates-without-province", "plate"))
    return Case("plates without the province (to be asked once)", number, [grid], unit)


def models_with_brands(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng)
    brand = rng.choice(("某某牌", "中州牌", "黄河客车牌"))

    def branded(vehicle: Vehicle) -> object:
        return vehicle.model and f"{brand}{vehicle.model}"

    for one in columns:
        if one.field == "model":
            one.write, one.path = branded, ("品牌型号",)
    return Case("models behind their brand", number, [table("Sheet1", columns, fleet)], unit)


def days_as_instants(rng: Random, number: int) -> Case:
    """Days as programs write them: read as the day in China, and told where they are written as another."""
    unit, fleet = start(rng)
    forms = (spellings.utc_instant, spellings.epoch_milliseconds, spellings.slipped_midnight)
    form = forms[number % len(forms)]
    columns = ordinary(rng)
    for one in columns:
        if one.field == "registered_on":
            one.write = lambda vehicle: form(vehicle.registered_on)
    grid = table("Sheet1", columns, fleet)
    code = "time-near-midnight" if form is spellings.slipped_midnight else "date-converted"
    for line in grid.vehicles:
        line.problems.append((code, "registered_on"))
    return Case("days as instants (to be told)", number, [grid], unit)


PART_FAMILIES: Final[tuple[Family, ...]] = (
    split_day,
    split_plate,
    ticked_event,
    ticked_energy,
    plates_without_province,
    models_with_brands,
    days_as_instants,
)
