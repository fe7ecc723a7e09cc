"""Recognise columns by what their values look like: VINs, plates, days, model codes, wordings.

These are loose recognisers for a sample of dirty cells; whether a value is valid is
for ``importers.cells.identifiers``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from importers.layout.weights import DOMINANT
from rules.identifiers.finder import ENDING
from rules.identifiers.plate import PROVINCES

Shapes = frozenset[str]

_TEXT_SHAPES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("vin", r"(?=.*\d.*\d.*\d)(?=.*[A-Z])[A-Z0-9]{16,18}"),
        ("plate", rf"[{PROVINCES}][A-Z][A-Z0-9]{{4,6}}{ENDING}?|使\d{{6}}|\d{{6}}使"),
        ("plate-bare", r"[A-HJ-NP-Z](?=.*\d.*\d.*\d)[A-HJ-NP-Z0-9]{5,6}"),
        ("day", r"(19|20)\d\d[-./年](0?[1-9]|1[0-2])[-./月]([0-3]?\d)[日号]?([ T]?\d.*)?"),
        ("day", r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])"),
        ("day", r"(19|20)\d\d[-./年](0?[1-9]|1[0-2])月?"),
        ("day", r"(中华|中華)?民[国國]\d{2,3}[-./年]\d{1,2}[-./月]\d{1,2}日?"),
        ("day", r"\d{1,2}[-./]\d{1,2}[-./](19|20)?\d\d"),
        ("instant", r"1\d{12}|1\d{9}|(MON|TUE|WED|THU|FRI|SAT|SUN),?.*\d{4}.*(GMT|CST|UTC).*"),
        ("short-day", r"([1-9]|[12]\d|3[01])[日号]|(0?[1-9]|1[0-2])[月./-]([0-2]?\d|3[01])[日号]?"),
        ("model", r"(?=.*[A-Z])[A-Z]{0,4}\d{3,5}[A-Z0-9()/+.\-]{2,20}"),
        ("model", r"[\u4e00-\u9fff]{1,8}[A-Z]{2,4}\d{3,5}[A-Z0-9()/+.\-]*"),
        ("emission", r".*(国家?第?(?:[一二三四五六1-6]|I{1,3}|I?VI?)|欧(?:[一二三四五六1-6]|I)|零排放).*"),
        ("emission", r"(CHINA|EURO)-?(\d|I{1,3}|I?VI?)[AB]?|[IV]{1,3}"),
        ("energy", r".*(纯电|插电|插混|增程|燃料电池|混合动力|混动|双擎|轻混|油电|气电|汽电).*"),
        ("energy", r"(\d{1,2}[号#])?[压液]?缩?化?(汽油|柴油|天然气|石油气|燃气|燃油|甲醇|乙醇|双燃料|油气混合|油改气|氢.{0,3}|电.{0,3}).*"),
        ("energy", r"(BEV|P?HEV|EV|[EF]CEV|EREV|REEV|FCV|[CL]NG|LPG|DM-?I?|M100|DIESEL|PETROL)"),
        ("energy", r"GASOLINE|ELECTRIC.*"),
        ("energy", r"(HYBRID|PLUG-?IN.*|BATTERY.*|FUELCELL.*|HYDROGEN|NATURALGAS|新能源.{0,3}|传统.*|非新能源.*)"),
        ("ga-energy", r"[A-FL-QYZ]{1,3}|[A-FL-QYZ]:.*"),
        ("ga-letter", r"[A-Z]"),
        ("yes-no", r"是|否|有|无|Y|N|YES|NO|TRUE|FALSE|[√✓✔☑○●×✗✘]|新能源|非新能源"),
        ("category", r".*(公交|环卫|出租|网约|渣土|建筑垃圾|搅拌|水泥罐|商砼|物流|配送|邮政|快递|公务|公用车|公共汽车).{0,6}"),
        ("category-name", r"(新增|更新|城市|市政|巡游|网络预约)?(公交|公共汽电?车|环卫|出租|网约|渣土|搅拌|水泥罐|商砼|混凝土搅拌"
         r"|(城市)?物流|(物流)?配送|邮政|快递|公务)(出租)?(车|汽车|车辆|用车|运输车|客车)?"),
        ("category", r"BUS|SANITATION|TAXI|RIDE_?HAILING|MUCK_?TRUCK|MIXER_?TRUCK|POSTAL|OFFICIAL"),
        ("category", r"URBAN_?LOGISTICS"),
        ("vehicle-type", r"[大中小微轻重低][型速].*(车|挂|汽车)"),
        ("vehicle-type", r"[KHQZDMNTJGBX]\d[0-9A-Z]|(无轨|有轨)电车|轿车|客车|货车|.*专项作业车"),
        ("product", r".*(洗扫|扫路|清扫|洒水|垃圾|抑尘|清洗|吸污|吸粪|吸尘|除雪|自卸|厢式|仓栅|罐式|运输|轿|客|货|面包|牵引).*车"),
        ("use-nature", r"(非?营运|公路客运|公交客运|出租客运|预约出租.*|旅游客运|货运|租赁|[公营].{0,4}运输?|警用|消防|救护|教练|.*转非)"),
        ("event", r".*(新增|更新|新购|更换|替换|置换|新投|以旧换新).*|NEW|REPLACEMENT|ADDED"),
        ("plate-color", r"(渐变)?[黄蓝绿白黑]{1,2}色?牌?"),
        ("plate-type", r"(大|小)型(新能源)?汽车(号牌)?|[0-5]\d|挂车|教练汽车"),
        ("unit", r".{2,4}[市](.{0,4}[区县局])?|济源.*|.*航空港.*|41\d{4}"),
    )
)  # fmt: skip
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\ufeff·•．]+")
_NUMBER: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?(kg|KG|千克|公斤|吨|T)?")
_LONGEST: Final = 60
_DAYS_OF_MONTH: Final = range(1, 32)
_MODEL_OF_VIN_LENGTH: Final = re.compile(r"(?!.*\d{4}$)(?=.*[A-Z])[A-Z0-9]{16,18}").fullmatch
"""A VIN ends with four digits (GB 16735): what does not may be a long model code, and only its header can tell."""
_SERIAL_DAYS: Final = (32874, 60000)  # 1990-01-01 to 2064: Excel serials that a registration may carry
_COMPACT_DAYS: Final = (19900101, 20991231)

FIELD_SHAPES: Final[dict[str, Shapes]] = {
    "vin": frozenset({"vin"}),
    "replaces_vin": frozenset({"vin"}),
    "plate": frozenset({"plate", "plate-bare"}),
    "replaces_plate": frozenset({"plate", "plate-bare"}),
    "plate_type": frozenset({"plate-type"}),
    "plate_color": frozenset({"plate-color"}),
    "fuel": frozenset({"energy", "ga-energy", "yes-no"}),  # 是否燃油车
    "powertrain": frozenset({"energy", "ga-energy", "yes-no"}),
    "category": frozenset({"category"}),
    "event": frozenset({"event", "yes-no"}),  # 是否更新
    "model": frozenset({"model"}),
    "registered_on": frozenset({"day", "short-day", "serial", "instant"}),
    "built_on": frozenset({"day", "short-day", "serial", "instant"}),
    "in_service_on": frozenset({"day", "short-day", "serial", "instant"}),
    "retired_on": frozenset({"day", "short-day", "serial", "instant"}),
    "emission_stage": frozenset({"emission"}),
    "gross_mass": frozenset({"number"}),
    "kerb_mass": frozenset({"number"}),
    "load_mass": frozenset({"number"}),
    "use_nature": frozenset({"use-nature", "ga-letter"}),
    "vehicle_type": frozenset({"vehicle-type", "product"}),
    "unit": frozenset({"unit"}),
}
"""The shapes that a field's values have; fields not named here hold free text."""

HARD: Final = frozenset({"vin", "plate", "day", "model", "emission", "energy", "vehicle-type"})
"""Shapes that no other kind of value has by accident: they overrule a header."""


@lru_cache(maxsize=16384)
def _text_shapes(text: str) -> Shapes:
    compact = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    if not compact or len(compact) > _LONGEST:
        return frozenset()
    upper = compact.upper()
    found = {name for name, pattern in _TEXT_SHAPES if pattern.fullmatch(upper)}
    if _NUMBER.fullmatch(compact):
        found.add("number")
        if compact.isdigit() and _SERIAL_DAYS[0] <= int(compact) <= _SERIAL_DAYS[1]:
            found.add("serial")
    if found & {"vin", "plate", "plate-bare"} and not _MODEL_OF_VIN_LENGTH(upper):
        found -= {"model"}
    return frozenset(found)


def _number_shapes(value: float) -> Shapes:
    found = {"number"}
    if value >= 1e15:
        found.add("vin")  # a VIN typed as a number: digits are lost, the row will say so
    elif _SERIAL_DAYS[0] <= value <= _SERIAL_DAYS[1]:
        found.add("serial")
    elif _COMPACT_DAYS[0] <= value <= _COMPACT_DAYS[1]:
        found.add("day")
    elif value in _DAYS_OF_MONTH:
        found.add("short-day")
    return frozenset(found)


def shapes_of(value: object) -> Shapes:
    """Return every shape one cell's value has; empty for what says nothing.

    >>> sorted(shapes_of("豫A·12345D")), sorted(shapes_of("ZK6105BEVG25")), sorted(shapes_of("2025年3月1日"))
    (['plate'], ['model'], ['day'])
    """
    if isinstance(value, str):
        return _text_shapes(value)
    if isinstance(value, bool):
        return frozenset({"yes-no"})
    if isinstance(value, int | float):
        return _number_shapes(float(value))
    return frozenset({"day"}) if isinstance(value, date | datetime) else frozenset()


def names_vehicle(cell: object) -> bool:
    """Tell whether a cell is a VIN or a plate, also behind its label: 车牌号：豫A12345."""
    value = re.split("[:：]", cell)[-1] if isinstance(cell, str) else cell
    return not shapes_of(value).isdisjoint({"vin", "plate"})


def is_data_like(value: object) -> bool:
    """Tell whether a cell looks like data, not like a header: a VIN, plate, day, model code or number."""
    return bool(shapes_of(value) & {"vin", "plate", "day", "model", "number"})


def profile(values: Iterable[object]) -> dict[str, float]:
    """Return for each shape the share of the values that have it."""
    sample = list(values)
    counts = Counter(shape for value in sample for shape in shapes_of(value))
    return {shape: count / len(sample) for shape, count in counts.items()}


def fit(field: str, shares: Mapping[str, float]) -> float | None:
    """Return how well values fit a field, 0 to 1; None where its values have no shape of their own."""
    shapes = FIELD_SHAPES.get(field)
    if shapes is None:
        return None
    return min(1.0, sum(shares.get(shape, 0.0) for shape in shapes))


def dominant(shares: Mapping[str, float]) -> Shapes:
    """Return the hard shapes that most of the values have."""
    return frozenset(shape for shape in HARD if shares.get(shape, 0.0) >= DOMINANT)
