"""The words of the page that answers a list of vehicles."""

from typing import Final

from rules.wording import Text

LIST_WORDS: Final[dict[str, Text]] = {
    "menu.ask_list": Text("整批查询", "Ask about a list"),
    "asklist.title": Text("整批查询", "Ask about a list"),
    "asklist.link": Text(
        "有多辆车？粘贴清单或上传表格，逐辆回答", "Several vehicles? Paste a list or upload a sheet"
    ),
    "asklist.lead": Text(
        "粘贴从表格复制的内容，或上传表格，逐行回答能否登记。首行写列名，如下框所示；不必都有，有型号的按车型目录判定能源。",
        "Paste what you copied from a sheet, or upload the sheet: each row is answered. The first line names the"
        " columns, as in the box below; not all are needed, and a catalogued model tells its energy.",
    ),
    "asklist.limits": Text(
        "一次至多 {most} 辆、{size}。清单只用于这次回答，不保存，也不与已登记的车辆比对。",
        "At most {most} vehicles and {size} at once. The list is used for this answer alone: it is not stored, and not"
        " compared with registered vehicles.",
    ),
    "asklist.more_signed_in": Text("登录后一次至多 {most} 辆。", "Once signed in, {most} at once."),
    "asklist.on": Text("未写登记日期的按", "Day where none is written"),
    "asklist.category": Text("未写用途的按", "Use where none is written"),
    "asklist.event": Text("未写新增/更新的按", "Event where none is written"),
    "asklist.by_row": Text("以表中为准", "as the sheet says"),
    "asklist.text": Text("粘贴清单", "Paste the list"),
    "asklist.headed": Text(
        "清单没有列名，已按各行的样子补上一行列名。",
        "The list named no columns: a line that does was put above it.",
    ),
    "asklist.file": Text(
        "或上传表格（xlsx、xls、et、ods、csv）", "or upload a sheet (xlsx, xls, et, ods, csv)"
    ),
    "asklist.show": Text("查看答复", "Show the answers"),
    "asklist.take": Text("下载答复（Excel）", "Take the answers (Excel)"),
    "asklist.nothing": Text("请粘贴清单，或选择一个表格。", "Paste a list, or choose a sheet."),
    "asklist.both": Text(
        "清单和表格请只给一样：不清楚要回答哪一份。",
        "Give the list or the sheet, not both: it is not clear which to answer.",
    ),
    "asklist.busy": Text(
        "正在回答另一份清单，请几秒后再提交。",
        "Another list is being answered: send yours again in a few seconds.",
    ),
    "asklist.none_read": Text(
        "没有读到车辆：请核对首行是列名，下面每行一辆车。",
        "No vehicle was found: the first line names the columns, each line below is a vehicle.",
    ),
    "asklist.answers": Text("逐辆答复", "Answers"),
    "asklist.counted": Text("共 {count} 辆", "{count} vehicles"),
    "asklist.set_aside": Text(
        "另有 {count} 行不是车辆（标题、合计等），未回答", "{count} lines are no vehicles (titles, sums)"
    ),
    "asklist.first": Text(
        "以下是前 {shown} 辆；全部 {count} 辆请下载 Excel。",
        "These are the first {shown}; take the workbook for all {count}.",
    ),
    "asklist.assumed": Text(
        "其中 {count} 辆的答复依据待省级主管部门确认的解释。",
        "{count} of the answers rest on interpretations that the provincial office has yet to confirm.",
    ),
    "asklist.rests_assumed": Text("依据待确认的解释", "rests on an unconfirmed interpretation"),
    "asklist.row": Text("行", "Row"),
    "asklist.sheet": Text("工作表", "Sheet"),
    "asklist.model": Text("车辆型号", "Model"),
    "asklist.plate": Text("号牌号码", "Plate"),
    "asklist.vin": Text("车架号", "VIN"),
    "asklist.vehicle": Text("车辆", "Vehicle"),
    "asklist.asked": Text("所问", "Asked"),
    "asklist.energy": Text("能源种类", "Energy"),
    "asklist.by_catalogue": Text("{energy}（按车型目录）", "{energy} (by the catalogue)"),
    "asklist.registered_on": Text("登记日期", "Day"),
    "asklist.verdict": Text("结论", "Verdict"),
    "asklist.answer": Text("答复", "Answer"),
    "asklist.why": Text("依据和问题", "Why, and what is wrong"),
    "asklist.reasons": Text("依据", "Why"),
    "asklist.findings": Text("问题及改法", "What is wrong, and its repair"),
    "asklist.say.yes": Text("可以登记", "may be registered"),
    "asklist.say.needs_justification": Text(
        "原则上不可以，须先说明", "not in principle: to be justified first"
    ),
    "asklist.say.non_compliant": Text("不可以登记", "may not be registered"),
    "asklist.say.undetermined": Text("还不能判定", "cannot be told yet"),
    "asklist.say.unjudged": Text("未能回答", "not answered"),
    "asklist.unjudged": Text(
        "用途、新增/更新或登记日期没有写明或认不出。", "Use, event or day is missing or cannot be read."
    ),
}
