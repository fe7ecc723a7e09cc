"""Cells as the text of a worksheet's part: one way of writing for each look, and the texts that cells share."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum, auto
from math import isfinite
from typing import Final
from xml.sax.saxutils import escape

from importers.formats.cell_text import as_xlsx
from importers.workbooks.handed_out import LEADS_A_FORMULA, Value

Writer = Callable[[Value], str]
"""Returns what follows a cell's address: its look, its type and its value."""


class Look(Enum):
    """How a cell looks, and what it holds.

    A ``WORD`` is a text that many cells share. An ``INSTANT`` stands without a zone, in the time that is to be read.
    A ``RATE`` is a share of one, shown in percent.
    """

    TITLE = auto()
    LINE = auto()
    HEAD = auto()
    TEXT = auto()
    QUOTED = auto()
    WORD = auto()
    NUMBER = auto()
    DAY = auto()
    INSTANT = auto()
    RATE = auto()


_FIRST_DAY: Final = date(1900, 3, 1)
"""From here on spreadsheet programs agree with the calendar: 1900 has a 29th of February in Excel."""
_EPOCH: Final = date(1899, 12, 30).toordinal()
_DAY_SECONDS: Final = 86400
_MOST_SHARED: Final = 5000
"""Texts that are shared: further ones stand in their cells, so that memory does not grow with them."""
_is_plain: Final = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）]+").fullmatch


class SharedTexts:
    """The texts that cells of all sheets share, by number (ECMA-376 part 1, 18.4)."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int | None:
        """Return the number of a text; None where it is to stand in its cell."""
        found = self._numbers.get(text)
        if found is None and len(self._numbers) < _MOST_SHARED:
            found = self._numbers[text] = len(self._numbers)
        return found

    def document(self) -> str:
        """Return the part that holds them."""
        return "".join(
            (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                f' uniqueCount="{len(self._numbers)}">',
                *(f"<si>{_run(text)}</si>" for text in self._numbers),
                "</sst>",
            )
        )


def writers(kinds: Sequence[Look], looks: Mapping[Look, int], shared: SharedTexts) -> list[Writer]:
    """Return how the cells of each column are written; what comes again is looked up."""
    cells = _Cells(looks, shared)
    ways: dict[Look, Writer] = {
        Look.WORD: _Known(cells.word),
        Look.NUMBER: cells.number,
        Look.RATE: cells.rate,
        Look.DAY: _Known(cells.day),
        Look.INSTANT: _Known(cells.instant),
    }
    return [ways.get(kind, cells.text) for kind in kinds]


class _Cells:
    """Writes cells of one workbook. What is not of its column's kind is written as text."""

    def __init__(self, looks: Mapping[Look, int], shared: SharedTexts) -> None:
        self._looks, self._shared = looks, shared

    def text(self, value: Value) -> str:
        return written_text(str(value), self._looks[Look.TEXT], self._looks[Look.QUOTED])

    def word(self, value: Value) -> str:
        number = None if _leads(str(value)) else self._shared.number(str(value))
        return (
            self.text(value) if number is None else f' s="{self._looks[Look.WORD]}" t="s"><v>{number}</v></c>'
        )

    def number(self, value: Value) -> str:
        return self._numeric(value, Look.NUMBER)

    def rate(self, value: Value) -> str:
        return self._numeric(value, Look.RATE)

    def day(self, value: Value) -> str:
        if not isinstance(value, date) or isinstance(value, datetime) or value < _FIRST_DAY:
            return self.text(value)
        return self._numeric(value.toordinal() - _EPOCH, Look.DAY)

    def instant(self, value: Value) -> str:
        if not isinstance(value, datetime) or value.date() < _FIRST_DAY:
            return self.text(value)
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return self._numeric(value.toordinal() - _EPOCH + round(seconds / _DAY_SECONDS, 8), Look.INSTANT)

    def _numeric(self, value: Value, look: Look) -> str:
        if not isinstance(value, (int, float)) or not isfinite(value):
            return self.text(value)
        return f' s="{self._looks[look]}"><v>{value!r}</v></c>'


class _Known(dict[Value, str]):
    """Cells that were written before: asked for a value, it gives what was written then."""

    def __init__(self, write: Writer) -> None:
        self._write = write

    def __missing__(self, value: Value) -> str:
        written = self._write(value)
        if len(self) < _MOST_SHARED:
            self[value] = written
        return written

    __call__ = dict.__getitem__


def written_text(text: str, look: int, quoted: int) -> str:
    """Return what follows the address of a cell that holds a text."""
    if _is_plain(text):
        return f' s="{look}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f' s="{quoted if _leads(text) else look}" t="inlineStr"><is>{_run(text)}</is></c>'


def _leads(text: str) -> bool:
    return text.startswith(LEADS_A_FORMULA)


def _run(text: str) -> str:
    return f'<t xml:space="preserve">{escape(as_xlsx(text))}</t>'
