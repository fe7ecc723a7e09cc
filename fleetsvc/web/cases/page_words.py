"""The words of the page of one case, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

CASE_PAGE_WORDS: Final[dict[str, Text]] = {
    "case.title": Text("事项 {number}", "Case {number}"),
    "case.told": Text("已办理：{action}", "Done: {action}"),
    "case.rule": Text("依据", "Rule"),
    "case.rule_earlier": Text("以前规则书的规则 {rule}", "a rule of an earlier rulebook, {rule}"),
    "case.officer": Text("承办人", "Officer"),
    "case.notified": Text("通知时间", "Told at"),
    "case.due": Text("说明或申诉期限", "Time to answer or appeal"),
    "case.late": Text("已逾期", "overdue"),
    "case.term": Text("批准有效期", "Approved for"),
    "case.term_open": Text("{since} 起，无期限", "from {since}, without end"),
    "case.term_of": Text("{since} 至 {until}（不含当日）", "{since} until {until} (exclusive)"),
    "case.conditions": Text("批准条件", "Conditions"),
    "case.said": Text("单位的说明", "What the unit said"),
    "case.history": Text("经过", "History"),
    "case.history_of": Text("事项 {number} 的经过", "History of case {number}"),
    "case.opened": Text("立事项", "opened"),
    "case.when": Text("时间", "When"),
    "case.who": Text("办理人", "Who"),
    "case.what": Text("处理", "What"),
    "case.why": Text("理由", "Why"),
    "case.evidence": Text("证明材料", "Evidence"),
    "case.days": Text("逐日：{count} 个工作日", "Day by day: {count} working days"),
    "case.internal": Text("仅省级部门可见", "for the office alone"),
    "case.until": Text("期限 {day}", "until {day}"),
    "case.act": Text("办理", "What you can do"),
    "case.nothing": Text("目前没有需要您办理的。", "There is nothing for you to do at present."),
    "case.reason": Text("理由或说明", "Reason, or what you say"),
    "case.ground_help": Text(
        "提交理由时请选择类别，并附所列材料：", "Choose a ground, and bring what it lists:"
    ),
    "case.files": Text(
        "证明材料（pdf、jpeg、png、docx、xlsx，合计至多 20 MB）",
        "Evidence (pdf, jpeg, png, docx, xlsx; 20 MB together)",
    ),
    "case.valid_from": Text("批准起日（不填为今天）", "Approved from (today unless given)"),
    "case.valid_until": Text(
        "批准止日，不含当日（不填为一年）", "Approved until, exclusive (a year unless given)"
    ),
    "case.assign_to": Text("指派给", "Give to"),
    "case.internal_ask": Text("留言仅省级部门可见", "Comment for the office alone"),
    "case.ground_earlier": Text("以前规则书的理由类别", "a ground of an earlier rulebook"),
    "case.missing": Text(
        "勾选已附的材料；未附的请写明原因", "Tick what is attached; say why the rest is missing"
    ),
    "case.missing_bulk": Text(
        "未附材料的原因（按理由说明时必填）", "Why no evidence is attached (required with a ground)"
    ),
    "case.list_unsaid": Text(
        "报送系统没有逐项说明材料清单", "The sending system said nothing of the list of evidence"
    ),
    "case.missing_of": Text("未附材料：{why}", "Evidence missing: {why}"),
    "case.signed": Text("（{proposer}提请）", " (proposed by {proposer})"),
    "case.submitted_for": Text("（{preparer}准备）", " (prepared by {preparer})"),
    "case.by.bureau": Text("报送单位", "unit"),
    "case.by.office": Text("省级部门", "office"),
    "case.by.service": Text("系统", "service"),
    "case.action.notify": Text("通知单位", "tell the unit"),
    "case.action.answer": Text("提交理由", "answer with reasons"),
    "case.action.correct": Text("将更正报送", "say it will be corrected"),
    "case.action.not_ours": Text("不是本单位车辆", "say it is not ours"),
    "case.action.approve": Text("批准", "approve"),
    "case.action.refuse": Text("不予批准", "refuse"),
    "case.action.ask_again": Text("要求补充", "ask again"),
    "case.action.extend": Text("延期（仅一次）", "extend (once)"),
    "case.action.appeal": Text("申诉（仅一次）", "appeal (once)"),
    "case.action.assign": Text("指派", "assign"),
    "case.action.comment": Text("留言", "comment"),
    "case.action.close": Text("了结", "close"),
    "case.action.lapse": Text("逾期", "time ran out"),
    "case.action.settle": Text("原因消除", "cause gone"),
    "case.action.reckon": Text("按节假日安排重算期限", "deadline reckoned anew by a notice of holidays"),
    "case.action.remind": Text("提醒：批准将于 30 天内到期", "reminded: the approval expires within 30 days"),
    "case.action.explain": Text("车队说明", "operator's reasons"),
    "case.forward": Text(
        "车队“{name}”{at} 提交的说明已填入下表，附件：{files}。核对、修改后以本单位名义提交；不采用的可不提交。",
        "What the fleet operator “{name}” said on {at} is filled in below; files: {files}. Check and change it,"
        " then answer as the unit; or leave it.",
    ),
    "case.forward_files": Text("附上车队提交的附件", "Attach the operator's files"),
    "case.action.lift": Text("撤销认定", "lift it"),
    "case.action.expire": Text("批准到期", "approval expired"),
    "menu.holidays": Text("节假日", "Holidays"),
    "holidays.lead": Text(
        "期限按工作日计算。国务院办公厅公布节假日安排后在此录入该年全部放假日和调休上班日；同一年以最后录入的为准，未到期的期限随之重算并记入事项经过。",
        "Deadlines are counted in working days. Once the holidays of a year are announced, enter all its days off and"
        " the weekends that are worked; of a year the latest notice counts, and open deadlines move with it.",
    ),
    "holidays.missing": Text(
        "{year} 年的节假日安排尚未录入：涉及该年的期限无法计算。",
        "The holidays of {year} are not known yet: no deadline that runs into it is reckoned.",
    ),
    "holidays.year": Text("年份", "Year"),
    "holidays.source": Text("依据（发布机关和文号）", "Source (who announced it, number)"),
    "holidays.off": Text(
        "放假日，如 2027-01-01、2027-02-05至2027-02-11",
        "Days off, such as 2027-01-01, 2027-02-05 ~ 2027-02-11",
    ),
    "holidays.worked": Text("调休上班的周六、周日", "Saturdays and Sundays that are worked"),
    "holidays.by": Text("录入", "Added"),
    "holidays.add": Text("录入", "Add"),
    "holidays.added": Text(
        "已录入 {year} 年的安排，{moved} 个期限随之变动。", "Added for {year}; {moved} deadlines moved."
    ),
    "holidays.unfit.year": Text("请写四位年份。", "Write the year in four digits."),
    "holidays.unfit.source": Text("请写明依据。", "Say who announced it."),
    "holidays.unfit.unread": Text(
        "日期请写成 2027-01-01 的样子，用顿号分开。", "Write days like 2027-01-01, parted by commas."
    ),
    "holidays.unfit.day": Text("有日期不在该年。", "A day lies in another year."),
    "holidays.unfit.both": Text("有日期既放假又上班。", "A day is both off and worked."),
    "holidays.unfit.weekday": Text(
        "调休上班的只能是周六、周日。", "Only Saturdays and Sundays are worked instead."
    ),
    "holidays.unfit.many": Text("日期太多，请检查。", "These are too many days: please check."),
    "cases.fault.ReasonNeeded": Text("请写明理由。", "Say why."),
    "cases.fault.ReasonAwaited": Text(
        "涉及已公布的通报，报送单位尚未说明原因，不能批准。",
        "This changes what is published, and its unit has not said why yet.",
    ),
    "cases.fault.GroundNeeded": Text("请选择一个理由类别。", "Choose a ground."),
    "cases.fault.EvidenceNeeded": Text(
        "请附上所勾选的材料，并为第 {items} 项没有附的材料写明原因。",
        "Attach the evidence that is ticked, and say why these are missing: {items}.",
    ),
    "cases.fault.NotHeard": Text(
        "报送单位尚未被告知或尚未说明。", "The unit was not told, or not heard, yet."
    ),
    "cases.fault.TimeNotOver": Text("期限未满（{until}）。", "The time is not over yet ({until})."),
    "cases.fault.TimeOver": Text("申诉期限已过（{until}）。", "The time to appeal is over ({until})."),
    "cases.fault.ExtendedAlready": Text("期限只能延长一次。", "The time to answer is extended once."),
    "cases.fault.AppealedAlready": Text("同一决定只能申诉一次。", "A decision is appealed once."),
    "cases.fault.TermUnfit": Text(
        "有效期的止日须在起日之后，且晚于今天。", "An approval ends after it begins, and in the future."
    ),
    "cases.fault.OfficerNeeded": Text("请写明承办人。", "Name the officer."),
    "cases.fault.CaseNotOpen": Text(
        "没有办理：他人已先办理，或当前状态不允许。现在的状态见下。",
        "Not done: somebody else acted first, or the case does not stand so. How it stands now is below.",
    ),
    "cases.fault.ActionForOthers": Text("您的角色不能作此处理。", "Your role may not do this."),
    "cases.rivals": Text("另有报送：{units}", "also claimed by: {units}"),
    "cases.claims_help": Text(
        "车辆争议：“批准”即以该单位的登记为准，其他单位对同一车辆的登记不再计入。按种类和报送单位筛选后，可一次选中多辆办理；"
        "同一车辆只选一处，两处都选的不办。",
        "Disputed vehicles: to approve a claim has that unit's registration count, and the others' to the same vehicle"
        " no more. Filter by kind and unit to decide many at once; of one vehicle choose one side, both are passed by.",
    ),
    "cases.fault.ClaimApproved": Text(
        "同一车辆的另一处报送已核准。", "Another claim to this vehicle is approved already."
    ),
    "cases.fault.RivalChosen": Text(
        "同一车辆的几处报送不能一并核准：只选其中一处。",
        "Several claims to one vehicle are not approved together: choose one side.",
    ),
    "cases.fault.AttachmentUnknown": Text("没有该附件。", "There is no such attachment."),
    "cases.fault.AttachmentTooLarge": Text(
        "附件太大，每个至多 {most_mb} MB：请压缩或分开上传。",
        "An attachment has at most {most_mb} MB: compress it, or send several.",
    ),
    "cases.fault.NotEvidence": Text(
        "附件须为完整的 pdf、jpeg、png、docx 或 xlsx，不含宏、脚本或嵌入文件：请另存后重新上传。没有保存任何内容。",
        "An attachment is a whole pdf, jpeg, png, docx or xlsx without macros, scripts or files inside: save it anew"
        " and send it again. Nothing was kept.",
    ),
    "cases.fault.CalendarMissing": Text(
        "{year} 年的节假日安排尚未录入，无法计算期限。",
        "The holidays of {year} are not known: no deadline can be reckoned.",
    ),
    "cases.fault.UploadNotOpen": Text("该批次当前状态不允许。", "The delivery does not stand so."),
    "cases.fault.UploadBusy": Text(
        "该单位的数据正在入库，请稍后再试。", "The unit's data are being stored: try again soon."
    ),
    "cases.fault.DayUnfit": Text("日期请写成 2026-01-31 的样子。", "Write days like 2026-01-31."),
}
