"""Families about forms and exports: examples and hints in the header, months, summaries, contradictions."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import ENGLISH, Column, always, column, ordinary
from tests.acceptance.workbooks.families import TITLE_WORDS, Family, start
from tests.acceptance.workbooks.grids import Case, Line, aside, line_of, table, titles
from tests.acceptance.workbooks.vehicles import CATEGORIES, CITIES, Vehicle, make_fleet


def example_row(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("登记表", ordinary(rng), fleet)
    shown = {"seq": "示例", "plate": "豫A12345D", "vin": "LZYTAGBW0P1000001", "registered_on": "2025-01-01",
             "fuel": "纯电动", "category": "公交车", "event": "新增", "model": "ZK6105BEVG1"}  # fmt: skip
    cells: list[object] = [shown.get(one.field or "") for one in grid.columns]
    cells[0] = rng.choice(("示例", "例：", "样例", "填写示例"))
    grid.lines.insert(1, Line(cells, "ignored", problems=[("example-row", "seq")]))
    return Case("example row below the header", number, [grid], unit)


def hints_row(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("登记表", ordinary(rng, extra=0), fleet)
    hint = rng.choice((("必填", "选填"), ("文本", "文本"), ("必填，文本格式", "选填，按行驶证填写")))
    cells: list[object] = [rng.choice(hint) for _ in grid.columns]
    grid.lines.insert(1, Line(cells, is_header=True))
    return Case("hints below the header", number, [grid], unit)


def two_languages(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = [one for one in ordinary(rng, extra=0) if one.field in ENGLISH]
    grid = table("登记表", columns, fleet)
    if rng.random() < 0.5:
        grid.lines.insert(1, Line([ENGLISH[one.field or ""][0] for one in columns], is_header=True))
    else:
        for one, place in zip(columns, range(len(columns)), strict=True):
            grid.header[0].cells[place] = f"{one.path[0]}\n{ENGLISH[one.field or ''][0]}"
    return Case("Chinese and English headers", number, [grid], unit)


def preamble(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    texts = ["附件3", f"{CITIES[unit][1]}新增和更新车辆明细表", "填表说明：", "1.车架号填写17位车辆识别代号；",
             "2.登记日期按行驶证注册日期填写，格式为2025-01-01；", "3.类别按公交车、环卫车、出租车等填写；",
             "4.更新车辆须填写被更新车辆号牌。"]  # fmt: skip
    titles(grid, *texts[: rng.randrange(4, 8)], rng=rng)
    return Case("instructions above the table", number, [grid], unit)


def months(rng: Random, number: int) -> Case:
    unit = rng.choice(tuple(CITIES))
    columns, fleet = ordinary(rng), make_fleet(rng, 24, unit=unit)
    grids = [table(name, columns, fleet[place * 8 : place * 8 + 8])
             for place, name in enumerate(rng.choice((("1月", "2月", "3月"), ("一季度", "二季度", "三季度"))))]  # fmt: skip
    return Case("one sheet per month", number, grids, unit)


def nothing_this_time(rng: Random, number: int) -> Case:
    """Sheets of a set of forms that say 本季度无新增, or nothing at all below their header."""
    unit = rng.choice(tuple(CITIES))
    columns = ordinary(rng, without=("category",))
    chosen = rng.sample(CATEGORIES, 3)
    fleet = make_fleet(rng, 8, unit=unit, categories=chosen[:1])
    grids = [
        table(TITLE_WORDS[name], columns, fleet if place == 0 else []) for place, name in enumerate(chosen)
    ]
    grids[1].lines.append(aside(grids[1], rng.choice(("无", "本季度无新增车辆", "本月无"))))
    return Case("sheets with nothing to report", number, grids, unit)


def summary_repeats_all(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng)
    first, again = table("明细", columns, fleet), table("汇总", columns, fleet)
    for line in again.vehicles:
        line.fate = "held"
        line.problems.append(("duplicate-in-file", "vin"))
    return Case("a second sheet repeats all", number, [first, again], unit)


def _turned(columns: Sequence[Column]) -> list[Column]:
    """The same columns with plate and VIN in each other's place."""
    turned = list(columns)
    one, two = (next(i for i, c in enumerate(columns) if c.field == name) for name in ("plate", "vin"))
    turned[one], turned[two] = columns[two], columns[one]
    return turned


def second_table_below(rng: Random, number: int) -> Case:
    """A second table with plate and VIN the other way round: it is read by its own header."""
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    other = _turned(grid.columns)
    grid.lines.append(Line([None] * len(other)))
    grid.lines.append(Line([one.path[0] for one in other], "ignored"))
    grid.lines += [line_of(other, vehicle) for vehicle in make_fleet(rng, 4, unit=unit)]
    return Case("a second table of another order below", number, [grid], unit)


def blank_below_first(rng: Random, number: int) -> Case:
    """The category only in the first row of each group, cells below simply left empty: not to be guessed."""
    unit, fleet = start(rng, categories=("taxi", "official", "muck_truck"))
    fleet.sort(key=lambda vehicle: vehicle.category)
    columns = [one for one in ordinary(rng) if one.field != "model"]
    grid = table("Sheet1", columns, fleet)
    before: str | None = None
    for line in grid.vehicles:
        assert line.vehicle is not None
        if line.vehicle.category == before:
            grid.put(line, "category", None)
            line.fate = "held"
            line.problems.append(("category-missing", "category"))
        before = line.vehicle.category
    return Case("category left empty below the first row", number, [grid], unit)


def no_fuel_column(rng: Random, number: int) -> Case:
    """Only plate and model say what drives the vehicle: an NEV plate settles it, an ordinary one nothing."""
    unit, fleet = start(rng)
    fleet = [one for one in fleet if one.energy in ("bev", "phev", "fcev", "diesel", "petrol")]
    grid = table("Sheet1", ordinary(rng, without=("fuel",)), fleet)
    for line in grid.vehicles:
        assert line.vehicle is not None
        if line.vehicle.energy in ("diesel", "petrol"):
            line.vehicle = replace(line.vehicle, energy="unknown")
            line.problems.append(("energy-unknown", "fuel"))
    return Case("energy from plate and model only", number, [grid], unit)


def says_doubtful_things(vehicle: Vehicle, rng: Random) -> tuple[Vehicle, str, str]:
    """Contradict one thing by another: the vehicle as it then reads, and the finding's code and field."""
    kind = rng.choice(("plate", "kerb", "stage", "built"))
    if kind == "plate":
        return replace(vehicle, energy="unknown"), "plate-energy-conflict", "plate"
    if kind == "kerb":
        return (
            replace(vehicle, kerb_mass_kg=(vehicle.gross_mass_kg or 0)),
            "kerb-not-below-gross",
            "kerb_mass",
        )
    if kind == "stage":
        return replace(vehicle, emission_stage="china_5"), "stage-outdated", "emission_stage"
    return vehicle, "registered-before-built", "registered_on"


def contradictions(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, categories=("bus", "muck_truck", "mixer_truck"))
    built = Column("built_on", (rng.choice(("出厂日期", "生产日期", "制造日期")),), always("2024-05-01"))
    columns = [one for one in ordinary(rng) if one.field not in ("gross_mass", "emission_stage")]
    columns += [column(rng, name) for name in ("gross_mass", "kerb_mass", "emission_stage")] + [built]
    fleet = [replace(one, emission_stage="china_6", energy="gas", plate=f"{(one.plate or '')[:2]}8{place:03d}5")
             for place, one in enumerate(fleet)]  # fmt: skip
    grid = table("Sheet1", columns, fleet)
    for place, line in enumerate(rng.sample(grid.vehicles, 5)):
        assert line.vehicle is not None
        vehicle, code, name = says_doubtful_things(line.vehicle, rng)
        if code == "plate-energy-conflict":
            vehicle = replace(vehicle, plate=f"{(vehicle.plate or '')[:2]}7700{place}D")
        words = line.cells[grid.place("fuel")]
        line.cells = line_of(columns, vehicle).cells if vehicle.energy != "unknown" else line.cells
        grid.put(line, "plate", vehicle.plate)
        grid.put(line, "fuel", words)
        grid.put(line, "built_on", "2025-12-30" if code == "registered-before-built" else "2024-05-01")
        line.vehicle, line.problems = vehicle, [(code, name)]
    return Case("cells that contradict each other", number, [grid], unit)


def doubtful_replacements(rng: Random, number: int) -> Case:
    unit, fleet = start(rng, event="replacement")
    grid = table("Sheet1", ordinary(rng), fleet)
    first, *others = grid.vehicles
    assert first.vehicle is not None
    for line in rng.sample(others, 3):
        assert line.vehicle is not None
        code = rng.choice(("replacement-unproven", "replacement-reused"))
        again = first.vehicle.replaces_plate if code == "replacement-reused" else None
        line.vehicle = replace(line.vehicle, replaces_plate=again)
        grid.put(line, "replaces_plate", again)
        line.problems.append((code, "replaces_plate"))
    return Case("doubtful replacements", number, [grid], unit)


def units_below(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = ordinary(rng, extra=0)
    columns = [one for one in columns if one.field != "gross_mass"]
    tonnes = rng.random() < 0.5
    columns.append(
        Column("gross_mass", ("总质量",), lambda one: (one.gross_mass_kg or 0) / (1000 if tonnes else 1))
    )
    grid = table("Sheet1", columns, fleet)
    below = Line([None] * len(columns), is_header=True)
    below.cells[-1] = rng.choice(("吨", "（t）") if tonnes else ("kg", "（千克）"))
    grid.lines.insert(1, below)
    return Case("units below the header", number, [grid], unit)


TEMPLATE_FAMILIES: Final[tuple[Family, ...]] = (
    example_row, hints_row, two_languages, preamble, months, nothing_this_time, summary_repeats_all,
    second_table_below, blank_below_first, no_fuel_column, contradictions, doubtful_replacements, units_below,
)  # fmt: skip
