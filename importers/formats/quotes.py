"""Text tables whose double quotes do not pair: each line is read for itself, so that one holds its row and no other.

A line is read by the rules of csv; else with blanks before its quotes; else with quotes as ordinary signs, where that
gives the usual number of columns. What remains uncertain is a ``Fault`` from the quote on.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from importers.formats.cell_faults import QUOTE_UNCLOSED, Fault

Cell = str | Fault

_MOST_LINES: Final = 50
"""Lines that one quoted cell may span."""
_BREAKS: Final = re.compile(r"[\r\n]").search
_OPEN: Final = "unexpected end of data"


def is_suspect(record: Sequence[str], *, delimiter: str, width: int) -> bool:
    r"""Tell whether quotes may have swallowed lines, or were not seen, in a record that was read by the rules.

    ``width`` is the usual number of columns. A cell of several lines with as many delimiters as a row has others in
    it, or with any in a row that is too wide.

    >>> is_suspect(["1", "已核对\n无误", "备注"], delimiter=",", width=2), is_suspect(["1", "a\n2,b"], delimiter=",", width=2)
    (False, False)
    >>> is_suspect(["1", "a\n2,b", "备注"], delimiter=",", width=2)
    True
    """
    is_wide = len(record) > width
    if is_wide and any(cell[:1].isspace() and cell.lstrip().startswith('"') for cell in record):
        return True
    if not _BREAKS("".join(record)):
        return False
    fewest = 1 if is_wide else max(2, width - 1)
    return any(cell.count(delimiter) >= fewest for cell in record if _BREAKS(cell))


def mended_records(lines: Iterable[str], *, delimiter: str, width: int) -> Iterator[list[Cell]]:
    """Yield the rows of a text table, ``width`` being the usual number of their columns."""
    source, waiting = iter(lines), deque[str]()
    while True:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            return
        taken = [line]
        record = _by_rules(taken, delimiter, width)
        while record is None and len(taken) < _MOST_LINES:
            following = waiting.popleft() if waiting else next(source, None)
            if following is None:
                break
            taken.append(following)
            record = _by_rules(taken, delimiter, width)
        if record:
            yield list(record)
        else:
            yield _alone(line, delimiter, width)
            waiting.extendleft(reversed(taken[1:]))


def _by_rules(lines: list[str], delimiter: str, width: int) -> list[str] | None:
    """Return a record that these lines make up; None where a quote is still open, nothing where they make none."""
    try:
        record = next(csv.reader(lines, delimiter=delimiter, strict=True), [""])
    except csv.Error as trouble:
        return None if str(trouble) == _OPEN else []
    return [] if is_suspect(record, delimiter=delimiter, width=width) else record or [""]


def _alone(line: str, delimiter: str, width: int) -> list[Cell]:
    try:
        (late,) = csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True)
    except (csv.Error, ValueError):
        late = []
    if len(late) == width:
        return list(late)
    plain = line.rstrip("\r\n").split(delimiter)
    if len(plain) == width:
        return [_unquoted(cell) for cell in plain]
    first = next((index for index, cell in enumerate(plain) if '"' in cell), len(plain))
    doubtful = (Fault(QUOTE_UNCLOSED, cell) if cell else cell for cell in plain[first:])
    return [*plain[:first], *doubtful]


def _unquoted(cell: str) -> Cell:
    r"""Return a cell that was split off by its delimiters, without the quotes around it.

    >>> _unquoted('"豫公交" '), _unquoted(r'"豫\"公交\""'), _unquoted('"豫公交"集团'), _unquoted('"豫公交')
    ('豫公交', '豫"公交"', '"豫公交"集团', Fault(code='quote-unclosed', shown='"豫公交'))
    """
    inside = cell.strip().replace('\\"', '""')
    if inside.count('"') % 2:
        return Fault(QUOTE_UNCLOSED, cell.strip())
    if len(inside) > 1 and inside[0] == inside[-1] == '"':
        inside = inside[1:-1]
    return inside.replace('""', '"')
