"""Columns of values as the lines that COPY reads (PostgreSQL's text format), a block at a time.

The driver's own writer takes row after row and settles the type of each value: for a block that is twice the work,
because most columns of a delivery hold few distinct values.
"""

from collections.abc import Iterable
from typing import Final

_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class _Written(dict[object, str]):
    """Each distinct value of a column as COPY reads it, worked out once."""

    def __missing__(self, value: object) -> str:
        if value is None:
            text = "\\N"
        else:
            text = str(value)
            text = text if text.isalnum() else text.translate(_ESCAPED)
        self[value] = text
        return text


def lines_of(columns: Iterable[Iterable[object]]) -> str:
    r"""Return the rows of columns of texts, whole numbers (0 and 1 are booleans, too) and None as lines.

    Endless columns (``repeat``) go with finite ones: the shortest counts.

    >>> lines_of([["a\tb", None], [1, 0]])
    'a\\tb\t1\n\\N\t0\n'
    """
    written = [map(_Written().__getitem__, column) for column in columns]
    return "".join("\t".join(row) + "\n" for row in zip(*written, strict=False))  # repeat() has no end
