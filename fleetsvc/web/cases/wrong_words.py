"""The words by which somebody outside says that a record looks wrong, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

WRONG_WORDS: Final[dict[str, Text]] = {
    "wrong.title": Text("反映登记信息有误", "Say that a record looks wrong"),
    "wrong.link": Text("登记信息有误？", "Does a record look wrong?"),
    "wrong.lead": Text(
        "转给登记车辆的报送单位核对，省级部门可见。为保护他人信息，本页不显示车辆是否在册，也不显示办理情况。请勿填写姓名、电话。",
        "It goes to the unit that registers the vehicle, and the office sees it. To protect others, this page never"
        " tells whether a vehicle is on record, nor what comes of it. Name no person and no telephone.",
    ),
    "wrong.vin": Text("车架号（17 位）", "VIN (17 characters)"),
    "wrong.reason": Text("哪里不对（必填）", "What looks wrong (required)"),
    "wrong.do": Text("提交", "Send"),
    "wrong.back": Text("返回登记查询", "Back to the question"),
    "wrong.received": Text("已收到，将由报送单位核对。", "Received: the reporting unit will look into it."),
    "wrong.fault.unit": Text("没有提交：请选择报送单位。", "Not sent: choose the reporting unit."),
    "wrong.fault.vin": Text(
        "没有提交：车架号须为 17 位，不含 I、O、Q，请对照行驶证核对。",
        "Not sent: a VIN has 17 characters without I, O and Q; compare it with the licence.",
    ),
    "wrong.fault.reason": Text("没有提交：请写明哪里不对。", "Not sent: say what looks wrong."),
    "wrong.fault.many": Text(
        "没有提交：今天反映该单位的已达上限，请明天再试，或直接与该单位联系。",
        "Not sent: no more is taken of this unit today; try tomorrow, or ask the unit itself.",
    ),
    "wrong.of": Text("所反映的车架号 {vin}", "the VIN given: {vin}"),
    "case.by.nobody": Text("未登录者", "somebody not signed in"),
    "case.by.dealer": Text("经销商", "a dealer"),
    "case.by.operator": Text("车队", "a fleet operator"),
    "case.by.auditor": Text("审计员", "an auditor"),
    "case.by.admin": Text("管理员", "an administrator"),
}
