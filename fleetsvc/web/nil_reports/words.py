"""The words of nil reports."""

from typing import Final

from rules.wording import Text

NIL_WORDS: Final[dict[str, Text]] = {
    "nil.title": Text("零报告", "Nil reports"),
    "nil.month": Text("月份", "Month"),
    "nil.how": Text(
        "九类用途每类都须有已接收的登记，或签署零报告；两者都没有的，通报列为“报送不全”，不排名。",
        "Each of the nine categories needs accepted registrations or a signed nil report; where neither is, the"
        " ranking lists the unit as “incomplete” and does not rank it.",
    ),
    "nil.tick": Text("勾选", "Tick"),
    "nil.sign": Text(
        "签署：勾选的用途本月没有新增或更新车辆",
        "Sign: none of the ticked categories had a vehicle in the month",
    ),
    "nil.received": Text("已有登记", "registered"),
    "nil.nil": Text("已签零报告", "signed as nil"),
    "nil.missing": Text("未报", "missing"),
    "nil.done": Text("已签署。", "Signed."),
    "nil.none_ticked": Text("没有签署：请至少勾选一类用途。", "Not signed: tick at least one category."),
    "nil.registered": Text(
        "没有签署：所选用途本月已有登记车辆，请刷新后重试。",
        "Not signed: vehicles of a ticked category stand registered in the month; look again.",
    ),
    "nil.not_begun": Text("没有签署：这个月还没有开始。", "Not signed: the month has not begun."),
    "nil.to_sign": Text("签署零报告…", "Sign nil reports …"),
}
"""Words by name."""
