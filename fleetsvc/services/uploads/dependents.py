"""What rests on a delivery: which vehicles stand by its word, and what other deliveries of its unit are built on it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadRecord

_STANDING: Final = text("""
SELECT (SELECT count(*) FROM registration WHERE city_code = :city AND upload_id = :number AND superseded_at IS NULL)
    + (SELECT count(*) FROM retirement WHERE city_code = :city AND upload_id = :number AND superseded_at IS NULL)
""")
# A vehicle is its VIN and its day. Uses are joined by their retired vehicle's row, which names its list.
_OTHERS: Final = text("""
WITH own AS MATERIALIZED (
    SELECT id, vin, registered_on, superseded_at FROM registration WHERE city_code = :city AND upload_id = :number
), resting AS (
    SELECT id AS upload_id, 0 AS newer, 0 AS same, 0 AS replacing FROM upload
    WHERE city_code = :city AND corrects = :number
    UNION ALL
    SELECT c.upload_id, count(DISTINCT c.id), 0, 0 FROM own o
    JOIN registration c ON c.city_code = :city AND c.vin = o.vin AND c.registered_on = o.registered_on
        AND c.superseded_at IS NULL AND c.upload_id <> :number
    WHERE o.superseded_at IS NOT NULL GROUP BY c.upload_id
    UNION ALL
    SELECT w.upload_id, 0, count(DISTINCT o.id), 0 FROM own o
    JOIN upload_row w ON w.city_code = :city AND w.registration_id = o.id AND w.fate = 'unchanged'
    WHERE o.superseded_at IS NULL GROUP BY w.upload_id
    UNION ALL
    SELECT r.upload_id, 0, 0, count(*) FROM retirement t
    JOIN replacement_use s ON s.city_code = :city AND s.retirement_id = t.id AND s.superseded_at IS NULL
    JOIN registration r ON r.city_code = :city AND r.vin = s.vin AND r.registered_on = s.registered_on
        AND r.superseded_at IS NULL
    WHERE t.city_code = :city AND t.upload_id = :number AND t.superseded_at IS NULL GROUP BY r.upload_id
)
SELECT u.id, u.name, u.corrects IS NOT DISTINCT FROM :number, sum(newer)::int, sum(same)::int, sum(replacing)::int
FROM resting JOIN upload u ON u.city_code = :city AND u.id = resting.upload_id
WHERE u.status NOT IN ('refused', 'withdrawn') GROUP BY u.id, u.name, u.corrects ORDER BY u.id
""")


@dataclass(frozen=True, slots=True)
class RestingUpload:
    """Another delivery of the unit that is built on one, and stays when that is withdrawn.

    ``corrects``: it holds rows of that one anew; ``newer`` vehicles of that one it reported otherwise later, ``same``
    it reported as they were, ``replacing`` vehicles of it are replacements that its retired vehicles confirm.
    """

    number: int
    name: str
    corrects: bool
    newer: int
    same: int
    replacing: int


@dataclass(frozen=True, slots=True)
class Resting:
    """``standing``: how many vehicles stand by a delivery's word; ``others``: the deliveries built on it."""

    standing: int
    others: tuple[RestingUpload, ...]


def resting_on(session: Session, upload: UploadRecord) -> Resting:
    """Return what rests on a delivery."""
    connection, values = session.connection(), {"city": upload.city_code, "number": upload.number}
    standing = connection.execute(_STANDING, values).scalar_one()
    return Resting(standing, tuple(RestingUpload(*row) for row in connection.execute(_OTHERS, values)))
