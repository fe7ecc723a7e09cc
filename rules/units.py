"""The 19 reporting units of Henan: 17 cities, 济源示范区 and 航空港区.

Codes are GB/T 2260, except 410173 (航空港区), a code of the National Bureau of Statistics.
Plate letters: 豫V is Zhengzhou's second series (from 2020-09-16); 航空港区 shares 豫A and 豫V with Zhengzhou.
"""

from dataclasses import dataclass

from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit: ``plate_letters`` are the registration letters after 豫."""

    code: str
    name: Text
    plate_letters: str


class UnitUnknown(Exception):
    """The code is none of the 19 reporting units."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


UNITS: dict[str, Unit] = {
    code: Unit(code, Text(zh, en), letters)
    for code, zh, en, letters in (
        ("410100", "郑州市", "Zhengzhou", "AV"),
        ("410200", "开封市", "Kaifeng", "B"),
        ("410300", "洛阳市", "Luoyang", "C"),
        ("410400", "平顶山市", "Pingdingshan", "D"),
        ("410500", "安阳市", "Anyang", "E"),
        ("410600", "鹤壁市", "Hebi", "F"),
        ("410700", "新乡市", "Xinxiang", "G"),
        ("410800", "焦作市", "Jiaozuo", "H"),
        ("410900", "濮阳市", "Puyang", "J"),
        ("411000", "许昌市", "Xuchang", "K"),
        ("411100", "漯河市", "Luohe", "L"),
        ("411200", "三门峡市", "Sanmenxia", "M"),
        ("411300", "南阳市", "Nanyang", "R"),
        ("411400", "商丘市", "Shangqiu", "N"),
        ("411500", "信阳市", "Xinyang", "S"),
        ("411600", "周口市", "Zhoukou", "P"),
        ("411700", "驻马店市", "Zhumadian", "Q"),
        ("419001", "济源示范区", "Jiyuan", "U"),
        ("410173", "航空港区", "Zhengzhou Airport Zone", "AV"),
    )
}


def unit(code: str) -> Unit:
    """Return the reporting unit of a code.

    >>> unit("411300").name.zh
    '南阳市'
    >>> unit("110000")
    Traceback (most recent call last):
    rules.units.UnitUnknown: 110000
    """
    found = UNITS.get(code)
    if found is None:
        raise UnitUnknown(code)
    return found
