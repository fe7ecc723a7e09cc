"""Rows that say themselves that their vehicle is retired: by its status, its day of retirement, or a remark.

A vehicle that has left is never taken as newly registered in silence: its row is held and says why. Where a sheet
or a heading says it of a whole table, its rows are listed (``importers.layout.headings``).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from importers.cells.days import Calendar, parse_day
from importers.cells.identifiers import CellProblem, is_blank, text_of
from importers.formats.cell_faults import fault_code
from importers.rows.batches import Batch
from rules.vocabulary import Event
from rules.wording import Text

RETIRED: Final = "retired"
"""Why a row of a table of retired vehicles is ignored."""

_LEFT: Final = re.compile(
    r"报废|注销|销户|淘汰|退出|退役|退运|退办|退车|退牌|转出|迁出|外迁|灭失|拆解|scrapped|retired|deregistered"
)
_NOT_LEFT: Final = re.compile(
    r"(尚?未|不|无|非|没有?)[^,，。;；]{0,4}?(报废|注销|销户|淘汰|退|转出|迁出|灭失|拆解)|否"
)
_OF_OLD: Final = re.compile(
    r"^\W*(被|拟|旧|原|老|更新前|更换前|替换前|置换前)|(更新|更换|替换|置换|淘汰|报废|退出|注销)的?(旧|老)?(机动车|车)"
)
_STATUS_CODES: Final = re.compile(r"[A-Q]{1,4}")
_CODES_LEFT: Final = frozenset("BEMP")
"""GA/T 16: B moved away, E deregistered, M deregistered by force, P at the end of its life, plates declared void."""
_REMARK: Final = re.compile(
    r"(本车|该车|车辆|此车)?已?(经)?(办理)?(强制)?(报废|注销|销户|淘汰|退出运营|退车|转出|迁出)(登记|手续)?(了|完毕)?"
)


def find_listed(batch: Batch, index: int) -> None:
    """Tell of a row of a table of retired vehicles."""
    source = batch.reading.retired_from or Text("", "")
    batch.find(index, "retired-listed", "vin", {"from_zh": source.zh, "from_en": source.en})


def hold_retired(batch: Batch, calendar: Calendar) -> None:
    """Hold the rows that say that their own vehicle is retired."""
    _hold(batch, "status", _is_left)
    if _is_of_own_vehicle(batch):
        _hold(batch, "retired_on", lambda cell: _is_past_day(cell, calendar))
    replaced = {"replaces_vin", "replaces_plate"} & batch.reading.columns.keys()
    if not replaced and batch.reading.event != Event.REPLACEMENT:
        _hold(batch, "remark", _is_remark)


def _hold(batch: Batch, name: str, is_left: Callable[[object], bool]) -> None:
    cells = batch.column(name)
    left = {
        cell for cell in set(cells or ()) if not is_blank(cell) and fault_code(cell) is None and is_left(cell)
    }
    if not left:
        return
    for index, cell in enumerate(cells or ()):
        if cell in left:
            shown = str(cell)
            batch.find(index, "retired-vehicle", name, {"what_zh": shown, "what_en": shown})


def _is_of_own_vehicle(batch: Batch) -> bool:
    """Tell whether a day of retirement is the row's own vehicle's, not that of the one it replaces."""
    columns, headers = batch.reading.columns, batch.reading.headers
    if "retired_on" not in columns or {"replaces_vin", "replaces_plate"} & columns.keys():
        return False
    return not any(map(_OF_OLD.search, headers.get(columns["retired_on"], "").split("/")))


def _is_left(cell: object) -> bool:
    text = text_of(cell)
    if _STATUS_CODES.fullmatch(text):
        return not _CODES_LEFT.isdisjoint(text)
    return _LEFT.search(_NOT_LEFT.sub(" ", text.lower())) is not None


def _is_past_day(cell: object, calendar: Calendar) -> bool:
    """Tell whether a cell under 注销日期 says that it has happened: a day that has come, or words that say so."""
    text = text_of(cell)
    if _NOT_LEFT.search(text):
        return False
    try:
        return parse_day(cell, replace(calendar, today=date.max)) <= calendar.today
    except CellProblem as problem:  # a day like 1900-01-01 stands for none
        return problem.code != "date-out-of-range"


def _is_remark(cell: object) -> bool:
    return _REMARK.fullmatch(text_of(cell).replace(" ", "")) is not None
