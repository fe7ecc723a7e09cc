"""The words of what two persons submit."""

from typing import Final

from rules.wording import Text

TWO_PERSONS_WORDS: Final[dict[str, Text]] = {
    "menu.two_persons": Text("两人办理", "Two persons"),
    "two.lead": Text(
        "要求某单位两人办理后，该单位交给省级部门的一切（批次、零报告、事项的说明、申诉和备注、异议、撤回批次、不再补报的行）"
        "都由一人准备，由另一位同事登录后核对提交；接口密钥和自动取数只能准备，不能提交。提交之前不算报送，期限照常计算。"
        "要求和取消只由省级部门办理，记入审计日志并通知该单位。",
        "Where two persons are asked for, one person of the unit prepares whatever it hands to the office"
        " (deliveries, nil reports, answers, appeals and remarks on cases, objections, deliveries taken back, rows not"
        " sent again), and another one, signed in, checks and submits it. Keys and fetched addresses prepare and never"
        " submit. Until then nothing is handed in, and deadlines run on. Only the office asks for it and lifts it; both"
        " are logged, and the unit is told.",
    ),
    "two.head.unit": Text("报送单位", "Reporting unit"),
    "two.head.state": Text("两人办理", "Two persons"),
    "two.head.accounts": Text("在用账户", "Accounts in use"),
    "two.head.since": Text("由谁何时要求", "Asked by, at"),
    "two.head.act": Text("操作", "Act"),
    "two.asked": Text("要求", "asked for"),
    "two.not_asked": Text("不要求", "not asked for"),
    "two.do.ask": Text("要求", "Ask for it"),
    "two.do.lift": Text("取消", "Lift"),
    "two.done.asked": Text(
        "{unit}自即日起须两人办理，已通知该单位", "{unit}: two persons from now on; the unit is told"
    ),
    "two.done.lifted": Text(
        "{unit}不再须两人办理，已通知该单位", "{unit}: one person suffices again; the unit is told"
    ),
    "two.alone": Text(
        "{unit}只有 {accounts} 个在用账户：没有另一人可以提交。请通知管理员为其再开一个账户，否则其批次不能入库，也不能答复事项。",
        "{unit} has {accounts} accounts in use: nobody else could submit. Have an administrator open another one, or"
        " its deliveries are not stored and its answers not handed in.",
    ),
    "two.alone_short": Text("无人可提交", "nobody else to submit"),
    "two.first": Text(
        "本单位须两人办理：您核对完毕后，由另一位同事提交入库。",
        "Two persons of this unit submit: once you have checked it, a colleague has it stored.",
    ),
    "two.first_button": Text("核对完毕，交同事提交", "Checked: a colleague submits it"),
    "two.own": Text(
        "由您准备，须由本单位另一位同事登录后提交入库。同事打开“报送批次”里的这一批次即可提交。",
        "You prepared it: a colleague of your unit has to sign in and submit it, on this same page.",
    ),
    "two.second": Text(
        "由 {name} 准备，请您核对后提交入库。", "{name} prepared it: please check it, and have it stored."
    ),
    "two.office": Text(
        "该单位须两人办理，由其两位同事准备、提交。", "Two persons of the unit prepare and submit it."
    ),
    "two.prepared_by": Text("由 {name} 准备", "prepared by {name}"),
    "review.second_person": Text(
        "没有提交：该批次须由本单位另一位同事登录后提交。",
        "Nothing was submitted: another person of the unit has to sign in and do so.",
    ),
}
