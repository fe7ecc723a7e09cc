"""Cells that show something but hold no usable value: error cells, and formulas without a stored result."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value; it must never look empty.

    ``code``: ``cell-error`` (``#N/A`` and its like) or ``formula-without-value``.
    """

    code: str


def fault_code(cell: object) -> str | None:
    """Return the finding code of a faulty cell, None for any other cell.

    >>> fault_code(Fault("cell-error")), fault_code("#N/A"), fault_code(None)
    ('cell-error', None, None)
    """
    return cell.code if isinstance(cell, Fault) else None
