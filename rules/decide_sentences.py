"""The sentences of reasons, by their codes. ``{had}``: what the vehicle is; ``{demand}``: what the rule asks."""

from typing import Final

from rules.facts import MONTHS_IN_STOCK
from rules.wording import Text

SENTENCES: Final[dict[str, Text]] = {
    "requirement-met": Text(
        "{had}，符合要求（{demand}）。", "The vehicle is {had}: the demand ({demand}) is met."
    ),
    "requirement-broken": Text(
        "{had}，不符合要求（{demand}），该条没有例外。",
        "The vehicle is {had}: the demand ({demand}) is not met, and the clause knows no exception.",
    ),
    "exceptions-expired": Text(
        "{had}，不符合要求（{demand}），该条的例外理由在登记日均已到期。",
        "The vehicle is {had}: the demand ({demand}) is not met; on its day every ground for an exception had ended.",
    ),
    "justification-needed": Text(
        "{had}，未达到{asked}（{demand}），须提交情况说明。",
        "The vehicle is {had}: what is demanded{asked} ({demand}) is not met, and a justification is needed.",
    ),
    "justification-approved": Text(
        "{had}，未达到{asked}（{demand}），情况说明已批准，予以豁免。",
        "The vehicle is {had}: what is demanded{asked} ({demand}) is not met; its justification is approved.",
    ),
    "justification-refused": Text(
        "{had}，未达到{asked}（{demand}），情况说明被驳回。",
        "The vehicle is {had}: what is demanded{asked} ({demand}) is not met; its justification was refused.",
    ),
    "justification-overdue": Text(
        "{had}，未达到{asked}（{demand}），情况说明逾期未交。",
        "The vehicle is {had}: what is demanded{asked} ({demand}) is not met; its justification is overdue.",
    ),
    "encouragement-met": Text(
        "{had}，符合鼓励方向（{demand}）。", "The vehicle is {had}, as is encouraged ({demand})."
    ),
    "encouragement-not-met": Text(
        "{had}，与鼓励方向（{demand}）不一致，仅作提示。",
        "The vehicle is {had}, not as is encouraged ({demand}); this is advice only.",
    ),
    "energy-unknown": Text(
        "能源种类不明，无法判断是否符合要求（{demand}）。",
        "The kind of energy is not known, so whether the demand ({demand}) is met stays open.",
    ),
    "facts-contradict": Text(
        "能源种类（{energy}）与排放阶段（{stage}）互相矛盾，两者都不能作为依据，无法判断是否符合要求（{demand}）。请核对两处并改正。",
        "The kind of energy ({energy}) and the emission stage ({stage}) contradict each other: neither can be "
        "relied on, so whether the demand ({demand}) is met stays open. Check both and correct what is wrong.",
    ),
    "emission-stage-missing": Text(
        "重型车的排放阶段不明，无法判断是否符合要求（{demand}）。",
        "The emission stage of a heavy vehicle is not known, so whether the demand ({demand}) is met stays open.",
    ),
    "gross-mass-missing": Text(
        "{had}，若为重型车则不符合要求（{demand}），但总质量不明。",
        "The vehicle is {had}: a heavy vehicle would not meet the demand ({demand}), and its gross mass is not known.",
    ),
    "replacement-unproven": Text(
        "申报为更新，但没有列出被更新的车辆，或者列出的还没有核实；若为新增，该条适用且结论不利。请补充被更新车辆的号牌或车架号，"
        "并报送退出车辆名单。",
        "Declared as a replacement, but no retired vehicle is named, or it is not confirmed; as newly added it would "
        "fall under this clause and be judged worse. Give the plate or VIN of the vehicle it replaces, and send the "
        "list of retired vehicles.",
    ),
    "perhaps-used": Text(
        f"出厂超过 {MONTHS_IN_STOCK} 个月才申报为新增，可能是转入的旧车：旧车转入不是新增，本条（{{demand}}）是否适用待定。"
        "确为库存新车的，请附购车发票；不是的，请更正。",
        f"Declared new more than {MONTHS_IN_STOCK} months after it was built, it may be a used vehicle that was moved"
        " in, which is not new: whether this clause ({demand}) is about it stays open. For a new one from stock bring"
        " the invoice; else correct it.",
    ),
    "facts-missing": Text(
        "缺少{missing}，无法判断是否符合要求（{demand}）。",
        "Not given: {missing}. Whether the demand ({demand}) is met stays open.",
    ),
    "scope-facts-missing": Text(
        "缺少{missing}，不知本条是否适用（适用于：{where}）；如适用，还须符合：{demand}。",
        "Not given: {missing}. Whether the clause is about this vehicle stays open (it is about: {where}); if it is,"
        " the demand is: {demand}.",
    ),
    "exception-approved": Text(
        "例外已批准，本条（{demand}）不计入本车。",
        "An exception is approved: under this clause ({demand}) the vehicle does not count.",
    ),
    "counted-for": Text(
        "该条按群体比例统计，不判定单车；本车计入达标。",
        "This clause counts a share of the group and judges no single vehicle; this one counts for it.",
    ),
    "counted-against": Text(
        "该条按群体比例统计，不判定单车；本车计入未达标。",
        "This clause counts a share of the group and judges no single vehicle; this one counts against it.",
    ),
    "counted-open": Text(
        "该条按群体比例统计，不判定单车；本车缺少决定性的事实，另计。",
        "This clause counts a share of the group and judges no single vehicle; here a fact that decides is not known.",
    ),
}
"""By reason code."""
