"""Dirt that any workbook may carry: it moves and surrounds the table, and changes nothing of what it says."""

from collections.abc import Callable
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import Column
from tests.acceptance.workbooks.grids import Case, Grid, Line, aside, titles
from tests.acceptance.workbooks.spellings import full_width

Dirt = Callable[[Random, Grid], None]


def title_above(rng: Random, grid: Grid) -> None:
    titles(grid, rng.choice(("车辆信息登记表", "附件1", "2025年度车辆推广应用情况明细表")), rng=rng)


def sender_above(rng: Random, grid: Grid) -> None:
    titles(
        grid,
        rng.choice(("填报单位（盖章）：某某局", "填报时间：2025年12月", "报送单位：某某局    联系人：张某")),
        rng=rng,
    )


def blank_above(rng: Random, grid: Grid) -> None:
    grid.lines[:0] = [Line([None] * len(grid.columns)) for _ in range(rng.randrange(1, 4))]


def blank_between(rng: Random, grid: Grid) -> None:
    first = grid.lines.index(grid.vehicles[0]) if grid.vehicles else len(grid.lines)
    grid.lines.insert(rng.randrange(first, len(grid.lines) + 1), Line([None] * len(grid.columns)))


def total_below(rng: Random, grid: Grid) -> None:
    count = len(grid.vehicles)
    grid.lines.append(
        aside(grid, *rng.choice((("合计", f"{count}辆"), ("合计", count), (f"共计{count}辆",))))
    )


def note_below(rng: Random, grid: Grid) -> None:
    grid.lines.append(
        aside(grid, rng.choice(("注：以行驶证为准。", "填表人：王某    审核人：赵某", "说明：本表一式两份")))
    )


def spaced_headers(rng: Random, grid: Grid) -> None:
    """Blanks inside short names, as justified headers have them: 车 牌 号."""
    for line in grid.header:
        for place, text in enumerate(line.cells):
            if (
                isinstance(text, str)
                and text
                and len(text) <= 4
                and not text.isascii()
                and rng.random() < 0.4
            ):
                line.cells[place] = rng.choice((" ", "\n", "　")).join(text)


def ghost_column(rng: Random, grid: Grid) -> None:
    grid.columns = [*grid.columns, Column(None, ("",), lambda _: None)]
    for line in grid.lines:
        line.cells.append(None)
    grid.formatted_rows = rng.choice((0, 30))


def empty_left(rng: Random, grid: Grid) -> None:
    """The table begins in the second or third column."""
    shift = rng.randrange(1, 3)
    grid.columns = [*(Column(None, ("",), lambda _: None) for _ in range(shift)), *grid.columns]
    for line in grid.lines:
        line.cells[:0] = [None] * shift
    grid.merges = [(top, left + shift, bottom, right + shift) for top, left, bottom, right in grid.merges]
    grid.hidden_columns = {place + shift for place in grid.hidden_columns}


def unnamed_marks(rng: Random, grid: Grid) -> None:
    """Somebody's ticks beside the table, without a name."""
    grid.columns = [*grid.columns, Column(None, ("",), lambda _: None)]
    for line in grid.lines:
        line.cells.extend([None] * (len(grid.columns) - len(line.cells)))
        if line.vehicle is not None:
            line.cells[-1] = rng.choice(("√", "已核", None, 1))


def wide_headers(rng: Random, grid: Grid) -> None:
    """Names typed in the wide mode of an input method: ＶＩＮ码."""
    for line in grid.header:
        line.cells = [full_width(cell) if isinstance(cell, str) else cell for cell in line.cells]


def long_gap(rng: Random, grid: Grid) -> None:
    """The list goes on after a page of blank rows."""
    at = grid.lines.index(rng.choice(grid.vehicles)) if grid.vehicles else len(grid.lines)
    grid.lines[at:at] = [Line([None] * len(grid.columns)) for _ in range(rng.randrange(20, 60))]


DIRT: Final[tuple[Dirt, ...]] = (
    title_above, sender_above, blank_above, blank_between, total_below, note_below, spaced_headers,
    ghost_column, empty_left, unnamed_marks, wide_headers, long_gap,
)  # fmt: skip


def soil(rng: Random, case: Case) -> Case:
    """Soil each used sheet with up to three kinds of dirt; the first workbook of a family stays clean."""
    if case.number == 0 or case.refused:
        return case
    for grid in case.grids:
        if grid.used:
            chosen = rng.sample(DIRT, rng.randrange(1, 4))
            for dirt in sorted(chosen, key=DIRT.index):
                dirt(rng, grid)
    return case
