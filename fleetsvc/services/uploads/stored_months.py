"""Of which months and categories a delivery stored vehicles, and how many of them no delivery had named before.

Which version was before another is told by when they were recorded: numbers are dealt to connections by the thousand.

Versions are never rewritten, so this is settled once they are stored: whoever stores some notes it, and pages of a
million vehicles need not look at each. What becomes of the delivery is asked of the delivery.
"""

from collections.abc import Iterable
from typing import Final

from fleetsvc.database.transactions import RawConnection

CORRECTED: Final = """
    SELECT u.city_code, u.id AS upload_id, f.sheet, f.row_number,
        max((u.corrections -> f.sheet -> f.row_number::text -> f.column_letter ->> 'at')::timestamptz) AS at
    FROM upload AS u JOIN finding AS f ON f.city_code = u.city_code AND f.upload_id = u.id
        AND f.code = 'cell-corrected' AND f.field IN ('vin', 'plate', 'registered_on')
    WHERE u.corrections <> '{}'
    GROUP BY 1, 2, 3, 4
"""
"""Rows in which cells were corrected that name a vehicle, and when the last of them was.

What stood there until then named another one, or none: it is no sooner reported than it was corrected.
"""

_NOTE: Final = f"""
WITH corrected AS (
    SELECT * FROM ({CORRECTED}) AS found WHERE city_code = %(city)s AND upload_id = ANY (%(uploads)s)
)
INSERT INTO upload_month (city_code, upload_id, month, category, named_at, first_named)
SELECT r.city_code, r.upload_id, date_trunc('month', r.registered_on::timestamp)::date, r.category,
    greatest(upload.received_at, corrected.at),
    count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM registration AS before WHERE before.city_code = r.city_code AND before.vin = r.vin
            AND before.registered_on = r.registered_on AND before.superseded_at IS NOT NULL
            AND (before.recorded_at, before.id) < (r.recorded_at, r.id)))
FROM registration r
JOIN upload ON upload.city_code = r.city_code AND upload.id = r.upload_id
LEFT JOIN corrected ON corrected.city_code = r.city_code AND corrected.upload_id = r.upload_id
    AND corrected.sheet = r.sheet AND corrected.row_number = r.row_number
WHERE r.city_code = %(city)s AND r.upload_id = ANY (%(uploads)s)
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (city_code, upload_id, month, category, named_at) DO UPDATE SET first_named = excluded.first_named
"""  # noqa: S608 (constants)


def note(connection: RawConnection, uploads: Iterable[int], *, city: int) -> None:
    """Note what some deliveries of a unit have stored by now."""
    connection.execute(_NOTE, {"city": city, "uploads": list(uploads)})
