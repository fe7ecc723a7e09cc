"""What a sheet's name and the lines above its header say: category, event, or that it is no data sheet.

>>> category_in("郑州市2025年3月新增公交车登记表"), event_in("郑州市2025年3月新增公交车登记表")
('bus', 'new')
>>> category_in("公交车、出租车登记表"), event_in("新增及更新车辆登记表")
(None, None)
"""

import re
import unicodedata
from typing import Final

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
    )
)
_SENDER: Final = re.compile(
    r"(填报|报送|制表|填表|上报|编制|所属|使用|产权)?(单位|部门|公司|人|日期|时间|电话)\s*[:：].*|.*(有限公司|集团)"
)
_NEW: Final = re.compile(r"新增|新购|新投放|newly|new vehicles|\badditions?\b")
_REPLACED: Final = re.compile(
    r"(?<!数据)(?<!最近)(?<!最后)更新(?!日期|时间|于|至|到|说明|版)|更换|替换|置换|replacement"
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


def category_in(text: str) -> str | None:
    """Return the one category that a title names; None where it names none or several."""
    rest, found = _without_sender(text), []
    for category, pattern in _CATEGORIES:
        rest, hits = pattern.subn(" ", rest)
        if hits:
            found.append(category)
    return found[0] if len(found) == 1 else None


def event_in(text: str) -> str | None:
    """Return the one event that a title names; None where it names none, or both as 新增（更新） does."""
    plain = _without_sender(text)
    new, replaced = _NEW.search(plain), _REPLACED.search(plain)
    if new and not replaced:
        return "new"
    return "replacement" if replaced and not new else None


def is_instruction_name(name: str) -> bool:
    """Tell whether a sheet's name says that it holds instructions or lists of codes, not vehicles."""
    return _INSTRUCTIONS.search(name.strip()) is not None
