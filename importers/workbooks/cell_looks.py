"""How cells are coloured, and how a look is given to many cells at once.

openpyxl is slow at assigning styles, so each look is made once on one cell and copied to the others: its manual
copies ``cell._style`` for this, and offers no public name.
"""

from copy import copy
from typing import Final

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.proxy import StyleProxy

from importers.results import Severity

COLOURS: Final[dict[Severity, str]] = {
    Severity.ERROR: "FFFFC7CE",
    Severity.WARNING: "FFFFEB9C",
    Severity.INFO: "FFDDEBF7",
}
"""Excel's own colours for bad, doubtful and noted."""

AnyCell = Cell | MergedCell


def look_of(cell: AnyCell) -> StyleArray | None:
    """Return a copy of a cell's look, to be given to others."""
    look: StyleArray | None = copy(cell._style)  # type: ignore[union-attr]  # noqa: SLF001 (see above)
    return look


def give_look(cell: AnyCell, look: StyleArray | None) -> None:
    """Give a cell a look of another one of the same workbook."""
    cell._style = copy(look)  # type: ignore[union-attr]  # noqa: SLF001 (see above)


class Painter:
    """Colours cells of one workbook."""

    def __init__(self) -> None:
        self._looks: dict[tuple[Severity, tuple[int, ...]], StyleArray | None] = {}

    def colour(self, cell: AnyCell, severity: Severity) -> None:
        """Fill a cell with the colour of a severity. A plain fill that was there stays in the unused second colour."""
        key = (severity, tuple(look_of(cell) or ()))
        if key not in self._looks:
            cell.fill = _fill_of(severity, cell.fill)
            self._looks[key] = look_of(cell)
        give_look(cell, self._looks[key])


def _fill_of(severity: Severity, before: PatternFill | StyleProxy) -> PatternFill:
    if before.fill_type != "solid":
        return PatternFill("solid", fgColor=COLOURS[severity])
    return PatternFill("solid", fgColor=COLOURS[severity], bgColor=copy(before.fgColor))
