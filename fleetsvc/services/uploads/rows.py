"""The rows behind each number of an upload's report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import Json, UploadRecord
from fleetsvc.services.common.masking import mask_value
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.uploads.held_rows import CARRIERS, CORRECTIONS, STORED_THERE
from importers.formats.sheetscan import column_number
from importers.results import RowFate

Place = tuple[str, int]
"""Sheet and row as Excel shows it."""

_ASIDE: Final = text("""
SELECT sheet, row_number, fate, why, cells, NULL::bigint AS registration FROM upload_row
WHERE city_code = :city AND upload_id = :number AND fate = :fate AND (sheet, row_number) > (:sheet, :row)
ORDER BY sheet, row_number LIMIT :most
""")
_ACCEPTED: Final = text("""
SELECT sheet, row_number, 'accepted' AS fate, NULL AS why, '[]'::jsonb AS cells, id AS registration FROM registration
WHERE city_code = :city AND upload_id = :number AND (sheet, row_number) > (:sheet, :row)
UNION ALL
SELECT sheet, row_number, 'accepted', NULL, '[]'::jsonb, NULL FROM retirement r
WHERE city_code = :city AND upload_id = :number AND (sheet, row_number) > (:sheet, :row) AND NOT EXISTS (
    SELECT FROM upload_row u WHERE u.city_code = r.city_code AND u.upload_id = r.upload_id AND u.sheet = r.sheet
        AND u.row_number = r.row_number)
ORDER BY sheet, row_number LIMIT :most
""")


def list_rows(
    session: Session, fate: RowFate, *, upload: UploadRecord, after: Place | None, limit: int
) -> tuple[list[Json], Place | None]:
    """Return a page of an upload's rows of one fate, and the place to go on from.

    Accepted rows are there once the upload is stored, each with its registration (a retired vehicle has none);
    unchanged ones without cells.
    """
    sheet, row = after or ("", 0)
    place = {"city": upload.city_code, "number": upload.id, "fate": fate.value, "sheet": sheet, "row": row}
    statement = _ACCEPTED if fate is RowFate.ACCEPTED else _ASIDE
    found = session.connection().execute(statement, place | {"most": limit + 1}).all()
    page, following = first_of(found, limit, lambda row: (str(row.sheet), int(row.row_number)))
    items: list[Json] = [
        {
            "sheet": one.sheet,
            "row": one.row_number,
            "fate": one.fate,
            "why": one.why,
            "cells": one.cells,
            "registration": one.registration,
        }
        for one in page
    ]
    return items, following


_TAKEN_OVER: Final = text(f"""
SELECT held.sheet, held.row_number, max(since.upload_id), bool_or(since.is_stored)
FROM upload_row AS held CROSS JOIN LATERAL (
    SELECT later.id, {STORED_THERE} {CORRECTIONS}
    UNION ALL SELECT carrier.upload_id, true {CARRIERS}) AS since (upload_id, is_stored)
WHERE held.city_code = :city AND held.upload_id = :number AND held.fate = 'held'
    AND held.sheet = ANY (:sheets) AND held.row_number = ANY (:rows)
GROUP BY held.sheet, held.row_number
""")  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The latest upload that has a held row, and whether the row is settled: else it is held there once more."""

    upload: int
    is_stored: bool


def taken_over(session: Session, places: Sequence[Place], *, upload: UploadRecord) -> dict[Place, TakenOver]:
    """Return which of some held rows of an upload are no open matter of it any more, and what has taken them over."""
    values = {
        "city": upload.city_code,
        "number": upload.id,
        "sheets": [sheet for sheet, _ in places],
        "rows": [row for _, row in places],
    }
    found = session.connection().execute(_TAKEN_OVER, values) if places else ()
    return {(sheet, row): TakenOver(number, is_stored) for sheet, row, number, is_stored in found}


def masked_rows(items: Sequence[Json], *, upload: UploadRecord) -> list[Json]:
    """Return rows with the cells of plates, VINs and owners masked, wherever the report says those columns are."""
    fields = fields_by_place(upload.report)
    return [
        item
        | {
            "cells": [
                mask_value(fields.get((str(item["sheet"]), place)), cell)
                for place, cell in enumerate(item["cells"])
            ]
        }
        for item in items
    ]


def fields_by_place(report: Json | None) -> dict[tuple[str, int], str]:
    """Return which field each column holds: (sheet, zero-based place) -> field."""
    return {
        (sheet["name"], place_of(column["column"])): column["field"]
        for sheet in (report or {}).get("sheets", ())
        for column in sheet["columns"]
        if column["field"]
    }


def headers_of(upload: UploadRecord) -> dict[tuple[str, str], str]:
    """Return the headers of an upload by sheet and column letters."""
    return {
        (sheet["name"], column["column"]): column["header"]
        for sheet in (upload.report or {}).get("sheets", ())
        for column in sheet["columns"]
    }


def place_of(letters: str) -> int:
    """Return the zero-based place of a column's letters: the inverse of ``importers.fields.column_letter``.

    >>> place_of("A"), place_of("AA"), place_of("ZZ")
    (0, 26, 701)
    """
    return column_number(letters) - 1
