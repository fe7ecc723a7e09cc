"""When a held row is no open matter any more: a current registration of its unit carries the row's VIN.

Then it was sent again and accepted. One condition for rankings, the unit's month and the pages of an upload, as SQL
on ``upload_row AS held``. Where the fault was in the VIN itself, the row is named by what a later file says of its
plate, or of a VIN that is alike at both ends: ``corrected_vin``.
"""

from dataclasses import asdict
from typing import Final

from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.uploads.staging import Version

CARRIERS: Final = """FROM (
        SELECT upper(btrim(cell)) AS vin FROM jsonb_array_elements_text(held.cells) AS cell
        WHERE length(btrim(cell)) = 17
        UNION ALL SELECT held.corrected_vin WHERE held.corrected_vin IS NOT NULL
    ) AS named
    JOIN registration AS carrier ON carrier.city_code = held.city_code AND carrier.superseded_at IS NULL
        AND carrier.vin = named.vin"""
"""The current registrations that carry a VIN of the row."""

IS_OPEN: Final = f"held.fate = 'held' AND NOT EXISTS (SELECT {CARRIERS})"
"""The row is held and no registration has come for it since."""

CLOSED_BY_UNIT: Final = "held.fate = 'ignored' AND held.why = 'dismissed'"
"""The row was held, and its unit said that it will not send it again (``closed_rows``)."""

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
