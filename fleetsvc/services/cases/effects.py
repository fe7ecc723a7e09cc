"""What follows from an approval: for the vehicle, for rival claims, for the delivery; or what stands against it.

Needs the office's scope.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.cases.override_checks import OverrideOutdated, find_outdated
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.law import rejudging
from fleetsvc.services.law.deciding import decide_anew
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import claims, steps, stored_claims
from fleetsvc.services.uploads.deliveries import claim_allowed
from rules.periods import parse_period


class ClaimApproved(NotDone):
    """Another claim to the vehicle is approved already."""


_STANDING: Final = """
    FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
        AND d.superseded_at IS NULL
    WHERE r.city_code = :city AND r.vin = :vin AND r.registered_on = :day AND r.superseded_at IS NULL
"""
_COUNTED: Final = text(
    f"CREATE TEMP TABLE counted ON COMMIT DROP AS SELECT d.id, d.case_key, d.recorded_at {_STANDING}"
)
_INSTANT: Final = text("SELECT greatest(cast(:now AS timestamptz), recorded_at) FROM counted")


def _accept_claim(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Have this claim count, and refuse the others: they stay disputed until they are withdrawn."""
    claims.hold(raw_connection(session))
    rivals = select(CaseRecord).where(
        CaseRecord.kind == CaseKind.VIN_CONFLICT, CaseRecord.vin == case.vin, CaseRecord.id != case.id
    )
    if session.exec(rivals.where(CaseRecord.outcome == CaseState.APPROVED)).first() is not None:
        raise ClaimApproved
    _decide_anew(session, case, now=now)
    is_open = rivals.where(CaseRecord.state == CaseState.OPEN)
    # One that is locked is being closed by a withdrawal.
    for rival in session.exec(is_open.with_for_update(skip_locked=True)):
        rival.state, rival.decided_by, rival.decided_at = CaseState.REFUSED.value, by.name or "", now
        rival.decision_reason, rival.outcome = "other_claim_approved", CaseState.REFUSED.value
        session.add(rival)


def _accept_withdrawal(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Take the delivery back, for the reason that its unit gave."""
    number = case.upload_id or 0
    held = claim_allowed(
        session, city=case.city_code, number=number, allows=lambda status: status.may_be_withdrawn
    )
    steps.take_back(session, held, by=by, reason=case.reason or "", now=now)


def _accept_objection(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Show the period as its data stand now; where nothing of it is reported any more there is nothing to show."""
    del by
    try:
        publishing.publish_preview(session, parse_period(case.details["period"]), now=now)
    except publishing.NothingReported:
        return


def _require_as_proposed(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Pass where an override is about what it was proposed on. Raises OverrideOutdated."""
    del by, now
    why = find_outdated(session, case)
    if why is not None:
        raise OverrideOutdated(why)


EFFECTS: Final[dict[CaseKind, Callable[..., None]]] = {
    CaseKind.VIN_CONFLICT: _accept_claim,
    CaseKind.WITHDRAWAL: _accept_withdrawal,
    CaseKind.OBJECTION: _accept_objection,
    CaseKind.OVERRIDE: _require_as_proposed,
}


def _decide_anew(session: Session, case: CaseRecord, *, now: datetime) -> None:
    """Judge a case's vehicle by the edition in force, disputed no more. One that is gone stays so."""
    rejudging.hold_edition(session)
    connection = session.connection()
    named = {"city": case.city_code, "vin": case.vin, "day": case.registered_on}
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.counted")
    if not connection.execute(_COUNTED, named).rowcount:
        return
    at = connection.execute(_INSTANT, {"now": now}).scalar_one()
    decide_anew(session, "counted", city=case.city_code, now=at)
    claiming = (
        "SELECT id FROM registration WHERE city_code = %(city)s AND vin = %(vin)s AND superseded_at IS NULL"
    )
    stored_claims.settle(session, [claiming], named, city=case.city_code, now=at)
