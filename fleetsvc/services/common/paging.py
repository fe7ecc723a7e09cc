"""A page of a list that can be turned both ways, by places instead of numbers: page 1,000 costs what page 1 does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Place = TypeVar("Place")
Item = TypeVar("Item")
Reader = Callable[[Place | None], tuple[list[Item], Place | None]]
"""Reads a page after a place, and says where to go on from."""


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item, Place]):
    """A page: its rows in the order of the list, and the places to turn back and to go on from; None at an end."""

    rows: Sequence[Item]
    back: Place | None
    on: Place | None


def first_of(
    found: Sequence[Item], limit: int, place_of: Callable[[Item], Place]
) -> tuple[list[Item], Place | None]:
    """Return a page of what was found, and the place to go on from; None where no more than the page was found.

    ``found``: one more than the page holds, where there is one.
    """
    page = list(found[:limit])
    return page, place_of(page[-1]) if len(found) > limit else None


def read_page(
    forward: Reader[Place, Item],
    backward: Reader[Place, Item],
    *,
    after: Place | None,
    before: Place | None,
    place_of: Callable[[Item], Place],
) -> ListPage[Item, Place]:
    """Return the page after a place, or the one before it. ``backward`` reads the same list in the opposite order."""
    if before is None:
        rows, on = forward(after)
        return ListPage(rows, place_of(rows[0]) if after is not None and rows else None, on)
    turned, back = backward(before)
    return ListPage(turned[::-1], back, place_of(turned[0]) if turned else None)
