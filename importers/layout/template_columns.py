"""The columns and words that our own workbooks offer: canonical headers, drop-down words, hints.

Headers are the field names of ``importers.fields``, so a filled workbook is always understood.
"""

import re
from dataclasses import dataclass
from typing import Final

from importers.fields import FIELDS
from importers.layout.titles import says
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Text

CATEGORY_WORDS: Final[dict[Category, Text]] = {
    Category.BUS: Text("公交车", "city bus"),
    Category.SANITATION: Text("市政环卫车", "municipal sanitation vehicle"),
    Category.TAXI: Text("出租车", "taxi"),
    Category.RIDE_HAILING: Text("网约车", "ride-hailing car"),
    Category.MUCK_TRUCK: Text("渣土车", "muck truck"),
    Category.MIXER_TRUCK: Text("水泥罐车", "cement mixer or tanker"),
    Category.URBAN_LOGISTICS: Text("城市物流配送车", "urban logistics vehicle"),
    Category.POSTAL: Text("邮政用车", "postal vehicle"),
    Category.OFFICIAL: Text("公务用车", "official vehicle"),
    Category.OTHER: Text("其他", "other"),
}
"""The plan's words for the categories (task 13), as our own drop-down offers them."""

EVENT_WORDS: Final[dict[Event, Text]] = {
    Event.NEW: Text("新增", "newly added"),
    Event.REPLACEMENT: Text("更新", "replacement of a retired vehicle"),
}

ENERGY_WORDS: Final[dict[Energy, Text]] = {
    Energy.BEV: Text("纯电动", "battery electric"),
    Energy.PHEV: Text("插电式混合动力", "plug-in hybrid (range-extended included)"),
    Energy.FCEV: Text("燃料电池", "fuel cell"),
    Energy.HEV: Text("油电混合", "hybrid without plug"),
    Energy.PETROL: Text("汽油", "petrol"),
    Energy.DIESEL: Text("柴油", "diesel"),
    Energy.GAS: Text("天然气", "natural gas (CNG, LNG)"),
    Energy.LPG: Text("液化石油气", "liquefied petroleum gas"),
    Energy.METHANOL: Text("甲醇", "methanol"),
    Energy.OTHER: Text("其他", "other"),
}
"""Fuel words of the drop-down. 混合动力 alone is not offered: it settles nothing (GA/T 16.9 code O)."""

STAGE_WORDS: Final[dict[EmissionStage, Text]] = {
    EmissionStage.ZERO: Text("零排放", "zero emission"),
    EmissionStage.CHINA_6B: Text("国六b", "China VI b"),
    EmissionStage.CHINA_6A: Text("国六a", "China VI a"),
    EmissionStage.CHINA_5: Text("国五", "China V"),
    EmissionStage.CHINA_4: Text("国四", "China IV"),
    EmissionStage.CHINA_3: Text("国三", "China III"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the template. ``width`` counts characters; ``number_format`` is Excel's."""

    field: str
    header: str
    width: int
    hint: Text
    required: bool = False
    number_format: str = "General"


_AS_TEXT = "@"
_DAY = "yyyy-mm-dd"

COLUMNS: Final = (
    Column("seq", FIELDS["seq"].zh, 6, Text("顺序号，可不填", "running number, optional")),
    Column(
        "plate",
        FIELDS["plate"].zh,
        13,
        Text("完整号牌，如豫A00000D", "full plate number"),
        number_format=_AS_TEXT,
    ),
    Column(
        "vin",
        FIELDS["vin"].zh,
        21,
        Text("17位，不含I、O、Q", "17 characters, no I, O or Q"),
        True,
        _AS_TEXT,
    ),
    Column("category", FIELDS["category"].zh, 16, Text("从下拉表中选择", "choose from the list"), True),
    Column("event", FIELDS["event"].zh, 11, Text("从下拉表中选择", "choose from the list"), True),
    Column(
        "registered_on",
        FIELDS["registered_on"].zh,
        13,
        Text("与行驶证一致", "as on the vehicle licence"),
        True,
        _DAY,
    ),
    Column("fuel", FIELDS["fuel"].zh, 17, Text("从下拉表中选择", "choose from the list"), True),
    Column("model", FIELDS["model"].zh, 20, Text("公告型号", "announced model code")),
    Column("brand", FIELDS["brand"].zh, 10, Text("车辆品牌", "brand")),
    Column("emission_stage", FIELDS["emission_stage"].zh, 11, Text("从下拉表中选择", "choose from the list")),
    Column("gross_mass", "总质量(kg)", 12, Text("整数，千克", "whole kilograms")),
    Column("owner", FIELDS["owner"].zh, 26, Text("单位名称", "name of the owning organisation")),
    Column(
        "replaces_vin",
        FIELDS["replaces_vin"].zh,
        21,
        Text(
            "更新车辆填写：退出车辆的车架号",
            "for a replacement: VIN of the retired vehicle",
        ),
        number_format=_AS_TEXT,
    ),
    Column(
        "replaces_plate",
        FIELDS["replaces_plate"].zh,
        14,
        Text(
            "更新车辆填写：退出车辆的号牌",
            "for a replacement: plate of the retired vehicle",
        ),
        number_format=_AS_TEXT,
    ),
    Column("remark", FIELDS["remark"].zh, 20, Text("其他说明", "remarks")),
)
"""The columns of our own workbooks, in their order."""

HEADERS: Final = tuple(column.header for column in COLUMNS)
"""The header row of our own workbooks."""

ERRORS_HEADER: Final = Text("错误说明", "Errors found")
ROW_HEADER: Final = Text("原行号", "Original row")
OUR_HEADERS: Final = frozenset({ERRORS_HEADER.zh, ERRORS_HEADER.en, ROW_HEADER.zh, ROW_HEADER.en})
"""Headers of the columns that an annotated copy appends to the sender's; they map to no field."""

_FORBIDDEN_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE: Final = 31


def sheet_title(name: str) -> str:
    """Return a sheet's name as Excel allows it: a text file's name may be longer or hold forbidden signs.

    A long name is cut where it goes on saying what the whole one does: of which vehicles, and whether new.

    >>> sheet_title("郑州市[2025/3]新增车辆"), sheet_title("郑州市推广应用情况统计与" * 3 + "更新出租车")
    ('郑州市_2025_3_新增车辆', '统计与郑州市推广应用情况统计与郑州市推广应用情况统计与更新出租')
    """
    plain = _FORBIDDEN_IN_TITLES.sub("_", name).strip("'")
    if len(plain) <= _LONGEST_TITLE:
        return plain or "Sheet1"
    half = _LONGEST_TITLE // 2
    windows = [plain[at : at + _LONGEST_TITLE] for at in range(len(plain) - _LONGEST_TITLE + 1)]
    cuts = (*windows, f"{plain[:half]}…{plain[-half:]}")
    return next((cut for cut in cuts if says(cut) == says(plain)), cuts[0]).strip("'")
