"""Columns of values as the lines that COPY reads (PostgreSQL's text format), a block at a time.

The driver's own writer takes row after row and settles the type of each value: for a block that is twice the work,
because most columns of a delivery hold few distinct values.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_ESCAPES: Final = re.compile(r"[\\\t\n\r]").search
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Lines:
    r"""The lines of some rows, put together by columns of texts, whole numbers (0 and 1 are booleans, too) and None.

    ``first``: values that every line begins with.

    >>> lines = Lines(["明细"])
    >>> lines.texts(["a\tb", None])
    >>> lines.few([1, 0])
    >>> lines.text()
    '明细\ta\\tb\t1\n明细\t\\N\t0\n'
    """

    def __init__(self, first: Iterable[object] = ()) -> None:
        self._first = "".join(f"{_written(value)}\t" for value in first)
        self._columns: list[Iterable[str]] = []

    def numbers(self, column: Iterable[object]) -> None:
        """Add a column of whole numbers."""
        self._columns.append(map(str, column))

    def texts(self, column: Sequence[object]) -> None:
        """Add a column of texts and None of which hardly one stands there twice."""
        if _ESCAPES("".join([str(value) for value in column if value is not None])) is None:
            self._columns.append(["\\N" if value is None else str(value) for value in column])
        else:
            self._columns.append(map(_written, column))

    def few(self, column: Iterable[object]) -> None:
        """Add a column of few distinct values, each written once."""
        self._columns.append(map(_Written().__getitem__, column))

    def written(self, column: Iterable[str]) -> None:
        """Add a column of values as COPY reads them, or of several columns' values parted by tabs."""
        self._columns.append(column)

    def text(self) -> str:
        """Return the lines."""
        first = self._first
        return "".join([f"{first}{one}\n" for one in map("\t".join, zip(*self._columns, strict=True))])


def _written(value: object) -> str:
    """Return a value as COPY reads it."""
    return "\\N" if value is None else str(value).translate(_ESCAPED)


def joined(values: Iterable[object]) -> str:
    """Return several values as they stand in a line."""
    return "\t".join(map(_written, values))


class _Written(dict[object, str]):
    """Each distinct value of a column as COPY reads it, worked out once."""

    def __missing__(self, value: object) -> str:
        text = self[value] = _written(value)
        return text
