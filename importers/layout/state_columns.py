"""Which columns may say that the vehicle of a row has left: its status, 是否报废, a day of retirement, a remark.

What speaks of the replaced vehicle says nothing of the row's own.
"""

import re
from collections.abc import Mapping
from typing import Final

from importers.layout import titles
from importers.layout.headers import flat

LEAVING: Final = f"{titles.LEAVING}|退办|退车|退牌|外迁"
"""How a column says that a vehicle leaves, as a pattern: by the words of titles, and by some of its own."""

_OF_OLD: Final = re.compile(
    rf"^(被|拟|旧|原|老|更新前|更换前|替换前|置换前)|(更新|更换|替换|置换|{LEAVING})的?[旧老]?(机动车|车)"
)
_MAPPED: Final = {"status": "status", "retired_on": "day", "remark": "remark", "event": "old"}
_UNMAPPED: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("yes", rf"是否.*({LEAVING})|({LEAVING})(标志|标识|标记|与否|是否|否)?$"),
        ("no", r"是否.*(在用|在营|在册|正常|存续|运营|营运)$"),
        ("filled", rf"({LEAVING}).*(原因|去向|类型|类别|方式|证明|编号|证号|回收)"),
        ("status", r"状态|现状|去向|处置|处理情况|在用|使用情况|车辆情况|新旧"),
        ("remark", r"说明|备注"),
    )
)
_ALSO_BESIDE_REPLACED: Final = frozenset({"status", "no", "old"})
"""Kinds that speak of the row's own vehicle also where its row names the one it replaces."""


def state_columns(headers: Mapping[int, str], columns: Mapping[str, int]) -> dict[int, str]:
    """Return the kind of each column that may say so, by its place."""
    fields = {place: name for name, place in columns.items()}
    names_replaced = not {"replaces_vin", "replaces_plate"}.isdisjoint(columns)
    found = {
        place: kind
        for place, header in headers.items()
        if (kind := _kind(header, fields.get(place))) is not None
    }
    return {
        place: kind for place, kind in found.items() if not names_replaced or kind in _ALSO_BESIDE_REPLACED
    }


def _kind(header: str, field: str | None) -> str | None:
    parts = [flat(part) for part in header.split("/")]
    if field == "event":
        return "old"
    if any(map(_OF_OLD.search, parts)):
        return None
    if field is not None:
        return _MAPPED.get(field)
    return next((kind for kind, pattern in _UNMAPPED if pattern.search(parts[-1])), None)
