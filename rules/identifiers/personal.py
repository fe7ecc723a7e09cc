"""Numbers of people in running text: telephones, identity cards (GB 11643-1999) and the 15 digits of older ones.

Clerks write them into remarks, and whole columns of them arrive beside the vehicles. Found as ``finder`` finds
vehicles: with full-width digits, blanks, dots and dashes inside, letters right beside; one too many hides a number,
one too few discloses a person. Network addresses, UUIDs and hashes are no numbers of people, whatever digits they have.

>>> list(found.text for found in find("联系人张三１３８-1234 5678，身份证410105 19900101 123x，电话0371-65901234"))
['13812345678', '41010519900101123X', '037165901234']
>>> list(find("2026年第8号，流水号2026030112345678901，1740787200，192.168.10.100"))
[]
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rules.identifiers import cleaning
from rules.identifiers.spans import replaced

_GAP: Final = cleaning.GAP
_FOLDING: Final = cleaning.folding()
_G: Final = f"{_GAP}{{0,2}}"
# Letters stand right beside: tel13812345678. Of more digits than a number has none is one.
_BEFORE, _AFTER = "(?<![0-9])", "(?![0-9])"
_MONTH_DAY: Final = rf"(?:0[1-9]|1[0-2]){_G}(?:0[1-9]|[12][0-9]|3[01])"
_CARD: Final = (
    rf"[1-8](?:{_G}[0-9]){{5}}{_G}(?:(?:18|19|20)[0-9]{{2}}{_G}{_MONTH_DAY}(?:{_G}[0-9]){{3}}{_G}[0-9X]"
    rf"|[0-9]{{2}}{_G}{_MONTH_DAY}(?:{_G}[0-9]){{3}})"
)
_MOBILE: Final = rf"(?:(?:\+|00)?86{_G})?1{_G}[3-9](?:{_G}[0-9]){{9}}"
_AREA: Final = "0(?:10|2[0-9]|[3-9][0-9]{2})"
_FIXED: Final = rf"(?:{_AREA}{_G}|\({_AREA}\){_G})[2-9][0-9]{{2,3}}{_G}[0-9]{{4}}"
_ANY: Final = re.compile(rf"{_BEFORE}(?:(?P<card>{_CARD})|(?P<telephone>{_MOBILE}|{_FIXED})){_AFTER}")
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_OF_MACHINES: Final = re.compile(
    rf"(?<![0-9.])(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9.])"
    r"|(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{32,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])"
)
_HAS_DIGITS: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Found:
    """What looks like a person's number at ``start`` to ``end`` of a text; ``text`` is compact, in capitals."""

    kind: Literal["card", "telephone"]
    text: str
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """Yield what looks like a number of a person, in the order of the text."""
    if _HAS_DIGITS.search(text) is None:
        return
    of_people = _OF_MACHINES.sub(lambda other: "|" * len(other[0]), text)
    for match in _ANY.finditer(of_people.translate(_FOLDING)):
        kind: Literal["card", "telephone"] = "card" if match.lastgroup == "card" else "telephone"
        yield Found(kind, match[0].replace(_GAP, ""), *match.span())


def replace(text: str, by: Callable[[Found], str]) -> str:
    """Return the text with what looks like a number of a person replaced; all else stays as it was typed."""
    return replaced(text, find(text), by)
