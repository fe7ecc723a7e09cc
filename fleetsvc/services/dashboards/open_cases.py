"""Cases that wait for somebody: what a unit is to answer and by when, what the office is to decide or to sign."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.models import CaseProposal, CaseRecord
from fleetsvc.services.cases.words import CaseState, ProposalStatus
from fleetsvc.services.common.counting import count_up_to_most, said_count

_WAITING: Final = (CaseState.OPEN, CaseState.NOTIFIED, CaseState.ANSWERED, CaseState.OVERDUE)


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How many cases stand so, by state, and the first day by which one of those that were told is to be answered."""

    by_state: dict[str, int]
    first_due: date | None

    @property
    def to_answer(self) -> int:
        """How many a unit was told of and is to answer."""
        return self.count(CaseState.NOTIFIED)

    def count(self, state: str) -> int:
        """Return how many stand so."""
        return self.by_state.get(state, 0)

    def said(self, state: str) -> str:
        """Return how many stand so, as a page says it."""
        return said_count(self.count(state))


def open_cases(session: Session, *, city: int | None) -> OpenCases:
    """Return the cases of a unit that wait for somebody, or those of all units where none is named.

    Each state is counted no further than ``counting.MOST_COUNTED`` and one; of all units no first day is looked for.
    """
    of_unit = [] if city is None else [col(CaseRecord.city_code) == city]
    counted = {
        state.value: count_up_to_most(
            session, select(CaseRecord.state).where(CaseRecord.state == state, *of_unit)
        )
        for state in _WAITING
    }
    first = select(func.min(CaseRecord.due_on)).where(CaseRecord.state == CaseState.NOTIFIED, *of_unit)
    return OpenCases(counted, None if city is None else session.exec(first).one())


def waiting_proposals(session: Session) -> int:
    """Return how many proposals wait for a second signature; needs the office's scope."""
    query = select(func.count()).where(CaseProposal.status == ProposalStatus.PROPOSED)
    return session.exec(query).one()
