"""A run of rows, read by column: what each mapped column holds, what is wrong, and which rows are held.

Rows are handled by columns, and each distinct cell is parsed once: a hundred thousand rows hold few distinct
days, wordings or masses.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar, cast

from importers.cells.identifiers import CellDoubt, CellProblem, shown
from importers.fields import SheetReading, column_letter
from importers.findings.register import KINDS
from importers.formats.cell_faults import fault_code
from importers.layout.merged import SheetRow
from importers.results import Finding, Severity

T = TypeVar("T")


class SheetRows(Protocol):
    """What reading needs of a sheet: see ``importers.formats.sheets.Sheet``."""

    def rows(self) -> Iterable[tuple[int, SheetRow]]:
        """Return the rows with their numbers, from column A, each time from the start."""


class SheetToRead(SheetRows, Protocol):
    """A sheet of a file."""

    @property
    def struck(self) -> Set[tuple[int, int]]:
        """The cells (row, column; from 1) whose text is struck through."""


MOST_REMEMBERED: Final = 20_000
"""Distinct cells remembered per column; a column of distinct texts must not fill the memory."""

_HOLDING: Final = frozenset(code for code, kind in KINDS.items() if kind.severity is Severity.ERROR)


class Memo(dict[object, T | None], Generic[T]):
    """What each distinct cell of one column says; what is wrong or doubtful about it is in ``problems``."""

    def __init__(self, parse: Callable[[object], T | None]) -> None:
        super().__init__()
        self.parse = parse
        self.problems: dict[object, CellProblem] = {}

    def __missing__(self, cell: object) -> T | None:
        value = None
        try:
            fault = fault_code(cell)
            if fault is not None:
                raise CellProblem(fault)  # noqa: TRY301 (one place notes every problem)
            value = self.parse(cell)
        except CellDoubt as doubt:
            self.problems[cell] = doubt
            value = cast("T", doubt.value)
        except CellProblem as problem:
            self.problems[cell] = problem
        self[cell] = value
        return value

    def read(self, cells: Sequence[object]) -> list[T | None]:
        """Return the value of each cell."""
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self.problems.clear()
        return [self[cell] for cell in cells]


@dataclass(slots=True)
class Batch:
    """Some rows of one sheet: ``numbers`` as Excel counts them, the raw ``rows``, and what has been found in them.

    ``held`` are the indexes of rows with an error.
    """

    reading: SheetReading
    numbers: list[int]
    rows: list[SheetRow]
    findings: list[Finding] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    _columns: dict[int, list[object]] = field(default_factory=dict, repr=False)
    _columns_of: tuple[list[SheetRow], int] | None = field(default=None, repr=False)

    def column(self, name: str) -> Sequence[object] | None:
        """Return the raw cells of a field's column, or None where no column holds it."""
        place = self.reading.columns.get(name)
        return None if place is None else self.cells_at(place)

    def cells_at(self, place: int) -> Sequence[object]:
        """Return the raw cells of a column by its zero-based place; None where a row ends before it.

        Each is taken out of the rows once, and anew where other rows stand there or ``put`` has changed one.
        """
        rows = self.rows
        if self._columns_of is None or self._columns_of[0] is not rows or self._columns_of[1] != len(rows):
            self._columns, self._columns_of = {}, (rows, len(rows))
        if place not in self._columns:
            try:
                self._columns[place] = [row[place] for row in rows]
            except IndexError:  # rows of a csv may end early
                self._columns[place] = [row[place] if place < len(row) else None for row in rows]
        return self._columns[place]

    def keep(self, stay: Sequence[int]) -> None:
        """Drop all rows but those at some places, in their order."""
        if len(stay) < len(self.rows):
            self.numbers = [self.numbers[index] for index in stay]
            self.rows = [self.rows[index] for index in stay]

    def put(self, index: int, row: SheetRow) -> None:
        """Put a row in the place of another one."""
        self.rows[index] = row
        self._columns_of = None

    def cell(self, index: int, name: str) -> object:
        """Return one raw cell of a field, None where there is none."""
        place = self.reading.columns.get(name)
        row = self.rows[index]
        return None if place is None or place >= len(row) else row[place]

    def find(
        self,
        index: int,
        code: str,
        name: str,
        values: dict[str, str] | None = None,
        others: tuple[int, ...] = (),
    ) -> None:
        """Note a finding at a field of a row; an error holds the row."""
        place = self.reading.columns.get(name)
        self.findings.append(
            Finding(
                code=code,
                sheet=self.reading.sheet,
                row=self.numbers[index],
                column=None if place is None else column_letter(place),
                field=name,
                value=None if place is None else shown(self.cell(index, name)),
                others=others,
                values=values or {},
            )
        )
        if code in _HOLDING:
            self.held.add(index)

    def read(self, name: str, memo: Memo[T]) -> list[T | None]:
        """Read a field's column through its memo and note its problems; Nones where there is no column."""
        cells = self.column(name)
        if cells is None:
            return [None] * len(self.rows)
        values = memo.read(cells)
        if memo.problems:
            problems = memo.problems
            for index, cell in enumerate(cells):
                if cell in problems:
                    problem = problems[cell]
                    self.find(index, problem.code, name, problem.values)
        return values
