"""What is told of an act on cases: to the audit log, and to the people whom it concerns."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import CaseProposal, CaseRecord, Occurrence, stored_id
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.locks import Handled
from fleetsvc.services.cases.words import CaseAction, ProposalStatus
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell

_NOTED: Final = {
    CaseAction.APPROVE: Act.CASE_DECIDED,
    CaseAction.REFUSE: Act.CASE_DECIDED,
    CaseAction.LIFT: Act.CASE_DECIDED,
    CaseAction.ANSWER: Act.CASE_ANSWERED,
    CaseAction.CORRECT: Act.CASE_ANSWERED,
    CaseAction.NOT_OURS: Act.CASE_ANSWERED,
}
_TOLD: Final = {
    CaseAction.NOTIFY: Event.CASES_ASKED,
    CaseAction.ASK_AGAIN: Event.CASES_ASKED,
    CaseAction.ANSWER: Event.CASES_ANSWERED,
    CaseAction.CORRECT: Event.CASES_ANSWERED,
    CaseAction.NOT_OURS: Event.CASES_ANSWERED,
    CaseAction.APPEAL: Event.CASES_ANSWERED,
    CaseAction.APPROVE: Event.CASES_DECIDED,
    CaseAction.REFUSE: Event.CASES_DECIDED,
    CaseAction.EXTEND: Event.CASES_DECIDED,
    CaseAction.CLOSE: Event.CASES_DECIDED,
    CaseAction.EXPIRE: Event.CASES_DECIDED,
    CaseAction.LIFT: Event.CASES_DECIDED,
    CaseAction.LAPSE: Event.CASES_OVERDUE,
}
"""Actions that people are told of. An act on many cases is told once to each unit, with how many they were."""


def note_and_tell(session: Session, done: Sequence[Handled], said: Said, *, by: Actor, now: datetime) -> None:
    """Tell whom it concerns what was done, and enter it in the audit log: of one case, or how many of each unit."""
    _tell(session, done, said, now=now)
    act_of, reason = _NOTED.get(said.action, Act.CASE_HANDLED), said.reason.strip() or None
    words = {"action": said.action.value, "reason": None if said.action is CaseAction.COMMENT else reason}
    if len(done) == 1:
        (case,) = done
        known = words | {"kind": case.kind, "state": case.state}
        record(session, by, act_of, f"case/{case.city_code}/{case.id}", known, now)
        return
    for city, count in Counter(case.city_code for case in done).items():
        record(session, by, act_of, f"case/{city}", words | {"cases": count}, now)


def _tell(session: Session, done: Sequence[Handled], said: Said, *, now: datetime) -> None:
    event = _TOLD.get(said.action)
    if event is None:
        return
    for city, count in Counter(case.city_code for case in done).items():
        first = min(case.id for case in done if case.city_code == city)
        subject = f"case/{city}/{first}" if count == 1 else f"cases/{city}"
        mark = f"{said.action.value} {rfc3339(now)} {first}"  # several acts of one moment are told apart
        tell(session, event, subject, mark=mark, city=city, details={"count": count}, now=now)


_SETTLED: Final = {
    ProposalStatus.PROPOSED: Act.CASES_PROPOSED,
    ProposalStatus.SIGNED: Act.CASES_SIGNED,
    ProposalStatus.REFUSED: Act.PROPOSAL_REFUSED,
    ProposalStatus.WITHDRAWN: Act.PROPOSAL_WITHDRAWN,
}


def note_proposal(session: Session, proposal: CaseProposal, *, by: Actor, now: datetime) -> None:
    """Enter in the audit log how a proposal stands; of one that waits the office is told."""
    subject = f"case-proposal/{stored_id(proposal)}"
    if proposal.status == ProposalStatus.PROPOSED:
        told: dict[str, str | int] = {"name": proposal.proposed_by, "count": proposal.cases}
        tell(session, Event.CASES_PROPOSED, subject, mark="", details=told, now=now)
    reason = proposal.settled_reason or proposal.reason
    known: dict[str, Value] = {"action": proposal.action, "cases": proposal.cases, "reason": reason}
    record(session, by, _SETTLED[ProposalStatus(proposal.status)], subject, known, now)


def tell_opened(session: Session, *, now: datetime) -> None:
    """Tell the office how many cases were opened since it was last told, whoever opened them; nothing of none.

    Needs the office's scope.
    """
    told = select(func.max(Occurrence.at)).where(Occurrence.kind == Event.CASES_OPENED)
    opened = select(func.count()).select_from(CaseRecord).where(col(CaseRecord.opened_at) <= now)
    since: datetime | None = session.exec(told).one()  # the largest of none
    count = session.exec(opened.where(col(CaseRecord.opened_at) > since) if since else opened).one()
    if count:
        tell(session, Event.CASES_OPENED, "cases/0", mark=rfc3339(now), details={"count": count}, now=now)
