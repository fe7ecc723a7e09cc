"""What waits beside a case for a second person, who else claims its vehicle, and what an operator said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from fleetsvc.models import CaseProposal, CaseRecord, CaseStep, Preparation, stored_id
from fleetsvc.services.cases.explained import find_explanation
from fleetsvc.services.cases.proposals import proposal_about, proposed_among
from fleetsvc.services.cases.rival_claims import rival_units
from fleetsvc.services.cases.words import Hand
from fleetsvc.web.frame.pages import language
from fleetsvc.web.frame.phrases import listed
from fleetsvc.web.frame.submissions import waiting_for
from rules.units import UNITS


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


def beside_cases(
    session: Session, cases: Sequence[CaseRecord], *, hand: Hand
) -> tuple[dict[int, int], dict[int, str]]:
    """Return, for the office, the proposals that wait for cases of a list, and who else claims vehicles of them."""
    if hand is not Hand.OFFICE:
        return {}, {}
    rivals = rival_units(session, cases)
    named = {
        number: listed(UNITS[code].name.in_language(language()) for code in codes)
        for number, codes in rivals.items()
    }
    return proposed_among(session, [case.id for case in cases]), named
