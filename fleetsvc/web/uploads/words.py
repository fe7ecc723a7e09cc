"""Every word of a bureau's pages, in Chinese and English, by name."""

from typing import Final

from fleetsvc.web.uploads.column_words import COLUMN_WORDS
from fleetsvc.web.uploads.correction_words import CORRECTION_WORDS
from fleetsvc.web.uploads.doubt_words import DOUBT_WORDS
from fleetsvc.web.uploads.failing_words import FAILING_WORDS
from fleetsvc.web.uploads.source_words import SOURCE_WORDS
from fleetsvc.web.uploads.two_persons_words import TWO_PERSONS_WORDS
from fleetsvc.web.uploads.vehicle_words import VEHICLE_WORDS
from rules.wording import Text

BUREAU_WORDS: Final[dict[str, Text]] = {
    **COLUMN_WORDS,
    **CORRECTION_WORDS,
    **DOUBT_WORDS,
    **FAILING_WORDS,
    **SOURCE_WORDS,
    **TWO_PERSONS_WORDS,
    **VEHICLE_WORDS,
    "menu.uploads": Text("报送批次", "Deliveries"),
    "menu.registrations": Text("登记车辆", "Registrations"),
    "frame.office": Text(
        "您以省级身份查看{unit}的页面，号牌、车架号和所有人已隐去。",
        "You see the pages of {unit} as the office; plates, VINs and owners are masked.",
    ),
    "frame.other_unit": Text("换一个单位", "Another unit"),
    "unit.title": Text("选择报送单位", "Choose a reporting unit"),
    "unit.hint": Text("以下页面按单位查看，请选择一个。", "These pages show one unit at a time; choose one."),
    # sending
    "uploads.title": Text("报送批次", "Deliveries"),
    "uploads.send": Text("报送文件", "Send files"),
    "uploads.files": Text("表格文件（可多选）", "Spreadsheets (several at once)"),
    "uploads.drop": Text("把表格拖到这里，或点击选择", "Drop spreadsheets here, or click to choose"),
    "uploads.kinds": Text(
        "支持 xlsx、xls、et、ods、csv，不必改格式，直接上传手头的表即可；一次合计不超过 {mebibytes} MB。",
        "xlsx, xls, et, ods and csv, as they are; {mebibytes} MB in all at once.",
    ),
    "uploads.kind": Text("表中所列", "What the file lists"),
    "uploads.kind_registrations": Text("新登记的车辆", "newly registered vehicles"),
    "uploads.kind_retirements": Text(
        "退出车辆（注销、报废、转出）", "retired vehicles (deregistered, scrapped, moved)"
    ),
    "uploads.category": Text("车辆用途（表内没有这一列时选）", "Category (where no column says so)"),
    "uploads.event": Text("新增或更新（表内没有这一列时选）", "New or replacement (where no column says so)"),
    "uploads.by_table": Text("以表内为准", "as the table says"),
    "uploads.go": Text("上传并核查", "Upload and check"),
    "uploads.after": Text(
        "上传后先核查，确认后才入库；离开本页不影响核查。",
        "Files are checked first and stored only when you confirm; you may leave the page meanwhile.",
    ),
    "uploads.no_file": Text(
        "还没有选择文件：请点“表格文件”选择要报送的表，再上传。",
        "No file was chosen: choose the spreadsheets, then upload.",
    ),
    "uploads.empty_file": Text(
        "空文件（0 字节），没有接收。请检查原文件能否打开，再上传。",
        "Empty (0 bytes), not taken. See whether the original opens, then upload it again.",
    ),
    "uploads.not_listed": Text(
        "请从列表中选择车辆用途和新增/更新。", "Choose category and event from the lists."
    ),
    "uploads.busy": Text(
        "同一文件正在处理，没有再次接收。请稍等片刻，再从下面的列表查看。",
        "The same file is being worked on and was not taken again. Wait a moment, then look it up in the list below.",
    ),
    "uploads.too_large": Text(
        "超过 {mebibytes} MB，没有接收。请按月份或用途拆成几个文件。",
        "Larger than {mebibytes} MB, not taken. Split it by month or category.",
    ),
    "uploads.waiting": Text(
        "没有接收：本单位已有 {limit} 个文件在等待读取。请等它们读完，再上传这一个。",
        "Not taken: {limit} files of this unit wait to be read. Send this one once they are read.",
    ),
    "uploads.used_up": Text(
        "没有接收：本单位今天已报送 {limit} 个文件，达到上限。请明天上传，或联系省级管理员。",
        "Not taken: this unit has sent its {limit} files of the day. Send it tomorrow, or ask the operator.",
    ),
    "uploads.new": Text(
        "已收到，核查进度见第 {number} 批次", "received; its check is shown with delivery {number}"
    ),
    "uploads.known": Text(
        "内容与第 {number} 批次完全相同，没有重复接收；要更正请改好内容再上传",
        "the same, byte for byte, as delivery {number}; not received twice. To correct it, change it and send it",
    ),
    "uploads.refused": Text("没有接收", "not taken"),
    "uploads.fates": Text("刚才上传的文件", "The files just sent"),
    "uploads.again": Text(
        "更正第 {number} 批次“{name}”：改好后在这里上传，报送时注明的用途已带入；此前已入库的车辆不会重复。",
        "Correcting delivery {number}, “{name}”: upload the corrected file here. What was said then is filled"
        " in; nothing is stored twice.",
    ),
    "uploads.sending": Text("正在上传……", "Uploading …"),
    "uploads.cut": Text(
        "上传中断，没有接收。请检查网络后再点“上传并核查”；已选的文件还在。",
        "The upload was cut off and nothing was taken. See to the network and send again; the files are still chosen.",
    ),
    "uploads.over": Text("超过 {mebibytes} MB，请先拆分", "over {mebibytes} MB: split it first"),
    "uploads.empty_one": Text("空文件，不会接收", "empty: will not be taken"),
    "mapping.cut": Text(
        "列很多：此处只能更改前 {most} 列，其余照旧。",
        "There are very many columns: the first {most} can be changed here, the others stay as they are.",
    ),
    "rows.wide": Text(
        "列很多：此处只列出前 {most} 列（有错的列在前），其余请看原文件或标注副本。",
        "There are many columns: the first {most} are shown (those with errors first); see the file for the rest.",
    ),
    "rows.cut": Text(
        "列很多：此处只能更正前 {most} 列（有错的列在前），其余照旧。",
        "There are very many columns: the first {most} can be corrected here, those with errors among them; the others"
        " stay as they are.",
    ),
    "uploads.working": Text("{count} 个文件正在处理", "{count} files are being worked on"),
    "uploads.rows_done": Text("已读 {done} 行", "{done} rows read"),
    "uploads.reload": Text("刷新本页查看进度", "Reload this page to see how far it is"),
    "uploads.template": Text("下载填报模板", "Download the template"),
    "uploads.status": Text("状态", "Status"),
    "uploads.by_name": Text("文件名", "File name"),
    "uploads.by_day": Text("报送日期", "Day sent"),
    "uploads.by_status": Text("状态", "Status"),
    "uploads.by_received_since": Text("报送时间", "Sent since"),
    "uploads.by_settled_since": Text("办结时间", "Settled since"),
    "uploads.since.received_since": Text("只列出 {at} 以来报送的批次。", "Only what was sent since {at}."),
    "uploads.since.settled_since": Text("只列出 {at} 以来办结的批次。", "Only what was settled since {at}."),
    "uploads.unfit": Text(
        "“{name}”不能是“{value}”，这一条件未采用。",
        "{name} cannot be “{value}”; this was left out.",
    ),
    "uploads.unfiltered": Text("显示全部批次", "Show all deliveries"),
    "uploads.any": Text("全部", "all"),
    "uploads.filter": Text("筛选", "Filter"),
    "uploads.number": Text("批次", "No."),
    "uploads.name": Text("文件", "File"),
    "uploads.rows": Text("读取", "Read"),
    "uploads.stored": Text("入库", "Stored"),
    "uploads.held": Text("待更正", "Held"),
    "uploads.received_at": Text("报送时间", "Sent"),
    "uploads.received_by": Text("报送人", "By"),
    "uploads.settled_at": Text("办结时间", "Settled"),
    "uploads.none": Text("还没有报送过文件", "Nothing was sent yet"),
    "uploads.none_why": Text(
        "上传手头的登记表即可，列名和顺序不必与模板一致。",
        "Upload the list you already keep; its columns need not be those of the template.",
    ),
    "uploads.none_such": Text("没有符合条件的批次", "No delivery is as asked for"),
    "page.older": Text("下一页", "Next page"),
    "page.first": Text("回到第一页", "Back to the first page"),
    # the month
    "month.title": Text("{month}报送情况", "Delivered in {month}"),
    "month.late": Text(
        "本月还没有报送：{words}（上月报送过）。",
        "Not delivered this month, though it was last month: {words}.",
    ),
    "month.open": Text("待办", "Open matters"),
    "month.nothing_open": Text("没有待办事项。", "Nothing is open."),
    "month.in_review": Text("个批次待确认入库", "deliveries to be confirmed"),
    "month.waiting": Text("个批次正在排队读取", "deliveries waiting to be read"),
    "month.held": Text("行待更正后再报", "rows to be corrected"),
    "month.vehicles": Text("辆车{verdict}", "vehicles: {verdict}"),
    "month.deadline": Text(
        "{month}的排名 {day} 起预览，还有 {days} 天：请在此之前报齐、确认入库并改好待更正的行。",
        "The ranking of {month} is shown to the units on {day}, in {days} days: have everything sent, confirmed and"
        " corrected by then.",
    ),
    "month.today": Text(
        "{month}的排名今天（{day}）起预览：请核对本单位的数据。",
        "The ranking of {month} is shown from today, {day}: please check your unit's line.",
    ),
    "month.cases": Text("件事项待说明", "cases to answer"),
    "month.cases_due": Text("件事项待说明，最早 {day} 到期", "cases to answer, the first by {day}"),
    "month.cases_overdue": Text("件事项逾期未说明，可申诉", "cases that were not answered in time: appeal"),
    "month.trend": Text("近几个月", "The last months"),
    "month.place": Text("第 {rank} 名", "place {rank}"),
    "month.edition": Text("看{title}通报", "See the ranking of {title}"),
    "month.first_title": Text("第一次报送，三步完成", "The first delivery, in three steps"),
    "month.first_1": Text("准备表格", "Have a list ready"),
    "month.first_1_how": Text(
        "手头的登记表就行，列名和顺序不限；没有现成的表，就下载模板填写。",
        "The list you already keep will do, whatever its columns; without one, fill in the template.",
    ),
    "month.first_2": Text("上传核查", "Upload it"),
    "month.first_2_how": Text(
        "系统逐行核查，几秒钟后指出每处问题和改法；这时还没有入库。",
        "Each row is checked within seconds, and every problem is shown with its repair; nothing is stored yet.",
    ),
    "month.first_3": Text("确认入库", "Confirm it"),
    "month.first_3_how": Text(
        "无误后点“确认入库”，有错的行改好再报，不影响其他行。",
        "When it is right, confirm it. Rows with errors are corrected and sent later; the others need not wait.",
    ),
    "month.fix": Text("在页面上改", "Correct on the page"),
    "month.rank": Text("本单位名次", "Our rank"),
    "month.of_units": Text("/ 全省 {count} 个单位", "of {count} units"),
    "month.all_units": Text("全省排名", "Ranking of the province"),
    "month.state": Text("本月", "This month"),
    "month.this": Text("本月入库（辆）", "Stored this month"),
    "month.last": Text("上月入库（辆）", "Stored last month"),
    "month.is_in": Text("已报", "in"),
    "month.is_sent": Text("已上传，未入库", "sent, not stored"),
    "month.is_late": Text("未报", "late"),
    "month.none": Text("本月和上月都没有报送", "Nothing was delivered this month or last"),
    "month.none_why": Text(
        "点右上角“报送文件”，上传手头的登记表即可。", "Send the list you already keep: “Send files” above."
    ),
    "month.held_title": Text("待更正的行", "Rows to be corrected"),
    "month.held_how": Text(
        "在页面上直接改，或下载标注副本改好后重新报送；改好入库后，这里自动消失。不需要再报的行，在页面上注明原因即可。",
        "Correct them on the page, or take the annotated copy, correct that and send it again: what is stored vanishes"
        " from here. Rows that need not be sent any more are closed on the page, with a reason.",
    ),
    "review.copy_of_values": Text(
        "标注副本是 .xlsx 文件。原文件不是 .xlsx，副本里有各行内容、表头和合并的单元格，没有原来的字体、颜色、公式、图片和打印设置；"
        "需要保留这些时，请另存为 .xlsx 后重新报送。",
        "The annotated copy is an .xlsx. As the original is none, the copy holds its rows, headers and merged cells,"
        " and not its fonts, colours, formulas, pictures and print setup; to keep those, save it as .xlsx and send it"
        " again.",
    ),
    # registrations
    "reg.title": Text("登记车辆", "Registrations"),
    "reg.energy": Text("能源种类", "Energy"),
    "reg.empty": Text("还没有入库的车辆", "No vehicle is stored yet"),
    "reg.plate": Text("号牌号码", "Plate"),
    "reg.vin": Text("车架号", "VIN"),
    "reg.registered_on": Text("登记日期", "Registered"),
    "reg.owner": Text("所有人", "Owner"),
}
