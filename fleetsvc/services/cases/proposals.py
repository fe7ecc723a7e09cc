"""Proposals of the office: all of them, one, what it is about, and which cases have gone on since."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, and_, col, or_, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import CaseProposal, CaseProposalItem, CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.cases.guards import NotDone, Said
from fleetsvc.services.cases.words import ANSWERS, CaseAction, CaseKind, Hand, ProposalStatus
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.uploads.lists import CITIES


class ProposalUnknown(Exception):
    """There is no such proposal."""


class PersonToSign(NotDone):
    """The act needs two signatures, and no key gives one."""


class ProposedAlready(NotDone):
    """The case is part of proposal ``number``, which is to be settled first."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class CaseChanged(NotDone):
    """The case has gone on since it was proposed to decide it so."""


class ProposalSettled(NotDone):
    """The proposal was signed, refused or withdrawn already: ``status``."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class ProposedByYou(NotDone):
    """Who proposes does not sign."""


def find_proposal(session: Session, number: int, *, locked: bool = False) -> CaseProposal:
    """Return one proposal. Raises ProposalUnknown."""
    found = session.get(CaseProposal, number, with_for_update=locked or None, populate_existing=True)
    if found is None:
        raise ProposalUnknown(number)
    return found


def list_proposals(
    session: Session, *, open_only: bool, before: int | None, limit: int
) -> tuple[Sequence[CaseProposal], int | None]:
    """Return a page of proposals, the newest first, and before which number the next one begins, if there is one."""
    query = select(CaseProposal).order_by(col(CaseProposal.id).desc()).limit(limit + 1)
    if open_only:
        query = query.where(CaseProposal.status == ProposalStatus.PROPOSED)
    if before is not None:
        query = query.where(col(CaseProposal.id) < before)
    return first_of(session.exec(query).all(), limit, stored_id)


def cases_of(session: Session, number: int, *, limit: int) -> Sequence[CaseRecord]:
    """Return the first cases of a proposal, by their numbers."""
    of_item = and_(
        col(CaseRecord.city_code) == CaseProposalItem.city_code,
        col(CaseRecord.id) == CaseProposalItem.case_id,
    )
    query = select(CaseRecord).join(CaseProposalItem, of_item).where(CaseProposalItem.proposal_id == number)
    return session.exec(query.order_by(col(CaseRecord.id)).limit(limit)).all()


def proposed_among(session: Session, numbers: Collection[int | None]) -> dict[int, int]:
    """Return those of some cases that a proposal waits for, with the proposal's number."""
    query = (
        select(CaseProposalItem.case_id, CaseProposalItem.proposal_id)
        .join(CaseProposal, col(CaseProposal.id) == CaseProposalItem.proposal_id)
        .where(CaseProposal.status == ProposalStatus.PROPOSED, col(CaseProposalItem.case_id).in_(numbers))
    )
    return dict(session.exec(query).all()) if numbers else {}


def find_proposed_override(session: Session, number: int) -> CaseRecord | None:
    """Return the override that a proposal is to decide, and was opened for; None where it is about other cases."""
    case = next(iter(cases_of(session, number, limit=1)), None)
    is_one = case is not None and case.kind == CaseKind.OVERRIDE
    return case if is_one and find_proposal(session, number).action == CaseAction.APPROVE else None


def proposal_about(session: Session, number: int) -> CaseProposal | None:
    """Return the proposal that waits for a case, if any does."""
    waiting = proposed_among(session, [number]).get(number)
    return None if waiting is None else find_proposal(session, waiting)


def items_of(session: Session, number: int) -> list[tuple[int, int | None]]:
    """Return the cases of a proposal, each with its last step then."""
    query = select(CaseProposalItem.case_id, CaseProposalItem.step_id)
    return list(session.exec(query.where(CaseProposalItem.proposal_id == number)).all())


def changed_since(session: Session, number: int) -> set[int]:
    """Return the cases of a proposal that have gone on since: with a step more than then that counts."""
    items = dict(items_of(session, number))
    last = last_steps(session, list(items))
    return {case for case, step in items.items() if last.get(case, 0) > (step or 0)}


def last_steps(session: Session, numbers: Collection[int]) -> dict[int, int]:
    """Return the last step that counts of each of some cases that has any.

    What a unit remarks and what the service reminds of leave a case as it is: else a remark a day, or a night, would
    hold up every signature. What a unit answers counts, and whatever the office does.
    """
    counts = or_(
        col(CaseStep.from_state) != CaseStep.to_state,
        CaseStep.hand == Hand.OFFICE,
        col(CaseStep.action).in_(ANSWERS),
    )
    query = select(CaseStep.case_id, func.max(CaseStep.id)).where(
        col(CaseStep.city_code).in_(CITIES), col(CaseStep.case_id).in_(numbers), counts
    )
    found = session.exec(query.group_by(col(CaseStep.case_id))) if numbers else ()
    return {case: step for case, step in found if step is not None}


def proposal_json(proposal: CaseProposal) -> Json:
    """Return a proposal as the API tells it."""
    return {
        "id": proposal.id,
        "action": proposal.action,
        "reason": proposal.reason,
        "cases": proposal.cases,
        "status": proposal.status,
        "proposed_by": proposal.proposed_by,
        "proposed_at": rfc3339(proposal.proposed_at),
        "settled_by": proposal.settled_by,
        "settled_at": rfc3339_if_any(proposal.settled_at),
        "settled_reason": proposal.settled_reason,
    }


_DAYS: Final = ("valid_from", "valid_until")
_NOT_KEPT: Final = ("proposal", "proposed_by")


def said_json(said: Said) -> Json:
    """Return what was said as JSON keeps it."""
    plain = {name: value for name, value in asdict(said).items() if name not in _NOT_KEPT}
    return plain | {name: plain[name] and plain[name].isoformat() for name in _DAYS}


def said_of(kept: Json) -> Said:
    """Return what JSON keeps as it was said."""
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in _DAYS}
    brought = None if kept["brought"] is None else tuple(kept["brought"])
    of_lists = {"action": CaseAction(kept["action"]), "evidence": tuple(kept["evidence"]), "brought": brought}
    return Said(**kept | days | of_lists)
