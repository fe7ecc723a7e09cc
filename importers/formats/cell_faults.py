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

    ``code``: ``cell-error`` (``#N/A`` and its like), ``formula-without-value`` or ``quote-unclosed``; ``shown``: what a
    person sees.
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


def fault_code(cell: object) -> str | None:
    """Return the finding code of a faulty cell, None for any other cell.

    >>> fault_code(error_cell("#N/A")), fault_code("#N/A"), fault_code(None)
    ('cell-error', None, None)
    """
    return cell.code if isinstance(cell, Fault) else None
