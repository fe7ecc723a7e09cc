"""The words of what a review asks once of a whole column."""

from typing import Final

from importers.fields import WAYS
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
    **{f"ways.way.{way}": said for ways in WAYS.values() for way, said in ways.items()},
}
