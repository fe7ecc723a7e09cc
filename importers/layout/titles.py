"""What a sheet's name and the lines above a table say: category, event, energy, that its vehicles are retired.

>>> says("郑州市2025年3月新增公交车登记表")
Says(category='bus', event='new', energy=None, retired=False, several=False, mixed=False)
>>> says("公交车、出租车登记表").several, says("新增及更新车辆登记表").event
(True, None)
>>> says("2026年淘汰老旧车").retired, says("报废更新车辆").retired, says("新增车辆（不含报废车辆）").retired
(True, False, False)
"""

import re
import unicodedata
from typing import Final

from importers.fields import Says

_CATEGORIES: Final = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        # in this order: what one has matched is taken out before the next looks (网络预约出租汽车 is no taxi)
        ("ride_hailing", r"网络预约出租(汽车|车)?|网约(出租)?(汽车|车)?|预约出租|ride[- _]?hailing"),
        ("muck_truck", r"渣土|建筑垃圾|muck"),
        ("mixer_truck", r"搅拌|水泥罐|商砼|混凝土|mixer"),
        ("sanitation", r"环卫|清扫|洒水|洗扫|垃圾|sanitation"),
        ("taxi", r"巡游(出租)?(汽车|车)?|出租(汽车|车)?|taxi"),
        ("bus", r"公交|公共汽车|公共汽电车|\bbus(es)?\b"),
        ("urban_logistics", r"城市物流|物流|配送|logistics"),
        ("postal", r"邮政|postal"),
        ("official", r"公务|机关用车|official"),
        ("other", r"其[他它](类(别|型)?)?(的)?(车|用途|$)"),
        (
            None,
            r"校车|教练车|救护|消防|警车|旅游客|班线|通勤车|危险品|危货|殡葬|私家车|牵引车|挂车|农用车|工程车",
        ),
    )
)
"""Patterns of the categories; None for kinds of vehicles that are none of them."""
_SENDER: Final = re.compile(
    r"(填报|报送|制表|填表|上报|编制|所属|使用|产权)?(单位|部门|公司|人|日期|时间|电话)\s*[:：].*|.*(有限公司|集团)"
)
_NEW: Final = re.compile(r"(?<![非不未无])(新增|新购|新投放)|newly|new vehicles|\badditions?\b")
_REPLACED: Final = re.compile(
    r"(?<!数据)(?<!最近)(?<!最后)(?<![非不未无被])(更新|更换|替换|置换)(?!日期|时间|于|至|到|说明|版|前(?!后))"
    r"|replacement"
)
LEAVING: Final = "报废|注销|淘汰|退出|退役|退运|销户|转出|迁出|灭失|拆解"
"""How a title says that vehicles leave, as a pattern; columns use more words (``state_columns``)."""
_RETIRED: Final = re.compile(rf"{LEAVING}|\bscrapped|\bretired|\bderegistered")
_NOT_RETIRED: Final = re.compile(
    rf"(不含|不包括|不包含|不计|除|扣除|剔除|尚?未|无|非)[^,，。;；()（）]{{0,4}}?({LEAVING})"
    r"|报废(年限|标准|期|汽车回收|机动车回收)|(注销|报废|淘汰)(日期|时间|证明)"
)
_OLD: Final = re.compile(
    r"(更新|更换|替换|置换)前(?!后)|被(更新|更换|替换|置换)|(?<!老)旧车|(?<![还复])原(车辆|有车|机动车)|\b(old|former) vehicles"
)
_ENERGY: Final = re.compile(
    r"(?<![非不])(纯电动?|插电式?(?:混合动力|混动)?|插混|增程式?|氢燃料电池|氢燃料|燃料电池|混合动力|混动"
    r"|柴油|汽油|天然气|燃油|燃气|甲醇)(?!改|更换|更新|替)"
)
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CHINESE_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
_MONTH: Final = re.compile(r"(?<![\d一二三四五六七八九十])(\d{1,2}|十[一二]?|[一二三四五六七八九])月")
_SPAN: Final = re.compile(
    r"[\d一二三四五六七八九十]月?(日|份)?\s*[-~—–至到、,]\s*[\d一二三四五六七八九十]{1,2}月"
)
_INSTRUCTIONS: Final = re.compile(
    r"说明|须知|字典|代码表|代码$|下拉|选项|参考|数据源|枚举|帮助|规则|示例|样例|目录|封面|instruction|read ?me|lists?$"
    r"|dropdown|dict|lookup|options?|example|guide|help|cover",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _without_sender(text: str) -> str:
    """Drop who filled the form in: a bus company may well report sanitation vehicles."""
    return " ".join(
        part for part in re.split(r"\s{2,}|\n", _plain(text)) if not _SENDER.fullmatch(part.strip())
    )


def categories_in(plain: str) -> list[str | None]:
    """Return the categories that a text names; None for each word that names more than one."""
    rest = plain
    found: list[str | None] = []
    for category, pattern in _CATEGORIES:
        rest, hits = pattern.subn(" ", rest)
        if hits:
            found.append(category)
    return found


def says(text: str) -> Says:
    """Return what a title says. A word for the energy is returned as it is written."""
    plain = _without_sender(text)
    categories, energies = categories_in(plain), set(_ENERGY.findall(plain))
    new, replaced = _NEW.search(plain), _REPLACED.search(plain)
    leaving = _RETIRED.search(_NOT_RETIRED.sub(" ", plain)) is not None
    is_old = leaving or _OLD.search(plain) is not None
    return Says(
        category=categories[0] if len(categories) == 1 else None,
        event=None if bool(new) == bool(replaced) else "new" if new else "replacement",
        energy=energies.pop() if len(energies) == 1 else None,
        retired=is_old and not (new or replaced),
        several=len(categories) > 1 or None in categories,
        mixed=leaving and bool(new or replaced),
    )


def names_only(text: str) -> bool:
    """Tell whether a text is nothing but words for a category, an event or how vehicles leave.

    >>> names_only("更新"), names_only("出租汽车"), names_only("新增公交"), names_only("更换电池"), names_only("中牟县")
    (True, True, True, False, False)
    """
    rest = _plain(text)
    for pattern in (*(pattern for _, pattern in _CATEGORIES), _NEW, _REPLACED, _RETIRED, _OLD):
        rest = pattern.sub(" ", rest)
    return (
        rest != _plain(text)
        and re.fullmatch(r"\W*((车辆?|汽车|类|部分|的|已|及|和|后)\W*)*", rest) is not None
    )


def year_in(text: str) -> int | None:
    """Return the one year that a text names.

    >>> year_in("2026年一季度"), year_in("2025-2026年"), month_in("2026年3月"), month_in("三月份"), month_in("1-3月")
    (2026, None, 3, 3, None)
    """
    years = set(_YEAR.findall(unicodedata.normalize("NFKC", text)))
    return int(years.pop()) if len(years) == 1 else None


def month_in(text: str) -> int | None:
    """Return the one month that a text names; None where it names none, several or a span."""
    plain = unicodedata.normalize("NFKC", text)
    months = {_CHINESE_MONTHS.get(name) or int(name) for name in _MONTH.findall(plain)}
    if len(months) != 1 or _SPAN.search(plain):
        return None
    month = months.pop()
    return month if 1 <= month <= len(_CHINESE_MONTHS) else None


def is_instruction_name(name: str) -> bool:
    """Tell whether a sheet's name says that it holds instructions or lists of codes, not vehicles."""
    return _INSTRUCTIONS.search(name.strip()) is not None
