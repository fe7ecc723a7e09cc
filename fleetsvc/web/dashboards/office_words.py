"""The words of the office's own pages: dashboard and list of what falls short."""

from typing import Final

from rules.wording import Text

OFFICE_WORDS: Final[dict[str, Text]] = {
    "office.title": Text("全省总览", "The province"),
    "office.now": Text(
        "按截至 {at} 入库的数据计算。",
        "As the data stand at {at}.",
    ),
    "office.published": Text("{status}，第 {number} 版", "{status}, revision {number}"),
    "office.frozen": Text("本期已通报（{said}，计算于 {at}）。", "Published ({said}, computed {at})."),
    "office.differing": Text(
        "{count} 个单位目前与通报的不同，通报的数字以小字列在旁边。",
        "{count} units stand otherwise today; what was published stands beside, in small.",
    ),
    "office.same": Text("各单位目前与通报的相同。", "All units stand as published."),
    "office.frozen_open": Text("查看通报", "Open what was published"),
    "office.was": Text("通报 {what}", "published {what}"),
    "office.of_governed": Text("受约束车辆 {count} 辆", "of {count} governed vehicles"),
    "office.non_compliant": Text("不符合", "Non-compliant"),
    "office.non_compliant.do": Text("没有例外，须纠正", "no exception: to be put right"),
    "office.needs_justification": Text("待说明", "To be justified"),
    "office.needs_justification.do": Text("等报送单位说明或省级决定", "waits for reasons or a decision"),
    "office.undetermined": Text("待定", "Undetermined"),
    "office.undetermined.do": Text("缺少决定性信息", "a deciding fact is missing"),
    "office.held": Text("待更正行", "Rows held"),
    "office.held.do": Text("有错误，尚未入库", "wrong, not stored yet"),
    "office.silent": Text("未报送单位", "Silent units"),
    "office.silent.do": Text("本期没有报送", "sent nothing for the period"),
    "office.map": Text("19 个报送单位合规率", "Rates of the 19 units"),
    "office.inset": Text("附图：在郑州市域内", "inset: inside Zhengzhou"),
    "office.views": Text("图示方式", "How the units are drawn"),
    "office.view.tiles": Text("方格", "Tiles"),
    "office.view.map": Text("地图", "Map"),
    "office.note.tiles": Text(
        "等面积方格示意图，只表示相对方位，不表示行政区界；点方格看表中该单位一行。",
        "Tiles of equal size, placed about where the units lie; no borders are shown. A tile leads to its line.",
    ),
    "office.note.map": Text(
        "航空港区没有法定行政区界，以附图方块表示，菱形为大致位置。点区域看表中该单位一行。",
        "The Airport Zone has no statutory boundary: it is the inset, and the diamond marks about where it lies."
        " An area leads to its line.",
    ),
    "office.unreviewed": Text(
        "内部参考，未经审图，不得公开发布", "For internal reference: not reviewed, not to be published"
    ),
    "office.broken": Text(
        "界线文件不可用，暂以方格代替地图。请联系运维人员运行 fleetsvc doctor，它会说明原因和处理办法。",
        "The file of boundaries is unusable; tiles stand in for the map. Ask the operator to run fleetsvc doctor,"
        " which says why and what to do.",
    ),
    "office.source": Text(
        "界线来源：天地图（国家地理信息公共服务平台），2024 年版，已简化。",
        "Boundaries: Tianditu, the national platform for geographic information, 2024, simplified.",
    ),
    "office.approval": Text("审图号：{number}", "Map approval number: {number}"),
    "office.table": Text("各单位情况", "The units"),
    "office.trend": Text("按登记月份", "By month of registration"),
    "office.trend_label": Text(
        "最近十二个月受约束车辆的柱状图，上方为合规率；数值见旁表。",
        "Bars of the governed vehicles of the last twelve months with the rate above; the table beside has"
        " the numbers.",
    ),
    "office.month": Text("月份", "Month"),
    "office.good": Text("符合或豁免", "Compliant, exempt"),
    "office.open": Text("待说明、待定", "To be justified, undetermined"),
    "office.reporting": Text("报送情况", "Reporting"),
    "office.received": Text("已报", "in time"),
    "office.late": Text("迟报", "late"),
    "office.nil": Text("零报告", "nil report"),
    "office.missing": Text("未报", "missing"),
    "office.not_due": Text("未到期", "not due"),
    "office.reporting_how": Text(
        "数字为该月登记的车辆数。迟报：该月车辆首次报送晚于次月 5 日的正式通报；未报：通报后仍没有。",
        "Numbers are vehicles registered in the month. Late: first sent after the edition of the 5th was due; missing:"
        " nothing has come since.",
    ),
    "office.pick_month": Text("点月份看各用途。", "A month leads to its categories."),
    "office.all_months": Text("返回各月", "Back to all months"),
    "office.matters": Text("待办事项", "Open matters"),
    "office.matters.case.answered": Text("件事项已说明、待审定", "cases answered, to be decided"),
    "office.matters.case.open": Text(
        "件事项未办（含变更、撤回、异议）", "cases not begun, changes, withdrawals and objections among them"
    ),
    "office.matters.case.overdue": Text("件事项逾期未说明", "cases not answered in time"),
    "office.matters.proposals": Text("件提请待签署", "proposals to be signed"),
    "office.matters.needs_justification": Text(
        "辆待说明（全部月份）", "vehicles to be justified, of all months"
    ),
    "office.matters.non_compliant": Text("辆不符合（全部月份）", "non-compliant vehicles, of all months"),
    "office.matters.undetermined": Text("辆待定（全部月份）", "undetermined vehicles, of all months"),
    "office.matters.in_review": Text(
        "个批次已核查、等报送单位确认入库", "deliveries checked, to be confirmed by their unit"
    ),
    "office.matters.waiting": Text("个批次排队待读", "deliveries waiting to be read"),
    "office.matters.assumed": Text(
        "项解释待省级主管部门确认", "interpretations that the office has not confirmed"
    ),
}
"""Words by name."""
