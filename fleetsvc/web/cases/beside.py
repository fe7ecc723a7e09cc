"""What waits beside a case for a second person, and what its vehicle's operator said of it."""

from dataclasses import dataclass

from sqlmodel import Session

from fleetsvc.models import CaseProposal, CaseRecord, CaseStep, Preparation, stored_id
from fleetsvc.services.cases.explained import find_explanation
from fleetsvc.services.cases.proposals import proposal_about
from fleetsvc.services.cases.words import Hand
from fleetsvc.web.frame.handing_in import waiting_for


@dataclass(frozen=True, slots=True)
class Beside:
    """The office's proposal to decide it, what the unit prepared, what an operator said: each to whom it concerns."""

    proposal: CaseProposal | None
    prepared: Preparation | None
    explained: CaseStep | None


def beside_case(session: Session, case: CaseRecord, *, hand: Hand) -> Beside:
    """Return what stands beside a case, as one of the office or of its unit sees it."""
    number = stored_id(case)
    return Beside(
        proposal_about(session, number) if hand is Hand.OFFICE else None,
        waiting_for(session, f"case/{number}"),
        find_explanation(session, case) if hand is Hand.BUREAU else None,
    )
