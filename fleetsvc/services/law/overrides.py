"""Verdicts that the office decides otherwise than the rules, for one vehicle each, as inputs of its decision.

An override stands in its case: which duty, which verdict, from when until when. A decision that is made by another one
than that of today is closed, and the right one appended, with the rules' own verdict beside it.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.transactions import raw_connection
from fleetsvc.services.law import kept_defences, rejudging, rulebooks
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values, overridden
from fleetsvc.services.law.standings import EVERY_VEHICLE, Vehicles

_NOT: Final[tuple[int | None, str | None, str | None]] = (None, None, None)


def _otherwise(vehicles: Vehicles) -> str:
    """Return the decisions of a unit that were made by another override than that of today, with the right one."""
    return f"""
    WITH alive AS (
        SELECT DISTINCT ON (k.vin, k.registered_on) k.id, k.vin, k.registered_on, k.details ->> 'duty' AS duty,
            k.details ->> 'verdict' AS verdict
        FROM case_record k
        WHERE k.city_code = :city AND k.kind = 'override' AND k.outcome = 'approved' AND k.valid_from <= :today
            AND (k.valid_until IS NULL OR k.valid_until > :today) {vehicles.among("k.vin")}
        ORDER BY k.vin, k.registered_on, k.id DESC
    ), concerned AS (
        SELECT r.id, r.vin, r.registered_on FROM alive a JOIN registration r ON r.city_code = :city AND r.vin = a.vin
            AND r.registered_on = a.registered_on AND r.superseded_at IS NULL
        UNION
        SELECT r.id, r.vin, r.registered_on FROM decision d
        JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id
        WHERE d.city_code = :city AND d.superseded_at IS NULL AND d.override_id IS NOT NULL {vehicles.among("r.vin")}
    )
    SELECT d.id, d.case_key, d.registered_on, a.id AS override, a.duty, a.verdict
    FROM concerned c
    JOIN decision d ON d.city_code = :city AND d.registration_id = c.id AND d.superseded_at IS NULL
    LEFT JOIN alive a ON a.vin = c.vin AND a.registered_on = c.registered_on
    WHERE NOT d.disputed AND d.override_id IS DISTINCT FROM a.id
    """  # noqa: S608 (constants only)


_CLOSE: Final = text("""
UPDATE decision SET superseded_at = greatest(:now, recorded_at) WHERE city_code = :city AND id = :decision
""")
_APPEND: Final = text(f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category, event,
    energy, registered_on, recorded_at, defence_sha256, override_id, ruled_verdict, ruled_duty_verdict)
SELECT city_code, registration_id, :edition, case_key, {", ".join(f":{name}" for name in OUTCOME_COLUMNS)}, category,
    event, energy, registered_on, superseded_at, :defence, :override, :ruled_verdict, :ruled_duty_verdict
FROM decision WHERE city_code = :city AND id = :decision
""")  # noqa: S608 (constants only)


def apply_overrides(
    session: Session, *, city: int, vehicles: Vehicles = EVERY_VEHICLE, today: date, now: datetime
) -> int:
    """Judge anew the vehicles of a unit of which the office decides otherwise than before; return how many.

    Needs the unit's register to itself, and an instant that ``current_versions.hold`` returned.
    """
    connection = session.connection()
    found = connection.execute(
        text(_otherwise(vehicles)), {"city": city, "today": today} | vehicles.values
    ).all()
    if not found:
        return 0
    rejudging.hold_edition(session)
    active = rulebooks.active_book(session)
    citing = active.citing()
    for decision, key, day, override, duty, verdict in found:
        ruled = outcome_values(active.table.outcome(key, str(city), day))
        said, beside = ruled, _NOT
        if override is not None:
            said = overridden(ruled, duty, verdict)
            beside = (override, ruled[0], dict(zip(OUTCOME_COLUMNS, ruled, strict=True))[f"{duty}_verdict"])
        values = {"city": city, "decision": decision, "now": now, "edition": active.edition_id}
        connection.execute(_CLOSE, values)
        names = (*OUTCOME_COLUMNS, "override", "ruled_verdict", "ruled_duty_verdict", "defence")
        told = dict(zip(names, (*said, *beside, citing.hash_of(key, str(city), day)), strict=True))
        connection.execute(_APPEND, values | told)
    kept_defences.keep(raw_connection(session), citing.named)
    return len(found)
