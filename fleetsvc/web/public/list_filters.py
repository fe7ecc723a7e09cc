"""What a public list is narrowed to, as its address says: each word checked by the kind that its name asks for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from flask import request

from fleetsvc.web.frame.choices import find_category
from fleetsvc.web.frame.pages import number_of
from rules.units import UNITS

Item = TypeVar("Item")

_IS_KNOWN: Final[Mapping[str, Callable[[str], bool]]] = {
    "unit": UNITS.__contains__,
    "category": lambda word: find_category(word) is not None,
}


def narrowed_to(*names: str) -> tuple[dict[str, str], list[str]]:
    """Return what a list is narrowed to by name, and the words given that are nothing of their name's kind."""
    given = {name: request.args.get(name, "").strip() for name in names}
    given = {name: word for name, word in given.items() if word}
    asked = {name: word for name, word in given.items() if _IS_KNOWN[name](word)}
    return asked, [word for name, word in given.items() if name not in asked]


def page_asked(items: Sequence[Item], size: int) -> tuple[Sequence[Item], int | None]:
    """Return the page of a list that the address asks for (``after`` so many), and after how many the next begins."""
    start = min(number_of(request.args.get("after")) or 0, len(items))
    end = start + size
    return items[start:end], end if end < len(items) else None
