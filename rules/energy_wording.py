"""Read a cell that says what drives a vehicle: words, GA/T 16.9 letters, both with the usual noise around."""

import re
from collections.abc import Sequence
from functools import reduce
from typing import Final

from rules.energy_words import (
    CODES,
    ELECTRIC,
    FUEL_CELL,
    GAS,
    HYBRIDS,
    OTHER_FUEL,
    SOME_HYBRID,
    WORDS,
    Wording,
)
from rules.identifiers.cleaning import dropping
from rules.vocabulary import Energy

_TANK_FUELS: Final = frozenset(
    {Energy.PETROL, Energy.DIESEL, Energy.GAS, Energy.LPG, Energy.METHANOL, Energy.OTHER}
)

_LONGEST: Final = 60  # a longer cell is a remark, not a name
_SQUEEZE: Final = dropping("*·.。") | {
    ord(old): ord(new)
    for old, new in zip("純電動氣氫燃車能（）【】[]\uff3b\uff3d", "纯电动气氢燃车能()()()()", strict=True)
}
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_TOGETHER: Final = re.compile(r"[/、,;|+&\\和与及或]")
_EXPLAINED: Final = re.compile("[:=]")
_CODE_RUN: Final = re.compile("[ABCDEFLMOPQ]{2,3}").fullmatch
_CODE_AND_WORD: Final = re.compile("([A-Z]{1,4}|M[0-9]{2,3})([^A-Z0-9]+)").fullmatch
_WORD_AND_CODE: Final = re.compile("([^A-Z0-9]+)([A-Z]{1,4}|M[0-9]{2,3})").fullmatch
_BEFORE: Final = re.compile(
    "^(?:国[一二三四五六1-6\u2160-\u2165IV]+[AB]?|车用|[0-9]+[#号]|燃料|能源|动力)+(?=.)"
)
_AFTER: Final = re.compile(
    "(?:城市客车|专用校车|客车|货车|轿车|乘用车|商用车|汽车|车辆|车型|车|机|类|型|动力|能源|驱动|系统|燃料)$"
)
# A product name begins with its drive: 纯电动洗扫车. What follows must not speak of energy again, but for a load.
_PRODUCT: Final = re.compile(
    "(?:换电式?)?(纯电动|插电式混合动力|插电式增程混合动力|增程式(?:混合动力|纯?电动)?|氢?燃料电池|混合动力|电动|天然气|[液压]化天然气"
    "|压缩天然气|柴油|汽油|甲醇)[^油气氢混增插电醇]*车"
).fullmatch
_LOAD: Final = re.compile("混凝土|加油|运油|油田|油罐|油料|气瓶|气罐|气体")
_ABOUT_ENERGY: Final = re.compile("[电油气氢混醇]|EV").search


def agreed(wordings: Sequence[Wording]) -> Wording | None:
    """Join what several wordings about one vehicle say, or None where they contradict each other.

    A hybrid burns something: 汽油 in one column does not contradict 混合动力 in the other.
    """
    if any(one.candidates <= HYBRIDS for one in wordings):
        wordings = [one for one in wordings if not _are_fuels(one.candidates)] or wordings
    named = [one.candidates for one in wordings]
    meanings = [
        one.candidates.union(*(other for other in named if other <= one.also)) if one.also else one.candidates
        for one in wordings
    ]
    left = frozenset.intersection(*meanings)
    if not left:
        return None
    also = frozenset.intersection(*(one.also | one.candidates for one in wordings)) - left
    return Wording(left, explicit=any(one.explicit for one in wordings), also=also)


def read_wording(text: str) -> Wording | None:
    """Read what a cell says about the drive, or None where it says nothing known.

    >>> sorted(read_wording("纯电动（BEV）").candidates), sorted(read_wording("A、C").candidates)
    ([<Energy.BEV: 'bev'>], [<Energy.HEV: 'hev'>, <Energy.PHEV: 'phev'>])
    >>> read_wording("混合动力").explicit, read_wording("水煤浆")
    (False, None)
    """
    if len(text) > _LONGEST:
        return None
    squeezed = text.translate(_SQUEEZE)
    return _exact(squeezed) or _with_brackets(squeezed)


def _exact(text: str) -> Wording | None:
    return WORDS.get(text) or CODES.get(text)


def _with_brackets(text: str) -> Wording | None:
    """Read the text around brackets and in them; the latter may be foreign, but no riddle about energy."""
    flat = text.replace("(", "").replace(")", "")
    if flat != text and flat in WORDS:
        return WORDS[flat]
    main = _explained(_BRACKETED.sub("", text))
    inner = [part for part in _BRACKETED.findall(text) if part]
    notes = [_explained(part) for part in inner]
    if main is None or any(
        note is None and _ABOUT_ENERGY(part) for note, part in zip(notes, inner, strict=True)
    ):
        return None
    return _all_of([main, *(note for note in notes if note is not None)])


def _explained(text: str) -> Wording | None:
    """Read ``C:电``, a code and its name: both must be readable."""
    parts = [_together(part) for part in _EXPLAINED.split(text) if part]
    known = [part for part in parts if part is not None]
    return _all_of(known) if known and len(known) == len(parts) else None


def _together(text: str) -> Wording | None:
    """Read ``汽油/电`` or ``A,C``: energies that the vehicle uses together."""
    parts = [_single(part) for part in _TOGETHER.split(text) if part]
    known = [part for part in parts if part is not None]
    return reduce(_combined, known) if known and len(known) == len(parts) else None


def _single(text: str) -> Wording | None:
    """Read one word: as it is, as letters, with a code before or after it, or without its trimmings."""
    found = _exact(text)
    if found is not None:
        return found
    if _CODE_RUN(text):
        return reduce(_combined, [CODES[letter] for letter in text])
    pair = _CODE_AND_WORD(text) or _WORD_AND_CODE(text)
    if pair is not None:
        read = [_single(part) for part in pair.groups()]
        known = [part for part in read if part is not None]
        return _all_of(known) if len(known) == len(read) else None
    product = _PRODUCT(_LOAD.sub("", text))
    if product is not None:
        return WORDS[product[1]]
    trimmed = _AFTER.sub("", text) if _AFTER.search(text) else _BEFORE.sub("", text)
    return _single(trimmed) if trimmed and trimmed != text else None


def _all_of(wordings: Sequence[Wording]) -> Wording:
    """Join a cell's parts; parts that contradict each other leave all of their kinds open."""
    return agreed(wordings) or _either(wordings)


def _either(wordings: Sequence[Wording]) -> Wording:
    return Wording(frozenset[Energy]().union(*(one.candidates for one in wordings)), explicit=False)


def _combined(first: Wording, second: Wording) -> Wording:
    """Say what a vehicle is that uses both energies."""
    if first == second:
        return first
    for one, other in ((first, second), (second, first)):
        if one.candidates <= HYBRIDS and (other == ELECTRIC or _are_fuels(other.candidates)):
            return one
        if one == ELECTRIC and _are_fuels(other.candidates):
            return SOME_HYBRID
        if one == ELECTRIC and other == FUEL_CELL:
            return FUEL_CELL
    both = first.candidates | second.candidates
    if _are_fuels(both):
        return _two_fuels(both)
    return agreed((first, second)) or _either((first, second))


def _are_fuels(kinds: frozenset[Energy]) -> bool:
    """Tell whether a vehicle of any of these kinds burns what is in its tank, and has no electric drive."""
    return kinds <= _TANK_FUELS


def _two_fuels(fuels: frozenset[Energy]) -> Wording:
    """Name a vehicle of two fuels by the one that is not petrol or diesel: 汽油/天然气 is a gas vehicle."""
    if Energy.GAS in fuels:
        return GAS
    other = fuels - {Energy.PETROL, Energy.DIESEL}
    return Wording(other, explicit=True) if len(other) == 1 else OTHER_FUEL
