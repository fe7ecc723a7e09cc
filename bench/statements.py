"""How long each statement of a piece of work takes: where a bulk statement goes wrong, it is seen here first.

Beside the seconds that pass stand those that its backend works, by the scheduler's own count: they tell what a
statement costs also on a machine that others use.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

import psycopg

_SHOWN: Final = 90
"""Characters of a statement that name it."""


@dataclass(slots=True)
class Spent:
    """Calls, the seconds that passed and those that a processor worked."""

    calls: int = 0
    wall: float = 0.0
    processor: float = 0.0

    def add(self, wall: float, processor: float) -> None:
        """Add one call."""
        self.calls += 1
        self.wall += wall
        self.processor += processor


class Statements:
    """What each statement of this process has cost."""

    def __init__(self) -> None:
        self._spent = defaultdict[str, Spent](Spent)
        self._begun: dict[int, float] = {}

    @contextmanager
    def measured(self, connection: Any, query: object) -> Iterator[None]:  # noqa: ANN401 (psycopg's own)
        """Count what happens inside as one call of a statement."""
        backend = connection.info.backend_pid
        began, worked = perf_counter(), worked_by(backend)
        self._begun.setdefault(backend, worked)
        try:
            yield
        finally:
            name = " ".join(str(query).split())[:_SHOWN]
            self._spent[name].add(perf_counter() - began, worked_by(backend) - worked)

    def slowest(self, count: int) -> list[tuple[str, Spent]]:
        """Return so many statements with what they cost, those that took longest first."""
        return sorted(self._spent.items(), key=lambda one: -one[1].wall)[:count]

    @property
    def processor(self) -> float:
        """The seconds that the backends which are still there have worked since their first statement."""
        return sum(max(0.0, worked_by(pid) - before) for pid, before in self._begun.items())


def worked_by(pid: int) -> float:
    """Return the processor seconds of a process of this machine; 0 where that is not known."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def timed() -> Iterator[Statements]:
    """Time every statement of this process until the end."""
    found, execute, copy = Statements(), psycopg.Cursor.execute, psycopg.Cursor.copy

    def executing(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (psycopg's own)
        with found.measured(cursor.connection, query):
            return execute(cursor, query, *arguments, **named)

    @contextmanager
    def copying(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Iterator[Any]:  # noqa: ANN401 (as above)
        with found.measured(cursor.connection, query), copy(cursor, query, *arguments, **named) as lines:
            yield lines

    with patch.object(psycopg.Cursor, "execute", executing), patch.object(psycopg.Cursor, "copy", copying):
        yield found
