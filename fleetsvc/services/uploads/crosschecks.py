"""Checks of a staged upload against what was stored before it. Another unit's registrations are never named."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Final

from fleetsvc.database.transactions import RawConnection
from fleetsvc.models import UploadStatus
from fleetsvc.services.uploads import changes
from fleetsvc.services.uploads.staging import Version
from importers.results import Finding

StagedRow = tuple[object, ...]

_ROWS_NAMED: Final = 20
_SHORT: Final = "d.verdict IN ('non_compliant', 'needs_justification')"
_ONCE_STORED: Final = f"'{UploadStatus.ACCEPTED}', '{UploadStatus.WITHDRAWN}'"
"""SQL: statuses of uploads that may have stored something."""

# The claims of this upload, and what it has closed itself: with what still stands, that is what was current before it.
_CLAIMS: Final = """
claim AS MATERIALIZED (
    SELECT sheet, row_number, vin, replaces_vin, replaces_plate, registered_on AS new_on, category AS new_category,
        owner AS new_owner
    FROM staged WHERE replacement_shown AND NOT unchanged
), closed AS MATERIALIZED (
    SELECT r.* FROM staged c CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = %(city)s
        AND r.id = c.stored_id OFFSET 0) r
    WHERE c.stored_id IS NOT NULL AND NOT c.unchanged AND r.superseded_at = %(now)s
)"""


def _before(column: str, named: str) -> str:
    """Return the claims with what was current before of which a column holds what they name, as SQL.

    What stands is looked up claim by claim: a join would read the whole unit. Two columns are asked apart: one join on
    "this or that" would compare every row with every other.
    """
    found = "s.*, r.registered_on, r.category, r.owner"
    of_another = "r.vin <> s.vin AND r.upload_id <> %(upload)s"
    if named == "replaces_plate":
        of_another += " AND s.replaces_vin IS NULL"
    return f"""
    SELECT {found} FROM claim s CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = %(city)s
        AND r.superseded_at IS NULL AND r.{column} = s.{named} OFFSET 0) r WHERE {of_another}
    UNION ALL
    SELECT {found} FROM claim s JOIN closed r ON r.{column} = s.{named} WHERE {of_another}
    """  # noqa: S608 (constants only)


_REUSED = f"""
WITH {_CLAIMS}, reused AS (
    {_before("replaces_vin", "replaces_vin")} UNION ALL {_before("replaces_plate", "replaces_plate")}
)
SELECT sheet, row_number, coalesce(replaces_vin, replaces_plate), min(registered_on)::text FROM reused
GROUP BY 1, 2, 3 ORDER BY 1, 2
"""  # noqa: S608 (constants only)

_RETIRED = f"""
WITH {_CLAIMS}, retired AS (
    {_before("vin", "replaces_vin")} UNION ALL {_before("plate", "replaces_plate")}
)
SELECT sheet, row_number, 'replacement-younger' FROM retired WHERE registered_on >= new_on
UNION ALL SELECT sheet, row_number, 'replacement-other-category' FROM retired WHERE category <> new_category
UNION ALL SELECT sheet, row_number, 'replacement-other-owner' FROM retired WHERE owner <> new_owner
ORDER BY 1, 2, 3
"""  # noqa: S608 (constants only)

# Vehicles that fell short in an earlier delivery and are missing among this one's of the same category and days.
# A withdrawn delivery counts too, unless the vehicle has come back since: withdrawing is one way to lose it. What this
# upload has closed is among its own vehicles. Those that fall short are few, and each is looked up by itself.
_VANISHED = f"""
WITH span AS (
    SELECT category, min(registered_on) AS since, max(registered_on) AS until FROM staged
    WHERE NOT EXISTS (SELECT FROM upload WHERE city_code = %(city)s AND id = %(upload)s AND corrects IS NOT NULL)
    GROUP BY 1
),
standing AS (
    SELECT r.upload_id, r.sheet, r.row_number, r.vin
    FROM span CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = %(city)s AND d.superseded_at IS NULL
        AND {_SHORT} AND d.category = span.category AND d.registered_on BETWEEN span.since AND span.until OFFSET 0) d
    CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = %(city)s AND r.id = d.registration_id
        AND r.superseded_at IS NULL OFFSET 0) r
    WHERE r.upload_id <> %(upload)s
), withdrawn AS (
    SELECT r.upload_id, r.sheet, r.row_number, r.vin
    FROM upload u CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = %(city)s
        AND r.upload_id = u.id AND r.superseded_at = u.settled_at OFFSET 0) r
    JOIN span ON span.category = r.category AND r.registered_on BETWEEN span.since AND span.until
    CROSS JOIN LATERAL (SELECT verdict FROM decision d WHERE d.city_code = %(city)s AND d.registration_id = r.id
        AND d.superseded_at = r.superseded_at AND d.superseded_at IS NOT NULL OFFSET 0) d
    WHERE u.city_code = %(city)s AND u.status = '{UploadStatus.WITHDRAWN}' AND u.id <> %(upload)s AND {_SHORT}
        AND (SELECT true FROM registration n WHERE n.city_code = %(city)s AND n.vin = r.vin
            AND n.superseded_at IS NULL LIMIT 1) IS NULL
), earlier AS (
    SELECT e.upload_id, e.sheet, e.row_number, u.name FROM (TABLE standing UNION ALL TABLE withdrawn) e
    JOIN upload u ON u.city_code = %(city)s AND u.id = e.upload_id AND u.status IN ({_ONCE_STORED})
    WHERE e.vin NOT IN (SELECT vin FROM staged)
)
SELECT name, count(*), string_agg(row_number::text, ' ' ORDER BY sheet, row_number) FROM earlier
GROUP BY upload_id, name ORDER BY upload_id
"""  # noqa: S608 (constants only)


def _reused(row: StagedRow) -> Finding:
    sheet, number, retired, day = row
    values = {
        "first_zh": f"以前报送的登记（登记日期 {day}）",
        "first_en": f"an earlier registration (of {day})",
    }
    return Finding(
        "replacement-reused",
        sheet=str(sheet),
        row=int(str(number)),
        field="replaces_vin",
        value=str(retired),
        values=values,
    )


def _of_retired(row: StagedRow) -> Finding:
    sheet, number, code = row
    return Finding(str(code), sheet=str(sheet), row=int(str(number)), field="replaces_vin")


def _vanished(row: StagedRow) -> Finding:
    name, count, rows = row
    named = str(rows).split()
    shown = "、".join(named[:_ROWS_NAMED]) + ("…" if len(named) > _ROWS_NAMED else "")
    return Finding("vehicle-vanished", values={"file": str(name), "count": str(count), "rows": shown})


def against_stored(
    connection: RawConnection,
    version: Version,
    *,
    claims: Callable[[RawConnection, Version], list[Finding]],
) -> list[Finding]:
    """Return what only the stored registrations can show about the staged ones of an upload.

    ``claims`` compares what is claimed more than once, last of all: it may keep others waiting.
    """
    place = asdict(version)
    # Rows written in this transaction are not in the statistics yet: left to itself, the planner takes the stored
    # table for empty and compares every staged row with every stored one.
    connection.execute("SET LOCAL enable_nestloop = off")

    def rows(query: str) -> Iterable[StagedRow]:
        return connection.execute(query, place)

    found = [
        *changes.told(connection, version),
        *map(_reused, rows(_REUSED)),
        *map(_of_retired, rows(_RETIRED)),
        *map(_vanished, rows(_VANISHED)),
        *claims(connection, version),
    ]
    connection.execute("SET LOCAL enable_nestloop = on")
    return found
