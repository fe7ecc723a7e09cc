"""What lines say that hold no vehicle: sums, signatures, examples, numbers of columns, marks of printing.

Texts are compared half-width, in small letters and without blanks.
"""

import re
from collections.abc import Sequence
from typing import Final

_SUM: Final = "合计|小计|总计|共计|累计|总数|汇总"
SUBTOTAL: Final = re.compile(
    rf"(本页|本月|本年|本表|全市|全省|以上|累计|车辆|数量|其中)?({_SUM})\D{{0,4}}[\d.,]*\D{{0,4}}|其中[:：]?.*"
    r"|共\d+[辆台条].*|(sub-?|grand)?total\b.*|sum"
)
"""A line of sums, whatever else stands in it."""
_SUM_OF_GROUP: Final = re.compile(
    r".{1,30}(汇总|计数|数值计数|求和|平均值|最大值|最小值|乘积|(总体)?标准偏差|(总体)?方差)"  # as Excel names its groups
    r"|总(计数|平均值|最大值|最小值|计平均值)|.{0,12}(平均|均值|占比|比例|比重|百分比|同比|环比|增长率?|增幅)([(（].*[)）])?"
    rf"|.{{0,20}}({_SUM}|共有?|计)[^\d]{{0,8}}\d+(\.0)?[辆台部].*|.{{1,30}}({_SUM})|.{{1,20}} ?(count|average|total)"
    r"|(本页|本表|本月|以上|全部|合计|总)(车辆|登记)?(共|数量|数|台数|辆数)[:：]?\d*[辆台]?"
)
_COUNT: Final = re.compile(r"[共计约]?\d+(\.\d+)?[辆台部]|\d+(\.\d+)?%")
NOTE: Final = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注|附)\d*[:：.、].*|注[意明].*|\*.*|※.*|note[s:].*"
    r"|(填表|填报|审核|制表|复核|经办|负责|审批|统计|联系|报送|单位负责|主管|录入|校对)(人|员|领导|单位|部门|日期|时间|电话|方式)?"
    r"(签字|签名|签章)?[:：].*|.*[(（]?(单位)?(盖章|公章|签章|签字|签名)[)）]?[:：]?|(联系)?电话[:：].*|日期[:：].*"
    r"|示例.*|样例.*|例[:：如].*|prepared by.*|signature.*"
)
"""A line of notes or signatures, by its first text."""
_SIGNED: Final = re.compile(
    r".{0,8}(填表|填报|审核|制表|复核|经办|负责|审批|统计|联系|报送|主管|录入|校对|签发|科长|局长|处长|领导|站长|经理|会计|分管)"
    r"(人|员|领导|单位|部门|日期|时间|电话|方式|科室)?([(（].{0,6}[)）])?[:：].*|.{0,12}[(（]?(盖章|公章|签章|签字|签名|手签)[)）]?[:：]?"
    r"|.{0,6}(日期|时间|电话|手机|传真|邮箱|地址)[:：].*"
    r"|[一二三四五六七八九〇○零十\d]{2,4}年[一二三四五六七八九十\d]{0,3}月([一二三四五六七八九十\d]{0,3}日)?|年月日"
)
_PRINT: Final = re.compile(
    r"[-—–=_*~#.·\s]{3,}|第?\d*页?[,，/]?[共]\d*页|第\d+页.*|(本页)?页码[:：]?\d*|page\d+(of\d+)?|[-—]\d+[-—]|\d+/\d+页"
    r"|(打印|导出|生成|制表|查询|下载|系统)(时间|日期|人|用户|单位)[:：]?.*|.{0,4}\d+行受影响.*|\(?\d+rows?(s?affected|selected|inset)?\)?\.?.*"
    r"|已选择\d+行.*|共\d+条(记录|数据)?.*|(查询|导出)(结果|完毕|完成).*|.{0,2}(以下|下方|此行以下|以下部分)(为?空白|无正文|无内容|空白处).*"
    r"|[(（]?(接|转|见|续)(下|上|前|后)?(页|表)[)）]?|[(（]?(完|结束|到此为止|end|eof|theend)[)）]?|数据(结束|完)"
)
_HINT: Final = re.compile(
    r"[(（]?(\d{1,3}位|必填|选填|非必填|可选|可不填|必录|文本|数字|数值|字符|日期型?|下拉|整数|小数|下拉选择|单选|yyyy.*|自动生成|系统生成"
    r"|(请)?(填写|选择|输入|按照?|见|参照|参考|严格).{0,40}|.{0,10}(格式|填写|选择)[:：]?.{0,30}|如[:：]?.{0,30}|格式.{0,30}"
    r"|kgs?|千克|公斤|吨|t|mm|毫米|米|m|kwh?|千瓦时?|km|公里|人|座|个|辆|年|月|日|元|万元|[-—/]+)[)）]?"
)
EXAMPLE: Final = re.compile(
    r"[(（\[【<]?(填写|填报|填表)?(示例|样例|范例|举例|样板|例子|例如|示例行|示例数据|范本|样表)[\d一二三]*[)）\]】>]?([:：,，。(（].*)?"
    r"|[(（\[【]?例[\d一二三]*[)）\]】]?[:：]?|(example|sample)(row|line|data)?\d*[:：]?"
)
"""A cell that says that its row is an example."""
_NUMBERED: Final = re.compile(r"[(（]?(\d{1,3})(\.0)?[)）]?列?")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_HEADS: Final = frozenset(("栏次", "列次", "栏号", "列号", "序号", "行次"))
_FEWEST: Final = 3


def is_column_numbers(texts: Sequence[str]) -> bool:
    """Say whether a line numbers the columns: 甲 乙 1 2 3, 栏次 1 2 3, (1) (2) (3).

    >>> is_column_numbers(["甲", "乙", "1", "2", "3"]), is_column_numbers(["1", "3", "2"])
    (True, False)
    """
    rest = [text for text in texts if text not in _HEADS]
    stems = 0
    while stems < min(len(rest), len(_STEMS)) and rest[stems] == _STEMS[stems]:
        stems += 1
    numbers = [_NUMBERED.fullmatch(text) for text in rest[stems:]]
    counted = [int(match[1]) for match in numbers if match]
    if len(counted) != len(numbers) or len(rest) < _FEWEST:
        return False
    return counted == list(range(1, len(counted) + 1)) or (
        stems == 0 and counted == list(range(2, len(counted) + 2))
    )


def is_subtotal(texts: Sequence[str]) -> bool:
    """Say whether a line that identifies no vehicle sums up or counts others."""
    return any(_SUM_OF_GROUP.fullmatch(text) or _COUNT.fullmatch(text) for text in texts)


def is_print(texts: Sequence[str]) -> bool:
    """Say whether a line was put in by a printer, a database or whoever ends a list: 第1页, ----, 以下空白."""
    return (bool(texts) and any(map(_PRINT.fullmatch, texts)) and len(texts) <= _FEWEST) or _is_ruled(texts)


def _is_ruled(texts: Sequence[str]) -> bool:
    return len(texts) > 1 and all(re.fullmatch(r"[-—–=_*]{2,}", text) for text in texts)


def is_signed(texts: Sequence[str]) -> bool:
    """Say whether a line holds signatures, their days and telephones, in whatever columns."""
    return bool(texts) and sum(bool(_SIGNED.fullmatch(text)) for text in texts) * 2 >= len(texts)


def is_hint(texts: Sequence[str]) -> bool:
    """Say whether a line tells how columns are to be filled in: 17位, 千克, yyyy-mm-dd."""
    return len(texts) > 1 and sum(bool(_HINT.fullmatch(text)) for text in texts) * 3 >= 2 * len(texts)
