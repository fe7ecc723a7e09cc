"""Claims to vehicles that the office approves, one or thousands: these count, and the others to the same are refused.

All of a unit by a few statements, as with changes that are accepted. Needs the office's scope.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.cases.holding import Handled, Held
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.law import rejudging
from fleetsvc.services.law.deciding import decide_anew
from fleetsvc.services.uploads import claims, stored_claims
from fleetsvc.services.uploads.lists import CITIES


class ClaimApproved(NotDone):
    """Another claim to the vehicle is approved already."""


class RivalChosen(NotDone):
    """Another claim to the vehicle is chosen in the same act: one of them can count."""


_COUNTED: Final = text("""
CREATE TEMP TABLE counted ON COMMIT DROP AS
SELECT d.id, d.case_key, d.recorded_at, r.vin
FROM unnest(cast(:vins AS text[]), cast(:days AS date[])) AS v (vin, registered_on)
CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = :city AND r.vin = v.vin
    AND r.registered_on = v.registered_on AND r.superseded_at IS NULL LIMIT 1) r
CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = :city AND d.registration_id = r.id
    AND d.superseded_at IS NULL LIMIT 1) d
""")
_INSTANT: Final = text("SELECT greatest(cast(:now AS timestamptz), max(recorded_at)) FROM counted")
_CLAIMING: Final = """
SELECT DISTINCT r.id FROM counted a CROSS JOIN LATERAL (SELECT id FROM registration r WHERE r.city_code = %(city)s
    AND r.vin = a.vin AND r.superseded_at IS NULL OFFSET 0) r
"""
# One that is locked is being closed by a withdrawal.
_REFUSE_RIVALS: Final = text("""
WITH rival AS (
    SELECT k.city_code, k.id FROM case_record k
    WHERE k.city_code = ANY(:cities) AND k.vin = ANY(:vins) AND k.kind = 'vin_conflict' AND k.state = 'open'
        AND k.id <> ALL(:numbers)
    ORDER BY k.id FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE case_record k SET state = 'refused', outcome = 'refused', decided_by = :by, decided_at = :now,
    decision_reason = 'other_claim_approved'
FROM rival r WHERE k.city_code = r.city_code AND k.id = r.id
""")


def claims_barred(session: Session, cases: Iterable[Held]) -> dict[int, NotDone]:
    """Return the claims among some cases that cannot be approved together, or at all, and why; have all to oneself."""
    chosen = [
        case
        for case in cases
        if case.position.kind is CaseKind.VIN_CONFLICT and case.position.state is CaseState.OPEN
    ]
    if not chosen:
        return {}
    claims.hold(raw_connection(session))
    vins = Counter(case.vin for case in chosen)
    approved = select(CaseRecord.vin).where(
        col(CaseRecord.city_code).in_(CITIES),
        CaseRecord.kind == CaseKind.VIN_CONFLICT,
        col(CaseRecord.vin).in_(vins),
        CaseRecord.outcome == CaseState.APPROVED,
    )
    taken = set(session.exec(approved))
    barred: dict[int, NotDone] = {case.id: RivalChosen() for case in chosen if vins[case.vin] > 1}
    return barred | {case.id: ClaimApproved() for case in chosen if case.vin in taken}


def accept_claims(
    session: Session, done: Sequence[Handled], instants: Mapping[int, datetime | None], *, by: Actor
) -> None:
    """Have the vehicles of claims that are approved count, disputed no more, and refuse the other claims to them."""
    approved: dict[int, list[Handled]] = {}
    for case in done:
        if case.kind is CaseKind.VIN_CONFLICT and case.state is CaseState.APPROVED:
            approved.setdefault(case.city_code, []).append(case)
    for city, cases in approved.items():
        instant = instants[city]
        if instant is not None:
            _accept(session, cases, city=city, now=instant)
            values = {
                "cities": list(CITIES),
                "vins": [case.vin for case in cases],
                "numbers": [case.id for case in cases],
            }
            session.connection().execute(_REFUSE_RIVALS, values | {"by": by.name or "", "now": instant})


def _accept(session: Session, cases: Iterable[Handled], *, city: int, now: datetime) -> None:
    """Judge the vehicles of a unit's claims by the edition in force. One that is gone stays so."""
    rejudging.hold_edition(session)
    connection = session.connection()
    vehicles = [(case.vin, case.registered_on) for case in cases]
    named = {"city": city, "vins": [vin for vin, _ in vehicles], "days": [day for _, day in vehicles]}
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.counted")
    if not connection.execute(_COUNTED, named).rowcount:
        return
    connection.exec_driver_sql("ANALYZE counted")
    at = connection.execute(_INSTANT, {"now": now}).scalar_one()
    decide_anew(session, "counted", city=city, now=at)
    stored_claims.settle(session, [_CLAIMING], {}, city=city, now=at)
