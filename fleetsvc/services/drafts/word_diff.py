"""Which words differ between two texts: character by character in Chinese, word by word in Latin script."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from fleetsvc.models import Json

SAME, REMOVED, ADDED = "same", "removed", "added"

_TOKENS: Final = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)
_FEWEST_SAME: Final = 2
"""A single sign that both texts happen to have between two changes is read with them."""

_Part = tuple[str, str]


def word_diff(before: str, after: str) -> list[Json]:
    """Return the texts in one row of ``same``, ``removed`` and ``added`` parts.

    >>> [(part["op"], part["text"]) for part in word_diff("新增公交车全部使用", "新增、更新公交车全部使用")]
    [('same', '新增'), ('added', '、更新'), ('same', '公交车全部使用')]
    """
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts: list[_Part] = []
    for place, (op, from_old, to_old, from_new, to_new) in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if op == "equal" and (not is_between or to_old - from_old >= _FEWEST_SAME):
            parts.append((SAME, "".join(old[from_old:to_old])))
            continue
        parts.append((REMOVED, "".join(old[from_old:to_old])))
        parts.append((ADDED, "".join(new[from_new:to_new])))
    return [{"op": op, "text": text} for op, text in _joined(parts) if text]


def _joined(parts: list[_Part]) -> Iterator[_Part]:
    """Yield what was removed between two same parts at once, and then what was added."""
    for is_same, run in groupby(parts, key=lambda part: part[0] == SAME):
        found = list(run)
        for op in (SAME,) if is_same else (REMOVED, ADDED):
            yield op, "".join(text for one, text in found if one == op)
