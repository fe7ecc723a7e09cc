"""Problems that several checks of a rulebook tell in the same words."""

from collections.abc import Iterable

from rules.rulebook_parts import Problem
from rules.wording import Text


def problem(path: str, zh: str, en: str) -> Problem:
    """Return what is wrong at a path."""
    return Problem(path, Text(zh, en))


def unknown(path: str, name: str, known: Iterable[str]) -> Problem:
    """Return that a path names something that is not there, and what is."""
    listed = sorted(known)
    return problem(
        path,
        f"没有“{name}”，已有：{'、'.join(listed)}",
        f"there is no {name!r}; there are: {', '.join(listed)}",
    )
