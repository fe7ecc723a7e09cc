"""Of which months and categories a delivery stored vehicles, and how many of them no delivery had named before.

Versions are never rewritten, so this is settled once they are stored: whoever stores some notes it, and pages of a
million vehicles need not look at each. What becomes of the delivery is asked of the delivery.
"""

from collections.abc import Iterable
from typing import Final

from fleetsvc.database.transactions import RawConnection

_NOTE: Final = """
INSERT INTO upload_month (city_code, upload_id, month, category, first_named)
SELECT r.city_code, r.upload_id, date_trunc('month', r.registered_on::timestamp)::date, r.category,
    count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM registration AS before WHERE before.city_code = r.city_code AND before.vin = r.vin
            AND before.registered_on = r.registered_on AND before.superseded_at IS NOT NULL AND before.id < r.id))
FROM registration r WHERE r.city_code = %(city)s AND r.upload_id = ANY (%(uploads)s)
GROUP BY 1, 2, 3, 4
ON CONFLICT (city_code, upload_id, month, category) DO UPDATE SET first_named = excluded.first_named
"""


def note(connection: RawConnection, uploads: Iterable[int], *, city: int) -> None:
    """Note what some deliveries of a unit have stored by now."""
    connection.execute(_NOTE, {"city": city, "uploads": list(uploads)})
