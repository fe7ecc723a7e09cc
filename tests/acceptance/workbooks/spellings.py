"""How bureaus write a value: each function gives one of the spellings that mean the same."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Final

from tests.acceptance.workbooks.vehicles import Vehicle

Writer = Callable[[Vehicle], object]

CATEGORY_WORDS: Final = {
    "bus": ("公交车", "公交", "城市公交车", "公共汽车", "公交车辆"),
    "sanitation": ("环卫车", "市政环卫车", "环卫", "环卫车辆", "市政环卫"),
    "taxi": ("出租车", "巡游出租车", "巡游出租汽车", "出租汽车", "出租"),
    "ride_hailing": ("网约车", "网络预约出租汽车", "网络预约出租车", "网约出租车"),
    "muck_truck": ("渣土车", "渣土运输车", "建筑垃圾运输车", "城建渣土自卸车"),
    "mixer_truck": ("水泥罐车", "混凝土搅拌车", "搅拌车", "商砼车"),
    "urban_logistics": ("城市物流配送车", "物流车", "城市配送车", "物流配送", "城市物流配送车辆"),
    "postal": ("邮政用车", "邮政车", "邮政车辆"),
    "official": ("公务用车", "公务车", "公务", "机关公务用车"),
}
EVENT_WORDS: Final = {
    "new": ("新增", "新购", "新投放", "新增车辆", "新购置", "新增（新购）"),
    "replacement": ("更新", "更换", "替换", "到期更新", "报废更新", "以旧换新", "更新车辆", "置换"),
}
FUEL_WORDS: Final = {
    "bev": ("纯电动", "纯电", "电", "电动", "纯电动汽车", "BEV", "电力", "电驱动", "纯电（新能源）"),
    "phev": ("插电式混合动力", "插电混动", "插混", "PHEV", "增程式", "增程", "插电式混合动力（含增程式）"),
    "fcev": ("燃料电池", "氢燃料电池", "FCEV", "氢燃料", "氢燃料电池汽车"),
    "hev": ("非插电式混合动力", "HEV", "油电混合动力（非插电）"),
    "petrol": ("汽油", "汽油车", "92号汽油"),
    "diesel": ("柴油", "柴油车", "0号柴油"),
    "gas": ("天然气", "CNG", "LNG", "液化天然气", "压缩天然气"),
}
GA_CODES: Final = {"bev": "C", "petrol": "A", "diesel": "B", "gas": "E"}
STAGE_WORDS: Final = {
    "zero": ("零排放", "零排放", "/", None, "—"),
    "china_5": ("国五", "国V", "国Ⅴ", "国5"),
    "china_6": ("国六", "国VI", "国Ⅵ", "国6", "国六标准", "国 六"),
    "china_6a": ("国六A", "国六a", "国VIa", "国6a", "国Ⅵa", "国六(a)"),
    "china_6b": ("国六B", "国六b", "国VIb", "国6b", "国Ⅵb", "国六（b）", "国ⅥB"),
}
_FULL: Final = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in map(chr, range(0x21, 0x7F))}


def full_width(text: str) -> str:
    """Write as a Chinese input method does that is left in its wide mode."""
    return text.translate(_FULL)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def serial(day: date) -> int:
    """The number that Excel stores for a day (1900 system)."""
    return (day - date(1899, 12, 30)).days


DAY_FORMS: Final[dict[str, Callable[[date], object]]] = {
    "cell": _midnight,
    "iso": lambda day: day.isoformat(),
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "dots padded": lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "chinese padded": lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日",
    "packed number": lambda day: int(f"{day:%Y%m%d}"),
    "packed text": lambda day: f"{day:%Y%m%d}",
    "serial": serial,
    "with time": lambda day: f"{day.isoformat()} 00:00:00",
    "with a time": lambda day: datetime(day.year, day.month, day.day, 14, 23, 11),
    "text with a time": lambda day: f"{day.year}/{day.month}/{day.day} 9:05",
    "ISO with T": lambda day: f"{day.isoformat()}T00:00:00",
    "号": lambda day: f"{day.year}年{day.month}月{day.day}号",
    "full width": lambda day: full_width(day.isoformat()),
    "blanks": lambda day: f" {day.year}-{day.month}-{day.day} ",
}
"""Every form that has only one reading."""


def roc(day: date) -> str:
    """A year of the Republic of China."""
    return f"民国{day.year - 1911}年{day.month}月{day.day}日"


def day_first(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def month_first(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


PLATE_FORMS: Final[tuple[Callable[[str], str], ...]] = (
    lambda plate: plate,
    lambda plate: f"{plate[:2]}·{plate[2:]}",
    lambda plate: f"{plate[:2]} {plate[2:]}",
    lambda plate: f"{plate[:2]}-{plate[2:]}",
    lambda plate: f"{plate[:2]}.{plate[2:]}",
    lambda plate: f"{plate[:2]}•{plate[2:]}",
    lambda plate: plate[0] + plate[1:].lower(),
    lambda plate: plate[0] + full_width(plate[1:]),
    lambda plate: f"　{plate} ",
    lambda plate: f"{plate[:2]}\u00a0{plate[2:]}",
    lambda plate: f"{plate}\u200b",
    lambda plate: f"{plate[0]} {plate[1:]}",
)
VIN_FORMS: Final[tuple[Callable[[str], str], ...]] = (
    lambda vin: vin,
    lambda vin: vin.lower(),
    lambda vin: f" {vin} ",
    lambda vin: f"{vin[:3]} {vin[3:9]} {vin[9:]}",
    full_width,
    lambda vin: f"{vin}\u00a0",
    lambda vin: f"\ufeff{vin[:8]}\u200b{vin[8:]}",
    lambda vin: f"{vin}\n",
    lambda vin: f"'{vin}",
)
MASS_FORMS: Final[tuple[Callable[[int], object], ...]] = (
    lambda kilograms: kilograms,
    lambda kilograms: f"{kilograms}kg",
    lambda kilograms: f"{kilograms:,}",
    lambda kilograms: f"{kilograms} KG",
    lambda kilograms: f"{kilograms}公斤",
    lambda kilograms: f"{kilograms / 1000:g}吨",
    lambda kilograms: f"{kilograms / 1000:g}t",
    lambda kilograms: full_width(str(kilograms)),
)


def one_of(rng: Random, words: Mapping[str, tuple[str | None, ...]], name: str) -> Writer:
    """Write a value by one word per value, chosen once for the file as one clerk does."""
    chosen = {value: rng.choice(options) for value, options in words.items()}
    return lambda vehicle: chosen[getattr(vehicle, name)]


def any_of(rng: Random, words: Mapping[str, tuple[str | None, ...]], name: str) -> Writer:
    """Write a value anew in each row, as a file pasted together from many does."""
    return lambda vehicle: rng.choice(words[getattr(vehicle, name)])


def any_day(rng: Random) -> Writer:
    forms = list(DAY_FORMS.values())
    return lambda vehicle: rng.choice(forms)(vehicle.registered_on)


def any_form(rng: Random, forms: tuple[Callable[[str], str], ...], name: str) -> Writer:
    return lambda vehicle: rng.choice(forms)(getattr(vehicle, name))


def utc_instant(day: date) -> str:
    return f"{day - timedelta(days=1)}T16:00:00.000Z"


def epoch_milliseconds(day: date) -> str:
    return str(
        int(datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=8))).timestamp() * 1000)
    )


def slipped_midnight(day: date) -> str:
    return f"{day - timedelta(days=1)} 23:59:17"
