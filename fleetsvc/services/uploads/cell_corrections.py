"""Cells of an upload in review that its unit corrects: the file is read again with them, every row at its own number.

The bytes stay as they were sent; what was said of which cell, and by whom, is kept beside them.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json, UploadRecord
from importers.cells.dittos import DITTOS
from importers.formats.cell_text import settle
from importers.formats.sheetscan import column_number

MOST_CELLS: Final = 5000
"""Of one upload; whoever has more to correct does it in the file."""

_BESIDE: Final = 256
"""So many columns a row may run on past those of its list."""


@dataclass(frozen=True, slots=True)
class CellSaid:
    """What stands in a cell by the word of a unit. ``was``: what its page showed there, None where it did not."""

    sheet: str
    row: int
    column: str
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A cell that somebody else has corrected otherwise since its page was shown: their word stands."""

    said: CellSaid
    by: str
    text: str


class CorrectionsTooMany(Exception):
    """So many cells are corrected in the file itself."""


class SheetOfForms(Exception):
    """A sheet holds one vehicle a form: its values stand in no columns, and are corrected in the file itself."""

    def __init__(self, sheet: str) -> None:
        super().__init__(sheet)
        self.sheet = sheet


class CellUnknown(Exception):
    """No page of the upload offers this cell: ``said``."""

    def __init__(self, said: CellSaid) -> None:
        super().__init__(said)
        self.said = said


def require_offered(upload: UploadRecord, said: Sequence[CellSaid]) -> None:
    """Refuse cells that no page of an upload offers: of other sheets, above the first vehicle, far beside the list.

    Raises SheetOfForms, CellUnknown.
    """
    forms = sheets_of_forms(upload)
    offered = {
        sheet["name"]: (sheet["first_data_row"] or 1, _last_column(sheet) + _BESIDE)
        for sheet in (upload.report or {}).get("sheets", ())
        if sheet["used"]
    }
    for one in said:
        if one.sheet in forms:
            raise SheetOfForms(one.sheet)
        first, last = offered.get(one.sheet, (1, 0))
        if one.row < first or column_number(one.column) > last:
            raise CellUnknown(one)


def _last_column(sheet: Json) -> int:
    return max((column_number(column["column"]) for column in sheet["columns"]), default=0)


def sheets_of_forms(upload: UploadRecord) -> Set[str]:
    """Return the sheets of an upload that hold one vehicle a form: those read that have no columns."""
    sheets = (upload.report or {}).get("sheets", ())
    return {sheet["name"] for sheet in sheets if sheet["used"] and not sheet["columns"]}


def texts_of(upload: UploadRecord) -> dict[str, dict[str, dict[str, str]]]:
    """Return what stands in corrected cells, as ``importers.results.Expectation`` has it."""
    return {
        sheet: {row: {column: cell["text"] for column, cell in cells.items()} for row, cells in rows.items()}
        for sheet, rows in upload.corrections.items()
    }


def merged(
    upload: UploadRecord, said: Sequence[CellSaid], *, by: str, now: datetime
) -> tuple[dict[str, Any], list[Overtaken]]:
    """Return the corrections of an upload with what is said now, and what of that comes too late.

    Texts are kept as they are read, without signs that nobody sees. Raises CorrectionsTooMany.
    """
    kept: dict[str, Any] = {
        sheet: {row: dict(cells) for row, cells in rows.items()} for sheet, rows in upload.corrections.items()
    }
    late: list[Overtaken] = []
    for one in said:
        cells = kept.setdefault(one.sheet, {}).setdefault(str(one.row), {})
        known, (text, _) = cells.get(one.column), settle(one.text)
        if known and known["by"] != by and _is_overtaken(one, text, known["text"]):
            late.append(Overtaken(one, known["by"], known["text"]))
        elif known is None or known["text"] != text:  # who says the same later names nothing later
            cells[one.column] = {"text": text, "by": by, "at": rfc3339(now)}
    if sum(len(cells) for rows in kept.values() for cells in rows.values()) > MOST_CELLS:
        raise CorrectionsTooMany
    return kept, late


def _is_overtaken(one: CellSaid, text: str, known: str) -> bool:
    """Return whether a cell holds another word than its page showed; in the place of a ditto that is the word above."""
    return one.was is not None and known not in (settle(one.was)[0], text, *DITTOS)
