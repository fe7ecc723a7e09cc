"""The rows of a sheet, with a look ahead: what was taken too far can be put back."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from importers.layout.merged import SheetRow

Numbered = tuple[int, SheetRow]


class RowsAhead(Iterator[Numbered]):
    """Rows with their numbers, one after the other."""

    def __init__(self, rows: Iterable[Numbered]) -> None:
        self._rows = iter(rows)
        self._back: deque[Numbered] = deque()

    def __next__(self) -> Numbered:
        """Return the next row."""
        return self._back.popleft() if self._back else next(self._rows)

    def take(self, count: int) -> list[Numbered]:
        """Return up to so many of the next rows."""
        if not self._back:
            return list(islice(self._rows, count))
        return list(islice(self, count))

    def put_back(self, rows: Sequence[Numbered]) -> None:
        """Make rows the next ones."""
        self._back.extendleft(reversed(rows))

    def look(self, count: int) -> list[Numbered]:
        """Return the next rows without taking them."""
        seen = self.take(count)
        self.put_back(seen)
        return seen
