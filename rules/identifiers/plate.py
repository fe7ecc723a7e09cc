"""Number plates (机动车号牌) of mainland China.

The traffic police issue them under GA 36-2018: the province, the letter of the issuing office, then five
characters without I and O; new-energy plates have six. The energy letter of a new-energy plate stands third
on a small plate and last on a large one: D A B C E pure electric, F G H J K not purely electric (plug-in
hybrid, range-extended, fuel cell). Seven characters are an ordinary plate, even with a D or F in third or
last place, and an ordinary plate does not show that a vehicle is no new-energy vehicle (older ones kept theirs).

Sources: GA 36-2018; letters of Henan's offices in ``rules.units``. Less sure, kept generous: consulate,
embassy and emergency (国家消防救援) plates.

>>> parse("豫A·D12345")
Plate(text='豫AD12345', kind='nev_small', province='豫', letter='A', energy='pure')
>>> parse(" 豫ｃ12345f ")
Plate(text='豫C12345F', kind='nev_large', province='豫', letter='C', energy='non_pure')
>>> parse("豫A1234D")
Plate(text='豫A1234D', kind='ordinary', province='豫', letter='A', energy=None)
>>> parse("豫A12345X")
Traceback (most recent call last):
rules.identifiers.plate.PlateMalformed: plate-malformed
>>> units_of(parse("豫V8K8P6"))
('410100', '410173')
>>> format("豫ad12345")
'豫A·D12345'
"""

import re
from typing import Final, Literal, NamedTuple, get_args

from rules.identifiers.cleaning import DOTS, dropping
from rules.units import UNITS

PlateKind = Literal[
    "ordinary",
    "nev_small",
    "nev_large",
    "trailer",
    "coach",
    "police",
    "hk_macao",
    "consulate",
    "embassy",
    "emergency",
]
"""``coach`` is a driving-school plate (学)."""

PlateEnergy = Literal["pure", "non_pure"]

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
HENAN: Final = "豫"

_LETTER: Final = "[A-HJ-NP-Z]"
_SIGN: Final = "[A-HJ-NP-Z0-9]"
# Group names are the kinds. The eight-character plates come first: NEV is decided by length.
_PATTERN: Final = re.compile(
    f"([{PROVINCES}])({_LETTER})(?:"
    f"(?P<nev_small>[ABCDEFGHJK]){_SIGN}[0-9]{{4}}"
    f"|[0-9]{{5}}(?P<nev_large>[ABCDEFGHJK])"
    f"|(?P<ordinary>{_SIGN}{{5}})"
    f"|{_SIGN}{{4}}(?:(?P<trailer>挂)|(?P<coach>学)|(?P<police>警)|(?P<consulate>领)|(?P<emergency>应急))"
    f"|(?<=粤Z){_SIGN}{{4}}(?P<hk_macao>[港澳])"
    ")|(?P<embassy>使[0-9]{6}|[0-9]{6}使)"
).fullmatch
_ENERGY: Final[dict[str, PlateEnergy]] = {
    **dict.fromkeys("DABCE", "pure"),
    **dict.fromkeys("FGHJK", "non_pure"),
}
_KINDS: Final[dict[str, PlateKind]] = {kind: kind for kind in get_args(PlateKind)}

_DROPPING: Final = dropping(DOTS)
# Transport registers append the colour; it is no part of the number.
_COLOUR: Final = re.compile(
    r"[(\[【]?(?:(?:[大小]型)?新能源|黄绿双拼|渐变绿|黄绿|蓝|黄|绿|白|黑)色?(?:号?牌|车)?[)\]】]?$"
)
_NEVER_IN_SERIAL: Final = str.maketrans("IO", "10")

_UNITS_BY_LETTER: Final = {
    letter: tuple(unit.code for unit in UNITS.values() if letter in unit.plate_letters)
    for letter in sorted({letter for unit in UNITS.values() for letter in unit.plate_letters})
}


class Plate(NamedTuple):
    """One plate. ``text`` is compact; ``letter`` is the issuing office's; ``energy`` is set on NEV plates.

    ``province`` and ``letter`` are empty on embassy plates.
    """

    text: str
    kind: PlateKind
    province: str
    letter: str
    energy: PlateEnergy | None


class PlateMalformed(Exception):
    """The text is no plate. ``code`` is ``plate-malformed``; ``text`` is the compacted text.

    ``missing_province``: all is there but the province character. The message is the code alone: logs hold
    no plate.
    """

    def __init__(self, text: str, *, missing_province: bool) -> None:
        super().__init__("plate-malformed")
        self.code = "plate-malformed"
        self.text = text
        self.missing_province = missing_province


def compact(text: str) -> str:
    """Return the plate in capitals without dots, blanks, dashes and a trailing colour; nothing is judged.

    >>> compact("豫A·12345（黄）")
    '豫A12345'
    """
    return _COLOUR.sub("", text.translate(_DROPPING))


def parse(text: str) -> Plate:
    """Read a plate, or raise ``PlateMalformed``. A missing province character is reported, never invented."""
    match = _PATTERN(text)
    if match is None:
        text = compact(text)
        match = _PATTERN(text)
        if match is None:
            raise PlateMalformed(text, missing_province=_PATTERN(HENAN + text) is not None)
    return _of_kind(text, match.lastgroup or "")


def find_compact(text: str) -> Plate | None:
    """Return the plate that a text is just as it stands, None where it is none or is written otherwise.

    >>> find_compact("豫AD12345").kind, find_compact("豫A·D12345")
    ('nev_small', None)
    """
    match = _PATTERN(text)
    return None if match is None else _of_kind(text, match.lastgroup or "")


def _of_kind(text: str, named: str) -> Plate:
    if named == "ordinary":
        return Plate(text, "ordinary", text[0], text[1], None)
    kind = _KINDS[named]
    if kind == "embassy":
        return Plate(text, kind, "", "", None)
    letter = {"nev_small": text[2], "nev_large": text[-1]}.get(kind, "")
    return Plate(text, kind, text[0], text[1], _ENERGY.get(letter))


def validate(text: str) -> str:
    """Return the compacted plate, or raise ``PlateMalformed``."""
    return parse(text).text


def is_valid(text: str) -> bool:
    """Say whether the text is a plate once it is compacted."""
    return _PATTERN(compact(text)) is not None


def units_of(plate: Plate) -> tuple[str, ...]:
    """Return the codes of the reporting units whose vehicles carry this plate: empty outside Henan.

    豫A and 豫V stand for both Zhengzhou and 航空港区. The letters of emergency plates name no city.
    """
    if plate.province != HENAN or plate.kind == "emergency":
        return ()
    return _UNITS_BY_LETTER.get(plate.letter, ())


def with_province(text: str, *, unit: str) -> str | None:
    """Propose the whole plate for a text without its province character, if its letter is the unit's.

    >>> with_province("A12345", unit="410100"), with_province("A12345", unit="410200")
    ('豫A12345', None)
    """
    whole = HENAN + compact(text)
    if _PATTERN(whole) is None or unit not in units_of(parse(whole)):
        return None
    return whole


def repairs(text: str) -> tuple[str, ...]:
    """Propose the plate with I and O of its serial, which no serial holds, read as 1 and 0.

    >>> repairs("豫AO2345"), repairs("豫A12345")
    (('豫A02345',), ())
    """
    given = compact(text)
    read = given[:2] + given[2:].translate(_NEVER_IN_SERIAL)
    return (read,) if read != given and _PATTERN(read) is not None else ()


def format(text: str) -> str:  # noqa: A001 (the verb that all identifier modules share)
    """Return the plate as it is painted, ``豫A·D12345``, or raise ``PlateMalformed``."""
    plate = parse(text)
    return plate.text if plate.kind == "embassy" else f"{plate.text[:2]}·{plate.text[2:]}"
