"""Marks that a text was damaged on its way from one encoding to another: where they stand, and of which kind.

They prove damage, not its absence: a wrong character that is a good one elsewhere is found only by reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Damage(StrEnum):
    """``insertion``: a reading in Latin letters, as in 環(huán); ``unreadable``: no sign of a sentence."""

    INSERTION = "insertion"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Mark:
    """One damaged spot; ``offset`` and ``length`` in characters."""

    kind: Damage
    offset: int
    length: int


_LATIN: Final = "A-Za-z\u00c0-\u024f"
_HAN: Final = "\u3400-\u9fff"
_MARKS: Final = re.compile(
    rf"(?P<insertion>\([{_LATIN}]+\))"
    "|(?P<unreadable>[\\^\ufffd\ue000-\uf8ff\u0400-\u04ff]+"  # replaced, without meaning, or of another script
    rf"|(?<=[{_HAN}，。、”)])\?+;?|\?+(?=[{_HAN}]))"  # a question mark of Latin script beside Chinese
)


def damage(text: str) -> Iterator[Mark]:
    """Yield the damaged spots of a text, in their order.

    >>> [(mark.kind.value, mark.offset, mark.length) for mark in damage("環(huán)境分?級(一)")]
    [('insertion', 1, 6), ('unreadable', 9, 1)]
    """
    for found in _MARKS.finditer(text):
        yield Mark(Damage(found.lastgroup or ""), found.start(), found.end() - found.start())
