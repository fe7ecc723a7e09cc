"""The words of the pages of rulebook manuscripts: the list, one of them, the law's text, the preview."""

from typing import Final

from rules.wording import Text

MANUSCRIPT_WORDS: Final[dict[str, Text]] = {
    "manuscripts.title": Text("规则底稿", "Rulebook manuscripts"),
    "manuscripts.lead": Text(
        "底稿是正在起草的规则文件：用表单起草，或上传文件，都改同一份；看过会改变哪些车辆，再存为草案。底稿不影响任何判定。",
        "A manuscript is a rulebook file that is being written, by form or by upload. See what it would change, then"
        " store it as a draft. A manuscript judges nothing.",
    ),
    "manuscripts.none": Text("还没有底稿。", "There is no manuscript yet."),
    "manuscripts.number": Text("底稿", "Manuscript"),
    "manuscripts.from": Text("由何版开始", "Begun from"),
    "manuscripts.from_nothing": Text("空白", "nothing"),
    "manuscripts.version": Text("第几稿", "Version"),
    "manuscripts.changed": Text("最近修改", "Last changed"),
    "manuscripts.begin": Text("开始起草", "Begin"),
    "manuscripts.begin_lead": Text(
        "增改现行要求，从现行版开始；另一部政策的规则，从空白开始。",
        "To change what is demanded now begin with the edition in force; for another policy begin with nothing.",
    ),
    "manuscripts.begin_current": Text("从现行版开始", "Begin with the edition in force"),
    "manuscripts.begin_empty": Text("从空白开始（另一部规则书）", "Begin with nothing (another rulebook)"),
    "manuscripts.begin_this": Text("开始", "Begin"),
    "manuscripts.book_id": Text("规则书编号（字母，如 kaifeng）", "Id of the rulebook (letters)"),
    "manuscripts.book_name": Text(
        "规则书代号（如 kaifeng-2026）", "Name of the rulebook (such as kaifeng-2026)"
    ),
    "manuscripts.empty_fields": Text(
        "没有新建：四项都要填写。", "Nothing was begun: all four fields are needed."
    ),
    "manuscripts.confirm": Text("确认一条解释", "Confirm an interpretation"),
    "manuscripts.confirm_lead": Text(
        "填写确认文件的文号和日期：按现行版建立底稿，只改这一条，随后显示会改变什么。",
        "Give the number and day of the document that confirms it: a manuscript of the edition in force with this"
        " change alone is begun, and what it would change is shown.",
    ),
    "manuscripts.confirm_do": Text("建立底稿并预览", "Begin and preview"),
    "manuscripts.confirm_fields": Text(
        "没有建立底稿：请选择解释，填写文号、日期（如 2026-03-01）和作出者（中英文）。",
        "Nothing was begun: choose the interpretation and give number, day (such as 2026-03-01) and who confirms it, in"
        " both languages.",
    ),
    "manuscript.name": Text("底稿 {number}", "Manuscript {number}"),
    "manuscript.rule": Text("规则", "Rule"),
    "manuscript.answer": Text("解释", "Interpretation"),
    "manuscript.law": Text("文件与原文", "Acts and texts"),
    "manuscript.text": Text("原文与标注", "Text and marks"),
    "manuscript.rules": Text("规则", "Rules"),
    "manuscript.answers": Text("解释", "Interpretations"),
    "manuscript.clauses": Text("可立规则的引文", "Quotes to make rules from"),
    "manuscript.add_law": Text("加入文件原文", "Add an act with its text"),
    "manuscript.mark_here": Text("打开原文，标出词句", "open the text and mark its words"),
    "manuscript.rule_from": Text("据此立规则", "make a rule from it"),
    "manuscript.left_over": Text(
        "第 {number} 项还有文字没有说明。", "Some words of passage {number} are not accounted for."
    ),
    "manuscript.left_do": Text("去说明", "Account for them"),
    "manuscript.new_rule": Text("新增规则", "New rule"),
    "manuscript.rule_of": Text("规则 {name}", "Rule {name}"),
    "manuscript.new_answer": Text("新增解释", "New interpretation"),
    "manuscript.answer_of": Text("解释 {name}", "Interpretation {name}"),
    "manuscript.remove_rule": Text("删除这条规则", "Remove this rule"),
    "manuscript.remove_answer": Text("删除这条解释", "Remove this interpretation"),
    "manuscript.remove_help": Text("可在“各稿”里恢复。", "It can be brought back under “Versions”."),
    "manuscript.save": Text("保存到底稿", "Save in the manuscript"),
    "manuscript.save_anyway": Text("先这样保存，以后再改", "Save it unfinished"),
    "manuscript.back": Text("返回底稿", "Back to the manuscript"),
    "manuscript.unfit": Text(
        "没有保存：请按各项旁的说明改正；填写的内容都保留着。",
        "Nothing was saved. Correct what is told beside the fields; all that you filled in is kept.",
    ),
    "manuscript.meanwhile": Text(
        "没有保存：{who} 已于 {at} 改为第 {version} 稿。您填写的内容都保留在下面；核对对方的改动后再次保存，就改在新的一稿上。",
        "Nothing was saved: {who} has made version {version} at {at}. All that you filled in is kept below; look at"
        " what was changed, then save again on top of it.",
    ),
    "manuscript.meanwhile_lines": Text("对方改了什么", "What was changed"),
    "manuscript.problem_count": Text("有 {count} 处问题", "{count} problems"),
    "manuscript.whole": Text("没有问题", "no problems"),
    "manuscript.last": Text(
        "第 {version} 稿，{who} 于 {at} 修改", "version {version}, changed by {who} at {at}"
    ),
    "manuscript.steps": Text(
        "先加入原文、标出词句，再立规则和解释；没有问题后预览会改变的车辆，存为草案，再在“规则草案”提请。",
        "Add the text and mark its words, then make rules and interpretations. Once there are no problems preview what"
        " would change, store a draft, and propose it among the draft rulebooks.",
    ),
    "manuscript.preview": Text("预览会改变的车辆", "Preview what would change"),
    "manuscript.store": Text("存为草案", "Store as a draft"),
    "manuscript.not_stored": Text(
        "没有存为草案：还有 {count} 处问题，见下。底稿本身已保存。",
        "No draft was stored: {count} problems are left, see below. The manuscript itself is saved.",
    ),
    "manuscript.before_proposal": Text(
        "存为草案之前不必、提请之前须办的", "Needed before it is proposed, not before it is stored"
    ),
    "manuscript.file": Text("文件", "The file"),
    "manuscript.file_lead": Text(
        "表单只改动所填的各项，其余文字、注释和次序原样不动。也可下载文件修改后上传，或粘贴全文。",
        "Forms change what is filled in and nothing else: words, notes and order stay. The file may also be downloaded,"
        " changed and uploaded, or pasted.",
    ),
    "manuscript.upload": Text("用此文件代替", "Take this file instead"),
    "manuscript.no_file": Text(
        "没有保存：文件不能读取，见下。", "Nothing was saved: the file cannot be read, see below."
    ),
    "manuscript.versions": Text("各稿", "Versions"),
    "manuscript.restore": Text("恢复此稿", "Bring back"),
    "manuscript.discard": Text("删除底稿", "Discard the manuscript"),
    "manuscript.discard_help": Text(
        "连同各稿删除，不能恢复；已存的草案不受影响。",
        "It goes with all its versions, for good. Drafts that were stored from it stay.",
    ),
    "manuscript.answers_all": Text("全部解释（{count} 条）", "All interpretations ({count})"),
    "manuscript.what.begin": Text("建立", "begun"),
    "manuscript.what.file": Text("上传文件", "file uploaded"),
    "manuscript.what.restore": Text("恢复第 {name} 稿", "version {name} brought back"),
    "manuscript.what.rule": Text("规则 {name}", "rule {name}"),
    "manuscript.what.rule-removed": Text("删除规则 {name}", "rule {name} removed"),
    "manuscript.what.answer": Text("解释 {name}", "interpretation {name}"),
    "manuscript.what.answer-removed": Text("删除解释 {name}", "interpretation {name} removed"),
    "manuscript.what.law": Text("加入文件 {name}", "act {name} added"),
    "manuscript.what.mark": Text("标出词句", "words marked"),
    "manuscript.what.rest": Text("第 {name} 项的其余文字", "the rest of passage {name}"),
    "manuscript.what.review": Text("核对第 {name} 项", "passage {name} reviewed"),
    "manuscript.done.begun": Text("底稿已建立。", "The manuscript is begun."),
    "manuscript.done.saved": Text("已保存。", "Saved."),
    "manuscript.done.removed": Text("已删除。", "Removed."),
    "manuscript.done.restored": Text("已恢复。", "Brought back."),
    "manuscript.done.uploaded": Text("文件已保存到底稿。", "The manuscript says what the file says."),
    "manuscript.done.marked": Text("已标出。", "Marked."),
    "manuscript.done.rest": Text("其余文字已说明理由。", "The rest has its reason."),
    "manuscript.done.reviewed": Text("已记为与印发件核对过。", "Noted as held against the printed act."),
    # the act
    "law.lead": Text(
        "粘贴文件全文；系统计算校验码、指出转码损坏。存入的文字未经核对，与印发件核对后另行注明。",
        "Paste the whole text. Its hash is computed and damage is told. It counts as unreviewed until somebody says"
        " that it was held against the printed act.",
    ),
    "law.text": Text("原文", "The text"),
    "law.pasted": Text("粘贴全文", "Paste all of it"),
    "law.pasted_help": Text(
        "至多 {most}；每个字、每个换行都照原样保存。", "At most {most}; every character is kept as it is."
    ),
    "law.stored": Text("或已存原文的 SHA-256", "Or the SHA-256 of a text that is stored"),
    "law.stored_help": Text("粘贴了全文的不必填。", "Leave it empty where the text was pasted."),
    "law.description": Text("这份文本的说明", "What this text is"),
    "law.description_help": Text(
        "例如：网站所载全文，何日取得", "Such as: full text of the web page, taken on which day"
    ),
    "law.address": Text("网址", "Address"),
    "law.act": Text("文件", "The act"),
    "law.known": Text("属于哪份文件", "Text of which act"),
    "law.new": Text("新的文件（填写下面各项）", "A new one (fill in what follows)"),
    "law.act_help": Text(
        "选了已有的文件，下面各项不必填。", "Where an act is chosen leave what follows empty."
    ),
    "law.title": Text("文件名称", "Title"),
    "law.document": Text("文号", "Document number"),
    "law.published": Text("发布日期", "Day of publication"),
    "law.issuers": Text("发文机关", "Issued by"),
    "law.id_help": Text("在规则文件中的编号，如 kaifeng-act-2026", "Its id in the rulebook file"),
    # marks
    "mark.title": Text("标出词句", "Mark words"),
    "mark.lead": Text(
        "用鼠标选中原文中的词句，或在右边键入；选明用途后保存。绿线为已引，灰底为已说明不据以判定。",
        "Select words of the text with the mouse, or type them; say what they are for and save. Underlined words are"
        " quoted, grey ones have their reason.",
    ),
    "mark.damaged": Text(
        "原文有 {count} 处转码损坏：损坏的段落不能算已核对，不能提请。",
        "The text is damaged at {count} places: a damaged passage can not count as reviewed.",
    ),
    "mark.no_act": Text(
        "底稿的文件中没有这份原文：请先加入。", "No act of the manuscript names this text: add it first."
    ),
    "mark.words": Text("词句", "Words"),
    "mark.words_help": Text("须与原文逐字相同。", "They must be the very words of the text."),
    "mark.found": Text(
        "自第 {at} 个字符起，共 {count} 个字符。", "From character {at} on, {count} characters."
    ),
    "mark.which": Text("是哪一处？", "Which place is meant?"),
    "mark.use": Text("用途", "What for"),
    "mark.use.clause": Text("据以立规则", "to make a rule from"),
    "mark.use.ground": Text("作为别的事项的依据", "as the ground of something else"),
    "mark.use.reason": Text("不据以判定，说明理由", "no vehicle is judged by it, with the reason"),
    "mark.use.passage": Text("只作为一段（条、项）", "as a passage alone"),
    "mark.translation": Text("英文译文", "English translation"),
    "mark.translation_help": Text(
        "立规则、作依据时填写（非官方译文）。", "For rules and grounds; unofficial."
    ),
    "mark.said": Text("理由，或支持什么", "The reason, or what it supports"),
    "mark.said_help": Text("说明理由、作依据时填写。", "For reasons and grounds."),
    "mark.purpose": Text("依据的用处", "What the ground is for"),
    "mark.purpose.units": Text("报送单位", "reporting units"),
    "mark.purpose.assessment": Text("考核、约谈", "assessment and talks"),
    "mark.purpose.supervision": Text("监管、调度", "supervision"),
    "mark.purpose.charging": Text("补能设施", "charging and refuelling"),
    "mark.number": Text("段落编号", "Number of the passage"),
    "mark.number_help": Text(
        "留空则取自段首，如“第十三条”即 13。", "Left empty it is read from its beginning."
    ),
    "mark.name_help": Text(
        "留空则按段落编号取，如 13-1。", "Left empty it follows the passage, such as 13-1."
    ),
    "mark.do": Text("标出并保存", "Mark and save"),
    "mark.no_words": Text("请选中或键入词句。", "Select or type the words."),
    "mark.nowhere": Text(
        "原文中没有这些词句：请逐字照抄。", "The text does not have these words: copy them exactly."
    ),
    "mark.several": Text(
        "原文中有 {count} 处（至多列 20 处），请选一处。",
        "They stand at {count} places (20 at most are listed): choose one.",
    ),
    "mark.needed": Text("这一项须填写。", "This is needed."),
    "mark.taken": Text("这个编号已经用了。", "This id is taken."),
    "mark.no_number": Text("段首没有编号：请填写段落编号。", "The passage begins with no number: give one."),
    "mark.passages": Text("已取的段落", "Passages taken"),
    "mark.passage": Text(
        "第 {number} 项（自第 {offset} 个字符）", "Passage {number}, from character {offset}"
    ),
    "mark.review": Text("已与印发件逐字核对", "Held against the printed act"),
    "mark.review_help": Text("记您的名字和今天的日期。", "Notes your name and today."),
    "mark.left": Text("还没有说明的文字：", "Not accounted for yet:"),
    "mark.reason": Text("都不据以判定，理由", "No vehicle is judged by them; the reason"),
    "mark.give_reason": Text("以此说明其余文字", "Give them this reason"),
    # preview
    "preview.title": Text("预览：什么会改变", "Preview: what would change"),
    "preview.lead": Text(
        "{at} 按在库的全部登记，与现行版比较；没有存入任何东西。",
        "Compared at {at} with the edition in force, over all registrations on record. Nothing was stored.",
    ),
    "preview.failing": Text("自带案例不符", "Its own cases that fail"),
    "preview.failing_lead": Text(
        "文件自带的案例按这些规则得出别的结论：可以存为草案，不能提请。",
        "Cases in the file come out otherwise by its rules: a draft may be stored, not proposed.",
    ),
    "preview.changed": Text("现行案例改变", "Cases in force that change"),
}
"""Words by name."""
