"""What a public list is narrowed to, as its address says: each word checked by the kind that its name asks for."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import request

from fleetsvc.web.frame.choices import find_category
from rules.units import UNITS

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
