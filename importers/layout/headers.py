r"""Recognise what a column is called: from header text to the fields it may mean, each with a weight.

Headers carry stars, （必填）, (kg), line breaks, full-width letters and blanks; they come in Chinese, English
and as the field codes of traffic-police systems (hphm, clsbdh).

>>> recognise("*车牌号\n（必填）")["plate"]
1.0
>>> max(recognise("Registration Date"), key=recognise("Registration Date").get)
'registered_on'
>>> recognise("被更新车牌号")
{'replaces_plate': 1.0}
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from importers.cells.answers import names_energy
from importers.fields import FIELDS
from importers.layout.header_patterns import PATTERNS, REPLACED
from importers.layout.header_words import WORDS
from importers.layout.weights import (
    AFFIX,
    ASKED,
    GROUP_ONLY,
    LONGEST_HEADER,
    PART,
    REPLACED_PLATE,
    REPLACED_VIN,
)

Weights = Mapping[str, float]

_NOT_WORD: Final = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_BRACKETS: Final = re.compile(r"[(\[{<【《「](.*?)[)\]}>】》」]")
_DECORATION: Final = re.compile(
    r"[(\[{【]\s*(必填|选填|非必填|必录|可选|required|optional)[项]?\s*[)\]}】]|^[\s*★☆#]+"
)
_PREFIX: Final = re.compile(
    r"^(必填|选填|新增车辆的?|新增及更新车辆|更新后车辆|更新后|新车|本车|现|机动车|车辆|汽车|新增|vehicle|the|car)(?=.)"
)
_SUFFIX: Final = re.compile(
    r"(?<=.)(必填|选填|必录|千克|公斤|吨|kg|kgs|t|人|个|座|信息|全称|内容|填写|情况)$"
)
_TONNES: Final = re.compile(r"吨|(^|[^a-z])t(onnes?|ons?)?($|[^a-z])")
_KILOGRAMS: Final = re.compile(r"千克|公斤|kgs?")
_REPLACED: Final = re.compile(rf"^(?:{REPLACED})(?:的?(?:机动车|车辆|汽车|车(?![牌架主身型]))的?|vehicles?)?")
_OF_REPLACED: Final = frozenset({"replaces_plate", "replaces_vin", "retired_on"})
_OF_PART: Final = re.compile(
    "电机|电池|电芯|发动机|底盘|轮胎|变速|终端|装置|设备|充电|合同|证|发票|保险|批次|文号|engine|motor|battery|device"
)
_ABOUT_PEOPLE: Final = re.compile("电话|手机|证件|身份证|地址|住址|代码|联系|邮编")
_PARTS_OF_DAY: Final = frozenset({"年", "月", "日", "year", "month", "day"})
"""Names of columns that hold a part of what their group names: none of them holds the day."""
_EMPTY: Final[Weights] = MappingProxyType({})


def flat(text: str) -> str:
    r"""Return a header text as it is compared: half-width, lower case, letters, digits and Chinese only.

    >>> flat(" ＶＩＮ 码*\n")
    'vin码'
    """
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).lower())


def _lexicon() -> dict[str, dict[str, float]]:
    lexicon: dict[str, dict[str, float]] = {}
    for field, tiers in WORDS.items():
        for weight, words in tiers:
            for word in words.split():
                known = lexicon.setdefault(word, {})
                known[field] = max(weight, known.get(field, 0.0))
    for field, name in FIELDS.items():  # what we call a field ourselves is always understood
        for language in (name.zh, name.en):
            lexicon.setdefault(flat(language), {})[field] = 1.0
    return lexicon


_LEXICON: Final = _lexicon()
_PATTERNS: Final = tuple(
    (re.compile(has), re.compile(hasnt) if hasnt else None, field, weight)
    for has, hasnt, field, weight in PATTERNS
)


def mass_unit(text: str) -> str | None:
    """Return the unit of mass that a header states.

    >>> mass_unit("总质量(kg)"), mass_unit("总质量（吨）"), mass_unit("GVW (t)"), mass_unit("总质量")
    ('kg', 't', 't', None)
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if _KILOGRAMS.search(plain):
        return "kg"
    return "t" if _TONNES.search(plain) else None


def _bare(word: str) -> Weights:
    """Look a word up, then with usual beginnings and endings taken off."""
    if word in _LEXICON:
        return _LEXICON[word]
    for shorter in (_SUFFIX.sub("", word), _PREFIX.sub("", word), _SUFFIX.sub("", _PREFIX.sub("", word))):
        if shorter in _LEXICON:
            return {field: weight * AFFIX for field, weight in _LEXICON[shorter].items()}
    return _EMPTY


def _pieces(plain: str) -> list[str]:
    """The readings of a half-width, lower-case header: whole, without brackets, its first line, each part."""
    unbracketed = _BRACKETS.sub("", plain)
    first_line = next((line for line in unbracketed.splitlines() if flat(line)), "")
    return [flat(plain), flat(unbracketed), flat(first_line)]


def _by_part(plain: str) -> Weights:
    """Read 车辆识别代号/车架号 or 代号(VIN): parts that agree, or the only known one."""
    parts = [flat(part) for part in re.split(r"[/、,;|或]|[(\[【)\]】]", plain)]
    known = [weights for weights in map(_bare, filter(None, parts)) if weights]
    if not known:
        return _EMPTY
    shared = set(known[0]).intersection(*known[1:])
    return {field: min(weights[field] for weights in known) * PART for field in shared}


def _by_pattern(word: str) -> Weights:
    for has, has_not, field, weight in _PATTERNS:
        if has.search(word) and not (has_not and has_not.search(word)):
            return {field: weight}
    return _EMPTY


def _plain_weights(plain: str) -> Weights:
    pieces = _pieces(plain)
    for piece in pieces:
        if piece in _LEXICON:
            return _LEXICON[piece]
    for piece in pieces:
        found = _bare(piece)
        if found:
            return found
    if names_energy(plain):
        return {"powertrain": ASKED}
    return _by_part(plain) or _by_pattern(flat(_BRACKETS.sub("", plain)) or flat(plain))


def of_replaced(weights: Weights, rest: str) -> Weights:
    """Turn what a header would mean for the registered vehicle into what it means for the retired one."""
    if not rest:
        return {"replaces_plate": REPLACED_PLATE, "replaces_vin": REPLACED_VIN}
    best = max(weights, key=weights.__getitem__, default=None)
    if best in ("plate", "vin"):
        return {f"replaces_{best}": weights[best]}
    return {"retired_on": weights["retired_on"]} if best == "retired_on" else _EMPTY


def _replaced_weights(plain: str) -> Weights | None:
    """Weights of a header that speaks of the retired vehicle; None where it does not."""
    word = flat(plain)
    marker = _REPLACED.match(word)
    if marker is None or _OF_REPLACED & _bare(word).keys():
        return None
    rest = word[marker.end() :]
    return of_replaced(_plain_weights(rest), rest)


@lru_cache(maxsize=8192)
def recognise(text: str) -> Weights:
    """Return the fields that one header cell may mean, with weights from 0 to 1; empty if unknown."""
    plain = _DECORATION.sub("", unicodedata.normalize("NFKC", text).lower()).strip()
    if len(plain) > LONGEST_HEADER:  # a header with its instructions: the name is the first line
        plain = _BRACKETS.sub("", plain).strip().partition("\n")[0]
    if not plain or len(plain) > LONGEST_HEADER:
        return _EMPTY
    replaced = _replaced_weights(plain)
    return dict(_plain_weights(plain)) if replaced is None else dict(replaced)


def speaks_of_replaced(text: str) -> bool:
    """Tell whether a header or group header names the retired vehicle."""
    return _REPLACED.match(flat(text)) is not None


def speaks_of_part(text: str) -> bool:
    """Tell whether a header names something at the vehicle (its motor, a device, a contract), not the vehicle.

    >>> speaks_of_part("电机型号"), speaks_of_part("公告车型")
    (True, False)
    """
    return _OF_PART.search(flat(text)) is not None


def recognise_path(parts: tuple[str, ...]) -> Weights:
    """Recognise a header of several rows, groups first: ("被更新车辆", "车牌号") is the replaced plate."""
    *groups, last = parts or ("",)
    if not parts or (groups and flat(last) in _PARTS_OF_DAY):
        return _EMPTY
    weights = recognise(last)
    if any(speaks_of_replaced(group) for group in groups):
        return (
            weights
            if any(field.startswith("replaces") for field in weights)
            else of_replaced(weights, flat(last))
        )
    if weights or not groups or _ABOUT_PEOPLE.search(flat(last)):
        return weights
    joined = recognise("".join(parts))
    if joined:
        return joined
    named = next(filter(None, map(recognise, reversed(groups))), _EMPTY)
    return {field: weight * GROUP_ONLY for field, weight in named.items()}
