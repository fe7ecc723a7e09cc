"""One cell becomes one value or one problem: identifiers, event and reporting unit.

Every parser is called ``parse_<cell>`` and returns the value (None for an empty cell that may be empty) or
raises ``CellProblem`` with a finding code. Days, masses, emission stages and categories, which need more words,
have modules of their own with the same shape: ``days``, ``masses``, ``stages``, ``categories``.

>>> parse_vin(" lzytabgwxp1000001")
'LZYTABGWXP1000001'
>>> parse_vin(1.234567890123457e16)
Traceback (most recent call last):
importers.cells.identifiers.CellProblem: vin-numeric
>>> parse_plate("豫A·D12345").text
'豫AD12345'
>>> parse_event("到期更新")
'replacement'
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from importers.formats.cell_faults import Fault
from importers.formats.cell_text import drop_invisible
from rules.identifiers import plate as plates
from rules.identifiers import vin as vins
from rules.units import UNITS
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
_NOT_PLATED: Final = frozenset({"未上牌", "待上牌", "未挂牌", "无牌", "新车", "上牌中", "临牌", "办理中"})


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


def parse_plate(cell: object) -> plates.Plate | None:
    """Read a plate; None where there is none yet (empty, 未上牌)."""
    text = cell if isinstance(cell, str) else shown(cell)
    try:
        return plates.parse(text)
    except plates.PlateMalformed as problem:
        if is_blank(cell) or text_of(text) in _NOT_PLATED:
            return None
        repairs = (plates.HENAN + problem.text,) if problem.missing_province else plates.repairs(text)
        raise CellProblem("plate-malformed", proposal(repairs)) from None


_REPLACEMENT: Final = re.compile("更新|更换|替换|置换|换新|替代|REPLACE")
_NEW: Final = re.compile("新增|新购|新投|新置|新采购|增购|增加|首次|净增|扩充|NEW")
_YES: Final = frozenset({"是", "Y", "YES", "√", "1", "TRUE"})
_NO: Final = frozenset({"否", "N", "NO", "×", "0", "FALSE"})


def parse_event(cell: object, *, header: str = "") -> str | None:
    """Read new (新增) or replacement (更新); None for an empty cell.

    ``header`` answers for yes-or-no columns such as 是否更新. A cell naming both, or neither, is asked.

    >>> parse_event("新投放"), parse_event("是", header="是否更新"), parse_event(None)
    ('new', 'replacement', None)
    >>> parse_event("新增/更新")
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: event-unknown
    """
    if is_blank(cell):
        return None
    text = words_of(cell).upper()
    if text in _YES or text in _NO:
        return _answered(header, yes=text in _YES)
    replacement, new = _REPLACEMENT.search(text), _NEW.search(text)
    if bool(replacement) == bool(new):
        raise CellProblem("event-unknown")
    return Event.REPLACEMENT.value if replacement else Event.NEW.value


def _answered(header: str, *, yes: bool) -> str:
    header = text_of(header).replace(" ", "")  # 是 否 更 新, as justified headers have it
    asks_replacement, asks_new = _REPLACEMENT.search(header), _NEW.search(header)
    if asks_replacement and not asks_new:
        return Event.REPLACEMENT.value if yes else Event.NEW.value
    if asks_new and not asks_replacement and yes:
        return Event.NEW.value
    raise CellProblem("event-unknown")


_UNIT_NAMES: Final = {
    name: unit.code
    for unit in UNITS.values()
    for name in (unit.name.zh, unit.name.zh.removesuffix("市").removesuffix("示范区"))
} | {
    "济源": "419001",
    "济源市": "419001",
    "济源产城融合示范区": "419001",
    "航空港": "410173",
    "郑州航空港区": "410173",
    "郑州航空港经济综合实验区": "410173",
}
_OFFICE: Final = re.compile(
    r"(?:人民政府|管委会|交通运输|城市管理|城管|公安|机关事务|邮政管理|住建|环境卫生).*$|局$|委$"
)


def parse_unit(cell: object) -> str | None:
    """Read the code of a reporting unit, by code (a county's too) or by name; None where it names none.

    Only a name that stands alone, or before the name of an office, counts: a company may carry a city's name.

    >>> parse_unit("河南省洛阳市"), parse_unit(410122.0), parse_unit("郑州市交通运输局"), parse_unit("洛阳公交公司")
    ('410300', '410100', '410100', None)
    """
    text = text_of(cell).replace(" ", "")
    if text.isdigit() and len(text) in (6, 12):
        return _unit_of_code(text)
    for name in (text, text.removeprefix("河南省").removeprefix("河南")):
        found = _UNIT_NAMES.get(name) or _UNIT_NAMES.get(_OFFICE.sub("", name))
        if found:
            return found
    return None


def _unit_of_code(code: str) -> str | None:
    if code[:6] in UNITS:
        return code[:6]
    if code.startswith("4190"):
        return "419001" if code.startswith("419001") else None
    whole = code[:4] + "00"
    return whole if whole in UNITS else None
