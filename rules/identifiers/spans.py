"""Parts of a text that were found in it, and what stands there instead."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class Span(Protocol):
    """Something that stands at ``start`` to ``end`` of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it is over."""


Part = TypeVar("Part", bound=Span)


def replaced(text: str, parts: Iterable[Part], by: Callable[[Part], str]) -> str:
    """Return a text with some parts of it, in its order, replaced; all else stays as it was typed."""
    pieces, place = [], 0
    for part in parts:
        pieces += [text[place : part.start], by(part)]
        place = part.end
    return "".join((*pieces, text[place:]))
