"""Every word of the review of a delivery, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

REVIEW_WORDS: Final[dict[str, Text]] = {
    # what to do now, by situation
    "next.columns": Text(
        "请先看“工作表与列对应”：有的列没有认准或没有找到。选对后点“按此对应重新读取”；表里确实没有的列，请补上后重新报送。",
        "See “Sheets and columns” first: some columns were not recognised or found. Set them right and have the file"
        " read again; add to the file what it lacks, and send it again.",
    ),
    "next.confirm": Text(
        "请看一眼核查结论，无误就点“确认入库”。",
        "Look at the verdicts; if they are right, confirm.",
    ),
    "next.check": Text(
        "有 {warnings} 处待核，不影响入库：请按下面的“问题”核对，属实就点“确认入库”。",
        "{warnings} things are to be checked; they keep nothing from being stored. See the findings below, and"
        " confirm if they are as they should be.",
    ),
    "next.nil": Text(
        "确实没有车辆要报，就点“确认零报告”；有的话请撤回，补上后重新报送。",
        "If there are none indeed, confirm it; if there are, withdraw it and send a file that holds them.",
    ),
    "next.nothing": Text(
        "无须再做什么；不需要这个批次时可以撤回。", "Nothing is left to do; you may withdraw it."
    ),
    "next.held_rest": Text(
        "可以先确认入库；另有 {held} 行有错，暂不入库：在下面“待更正的行”里直接改，或下载标注副本改好后重新报送，"
        "已入库的不会重复。",
        "You may confirm now. {held} more rows have errors and are held: correct them below, or take the annotated"
        " copy, correct it and send it again; nothing is stored twice.",
    ),
    "next.held": Text(
        "还有 {held} 行有错，暂不入库：在下面“待更正的行”里直接改，或下载标注副本改好后重新报送；不需要再报的行，"
        "勾选后注明原因即可。",
        "{held} rows have errors and are held: correct them below, or take the annotated copy, correct that and send it"
        " again. Rows that need not be sent any more are closed with a reason.",
    ),
    "next.answer": Text(
        "其中有不符合、待说明或待定的车辆：请点下面的结论逐辆查看，准备情况说明，事实不全或矛盾的核对后重新报送。",
        "Some vehicles do not comply, need justification or cannot be judged: open the verdicts below, one vehicle at"
        " a time, and send again what was missing or contradictory.",
    ),
    "next.done": Text("本批次已办完，无须再做什么。", "This delivery is done; nothing is left to do."),
    "next.again": Text(
        "需要时可以重新报送同一文件或改好的文件。", "The same or a corrected file may be sent again."
    ),
    # history
    "history.title": Text("办理经过", "What happened"),
    "history.at": Text("时间", "When"),
    "history.what": Text("事项", "What"),
    "history.by": Text("经办", "By"),
    "history.note": Text("说明", "Note"),
    "history.service": Text("系统", "the service"),
    "history.rows": Text("{rows} 行", "{rows} rows"),
    "step.upload-received": Text("报送", "sent"),
    "step.read": Text("读取并核查完毕", "read and checked"),
    "step.upload-mapped": Text("修改列对应，重新读取", "columns changed, read again"),
    "step.upload-prepared": Text("核对完毕，待另一位同事提交", "prepared; another person submits"),
    "step.upload-confirmed": Text("确认入库", "confirmed"),
    "step.stored": Text("入库", "stored"),
    "step.refused": Text("未能读取", "refused"),
    "step.upload-withdrawn": Text("撤回", "withdrawn"),
    "step.upload-withdrawal-asked": Text(
        "申请撤回，待省级部门核准", "withdrawal asked for, for the office to decide"
    ),
    "step.upload-rows-dismissed": Text("待更正行不再报送", "held rows closed"),
    "step.upload-layout-forgotten": Text("列对应不再沿用", "remembered columns forgotten"),
    # closing held rows
    "dismiss.title": Text("不再报送勾选的行", "Close the ticked rows"),
    "dismiss.how": Text(
        "车辆已另行报送、不属于本单位或本就不该报的行，可以勾选后注明原因：不再列为待更正，原内容和原因保留备查。",
        "Tick rows whose vehicle came in by another file, is another unit's or should not be listed, and say why:"
        " they are no longer open; their cells and the reason are kept.",
    ),
    "dismiss.tick": Text("不再报送", "Close"),
    "dismiss.row": Text("第 {row} 行不再报送", "close row {row}"),
    "dismiss.reason": Text("原因", "Reason"),
    "dismiss.choose": Text("请选择原因", "choose a reason"),
    "dismiss.note": Text("补充说明（选“其他”时必填）", "Note (needed for “another reason”)"),
    "dismiss.go": Text("不再报送", "Close them"),
    "dismiss.no_row": Text(
        "没有勾选任何行，没有执行。请先勾选不再报送的行。",
        "No row was ticked and nothing was done. Tick the rows to close first.",
    ),
    "dismiss.no_reason": Text(
        "没有注明原因，没有执行。请选择原因；选“其他”时请写明。",
        "No reason was given and nothing was done. Choose one; “another reason” needs words.",
    ),
    "dismiss.resent": Text("已另行报送", "sent in another file"),
    "dismiss.duplicate": Text("重复登记", "listed twice"),
    "dismiss.not_ours": Text("不属于本单位", "another unit's vehicle"),
    "dismiss.mistaken": Text("误填，不应报送", "entered by mistake"),
    "dismiss.other": Text("其他", "another reason"),
    "dismiss.said": Text("{at} {by}：{reason}", "{at} {by}: {reason}"),
    "rows.stored_by": Text(
        "该车已由第 {number} 批次入库，无须再改", "stored by delivery {number}: nothing left to correct"
    ),
    "rows.not_taken": Text(
        "没有接收：后台正忙或等待读取的文件太多。您填的内容还在，请几秒后再点一次。",
        "Not taken: the service is busy, or too many files wait. What you typed is kept; try again in a few seconds.",
    ),
    "review.dismissed": Text(
        "勾选的行已不再列为待更正，内容和原因保留在“忽略”里。",
        "The ticked rows are no longer open; their cells and the reason are kept among the ignored ones.",
    ),
    "review.forgotten": Text(
        "以后不再沿用这个列对应；还没有入库的文件会马上重新读取。",
        "These columns are no longer remembered; a file that is not stored yet is read again at once.",
    ),
    "mapping.recalled": Text(
        "工作表“{sheet}”沿用第 {upload} 批次（{at} 确认）对列或写法的说明。",
        "What delivery {upload} (confirmed {at}) said of columns or words holds for sheet “{sheet}”.",
    ),
    "mapping.own": Text(
        "工作表“{sheet}”对列或写法的说明已记住，以后同样的表自动照此读取。",
        "What was said of columns or words of “{sheet}” is remembered: the next file of this layout is read so.",
    ),
    "mapping.forget": Text("不再沿用", "Forget them"),
    "bar.title": Text("下一步", "Next step"),
    # statuses
    "status.received": Text("排队待读", "waiting"),
    "status.reading": Text("正在读取", "reading"),
    "status.in_review": Text("待确认", "to be confirmed"),
    "status.storing": Text("正在入库", "being stored"),
    "status.accepted": Text("已入库", "stored"),
    "status.refused": Text("未能读取", "refused"),
    "status.withdrawn": Text("已撤回", "withdrawn"),
    # review
    "review.sent": Text("{at} 由 {by} 报送", "sent {at} by {by}"),
    "review.settled": Text("{at} 办结", "settled {at}"),
    "review.sha": Text("文件校验码", "file seal"),
    "review.said": Text("报送时注明：{words}", "said when sent: {words}"),
    "review.waiting": Text(
        "已收到，正在排队。一般几秒内开始读取；您可以离开本页，结果会留在“报送批次”里。",
        "Received and waiting; reading begins within seconds. You may leave: the result stays under Deliveries.",
    ),
    "review.reading": Text(
        "正在读取，已读 {done} 行。您可以离开本页，结果会留在“报送批次”里。",
        "Reading: {done} rows so far. You may leave: the result stays under Deliveries.",
    ),
    "review.storing_done": Text("已处理 {done} 行。", "{done} rows so far."),
    "review.storing": Text("已确认，正在入库。", "Confirmed; being stored."),
    "review.in_review": Text(
        "核查完毕，还没有入库。确认后 {accepted} 辆入库生效。",
        "Checked, not stored yet. When you confirm, {accepted} vehicles are stored.",
    ),
    "review.nil_in_review": Text(
        "文件写明没有车辆：零报告。确认后生效。",
        "The file says that there are no vehicles: a nil report. It counts when you confirm it.",
    ),
    "review.nil_accepted": Text("零报告已生效。", "The nil report is in force."),
    "review.confirm_nil": Text("确认零报告", "Confirm the nil report"),
    "review.nothing": Text("核查完毕，没有可以入库的车辆。", "Checked; no vehicle can be stored."),
    "review.all_unchanged": Text(
        "表中车辆此前都已入库，没有变化，不必再次确认。",
        "All vehicles of this file are stored already and have not changed; there is nothing to confirm.",
    ),
    "review.accepted": Text("已入库，{accepted} 辆生效。", "Stored: {accepted} vehicles are in force."),
    "review.refused": Text(
        "这个文件没能读取，没有任何车辆入库。原文件已保留。",
        "This file could not be read and no vehicle was stored. The original is kept.",
    ),
    "review.withdrawn": Text(
        "本批次已撤回，由它入库的车辆已失效，此前的版本已恢复。",
        "This delivery was withdrawn: what it stored is closed, and what was there before is back.",
    ),
    "review.withdrawn_open": Text(
        "本批次已撤回，没有车辆由它入库；原文件保留。",
        "This delivery was withdrawn before anything of it was stored; the original is kept.",
    ),
    "review.changed": Text(
        "批次在您打开页面后已有变化，这次操作没有执行；下面是最新情况，请核对后再办理。",
        "The delivery changed after you opened its page, and nothing was done; look at how it stands now and act then.",
    ),
    "review.known": Text(
        "同样的内容此前已报送过，就是这个批次，没有重复接收。",
        "The same was sent before, as this delivery; nothing was received twice.",
    ),
    "review.busy": Text(
        "后台正在处理本批次，这次操作没有执行，请几秒后再试。",
        "The delivery is being worked on and nothing was done; try again in a few seconds.",
    ),
    "review.confirm": Text("确认入库（{accepted} 辆）", "Confirm and store ({accepted})"),
    "review.withdraw": Text("撤回", "Withdraw"),
    "review.annotated": Text("下载标注副本", "Annotated copy"),
    "review.original": Text("下载原文件", "Original file"),
    "review.template": Text("下载模板", "Template"),
    "review.again": Text("重新报送", "Send again"),
    "review.registered": Text("查看入库车辆", "See what was stored"),
    "review.counts": Text("行数", "Rows"),
    "review.sum": Text(
        "读取 {read} ＝ 入库 {accepted} ＋ 待更正 {held} ＋ 未变化 {unchanged} ＋ 忽略 {ignored}",
        "read {read} = stored {accepted} + held {held} + unchanged {unchanged} + ignored {ignored}",
    ),
    "review.verdicts": Text("核查结论（入库后）", "Verdicts (once stored)"),
    "review.verdicts_stored": Text("核查结论", "Verdicts"),
    "review.of_retired": Text(
        "退出车辆名单不作判定；入库后，列出这些车辆的更新登记会自动核实。",
        "A list of retired vehicles is not judged; once stored, it confirms replacements that name its vehicles.",
    ),
    "review.verdicts_none": Text("没有车辆可以核查。", "There is no vehicle to judge."),
    "review.findings": Text("问题", "Findings"),
    "review.findings_none": Text("没有发现问题。", "Nothing was found."),
    "review.by_code": Text("按问题", "By kind"),
    "review.by_column": Text("按列", "By column"),
    "review.severity": Text("程度", "Severity"),
    "review.column": Text("列", "Column"),
    "review.count": Text("数量", "Count"),
    "review.finding": Text("问题", "Finding"),
    "review.whole_file": Text("整个文件或工作表", "whole file or sheet"),
    "review.place": Text("位置", "Place"),
    "review.value": Text("单元格内容", "Cell"),
    "review.repair": Text("怎么改", "What to do"),
    "review.other_rows": Text("另见第 {rows} 行", "see also rows {rows}"),
    "review.notes": Text(
        "提示 {count} 处：系统已作处理，无须答复", "{count} notes: dealt with already, nothing to answer"
    ),
    "review.narrowed_warning": Text("逐条待核", "to check, one by one"),
    "review.narrowed_error": Text("逐条错误", "errors, one by one"),
    "review.all_findings": Text("全部问题", "all findings"),
    "review.to_row": Text("看这一行", "see the row"),
    "severity.error": Text("错误", "error"),
    "severity.warning": Text("待核", "to check"),
    "severity.info": Text("提示", "note"),
    "rows.held": Text("待更正的行", "Rows held"),
    "rows.ignored": Text("忽略的行", "Rows ignored"),
    "rows.unchanged": Text("未变化的行", "Unchanged rows"),
    "rows.accepted": Text("入库的行", "Rows stored"),
    "rows.accepted_later": Text(
        "确认入库后，这里逐行列出入库车辆及其档案。",
        "Once stored, each row is listed here with its vehicle.",
    ),
    "rows.unchanged_form": Text(
        "没有改动任何单元格，没有提交。请先改好标红的单元格。",
        "No cell was changed and nothing was sent. Correct the marked cells first.",
    ),
    "rows.cell": Text("第 {row} 行 {column} {header}", "row {row}, {column} {header}"),
    "rows.sheet": Text("工作表", "Sheet"),
    "rows.row": Text("行", "Row"),
    "rows.why": Text("原因", "Why"),
    "rows.cells": Text("单元格", "Cells"),
    "rows.vehicle": Text("车辆档案", "Vehicle"),
    "rows.none": Text("没有这样的行。", "There is no such row."),
    "mapping.title": Text("工作表与列对应", "Sheets and columns"),
    "mapping.hint": Text(
        "系统这样理解您的表。对应错了就改过来，文件会按新的对应重新读取；确认入库后，下次同样的表自动照此读取。",
        "This is how the file was understood. Correct what is wrong and it is read again; once confirmed, the next file"
        " of this layout is read so by itself.",
    ),
    "mapping.sheet": Text("工作表“{name}”", "Sheet “{name}”"),
    "mapping.header": Text(
        "表头在第 {rows} 行，数据从第 {first} 行起", "header in row {rows}, data from row {first}"
    ),
    "mapping.unused": Text("未读取", "not read"),
    "mapping.column": Text("列", "Column"),
    "mapping.name": Text("列名", "Header"),
    "mapping.samples": Text("示例", "Samples"),
    "mapping.field": Text("作为", "Read as"),
    "mapping.sure": Text("把握", "Certainty"),
    "mapping.none": Text("（不使用）", "(not used)"),
    "mapping.go": Text("按此对应重新读取", "Read again so"),
    "mapping.twice": Text(
        "“{field}”对应了多列（{columns}），请只保留一列。",
        "“{field}” is given to several columns ({columns}); keep one.",
    ),
    "mapping.closed": Text(
        "本批次已办结，对应不能再改；需要更正时请撤回后重新上传。",
        "This delivery is settled and its columns are fixed; to change them, withdraw it and upload again.",
    ),
    "preview.back": Text("返回批次", "Back to the delivery"),
    "preview.how": Text(
        "以下车辆确认入库后将得出这一结论；还没有入库。行号与原表一致。",
        "These vehicles would get this verdict once stored; nothing is stored yet. Rows are those of the file.",
    ),
}
