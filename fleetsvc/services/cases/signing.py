"""Decisions above the amounts: one person of the office proposes, another one signs or refuses.

What is proposed stands in no case. It is done when it is signed, with each case that is as it was then; one that has
gone on since is passed by. Both sign as persons, in sessions of theirs: the database holds that they differ.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from fleetsvc.models import CaseProposal, CaseProposalItem, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import MOST_AT_ONCE, REFUSALS, Acted, TooManyCases, act_on
from fleetsvc.services.cases.amounts import needs_second
from fleetsvc.services.cases.attachments import attachments
from fleetsvc.services.cases.guards import ReasonNeeded, Said
from fleetsvc.services.cases.lists import CaseUnknown, find_case
from fleetsvc.services.cases.locks import Held, hold
from fleetsvc.services.cases.office_settings import house_of, require_clock_for
from fleetsvc.services.cases.override_checks import OverrideOutdated, find_outdated
from fleetsvc.services.cases.proposals import (
    CaseChanged,
    PersonToSign,
    ProposalSettled,
    ProposedAlready,
    ProposedByYou,
    changed_since,
    find_proposal,
    find_proposed_override,
    items_of,
    last_steps,
    proposed_among,
    said_json,
    said_of,
)
from fleetsvc.services.cases.steps import Step, examine
from fleetsvc.services.cases.telling import note_proposal
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand, ProposalStatus
from fleetsvc.services.law.signatories import InSession


def decide(
    session: Session,
    numbers: Sequence[int],
    said: Said,
    *,
    by: Actor,
    signatory: InSession | None,
    hand: Hand,
    now: datetime,
) -> Acted | CaseProposal:
    """Act on cases, or, where the amounts ask for a second signature, propose it.

    Raises as ``acting.act_on``; ClockNotRight, PersonToSign, and where no case can be proposed why the first cannot.
    """
    if hand is Hand.OFFICE:
        require_clock_for(session, said.action, now=now)
    if hand is not Hand.OFFICE or not needs_second(session, said, numbers, by=by, now=now):
        return act_on(session, numbers, said, by=by, hand=hand, now=now)
    if signatory is None:
        raise PersonToSign
    return propose(session, numbers, said, by=by, signatory=signatory, now=now)


def propose(
    session: Session, numbers: Sequence[int], said: Said, *, by: Actor, signatory: InSession, now: datetime
) -> CaseProposal:
    """Propose an act on those of the cases on which it could be done now. Raises as ``decide``."""
    require_clock_for(session, said.action, now=now)
    if len(numbers) > MOST_AT_ONCE:
        raise TooManyCases
    if not said.reason.strip():
        raise ReasonNeeded
    cases = hold(session, numbers)
    attachments(session, said.evidence, cities={case.city_code for case in cases.values()})
    signed = replace(said, proposal=0)  # as it will be
    fit = _fit(session, numbers, cases, Step(signed, by, Hand.OFFICE, now, house_of(session)))
    proposal = CaseProposal(
        action=said.action.value,
        said=said_json(said),
        reason=said.reason.strip(),
        cases=len(fit),
        proposed_by=by.name or "",
        proposer_id=signatory.account,
        session_id=signatory.session,
        proposed_at=now,
    )
    session.add(proposal)
    session.flush()
    number, last = stored_id(proposal), last_steps(session, [case.id for case in fit])
    items = [
        {
            "city_code": case.city_code,
            "case_id": case.id,
            "proposal_id": number,
            "step_id": last.get(case.id),
        }
        for case in fit
    ]
    session.connection().execute(insert(CaseProposalItem), items)
    note_proposal(session, proposal, by=by, now=now)
    return proposal


def _fit(session: Session, numbers: Sequence[int], cases: dict[int, Held], taken: Step) -> list[Held]:
    """Return the cases with which a step could be taken. Raises why the first could not, where none could."""
    proposed = proposed_among(session, list(cases))
    fit: list[Held] = []
    refused: list[Exception] = [CaseUnknown(number) for number in numbers if number not in cases]
    for number, case in cases.items():
        try:
            if number in proposed:
                raise ProposedAlready(proposed[number])
            examine(case.position, taken)
            fit.append(case)
        except REFUSALS as why:
            refused.append(why)
    if not fit:
        raise refused[0]
    return fit


def sign(
    session: Session, number: int, *, by: Actor, signatory: InSession, now: datetime
) -> tuple[CaseProposal, Acted]:
    """Sign what another person proposed: it is done with each case that is as it was then.

    Raises ProposalUnknown, ProposalSettled, ProposedByYou, ClockNotRight, and why the first case is passed by where all
    are.
    """
    proposal = find_proposal(session, number, locked=True)
    _require_open(proposal)
    require_clock_for(session, CaseAction(proposal.action), now=now)
    if proposal.proposer_id == signatory.account:
        raise ProposedByYou
    held = hold(session, [case for case, _ in items_of(session, number)])
    changed = changed_since(session, number)
    passed = {case: _why_changed(session, case) for case in changed if case in held}
    said = replace(said_of(proposal.said), proposal=number, proposed_by=proposal.proposed_by)
    left = [case for case in held if case not in changed]
    acted = act_on(session, left, said, by=by, hand=Hand.OFFICE, now=now) if left else Acted(())
    passed |= acted.passed
    if not acted.done:
        raise next(iter(passed.values()))
    _settle(session, proposal, ProposalStatus.SIGNED, signatory=signatory, by=by, now=now)
    return proposal, Acted(acted.done, passed)


def _why_changed(session: Session, number: int) -> Exception:
    """Return why a case that has gone on since is passed by; of an override, what its vehicle has become."""
    case = find_case(session, number)
    is_proposed = case.kind == CaseKind.OVERRIDE and case.outcome != CaseState.APPROVED
    why = find_outdated(session, case) if is_proposed else None
    return CaseChanged(number) if why is None else OverrideOutdated(why)


def drop(
    session: Session, number: int, reason: str, *, by: Actor, signatory: InSession, now: datetime
) -> CaseProposal:
    """Refuse what another person proposed, or take back what one proposed, and say why. Nothing is done with the cases.

    Raises ProposalUnknown, ProposalSettled, ReasonNeeded.
    """
    proposal = find_proposal(session, number, locked=True)
    _require_open(proposal)
    if not reason.strip():
        raise ReasonNeeded
    own = proposal.proposer_id == signatory.account
    status = ProposalStatus.WITHDRAWN if own else ProposalStatus.REFUSED
    _settle(session, proposal, status, reason=reason.strip(), signatory=signatory, by=by, now=now)
    override = find_proposed_override(session, number)
    if override is not None and override.state == CaseState.OPEN:  # of which nothing is left
        closing = Said(CaseAction.CLOSE, proposal.settled_reason or "")
        act_on(session, [stored_id(override)], closing, by=by, hand=Hand.OFFICE, now=now)
    return proposal


def _require_open(proposal: CaseProposal) -> None:
    if proposal.status != ProposalStatus.PROPOSED:
        raise ProposalSettled(proposal.status)


def _settle(
    session: Session,
    proposal: CaseProposal,
    status: ProposalStatus,
    *,
    signatory: InSession,
    by: Actor,
    now: datetime,
    reason: str | None = None,
) -> None:
    proposal.status, proposal.settled_by, proposal.settled_at = status.value, by.name, now
    proposal.settler_id, proposal.settler_session_id = signatory.account, signatory.session
    proposal.settled_reason = reason
    session.add(proposal)
    session.flush()
    note_proposal(session, proposal, by=by, now=now)
