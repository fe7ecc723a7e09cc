"""A file by which its sender says that there are none: 本月无新增车辆, 零报告, or 无 in every column.

Such a file is no empty one: that a unit added nothing is something it reports.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from importers.cells.identifiers import is_blank, shown, text_of
from importers.fields import column_letter
from importers.layout.header_rows import first_vehicle
from importers.layout.nil_scope import scope_of
from importers.layout.row_kinds import subtotal_or_note
from importers.layout.sheet_choice import Study
from importers.layout.state_columns import LEAVING
from importers.results import FileKind, Finding
from rules.wording import Text

NIL_WHY: Final = Text(
    "第{row}行写明没有车辆，按零报告处理", "row {row} says that there are none: taken as a nil report"
)

_STATEMENT: Final = re.compile(
    r"(无|没有|未|暂无|并无|均无|不存在)(任何|发生|产生)?(车辆|机动车|公交|出租|巡游|网约|环卫|渣土|搅拌|物流|配送|邮政|公务)?(车|车辆)?的?"
    r"(新增|更新|新购|购置|采购|增加|新注册|注册登记|新登记|上牌|变动|变化|投放|报废更新)"
    r"|零(报告|申报|上报|新增|更新)|无(数据|车辆)?(可报|上报|需报)|(新增|更新|新购|注册登记)\D{0,6}(零|0)(辆|台|部)?(?![\d.])"
    r"|nil (report|return)|(no|none|zero) (new|newly|additions?|vehicles?|registrations?)|nothing to report",
    re.IGNORECASE,
)
_OF_RETIRED: Final = re.compile(
    rf"{_STATEMENT.pattern}|(无|没有|暂无|并无|均无|不存在)(任何|发生|需要?)?[^无有]{{0,8}}?({LEAVING})"
    rf"|({LEAVING})\D{{0,6}}(零|0)(辆|台|部)?(?![\d.])",
    re.IGNORECASE,
)
"""How a list of retired vehicles says so."""
_LONGEST: Final = 80
_MOST_BESIDE: Final = 1  # a word before the sentence: 公交, 备注
_NONE_WORDS: Final = frozenset({"无", "没有", "暂无", "NONE", "NIL"})
_COUNT: Final = re.compile(r"\d{1,4}(\.0)?").fullmatch


def nil_findings(studies: Sequence[Study], kind: str) -> list[Finding]:
    """Return one ``nil-report`` for each sheet that says there are none; none at all if any sheet holds rows.

    ``kind``: what the file is said to list.
    """
    says = _OF_RETIRED if kind == FileKind.RETIREMENTS else _STATEMENT
    looked_at = [
        found for found in studies if found.kind not in ("empty", "hidden") and not found.is_instruction
    ]
    if any(_holds_rows(found, says) for found in looked_at):
        return []
    return [finding for found in looked_at for finding in _statement(found, says)]


def _statement(found: Study, says: re.Pattern[str]) -> Iterator[Finding]:
    """Yield the first cell of a sheet that says so, if any."""
    for index, row in enumerate(found.rows):
        place = _stated_at(row, says)
        if place is not None:
            yield Finding(
                "nil-report",
                sheet=found.name,
                row=index + 1,
                column=column_letter(place),
                value=shown(row[place])[:_LONGEST],
                values=scope_of(text_of(row[place]), [*_titles(found.rows[:index]), found.name]),
            )
            return


def _titles(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return what stands alone in its row, the nearest first."""
    filled = [[text for cell in row if cell is not None and (text := text_of(cell))] for row in rows]
    return [texts[0] for texts in reversed(filled) if len(texts) == 1]


def _stated_at(row: Sequence[object], says: re.Pattern[str]) -> int | None:
    """Return the place of the cell by which a row says so; a row with more to say is something else."""
    filled = [(place, text_of(cell)) for place, cell in enumerate(row) if cell is not None and text_of(cell)]
    words = [(place, text) for place, text in filled if not _COUNT(text)]
    stated = [place for place, text in words if len(text) <= _LONGEST and says.search(_joined(text))]
    if stated and len(words) <= _MOST_BESIDE + 1:
        return stated[0]
    says_none = [place for place, text in words if text.upper() in _NONE_WORDS]
    return says_none[0] if says_none and all(is_blank(text) for _, text in words) else None


def _joined(text: str) -> str:
    """A text without the blanks between Chinese signs and around figures; English keeps its words apart."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"(?<=[^a-zA-Z])\s+|\s+(?=[^a-zA-Z])", "", plain)


def _holds_rows(found: Study, says: re.Pattern[str]) -> bool:
    """Whether anything below the header, or on a sheet without one, may be a vehicle."""
    if first_vehicle(found.rows) is not None:
        return True
    below = found.rows[found.block.first_data :] if found.block else found.rows
    return any(_may_be_a_vehicle(row, says) for row in below)


def _may_be_a_vehicle(row: Sequence[object], says: re.Pattern[str]) -> bool:
    if _stated_at(row, says) is not None or subtotal_or_note(row) is not None:
        return False
    said = [text for cell in row if not is_blank(cell) and not _COUNT(text := text_of(cell))]
    return len(said) >= 2
