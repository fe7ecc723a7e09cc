"""Families about whole registers: everything a licence and a permit say, side by side, and texts in disguise."""

from datetime import timedelta
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import Column, always, column, ordinary
from tests.acceptance.workbooks.families import TITLE_WORDS, Family, start
from tests.acceptance.workbooks.families_layout import grouped
from tests.acceptance.workbooks.grids import Case, Grid, Line, table, titles
from tests.acceptance.workbooks.spellings import FUEL_WORDS, Writer
from tests.acceptance.workbooks.vehicles import CATEGORIES, CITIES, make_fleet


def _day(days: int) -> Writer:
    return lambda vehicle: (vehicle.registered_on + timedelta(days=days)).isoformat()


def _mass(share: float) -> Writer:
    return lambda vehicle: round((vehicle.gross_mass_kg or 0) * share)


def _licence(rng: Random) -> list[Column]:
    """What vehicle licences and operating permits say besides."""
    return [
        column(rng, "use_nature"),
        column(rng, "vehicle_type"),
        column(rng, "product_name", header="车辆名称"),
        Column("built_on", (rng.choice(("出厂日期", "制造日期")),), _day(-60)),
        Column(None, (rng.choice(("发证日期", "行驶证发证日期")),), _day(3)),
        Column(None, ("检验有效期至",), _day(700)),
        Column(None, ("强制报废期止",), _day(4000)),
        Column(None, ("投运日期",), _day(20)),
        column(rng, "kerb_mass"),
        Column("gross_mass", ("总质量",), _mass(1.0)),
        Column(None, ("核定载质量",), _mass(0.3)),
        Column(None, ("准牵引总质量",), _mass(2.0)),
        Column(None, ("发动机号",), lambda vehicle: "EM" + vehicle.vin[2:]),
        Column(None, ("道路运输证号",), always("410100012345")),
        Column(None, ("档案编号",), always("410102345678")),
        Column(None, ("车身颜色",), always("白")),
        Column(None, ("号牌种类",), always("大型新能源汽车")),
        Column(None, ("终端型号",), always("GT5100BEV2")),
    ]


def whole_register(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = [one for one in ordinary(rng, extra=0) if one.field != "gross_mass"] + _licence(rng)
    if number % 2:
        rng.shuffle(columns)
    return Case("whole register of licence and permit", number, [table("Sheet1", columns, fleet)], unit)


def owners_side_by_side(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    columns = [one for one in ordinary(rng) if one.field != "owner"]
    columns.insert(3, column(rng, "owner", header=rng.choice(("所有人", "机动车所有人", "车辆所有人"))))
    columns.insert(rng.randrange(2, 6), Column(None, (rng.choice(("使用单位", "所属企业", "公司名称", "运营单位")),),
                                               always("某某运营有限公司")))  # fmt: skip
    return Case("owner and operator side by side", number, [table("Sheet1", columns, fleet)], unit)


def three_energy_columns(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    fleet = [one for one in fleet if one.energy != "hev"]
    nev = ("bev", "phev", "fcev")
    columns = ordinary(rng, without=("fuel",))
    columns[3:3] = [
        Column("fuel", ("燃料种类",), lambda one: FUEL_WORDS[one.energy][0]),
        Column(None, ("是否新能源",), lambda one: "是" if one.energy in nev else "否"),
        Column(
            "powertrain", ("新能源类型",), lambda one: FUEL_WORDS[one.energy][0] if one.energy in nev else "/"
        ),
    ]
    return Case("three energy columns", number, [table("Sheet1", columns, fleet)], unit)


def product_under_type(rng: Random, number: int) -> Case:
    """车型 that says 洗扫车 or 混凝土搅拌运输车, and no column of categories."""
    unit, fleet = start(rng, categories=("sanitation", "mixer_truck", "postal"))
    columns = ordinary(rng, without=("category",))
    columns.insert(
        3, Column(None, (rng.choice(("车型", "车辆类型", "车型名称")),), lambda vehicle: vehicle.product)
    )
    columns[3].field = "vehicle_type|product_name|category"
    return Case("车型 holds product words", number, [table("Sheet1", columns, fleet)], unit)


def misleading_sender(rng: Random, number: int) -> Case:
    """A bus company reports other vehicles: who sends the form is not what it is about."""
    category = rng.choice([one for one in CATEGORIES if one != "bus"])
    unit, fleet = start(rng, event="new", categories=(category,))
    grid = table("Sheet1", ordinary(rng, without=("category", "event", "replaces_plate")), fleet)
    city = CITIES[unit][1]
    titles(grid, f"{city}新增{TITLE_WORDS[category]}明细表", f"填报单位：{city}公共交通集团有限公司", rng=rng)
    return Case("a sender named like another category", number, [grid], unit)


def groups_in_text(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("csv", grouped(rng), fleet)
    grid.merges = []
    return _as_text(Case("csv with two header rows", number, [grid], unit), rng, number)


def ragged_text(rng: Random, number: int) -> Case:
    """Rows that end early, cells with line breaks in quotes, and a line break at the very end."""
    unit, fleet = start(rng)
    columns = [*ordinary(rng), Column(None, ("备注",), always(None)), Column(None, ("说明",), always(None))]
    columns.insert(
        2, Column(None, ("核对情况",), lambda _: rng.choice(("已核对\n无误", "见“附件”", 'a "b"')))
    )
    grid = table("csv", columns, fleet)
    for line in grid.vehicles:
        while line.cells[-1] is None:
            line.cells.pop()
    return _as_text(Case("csv with ragged rows and quotes", number, [grid], unit), rng, number)


def _as_text(case: Case, rng: Random, number: int) -> Case:
    case.format = "csv"
    case.encoding = ("gb18030", "utf-8-sig", "utf-16", "utf-8")[number % 4]
    case.delimiter = rng.choice((",", "\t"))
    case.grids[0].name = case.name.removesuffix(".csv")
    return case


def text_named_xls(rng: Random, number: int) -> Case:
    """A system's export: a text with tabs, named .xls."""
    unit, fleet = start(rng)
    case = _as_text(Case("text named .xls", number, [table("csv", ordinary(rng), fleet)], unit), rng, number)
    case.suffix = "xls"
    return case


def page_named_xls(rng: Random, number: int) -> Case:
    """A web page named .xls whose table has no header: to be refused with its reason, not read as one column."""
    unit, fleet = start(rng)
    grid = Grid("csv", [Column(None, ("<html>",), always(None))])
    rows = "".join(f"<tr><td>{one.plate}</td><td>{one.vin}</td></tr>" for one in fleet)
    grid.lines = [Line(["<html><body><table>"]), Line([rows]), Line(["</table></body></html>"])]
    case = _as_text(
        Case("web page without a header, named .xls (to be refused)", number, [grid], unit), rng, number
    )
    case.suffix, case.refused, case.delimiter = "xls", "header-not-found", "\t"
    return case


def many_rows(rng: Random, number: int) -> Case:
    """More rows than any sample, with the odd ones at the end."""
    unit = rng.choice(tuple(CITIES))
    grid = table("Sheet1", ordinary(rng), make_fleet(rng, 1500, unit=unit))
    last = grid.vehicles[-1]
    last.fate, last.problems = "held", [("date-missing", "registered_on")]
    grid.put(last, "registered_on", None)
    return Case("1,500 rows, the last one faulty", number, [grid], unit)


REGISTER_FAMILIES: Final[tuple[Family, ...]] = (
    whole_register, owners_side_by_side, three_energy_columns, product_under_type, misleading_sender, groups_in_text,
    ragged_text, text_named_xls, page_named_xls, many_rows,
)  # fmt: skip
