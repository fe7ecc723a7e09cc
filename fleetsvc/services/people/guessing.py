"""Passwords that are guessed early here: the words of this trade and place, with a year or a row of digits behind them.

The library's lists are of the English-speaking world and know single Chinese words at most; it holds the units' names
in characters for chance signs. So whatever anybody would try first is struck out, and enough must be left.
"""

import re
from functools import cache
from typing import Final

from rules.counties import COUNTIES
from rules.units import UNITS

LEAST_LEFT: Final = 6
"""So many letters and digits must a password have besides the words; a Chinese character counts as two."""

_TRADE: Final = """
河南省 河南 省厅 市局 区局 县局 交通运输厅 交通运输局 交通运输 交通局 运输局 工业和信息化 工信厅 工信局 发展改革委 发改委 财政局
公安局 交警 车管所 生态环境局 生态环境 环保局 环境 城市管理局 城管局 城管 机关事务管理局 机关事务 邮政管理局 邮政局 邮政 人民政府
政府 管委会 办公室 公交公司 公交 出租车 网约车 环卫 渣土车 物流 新能源汽车 新能源 电动汽车 电动 汽车 车辆 公务用车 推广 应用 统计
报送 上报 数据 平台 系统 软件 管理员 管理 用户 密码 口令 测试 登录 中国 北京 加油 我爱你 你好 欢迎 主任 科长 处长 局长 厅长
henansheng henan sheng shi xian qu zhongguo china beijing jiaotongyunshuju jiaotongyunshuting jiaotongyunshu
jiaotongju jiaotong yunshu gongxinting gongxinju gongxin fagaiwei caizhengju gonganju jiaojing cheguansuo
shengtaihuanjing huanbaoju huanbao huanjing chengguanju chengguan jiguanshiwu youzhengju youzheng zhengfu
guanweihui bangongshi gongjiaogongsi gongjiao chuzuche wangyueche huanwei zhatuche wuliu xinnengyuanqiche
xinnengyuan diandongqiche diandong qiche cheliang gongwuyongche tuiguang tongji baosong shangbao shuju pingtai
xitong guanliyuan guanli yonghu mima kouling ceshi denglu jiayou woaini nihao huanying zhuren kezhang chuzhang
juzhang tingzhang jtysj jtyst jtj ysj gxt gxj fgw gaj hbj cgj jgsw yzj zzs zz lys kfs kf ly xx pds nys jzs jz xcs
smx administrator admin root user guest test demo office bureau dealer auditor password passwd passw0rd pass
welcome hello login system server fleetsvc fleet vehicle nev ev abc qwertyuiop qwerty qwert qwer asdfghjkl asdfgh
asdf zxcvbnm zxcvbn zxcv qazwsxedc qazwsx qaz wsx edc rfv 5201314 1314520 201314 1314 520 88888888 666888 168168
112233 147258369 147258 159357 258369 789456123 147 258 369 110119 110 119 120
"""
"""Words of offices here, in characters, pinyin and initials, and what leaked lists of Chinese passwords begin with."""

_FOLDED: Final = str.maketrans("@4031!$57", "aaoeiisst")
"""Signs and digits that stand for letters."""
_YEARS: Final = r"(?:19|20)\d\d(?:(?:0?[1-9]|1[0-2])(?:[0-2]?\d|3[01])?)?"
_ROWS: Final = "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz"
_LEAST_ROW: Final = 3


def is_guessed_early(password: str, *, about: tuple[str, ...] = ()) -> bool:
    """Return whether too little is left of a password without what is tried first.

    ``about``: words that are tried first for this person.

    >>> is_guessed_early("zhengzhou2026!!"), is_guessed_early("Henan2026"), is_guessed_early("郑州市交通运输局@2026")
    (True, True, True)
    >>> is_guessed_early("k9#Vtq2!mZ0p"), is_guessed_early("correct horse battery")
    (False, False)
    """
    low = password.lower()
    struck: set[int] = set()
    pattern = _pattern(tuple(word.lower() for word in about if word))
    for text in (low, low.translate(_FOLDED)):
        if len(text) == len(password):  # a few capitals have small forms of several signs
            for found in pattern.finditer(text):
                struck.update(range(*found.span()))
    left = (sign for place, sign in enumerate(low) if place not in struck and sign.isalnum())
    return sum(2 if sign > "\u2e80" else 1 for sign in left) < LEAST_LEFT


@cache
def _words() -> frozenset[str]:
    """Return all that is tried first of anybody here, in small letters."""
    units = [
        name
        for unit in UNITS.values()
        for name in (unit.code, unit.name.zh, unit.name.zh.removesuffix("市"), *unit.name.en.split())
    ]
    return frozenset(word.lower() for word in (*_TRADE.split(), *units, *COUNTIES, *_rows()))


def _rows() -> list[str]:
    """Return digits and letters in their order, forwards and digits backwards."""
    return [
        row[start : start + length]
        for row in _ROWS
        for start in range(len(row))
        for length in range(_LEAST_ROW, len(row) - start + 1)
    ]


def _pattern(about: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds words, years and repeated signs, the longest first."""
    words = sorted({*_words(), *about}, key=len, reverse=True)
    return re.compile("|".join((*map(re.escape, words), _YEARS, r"(.)\1{2,}")))
