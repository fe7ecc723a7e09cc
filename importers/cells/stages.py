"""Emission stages in every spelling: 国六B, 国VIb, 国Ⅵ, 国6, GB 18352.6, 零排放."""

import re
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, text_of
from rules.vocabulary import EmissionStage

_ZERO: Final = frozenset({"零排放", "0排放", "零", "ZERO", "无排放", "纯电动", "电动", "99"})
"""99 is the code of the inspection stations for 零排放."""

_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6} | {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6
}  # fmt: skip
_STAGE: Final = re.compile(
    r"(?:国家?第?|第|CHINA|京)(VI|IV|V|I{1,3}|[一二三四五六1-6])(?:阶段|排放|标准|[-_(])*([AB])?(?![A-Z])"
)
_ALONE: Final = re.compile(r"(VI|IV|V|I{1,3}|[一二三四五六1-6])(?:阶段|[-_(])*([AB])?(?:阶段|\))*").fullmatch
# GB 18352.3 covers stages III and IV, GB 17691-2005 III to V: alone they decide nothing.
_STANDARDS: Final = {"18352.1": 1, "18352.2": 2, "18352.5": 5, "18352.6": 6, "17691-2018": 6}
_STANDARD: Final = re.compile(r"GB/?T?(18352\.[1256]|17691-2018)(?:[-—–]?\d{4})?[(\s]*(?:6?([AB])\b)?")


def parse_stage(cell: object) -> EmissionStage | None:
    """Read an emission stage; None for an empty cell. Raises ``CellProblem`` ``stage-unknown``.

    >>> [str(parse_stage(cell)) for cell in ("国六B", "国VIb", "国Ⅵ", "国6a阶段", "GB18352.6-2016", "零排放", 5.0)]
    ['china_6b', 'china_6b', 'china_6', 'china_6a', 'china_6', 'zero', 'china_5']
    >>> parse_stage("国四/国五")
    Traceback (most recent call last):
    importers.cells.identifiers.CellProblem: stage-unknown
    """
    if is_blank(cell):
        return None
    text = text_of(cell).upper().replace(" ", "")
    if text in _ZERO or "零排放" in text:
        return EmissionStage.ZERO
    named = set(_STAGE.findall(text)) or set(_STANDARD.findall(text))
    if not named and (alone := _ALONE(text)):
        named = {(alone[1], alone[2] or "")}
    letters = {letter for _, letter in named if letter}
    numbers = {_number(name) for name, _ in named}
    if len(numbers) != 1 or len(letters) > 1:
        raise CellProblem("stage-unknown")
    return _stage(numbers.pop(), "".join(letters))


def names_stage(cell: object) -> bool:
    """Say whether a text names a stage or a standard, or several."""
    text = text_of(cell).upper().replace(" ", "")
    return _STAGE.search(text) is not None or _STANDARD.search(text) is not None


def _number(name: str) -> int:
    return _NUMERALS.get(name) or _STANDARDS.get(name) or int(name)


def _stage(number: int, letter: str) -> EmissionStage:
    return EmissionStage(f"china_{number}{letter.lower() if number == 6 else ''}")
