"""How people write what drives a vehicle, word by word, and the letters of GA/T 16.9.

Sources: GA/T 16.9 能源种类 (A-O, Y, Z: high confidence; P, Q: medium) and wordings seen in published
registers. ``rules.energy_wording`` reads whole cells with these tables.
"""

from dataclasses import dataclass
from typing import Final

from rules.vocabulary import NEV, Energy


@dataclass(frozen=True, slots=True)
class Wording:
    """What one cell says: the kinds it may mean.

    ``explicit``: it names a kind of drive, where 混合动力 or 新能源 only narrow the choice. ``also``: kinds it is
    loosely used for, which count only where other evidence names them (fuel cells are registered as C 电).
    """

    candidates: frozenset[Energy]
    explicit: bool
    also: frozenset[Energy] = frozenset()


def _explicit(kind: Energy, *also: Energy) -> Wording:
    return Wording(frozenset({kind}), explicit=True, also=frozenset(also))


def _vague(*kinds: Energy) -> Wording:
    return Wording(frozenset(kinds), explicit=False)


NOT_NEV: Final = frozenset(Energy) - NEV - {Energy.UNKNOWN}
HYBRIDS: Final = frozenset({Energy.PHEV, Energy.HEV})

BATTERY: Final = _explicit(Energy.BEV)
ELECTRIC: Final = _explicit(Energy.BEV, Energy.FCEV, Energy.PHEV)
PLUG_IN: Final = _explicit(Energy.PHEV)
FUEL_CELL: Final = _explicit(Energy.FCEV)
PLAIN_HYBRID: Final = _explicit(Energy.HEV)
OIL_AND_ELECTRICITY: Final = _explicit(Energy.HEV, Energy.PHEV)
SOME_HYBRID: Final = _vague(*HYBRIDS)
PETROL: Final = _explicit(Energy.PETROL)
DIESEL: Final = _explicit(Energy.DIESEL)
GAS: Final = _explicit(Energy.GAS)
LPG: Final = _explicit(Energy.LPG)
METHANOL: Final = _explicit(Energy.METHANOL)
OTHER_FUEL: Final = _explicit(Energy.OTHER)
SOME_OIL: Final = _vague(Energy.PETROL, Energy.DIESEL)
CLAIMED_NEV: Final = _vague(*NEV)
CLAIMED_NOT_NEV: Final = _vague(*NOT_NEV)
NO_EXHAUST: Final = _vague(Energy.BEV, Energy.FCEV)
ELECTRIC_OR_NOT_ROAD: Final = _vague(Energy.BEV, Energy.OTHER)

_SPELLINGS: Final[tuple[tuple[Wording, str], ...]] = (
    (
        BATTERY,
        "纯电动 纯电 纯电驱动 纯电动力 纯电式 BEV EV 电池电动 蓄电池 动力电池 锂电池 换电 换电式 换电式纯电动 充电式"
        " BATTERYELECTRIC BATTERYELECTRICVEHICLE ELECTRICVEHICLE PUREELECTRIC",
    ),
    (ELECTRIC, "电 电动 电驱动 电力 电能 电力驱动 ELECTRIC ELECTRICITY"),
    (
        PLUG_IN,
        "插电式混合动力 插电式混合动力含增程式 插电式含增程式混合动力 插电混合动力 插电式混动 插电混动 插电混合 插混"
        " 插电 插电式 双模 DM DMI DMP PHEV 可外接充电式混合动力 可外接充电混合动力 外接充电式混合动力 油电插混"
        " 插电式油电混合 插电式增程混合动力 插电式增程 插电增程式 PLUGIN PLUGINHYBRID PLUGINHYBRIDELECTRIC"
        " PLUGINHYBRIDELECTRICVEHICLE"
        " 增程式 增程 增程型 增程电动 增程式电动 增程式纯电动 增程式混合动力 增程混动 增程式混动 增程型电动"
        " REEV EREV REV RANGEEXTENDED RANGEEXTENDER EXTENDEDRANGE",
    ),
    (
        FUEL_CELL,
        "燃料电池 氢燃料电池 氢燃料 氢能 氢电 氢 氢气 燃料电池电动 氢燃料电池电动 氢能燃料电池 FCEV FCV"
        " FUELCELL HYDROGEN HYDROGENFUELCELL",
    ),
    (
        PLAIN_HYBRID,
        "非插电混合动力 非插电式混合动力 非插电 非插电式 非插电混动 非插电式混动 普通混合动力 普通混动 不可外接充电混合动力"
        " HEV 双擎 轻混 轻度混合动力 轻混合动力 弱混 48V 48V轻混 MHEV 节能汽车",
    ),
    (OIL_AND_ELECTRICITY, "油电混合 油电混动 油电混合动力"),
    (
        SOME_HYBRID,
        "混合动力 混动 油电 汽油电 汽油电混合 汽电混合 汽电混动 汽油混合动力 汽油混动 柴油混动 柴油电 柴油电混合 柴电混合 柴电混动 柴油混合动力"
        " 电混合动力 电混合 电混动"  # the second part of 柴油/电混合动力
        " 气电混合 气电混动 气电混合动力 天然气混合动力 混合动力电动 HYBRID HYBRIDELECTRIC",
    ),
    (
        GAS,
        "天然气 CNG LNG 压缩天然气 液化天然气 压缩天然气CNG 液化天然气LNG NG 燃气 双燃料 油气混合 油气两用 油气双燃料"
        " 油改气 A1 汽油天然气 柴油天然气 汽油CNG 柴油LNG 气 GAS NATURALGAS 天燃气",
    ),
    (LPG, "液化石油气 石油气 液化气 LPG"),
    (PETROL, "汽油 乙醇汽油 车用汽油 PETROL GASOLINE 89# 92# 93# 95# 97# 98# 90# 89号 92号 95号 98号"),
    (DIESEL, "柴油 轻柴油 车用柴油 DIESEL 0# 0号"),
    (METHANOL, "甲醇 甲醇燃料 M100 M85 METHANOL"),
    (OTHER_FUEL, "乙醇 ETHANOL 生物柴油 生物燃料 二甲醚 混合油 混合燃油 BIOFUEL"),
    (SOME_OIL, "燃油 传统燃油 传统燃料 油 ICE"),
    (CLAIMED_NEV, "新能源 是 YES 新能源是 是新能源 NEV"),
    (CLAIMED_NOT_NEV, "非新能源 否 NO 不是 传统能源 传统动力 不是新能源"),
    (NO_EXHAUST, "零排放"),
    (ELECTRIC_OR_NOT_ROAD, "无轨电车 无轨 双源无轨 双源无轨电车 有轨电车 太阳能"),
)

WORDS: Final[dict[str, Wording]] = {word: meaning for meaning, words in _SPELLINGS for word in words.split()}
"""Spelling, squeezed and in capitals, to its meaning."""

CODES: Final[dict[str, Wording]] = {
    "A": PETROL,
    "B": DIESEL,
    "C": ELECTRIC,
    "D": OTHER_FUEL,  # 混合油: mixed oils, no hybrid
    "E": GAS,
    "F": LPG,
    "L": METHANOL,
    "M": OTHER_FUEL,
    "O": SOME_HYBRID,  # HEV, plug-in and range-extended share it
    "P": FUEL_CELL,  # 氢; an engine burning hydrogen would carry it too, none is known in registers
    "Q": OTHER_FUEL,
}
"""GA/T 16.9 letters that say something. N 太阳能 is left out: in practice it is the N of "no"."""

SAYS_NOTHING: Final = frozenset(
    (
        "无",
        "无动力",
        "挂车",
        "不详",
        "未知",
        "其他",
        "其它",
        "其他能源",
        "Y",
        "Z",
        "N",
        "0",
        "OTHER",
        "UNKNOWN",
        "NONE",
    )
)
"""What stands in a cell where nobody knows: no evidence, and no mistake either."""
