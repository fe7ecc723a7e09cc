"""Families about wordings: energy, event, category."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from tests.acceptance.workbooks import spellings
from tests.acceptance.workbooks.columns import Column, column, ordinary, with_field, written
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, hold, table
from tests.acceptance.workbooks.spellings import Writer, any_of
from tests.acceptance.workbooks.vehicles import CITIES, Vehicle, make_fleet


def energy_words(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "fuel", any_of(rng, spellings.FUEL_WORDS, "energy"))
    return Case("energy wordings", number, [table("Sheet1", columns, fleet)], unit)


def energy_codes(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [one for one in fleet if one.energy in spellings.GA_CODES]
    header = rng.choice(("燃料种类", "燃料种类代码", "能源种类", "燃料代码"))
    columns = written(
        ordinary(rng), "fuel", lambda vehicle: spellings.GA_CODES[vehicle.energy], header=header
    )
    return Case("energy as GA codes", number, [table("Sheet1", columns, fleet)], unit)


def energy_open(rng: Random, number: int) -> Case:
    """混合动力 alone decides nothing; on a non-pure plate beside a PHEV model code it is a plug-in."""
    unit, fleet = start(rng, categories=("ride_hailing", "taxi", "official"))
    words = {**spellings.FUEL_WORDS, "hev": ("混合动力", "混动", "O", "AC")}
    fleet[0] = replace(fleet[0], energy="hev", plate=f"豫{CITIES[unit][0]}5A1B2", model="QJA7001H2",
                       product="轿车", emission_stage="china_6b")  # fmt: skip
    grid = table("Sheet1", written(ordinary(rng), "fuel", any_of(rng, words, "energy")), fleet)
    place = grid.place("fuel")
    for line in grid.vehicles:
        assert line.vehicle is not None
        if line.cells[place] in words["hev"]:
            line.vehicle = replace(line.vehicle, energy="unknown")
            line.problems.append(("energy-ambiguous", "fuel"))
    return Case("混合动力 alone", number, [grid], unit)


def two_energy_columns(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, without=("fuel",))
    coarse = {
        "bev": "电",
        "phev": "汽油/电",
        "fcev": "氢",
        "hev": "汽油",
        "petrol": "汽油",
        "diesel": "柴油",
        "gas": "天然气",
    }
    fleet = [one for one in fleet if one.energy != "hev"]
    columns.insert(3, Column("powertrain", (rng.choice(("动力类型", "新能源类型", "动力形式")),),
                             lambda vehicle: spellings.FUEL_WORDS[vehicle.energy][0]))  # fmt: skip
    columns.insert(
        3, Column("fuel", (rng.choice(("燃料种类", "燃料类型")),), lambda vehicle: coarse[vehicle.energy])
    )
    return Case("two energy columns", number, [table("Sheet1", columns, fleet)], unit)


def event_words(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "event", any_of(rng, spellings.EVENT_WORDS, "event"))
    return Case("event wordings", number, [table("Sheet1", columns, fleet)], unit)


def yes_no_event(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    header = rng.choice(("是否更新", "是否为更新车辆", "是否更新车辆", "更新（是/否）"))
    yes, no = rng.choice((("是", "否"), ("Y", "N"), ("√", "×")))
    write: Writer = lambda vehicle: yes if vehicle.event == "replacement" else no  # noqa: E731
    columns = written(ordinary(rng), "event", write, header=header)
    return Case("是否更新 as yes and no", number, [table("Sheet1", columns, fleet)], unit)


def category_words(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = written(ordinary(rng), "category", any_of(rng, spellings.CATEGORY_WORDS, "category"))
    return Case("category wordings", number, [table("Sheet1", columns, fleet)], unit)


def category_by_use(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, categories=("bus", "taxi", "ride_hailing"))
    codes = {"bus": "C", "taxi": "D", "ride_hailing": "T"}
    write: Writer = (
        (lambda vehicle: codes[vehicle.category]) if number % 2 else (lambda vehicle: vehicle.use_nature)
    )
    columns = with_field(rng, ordinary(rng, without=("category",)), "use_nature", write)
    return Case("category from nature of use", number, [table("Sheet1", columns, fleet)], unit)


def use_column_of_many(rng: Random, number: int) -> Case:
    """A 用途 column whose first rows say 公交客运 only, and 非营运 further down: it holds the nature of use."""
    unit, fleet = start(rng, categories=("sanitation", "mixer_truck"))
    buses = make_fleet(rng, 230, unit=unit, categories=("bus",))
    columns = ordinary(rng, without=("category",))
    columns.insert(4, column(rng, "use_nature", header=rng.choice(("用途", "车辆用途"))))
    columns.append(column(rng, "product_name"))
    return Case("用途 holds the nature of use", number, [table("Sheet1", columns, buses + fleet)], unit)


def category_by_product(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, categories=("sanitation", "mixer_truck", "postal"))
    names = {"sanitation": ("洗扫车", "扫路车", "洒水车", "自卸式垃圾车", "压缩式垃圾车", "绿化喷洒车抑尘车", "吸污车"),
             "mixer_truck": ("混凝土搅拌运输车",), "postal": ("邮政车",)}  # fmt: skip
    columns = with_field(rng, ordinary(rng, without=("category",)), "product_name",
                    lambda vehicle: rng.choice(names[vehicle.category]))  # fmt: skip
    return Case("category from product words", number, [table("Sheet1", columns, fleet)], unit)


def category_by_model(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, categories=("sanitation", "mixer_truck", "postal"))
    columns = ordinary(rng, without=("category",))
    return Case("category from model letters", number, [table("Sheet1", columns, fleet)], unit)


def merged_cells(rng: Random, number: int) -> Case:
    """One cell merged down over the rows of a group, as printed tables have it."""
    unit, fleet = start(rng)
    name = ("category", "event", "owner", "registered_on")[number % 4]
    columns = ordinary(rng)
    if all(one.field != name for one in columns):
        columns.append(column(rng, name))
    key: Callable[[Vehicle], str] = lambda vehicle: str(getattr(vehicle, name))  # noqa: E731
    grid = table("Sheet1", columns, sorted(fleet, key=key))
    place, lines = grid.place(name), grid.vehicles
    first = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or key(lines[index].vehicle) != key(lines[first].vehicle):  # type: ignore[arg-type]
            for line in lines[first + 1 : index]:
                line.cells[place] = None
            if index - first > 1:
                grid.merges.append((lines[first], place, lines[index - 1], place))
            first = index
    return Case("data cells merged down", number, [grid], unit)


def words_with_blanks(rng: Random, number: int) -> Case:
    """Words spread out with blanks or broken over lines, as narrow columns make clerks do: 公 交 车."""
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    places = [grid.place(name) for name in ("category", "event", "fuel")]
    for line in grid.vehicles:
        for place in places:
            word = line.cells[place]
            if isinstance(word, str) and not word.isascii() and rng.random() < 0.5:
                line.cells[place] = rng.choice((" ", "\n", "　")).join(word)
    return Case("words with blanks inside", number, [grid], unit)


def words_nobody_knows(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = [one for one in ordinary(rng) if one.field != "model"]
    grid = table("Sheet1", columns, fleet)
    bad = (("event-unknown", "event", "转入"), ("event-missing", "event", None),
           ("category-missing", "category", None), ("event-unknown", "event", "新增/更新"))  # fmt: skip
    for line, (code, name, cell) in zip(rng.sample(grid.vehicles, 3), rng.sample(bad, 3), strict=True):
        hold(grid, line, code, name, cell=cell)
    return Case("unknown words", number, [grid], unit)


WORD_FAMILIES: Final[tuple[Family, ...]] = (
    energy_words,
    energy_codes,
    energy_open,
    two_energy_columns,
    event_words,
    yes_no_event,
    category_words,
    category_by_use,
    use_column_of_many,
    category_by_product,
    category_by_model,
    merged_cells,
    words_nobody_knows,
    words_with_blanks,
)
