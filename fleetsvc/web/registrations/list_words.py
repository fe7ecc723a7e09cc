"""The words of lists of vehicles: filters, columns, sums, exports and the way from page to page."""

from typing import Final

from rules.wording import Text

LIST_WORDS: Final[dict[str, Text]] = {
    "list.lead": Text(
        "结论为不符合、待说明或待定的车辆。点号牌打开档案：条款原文、判定步骤和每项事实所在的单元格。",
        "Vehicles that are non-compliant, to be justified or undetermined. A plate opens the dossier: clause, steps,"
        " and the cell of each fact.",
    ),
    "reg.lead": Text(
        "本单位已入库的车辆。点号牌打开档案，点批次看它来自哪个文件。",
        "The vehicles that the unit has stored. A plate opens the dossier, a number the delivery it came with.",
    ),
    "frame.office_revealed": Text(
        "您以省级身份查看{unit}的页面，号牌、车架号和所有人完整显示，已记入审计日志。",
        "You see the pages of {unit} as the office; plates, VINs and owners are shown in full, which the audit log"
        " notes.",
    ),
    # filters
    "list.unit": Text("报送单位", "Reporting unit"),
    "list.category": Text("车辆用途", "Category"),
    "list.event": Text("新增/更新", "New or replacement"),
    "list.energy": Text("能源种类", "Energy"),
    "list.duty": Text("按哪项要求", "By which duty"),
    "list.verdict": Text("核查结论", "Verdict"),
    "list.rule": Text("依据规则", "Rule"),
    "list.replaces": Text("被更新的车辆", "Retired vehicle"),
    "list.overridden": Text("由谁认定", "Decided by"),
    "list.overridden.true": Text("省级部门另行认定", "the office, otherwise than the rules"),
    "list.overridden.false": Text("按规则判定", "the rules"),
    "list.overridden_mark": Text("另行认定", "decided otherwise"),
    "list.from": Text("登记日期自", "Registered from"),
    "list.until": Text("登记日期至（含）", "until (inclusive)"),
    "list.known_on": Text("按某日的数据查看", "As known on"),
    "list.text": Text("号牌、车架号或所有人", "Plate, VIN or owner"),
    "list.upload": Text("批次", "Delivery"),
    "list.sort": Text("排序", "Order"),
    "list.any": Text("全部", "all"),
    "list.open": Text("全部未达标", "all that fall short"),
    "list.columns": Text("显示的列", "Columns"),
    "list.filter": Text("筛选", "Filter"),
    "list.reset": Text("清空条件", "Reset"),
    "list.fault": Text(
        "“{name}”不能是“{value}”，这一条件未采用。请从列表中选择，日期写成 2025-06-01。",
        "{name} cannot be “{value}”; it was left out. Choose from the list, and write days as 2025-06-01.",
    ),
    "list.unfiltered": Text("无", "none"),
    "list.printed": Text(
        "筛选条件：{filters}。打印时间 {now}。只印出本页；整张清单请导出后打印。",
        "Filter: {filters}. Printed {now}. This page only: to print the whole list, export it.",
    ),
    # choosing
    "list.choose": Text("选择", "Choose"),
    "list.all": Text(
        "符合条件的全部 {count} 辆（成批办理一次至多 {most} 辆）",
        "All {count} that fit ({most} at most are handled at once)",
    ),
    "list.chosen_xlsx": Text("导出所选", "Export those chosen"),
    "list.chosen_print": Text("打印所选", "Print those chosen"),
    "list.whole_print": Text("打印整张清单", "Print the whole list"),
    "list.nothing_chosen": Text(
        "没有选择任何车辆：请先勾选，或选“符合条件的全部”。",
        "Nothing was chosen: tick vehicles, or choose all that fit.",
    ),
    "list.printed_all": Text(
        "筛选条件：{filters}。数据截至 {now}。共 {count} 辆，已全部列出。",
        "Filter: {filters}. Data as of {now}. All {count} vehicles are listed.",
    ),
    "list.printed_chosen": Text(
        "从清单中所选的 {count} 辆（清单的筛选条件：{filters}）。数据截至 {now}。",
        "{count} vehicles chosen from the list (its filter: {filters}). Data as of {now}.",
    ),
    "list.printed_cut": Text(
        "筛选条件：{filters}。数据截至 {now}。共 {count} 辆，只列出前 {most} 辆；其余请缩小条件，或导出 Excel。",
        "Filter: {filters}. Data as of {now}. The first {most} of {count} vehicles; narrow the filter or export it for"
        " the rest.",
    ),
    "list.cut_here": Text(
        "—— 到此截断：以上是前 {most} 辆，共 {count} 辆，其余未印出 ——",
        "—— cut here: the first {most} of {count} vehicles; the others are not printed ——",
    ),
    "list.back": Text("返回清单", "Back to the list"),
    # sums and exports
    "list.total": Text("共 {count} 辆", "{count} vehicles"),
    "list.export": Text("导出筛选结果：", "Export what is filtered:"),
    "list.xlsx": Text("Excel", "Excel"),
    "list.csv": Text("CSV", "CSV"),
    "list.reveal": Text(
        "显示完整号牌和车架号（记入审计日志）", "Show plates and VINs in full (entered in the audit log)"
    ),
    "list.revealed": Text("完整显示，已记入审计日志", "shown in full; entered in the audit log"),
    # columns
    "column.vehicle": Text("号牌号码", "Plate"),
    "column.unit_name": Text("报送单位", "Reporting unit"),
    "column.verdict": Text("核查结论", "Verdict"),
    "column.replaces": Text("被更新车辆核实情况", "State of the replacement"),
    "column.rule": Text("依据规则", "Rule"),
    "column.source": Text("来源（批次、单元格）", "Source"),
    "list.rule_text": Text("第 {task} 项 · {force}", "task {task}, {force}"),
    # order and pages
    "list.rising": Text("升序", "rising"),
    "list.falling": Text("降序", "falling"),
    "list.pages": Text("翻页", "Pages"),
    "list.page": Text("第 {number} 页，共 {pages} 页", "Page {number} of {pages}"),
    "list.first": Text("回到第一页", "First page"),
    "list.previous": Text("上一页", "Previous page"),
    "list.next": Text("下一页", "Next page"),
    "list.rows": Text("每页辆数", "Rows a page"),
    "list.go": Text("到第几页", "Page"),
    "list.go_bound": Text(
        "可跳到前 {pages} 页（{vehicles} 辆）；更后面的请翻转排序或缩小条件。",
        "Jumps reach page {pages} ({vehicles} vehicles); for what is further on turn the order or narrow the filter.",
    ),
    "list.turn_to": Text("跳转", "Go"),
    # along a list
    "list.along": Text("沿清单翻看", "Along the list"),
    "list.back_filtered": Text("返回筛选后的清单", "Back to the filtered list"),
    "list.previous_vehicle": Text("上一辆", "Previous vehicle"),
    "list.next_vehicle": Text("下一辆", "Next vehicle"),
    "list.none": Text("没有符合条件的车辆", "No vehicle fits"),
    "list.none_why": Text("请放宽筛选条件，或清空后重新查看。", "Widen the filter, or reset it."),
}
"""Words by name."""
