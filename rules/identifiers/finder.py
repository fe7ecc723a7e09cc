"""Plates and VINs in running text: notes, reasons, file names, cells that hold more than one thing.

Whoever masks a text, or keeps vehicles out of it, asks here. Missing one discloses a vehicle, one too many hides
a word, so what is nearly an identifier is found too: full-width and lower-case letters, blanks, dots and dashes
inside, letters of other keyboards, I, O and Q where none may stand, a plate one character short or behind a wrong
province. Chinese may stand right beside either.

Not found: what has no letter in its maker code (instants, numbers of documents), hashes, model codes longer than
a plate, a plate without any Chinese character before its letter, and a code set apart from a word that ends like a
province (北京 BJ6105, 更新 ZK6105). A short code right behind Chinese (型号BJ6105) cannot be told from a plate and is found.

>>> [(found.kind, found.text) for found in find("ｌｚｙｔａｂｇｗｘｐ1000001与豫 a·12345重复，另见使123456")]
[('vin', 'LZYTABGWXP1000001'), ('plate', '豫A12345'), ('plate', '使123456')]
>>> replace("豫A1234领、豫AD12345补报", lambda found: "***")
'***、***补报'
>>> is_in("郑州市补报 8 月登记车辆 12 辆，见 2026 年第 8 号"), is_in("豫环文2023-33号：宇通ZK6105BEVG25")
(False, False)
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rules.identifiers import cleaning, plate, vin
from rules.identifiers.spans import replaced

_GAP: Final = cleaning.GAP
_FOLDING: Final = {**cleaning.folding(), **str.maketrans(vin.FOREIGN, vin.LATIN)}

_G: Final = f"{_GAP}{{0,2}}"
_BEFORE, _AFTER = "(?<![A-Z0-9])", "(?![A-Z0-9])"
# Seventeen letters and digits, or up to two more or fewer if they begin and end like a Chinese VIN.
_WHOLE: Final = (
    rf"(?=[0-9]{{0,2}}[A-Z])(?:(?=(?:[A-Z]*[0-9]){{3}})[A-Z0-9]{{17}}|L[A-Z0-9]{{10,14}}[0-9]{{4}}){_AFTER}"
)
_PARTED: Final = rf"(?=[0-9]{{0,2}}[A-Z])(?:[A-Z0-9]{_G}){{13}}(?:[0-9]{_G}){{3}}[0-9]{_AFTER}"
_SECTIONS: Final = [3, 6, 8]
"""Lengths of the sections that ``vin.format`` writes."""

ENDING: Final = "(?:[挂学警领港澳临试超]|应急)"
"""Regular expression: what stands for the last character of a special plate, temporary and test plates included."""
# A plate ends where no letter or digit follows, or a whole VIN does.
_END: Final = rf"(?:{_AFTER}|(?=[A-Z0-9]{{17}}{_AFTER}))"
# A code may follow 北京, 更新, 创新, 重新, 最新, 全新, 翻新, 西宁, 南宁, 辽宁, 西藏, 四川, 内蒙.
_WORD: Final = "(?<=北)京|(?<=[更创重最全翻])新|(?<=[西南辽])宁|(?<=西)藏|(?<=四)川|(?<=内)蒙"
_WITH_PROVINCE: Final = (
    rf"(?!{_WORD})[{plate.PROVINCES}]{_G}[A-Z]{_G}(?=(?:[A-Z]{_G})*[0-9])(?:"
    rf"(?:[A-Z0-9]{_G}){{4}}{ENDING}|(?:[A-Z0-9]{_G}){{3,5}}[A-Z0-9]{_END})"
)
# Behind any other character only what has the digits of a plate.
_BEHIND_CHINESE: Final = (
    rf"[\u4e00-\u9fff][A-Z]{_GAP}?(?:[A-HJK][A-Z0-9][0-9]{{4}}|[0-9]{{5}}[A-HJK]"
    rf"|(?!(?:[0-9]*[A-Z]){{2}})[A-Z0-9]{{5}}){_END}"
)
# 使 is also a part of common words: 即使, 促使, 使用.
_EMBASSY: Final = (
    rf"(?<![即致促假迫行驱唤指])使{_G}(?:[0-9]{_G}){{5}}[0-9]{_AFTER}"
    rf"|{_BEFORE}(?:[0-9]{_G}){{6}}使(?![用得其命者馆])"
)
_ANY: Final = re.compile(
    rf"(?P<plate>{_WITH_PROVINCE}|{_BEHIND_CHINESE}|{_EMBASSY})"
    rf"|{_BEFORE}(?:(?P<vin>{_WHOLE})|(?P<parted>{_PARTED}))"
)
_VIN_HERE: Final = re.compile(f"(?P<vin>{_WHOLE})")
_HAS_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Found:
    """What looks like a vehicle's number at ``start`` to ``end`` of a text; ``text`` is compact, in capitals."""

    kind: Literal["plate", "vin"]
    text: str
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """Yield what looks like a plate or a VIN, in the order of the text, none overlapping another."""
    if _HAS_DIGIT.search(text) is None:
        return
    folded = text.translate(_FOLDING)
    match = _ANY.search(folded)
    while match is not None:
        if match.lastgroup == "parted" and not _is_vin(match[0]):
            match = _ANY.search(folded, match.start() + 1)
            continue
        kind: Literal["plate", "vin"] = "plate" if match.lastgroup == "plate" else "vin"
        yield Found(kind, match[0].replace(_GAP, ""), *match.span())
        # A VIN may follow a plate without a gap.
        match = _VIN_HERE.match(folded, match.end()) or _ANY.search(folded, match.end())


def replace(text: str, by: Callable[[Found], str]) -> str:
    """Return the text with what looks like a plate or a VIN replaced; all else stays as it was typed."""
    return replaced(text, find(text), by)


def is_in(text: str) -> bool:
    """Say whether anything in the text looks like a plate or a VIN."""
    return next(find(text), None) is not None


def _is_vin(parted: str) -> bool:
    """Say whether parts that add up to a VIN's length are one: words and numbers side by side often do."""
    sections = [len(section) for section in parted.split(_GAP) if section]
    return sections == _SECTIONS or vin.has_check_digit(parted.replace(_GAP, ""))
