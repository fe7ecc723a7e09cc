"""Deciding cases: what follows from an approval, each decided once, with who did it in the audit log.

Needs the office's scope.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import TextClause, text
from sqlmodel import Session, select

from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.lists import find_case
from fleetsvc.services.cases.words import LEADS_TO, CaseAction, CaseKind, CaseState
from fleetsvc.services.law import rejudging, rulebooks
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values
from fleetsvc.services.uploads import claims, current_versions, steps
from fleetsvc.services.uploads.deliveries import UploadBusy, claim_allowed


class CaseNotOpen(Exception):
    """The case is decided already; ``state`` says how."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class ReasonNeeded(Exception):
    """Who refuses says why."""


class ReasonAwaited(Exception):
    """What is published is changed for a reason only, and its unit has not given one yet."""


class ClaimApproved(Exception):
    """Another claim to the vehicle is approved already."""


def decide(
    session: Session, number: int, action: CaseAction, *, reason: str, by: Actor, now: datetime
) -> CaseRecord:
    """Approve or refuse a case.

    Raises CaseUnknown, CaseNotOpen, ReasonNeeded, ReasonAwaited, ClaimApproved, UploadBusy.
    """
    case = _claimed(session, number)
    if action is CaseAction.REFUSE and not reason.strip():
        raise ReasonNeeded
    if action is CaseAction.APPROVE and case.details.get("published") and not case.reason:
        raise ReasonAwaited
    instant = current_versions.hold(session, city=case.city_code, now=now)
    if instant is None:
        raise UploadBusy
    if action is CaseAction.APPROVE:
        _EFFECTS[CaseKind(case.kind)](session, case, by=by, now=instant)
    case.state, case.decision_reason = LEADS_TO[action].value, reason.strip() or None
    case.decided_by, case.decided_at = by.name or "", now
    session.add(case)
    session.flush()
    said = {"kind": case.kind, "state": case.state, "reason": case.decision_reason}
    record(session, by, Act.CASE_DECIDED, f"case/{case.city_code}/{case.id}", said, now)
    return case


def answer(session: Session, number: int, *, reason: str, by: Actor, now: datetime) -> CaseRecord:
    """Say why, as the unit whose case it is. Raises CaseUnknown, CaseNotOpen, ReasonNeeded."""
    case = _claimed(session, number)
    if not reason.strip():
        raise ReasonNeeded
    case.reason = reason.strip()
    session.add(case)
    session.flush()
    said = {"kind": case.kind, "reason": case.reason}
    record(session, by, Act.CASE_ANSWERED, f"case/{case.city_code}/{case.id}", said, now)
    return case


def _claimed(session: Session, number: int) -> CaseRecord:
    """Lock an open case: of two who decide it at once, the second is told what the first one did."""
    found = find_case(session, number)
    query = select(CaseRecord).where(CaseRecord.city_code == found.city_code, CaseRecord.id == found.id)
    case = session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).one()
    if case.state != CaseState.OPEN:
        raise CaseNotOpen(case.state)
    return case


_STANDING: Final = """
    FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
        AND d.superseded_at IS NULL
    WHERE r.city_code = :city AND r.vin = :vin AND r.registered_on = :day AND r.superseded_at IS NULL
"""
_BY_ITS_FACTS: Final = text(
    f"SELECT d.id, d.recorded_at, d.disputed, r.case_key, r.category, r.event, r.energy {_STANDING}"
)
_AS_COUNTED: Final = text(
    f"SELECT d.id, d.recorded_at, false AS disputed, d.case_key, d.category, d.event, d.energy {_STANDING}"
)
_CLOSE: Final = text("UPDATE decision SET superseded_at = :at WHERE city_code = :city AND id = :decision")
_DECIDE: Final = text(f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category, event,
    energy, registered_on, recorded_at)
SELECT city_code, registration_id, :edition, :case_key, {", ".join(f":{name}" for name in OUTCOME_COLUMNS)}, :category,
    :event, :energy, registered_on, :at
FROM decision WHERE city_code = :city AND id = :decision
""")  # noqa: S608 (constants only)


def _accept_change(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Have the vehicle count by the facts of the version that stands."""
    del by
    disputed = _decide_anew(session, case, _BY_ITS_FACTS, now=now)
    if disputed and case.vin:
        current_versions.dispute_again(session, {case.vin}, now=now)


def _accept_claim(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Have this claim count, and refuse the others: they stay disputed until they are withdrawn."""
    claims.hold(raw_connection(session))
    rivals = select(CaseRecord).where(
        CaseRecord.kind == CaseKind.VIN_CONFLICT, CaseRecord.vin == case.vin, CaseRecord.id != case.id
    )
    if session.exec(rivals.where(CaseRecord.state == CaseState.APPROVED)).first() is not None:
        raise ClaimApproved
    _decide_anew(session, case, _AS_COUNTED, now=now)
    is_open = rivals.where(CaseRecord.state == CaseState.OPEN)
    # One that is locked is being closed by a withdrawal.
    for rival in session.exec(is_open.with_for_update(skip_locked=True)):
        rival.state, rival.decided_by, rival.decided_at = CaseState.REFUSED.value, by.name or "", now
        rival.decision_reason = "other_claim_approved"
        session.add(rival)


def _accept_withdrawal(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Take the delivery back, for the reason that its unit gave."""
    number = case.upload_id or 0
    held = claim_allowed(
        session, city=case.city_code, number=number, allows=lambda status: status.may_be_withdrawn
    )
    steps.take_back(session, held, by=by, reason=case.reason or "", now=now)


_EFFECTS: Final = {
    CaseKind.CHANGE_REVIEW: _accept_change,
    CaseKind.VIN_CONFLICT: _accept_claim,
    CaseKind.WITHDRAWAL: _accept_withdrawal,
}


def _decide_anew(session: Session, case: CaseRecord, facts: TextClause, *, now: datetime) -> bool:
    """Judge a case's vehicle by the edition in force; return whether it was disputed. One that is gone stays so."""
    rejudging.hold_edition(session)
    connection = session.connection()
    named = {"city": case.city_code, "vin": case.vin, "day": case.registered_on}
    found = connection.execute(facts, named).mappings().first()
    if found is None:
        return False
    active = rulebooks.active_book(session)
    day = case.registered_on or date.min
    outcome = active.table.outcome(found["case_key"], str(case.city_code), day)
    values = {
        "city": case.city_code,
        "decision": found["id"],
        "at": max(now, found["recorded_at"]),
        "edition": active.edition_id,
    }
    connection.execute(_CLOSE, values)
    said = dict(zip(OUTCOME_COLUMNS, outcome_values(outcome), strict=True))
    connection.execute(_DECIDE, dict(found) | values | said)
    return bool(found["disputed"])
