"""Cells that name a city, a county or a reporting unit: which unit's vehicles a row is about."""

import re
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, nearly, proposal, text_of
from rules.counties import COUNTIES
from rules.units import UNITS

_CITIES: Final = {
    name: unit.code
    for unit in UNITS.values()
    for name in (unit.name.zh, unit.name.zh.removesuffix("市").removesuffix("示范区"))
} | {"济源": "419001", "济源市": "419001", "济源产城融合示范区": "419001", "航空港": "410173"}
_OFFICE: Final = re.compile(
    r"(?:人民政府|管委会|交通运输|城市管理|城管|公安|机关事务|邮政管理|住建|环境卫生).*$|局$|委$"
)
_WITHIN: Final = re.compile("(?:市区|市本级|本级|城区|市辖区|市直|全域)$")
_CITY: Final = re.compile("(?:[\u4e00-\u9fff]{2,3}省)?[\u4e00-\u9fff]{2,5}(?<![本全各地城])市").fullmatch
_LIKE_OURS: Final = frozenset(
    f"{first}{second}市"
    for second, firsts in {
        "州": "杭苏徐常泰扬湖温台衢福泉漳赣抚广惠梅潮柳梧钦贺郴永荆鄂随泸达德滨沧锦兰亳宿滁池忻朔儋胶青莱瑞雷化高霸定深",
        "阳": "沈辽朝阜襄岳衡邵益贵咸绵德资揭丹溧枣当浏耒简汾莱海东富建",
        "昌": "南宜西武都荣乐",
        "口": "营海",
    }.items()
    for first in firsts
) | frozenset(
    ("南京市", "南宁市", "南通市", "南平市", "南充市", "新余市", "新民市", "安庆市", "安康市", "安顺市", "鹤岗市", "商洛市", "开平市")
)  # fmt: skip
"""Cities of other provinces whose names differ in one sign from a city of Henan: no slips of the hand."""


def parse_unit(cell: object) -> str | None:
    """Read the code of a reporting unit, by code (a county's too) or by name; None where it names none.

    Only a name that stands alone, or before the name of an office, counts: a company may carry a city's name.

    >>> parse_unit("河南省洛阳市"), parse_unit(410122.0), parse_unit("郑州市交通运输局"), parse_unit("洛阳公交公司")
    ('410300', '410100', '410100', None)
    >>> parse_unit("偃师区"), parse_unit("洛阳市偃师区"), parse_unit("郑州市区")
    ('410300', '410300', '410100')
    """
    text = text_of(cell).replace(" ", "")
    if text.isdigit() and len(text) in (6, 12):
        return _unit_of_code(text)
    text = text.removeprefix("河南省").removeprefix("河南")
    for name in (text, _OFFICE.sub("", text), _WITHIN.sub("", text)):
        found = _CITIES.get(name) or _CITIES.get(f"{name}市") or COUNTIES.get(name)
        if found:
            return found
    return _county_of_city(text)


def _county_of_city(text: str) -> str | None:
    """Read 洛阳市偃师区 and 洛阳-偃师: the county decides, for 航空港区 is no longer Zhengzhou's."""
    city, county = next(
        ((name, text[len(name) :]) for name in _LONGEST_FIRST if text.startswith(name)), ("", "")
    )
    return COUNTIES.get(county.strip("-/·、")) if city else None


_LONGEST_FIRST: Final = sorted(_CITIES, key=len, reverse=True)


def check_place(cell: object, expected: str) -> str | None:
    """Return the unit that a place belongs to; None where it names none.

    Raises ``CellProblem``: ``unit-mismatch`` for another unit, or a city of another province; ``unit-unknown``
    for what is nearly the name of a city of Henan.
    """
    named = parse_unit(cell)
    if named is not None:
        if named == expected or expected not in UNITS:
            return named
        raise _mismatch(UNITS[named].name.zh, UNITS[named].name.en, expected)
    text = text_of(cell).replace(" ", "")
    if is_blank(cell) or not _CITY(text):
        return None
    near = () if text in _LIKE_OURS else nearly(text, _CITIES)
    if near:
        raise CellProblem("unit-unknown", proposal(near))
    if expected in UNITS:
        raise _mismatch(text, text, expected)
    return None


def _mismatch(zh: str, en: str, expected: str) -> CellProblem:
    reporting = UNITS[expected].name
    names = {"named_zh": zh, "named_en": en, "unit_zh": reporting.zh, "unit_en": reporting.en}
    return CellProblem("unit-mismatch", names)


def _unit_of_code(code: str) -> str | None:
    if code[:6] in UNITS:
        return code[:6]
    if code.startswith("4190"):
        return "419001" if code.startswith("419001") else None
    whole = code[:4] + "00"
    return whole if whole in UNITS else None
