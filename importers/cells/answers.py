"""Yes and no, ticks, and what a header asks that they answer."""

import re
from typing import Final

from importers.cells.identifiers import NO, YES, text_of
from rules.energy import Wording, read_wording
from rules.energy_words import WORDS

ANSWERS: Final = YES | NO
_ASKING: Final = re.compile("^(?:是否|是不是|IS)(?:为|属于|使用|采用|系)?|[??]$|(?:是否|与否)$")
_VEHICLE: Final = re.compile("(?:汽车|车辆|车型|车)$")


def asked_energy(header: str) -> Wording | None:
    """Return the kinds of energy that a header asks about, for yes or no to answer; None where it names none.

    >>> sorted(asked_energy("能源/是否纯电动").candidates), asked_energy("燃料种类")
    ([<Energy.BEV: 'bev'>], None)
    """
    return read_wording(_question(header))


def names_energy(header: str) -> bool:
    """Say whether a header is just a kind of energy: 纯电动, 是否燃油车; no 电机, no 燃料种类.

    >>> names_energy("是否燃油车"), names_energy("电机"), names_energy("NO")
    (True, False, False)
    """
    word = _VEHICLE.sub("", _question(header))
    return len(word) > 1 and word in WORDS and word not in ANSWERS


def _question(header: str) -> str:
    return _ASKING.sub("", text_of(header.rpartition("/")[2]).replace(" ", "").upper())
