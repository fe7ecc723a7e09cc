"""Cells that show something but hold no usable value.

Error cells, formulas without a stored result, and cells of a text table of which nobody can tell where they end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

CELL_ERROR: Final = "cell-error"
WITHOUT_VALUE: Final = "formula-without-value"
QUOTE_UNCLOSED: Final = "quote-unclosed"
ALTERED: Final = "cell-altered"

_MARKS: Final = {"【双引号未配对】": QUOTE_UNCLOSED, "【内容有改动】": ALTERED}
"""How a workbook that we write says of a text that nobody may take it as it stands: whoever has checked it takes the
mark away, in the file or by typing the cell again."""

ERROR_BYTES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x00: "#NULL!",
        0x07: "#DIV/0!",
        0x0F: "#VALUE!",
        0x17: "#REF!",
        0x1D: "#NAME?",
        0x24: "#NUM!",
        0x2A: "#N/A",
        0x2B: "#GETTING_DATA",
    }
)
"""How the binary formats write errors (MS-XLS 2.5.10, MS-XLSB 2.5.97.2)."""

ERROR_WORDS: Final = frozenset(ERROR_BYTES.values()) | {"#SPILL!", "#CALC!"}
"""Error cells as a text table holds them, which has no other way to say it."""

_ERROR_TEXT: Final = re.compile(r"#[^\s#<>]{1,14}|Err:[0-9]{3}").fullmatch


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value; it must never look empty.

    ``code``: ``cell-error`` (``#N/A`` and its like), ``formula-without-value``, ``quote-unclosed`` or ``cell-altered``
    (so marked in a copy that we made); ``shown``: what a person sees.
    """

    code: str
    shown: str


NO_RESULT: Final = Fault(WITHOUT_VALUE, "=")


@lru_cache(maxsize=64)
def error_cell(text: str) -> Fault:
    """Return the fault of an error cell by the text that it shows; what no program would write is not repeated.

    >>> error_cell("#DIV/0!").shown, error_cell("Err:502").shown, error_cell("").shown
    ('#DIV/0!', 'Err:502', '#ERROR')
    """
    return Fault(CELL_ERROR, text if _ERROR_TEXT(text) and text.isprintable() else "#ERROR")


def marked(code: str, text: str) -> str:
    """Return a doubtful text behind the mark that says why; ``code`` is ``quote-unclosed`` or ``cell-altered``.

    >>> as_marked(marked(QUOTE_UNCLOSED, '"豫A1'))
    Fault(code='quote-unclosed', shown='"豫A1')
    """
    return next(mark for mark, named in _MARKS.items() if named == code) + text


def may_be_marked(text: str) -> bool:
    """Say whether a mark of ours may stand anywhere in a text."""
    return any(mark in text for mark in _MARKS)


def as_marked(text: str) -> Fault | None:
    """Return the doubtful cell whose mark stands before a text; None where none does."""
    mark = next((mark for mark in _MARKS if text.startswith(mark)), None)
    return None if mark is None else Fault(_MARKS[mark], text.removeprefix(mark))


def fault_code(cell: object) -> str | None:
    """Return the finding code of a faulty cell, None for any other cell.

    >>> fault_code(error_cell("#N/A")), fault_code("#N/A"), fault_code(None)
    ('cell-error', None, None)
    """
    return cell.code if isinstance(cell, Fault) else None
