"""What somebody has saved of the service's signed and sealed documents: one of them a file, or a list."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*").fullmatch
"""A signed document by itself (RFC 7515, 7.1)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A document at its place. ``place``: its number in a list, or where the file ceases to be JSON; else None."""

    file: str
    place: str | None
    content: Any

    @property
    def holds_keys(self) -> bool:
        """Whether this is a set of published keys."""
        return isinstance(self.content, Mapping) and isinstance(self.content.get("keys"), list)


def exported_in(path: Path) -> list[Exported]:
    """Return the documents that a file holds: one, a list of them, a page of the API, or a bare signed document."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = {"jws": text.strip()} if _COMPACT(text.strip()) else json.loads(text)
    except json.JSONDecodeError as problem:
        return [Exported(path.name, f"{problem.lineno}:{problem.colno}", None)]
    except (ValueError, RecursionError):
        return [Exported(path.name, None, None)]
    listed = found.get("items") if isinstance(found, Mapping) else found
    if not isinstance(listed, list):
        return [Exported(path.name, None, found)]
    return [Exported(path.name, str(number), one) for number, one in enumerate(listed, start=1)] or [
        Exported(path.name, None, None)
    ]
