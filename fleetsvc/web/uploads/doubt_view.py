"""Columns of a delivery in review that nobody is sure of: filled and not used, or read by a guess."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.models import UploadRecord, UploadStatus

SURE: Final = 0.8
"""Below it a column is asked about."""
_OWNER: Final = re.compile("公司|集团|局|处|中心|厂|社|车队|个体").search


@dataclass(frozen=True, slots=True)
class Doubt:
    """A column and what it is taken for: ``field`` (empty: not used) by the reader, ``proposal`` to be answered with.

    ``name``: its field in the form of columns.
    """

    name: str
    sheet: str
    column: str
    header: str
    field: str
    proposal: str
    sure: int
    samples: tuple[str, ...]


def doubts_of(upload: UploadRecord, *, recalled: Collection[str]) -> list[Doubt]:
    """Return what is to be asked of an upload's columns; nothing of ``recalled`` sheets, which the unit confirmed."""
    if upload.status is not UploadStatus.IN_REVIEW or upload.confirmed:
        return []
    return list(_doubts(upload, recalled))


def _doubts(upload: UploadRecord, recalled: Collection[str]) -> Iterator[Doubt]:
    for place, sheet in enumerate((upload.report or {}).get("sheets", ())):
        if not sheet["used"] or sheet["name"] in recalled:
            continue
        said = upload.mapping.get(sheet["name"], {})
        taken = {one["field"] for one in sheet["columns"]}
        for one in sheet["columns"]:
            is_sure = one["field"] and one["confidence"] >= SURE
            if one["samples"] and one["column"] not in said and not is_sure:
                field = one["field"] or ""
                proposal = field or ("" if "owner" in taken else _proposal(one))
                name, sure = f"{place}:{one['column']}", round(one["confidence"] * 100)
                head = (name, sheet["name"], one["column"], one["header"])
                yield Doubt(*head, field, proposal, sure, tuple(one["samples"]))


def _proposal(column: Mapping[str, Any]) -> str:
    """Return what a column without a known name may hold: names of firms are owners."""
    firms = sum(_OWNER(text) is not None for text in column["samples"])
    return "owner" if 2 * firms > len(column["samples"]) else ""
