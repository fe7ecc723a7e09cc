"""A workbook before it is a file: sheets of lines that know what they truly are, so that dirt cannot blur it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import Column
from tests.acceptance.workbooks.vehicles import Vehicle

Problem = tuple[str, str | None]
"""A finding that must stand at a line: (code, field; None in a header)."""

NO_VALUE: Final = "=NOT-COMPUTED"
"""Written as a formula whose result was never stored."""
BROKEN: Final = "#N/A"
"""Written as a cell that shows an error."""


@dataclass(eq=False)
class Line:
    """One row. ``fate``: accepted, held, ignored, or None for rows that are not read (titles, header, blank)."""

    cells: list[object]
    fate: str | None = None
    vehicle: Vehicle | None = None
    problems: list[Problem] = field(default_factory=list)
    is_header: bool = False
    hidden: bool = False


@dataclass(eq=False)
class Grid:
    """One sheet. Merged ranges and findings name lines and columns, so that rows may still be put in above them."""

    name: str
    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    used: bool = True
    hidden: bool = False
    merges: list[tuple[Line, int, Line, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    formatted_rows: int = 0
    findings: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def header(self) -> list[Line]:
        """The header's lines."""
        return [line for line in self.lines if line.is_header]

    @property
    def vehicles(self) -> list[Line]:
        """The lines that hold a vehicle."""
        return [line for line in self.lines if line.vehicle is not None]

    def place(self, name: str) -> int:
        """The zero-based place of the column that holds a field."""
        return next(place for place, one in enumerate(self.columns) if one.field == name)

    def put(self, line: Line, name: str, cell: object) -> None:
        """Overwrite one cell."""
        line.cells[self.place(name)] = cell


@dataclass(eq=False)
class Case:
    """One workbook of the kit. ``category``/``event``: what its sender says of the whole file.

    ``kind``: what the file is said to list.
    """

    family: str
    number: int
    grids: list[Grid]
    unit: str
    category: str | None = None
    event: str | None = None
    format: str = "xlsx"
    encoding: str = "utf-8"
    delimiter: str = ","
    epoch_1904: bool = False
    wrong_dimension: bool = False
    refused: str | None = None
    suffix: str | None = None
    shape: str | None = None
    kind: str = "registrations"

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.family.replace('.', '')}-{self.number:03d}.{self.suffix or self.format}"


def _header_lines(columns: Sequence[Column], grid: Grid) -> list[Line]:
    depth = max(len(column.path) for column in columns)
    lines = [Line([None] * len(columns), is_header=True) for _ in range(depth)]
    for level, line in enumerate(lines):
        for place, column in enumerate(columns):
            if level < len(column.path) and not _continues_group(columns, place, level):
                line.cells[place] = column.path[level]
                _merge_header(columns, lines, place, level, grid)
    return lines


def _continues_group(columns: Sequence[Column], place: int, level: int) -> bool:
    """A group's name is written once, above the first of its columns."""
    path = columns[place].path
    return place > 0 and len(path) > level + 1 and columns[place - 1].path[: level + 1] == path[: level + 1]


def _merge_header(
    columns: Sequence[Column], lines: Sequence[Line], place: int, level: int, grid: Grid
) -> None:
    path = columns[place].path
    if len(path) == level + 1:
        if level + 1 < len(lines):
            grid.merges.append((lines[level], place, lines[-1], place))
        return
    last = place
    while last + 1 < len(columns) and _continues_group(columns, last + 1, level):
        last += 1
    if last > place:
        grid.merges.append((lines[level], place, lines[level], last))


def line_of(columns: Sequence[Column], vehicle: Vehicle) -> Line:
    """Write one vehicle into its row."""
    return Line([column.write(vehicle) for column in columns], "accepted", vehicle)


def table(name: str, columns: list[Column], fleet: Iterable[Vehicle]) -> Grid:
    """A sheet with its header and one row for each vehicle."""
    grid = Grid(name, columns)
    grid.lines = _header_lines(columns, grid) + [line_of(columns, vehicle) for vehicle in fleet]
    return grid


def aside(grid: Grid, *cells: object) -> Line:
    """A row below the header that holds no vehicle."""
    return Line([*cells, *[None] * (len(grid.columns) - len(cells))], "ignored")


def hold(grid: Grid, line: Line, code: str, name: str, *, cell: object) -> None:
    """Spoil one cell so that its row cannot be accepted."""
    grid.put(line, name, cell)
    line.fate = "held"
    line.problems.append((code, name))


def titles(grid: Grid, *texts: str, rng: Random) -> None:
    """Put title lines above everything, the first one merged over the whole width."""
    width = len(grid.columns)
    lines = [Line([text, *[None] * (width - 1)]) for text in texts]
    if width > 1 and rng.random() < 0.8:
        grid.merges.append((lines[0], 0, lines[0], width - 1))
    grid.lines[:0] = lines
