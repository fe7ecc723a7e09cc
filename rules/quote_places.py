"""Whether words stand at the place they claim, and else where they do, or from where on they differ.

Offsets count characters of a source text from 0, see ``rules.sources``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rules.problem_words import problem
from rules.rulebook_parts import Problem

_SHOWN: Final = 12
"""So many characters are shown from where a quote and its source part."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a rulebook file and the offset they claim, with the paths of both."""

    words: str
    words_at: str
    offset: int
    offset_at: str


@dataclass(frozen=True, slots=True)
class Window:
    """The characters that words are looked up in, and the offset of the first of them."""

    text: str
    begin: int = 0

    def holds(self, place: Place) -> bool:
        """Tell whether words stand where they say."""
        return place.offset >= self.begin and self.text.startswith(place.words, place.offset - self.begin)

    def nearest(self, place: Place) -> int | None:
        """Return the offset at which the words stand, the nearest to the one they claim; None where nowhere."""
        start = max(place.offset - self.begin, 0)
        found = (
            self.text.rfind(place.words, 0, start + len(place.words)),
            self.text.find(place.words, start),
        )
        offsets = [at + self.begin for at in found if at >= 0]
        return min(offsets, key=lambda offset: abs(offset - place.offset), default=None)

    def cut(self, place: Place) -> str:
        """Return what stands at the place that words claim, at their length."""
        start = max(place.offset - self.begin, 0)
        return self.text[start : start + len(place.words)]


def misplaced(place: Place, window: Window) -> Iterator[Problem]:
    """Yield that words are not at their place: the right offset, or where the source begins to say otherwise."""
    if window.holds(place):
        return
    right = window.nearest(place)
    if right is not None:
        yield problem(
            place.offset_at,
            f"写的是 {place.offset}，这些文字在原文中自 {right} 起（自 0 计的字符数）",
            f"it says {place.offset}, in the text these words begin at {right} (characters, from 0)",
        )
        return
    cut = window.cut(place)
    same = next(
        (at for at, (one, other) in enumerate(zip(cut, place.words, strict=False)) if one != other), len(cut)
    )
    there, here = cut[same : same + _SHOWN], place.words[same : same + _SHOWN]
    yield problem(
        place.words_at,
        f"与原文不一致：自 {place.offset + same} 起，原文为“{there}”，此处为“{here}”",
        f"these are not the words of the text: from {place.offset + same} on it reads {there!r}, not {here!r}",
    )
