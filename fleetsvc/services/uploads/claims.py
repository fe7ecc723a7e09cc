"""Vehicles that are claimed more than once: by two units, or by one with two days of first registration.

Such a vehicle is disputed on all sides until the office decides, and counts as met for none. Of two transactions that
claim a vehicle at once, the second finds the first: each looks at its very end, one at a time. Nearly all find nothing,
and so hold the claims of all units for that last look alone. Another unit's claim is never named.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.law import standing_counts
from fleetsvc.services.uploads.staging import Version
from importers.results import Finding

_ELSEWHERE: Final = """
SELECT s.sheet, s.row_number, s.vin FROM staged s
JOIN vins_of_other_units(%(city)s, (SELECT array_agg(vin) FROM staged WHERE NOT unchanged)) v(vin) ON v.vin = s.vin
WHERE NOT s.unchanged ORDER BY s.sheet, s.row_number
"""
# What the index of current versions holds comes first: nearly always nothing is left to look up.
_OTHER_DAY: Final = """
WITH other AS MATERIALIZED (
    SELECT s.sheet, s.row_number, s.vin, s.registered_on, r.registered_on AS before
    FROM staged s CROSS JOIN LATERAL (SELECT registered_on FROM registration r WHERE r.city_code = %(city)s
        AND r.vin = s.vin AND r.registered_on <> s.registered_on AND r.superseded_at IS NULL OFFSET 0) r
    WHERE s.met AND NOT s.unchanged
)
SELECT o.sheet, o.row_number, o.vin, o.before::text, o.registered_on::text, u.name, here.name
FROM other o JOIN registration r ON r.city_code = %(city)s AND r.vin = o.vin AND r.registered_on = o.before
    AND r.superseded_at IS NULL AND r.upload_id <> %(upload)s
JOIN upload u ON u.city_code = r.city_code AND u.id = r.upload_id
JOIN upload here ON here.city_code = r.city_code AND here.id = %(upload)s
ORDER BY o.sheet, o.row_number, o.before
"""
_CLAIMED: Final = "vin-claimed-elsewhere"
_DISPUTE: Final = "SELECT dispute_claims(%(vins)s::text[], %(now)s, %(city)s, %(upload)s)"


def compare(connection: RawConnection, version: Version) -> list[Finding]:
    """Return a finding for each staged vehicle that is claimed elsewhere or with another day."""
    found: list[Finding] = []
    for sheet, row, vin in connection.execute(_ELSEWHERE, asdict(version)):
        found += [_at(sheet, row, code, "vin", vin) for code in ("duplicate-elsewhere", _CLAIMED)]
    for sheet, row, vin, before, after, earlier, here in connection.execute(_OTHER_DAY, asdict(version)):
        values = {"before": str(before), "after": str(after), "file": str(earlier), "here": str(here)}
        found += [
            _at(sheet, row, _CLAIMED, "vin", vin),
            replace(_at(sheet, row, "registered-on-changed", "registered_on", after), values=values),
        ]
    return found


def _at(sheet: object, row: object, code: str, field: str, value: object) -> Finding:
    return Finding(code, sheet=str(sheet), row=int(str(row)), field=field, value=str(value))


def settle(connection: RawConnection, version: Version, *, first: Callable[[], None]) -> list[Finding]:
    """Return the same of an upload that is being stored, and have what is claimed more than once disputed.

    Needs ``settle_late`` at the end of the transaction. ``first``: what others may be waited for in is done before the
    claims are held; done afterwards, two imports could wait for each other.
    """
    found = compare(connection, version)
    claimed = {finding.value or "" for finding in found if finding.code == _CLAIMED}
    if claimed:
        first()
        hold(connection)
        dispute(connection, claimed, city=version.city, upload=version.upload, now=version.now)
    return found


def settle_late(connection: RawConnection, version: Version) -> None:
    """Have those disputed that another unit has claimed since ``settle``, as if it had claimed them afterwards.

    Call it last: imports of other units wait from here to the end of the transaction.
    """
    hold(connection)
    since = {str(vin) for _, _, vin in connection.execute(_ELSEWHERE, asdict(version))}
    dispute(connection, since, city=0, upload=0, now=version.now)


def hold(connection: RawConnection) -> None:
    """Have the claims of all units to oneself until the transaction ends. Ask for nothing else after it."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (int(LockNumber.CLAIMS),))


_OVERLOOKED: Final = """
SELECT r.vin FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL AND NOT d.disputed
WHERE r.superseded_at IS NULL AND r.vin IN (
        SELECT vin FROM registration WHERE superseded_at IS NULL GROUP BY vin HAVING count(*) > 1)
    AND NOT EXISTS (SELECT FROM case_record k WHERE k.city_code = r.city_code AND k.vin = r.vin
        AND k.registered_on = r.registered_on AND k.kind = 'vin_conflict' AND k.outcome = 'approved')
"""


def dispute_overlooked(connection: RawConnection, *, now: datetime) -> int:
    """Have those disputed that a claim at the same moment has left undisputed; return how many vehicles. By night.

    A claim leaves alone what another transaction is changing, which then finds the claim; unless it is rolled back.
    Needs the office's scope.
    """
    hold(connection)
    vins = {str(vin) for (vin,) in connection.execute(_OVERLOOKED)}
    dispute(connection, vins, city=0, upload=0, now=now)
    return len(vins)


def dispute(
    connection: RawConnection, vins: Collection[str], *, city: int, upload: int, now: datetime
) -> None:
    """Have those of some vehicles disputed on all sides that stand more than once. Needs ``hold``.

    Each side gets its case and the finding, but for the delivery at hand: that one is told by its own reading.
    """
    if vins:
        values = {"vins": sorted(vins), "now": now, "city": city, "upload": upload}
        connection.execute(_DISPUTE, values)
        standing_counts.mark(connection)
