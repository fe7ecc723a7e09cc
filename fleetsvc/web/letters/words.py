"""The words of official letters, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

LETTER_WORDS: Final[dict[str, Text]] = {
    "menu.measures": Text("措施记录", "Measures"),
    "menu.letter_templates": Text("公文模板", "Letter templates"),
    "letters.title": Text("公文和措施", "Letters and measures"),
    "letters.lead": Text(
        "按 GB/T 9704-2012 生成 Word 文稿，数字全部取自本期通报。文号、期限、署名、日期和印章留空待填（黄底），发不发由您决定。",
        "Word drafts after GB/T 9704-2012; every number is the edition's own. Document number, deadlines, signer,"
        " day and seal are blanks marked in yellow. Nothing is sent.",
    ),
    "letters.preview": Text(
        "本期尚在预览：文稿每一页都标明“征求意见稿”，不得公开。",
        "The edition is in preview: every page of a letter is marked as a draft.",
    ),
    "letters.circular": Text("下载通报（Word）", "Download the circular (Word)"),
    "letters.units": Text("各单位", "Reporting units"),
    "letters.rule": Text(
        "约谈建议出自排名方法：连续 {editions} 期排名末 {places} 位，或违反“全部”条款达 {violations} 辆。只是建议，由省级部门决定。",
        "Talks are proposed by the ranking method: among the last {places} of {editions} successive editions, or"
        " {violations} or more strict violations. The office decides.",
    ),
    "letters.proposed": Text("建议约谈", "Talk proposed"),
    "letters.letters": Text("文稿", "Letters"),
    "letters.measures": Text("措施", "Measures"),
    "measures.lead": Text(
        "与报送单位的约谈、承诺和落实，记下后不能改动；单位只看到自己的。",
        "Talks with a unit, what it promised and what was done. Nothing noted is changed; a unit sees its own.",
    ),
    "measures.unit": Text("报送单位", "Reporting unit"),
    "measures.all": Text("全部", "all"),
    "measures.kind": Text("种类", "Kind"),
    "measures.period": Text(
        "有关期次（可不填，如 2025-09）", "Period it is about (may be empty, as 2025-09)"
    ),
    "measures.about": Text("有关期次", "Period"),
    "measures.happened_on": Text("日期", "Day"),
    "measures.said": Text("内容", "What was done"),
    "measures.noted": Text("记录", "Noted"),
    "measures.note": Text("记下", "Note it"),
    "measures.new": Text("记一项措施", "Note a measure"),
    "measures.filter": Text("筛选", "Filter"),
    "measures.none": Text("还没有措施记录", "No measure is noted yet"),
    "measures.done": Text("已记下。", "Noted."),
    "measures.on": Text("下一页", "Next page"),
    "measures.kind.notice": Text("发出整改通知", "notice of rectification sent"),
    "measures.kind.talk": Text("已约谈", "talk held"),
    "measures.kind.promise": Text("作出承诺", "promise given"),
    "measures.kind.done": Text("已落实", "promise kept"),
    "measures.fault": Text(
        "没有记下：请选择单位和种类，填写今天或以前的日期（2025-09-30）、写得对的期次（2025-09）和内容（至多 2000 字）。",
        "Nothing was noted: choose a unit and a kind, give a day that is not in the future (2025-09-30), a period as"
        " 2025-09 if any, and what was done in at most 2000 characters.",
    ),
    "templates.lead": Text(
        "下载现行模板，在 Word 里改好文字和格式后上传。双大括号里是字段名，生成公文时填入；不认识的字段会指出在哪一段。",
        "Download the template in use, change it in Word and send it back. Names in double braces are fields that are"
        " filled in; one that does not exist is told with its place.",
    ),
    "templates.in_use": Text("正在使用", "In use"),
    "templates.standard": Text("系统随附的模板", "the template that comes with the service"),
    "templates.own": Text("{name}，{by} 于 {at} 上传", "{name}, sent by {by} on {at}"),
    "templates.get": Text("下载现行模板", "Download the template in use"),
    "templates.file": Text(
        "改好的模板（.docx，至多 768 KB）", "The changed template (.docx, at most 768 KB)"
    ),
    "templates.send": Text("检查并启用", "Check it and put it in use"),
    "templates.back": Text("恢复随附的模板", "Go back to the one that comes with the service"),
    "templates.fields": Text("可用的字段", "Fields"),
    "templates.field": Text("字段", "Field"),
    "templates.means": Text("填入的内容", "What is filled in"),
    "templates.block": Text("独占一段", "stands alone in its paragraph"),
    "templates.done": Text("已启用。", "It is in use."),
    "templates.missing": Text("没有选择文件。", "No file was chosen."),
    "templates.refused": Text(
        "没有启用，请修改后再上传：", "It was not put in use; correct it and send it again:"
    ),
    "letters.ground.last_places": Text("连续末位", "last places"),
    "letters.ground.strict_violations": Text("违反“全部”条款 {count} 辆", "{count} strict violations"),
}
