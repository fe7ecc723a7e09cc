"""The words of the page that answers a list of vehicles."""

from typing import Final

from rules.wording import Text

LIST_WORDS: Final[dict[str, Text]] = {
    "menu.ask_list": Text("整批查询", "Ask about a list"),
    "list.title": Text("整批查询", "Ask about a list"),
    "list.link": Text(
        "有多辆车？粘贴清单或上传表格，逐辆回答", "Several vehicles? Paste a list or upload a sheet"
    ),
    "list.lead": Text(
        "粘贴从表格复制的内容，或上传表格，逐行回答能否登记。首行写列名，如：车辆型号、车辆用途、新增/更新、能源种类、"
        "排放阶段、总质量、车架号、号牌号码、登记日期；不必都有，有型号的按车型目录判定能源。",
        "Paste what you copied from a sheet, or upload the sheet: each row is answered. The first line names the"
        " columns, such as 车辆型号, 车辆用途, 新增/更新, 能源种类, 排放阶段, 总质量, 车架号, 号牌号码, 登记日期; not all are"
        " needed, and a catalogued model tells its energy.",
    ),
    "list.limits": Text(
        "一次至多 {most} 辆、{size}。清单只用于这次回答，不保存，也不与已登记的车辆比对。",
        "At most {most} vehicles and {size} at once. The list is used for this answer alone: it is not stored, and not"
        " compared with registered vehicles.",
    ),
    "list.more_signed_in": Text("登录后一次至多 {most} 辆。", "Once signed in, {most} at once."),
    "list.on": Text("未写登记日期的按", "Day where none is written"),
    "list.category": Text("未写用途的按", "Use where none is written"),
    "list.event": Text("未写新增/更新的按", "Event where none is written"),
    "list.by_row": Text("以表中为准", "as the sheet says"),
    "list.text": Text("粘贴清单", "Paste the list"),
    "list.example": Text(
        "车辆型号\t车辆用途\t新增/更新\t能源种类", "车辆型号\t车辆用途\t新增/更新\t能源种类"
    ),
    "list.file": Text("或上传表格（xlsx、xls、et、ods、csv）", "or upload a sheet (xlsx, xls, et, ods, csv)"),
    "list.show": Text("查看答复", "Show the answers"),
    "list.take": Text("下载答复（Excel）", "Take the answers (Excel)"),
    "list.nothing": Text("请粘贴清单，或选择一个表格。", "Paste a list, or choose a sheet."),
    "list.both": Text(
        "清单和表格请只给一样：不清楚要回答哪一份。",
        "Give the list or the sheet, not both: it is not clear which to answer.",
    ),
    "list.busy": Text(
        "正在回答另一份清单，请几秒后再提交。",
        "Another list is being answered: send yours again in a few seconds.",
    ),
    "list.none_read": Text(
        "没有读到车辆：请核对首行是列名，下面每行一辆车。",
        "No vehicle was found: the first line names the columns, each line below is a vehicle.",
    ),
    "list.answers": Text("逐辆答复", "Answers"),
    "list.counted": Text("共 {count} 辆", "{count} vehicles"),
    "list.set_aside": Text(
        "另有 {count} 行不是车辆（标题、合计等），未回答", "{count} lines are no vehicles (titles, sums)"
    ),
    "list.first": Text(
        "以下是前 {shown} 辆；全部 {count} 辆请下载 Excel。",
        "These are the first {shown}; take the workbook for all {count}.",
    ),
    "list.assumed": Text(
        "其中 {count} 辆的答复依据待省级主管部门确认的解释。",
        "{count} of the answers rest on interpretations that the provincial office has yet to confirm.",
    ),
    "list.rests_assumed": Text("依据待确认的解释", "rests on an unconfirmed interpretation"),
    "list.row": Text("行", "Row"),
    "list.sheet": Text("工作表", "Sheet"),
    "list.model": Text("车辆型号", "Model"),
    "list.plate": Text("号牌号码", "Plate"),
    "list.vin": Text("车架号", "VIN"),
    "list.vehicle": Text("车辆", "Vehicle"),
    "list.asked": Text("所问", "Asked"),
    "list.energy": Text("能源种类", "Energy"),
    "list.catalogued": Text("按车型目录", "by the catalogue"),
    "list.registered_on": Text("登记日期", "Day"),
    "list.verdict": Text("结论", "Verdict"),
    "list.answer": Text("答复", "Answer"),
    "list.why": Text("依据和问题", "Why, and what is wrong"),
    "list.reasons": Text("依据", "Why"),
    "list.findings": Text("问题及改法", "What is wrong, and its repair"),
    "list.say.yes": Text("可以登记", "may be registered"),
    "list.say.needs_justification": Text("原则上不可以，须先说明", "not in principle: to be justified first"),
    "list.say.non_compliant": Text("不可以登记", "may not be registered"),
    "list.say.undetermined": Text("还不能判定", "cannot be told yet"),
    "list.say.unjudged": Text("未能回答", "not answered"),
    "list.unjudged": Text(
        "用途、新增/更新或登记日期没有写明或认不出。", "Use, event or day is missing or cannot be read."
    ),
}
