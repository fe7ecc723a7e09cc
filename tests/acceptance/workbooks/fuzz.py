"""Random dirty workbooks: whatever a file holds, no row of it is lost and nothing breaks.

``python -m tests.acceptance.workbooks.fuzz --files 10000`` tries so many and prints how many, how long, and what broke.
"""

import argparse
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers.facts import FACTS
from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import Fault
from importers.formats.cell_text import is_settled
from importers.formats.container import inspect
from importers.formats.sheets import Sheet, open_workbook
from importers.layout.workbook_layout import find_layout
from importers.results import Expectation, Refused
from importers.rows.registrations import ReadingContext, read_blocks
from importers.sandbox.frames import decode, encode
from importers.sandbox.told_columns import BETWEEN
from tests.acceptance.workbooks.dirt import soil
from tests.acceptance.workbooks.grids import BROKEN, NO_VALUE, Case, Grid, Line
from tests.acceptance.workbooks.kit import FAMILIES
from tests.acceptance.workbooks.vehicles import TODAY
from tests.acceptance.workbooks.writers import write

_ODD: Final = (
    "合计", "小计", "其中：", "填表人：", "车牌号", "车架号", "登记日期", "示例", "必填", "kg", "2025", "豫A", "豫A12345D",
    "LZYTAGBW0P1000001", "公交车", "新增", "更新", "纯电动", "3/4/2025", "1900-01-01", "=1+1", "是", "\u200b", "　", "NULL",
    NO_VALUE, BROKEN, "\0", "公交\0车", "LZYTAGBW0P1000001\0", "\ufffe\uffff", "甲" * 1500, "9" * 32_000,
)  # fmt: skip
_TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=25)
_CELLS: Final[st.SearchStrategy[object]] = st.one_of(
    st.none(),
    st.sampled_from(_ODD),
    _TEXTS,
    st.floats(-1e18, 1e18, allow_nan=False),
    st.integers(-(10**17), 10**17),
    st.datetimes(datetime(1900, 3, 1), datetime(2099, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@dataclass(frozen=True)
class Spoil:
    """One act of damage: what is done, to which line and column (any number: it is wrapped), with which cell."""

    act: str
    line: int
    column: int
    cell: object


_ACTS: Final = (
    "cell",
    "cell",
    "cell",
    "row",
    "drop row",
    "repeat row",
    "swap cells",
    "blank row",
    "merge",
    "empty column",
)
SPOILS: Final = st.lists(
    st.builds(Spoil, st.sampled_from(_ACTS), st.integers(0, 300), st.integers(0, 30), _CELLS), max_size=25
)
FILES: Final = st.tuples(
    st.integers(0, len(FAMILIES) - 1),
    st.integers(0, 10**6),
    st.sampled_from(("xlsx", "xlsx", "csv", "xls", "ods")),
    SPOILS,
)


def _spoil(grid: Grid, spoil: Spoil) -> None:
    lines, width = grid.lines, max(1, len(grid.columns))
    if not lines:
        return
    at, place = spoil.line % len(lines), spoil.column % width
    line = lines[at]
    line.cells.extend([None] * (width - len(line.cells)))
    acts: dict[str, Callable[[], object]] = {
        "cell": lambda: line.cells.__setitem__(place, spoil.cell),
        "row": lambda: lines.insert(at, Line([spoil.cell, *[None] * (width - 1)])),
        "drop row": lambda: lines.pop(at) if all(line not in merge for merge in grid.merges) else None,
        "repeat row": lambda: lines.append(Line(list(line.cells))),
        "swap cells": line.cells.reverse,
        "blank row": lambda: lines.insert(at, Line([None] * width)),
        "merge": lambda: grid.merges.append((line, place, lines[min(at + 3, len(lines) - 1)], place)),
        "empty column": lambda: [
            one.cells.__setitem__(place, None) for one in lines if place < len(one.cells)
        ],
    }
    acts[spoil.act]()


def _without_overlaps(grid: Grid) -> None:
    """Keep merged ranges that do not overlap: no program writes others, and openpyxl breaks on them."""
    numbers = {id(line): number for number, line in enumerate(grid.lines)}
    taken: set[tuple[int, int]] = set()
    kept = []
    for top, left, bottom, right in grid.merges:
        first, last = sorted((numbers[id(top)], numbers[id(bottom)]))
        cells = {(row, place) for row in range(first, last + 1) for place in range(left, right + 1)}
        if taken.isdisjoint(cells):
            taken |= cells
            kept.append((grid.lines[first], left, grid.lines[last], right))
    grid.merges = kept


def dirty_case(family: int, seed: int, kind: str, spoils: Sequence[Spoil]) -> Case:
    """Make a workbook of a family and damage it."""
    rng = Random(seed)
    case = soil(rng, FAMILIES[family](rng, 1 + seed % 7))
    for number, spoil in enumerate(spoils):
        _spoil(case.grids[number % len(case.grids)], spoil)
    for grid in case.grids:
        _without_overlaps(grid)
    if len(case.grids) == 1 and case.format == "xlsx":
        case.format = kind
        case.epoch_1904 = case.epoch_1904 and kind == "xlsx"
        case.shape = case.shape if kind == "xlsx" else None
    return case


def _is_filled(cell: object) -> bool:
    """Any sign that a person can see."""
    if isinstance(cell, str):
        return any(unicodedata.category(sign) not in ("Cf", "Cc", "Zs", "Zl", "Zp") for sign in cell)
    return cell is not None


def _filled_rows(sheet: Sheet, first: int) -> Iterator[int]:
    for number, cells in sheet.rows():
        if number >= first and any(_is_filled(cell) or isinstance(cell, Fault) for cell in cells):
            yield number


def check(path: Path) -> str:
    """Read a file, assert that each row below its headers has one fate; return what became of the file."""
    container = inspect(path, name=path.name)
    if isinstance(container, Refused):
        return container.code
    expectation = Expectation("410100")
    try:
        workbook = open_workbook(container)
        layout = find_layout(workbook, expectation)
    except FileRefused as refusal:
        return refusal.refused.code
    if isinstance(layout, Refused):
        return layout.code
    context = ReadingContext(expectation, TODAY, epoch_1904=workbook.epoch_1904)
    for reading in layout.readings:
        sheet = workbook.sheets[reading.index]
        blocks = list(read_blocks(sheet, reading, context, block_rows=7))
        fates = [row for block in blocks for row in (*block.rows, *(one.row for one in block.aside))]
        assert sorted(fates) == list(_filled_rows(sheet, reading.first_data_row))
        for block in blocks:
            assert is_settled(encode(block).decode().replace(BETWEEN, ""))
            assert decode(encode(block)) == block
            assert {len(block.columns[name]) for name in FACTS} == {len(block.rows)}
            held = {one.row for one in block.aside if one.fate == "held"}
            assert held <= {finding.row for finding in block.findings}
    return "read"


def check_dirty_file(folder: Path, file: tuple[int, int, str, Sequence[Spoil]]) -> str:
    """Write one dirty workbook, check it and take it away."""
    path = write(dirty_case(*file), folder)
    try:
        return check(path)
    finally:
        path.unlink()


def main() -> int:
    """Try many files and print what became of them; 1 where something broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=10_000)
    chosen = options.parse_args()
    outcomes: Counter[str] = Counter()
    began, broken = time.perf_counter(), ""
    with tempfile.TemporaryDirectory() as name:

        @settings(
            max_examples=chosen.files, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        @given(FILES)
        def try_file(file: tuple[int, int, str, list[Spoil]]) -> None:
            outcomes["broke"] += 1
            became = check_dirty_file(Path(name), file)
            outcomes["broke"] -= 1
            outcomes[became] += 1

        try:
            try_file()
        except Exception as trouble:  # noqa: BLE001 (told, with the file that caused it)
            broken = f"{trouble!r}\n" + "\n".join(getattr(trouble, "__notes__", ()))
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{outcomes.total()} files in {seconds:.0f} s: {dict(outcomes)}\n{broken}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
