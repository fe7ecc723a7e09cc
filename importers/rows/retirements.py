"""Rows that say themselves that their vehicle has left: by a status, a day of retirement, a remark.

A vehicle that has left is never taken as newly registered in silence: its row is held and says why. Where a sheet
or a heading says it of a whole table, its rows are listed (``importers.layout.headings``).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from importers.cells.days import Calendar, parse_day
from importers.cells.identifiers import NO, YES, CellProblem, is_blank, shown, text_of
from importers.fields import column_letter
from importers.formats.cell_faults import fault_code
from importers.layout.state_columns import LEAVING
from importers.results import Finding
from importers.rows.batches import Batch
from rules.vocabulary import Event
from rules.wording import Text

RETIRED: Final = "retired"
"""Why a row of a table of retired vehicles is ignored."""

_LEFT: Final = re.compile(rf"{LEAVING}|scrapped|retired|deregistered")
_NOT_LEFT: Final = re.compile(rf"(尚?未|不|无|非|没有?)[^,，。;；]{{0,4}}?({LEAVING})")
_OLD: Final = re.compile(
    rf"(更新|更换|替换|置换)前的?(车辆?)?|[旧原老]的?(车辆?)?|被(更新|更换|替换|置换)的?(车辆?)?|已?({LEAVING})的?[旧老]?(车辆?)?"
)
"""How a row says that it is the old one of two, of the vehicle that left and of the one that came."""
_REMARK: Final = re.compile(
    r"(本车|该车|车辆|此车)?(已?于?\d{2,4}[年./-]\d{1,2}([月./-](\d{1,2}日?)?)?)?(已经?|现已)?(办理)?(强制)?"
    rf"({LEAVING})(运营|营运|外地|外省|外市|登记|手续)?(了|完毕)?[。.]?"
)
_STATUS_CODES: Final = re.compile(r"[A-Q]{1,4}")
_CODES_LEFT: Final = frozenset("BEMP")
"""GA/T 16: B moved away, E deregistered, M deregistered by force, P at the end of its life, plates declared void."""


def find_listed(batch: Batch, index: int) -> None:
    """Tell of a row of a table of retired vehicles."""
    source = batch.reading.retired_from or Text("", "")
    batch.find(index, "retired-listed", "vin", {"from_zh": source.zh, "from_en": source.en})


def hold_retired(batch: Batch, calendar: Calendar) -> None:
    """Hold the rows that say that their own vehicle has left; see ``importers.layout.state_columns``."""
    for place, kind in batch.reading.states.items():
        if kind == "day":
            _hold(batch, place, lambda cell: _is_past_day(cell, calendar), code="retired-vehicle")
        elif kind != "remark" or batch.reading.event != Event.REPLACEMENT:
            _hold(batch, place, _SAYS_LEFT[kind], code="retired-vehicle")


def hold_in_use(batch: Batch) -> None:
    """Hold the rows of a list of retired vehicles that say that their vehicle has not left."""
    for place, kind in batch.reading.states.items():
        if kind in _SAYS_IN_USE:
            _hold(batch, place, _SAYS_IN_USE[kind], code="retirement-in-use")


def _hold(batch: Batch, place: int, says_so: Callable[[object], bool], *, code: str) -> None:
    cells = batch.cells_at(place)
    found = {cell for cell in set(cells) if not is_blank(cell) and fault_code(cell) is None and says_so(cell)}
    if not found:
        return
    name = next((name for name, at in batch.reading.columns.items() if at == place), "status")
    for index, cell in enumerate(cells):
        if cell in found:
            what = shown(cell)
            batch.held.add(index)
            batch.findings.append(
                Finding(
                    code,
                    batch.reading.sheet,
                    batch.numbers[index],
                    column_letter(place),
                    name,
                    what,
                    values={"what_zh": what, "what_en": what},
                )
            )


def _is_left(cell: object) -> bool:
    text = text_of(cell)
    if _STATUS_CODES.fullmatch(text):
        return not _CODES_LEFT.isdisjoint(text)
    return _is_old(cell) or _LEFT.search(_NOT_LEFT.sub(" ", text.lower())) is not None


def _is_old(cell: object) -> bool:
    return _OLD.fullmatch(text_of(cell).replace(" ", "")) is not None


def _is_yes(cell: object) -> bool:
    return text_of(cell).upper() in YES or _is_left(cell)


def _is_no(cell: object) -> bool:
    return text_of(cell).upper() in NO


def _is_filled(cell: object) -> bool:
    return not _is_no(cell) and _NOT_LEFT.search(text_of(cell)) is None


def _is_remark(cell: object) -> bool:
    return _REMARK.fullmatch(text_of(cell).replace(" ", "")) is not None


def _is_past_day(cell: object, calendar: Calendar) -> bool:
    """Tell whether a cell under 注销日期 says that it has happened: a day that has come, or words that say so."""
    if _is_no(cell) or _NOT_LEFT.search(text_of(cell)):
        return False
    try:
        return parse_day(cell, replace(calendar, today=date.max)) <= calendar.today
    except CellProblem as problem:  # a day like 1900-01-01 stands for none
        return problem.code != "date-out-of-range"


_IN_USE: Final = re.compile(
    rf"正常|在用|在营|运营|营运|在运|存续|在册|使用中|停运|停用|封存|备用|检修|维修|逾期|违法|in use|active|normal|{_NOT_LEFT.pattern}"
)


def _is_in_use(cell: object) -> bool:
    text = text_of(cell)
    if _is_left(cell):
        return False
    return _STATUS_CODES.fullmatch(text) is not None or _IN_USE.search(text.lower()) is not None


def _is_plain_yes(cell: object) -> bool:
    return text_of(cell).upper() in YES


_SAYS_IN_USE: Final[dict[str, Callable[[object], bool]]] = {
    "status": _is_in_use,
    "yes": _is_no,
    "no": _is_plain_yes,
}
"""How a cell of each kind of column says that the vehicle has not left."""
_SAYS_LEFT: Final[dict[str, Callable[[object], bool]]] = {
    "status": _is_left,
    "old": _is_old,
    "yes": _is_yes,
    "no": _is_no,
    "filled": _is_filled,
    "remark": _is_remark,
}
"""How a cell of each kind of column says that the vehicle has left."""
