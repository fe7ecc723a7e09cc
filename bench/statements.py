"""How long each statement of a piece of work takes: where a bulk statement goes wrong, it is seen here first."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

import psycopg

_SHOWN: Final = 90
"""Characters of a statement that name it."""


class Statements:
    """Seconds and calls by statement."""

    def __init__(self) -> None:
        self._seconds = defaultdict[str, list[float]](list)

    def add(self, query: object, seconds: float) -> None:
        """Add one call."""
        self._seconds[" ".join(str(query).split())[:_SHOWN]].append(seconds)

    def slowest(self, count: int) -> list[tuple[str, float, int]]:
        """Return so many statements with their seconds and calls, those that took longest first."""
        found = [(query, sum(each), len(each)) for query, each in self._seconds.items()]
        return sorted(found, key=lambda one: -one[1])[:count]


@contextmanager
def timed() -> Iterator[Statements]:
    """Time every statement of this process until the end."""
    found, execute = Statements(), psycopg.Cursor.execute

    def measured(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (psycopg's own)
        began = perf_counter()
        try:
            return execute(cursor, query, *arguments, **named)
        finally:
            found.add(query, perf_counter() - began)

    with patch.object(psycopg.Cursor, "execute", measured):
        yield found
