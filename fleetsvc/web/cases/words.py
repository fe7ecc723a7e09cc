"""The words of the list of cases, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

CASE_WORDS: Final[dict[str, Text]] = {
    "menu.cases": Text("事项", "Cases"),
    "cases.lead": Text(
        "改好了的登记、有争议的车辆和通报后的撤回，核准之前不影响统计。可逐条或整页处理；每条只处理一次，并记入审计日志。",
        "Changes for the better, disputed vehicles and withdrawals after publication: nothing counts otherwise until it"
        " is accepted. Decide one by one or a page at a time; each is decided once and entered in the audit log.",
    ),
    "cases.lead_unit": Text(
        "本单位等候省级部门核准的事项；核准之前不影响统计。",
        "What waits for the office to decide on; nothing counts otherwise until then.",
    ),
    "cases.state": Text("状态", "Status"),
    "cases.kind": Text("种类", "Kind"),
    "cases.unit": Text("报送单位", "Reporting unit"),
    "cases.any": Text("全部", "all"),
    "cases.filter": Text("筛选", "Filter"),
    "cases.total": Text("共 {count} 件", "{count} in all"),
    "cases.subject": Text("车辆或批次", "Vehicle or delivery"),
    "cases.what": Text("内容", "What"),
    "cases.reason": Text("原因", "Reason"),
    "cases.opened": Text("提出", "Opened"),
    "cases.decided": Text("处理", "Decided"),
    "cases.delivery": Text("批次 {number}", "delivery {number}"),
    "cases.change": Text("{before} → {after}", "{before} → {after}"),
    "cases.published": Text("已在正式通报里", "stands in a published edition"),
    "cases.claimed": Text("同一车架号有两处报送", "its VIN is claimed twice"),
    "cases.withdrawal": Text("通报后撤回批次", "withdrawal after publication"),
    "cases.why": Text("理由（不予核准时必填）", "Reason (required to refuse)"),
    "cases.approve": Text("核准所选", "Accept those chosen"),
    "cases.refuse": Text("不予核准", "Refuse those chosen"),
    "cases.choose": Text("选择", "Choose"),
    "cases.choose_all": Text("全选本页", "Choose the whole page"),
    "cases.choose_none": Text("全不选", "Choose none"),
    "cases.on": Text("下一页", "Next page"),
    "cases.none": Text("没有符合条件的事项", "No case fits"),
    "cases.done": Text("已处理 {done} 件。", "{done} decided."),
    "cases.passed": Text(
        "有 {passed} 件没有处理：已由他人处理、同一车辆的另一处已核准、报送单位尚未说明原因，或正在入库，请刷新后再看。",
        "{passed} were not decided: somebody else has decided them, another claim to the vehicle is approved, the unit"
        " has not said why yet, or its files are being stored; look again.",
    ),
    "cases.answered": Text("已为 {answered} 件说明原因。", "Said why for {answered}."),
    "cases.why_unit": Text(
        "原因（已在正式通报里的，写明后才能核准）", "Why (what is published is accepted for a reason only)"
    ),
    "cases.answer": Text("为所选说明原因", "Say why for those chosen"),
    "cases.why_missing": Text("请选择事项并写明原因。", "Choose what it is for, and say why."),
    "cases.nothing_chosen": Text("没有选择任何事项。", "Nothing was chosen."),
    "cases.reason_missing": Text(
        "不予核准须写明理由，没有处理。", "To refuse, say why: nothing was decided."
    ),
    "cases.kind.justification": Text("待说明", "needs a justification"),
    "cases.kind.non_compliance": Text("不符合", "non-compliant"),
    "cases.kind.undetermined": Text("无法判断", "undetermined"),
    "cases.kind.objection": Text("对通报的异议", "objection to an edition"),
    "cases.kind.wrong_record": Text("登记有误", "wrong record"),
    "cases.kind.change_review": Text("变更核准", "change for the better"),
    "cases.kind.vin_conflict": Text("车辆争议", "disputed vehicle"),
    "cases.kind.withdrawal": Text("撤回核准", "withdrawal"),
    "cases.state.open": Text("未办", "open"),
    "cases.state.notified": Text("已通知", "told"),
    "cases.state.answered": Text("已说明", "answered"),
    "cases.state.approved": Text("已批准", "approved"),
    "cases.state.refused": Text("不予批准", "refused"),
    "cases.state.corrected": Text("已更正", "corrected"),
    "cases.state.overdue": Text("逾期", "overdue"),
    "cases.state.closed": Text("已了结", "closed"),
    "cases.ending.overtaken": Text("后来的批次又改了", "changed again by a later delivery"),
    "cases.ending.withdrawn": Text("批次已撤回", "its delivery was withdrawn"),
    "cases.ending.changed": Text("已改正或不再需要", "corrected, or no longer called for"),
    "cases.ending.other_claim_approved": Text("另一处报送已核准", "another claim was accepted"),
}
