"""Families about sheets, titles, and rows that hold no vehicle."""

from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import (
    ordinary,
)
from tests.acceptance.workbooks.families import TITLE_WORDS, Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, aside, table, titles
from tests.acceptance.workbooks.spellings import CATEGORY_WORDS
from tests.acceptance.workbooks.vehicles import CATEGORIES, CITIES, make_fleet


def sheet_per_category(rng: Random, number: int) -> Case:
    unit = rng.choice(tuple(CITIES))
    columns = ordinary(rng, without=("category",))
    event = rng.choice((None, "new"))
    if event:
        columns = [one for one in columns if one.field not in ("event", "replaces_plate")]
    grids, taken = [], make_fleet(rng, 40, unit=unit, event=event)
    for category in rng.sample(CATEGORIES, 3):
        fleet = [one for one in taken if one.category == category] or make_fleet(
            rng, 3, unit=unit, event=event, categories=(category,)
        )
        name = f"新增{TITLE_WORDS[category]}" if event else rng.choice(CATEGORY_WORDS[category])
        grids.append(table(name, columns, fleet))
    return Case("sheet per category", number, grids, unit)


def event_in_sheet_name(rng: Random, number: int) -> Case:
    unit = rng.choice(tuple(CITIES))
    columns = ordinary(rng, without=("event",))
    names = rng.choice(
        (("2025年新增", "2025年更新"), ("新增车辆", "更新车辆"), ("1.新增", "2.更新"), ("新增", "更新"))
    )
    fleet = make_fleet(rng, 30, unit=unit)
    grids = [
        table(name, columns, [one for one in fleet if one.event == event])
        for name, event in zip(names, ("new", "replacement"), strict=True)
    ]
    return Case("event in sheet name", number, [one for one in grids if one.vehicles], unit)


def title_says_all(rng: Random, number: int) -> Case:
    category = rng.choice(CATEGORIES)
    unit, fleet = start(rng, event="new", categories=(category,))
    columns = ordinary(rng, without=("category", "event", "replaces_plate"))
    grid = table("Sheet1", columns, fleet)
    word = rng.choice(("新增", "新购", "新投放"))
    titles(grid, f"{CITIES[unit][1]}2025年{word}{TITLE_WORDS[category]}登记表", rng=rng)
    return Case("title says category and event", number, [grid], unit)


def said_by_sender(rng: Random, number: int) -> Case:
    category, event = rng.choice(CATEGORIES), rng.choice(("new", "replacement"))
    unit, fleet = start(rng, event=event, categories=(category,))
    grid = table("Sheet1", ordinary(rng, without=("category", "event")), fleet)
    return Case("category and event said by sender", number, [grid], unit, category=category, event=event)


def instructions_first(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    guide = Grid(rng.choice(("填表说明", "填报说明", "使用说明", "须知")), used=False)
    guide.lines = [
        Line([text])
        for text in (
            "填表说明",
            "1、车牌号请填写完整，如豫A12345。",
            "2、车架号为17位，请核对。",
            "3、登记日期填写行驶证注册日期。",
        )
    ]
    return Case("instructions first", number, [guide, table("数据", ordinary(rng), fleet)], unit)


def dictionary_sheet(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    words = Grid(rng.choice(("字典", "下拉选项", "代码表", "参数")), used=False, hidden=rng.random() < 0.5)
    words.lines = [Line(["车辆类别", "新增/更新", "燃料种类"]), Line(["公交车", "新增", "纯电动"]),
                   Line(["环卫车", "更新", "柴油"]), Line(["出租车", None, "汽油"])]  # fmt: skip
    if words.hidden:
        words.findings.append(("sheet-hidden", None))
    grids = [table("登记表", ordinary(rng), fleet), words]
    if rng.random() < 0.5:
        grids.reverse()
    return Case("dictionary sheet", number, grids, unit)


def summary_sheet(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    counts = Grid(rng.choice(("汇总", "统计", "Sheet2")), used=False)
    counts.lines = [Line(["类别", "新增数量", "更新数量", "新能源占比"]), Line(["公交车", 12, 3, "100%"]),
                    Line(["环卫车", 4, 0, "50%"]), Line(["合计", 16, 3, None])]  # fmt: skip
    return Case("summary sheet beside", number, [counts, table("明细", ordinary(rng), fleet)], unit)


def subtotals_and_notes(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    count = len(grid.vehicles)
    for text in rng.sample(("小计", "本页小计", "其中：新能源", "合计"), 2):
        line = aside(
            grid, *rng.choice(((text, None, count), (text, f"{count}辆"), (None, text, None, count)))
        )
        grid.lines.insert(rng.randrange(len(grid.lines) - count + 2, len(grid.lines) + 1), line)
    grid.lines.append(aside(grid, "总计", None, f"{count}辆"))
    for text in rng.sample(("注：本表按季度报送。", "填表人：张某    审核人：李某    联系电话：0371-55550000",
                            "说明：车架号以行驶证为准", "单位负责人（签字）：", "备注：以上数据真实有效。", "制表日期：2025年12月1日"), 3):  # fmt: skip
        grid.lines.append(aside(grid, text))
    return Case("sub-totals, notes, signatures", number, [grid], unit)


def repeated_headers(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    header = grid.header[0].cells
    for _ in range(2):
        place = rng.randrange(2, len(grid.lines))
        grid.lines.insert(place, Line(list(header), "ignored"))
        if rng.random() < 0.5:
            grid.lines.insert(place, aside(grid, f"{CITIES[unit][1]}车辆登记表（续）"))
    return Case("repeated headers in the body", number, [grid], unit)


def sections(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    middle = len(grid.lines) - len(fleet) // 2
    grid.lines.insert(middle, aside(grid, rng.choice(("二、更新车辆", "（二）市直单位", "2. 县区"))))
    grid.lines.insert(middle, Line([None] * len(grid.columns)))
    grid.lines.insert(1, aside(grid, rng.choice(("一、新增车辆", "（一）公交公司", "1. 市区"))))
    return Case("sections and blank lines", number, [grid], unit)


def hidden_parts(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("Sheet1", ordinary(rng), fleet)
    old = table("去年", ordinary(rng), make_fleet(rng, 5, unit=unit))
    old.used, old.hidden = False, True
    old.findings.append(("sheet-hidden", None))
    rng.choice(grid.vehicles).hidden = True
    grid.hidden_columns = {grid.place("seq"), grid.place("model")}
    return Case("hidden sheets, rows, columns", number, [grid, old], unit)


SHEET_FAMILIES: Final[tuple[Family, ...]] = (
    sheet_per_category,
    event_in_sheet_name,
    title_says_all,
    said_by_sender,
    instructions_first,
    dictionary_sheet,
    summary_sheet,
    subtotals_and_notes,
    repeated_headers,
    sections,
    hidden_parts,
)
