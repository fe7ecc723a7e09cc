"""Rows and cells that are corrected on the page of an upload.

Of one in review they are kept beside it; of one that is stored they become a small file, each row at its own number.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads.cell_corrections import CellSaid
from fleetsvc.services.uploads.deliveries import Delivery
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.services.uploads.open_corrections import rows_in_correction, sent_first
from fleetsvc.services.uploads.rows import fields_by_place, headers_of
from fleetsvc.web.frame.forms import without_controls
from fleetsvc.web.uploads.cell_fields import WAS, cell_name
from importers.fields import column_letter

_CORRECTED: Final = "（更正）"
_LONGEST_CELL: Final = 1000
_NUMBER: Final = re.compile("[1-9][0-9]{0,6}").fullmatch
_PLACE: Final = re.compile("cell:([0-9]{1,3}):([1-9][0-9]{0,6}):([0-9]{1,4})").fullmatch


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held row as it stands: its number in Excel, and its cells."""

    row: int
    cells: Sequence[str]


def changed_rows(rows: Sequence[HeldRow], form: Mapping[str, str], days: Collection[int]) -> list[HeldRow]:
    """Return the rows that the form says otherwise than they stand, as it says them; a cell that it lacks stays.

    ``days``: places of days, whose fields are empty where the cell holds none that can be shown: it stays, too.
    Raises ControlCharacterSent.
    """
    said = [
        (row, [_said(form, row.row, at, cell, is_day=at in days) for at, cell in enumerate(row.cells)])
        for row in rows
    ]
    return [HeldRow(row.row, cells) for row, cells in said if cells != list(row.cells)]


def _said(form: Mapping[str, str], row: int, at: int, cell: str, *, is_day: bool) -> str:
    name = cell_name(row, at)
    text = without_controls(form[name])[:_LONGEST_CELL] if name in form else cell
    return cell if is_day and not text else text


def rows_as_shown(form: Mapping[str, str]) -> list[HeldRow]:
    """Return the rows of a form as they stood when it was made; what says none is left out."""
    found: list[HeldRow] = []
    for name, value in form.items():
        number = name.removeprefix(WAS) if name.startswith(WAS) else ""
        cells = _cells_in(value) if _NUMBER(number) else None
        if cells is not None:
            found.append(HeldRow(int(number), cells))
    return found


def _cells_in(text: str) -> list[str] | None:
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cells if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells) else None


def cells_of_rows(sheet: str, before: Sequence[HeldRow], after: Sequence[HeldRow]) -> list[CellSaid]:
    """Return the cells that differ between rows as they stood and as the form says them."""
    stood = {row.row: row.cells for row in before}
    return [
        CellSaid(sheet, row.row, column_letter(at), cell, stood[row.row][at])
        for row in after
        for at, cell in enumerate(row.cells)
        if cell != stood[row.row][at]
    ]


def cells_of_places(upload: UploadRecord, form: Mapping[str, str]) -> list[CellSaid]:
    """Return the cells that a form of any cells says otherwise than they stood; what names no cell is left out.

    Raises ControlCharacterSent.
    """
    sheets = [sheet["name"] for sheet in (upload.report or {}).get("sheets", ())]
    found: list[CellSaid] = []
    for name, value in form.items():
        place = _PLACE(name)
        if place is None or int(place[1]) >= len(sheets):
            continue
        text, was = without_controls(value)[:_LONGEST_CELL], form.get(WAS + name)
        if text != (was or ""):
            letters = column_letter(int(place[3]))
            found.append(CellSaid(sheets[int(place[1])], int(place[2]), letters, text, was))
    return found


def correction_of(upload: UploadRecord, sheet: str, rows: Sequence[HeldRow], *, received_by: str) -> Delivery:
    """Return changed rows of a sheet as a delivery that is read just as the sheet was, each at its own number.

    It keeps the sheet's name, whose words may say what it holds, and its columns are mapped as they were.
    """
    headers = headers_of(upload)
    letters = [column_letter(place) for place in range(max(len(row.cells) for row in rows))]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([headers.get((sheet, letter)) or letter for letter in letters])
    at = 1
    for row in sorted(rows, key=lambda one: one.row):
        written.write("\r\n" * (row.row - at - 1))
        writer.writerow(row.cells)
        at = row.row
    name = f"{sheet.removesuffix(_CORRECTED)}{_CORRECTED}"
    return Delivery(
        content=written.getvalue().encode("utf-8-sig"),
        name=label_of(f"{name}.csv"),
        received_by=received_by,
        category=upload.category,
        event=upload.event,
        kind=upload.kind,
        mapping={name: _columns(upload, sheet)},
        meanings={name: upload.meanings[sheet]} if sheet in upload.meanings else {},
        corrects=sent_first(upload, sheet),
    )


def in_correction(
    session: Session, upload: UploadRecord, sheet: str, rows: Sequence[HeldRow], corrected: Delivery
) -> dict[int, int]:
    """Return which of some rows are in another correction that waits to be stored, and in which upload."""
    there = rows_in_correction(session, upload, sheet, but_sha256=corrected.sha256)
    return {row.row: there[row.row] for row in rows if row.row in there}


def _columns(upload: UploadRecord, sheet: str) -> dict[str, Any]:
    report: Mapping[str, Any] = upload.report or {}
    return {
        column["column"]: column["field"]
        for one in report.get("sheets", ())
        if one["name"] == sheet
        for column in one["columns"]
    }


def places_of(upload: UploadRecord, sheet: str, names: Collection[str]) -> set[int]:
    """Return the zero-based places of a sheet's columns that hold some fields."""
    found = fields_by_place(upload.report).items()
    return {place for (of, place), name in found if of == sheet and name in names}
