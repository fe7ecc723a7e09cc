"""Where each fact stands in a case key, declared once: packing, unpacking and queries follow from here.

A key is one integer; every fact has bits of its own. Their widths leave room for words added later; changing one, or
the order, would renumber stored keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rules.vocabulary import (
    Area,
    Category,
    EmissionStage,
    Energy,
    Event,
    Justification,
    MassClass,
    OwnerClass,
    PerhapsUsed,
    Use,
)


@dataclass(frozen=True, slots=True)
class KeyPart:
    """The bits of one fact: so many from the ``shift``-th on. They hold the place of one of ``words``, or a number."""

    shift: int
    bits: int
    words: type[StrEnum] | None

    @property
    def most(self) -> int:
        """The greatest number that these bits hold."""
        return (1 << self.bits) - 1

    @property
    def mask(self) -> int:
        """These bits where they stand in a key."""
        return self.most << self.shift

    def codes(self) -> dict[StrEnum, int]:
        """Return each word as it stands in a key."""
        return {word: place << self.shift for place, word in enumerate(self.words or ())}


PERIOD_BITS: Final = 8
"""Room for the number of a period: together with the usual facts it fits into a small integer."""

_USUAL: Final[Mapping[str, tuple[int, type[StrEnum] | None]]] = {
    "justification": (3, Justification),
    "replacement_shown": (1, None),
    "event": (1, Event),
    "perhaps_used": (1, PerhapsUsed),
    "mass_class": (2, MassClass),
    "emission_stage": (4, EmissionStage),
    "energy": (4, Energy),
    "category": (6, Category),
}
_CIRCUMSTANCES: Final[Mapping[str, tuple[int, type[StrEnum] | None]]] = {
    "owner_class": (3, OwnerClass),
    "use": (4, Use),
    "area": (2, Area),
    "county": (7, None),
}
"""Whose a vehicle is, what for and where. They stand above the period: where none is known a key is a small one."""


def _placed() -> dict[str, KeyPart]:
    found, shift = dict[str, KeyPart](), 0
    for facts in (_USUAL, _CIRCUMSTANCES):
        for name, (bits, words) in facts.items():
            found[name] = KeyPart(shift, bits, words)
            shift += bits
        shift += PERIOD_BITS
    return found


PARTS: Final[Mapping[str, KeyPart]] = _placed()
"""The part of each fact, by its name."""

BASE_BITS: Final = PARTS["category"].shift + PARTS["category"].bits
"""So many bits hold the usual facts; above them stands the period."""
