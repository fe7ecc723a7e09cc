"""A reader that fails as a test wants it, for files of a given name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from importers.sandbox import reader

Trouble = Exception | Callable[[], None]
Breaker = Callable[[str, Trouble], None]
"""Called with a file's name and an exception, or with what to do before the file is read as usual."""


def a_failing_reader(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    """Put a reader that may fail in the place of the real one."""
    real = reader.stream
    troubles: dict[str, Trouble] = {}

    def stream(path: Path, *, name: str, **more: Any) -> Iterator[Any]:
        trouble = troubles.get(name)
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            trouble()
        return real(path, name=name, **more)

    monkeypatch.setattr(reader, "stream", stream)
    return troubles.__setitem__
