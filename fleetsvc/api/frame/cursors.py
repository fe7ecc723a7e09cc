"""Places in a list to go on from, as callers carry them: opaque, and checked when they come back.

A cursor grants nothing: whatever it says, a transaction sees its own rows only.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Final

from marshmallow import ValidationError, fields

from fleetsvc.api.frame.faults import Fault
from rules.wording import Text

Part = str | int

NOT_CURSOR: Final = Fault(
    "not-cursor",
    Text(
        "应为上一页给出的 next_cursor，且其他条件不变",
        "this must be the next_cursor of the page before, all else alike",
    ),
)
_LONGEST: Final = 1000


def cursor_of(parts: Sequence[Part]) -> str:
    """Return the cursor of a place.

    >>> cursor_of(("2025-03-01", 7))
    'WyIyMDI1LTAzLTAxIiw3XQ'
    """
    said = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def place_of(cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """Return the place behind a cursor. Raises ValueError for one that is not ours.

    >>> place_of("WyIyMDI1LTAzLTAxIiw3XQ", (str, int))
    ('2025-03-01', 7)
    """
    parts = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    if not isinstance(parts, list) or tuple(map(type, parts)) != kinds:
        raise ValueError(cursor)
    if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in parts):
        raise ValueError(cursor)
    if any(isinstance(part, str) and not part.isprintable() for part in parts):
        raise ValueError(cursor)
    return tuple(parts)


class Cursor(fields.String):
    """The place to go on from; loads into its parts, of the given kinds in their order."""

    def __init__(self, *kinds: type) -> None:
        text = "上一页的 next_cursor / next_cursor of the page before"
        super().__init__(load_default=None, metadata={"description": text, "maxLength": _LONGEST})
        self.kinds = kinds

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        try:
            return place_of(value if len(value) <= _LONGEST else "", self.kinds)
        except (ValueError, RecursionError):
            raise ValidationError([NOT_CURSOR]) from None
