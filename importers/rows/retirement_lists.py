"""The rows of a list of retired vehicles: which vehicle left, on which day, and how (注销, 报废, 转出).

A vehicle is named by its VIN, its plate or both. A row that says that its vehicle is still in use is held, and so is
one without a day: what it is to prove is that the vehicle has left.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from importers.cells.identifiers import CellProblem, is_blank, text_of
from importers.formats.cell_faults import fault_code
from importers.results import AsideRow, Block
from importers.rows import touched
from importers.rows.batch_reading import (
    Memory,
    ReadingContext,
    block_of,
    settle_rows,
    without_other_rows,
)
from importers.rows.batches import Batch
from importers.rows.columns import read_plates
from importers.rows.ledger import take_out_listed
from importers.rows.parsers import Parsers
from importers.rows.retirements import hold_in_use
from importers.rows.uses import settle_uses
from rules.identifiers.plate import Plate
from rules.vocabulary import Retirement

_WAYS: Final = tuple(
    (way, re.compile(pattern, re.IGNORECASE))
    for way, pattern in (
        (Retirement.TRANSFERRED, "转出|迁出|外迁|过户|转移|转让|转籍|transfer|moved"),
        (Retirement.SCRAPPED, "报废|拆解|灭失|回收|scrap|dismantl"),
        (Retirement.DEREGISTERED, "注销|销户|deregist"),
    )
)
"""How a text says which way a vehicle left; the first that fits."""
_TELLING: Final = frozenset({"status", "filled", "remark"})
"""Kinds of columns (``importers.layout.state_columns``) of which a cell may say it."""

Columns = dict[str, list[str | int | None]]


def read_retired(
    batch: Batch,
    vin_column: list[str],
    problems: Mapping[int, CellProblem],
    memory: Memory,
    context: ReadingContext,
) -> Block:
    """Read a batch of rows of a list of retired vehicles; see ``batch_reading.read_batch``."""
    touched.tell(batch)
    aside: list[AsideRow] = []
    unnamed = _without_any_number(batch, problems, memory.parsers)
    if unnamed:
        vin_column = without_other_rows(batch, vin_column, unnamed, aside)
    settle_rows(batch, memory)
    hold_in_use(batch)
    plates = read_plates(batch, "plate", memory.parsers.plate)
    columns = _columns(batch, vin_column, plates, memory.parsers)
    take_out_listed(batch, vin_column, plates, context.ledger)
    return block_of(batch, columns, aside)


def _without_any_number(
    batch: Batch, problems: Mapping[int, CellProblem], parsers: Parsers
) -> dict[int, CellProblem]:
    """Return the problems of the rows whose vehicle is not named: where a plate stands, no VIN is needed."""
    if not problems:
        return {}
    looked_at = Batch(batch.reading, batch.numbers, batch.rows)
    plates = read_plates(looked_at, "plate", parsers.plate)
    missing = CellProblem("retirement-unnamed")
    return {
        index: missing if problem.code == "vin-missing" else problem
        for index, problem in problems.items()
        if problem.code != "vin-missing" or plates[index] is None
    }


def _columns(batch: Batch, vins: list[str], plates: list[Plate | None], parsers: Parsers) -> Columns:
    """Read what is stored, a column for each of ``importers.facts.RETIREMENT_FACTS``."""
    batch.read("unit", parsers.place)
    batch.read("area", parsers.place)
    columns: Columns = {
        "vin": [vin or None for vin in vins],
        "plate": [None if plate is None else plate.text for plate in plates],
        "category": list(settle_uses(batch, parsers.use, models=batch.read("model", parsers.model))),
        "retired_on": _days(batch, parsers),
        "way": _ways(batch),
        "owner": list(touched.bounded(batch, "owner", batch.read("owner", parsers.owner))),
    }
    batch.findings.extend(parsers.notices)
    parsers.notices.clear()
    return columns


def _days(batch: Batch, parsers: Parsers) -> list[str | int | None]:
    memo = parsers.retired_on
    days = memo.read(batch.column("retired_on") or [None] * len(batch.rows))
    for index in range(len(days)):
        problem = memo.problems.get(batch.cell(index, "retired_on"))
        if problem is not None:
            code = "retirement-day-missing" if problem.code == "date-missing" else problem.code
            batch.find(index, code, "retired_on", problem.values)
    return [None if day is None else day.isoformat() for day in days]


def _ways(batch: Batch) -> list[str | int | None]:
    """Read how each vehicle left: by its row, else by the column's name or the headings."""
    reading = batch.reading
    header = reading.headers.get(reading.columns.get("retired_on", -1), "")
    headings = (heading.text for heading in reversed(reading.headings))
    named = (way for text in (header, *headings) if (way := _way_in(text)) is not None)
    default = next(named, Retirement.DEREGISTERED)
    places = [place for place, kind in reading.states.items() if kind in _TELLING]
    return [_way_of(row, places) or default for row in batch.rows]


def _way_of(row: Sequence[object], places: list[int]) -> Retirement | None:
    cells = (row[place] for place in places if place < len(row))
    texts = (text_of(cell) for cell in cells if not is_blank(cell) and fault_code(cell) is None)
    return next((way for text in texts if (way := _way_in(text)) is not None), None)


def _way_in(text: str) -> Retirement | None:
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    return next((way for way, pattern in _WAYS if pattern.search(joined)), None)
