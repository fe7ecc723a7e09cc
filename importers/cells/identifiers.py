"""One cell becomes one value or one problem: what all parsers share, VINs and events.

Every parser is called ``parse_<cell>`` and returns the value (None for an empty cell that may be empty) or
raises ``CellProblem`` with a finding code. Plates, units, days, masses, emission stages and categories, which need
more words, have modules of their own with the same shape.

>>> parse_vin(" lzytabgwxp1000001")
'LZYTABGWXP1000001'
>>> parse_vin(1.234567890123457e16)
Traceback (most recent call last):
importers.cells.identifiers.CellProblem: vin-numeric
>>> parse_event("到期更新")
'replacement'
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from importers.formats.cell_faults import Fault
from importers.formats.cell_text import drop_invisible
from rules.identifiers import vin as vins
from rules.identifiers.finder import find
from rules.vocabulary import Event

BLANK_WORDS: Final = frozenset(
    {
        "",
        "/",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "无",
        "暂无",
        "空",
        "不详",
        "未知",
        "NULL",
        "NONE",
        "N/A",
        "NA",
        "*",
    }
)
"""What people write into a cell that has nothing to say."""

_INSIDE_CHINESE: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_NUMBER_AS_TEXT: Final = re.compile(r"\d+(\.\d+)?E\+?\d+|\d{14,}\.0+").fullmatch
_VIN_LABEL: Final = re.compile("^(?:VIN码?|车架号码?|(?:车辆)?识别代[号码]|底盘号)[:：]?")
_QUOTED_FORMULA: Final = re.compile(r'="([^"]*)"').fullmatch


class CellProblem(Exception):
    """A cell cannot be read. ``code`` is a finding code; ``values`` fill its wording."""

    def __init__(self, code: str, values: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}


class CellDoubt(CellProblem):
    """A cell can be read, as ``value``, but not quite as it is written: its sender should look at it."""

    def __init__(self, code: str, value: object, values: dict[str, str] | None = None) -> None:
        super().__init__(code, values)
        self.value = value


def shown(cell: object) -> str:
    """Return a cell as its sender sees it, for reports: nothing is folded or corrected."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.shown
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


def text_of(cell: object) -> str:
    r"""Return the folded text of a cell: half-width, without invisible signs, blanks collapsed, ends trimmed.

    >>> text_of("　ＡＢ\u200b\u00a0 Ⅵ\n"), text_of(18000.0)
    ('AB VI', '18000')
    """
    text = cell if isinstance(cell, str) else shown(cell)
    if text.startswith('="') and (
        quoted := _QUOTED_FORMULA(text)
    ):  # as csv keeps long numbers from being rounded
        text = quoted[1]
    return " ".join(drop_invisible(unicodedata.normalize("NFKC", text)).split())


def words_of(cell: object) -> str:
    r"""Return the folded text of a cell that holds words, without the blanks inside Chinese: 公 交 车.

    >>> words_of("公 交\n车"), words_of("city bus 新 增")
    ('公交车', 'city bus 新增')
    """
    return _INSIDE_CHINESE.sub("", text_of(cell))


def is_blank(cell: object) -> bool:
    """Say whether a cell holds nothing, or a word for nothing."""
    return cell is None or cell == "" or (isinstance(cell, str) and text_of(cell).upper() in BLANK_WORDS)


def nearly(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that differ from a text in one sign: slips of the hand, to be proposed.

    >>> nearly("出祖车", ["出租车", "公交车"])
    ('出租车',)
    """
    return tuple(word for word in words if len(word) == len(text) and sum(map(str.__ne__, word, text)) == 1)


def parse_vin(cell: object) -> str:
    """Read a VIN. A number is refused, its last digits are lost; look-alikes are proposed, never put in."""
    if is_blank(cell):
        raise CellProblem("vin-missing")
    if isinstance(cell, (int, float, date)):
        raise CellProblem("vin-numeric")
    text = str(cell)
    try:
        return vins.validate(text)
    except vins.VinMalformed as problem:
        folded = text_of(text).upper()
        bare = _VIN_LABEL.sub("", folded).strip("*# ")
        if bare != text and vins.is_valid(bare):
            return vins.compact(bare)
        if (count := sum(one.kind == "vin" and vins.is_valid(one.text) for one in find(folded))) > 1:
            raise CellProblem("several-in-cell", {"count": str(count)}) from None
        if _NUMBER_AS_TEXT(folded):
            raise CellProblem("vin-numeric") from None
        values = {"length": str(len(problem.text)), "wrong": problem.wrong}
        raise CellProblem(problem.code, {**values, **proposal(vins.repairs(text))}) from None


def proposal(repairs: tuple[str, ...]) -> dict[str, str]:
    """Word the repairs of a number as the clause that ends a sentence, in both languages (empty without any)."""
    if not repairs:
        return {"proposal_zh": "", "proposal_en": ""}
    listed = " / ".join(repairs)
    return {"proposal_zh": f"；可能是 {listed}，请核对", "proposal_en": f"; perhaps {listed}, please check"}


_REPLACEMENT: Final = re.compile("更新|更换|替换|置换|换新|替代|REPLACE")
_NEW: Final = re.compile("新增|新购|新投|新置|新采购|增购|增加|首次|净增|扩充|NEW")
_EVENT_WORDS: Final = ("新增", "更新", "新购", "替换", "置换", "更换", "新增车辆", "更新车辆")
_NEGATED: Final = re.compile(
    "(?:非|不是|不属于?|不算|并非|没有?|未|无)(?:车辆)?(?=新增|新购|新投|新置|更新|更换|替换|置换)|(?:新增|更新)(?:为|[:：])?(?:否|×)"
)
YES: Final = frozenset(
    ["是", "Y", "YES", "√", "✓", "✔", "☑", "V", "○", "●", "◯", "〇", "O", "1", "TRUE", "对", "有"]  # noqa: RUF001 (a circle)
)
NO: Final = frozenset(["否", "N", "NO", "×", "✗", "✘", "☐", "□", "X", "0", "FALSE", "不是", "不", "错"])
"""What answers a header that asks, or ticks a column; capitals, half-width."""


def parse_event(cell: object, *, header: str = "") -> str | None:
    """Read new (新增) or replacement (更新); None for an empty cell.

    ``header`` answers for yes-or-no columns such as 是否更新. A cell naming both, or neither, or what it is not, is asked.

    >>> parse_event("新投放"), parse_event("是", header="是否更新"), parse_event(None)
    ('new', 'replacement', None)
    >>> parse_event("新增/更新")
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: event-unknown
    """
    if is_blank(cell):
        return None
    text = words_of(cell).upper()
    if text in YES or text in NO:
        return _answered(header, yes=text in YES)
    if _NEGATED.search(text):
        raise CellProblem("event-unknown")
    replacement, new = _REPLACEMENT.search(text), _NEW.search(text)
    if bool(replacement) == bool(new):
        raise CellProblem("event-unknown", proposal(() if new else nearly(text, _EVENT_WORDS)))
    return Event.REPLACEMENT.value if replacement else Event.NEW.value


def names_event(cell: object) -> bool:
    """Say whether a text speaks of new or replacement, if only to deny it or to name both."""
    text = words_of(cell).upper()
    return any(pattern.search(text) for pattern in (_NEGATED, _REPLACEMENT, _NEW))


def _answered(header: str, *, yes: bool) -> str:
    header = text_of(header).replace(" ", "")  # 是 否 更 新, as justified headers have it
    if _NEGATED.search(header):
        raise CellProblem("event-unknown")
    asks_replacement, asks_new = _REPLACEMENT.search(header), _NEW.search(header)
    if asks_replacement and not asks_new:
        return Event.REPLACEMENT.value if yes else Event.NEW.value
    if asks_new and not asks_replacement and yes:
        return Event.NEW.value
    raise CellProblem("event-unknown")
