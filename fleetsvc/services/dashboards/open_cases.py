"""Cases that wait for somebody: what a unit is to answer and by when, what the office is to decide or to sign."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from fleetsvc.models import CaseProposal, CaseRecord
from fleetsvc.services.cases.words import CaseState, ProposalStatus

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


def open_cases(session: Session, *, city: int | None) -> OpenCases:
    """Return the cases of a unit that wait for somebody, or those of all units where none is named."""
    state = col(CaseRecord.state)
    due: Any = func.min(col(CaseRecord.due_on)).filter(state == CaseState.NOTIFIED)
    query = select(state, func.count(), due).where(state.in_(_WAITING)).group_by(state)
    if city is not None:
        query = query.where(CaseRecord.city_code == city)
    found = session.exec(query).all()
    days = [day for _, _, day in found if day is not None]
    return OpenCases({str(name): count for name, count, _ in found}, min(days, default=None))


def waiting_proposals(session: Session) -> int:
    """Return how many proposals wait for a second signature; needs the office's scope."""
    query = select(func.count()).where(CaseProposal.status == ProposalStatus.PROPOSED)
    return session.exec(query).one()
