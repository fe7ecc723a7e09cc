"""Held rows that are corrected in place: those that were changed become a small file, each row at its own number."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads.deliveries import Delivery
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.web.uploads.review_view import headers_of
from importers.fields import column_letter

_CORRECTED: Final = "（更正）"
_LONGEST_CELL: Final = 1000


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held row as it stands: its number in Excel, and its cells."""

    row: int
    cells: Sequence[str]


def cell_name(row: int, place: int) -> str:
    """Return the name of a cell's field in the form."""
    return f"{row}:{place}"


def changed_rows(rows: Sequence[HeldRow], form: Mapping[str, str]) -> list[HeldRow]:
    """Return the rows that the form says otherwise than they stand, as it says them; a cell that it lacks stays."""
    said = [
        (row, [form.get(cell_name(row.row, at), cell)[:_LONGEST_CELL] for at, cell in enumerate(row.cells)])
        for row in rows
    ]
    return [HeldRow(row.row, cells) for row, cells in said if cells != list(row.cells)]


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
        mapping={name: _columns(upload, sheet)},
        corrects=(upload.number, sheet),
    )


def _columns(upload: UploadRecord, sheet: str) -> dict[str, Any]:
    report: Mapping[str, Any] = upload.report or {}
    return {
        column["column"]: column["field"]
        for one in report.get("sheets", ())
        if one["name"] == sheet
        for column in one["columns"]
    }
