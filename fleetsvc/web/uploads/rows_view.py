"""What the review page shows of the rows of one upload: those of one fate, their cells and what is wrong with them."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlmodel import Session

from fleetsvc.models import Json, UploadDismissal, UploadRecord
from fleetsvc.services.common.masking import mask_text
from fleetsvc.services.uploads.cell_corrections import sheets_of_forms
from fleetsvc.services.uploads.closed_rows import dismissals_at
from fleetsvc.services.uploads.findings import findings_at
from fleetsvc.services.uploads.rows import Place, headers_of, list_rows, masked_rows, place_of, taken_over
from fleetsvc.web.uploads.cell_fields import TEXT, CellField, cell_fields, whole_rows
from fleetsvc.web.uploads.review_view import PAGE, ReviewQuery, Shown, said_finding
from importers.fields import column_letter
from importers.findings.register import severity_of
from importers.results import Finding, RowFate, Severity
from rules.wording import Language

MOST_COLUMNS: Final = 200
"""Of a sheet that are shown; no list of vehicles is as wide, and a page of thousands opens no more."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: which cell of a row it is, its letters, its header, and how its cells are written anew."""

    place: int
    letters: str
    header: str
    field: CellField


@dataclass(frozen=True, slots=True)
class RowsView:
    """A page of rows of one fate; ``columns`` are the first ones of their cells by sheet, those to correct first.

    ``forms``: the sheets of one vehicle a form, whose cells are not corrected here.
    """

    fate: str
    items: list[Json]
    columns: dict[str, list[Column]]
    forms: Set[str]
    further: Place | None

    def is_cut(self, sheet: str) -> bool:
        """Tell whether the rows of a sheet may have more cells than are shown."""
        return len(self.columns[sheet]) == MOST_COLUMNS


def rows_view(session: Session, upload: UploadRecord, asked: ReviewQuery, shown: Shown) -> RowsView | None:
    """Return the rows behind a number of the report, with the findings at each; None where none are asked for."""
    fate = asked.fate
    if fate is None:
        return None
    items, further = list_rows(session, fate, upload=upload, after=asked.rows_after, limit=PAGE)
    places = [(str(item["sheet"]), item["row"]) for item in items]
    found = findings_at(session, places, upload=upload) if places else {}
    whole = whole_rows(upload, items) if fate is RowFate.HELD else items
    written = masked_rows(whole, upload=upload) if shown.masked else whole
    taken = taken_over(session, places, upload=upload) if fate is RowFate.HELD else {}
    closed = dismissals_at(session, places, upload=upload) if fate is RowFate.IGNORED else {}
    rows = [
        item
        | _troubles(found[place], shown)
        | {"taken_over": taken.get(place), "dismissed": _closed(closed.get(place), shown)}
        for item, place in zip(written, places, strict=True)
    ]
    return RowsView(
        fate.value, rows, _columns(upload, rows, shown.language), sheets_of_forms(upload), further
    )


def _closed(found: UploadDismissal | None, shown: Shown) -> Json | None:
    """Return who closed a row, when and why; a note may name a vehicle."""
    if found is None:
        return None
    note = found.note or ""
    return {
        "at": found.dismissed_at,
        "by": found.dismissed_by,
        "reason": found.reason,
        "note": mask_text(note) if shown.masked else note,
    }


def _troubles(findings: list[Finding], shown: Shown) -> Json:
    """Return what is wrong in a row as a whole and at its cells, and the gravest word for each of these."""
    marked: dict[int, str] = {}
    at_cells: dict[int, list[Json]] = {}
    for finding in findings:
        if finding.column:
            place = place_of(finding.column)
            marked.setdefault(place, str(severity_of(finding)))
            at_cells.setdefault(place, []).append(said_finding(finding, shown))
    whole = [said_finding(finding, shown) for finding in findings if not finding.column]
    return {"findings": whole, "at_cells": at_cells, "marked": marked}


def _columns(upload: UploadRecord, rows: list[Json], language: Language) -> dict[str, list[Column]]:
    """Return the columns by sheet. What is to be corrected comes first: a wide sheet would hide it at its far end."""
    headers, widths, wrong = headers_of(upload), dict[str, int](), dict[str, set[int]]()
    fields = cell_fields(upload, language)
    for row in rows:
        widths[row["sheet"]] = max(widths.get(row["sheet"], 0), len(row["cells"]))
        errors = {place for place, grade in row["marked"].items() if grade == Severity.ERROR}
        wrong.setdefault(row["sheet"], set()).update(errors)
    return {
        sheet: [
            Column(
                place,
                column_letter(place),
                headers.get((sheet, column_letter(place)), ""),
                fields.get((sheet, place), TEXT),
            )
            for place in islice(_those_first(wrong[sheet], width), MOST_COLUMNS)
        ]
        for sheet, width in widths.items()
    }


def _those_first(wrong: Set[int], width: int) -> Iterator[int]:
    yield from (place for place in sorted(wrong) if place < width)
    yield from (place for place in range(width) if place not in wrong)
