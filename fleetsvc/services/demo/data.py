"""The numbers and words behind the demonstration data. All vehicles, makers, owners and models are invented.

The proportions are assumptions made to look plausible; nothing here describes what any city really registered.
"""

from dataclasses import dataclass
from typing import Final

from rules.vocabulary import Category, Energy

POPULATION: Final = {
    "410100": 1195, "410200": 482, "410300": 706, "410400": 499, "410500": 548, "410600": 157, "410700": 625,
    "410800": 352, "410900": 377, "411000": 438, "411100": 237, "411200": 203, "411300": 971, "411400": 782,
    "411500": 623, "411600": 903, "411700": 701, "419001": 73, "410173": 65,
}  # fmt: skip
"""Residents in 10,000, about as in the seventh census (2020, 河南省第七次全国人口普查公报);
航空港区 is an assumption taken out of Zhengzhou's."""

CAR_CITY_FACTOR: Final = {"410100": 2.2, "410300": 1.4, "410173": 2.0, "419001": 1.6}
"""Assumption: the larger and industrial cities register more vehicles for each resident."""

NEV_SHARE: Final = {
    "410100": 0.985, "410200": 0.93, "410300": 0.97, "410400": 0.91, "410500": 0.95, "410600": 0.96, "410700": 0.94,
    "410800": 0.90, "410900": 0.93, "411000": 0.97, "411100": 0.89, "411200": 0.92, "411300": 0.94, "411400": 0.88,
    "411500": 0.87, "411600": 0.86, "411700": 0.89, "419001": 0.98, "410173": 0.99,
}  # fmt: skip
"""Assumed share of new-energy vehicles among the registrations of a unit."""

SILENT_UNITS: Final = 1
"""So many units send nothing at all."""

LATE_SHARE: Final = 0.1
"""Share of the quarterly deliveries that are missing."""


@dataclass(frozen=True, slots=True)
class VehicleKind:
    """How vehicles of one category look: their share, plate, masses and what drives those that are no NEV."""

    share: float
    large: bool
    gross_masses_kg: tuple[int, ...]
    series: int
    nev: tuple[tuple[Energy, float], ...]
    fossil: tuple[tuple[Energy, float], ...]
    replacement_share: float
    owners: tuple[str, ...]


_MOSTLY_ELECTRIC: Final = ((Energy.BEV, 0.97), (Energy.FCEV, 0.03))
_CARS: Final = ((Energy.BEV, 0.78), (Energy.PHEV, 0.22))
_DIESEL: Final = ((Energy.DIESEL, 0.85), (Energy.GAS, 0.15))
_PETROL: Final = ((Energy.PETROL, 0.7), (Energy.HEV, 0.3))

KINDS: Final[dict[Category, VehicleKind]] = {
    Category.BUS: VehicleKind(
        0.09, True, (8500, 13500, 18000), 6105, _MOSTLY_ELECTRIC, ((Energy.GAS, 0.6), (Energy.DIESEL, 0.4)), 0.35,
        ("示例公交公司", "示例城乡客运公司"),
    ),
    Category.SANITATION: VehicleKind(
        0.08, True, (4495, 7300, 18000), 5180, _MOSTLY_ELECTRIC, ((Energy.DIESEL, 1.0),), 0.25,
        ("示例环境卫生中心", "示例城市环境服务公司"),
    ),
    Category.TAXI: VehicleKind(
        0.13, False, (1850, 2050), 7000, _CARS, ((Energy.PETROL, 0.5), (Energy.GAS, 0.5)), 0.6,
        ("示例出租汽车公司", "示例巡游出租公司"),
    ),
    Category.RIDE_HAILING: VehicleKind(
        0.29, False, (1900, 2150), 7001, _CARS, _PETROL, 0.1, ("示例出行科技公司", "示例网约车租赁公司"),
    ),
    Category.MUCK_TRUCK: VehicleKind(
        0.08, True, (25000, 31000), 3310, _MOSTLY_ELECTRIC, _DIESEL, 0.3, ("示例渣土运输公司", "示例建材运输公司"),
    ),
    Category.MIXER_TRUCK: VehicleKind(
        0.05, True, (25000, 31000), 5310, _MOSTLY_ELECTRIC, _DIESEL, 0.25, ("示例商品混凝土公司",),
    ),
    Category.URBAN_LOGISTICS: VehicleKind(
        0.21, False, (2600, 3495, 4495), 5045, _CARS, ((Energy.DIESEL, 0.6), (Energy.PETROL, 0.4)), 0.15,
        ("示例城市配送公司", "示例冷链物流公司"),
    ),
    Category.POSTAL: VehicleKind(
        0.03, False, (2600, 3495), 5030, ((Energy.BEV, 1.0),), ((Energy.PETROL, 1.0),), 0.3, ("示例邮政分公司",),
    ),
    Category.OFFICIAL: VehicleKind(
        0.04, False, (1900, 2200), 7002, _CARS, _PETROL, 0.4, ("示例机关事务中心",),
    ),
}  # fmt: skip
"""Category -> how its vehicles look. Shares add up to one."""

SPELLINGS: Final[dict[Energy, tuple[str, ...]]] = {
    Energy.BEV: ("纯电动", "纯电动", "纯电动", "纯电", "电", "BEV", "C"),
    Energy.PHEV: ("插电式混合动力", "插电式混合动力", "插电混动", "PHEV", "增程式"),
    Energy.FCEV: ("燃料电池", "氢燃料电池"),
    Energy.HEV: ("油电混合", "HEV"),
    Energy.PETROL: ("汽油", "汽油", "A"),
    Energy.DIESEL: ("柴油", "柴油", "B"),
    Energy.GAS: ("天然气", "天然气", "CNG", "LNG", "E"),
}
"""How bureaus write the same energy."""

MODEL_SUFFIX: Final = {
    Energy.BEV: "BEV", Energy.PHEV: "PHEV", Energy.FCEV: "FCEV", Energy.HEV: "HEV", Energy.GAS: "NG"
}  # fmt: skip

HEADER_STYLES: Final[tuple[dict[str, str], ...]] = (
    {},
    {"plate": "车牌号码", "vin": "车架号", "fuel": "燃料类型", "registered_on": "注册日期", "owner": "车主"},
    {
        "plate": "车牌号",
        "vin": "VIN码",
        "registered_on": "上牌日期",
        "model": "品牌型号",
        "owner": "所属企业",
    },
    {
        "vin": "车辆识别代号（VIN）",
        "event": "新增或更新",
        "emission_stage": "排放阶段",
        "owner": "车辆所有人",
    },
)
"""Other headers for our columns, as bureaus write them; a unit keeps to one style."""


@dataclass(frozen=True, slots=True)
class DirtRates:
    """Shares of rows that are wrong in one way each."""

    check_digit: float = 0.010
    short_vin: float = 0.004
    no_day: float = 0.006
    odd_day: float = 0.020
    other_city_plate: float = 0.006
    bad_plate: float = 0.003
    bare_hybrid: float = 0.006
    gas_on_green_plate: float = 0.002
    old_stage: float = 0.05
    nothing_retired: float = 0.06
    retired_twice: float = 0.02
    sent_again: float = 0.01
    list_missing: float = 0.1
    not_listed: float = 0.04


DIRT: Final = DirtRates()
