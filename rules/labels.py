"""The words of ``rules.vocabulary`` as people read them, in Chinese and English."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, TypeVar

from rules.counties import COUNTY_CODES
from rules.units import UNITS
from rules.vocabulary import (
    Area,
    Category,
    Duty,
    EmissionStage,
    Energy,
    Event,
    Force,
    Justification,
    MassClass,
    OwnerClass,
    PerhapsUsed,
    Replacement,
    Retirement,
    Use,
    Verdict,
)
from rules.wording import Text

Word = TypeVar("Word", bound=StrEnum)

_LABELS: Final[dict[type[StrEnum], dict[str, Text]]] = {
    Category: {
        "bus": Text("公交车", "bus"),
        "sanitation": Text("市政环卫车", "municipal sanitation vehicle"),
        "taxi": Text("出租车", "taxi"),
        "ride_hailing": Text("网约车", "ride-hailing car"),
        "muck_truck": Text("渣土车", "muck truck"),
        "mixer_truck": Text("水泥罐车", "cement tanker or mixer"),
        "urban_logistics": Text("城市物流配送车", "urban logistics vehicle"),
        "postal": Text("邮政用车", "postal vehicle"),
        "official": Text("公务用车", "official vehicle"),
        "other": Text("其他车辆", "other vehicle"),
    },
    Event: {"new": Text("新增", "newly added"), "replacement": Text("更新", "replacement")},
    Energy: {
        "bev": Text("纯电动", "battery-electric"),
        "phev": Text("插电式混合动力（含增程式）", "plug-in hybrid (range-extended included)"),
        "fcev": Text("燃料电池", "fuel cell"),
        "hev": Text("普通混合动力", "ordinary hybrid"),
        "petrol": Text("汽油", "petrol"),
        "diesel": Text("柴油", "diesel"),
        "gas": Text("天然气", "natural gas"),
        "lpg": Text("液化石油气", "liquefied petroleum gas"),
        "methanol": Text("甲醇", "methanol"),
        "other": Text("其他能源", "other energy"),
        "unknown": Text("能源种类不明", "energy unknown"),
    },
    EmissionStage: {
        "china_1": Text("国一", "China I"),
        "china_2": Text("国二", "China II"),
        "china_3": Text("国三", "China III"),
        "china_4": Text("国四", "China IV"),
        "china_5": Text("国五", "China V"),
        "china_6a": Text("国六a", "China VIa"),
        "china_6b": Text("国六b", "China VIb"),
        "china_6": Text("国六", "China VI"),
        "zero": Text("零排放", "zero emission"),
        "unknown": Text("排放阶段不明", "emission stage unknown"),
    },
    MassClass: {
        "light": Text("总质量不超过 3500 kg", "gross mass up to 3,500 kg"),
        "heavy": Text("总质量大于 3500 kg", "gross mass above 3,500 kg"),
        "unknown": Text("总质量不明", "gross mass unknown"),
    },
    OwnerClass: {
        "unknown": Text("所有人类别不明", "class of owner unknown"),
        "government": Text("党政机关", "government body"),
        "public_institution": Text("事业单位", "public institution"),
        "state_owned": Text("国有企业", "state-owned enterprise"),
        "private": Text("民营及其他企业", "other enterprise"),
        "individual": Text("个人", "natural person"),
    },
    Use: {
        "unknown": Text("用途不明", "use unknown"),
        "freight": Text("货物运输", "goods transport"),
        "passenger": Text("客运", "passenger transport"),
        "emergency": Text("应急抢险", "emergency"),
        "law_enforcement": Text("执法执勤", "law enforcement"),
        "fixed_route": Text("路线固定、用途单一", "fixed route, single purpose"),
        "port": Text("港口和铁路集疏运", "port and rail drayage"),
        "other": Text("其他用途", "other use"),
    },
    Area: {
        "unknown": Text("使用区域不明", "area of use unknown"),
        "built_up": Text("城市建成区", "built-up area"),
        "elsewhere": Text("建成区以外", "outside the built-up area"),
    },
    PerhapsUsed: {
        "no": Text("未填出厂日期，或未超过 24 个月", "day of manufacture not stated, or within 24 months"),
        "yes": Text("登记时出厂已超过 24 个月", "built over 24 months before it was registered"),
    },
    Justification: {
        "none": Text("未有审批结果的情况说明", "no decided justification"),
        "approved": Text("情况说明已批准", "justification approved"),
        "refused": Text("情况说明被驳回", "justification refused"),
        "overdue": Text("情况说明逾期未交", "justification overdue"),
    },
    Force: {
        "all": Text("全部", "all"),
        "in_principle": Text("原则上全部", "in principle all"),
        "mainly": Text("主要", "mainly"),
        "at_least": Text("不低于", "at least"),
        "encouraged": Text("鼓励", "encouraged"),
    },
    Duty: {
        "energy": Text("新能源要求", "NEV duty"),
        "emission_stage": Text("国六排放要求", "China VI"),  # the only stage that an act in force demands
    },
    Replacement: {
        "none": Text("未列出被更新的车辆", "no retired vehicle named"),
        "claimed": Text("列出了被更新的车辆", "a retired vehicle named"),
        "confirmed": Text("被更新的车辆已核实", "the retired vehicle confirmed"),
    },
    Retirement: {
        "deregistered": Text("注销", "deregistered"),
        "scrapped": Text("报废", "scrapped"),
        "transferred": Text("转出", "transferred"),
    },
    Verdict: {
        "compliant": Text("符合", "compliant"),
        "non_compliant": Text("不符合", "non-compliant"),
        "needs_justification": Text("待说明", "needs a justification"),
        "exempt": Text("豁免", "exempt"),
        "undetermined": Text("待定", "undetermined"),
        "advisory": Text("提示", "advisory"),
        "not_governed": Text("不适用", "not governed"),
    },
}


def label(word: StrEnum) -> Text:
    """Return one word of the vocabulary as people read it.

    >>> label(Energy.GAS).zh, label(Verdict.NEEDS_JUSTIFICATION).en
    ('天然气', 'needs a justification')
    """
    return _LABELS[type(word)][word.value]


_OF_A_DUTY: Final = {Verdict.COMPLIANT: Text("达到", "met"), Verdict.NON_COMPLIANT: Text("未达到", "not met")}


def duty_label(duty: Duty, verdict: Verdict) -> Text:
    """Return what was found of one duty, as people read it.

    >>> duty_label(Duty.EMISSION_STAGE, Verdict.COMPLIANT).en, duty_label(Duty.ENERGY, Verdict.NOT_GOVERNED).zh
    ('China VI: met', '新能源要求：不适用')
    """
    name, found = label(duty), _OF_A_DUTY.get(verdict) or label(verdict)
    return Text(f"{name.zh}：{found.zh}", f"{name.en}: {found.en}")


_FACTS: Final[dict[str, tuple[type[StrEnum], Text]]] = {
    "replaces": (Replacement, Text("被更新的车辆", "the retired vehicle")),
    "energy": (Energy, Text("能源种类", "energy")),
    "gross_mass_kg": (MassClass, Text("总质量", "gross mass")),
    "emission_stage": (EmissionStage, Text("排放阶段", "emission stage")),
    "mass_class": (MassClass, Text("总质量", "gross mass")),
    "category": (Category, Text("车辆用途", "category")),
    "event": (Event, Text("新增或更新", "newly added or replacement")),
    "perhaps_used": (PerhapsUsed, Text("出厂到登记的间隔", "time between manufacture and registration")),
    "owner_class": (OwnerClass, Text("所有人类别", "class of owner")),
    "use": (Use, Text("用途", "use")),
    "area": (Area, Text("使用区域", "area of use")),
}
_COUNTY: Final = Text("所属区县", "county")
ELSEWHERE: Final = "elsewhere"
"""Any other county of the unit."""


def fact_label(name: str) -> Text:
    """Return the name of a fact of a question or a condition, as people read it."""
    return _FACTS[name][1] if name in _FACTS else _COUNTY


def said_facts(name: str, words: Iterable[str]) -> Text:
    """Return the values that a fact of a question may have, as people read them.

    >>> said_facts("gross_mass_kg", ["heavy"]).en, said_facts("county", ["410225", "elsewhere"]).zh
    ('gross mass above 3,500 kg', '兰考县、其他区县')
    """
    if name in _FACTS:
        return listed(_FACTS[name][0](word) for word in words)
    names = [_county(word) for word in words]
    return Text("、".join(text.zh for text in names), ", ".join(text.en for text in names))


def _county(code: str) -> Text:
    if code == ELSEWHERE:
        return Text("其他区县", "another county")
    if code in UNITS:
        return UNITS[code].name
    return Text(COUNTY_CODES[code], f"{COUNTY_CODES[code]} ({code})")


def listed(words: Iterable[StrEnum]) -> Text:
    """Return several words as one list, in the order given.

    >>> listed((Energy.BEV, Energy.FCEV)).zh
    '纯电动、燃料电池'
    """
    labels = [label(word) for word in words]
    return Text("、".join(text.zh for text in labels), ", ".join(text.en for text in labels))


def in_order(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return words of one list in the list's own order, whatever set they come from."""
    given = list(words)
    return tuple(sorted(given, key=list(type(given[0])).index)) if given else ()
