"""Cases of what falls short: opened of stored verdicts, and settled once the vehicle no longer falls short.

A case is about a vehicle with the facts that decided: where these change it is settled, and what still falls short
gets a new one. Of a vehicle there is one case of each kind that is alive. An override of a vehicle that is gone waits:
it binds again where the vehicle comes back.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.services.law.overrides import apply_overrides
from fleetsvc.services.law.standings import EVERY_VEHICLE, IN_A_KEY, Vehicles, apply_standings
from rules.facts import SHOWN_BIT
from rules.vocabulary import Duty

_FALLS_SHORT: Final = "verdict IN ('needs_justification', 'non_compliant', 'undetermined')"
_MAY_FALL_SHORT: Final = f"""
    SELECT s.vin FROM staged s WHERE NOT s.unchanged AND (s.{_FALLS_SHORT} OR s.met
        OR EXISTS (SELECT FROM case_record k WHERE k.city_code = :city AND k.vin = s.vin))
"""  # noqa: S608 (constants only)
STAGED: Final = Vehicles("SELECT vin FROM staged WHERE NOT unchanged", perhaps_short=_MAY_FALL_SHORT)
"""What an upload stores, within its transaction. What was judged otherwise since it was read has a case."""
GONE: Final = Vehicles("SELECT vin FROM gone")
"""What a withdrawal takes back, within its transaction."""
SETTLED: Final = ("corrected", "closed")
"""States of cases that no longer ask for anything of their vehicle."""

_DUTIES: Final = ", ".join(f"d.{duty}_verdict" for duty in Duty)
_KINDS: Final = {
    "justification": f"'needs_justification' IN ({_DUTIES}) OR d.case_key % {IN_A_KEY} <> 0"
    f" AND ('exempt' IN ({_DUTIES}) OR 'non_compliant' IN ({_DUTIES}))",
    "non_compliance": f"'non_compliant' IN ({_DUTIES})",
    "undetermined": f"'undetermined' IN ({_DUTIES})",
}
"""Kind -> whether a decision ``d`` gives cause to it."""
_ALIVE: Final = f"k.kind IN {(*_KINDS, 'override')} AND k.state NOT IN {SETTLED}"

_OTHER_FACTS: Final = f"((d.case_key | {SHOWN_BIT}) / {IN_A_KEY} <> (k.facts_key | {SHOWN_BIT // IN_A_KEY}))"
"""Whether a vehicle has other facts than its case ``k`` is about; that its claim was confirmed is none of its own."""
_DECIDED: Final = "d.override_id IS NOT NULL AND (k.outcome IS NOT NULL OR k.appealed_at IS NOT NULL)"
"""What was decided on a justification, or appealed, outlasts an override: it counts again when that has ended."""
_NO_CAUSE: Final = " OR ".join(
    f"k.kind = '{kind}' AND NOT ({cause})" + (f" AND NOT ({_DECIDED})" if kind == "justification" else "")
    for kind, cause in _KINDS.items()
)


def _settle(vehicles: Vehicles) -> str:
    """Return what settles the cases of a unit that have lost their cause, each with the line of its history."""
    return f"""
    WITH lost AS (
        SELECT k.city_code, k.id, k.state, CASE WHEN d.id IS NULL THEN 'withdrawn' ELSE 'changed' END AS why
        FROM case_record k
        LEFT JOIN LATERAL (
            SELECT d.* FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
            WHERE r.city_code = k.city_code AND r.vin = k.vin AND r.registered_on = k.registered_on
                AND r.superseded_at IS NULL AND d.superseded_at IS NULL LIMIT 1
        ) d ON true
        WHERE k.city_code = :city AND {_ALIVE} {vehicles.among("k.vin")}
            AND (d.id IS NULL AND k.kind <> 'override' OR NOT d.disputed AND ({_OTHER_FACTS} OR {_NO_CAUSE}))
        FOR NO KEY UPDATE OF k
    ), settled AS (
        UPDATE case_record k SET state = 'corrected', outcome = 'corrected', due_on = NULL, decided_by = '',
            decided_at = :now, decision_reason = l.why
        FROM lost l WHERE k.city_code = l.city_code AND k.id = l.id
        RETURNING k.city_code, k.id, l.state, l.why
    )
    INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, reason, evidence, details,
        internal, at)
    SELECT city_code, id, 'settle', state, 'corrected', 'service', 'service', why, '{{}}', '{{}}', false, :now
    FROM settled
    """  # noqa: S608 (constants only)


def _standing(vehicles: Vehicles) -> str:
    """Return the decisions ``d`` that stand, of all vehicles of a unit or of some.

    Those of an upload are not in the statistics yet: left to itself, the planner compares each with every other. In the
    order of their VINs the indexes of cases grow at one end of each vehicle's: half the cost of opening them.
    """
    if not vehicles.query:
        return """(
        SELECT d.* FROM registration q JOIN decision d ON d.city_code = q.city_code AND d.registration_id = q.id
        WHERE q.city_code = :city AND q.superseded_at IS NULL AND d.superseded_at IS NULL
    ) d"""
    return f"""(SELECT DISTINCT vin FROM ({vehicles.perhaps_short or vehicles.query}) AS m (vin) ORDER BY vin) AS v
    CROSS JOIN LATERAL (SELECT * FROM registration q WHERE q.city_code = :city AND q.vin = v.vin
        AND q.superseded_at IS NULL OFFSET 0) q
    CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = q.city_code AND d.registration_id = q.id
        AND d.superseded_at IS NULL LIMIT 1) d"""  # noqa: S608 (constants only)


def _open(vehicles: Vehicles) -> str:
    """Return what opens the cases of a unit that have a cause and are not there.

    One that the office has closed on the same facts is not opened again, but for an approval that has expired.
    """
    kinds = ", ".join(f"('{kind}', {cause})" for kind, cause in _KINDS.items())
    return f"""
    INSERT INTO case_record (city_code, kind, subject, vin, registered_on, upload_id, state, details, opened_by,
        opened_at, facts_key)
    SELECT r.city_code, c.kind, format('vehicle/%s/%s/%s', r.city_code, r.vin, r.registered_on), r.vin,
        r.registered_on, r.upload_id, 'open', jsonb_build_object('registration', r.id, 'sheet', r.sheet, 'row',
            r.row_number, 'category', d.category, 'event', d.event, 'energy', d.energy, 'rule', d.rule),
        '', cast(:now AS timestamptz), d.case_key / {IN_A_KEY}
    FROM {_standing(vehicles)}
    CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = d.city_code
        AND r.id = d.registration_id LIMIT 1) r
    CROSS JOIN LATERAL (VALUES {kinds}) AS c (kind, has_cause)
    WHERE d.{_FALLS_SHORT} AND NOT d.disputed
        AND d.case_key % {IN_A_KEY} = 0 AND c.has_cause
        AND NOT EXISTS (SELECT FROM case_record k WHERE k.city_code = r.city_code AND k.kind = c.kind AND k.vin = r.vin
            AND k.registered_on = r.registered_on AND (k.state NOT IN {SETTLED} OR k.state = 'closed'
                AND k.kind <> 'justification' AND NOT {_OTHER_FACTS}
                AND k.outcome IS DISTINCT FROM 'corrected'))
    ON CONFLICT DO NOTHING
    """  # noqa: S608 (constants only)


def review_shortfalls(
    session: Session, *, city: int, vehicles: Vehicles = EVERY_VEHICLE, now: datetime
) -> tuple[int, int]:
    """Settle the cases of a unit's vehicles that have lost their cause, and open those that have one.

    What was decided on justifications goes on standing where the facts are the same. Returns how many cases were
    settled and opened. Needs the unit's register to itself, and an instant that ``current_versions.hold`` returned.
    """
    connection, values = session.connection(), {"city": city, "now": now} | vehicles.values
    settled = connection.execute(text(_settle(vehicles)), values).rowcount
    apply_standings(session, city=city, vehicles=vehicles, today=day_of(now), now=now)
    if apply_overrides(session, city=city, vehicles=vehicles, today=day_of(now), now=now):
        settled += connection.execute(text(_settle(vehicles)), values).rowcount
    opened = connection.execute(text(_open(vehicles)), values).rowcount
    return settled, opened
