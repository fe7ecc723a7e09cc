"""What vehicles are called, packed so that any part of it is found within milliseconds at a million.

No index knows the parts of a text. Versions are only ever added, so number, VIN and plate of those stored together are
packed into lines of text, some hundred to a row, which the database looks through at once; owners, who have many
vehicles each, stand once. Whoever stores versions packs them in the same transaction. Whether a version still stands
is asked of the version.

Texts are looked for in capitals, so small letters part the lines: what is looked for is never found across two of them.
"""

from typing import Final

from fleetsvc.database.transactions import RawConnection

BEGINS: Final = "y"
"""Begins the line of a version."""
PARTS: Final = "z"
"""Stands between number, VIN and plate."""
DIGITS: Final = "abcdefghij"
"""How numbers are written."""
_TOGETHER: Final = 190
"""Versions in a row: it stays within a page of the database."""

_PACK: Final = f"""
INSERT INTO vehicle_names (city_code, lines)
SELECT %(city)s, string_agg(
    '{BEGINS}' || translate(id::text, '0123456789', '{DIGITS}')
        || '{PARTS}' || vin || '{PARTS}' || coalesce(plate, ''), ''
)
FROM (SELECT *, row_number() OVER () / {_TOGETHER} AS place FROM ({{0}}) AS version) AS version GROUP BY place
"""  # noqa: S608 (constants)
_OWNERS: Final = """
INSERT INTO owner_name (city_code, owner) SELECT DISTINCT %(city)s, owner FROM ({0}) AS version WHERE owner IS NOT NULL
ON CONFLICT DO NOTHING
"""


def pack(connection: RawConnection, versions: str, *, city: int) -> None:
    """Keep what some versions of a unit are called; ``versions``: SQL of their id, vin, plate and owner."""
    for statement in (_PACK, _OWNERS):
        connection.execute(statement.format(versions), {"city": city})
