"""The words of what a review asks once of a whole column."""

from typing import Final

from importers.fields import WAYS
from importers.rows.meanings import MEANABLE, said_of
from rules.wording import Text

COLUMN_WORDS: Final[dict[str, Text]] = {
    "ways.title": Text("整列只须回答一次", "One answer for the whole column"),
    "ways.lead": Text(
        "选定后整列照此读取，文件重新读取；确认入库后记住，下次同样版式的表格不再询问。",
        "Choose, and the whole column is read so; the file is read again. Once confirmed, the answer is remembered for"
        " tables of the same layout.",
    ),
    "ways.registered_on": Text(
        "“{sheet}”{column} 列“{header}”有 {count} 个日期看不出年月日的次序。",
        "Sheet {sheet}, column {column} ({header}): the order of day, month and year is open in {count} cells.",
    ),
    "ways.gross_mass": Text(
        "“{sheet}”{column} 列“{header}”有 {count} 个质量与单位不相称。",
        "Sheet {sheet}, column {column} ({header}): {count} masses do not fit their unit.",
    ),
    "ways.example": Text(
        "例如第 {row} 行“{value}”应读作：", "Row {row}, for one, says “{value}”. Read it as:"
    ),
    "ways.as": Text("{way}：{read}", "{way}: {read}"),
    "meanings.title": Text("这些写法是什么意思", "What do these words mean"),
    "meanings.lead": Text(
        "系统不认识的写法，每种只须说明一次：选定后重新读取，确认入库后记住，下次同样版式不再询问；与号牌、型号矛盾的仍按矛盾处理。",
        "Say once what each word means that is not known here: the file is read again, and once it is confirmed the"
        " answer is remembered for tables of the same layout. What contradicts plate or model stays a contradiction.",
    ),
    "meanings.column": Text("“{sheet}”{column} 列“{header}”", "Sheet {sheet}, column {column} ({header})"),
    "meanings.word": Text(
        "“{word}”（{count} 行，如第 {row} 行）", "“{word}” ({count} rows, such as row {row})"
    ),
    "meanings.answered": Text("“{word}”（已说明）", "“{word}” (answered)"),
    "meanings.choose": Text("请选择", "Choose"),
    "meanings.leave": Text("保持原样", "Leave as it is"),
    "meanings.send": Text("按此读取", "Read it so"),
    "step.words-meant": Text("本单位说明写法的含义，重新读取", "the unit said what words mean, read again"),
    "step.word-meant": Text("“{word}”={means}", "“{word}” = {means}"),
    **{
        f"means.{name}.{value}": said_of(name, value) for name, values in MEANABLE.items() for value in values
    },
    **{f"ways.way.{way}": said for ways in WAYS.values() for way, said in ways.items()},
}
