"""When a held row is no open matter any more: a file that is not older has stored the vehicle of the row's VIN.

Then it was sent again and accepted. As SQL on ``upload_row AS held``. The VIN is what its own column says. Where the
fault was in the VIN itself, the row is named by what a later file says of its plate, or of a VIN that is alike at both
ends: ``corrected_vin``. A row that was corrected on the page is known by where it came from: the upload that
``corrects`` its own has it at the same number. For pages it is open there then, if it still is; for rankings it stays
open where it was sent first until such an upload is accepted and has stored it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.uploads.staging import Version

CARRIERS: Final = """FROM (SELECT held.vin UNION ALL SELECT held.corrected_vin) AS named (vin)
    CROSS JOIN LATERAL (
        SELECT stands.upload_id FROM registration AS stands
        WHERE stands.city_code = held.city_code AND stands.vin = named.vin AND stands.superseded_at IS NULL
            AND stands.upload_id >= held.upload_id
        UNION ALL
        SELECT again.upload_id FROM registration AS stands
        JOIN upload_row AS again ON again.city_code = stands.city_code AND again.registration_id = stands.id
            AND again.fate = 'unchanged' AND again.upload_id >= held.upload_id
        JOIN upload AS its ON its.city_code = again.city_code AND its.id = again.upload_id AND its.status = 'accepted'
        WHERE stands.city_code = held.city_code AND stands.vin = named.vin AND stands.superseded_at IS NULL
        UNION ALL
        SELECT gone.upload_id FROM retirement AS gone
        JOIN upload AS own ON own.city_code = held.city_code AND own.id = held.upload_id AND own.kind = 'retirements'
        WHERE gone.city_code = held.city_code AND gone.vin = named.vin AND gone.superseded_at IS NULL
            AND gone.upload_id >= held.upload_id
    ) AS carrier"""
"""The uploads, none older than the row's, that have stored its vehicle, or say again that it is stored."""

_LATER: Final = """FROM upload AS own JOIN upload AS later ON later.city_code = own.city_code
        AND later.corrects = coalesce(own.corrects, own.id) AND later.id > own.id
        AND later.corrects_sheet = coalesce(own.corrects_sheet, held.sheet)
    WHERE own.city_code = held.city_code AND own.id = held.upload_id"""
"""The uploads in which the row was corrected: they all correct the one that it was sent in first."""

_AT: Final = "city_code = later.city_code AND upload_id = later.id AND row_number = held.row_number"

STORED_THERE: Final = f"""later.status = 'accepted' AND (EXISTS (SELECT FROM registration WHERE {_AT})
    OR EXISTS (SELECT FROM retirement WHERE {_AT})
    OR EXISTS (SELECT FROM upload_row WHERE {_AT} AND fate = 'unchanged'))"""  # noqa: S608 (constants)
"""A later upload was accepted and has stored the row, or says what is stored already."""

_CLOSED_THERE: Final = f"""later.status = 'accepted'
    AND EXISTS (SELECT FROM upload_row WHERE {_AT} AND fate = 'ignored' AND why = 'dismissed')"""

CORRECTIONS: Final = f"""{_LATER} AND ({STORED_THERE} OR {_CLOSED_THERE}
    OR later.status IN ('accepted', 'in_review') AND EXISTS (SELECT FROM upload_row WHERE {_AT} AND fate = 'held'))"""
"""The uploads in which the row was corrected and is settled, or is held again: where pages lead."""

IS_OPEN: Final = f"""held.fate = 'held' AND NOT EXISTS (SELECT {CORRECTIONS})
    AND NOT EXISTS (SELECT {CARRIERS})"""
"""The row is held, no correction has taken it over and no registration has come for it since: for pages alone."""

CLOSED_BY_UNIT: Final = "held.fate = 'ignored' AND held.why = 'dismissed'"
"""The row was held, and its unit said that it will not send it again (``closed_rows``)."""

_IS_UNSETTLED: Final = f"""held.fate = 'held' AND NOT EXISTS (SELECT {_LATER} AND {STORED_THERE})
    AND NOT EXISTS (SELECT {CARRIERS})"""
_IS_CLOSED_LATER: Final = f"EXISTS (SELECT {_LATER} AND {_CLOSED_THERE})"

COUNTS_AS_HELD: Final = f"{_IS_UNSETTLED} AND NOT {_IS_CLOSED_LATER}"
"""The row is open for a ranking: whatever a correction says of it, until that is accepted and has stored it."""

COUNTS_AS_CLOSED: Final = f"({CLOSED_BY_UNIT} OR {_IS_UNSETTLED} AND {_IS_CLOSED_LATER})"
"""The row was closed, here or in an upload that corrects it: it counts where it was sent first."""

STANDS_FIRST: Final = """NOT EXISTS (SELECT FROM upload AS root JOIN upload_row AS first
    ON first.city_code = root.city_code AND first.upload_id = root.id AND first.sheet = upload.corrects_sheet
        AND first.row_number = held.row_number AND (first.fate = 'held' OR first.why = 'dismissed')
    WHERE root.city_code = upload.city_code AND root.id = upload.corrects
        AND root.status IN ('accepted', 'in_review'))"""
"""The row of ``upload`` is not that of an upload which it corrects: one row counts once, where it was sent first."""

_NAME_CORRECTED: Final = """
WITH faulty AS (
    SELECT DISTINCT f.upload_id, f.sheet, f.row_number FROM finding f
    JOIN upload u ON u.city_code = f.city_code AND u.id = f.upload_id AND u.status IN ('accepted', 'in_review')
    WHERE f.city_code = %(city)s AND f.upload_id <> %(upload)s AND f.severity = 'error' AND f.code LIKE 'vin-%%'
), written AS (
    SELECT held.upload_id, held.sheet, held.row_number,
        upper(regexp_replace(cell, '[\\s·•.-]', '', 'g')) AS text
    FROM faulty JOIN upload_row held ON held.city_code = %(city)s AND held.upload_id = faulty.upload_id
        AND held.sheet = faulty.sheet AND held.row_number = faulty.row_number AND held.fate = 'held'
    CROSS JOIN LATERAL jsonb_array_elements_text(held.cells) AS cell
), corrected AS (
    SELECT w.upload_id, w.sheet, w.row_number, s.vin FROM written w JOIN staged s ON s.plate = w.text
    UNION ALL
    SELECT w.upload_id, w.sheet, w.row_number, s.vin FROM written w
    JOIN staged s ON right(s.vin, 8) = right(w.text, 8) AND left(s.vin, 3) = left(w.text, 3)
    WHERE length(w.text) BETWEEN 14 AND 20
)
UPDATE upload_row held SET corrected_vin = c.vin FROM corrected c
WHERE held.city_code = %(city)s AND held.upload_id = c.upload_id AND held.sheet = c.sheet
    AND held.row_number = c.row_number
"""


def name_corrected(connection: RawConnection, version: Version) -> None:
    """Name those held rows of earlier files whose VIN was at fault and whose vehicles are staged now."""
    connection.execute(_NAME_CORRECTED, asdict(version))


_OPEN: Final = text(f"""
SELECT upload.id, upload.name, count(*)
FROM upload
JOIN upload_row AS held ON held.city_code = upload.city_code AND held.upload_id = upload.id AND {IS_OPEN}
WHERE upload.city_code = :city AND upload.status IN ('accepted', 'in_review')
    AND (CAST(:numbers AS bigint[]) IS NULL OR upload.id = ANY (:numbers))
    AND (CAST(:since AS timestamptz) IS NULL OR upload.received_at >= :since)
GROUP BY upload.id, upload.name ORDER BY upload.id DESC
""")  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class OpenRows:
    """How many rows of one upload are still to be corrected."""

    upload: int
    name: str
    count: int


def open_rows(
    session: Session, *, city: int, numbers: Sequence[int] | None = None, since: datetime | None = None
) -> tuple[OpenRows, ...]:
    """Return the uploads of a unit that hold rows which are still to be corrected, the newest first.

    The one number of it that all pages show. ``numbers``: of these uploads only; ``since``: of those received then.
    """
    values = {"city": city, "numbers": None if numbers is None else list(numbers), "since": since}
    return tuple(OpenRows(*row) for row in session.connection().execute(_OPEN, values))
