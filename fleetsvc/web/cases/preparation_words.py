"""The words of what one person of a unit prepares and another one submits."""

from typing import Final

from rules.wording import Text

PREPARATION_WORDS: Final[dict[str, Text]] = {
    "menu.preparations": Text("待同事提交", "To be submitted"),
    "prepared.lead": Text(
        "本单位须两人办理：零报告、事项的说明和申诉、异议、撤回批次等，由一人准备，由另一位同事在这里核对后提交。"
        "提交之前不算报送，期限照常计算；接口密钥只能准备，不能提交。批次仍在批次页面提交。",
        "Two persons of this unit hand in: what one prepared (nil reports, answers and appeals, objections, deliveries"
        " taken back) another one checks and submits here. Until then nothing is handed in, and deadlines run on. Keys"
        " prepare and never submit. Deliveries are submitted on their own pages.",
    ),
    "prepared.not_asked": Text(
        "本单位目前一人即可办理；此前已准备、尚待提交的，仍由另一位同事提交，也可收回后自行办理。是否须两人办理由省级部门决定。",
        "One person of this unit suffices at present. What was prepared before and still waits is submitted by another"
        " one, or taken back and done alone. Whether two are asked for is the office's to say.",
    ),
    "prepared.waiting": Text("待提交", "To be submitted"),
    "prepared.settled": Text("已了结", "Settled"),
    "prepared.none": Text("没有待提交的", "Nothing waits to be submitted"),
    "prepared.what": Text("内容", "What"),
    "prepared.by": Text("准备人", "Prepared by"),
    "prepared.status": Text("状态", "Status"),
    "prepared.title": Text("准备 {number}", "Preparation {number}"),
    "prepared.status.waiting": Text("待提交", "to be submitted"),
    "prepared.status.submitted": Text("已提交", "submitted"),
    "prepared.status.sent_back": Text("已退回", "sent back"),
    "prepared.status.taken_back": Text("已收回", "taken back"),
    "prepared.status.lapsed": Text("已失效", "lapsed"),
    "prepared.turn.first": Text("由系统准备，待人核对", "prepared by a system, to be checked"),
    "prepared.turn.own": Text("由您准备，待同事提交", "yours: a colleague submits it"),
    "prepared.turn.second": Text("待您核对后提交", "for you to check and submit"),
    "prepared.of_cases": Text("{action}（{count} 件事项）", "{action} ({count} cases)"),
    "prepared.matter.objection": Text("对 {period} 通报的异议", "Objection to {period}"),
    "prepared.matter.nil_reports": Text("{period} 零报告", "Nil reports for {period}"),
    "prepared.matter.withdrawal": Text("撤回批次 {number}", "Delivery {number} taken back"),
    "prepared.matter.closed_rows": Text(
        "批次 {number} 的行不再补报", "Rows of delivery {number} not sent again"
    ),
    "prepared.exactly": Text("将照以下内容提交，一字不改：", "This will be handed in, word for word:"),
    "prepared.was": Text("准备的内容：", "What was prepared:"),
    "prepared.action": Text("办理", "Act"),
    "prepared.brought": Text("已附的材料", "Evidence brought"),
    "prepared.period": Text("期次", "Period"),
    "prepared.nil_of": Text("没有新增或更新车辆的用途", "Nothing to report of"),
    "prepared.upload": Text("批次", "Delivery"),
    "prepared.effect": Text("提交后", "What follows"),
    "prepared.asks": Text(
        "有车辆已在正式通报里或由省级部门另行认定，须经其核准后撤回",
        "Vehicles of it are published or decided otherwise: the office is asked, and decides",
    ),
    "prepared.takes_back": Text("随即撤回，其登记不再有效", "It is taken back at once"),
    "prepared.rows": Text("行", "Rows"),
    "prepared.note": Text("说明", "Note"),
    "prepared.help.own": Text(
        "由您准备，须由本单位另一位同事登录后提交；同事已收到通知。",
        "You prepared it: a colleague of your unit has to sign in and submit it, and was told so.",
    ),
    "prepared.help.second": Text(
        "请核对以上内容：无误则提交，有误则写明理由退回，由准备人重新办理。",
        "Please check it: submit it, or send it back and say why.",
    ),
    "prepared.help.first": Text(
        "由系统准备。请您先核对；核对后由另一位同事提交。",
        "A system prepared it. Check it first; a colleague then submits it.",
    ),
    "prepared.submit": Text("核对无误，提交", "Checked: submit it"),
    "prepared.check": Text("核对完毕，交同事提交", "Checked: a colleague submits it"),
    "prepared.send_back": Text("退回", "Send back"),
    "prepared.take_back": Text("收回", "Take back"),
    "prepared.reason": Text("退回理由（退回时必填）", "Why it is sent back (required for that)"),
    "prepared.reason_own": Text("收回理由（可不填）", "Why it is taken back (may be left empty)"),
    "prepared.changed": Text(
        "准备之后有 {count} 件事项已有变动，提交时不再办理这些，其余照办。",
        "{count} of the cases have gone on since: these are passed by, the others are done.",
    ),
    "prepared.lapsed_why": Text(
        "准备之后所涉内容已有变动，不能再照原样提交。请收回或退回，再重新办理。",
        "What it is about has changed since: it cannot be handed in as it is. Drop it, and do it anew.",
    ),
    "prepared.told.prepared": Text(
        "已准备，尚未提交：须由本单位另一位同事在这里提交。",
        "Prepared, not yet handed in: a colleague submits it here.",
    ),
    "prepared.told.checked": Text(
        "已记为由您准备，待同事提交。", "Noted as prepared by you: a colleague submits it."
    ),
    "prepared.told.waiting": Text("待提交。", "It waits."),
    "prepared.told.submitted": Text("已提交。", "Submitted."),
    "prepared.told.sent_back": Text("已退回，准备人会收到通知。", "Sent back; who prepared it is told."),
    "prepared.told.taken_back": Text("已收回，没有提交。", "Taken back: nothing was handed in."),
    "prepared.told.lapsed": Text("已失效。", "It has lapsed."),
    "prepared.outcome.done": Text("办理 {done} 件。", "{done} done."),
    "prepared.outcome.passed": Text(
        "办理 {done} 件，{passed} 件已有变动，没有办理。", "{done} done, {passed} passed by."
    ),
    "prepared.fault.own": Text(
        "没有提交：须由本单位另一位同事登录后提交。",
        "Nothing was submitted: another person of the unit has to sign in and do so.",
    ),
    "prepared.fault.VehicleNotInLine": Text(
        "没有提交：第 {place} 个车架号已不在本单位本期的登记里。请退回，再重新办理。",
        "Nothing was submitted: VIN number {place} is none that your unit registered in this period. "
        "Send it back, and do it anew.",
    ),
    "prepared.fault.VehiclesRegistered": Text(
        "没有提交：本期已有登记车辆，不能再作零报告。请退回，再重新办理。",
        "Nothing was submitted: vehicles are registered in the period by now. Send it back, and do it anew.",
    ),
    "prepared.of_page": Text(
        "{name}已于 {at} 为此准备了一项，尚未提交，待同事核对后提交。",
        "{name} prepared something about it at {at}; it is not handed in until a colleague submits it.",
    ),
    "prepared.of_nil": Text(
        "{name}已于 {at} 准备零报告（{categories}），尚未提交，待同事核对后提交。",
        "{name} prepared nil reports ({categories}) at {at}; nothing is signed until a colleague submits them.",
    ),
    "prepared.open": Text("查看", "Open it"),
    "cases.fault.PreparationSettled": Text("该项已提交、退回或收回。", "It is settled already."),
    "cases.fault.PreparationLapsed": Text(
        "没有提交：准备之后所涉内容已有变动。请退回，再重新办理。",
        "Nothing was submitted: what it is about has changed since. Send it back, and do it anew.",
    ),
    "cases.fault.PreparationsWaiting": Text(
        "没有准备：本单位待提交的已达 {most} 项，请先提交、退回或收回。",
        "Nothing was prepared: {most} already wait. Submit, send or take back some first.",
    ),
    "review.preparations_waiting": Text(
        "没有准备：本单位待提交的已达上限，请先提交、退回或收回。",
        "Nothing was prepared: too much waits to be submitted already.",
    ),
}
