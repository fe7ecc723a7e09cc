"""Passwords that are guessed early here: the words of this trade and place, with a year or a row of digits behind them.

The library's lists are of the English-speaking world and know single Chinese words at most; it holds the units' names
in characters for chance signs. So whatever anybody would try first is struck out, and enough must be left.
"""

import re
import unicodedata
from functools import cache
from typing import Final

from rules.counties import COUNTIES
from rules.units import UNITS

LEAST_LEFT: Final = 6
"""So many signs must a password have besides the words; a Chinese character counts as two."""

_TRADE: Final = """
河南省 河南 省厅 市局 区局 县局 交通运输厅 交通运输局 交通运输 交通局 运输局 工业和信息化 工信厅 工信局 发展改革委 发改委 财政局
公安局 交警 车管所 生态环境局 生态环境 环保局 环境 城市管理局 城管局 城管 机关事务管理局 机关事务 邮政管理局 邮政局 邮政 人民政府
政府 管委会 办公室 公交公司 公交 出租车 网约车 环卫 渣土车 物流 新能源汽车 新能源 电动汽车 电动 汽车 车辆 公务用车 车队 推广 应用 统计
报送 上报 数据 平台 系统 软件 管理员 管理 用户 密码 口令 测试 登录 中国 北京 加油 我爱你 你好 欢迎 主任 科长 处长 局长 厅长
henansheng henan sheng shi xian qu zhongguo china beijing jiaotongyunshuju jiaotongyunshuting jiaotongyunshu
jiaotongju jiaotong yunshu gongxinting gongxinju gongxin fagaiwei caizhengju gonganju jiaojing cheguansuo
shengtaihuanjing huanbaoju huanbao huanjing chengguanju chengguan jiguanshiwu youzhengju youzheng zhengfu
guanweihui bangongshi gongjiaogongsi gongjiao chuzuche wangyueche huanwei zhatuche wuliu xinnengyuanqiche
xinnengyuan diandongqiche diandong qiche cheliang gongwuyongche chedui tuiguang tongji baosong shangbao shuju pingtai
xitong guanliyuan guanli yonghu mima kouling ceshi denglu jiayou woaini nihao huanying zhuren kezhang chuzhang
juzhang tingzhang jtysj jtyst jtj ysj gxt gxj fgw gaj hbj cgj jgsw yzj zzs zz lys kfs kf ly xx pds nys jzs jz xcs
smx administrator admin root user guest test demo office bureau dealer auditor password passwd passw0rd pass
welcome hello login system server fleetsvc fleet vehicle nev ev abc qwertyuiop qwerty qwert qwer asdfghjkl asdfgh
asdf zxcvbnm zxcvbn zxcv qazwsxedc qazwsx qaz wsx edc rfv 5201314 1314520 201314 1314 520 88888888 666888 168168
hnsjtt jtt jt gxt czt gat sthjt sthjj czj jgj sczj gaoxinqu jingkaiqu kaifaqu shifanqu hangkonggang
112233 147258369 147258 159357 258369 789456123 147 258 369 110119 110 119 120
"""
"""Words of offices here, in characters, pinyin and initials, and what leaked lists of Chinese passwords begin with."""

_COUNTIES: Final = """
中原=zhongyuan 二七=erqi 管城=guancheng 管城回族=guanchenghuizu 金水=jinshui 上街=shangjie 惠济=huiji 中牟=zhongmu 巩义=gongyi
荥阳=xingyang 新密=xinmi 新郑=xinzheng 登封=dengfeng 郑东新=zhengdongxin 龙亭=longting 顺河=shunhe 顺河回族=shunhehuizu
鼓楼=gulou 禹王台=yuwangtai 祥符=xiangfu 开封=kaifeng 金明=jinming 杞县=qixian 通许=tongxu 尉氏=weishi 兰考=lankao
老城=laocheng 西工=xigong 瀍河=chanhe 瀍河回族=chanhehuizu 涧西=jianxi 吉利=jili 偃师=yanshi 孟津=mengjin 洛龙=luolong
新安=xinan 栾川=luanchuan 嵩县=songxian 汝阳=ruyang 宜阳=yiyang 洛宁=luoning 伊川=yichuan 新华=xinhua 卫东=weidong
石龙=shilong 湛河=zhanhe 宝丰=baofeng 叶县=yexian 鲁山=lushan 郏县=jiaxian 舞钢=wugang 汝州=ruzhou 文峰=wenfeng 北关=beiguan
殷都=yindu 龙安=longan 安阳=anyang 汤阴=tangyin 滑县=huaxian 内黄=neihuang 林州=linzhou 鹤山=heshan 山城=shancheng 淇滨=qibin
浚县=xunxian 淇县=qixian 红旗=hongqi 卫滨=weibin 凤泉=fengquan 牧野=muye 新乡=xinxiang 获嘉=huojia 原阳=yuanyang 延津=yanjin
封丘=fengqiu 卫辉=weihui 辉县=huixian 长垣=changyuan 解放=jiefang 中站=zhongzhan 马村=macun 山阳=shanyang 修武=xiuwu
博爱=boai 武陟=wuzhi 温县=wenxian 沁阳=qinyang 孟州=mengzhou 华龙=hualong 清丰=qingfeng 南乐=nanle 范县=fanxian 台前=taiqian
濮阳=puyang 魏都=weidu 建安=jianan 许昌=xuchang 鄢陵=yanling 襄城=xiangcheng 禹州=yuzhou 长葛=changge 源汇=yuanhui
郾城=yancheng 召陵=shaoling 舞阳=wuyang 临颍=linying 湖滨=hubin 陕州=shanzhou 陕县=shanxian 渑池=mianchi 卢氏=lushi
义马=yima 灵宝=lingbao 宛城=wancheng 卧龙=wolong 南召=nanzhao 方城=fangcheng 西峡=xixia 镇平=zhenping 内乡=neixiang
淅川=xichuan 社旗=sheqi 唐河=tanghe 新野=xinye 桐柏=tongbai 邓州=dengzhou 梁园=liangyuan 睢阳=suiyang 民权=minquan 睢县=suixian
宁陵=ningling 柘城=zhecheng 虞城=yucheng 夏邑=xiayi 永城=yongcheng 浉河=shihe 平桥=pingqiao 罗山=luoshan 光山=guangshan
新县=xinxian 商城=shangcheng 固始=gushi 潢川=huangchuan 淮滨=huaibin 息县=xixian 川汇=chuanhui 淮阳=huaiyang 扶沟=fugou
西华=xihua 商水=shangshui 沈丘=shenqiu 郸城=dancheng 太康=taikang 鹿邑=luyi 项城=xiangcheng 驿城=yicheng 西平=xiping
上蔡=shangcai 平舆=pingyu 正阳=zhengyang 确山=queshan 泌阳=biyang 汝南=runan 遂平=suiping 新蔡=xincai 平原=pingyuan
"""
PINYIN: Final = dict(pair.split("=") for pair in _COUNTIES.split())
"""How counties and districts are typed; those of one character keep their kind."""

_SURNAMES: Final = """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han feng
deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lv ding ren lu yao shen zhong cui tan fan
shi jia
"""
_GIVEN: Final = """
wei fang na min jing li qiang lei jun yang yong yan jie juan tao ming chao xiu ying xia ping gang gui hua hong bo bin
hui jian guo peng fei lin yu xin mei ting ning long kai hao hai feng dan chun zhi xue wen cheng liang dong qing rui
"""
_NAMES: Final = (
    f"(?:{'|'.join(_SURNAMES.split())})(?:{'|'.join(_GIVEN.split())}){{1,2}}"
    "|zhang|wang|huang|zhao|zhou|chen|yang|zheng|liang"
)
"""Names of people in pinyin: a common surname with one or two of the commonest syllables, and long surnames alone."""
_CITIES: Final = "hn|zz|kf|ly|pds|ay|hb|xx|jz|py|xc|lh|smx|ny|sq|xy|zk|zmd|jy"
_INITIALS: Final = (
    f"(?:{_CITIES})s?(?:jtysj|jtyst|jtj|jtt|jt|ysj|gxj|gxt|fgw|gaj|gat|hbj|hbt|cgj|jgsw|yzj|czj|czt|zf)"
)
"""The initials of a city or the province and of an office of it."""

_FOLDED: Final = str.maketrans("@4031!$57", "aaoeiisst")
"""Signs and digits that stand for letters."""
_YEARS: Final = r"(?:19|20)\d\d(?:(?:0?[1-9]|1[0-2])(?:[0-2]?\d|3[01])?)?"
_ROWS: Final = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "!@#$%^&*()",
    "一二三四五六七八九十",
)
_LEAST_ROW: Final = 3


def readable(password: str) -> str:
    """Return a password as whoever guesses types it: small letters, none full-width, with accents or unseen.

    >>> readable("Ｈｅｎａｎ２０２６！"), readable("Hénan@İ2026")
    ('henan2026!', 'henan@i2026')
    """
    parted = unicodedata.normalize("NFKD", password)
    return "".join(sign for sign in parted if unicodedata.category(sign) not in ("Mn", "Cf")).lower()


def core_of(password: str) -> str:
    """Return the one word of Latin letters that a password is made around; empty where there is another number of them.

    >>> core_of("Dragon@2026"), core_of("2026!!iloveyou"), core_of("violin-otter-42"), core_of("2026")
    ('dragon', 'iloveyou', '', '')
    """
    words = re.findall("[a-z]+", readable(password))
    return words[0] if len(words) == 1 else ""


def is_guessed_early(password: str, *, about: tuple[str, ...] = ()) -> bool:
    """Return whether too little is left of a password without what is tried first.

    Signs between and behind words add nothing while there is nothing else; beside other letters they count as these.
    ``about``: words that are tried first for this person.

    >>> is_guessed_early("zhengzhou2026!!"), is_guessed_early("Henan2026"), is_guessed_early("郑州市交通运输局@2026")
    (True, True, True)
    >>> is_guessed_early("k9#Vtq2!mZ0p"), is_guessed_early("correct horse battery"), is_guessed_early("g7!&?m%#*=^Z")
    (False, False, False)
    """
    low = readable(password)
    own = "|".join(re.escape(readable(word)) for word in about if readable(word))
    struck = _struck(low, _pattern()) | (_struck(low, re.compile(own)) if own else set())
    left = [sign for place, sign in enumerate(low) if place not in struck]
    if struck and not any(map(str.isalnum, left)):
        return True
    return sum(2 if sign > "\u2e80" else 1 for sign in left) < LEAST_LEFT


def _struck(low: str, pattern: re.Pattern[str]) -> set[int]:
    """Return the places of what is tried first, as it stands and with letters for signs, also with signs between."""
    struck: set[int] = set()
    for text in (low, low.translate(_FOLDED)):
        struck.update(*(range(*found.span()) for found in pattern.finditer(text)))
        places = [place for place, sign in enumerate(text) if sign.isalnum()]
        for found in pattern.finditer("".join(text[place] for place in places)):
            struck.update(places[slice(*found.span())])
    return struck


def _words() -> frozenset[str]:
    """Return all that is tried first of anybody here, in small letters."""
    units = [
        name
        for unit in UNITS.values()
        for name in (unit.code, unit.name.zh, unit.name.zh.removesuffix("市"), *unit.name.en.split())
    ]
    return frozenset(map(readable, (*_TRADE.split(), *units, *COUNTIES, *PINYIN, *PINYIN.values(), *_rows())))


def _rows() -> list[str]:
    """Return digits, also in characters, letters and the signs above digits in their order, digits backwards, too."""
    return [
        row[start : start + length]
        for row in _ROWS
        for start in range(len(row))
        for length in range(_LEAST_ROW, len(row) - start + 1)
    ]


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds words, initials, names, years and repeated signs, the longest words first."""
    words = sorted(_words(), key=len, reverse=True)
    return re.compile("|".join((*map(re.escape, words), _INITIALS, _NAMES, _YEARS, r"(.)\1{2,}")))
