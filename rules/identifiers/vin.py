"""VIN (车辆识别代号), the vehicle identification number.

Makers issue it under GB 16735 (in line with ISO 3779): 17 characters, digits and capital letters without
I, O and Q. Characters 1-3 name the maker (WMI), 4-8 describe the vehicle, 9 is the check digit (0-9 or X),
10 the model year, 11 the plant, 12-17 the serial number.

The check digit is not part of validity: real deliveries fail it (30 of 669 real VINs of one fleet, all of one
maker), and elsewhere in the world it is optional. A failing one is a question to the sender. Nor must a VIN
start with L: imports do not, and small makers hold other letters.

Sources: GB 16735-2019; ISO 3779:2009; 49 CFR 565.15 for the transliteration and the weights.

>>> validate(" ｌｚｙｔａｂｇｗ-xp1000001 ")
'LZYTABGWXP1000001'
>>> validate("LZYTABGWXP100000")
Traceback (most recent call last):
rules.identifiers.vin.VinMalformed: vin-length
>>> validate("LZYTABGWXPI000001")
Traceback (most recent call last):
rules.identifiers.vin.VinMalformed: vin-characters
>>> has_check_digit("LZYTABGWXP1000001"), has_check_digit("LZYTABGWXP1000002")
(True, False)
>>> model_year("LZYTABGWXP1000001", not_after=2026)
2023
>>> repairs("LZYTABGWXPI00000I")
('LZYTABGWXP1000001',)
>>> format("lzytabgwxp1000001")
'LZY TABGWX P1000001'
"""

import re
from collections.abc import Sequence
from operator import mul
from typing import Final

from rules.identifiers.cleaning import dropping

LENGTH: Final = 17
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"

_WELL_FORMED: Final = re.compile("[0-9A-HJ-NPR-Z]{17}").fullmatch
is_compact: Final = _WELL_FORMED
"""Whether a text is a VIN just as it stands."""
_DROPPING: Final = dropping()

# 49 CFR 565.15 tables IV and V; the weight of the check digit itself is 0.
_VALUES: Final = dict(zip(ALPHABET, map(int, "012345678912345678123457923456789"), strict=True))
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_DIGITS: Final = "0123456789X"
_NO_VALUE: Final = 255
_VALUE_BYTES: Final = bytes(_VALUES.get(chr(code), _NO_VALUE) for code in range(256))
_NO_VALUE_BYTE: Final = bytes((_NO_VALUE,))
_WEIGHED: Final = tuple(
    bytes(weight * _VALUES.get(chr(code), 0) % 11 for code in range(256)) for weight in _WEIGHTS
)
"""For each place: what a sign there adds to the sum of its VIN, modulo 11."""
_DIGIT_BYTES: Final = bytes(ord(_DIGITS[total % 11]) for total in range(256))

_YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"  # without I O Q U Z 0, round again every 30 years
_FIRST_YEAR: Final = 1980
YEAR_PLACE: Final = 9
_CHECK_PLACE: Final = 8

# Letters that no VIN holds are misread digits; Cyrillic and Greek capitals come from other keyboards.
FOREIGN: Final = "АВЕКМНРСТУХΑΒΕΖΗΚΜΝΡΤΥΧІО"  # noqa: RUF001 (they are meant)
LATIN: Final = "ABEKMHPCTYXABEZHKMNPTYX10"
"""What each of ``FOREIGN`` was meant to be."""
_IMPOSSIBLE: Final = str.maketrans("IOQ" + FOREIGN, "100" + LATIN)
_LOOK_ALIKE: Final = {"S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}
_MOST_REPAIRS: Final = 5
_SERIAL_TAIL: Final = 4


class VinMalformed(Exception):
    """The text is no VIN. ``code`` is ``vin-length`` or ``vin-characters``; ``text`` is the compacted text.

    ``wrong`` holds the characters that no VIN may contain. The message is the code alone: logs hold no VIN.
    """

    def __init__(self, code: str, text: str, wrong: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.wrong = wrong


def compact(text: str) -> str:
    """Return the VIN in capitals, without blanks, dashes, quotes, invisible characters; nothing is judged."""
    if _WELL_FORMED(text):
        return text
    return text.translate(_DROPPING)


def validate(text: str) -> str:
    """Return the compacted VIN, or raise ``VinMalformed``; the check digit is not looked at."""
    if _WELL_FORMED(text):
        return text
    vin = text.translate(_DROPPING)
    if len(vin) != LENGTH:
        raise VinMalformed("vin-length", vin)
    if not _WELL_FORMED(vin):
        raise VinMalformed("vin-characters", vin, "".join(sign for sign in vin if sign not in _VALUES))
    return vin


def is_valid(text: str) -> bool:
    """Say whether the text is a VIN once it is compacted; the check digit is not looked at."""
    return _WELL_FORMED(compact(text)) is not None


def check_digit(text: str) -> str:
    """Return the check digit that belongs at place 9 (``0``-``9`` or ``X``), or raise ``VinMalformed``.

    >>> check_digit("LZYTABGW0P1000001")
    'X'
    """
    values = validate(text).encode("ascii").translate(_VALUE_BYTES)
    return _DIGITS[sum(map(mul, _WEIGHTS, values)) % 11]


def has_check_digit(vin: str) -> bool:
    """Say whether a compacted VIN carries its check digit; False where it is no VIN at all."""
    values = vin.encode("ascii", "replace").translate(_VALUE_BYTES)
    if len(values) != LENGTH or _NO_VALUE_BYTE in values:
        return False
    return vin[_CHECK_PLACE] == _DIGITS[sum(map(mul, _WEIGHTS, values)) % 11]


def without_check_digit(vins: Sequence[str]) -> list[int]:
    """Return the places of those of many VINs, well-formed as they stand, that do not carry their check digit.

    All at once: the sign at a place of every VIN is a byte of one large number, and 17 such numbers are added up. No
    byte carries into the next, for 17 summands of at most 10 stay below 256.

    >>> without_check_digit(["LZYTABGWXP1000001", "LZYTABGWXP1000002"])
    [1]
    """
    signs = "".join(vins).encode("ascii")
    if len(signs) != LENGTH * len(vins):
        raise VinMalformed("vin-length", "")
    weighed = (signs[place::LENGTH].translate(values) for place, values in enumerate(_WEIGHED))
    total = sum(int.from_bytes(column, "little") for column in weighed)
    right = total.to_bytes(len(vins), "little").translate(_DIGIT_BYTES)
    given = signs[_CHECK_PLACE::LENGTH]
    if right == given:
        return []
    return [place for place, (one, other) in enumerate(zip(right, given, strict=True)) if one != other]


def model_year(vin: str, *, not_after: int) -> int | None:
    """Return the latest model year up to ``not_after`` that place 10 may mean, or None where it means none.

    The codes return every 30 years. A model year may run ahead of the calendar: allow the year after the
    registration's.

    >>> model_year("LZYTABGWXY1000001", not_after=2026), model_year("LZYTABGWXY1000001", not_after=2030)
    (2000, 2030)
    >>> model_year("LZYTABGWX01000001", not_after=2026) is None
    True
    """
    code = _YEAR_CODES.find(vin[YEAR_PLACE : YEAR_PLACE + 1] or "0")
    if code < 0 or not_after < _FIRST_YEAR + code:
        return None
    cycle = len(_YEAR_CODES)
    return _FIRST_YEAR + code + (not_after - _FIRST_YEAR - code) // cycle * cycle


def model_years(*, not_after: int) -> dict[str, int]:
    """Return each sign that place 10 may have, with the latest model year up to ``not_after`` that it may mean.

    >>> model_years(not_after=2027)["V"], model_years(not_after=2027)["W"]
    (2027, 1998)
    """
    found = {code: model_year(code.rjust(YEAR_PLACE + 1), not_after=not_after) for code in _YEAR_CODES}
    return {code: year for code, year in found.items() if year is not None}


def repairs(text: str) -> tuple[str, ...]:
    """Propose what the sender may have meant: VINs that differ in look-alikes and whose check digit holds.

    I, O and Q are read as 1, 0 and 0 (no VIN holds them). If the check digit still fails, one of S/5, B/8,
    Z/2 is exchanged. Proposals whose last four characters are digits come first: there makers number their
    vehicles. At most five; none for a VIN that is right as it stands, or where more than one slip is wrong.

    >>> repairs("LZYTABGWXP10O0001"), repairs("LZYTA8GWXP1000001"), repairs("LZYTABGWXP1000001")
    (('LZYTABGWXP1000001',), ('LZYTABGWXP1000001',), ())
    """
    given = compact(text)
    vin = given.translate(_IMPOSSIBLE)
    if not _WELL_FORMED(vin):
        return ()
    if has_check_digit(vin):
        return (vin,) if vin != given else ()
    swapped = (
        vin[:place] + _LOOK_ALIKE[sign] + vin[place + 1 :]
        for place, sign in enumerate(vin)
        if sign in _LOOK_ALIKE
    )
    fitting = [one for one in swapped if has_check_digit(one) and one[YEAR_PLACE] in _YEAR_CODES]
    fitting.sort(key=lambda one: not one[-_SERIAL_TAIL:].isdigit())
    return tuple(fitting[:_MOST_REPAIRS])


def format(text: str) -> str:  # noqa: A001 (the verb that all identifier modules share)
    """Return the VIN in its three sections, to be read out: maker, description with check digit, the rest."""
    vin = validate(text)
    return f"{vin[:3]} {vin[3:9]} {vin[9:]}"
