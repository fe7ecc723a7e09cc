"""What became of the rows of a delivery, and why, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

FATE_WORDS: Final[dict[str, Text]] = {
    "why.dismissed": Text("不再报送", "closed by the unit"),
    "fate.read": Text("读取", "read"),
    "fate.accepted": Text("入库", "stored"),
    "fate.to_accept": Text("可入库", "to be stored"),
    "fate.held": Text("待更正", "held"),
    "fate.unchanged": Text("未变化", "unchanged"),
    "fate.ignored": Text("忽略", "ignored"),
    "fate.read.why": Text("表头以下的非空行", "rows below the header that are not empty"),
    "fate.accepted.why": Text("新登记或有变化", "new or changed"),
    "fate.held.why": Text("有错误，改好再报", "errors to correct"),
    "fate.held.open": Text(
        "其中 {count} 行仍待改，其余已办", "{count} still to correct, the others are settled"
    ),
    "fate.unchanged.why": Text("此前已入库，内容相同", "stored before, the same"),
    "fate.ignored.why": Text("小计、备注、空行等", "sub-totals, notes, blanks"),
    "why.title": Text("标题", "title"),
    "why.subtotal": Text("小计、合计", "sub-total"),
    "why.note": Text("备注、签字", "note"),
    "why.repeated-header": Text("重复的表头", "repeated header"),
    "why.blank": Text("空行", "blank"),
    "why.column-numbers": Text("列号", "numbers of columns"),
    "why.hint": Text("单位或填写要求", "units or how to fill in"),
    "why.example": Text("示例行", "example"),
    "why.print-line": Text("页码、打印或导出信息", "put in by printing or export"),
    "why.continuation": Text("上一辆车的续行", "goes on with the vehicle above"),
    "why.no-vehicle": Text("没有车辆信息", "says nothing of a vehicle"),
    "why.form-line": Text("一车一表的其他栏目", "another line of a vehicle's form"),
    "why.retired": Text("退出的车辆，不计入新登记", "retired vehicle, not counted as newly registered"),
}
