"""The words of the list of cases, in Chinese and English, by name."""

from typing import Final

from fleetsvc.web.cases.objection_words import OBJECTION_WORDS
from fleetsvc.web.cases.override_words import OVERRIDE_WORDS
from fleetsvc.web.cases.page_words import CASE_PAGE_WORDS
from fleetsvc.web.cases.preparation_words import PREPARATION_WORDS
from fleetsvc.web.cases.proposal_words import PROPOSAL_WORDS
from fleetsvc.web.cases.wrong_words import WRONG_WORDS
from rules.wording import Text

CASE_WORDS: Final[dict[str, Text]] = {
    **CASE_PAGE_WORDS,
    **OBJECTION_WORDS,
    **PROPOSAL_WORDS,
    **PREPARATION_WORDS,
    **OVERRIDE_WORDS,
    **WRONG_WORDS,
    "menu.cases": Text("事项", "Cases"),
    "cases.lead": Text(
        "待说明、不符合、无法判断的车辆，以及报送单位提请核准的事项。可逐条或成批办理，每一步都记入经过和审计日志。",
        "Vehicles that fall short, and what units ask for. Handle one by one or many at once; each step is kept in the"
        " history and the audit log.",
    ),
    "cases.lead_unit": Text(
        "本单位需要说明或更正的车辆，以及等候省级部门核准的事项。请在期限前说明；逾期未说明的按不符合统计。",
        "Vehicles that your unit has to explain or correct, and what waits for the office. Answer in time: what is"
        " overdue counts as non-compliant.",
    ),
    "cases.view": Text("范围", "Which"),
    "cases.view.mine": Text("我承办的", "mine"),
    "cases.view.overdue": Text("已逾期", "overdue"),
    "cases.view.expiring": Text("30 天内到期", "approval expires within 30 days"),
    "cases.expires": Text("{day} 到期", "expires on {day}"),
    "cases.ground": Text("理由类别", "Ground"),
    "cases.state.todo": Text("待办", "to do"),
    "cases.due": Text("期限", "Due"),
    "cases.all": Text(
        "办理筛选出的全部 {count} 件（一次至多 {most} 件）", "All {count} that fit (at most {most} at once)"
    ),
    "cases.bulk": Text("成批办理", "Handle those chosen"),
    "cases.open_one": Text("打开事项 {number}", "Open case {number}"),
    "cases.state": Text("状态", "Status"),
    "cases.kind": Text("种类", "Kind"),
    "cases.unit": Text("报送单位", "Reporting unit"),
    "cases.opened_since": Text("提出时间", "Opened since"),
    "cases.decided_since": Text("决定时间", "Decided since"),
    "cases.since.opened_since": Text("只列出 {at} 以来提出的事项。", "Only what was opened since {at}."),
    "cases.since.decided_since": Text("只列出 {at} 以来决定的事项。", "Only what was decided since {at}."),
    "cases.since.all": Text("列出全部", "List all"),
    "cases.number": Text("编号", "Number"),
    "cases.officer": Text("承办人", "Officer"),
    "cases.delivery_of": Text("来自批次", "Delivery"),
    "cases.answer": Text("单位说明", "Answer of the unit"),
    "cases.decided_by": Text("处理人", "Decided by"),
    "cases.decision": Text("处理结果", "Outcome"),
    "cases.valid_until": Text("批准止日", "Valid until"),
    "cases.as_of": Text("数据截至 {instant}（北京时间）", "Data as of {instant} (Beijing)"),
    "cases.filters": Text("筛选条件：{filters}。", "Filter: {filters}."),
    "cases.counted": Text("以上共 {count} 件。", "{count} cases."),
    "cases.cut": Text(
        "—— 到此截断：只列出前 {most} 件，共 {count} 件；请缩小条件后再取其余 ——",
        "—— cut: the first {most} of {count} cases; narrow the filter for the rest ——",
    ),
    "cases.export": Text("导出 Excel", "Export to Excel"),
    "cases.print": Text("打印整张清单", "Print the whole list"),
    "cases.back": Text("返回清单", "Back to the list"),
    "cases.unfit": Text(
        "“{name}”不能是“{value}”，这一条件未采用。请从列表中选择。",
        "{name} cannot be “{value}”; it was left out. Choose from the list.",
    ),
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
    "cases.why": Text(
        "理由（不予批准、要求补充、延期时必填）", "Reason (required to refuse, ask again, extend)"
    ),
    "cases.choose": Text("选择", "Choose"),
    "cases.choose_all": Text("全选本页", "Choose the whole page"),
    "cases.choose_none": Text("全不选", "Choose none"),
    "cases.rows": Text("每页件数", "Cases a page"),
    "cases.on": Text("下一页", "Next page"),
    "cases.none": Text("没有符合条件的事项", "No case fits"),
    "cases.done": Text("已处理 {done} 件。", "{done} decided."),
    "cases.passed": Text(
        "有 {passed} 件没有处理：已由他人处理、当前状态不允许、同一车辆的另一处已核准、报送单位尚未说明原因，或正在入库，请刷新后再看。",
        "{passed} were not handled: somebody else has, they do not stand so, another claim to the vehicle is approved,"
        " the unit has not said why yet, or its files are being stored; look again.",
    ),
    "cases.without": Text(
        "有 {without} 辆没有待办理的事项：事项在入库后的当晚建立，已更正、已了结的不再办理。",
        "{without} vehicles have no case to handle: cases are opened in the night after vehicles are stored, and what"
        " is corrected or closed is over.",
    ),
    "cases.answered": Text("已为 {answered} 件说明原因。", "Said why for {answered}."),
    "cases.why_unit": Text("说明（必填）", "What you say (required)"),
    "cases.why_missing": Text("请选择事项并写明原因。", "Choose what it is for, and say why."),
    "cases.nothing_chosen": Text("没有选择任何事项。", "Nothing was chosen."),
    "cases.reason_missing": Text("须写明理由，没有处理。", "Say why: nothing was done."),
    "cases.kind.justification": Text("待说明", "needs a justification"),
    "cases.kind.non_compliance": Text("不符合", "non-compliant"),
    "cases.kind.undetermined": Text("无法判断", "undetermined"),
    "cases.kind.objection": Text("对通报的异议", "objection to an edition"),
    "cases.kind.override": Text("另行认定", "decided otherwise"),
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
    "cases.ending.released": Text("通报已发布", "its edition was released"),
    "cases.ending.overtaken": Text("后来的批次又改了", "changed again by a later delivery"),
    "cases.ending.withdrawn": Text("批次已撤回", "its delivery was withdrawn"),
    "cases.ending.ungoverned": Text("规则书已不再管辖该义务", "no rule governs the duty any more"),
    "cases.ending.changed": Text("已改正或不再需要", "corrected, or no longer called for"),
    "cases.ending.other_claim_approved": Text("另一处报送已核准", "another claim was accepted"),
}
