"""Claims to vehicles that the office approves, one or thousands: these count, and the others to the same are refused.

Needs the office's scope.
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
from fleetsvc.services.cases.accepting import approved_of, judge_accepted
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.cases.locks import Handled, Held
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.uploads import claims
from fleetsvc.services.uploads.lists import CITIES


class ClaimApproved(NotDone):
    """Another claim to the vehicle is approved already."""


class RivalChosen(NotDone):
    """Another claim to the vehicle is chosen in the same act: one of them can count."""


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
    for city, now, cases in approved_of(CaseKind.VIN_CONFLICT, done, instants):
        judge_accepted(session, cases, "d.case_key", city=city, now=now)
        refused = {
            "cities": list(CITIES),
            "vins": [case.vin for case in cases],
            "numbers": [case.id for case in cases],
            "by": by.name or "",
            "now": now,
        }
        session.connection().execute(_REFUSE_RIVALS, refused)
