"""Words of the questions about columns that nobody is sure of, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

DOUBT_WORDS: Final[dict[str, Text]] = {
    "doubts.title": Text("这些列要请您确认（{count} 列）", "Columns to be confirmed ({count})"),
    "doubts.lead": Text(
        "有内容却没有使用，或系统没有把握的列。每列选好后一起提交，文件按此重新读取；确认入库后记住，"
        "下次同样版式不再询问。",
        "Columns that hold something and are not used, or of which the service is not sure. Choose for each and send"
        " them together: the file is read so, and once you have confirmed it the next one of this layout asks no more.",
    ),
    "doubts.unused": Text(
        "“{sheet}”{column} 列“{header}”有内容，现在没有使用：入库后查不到这一列。",
        "“{sheet}”, column {column} “{header}” holds something and is not used: it would be lost.",
    ),
    "doubts.unsure": Text(
        "“{sheet}”{column} 列“{header}”现在按“{field}”读取，把握 {sure}%。",
        "“{sheet}”, column {column} “{header}” is read as “{field}”, {sure}% sure.",
    ),
    "doubts.samples": Text("如：{samples}", "such as: {samples}"),
    "doubts.field": Text("{column} 列作为", "column {column} is"),
    "doubts.send": Text("按此读取", "Read them so"),
    "doubts.more": Text("另有 {count} 列，见“工作表与列对应”。", "{count} more: see “Sheets and columns”."),
    "doubts.open": Text("先回答 {count} 个问题", "Answer {count} questions first"),
    "doubts.count": Text("待回答", "to be answered"),
    "next.questions": Text(
        "请先回答下面的 {questions} 个问题，再确认入库：没有回答的列按现在的读法入库。",
        "Answer the {questions} questions below before you confirm: columns left open are stored as they are read now.",
    ),
}
