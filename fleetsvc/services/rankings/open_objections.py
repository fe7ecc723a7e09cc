"""Objections that hold the release of a period: those to be decided, and those whose refusal may still be appealed.

Nothing of a period is published while one does: every rank depends on every line.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, CaseStep, stored_id
from rules.periods import Period

OBJECTION: Final = "objection"


class EditionObjected(Exception):
    """Units have objected to their lines of ``period``, which is not settled yet: ``cases``, by their numbers."""

    def __init__(self, period: str, objections: Sequence[CaseRecord]) -> None:
        super().__init__(period)
        self.period = period
        self.cases = ", ".join(f"{case.id} ({case.city_code})" for case in objections)


def objections(session: Session, period: Period) -> list[CaseRecord]:
    """Return the objections to a period that its reader may see, the oldest first."""
    query = select(CaseRecord).where(
        CaseRecord.kind == OBJECTION, col(CaseRecord.details)["period"].astext == period.key
    )
    return list(session.exec(query.order_by(col(CaseRecord.id))))


def holds(case: CaseRecord, *, today: date) -> bool:
    """Return whether an objection holds its period back; one that does not never does again."""
    if case.state == "open":
        return True
    may_be_appealed = case.appealed_at is None and case.due_on is not None and today <= case.due_on
    return case.state == "refused" and may_be_appealed


def require_none(session: Session, period: Period, *, today: date) -> None:
    """Pass where nothing holds a period back. Raises EditionObjected. Needs the office's scope."""
    holding = [case for case in objections(session, period) if holds(case, today=today)]
    if holding:
        raise EditionObjected(period.key, holding)


def close_all(session: Session, period: Period, *, now: datetime) -> None:
    """Close the objections to a period that is published: nothing of them is left to decide."""
    for case in objections(session, period):
        if case.state == "closed":
            continue
        session.add(
            CaseStep(
                city_code=case.city_code,
                case_id=stored_id(case),
                action="close",
                from_state=case.state,
                to_state="closed",
                hand="service",
                actor="service",
                reason="released",
                details={},
                at=now,
            )
        )
        case.state, case.decided_by, case.decided_at, case.decision_reason = "closed", "", now, "released"
        session.add(case)
    session.flush()
