"""Tables that are read into memory at once: what a web page or an XML table holds, named like a workbook."""

from dataclasses import dataclass, field

from importers.fields import column_letter
from importers.findings.refusals import FileRefused
from importers.formats.cell_text import CellValue
from importers.limits import Limits

_MOST_COLUMNS = 16_384  # as in a spreadsheet program

MergedRange = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 1, all inclusive."""


@dataclass(slots=True)
class Grid:
    """One sheet: its filled rows by number, cells from column A, and its merged ranges. All count from 1."""

    name: str
    hidden: bool = False
    rows: dict[int, list[CellValue]] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grids:
    """The sheets of a file in their order. ``format``: html or xml."""

    format: str
    encoding: str
    sheets: tuple[Grid, ...]


@dataclass(slots=True)
class Filler:
    """Puts cells into grids, within the limits of a file."""

    limits: Limits
    cells: int = 0

    def put(self, grid: Grid, row: int, column: int, value: CellValue) -> None:
        """Put a value into its place; a row is as wide as its last filled cell.

        Raises ``FileRefused`` (unsafe, too-large) where the cells, or the gaps before them, are too many, and
        ``ValueError`` for a place that there is not.
        """
        if row < 1 or column < 1:
            raise ValueError
        if value is None or value == "":
            return
        cells = grid.rows.setdefault(row, [])
        gap = column - len(cells)
        self.cells += max(gap, 0)
        if column > _MOST_COLUMNS or self.cells > self.limits.dense_cells:
            cell = f"{column_letter(column - 1)}{row}"
            raise FileRefused("unsafe", why="dimensions", sheet=grid.name, cell=cell)
        if row > self.limits.rows:
            raise FileRefused("too-large", why="rows", limit=str(self.limits.rows))
        cells.extend([None] * gap)
        cells[column - 1] = value
