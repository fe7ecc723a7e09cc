"""Which columns belong to a table: an empty column without a name ends it, and so does a second table beside it.

A list of counts or of codes beside the vehicles decides nothing. Another list of vehicles beside them is never left
out in silence: rows that it reaches into are held (``importers.rows.open_questions``).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from importers.cells.identifiers import is_blank, text_of
from importers.layout.matching import DECISIVE, Column
from importers.layout.shapes import profile
from importers.layout.weights import FEWEST_ROWS, FILLED, KNOWN, SHARED, SOME

_IDENTITY: Final = ("vin", "plate")
_BEGINS: Final = frozenset({"seq", "vin", "plate", "fleet_no"})
_WORDED: Final = frozenset({"category", "event", "fuel", "powertrain", "emission_stage"})
_COUNTS: Final = re.compile(r"数量|辆数|台数|个数|计数|合计|小计|总计|占比|count|total", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extent:
    """The columns of a table. ``beside``: places of VINs or plates of another table in the same rows.

    ``beyond``: deciding fields and their columns behind a gap, which too little shows to be the table's own.
    """

    own: tuple[Column, ...]
    beside: tuple[int, ...] = ()
    beyond: tuple[tuple[str, int], ...] = ()


def extent(
    columns: Sequence[Column],
    headers: Mapping[int, str],
    confirmed: Mapping[int, str | None],
    *,
    covered: Set[int],
) -> Extent:
    """Find the columns of a table among all of its rows; what the sender confirmed is taken as said.

    ``covered``: places that a merged header covers, which are no gaps.
    """
    runs = list(_runs(columns, covered))
    main = _main(runs, confirmed)
    vehicles = _filled_rows(main)
    own: list[Column] = []
    beside: list[int] = []
    beyond: list[tuple[str, int]] = []
    for run in runs:
        others = [column for column in run if column.index not in confirmed]
        if run is main or not others:
            own += run
            continue
        own += [column for column in run if column.index in confirmed]
        if _is_table_beside(run, main):
            beside += [column.index for column in others if _identity(column)]
        elif not _is_list_of_counts(run, headers):
            deciding = [] if _belongs(run, vehicles) else [one for one in others if _best(one) in DECISIVE]
            own += [one for one in others if one not in deciding]
            beyond += [(name, one.index) for one in deciding if (name := _best(one))]
    return Extent(tuple(sorted(own, key=lambda column: column.index)), tuple(beside), tuple(beyond))


def _best(column: Column) -> str | None:
    """The field that a column's header names clearly."""
    name = max(column.weights, key=column.weights.__getitem__, default=None)
    return name if name is not None and column.weights[name] >= KNOWN else None


def _identity(column: Column) -> str | None:
    """The kind of number that a column holds: by its name, or where it has none by its values."""
    best = _best(column)
    if best in _IDENTITY or column.weights or not column.values:
        return best if best in _IDENTITY else None
    shares = profile(column.values)
    return next((name for name in _IDENTITY if shares.get(name, 0.0) >= SOME), None)


def _runs(columns: Sequence[Column], covered: Set[int]) -> Iterator[list[Column]]:
    """Part the columns at gaps, and where the names begin once more (序号 车牌号 … 序号 车牌号 …)."""
    run: list[Column] = []
    for column in columns:
        has_gap = bool(run) and not covered >= set(range(run[-1].index + 1, column.index))
        if has_gap or (_best(column) in _BEGINS and _begins_again(column, columns, run)):
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _begins_again(column: Column, columns: Sequence[Column], run: Sequence[Column]) -> bool:
    before = {_best(one) for one in run}
    behind = [one for one in columns if one.index >= column.index]
    return _best(column) in before and _repeats(behind, run)


def _repeats(run: Sequence[Column], other: Sequence[Column]) -> bool:
    """Tell whether two runs name the same kinds of columns, among them one for what identifies a vehicle."""
    shared = {_best(one) for one in run} & {_best(one) for one in other} - {None}
    needed = SHARED - 1 if "vin" in shared else SHARED
    return not shared.isdisjoint(_IDENTITY) and len(shared) >= needed


def _main(runs: Sequence[list[Column]], confirmed: Mapping[int, str | None]) -> list[Column]:
    for name in _IDENTITY:
        for run in runs:
            if any(confirmed.get(column.index) == name for column in run):
                return run
    for name in _IDENTITY:
        for run in runs:
            if any(_identity(column) == name for column in run):
                return run
    return max(runs, key=len, default=[])


def _is_table_beside(run: Sequence[Column], main: Sequence[Column]) -> bool:
    """Tell whether a run lists vehicles of its own, and does not merely give the other number of the main one's."""
    kinds = {_identity(column) for column in run} - {None}
    return bool(kinds & {_identity(column) for column in main})


def _is_list_of_counts(run: Sequence[Column], headers: Mapping[int, str]) -> bool:
    cells = [cell for column in run for cell in (*column.values, headers.get(column.index, ""))]
    return any(_COUNTS.search(text_of(cell)) for cell in cells)


def _filled_rows(main: Sequence[Column]) -> list[int]:
    """The places of the sampled rows that hold a vehicle."""
    numbers = [column.sample for column in main if _identity(column)]
    return [place for place, cells in enumerate(zip(*numbers, strict=True)) if not all(map(is_blank, cells))]


def _belongs(run: Sequence[Column], vehicles: Collection[int]) -> bool:
    """Tell whether a run behind a gap is the table's own: one of its deciding columns is filled as the vehicles are."""
    return any(_is_filled(column, vehicles) for column in run if _best(column) in DECISIVE)


def _is_filled(column: Column, vehicles: Collection[int]) -> bool:
    """Tell whether a column speaks of the vehicles; a list of codes, as long as theirs, names each word once."""
    filled = [text_of(column.sample[place]) for place in vehicles if not is_blank(column.sample[place])]
    if not filled or len(filled) < max(FILLED * len(vehicles), len(column.values)):
        return False
    return _best(column) not in _WORDED or (len(filled) >= FEWEST_ROWS and len(set(filled)) < len(filled))
