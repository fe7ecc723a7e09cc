"""What the operator of a vehicle said of its case: what its unit may hand on as its own answer."""

from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.cases.words import Hand

_LATEST: Final = (col(CaseStep.id).desc(),)


def find_explanation(session: Session, case: CaseRecord) -> CaseStep | None:
    """Return what an operator said last of a case, where its unit has said nothing since; else None."""
    ours = (Hand.BUREAU.value, Hand.OPERATOR.value)
    query = select(CaseStep).where(
        CaseStep.city_code == case.city_code,
        CaseStep.case_id == case.id,
        col(CaseStep.hand).in_(ours),
        CaseStep.action != "comment",
    )
    found = session.exec(query.order_by(*_LATEST).limit(1)).first()
    return found if found is not None and found.hand == Hand.OPERATOR else None


def evidence_handed_on(session: Session, case: CaseRecord, step: int | None) -> tuple[int, ...]:
    """Return the evidence that an operator brought with what it said of this case; none of another's line."""
    query = select(CaseStep).where(
        CaseStep.city_code == case.city_code,
        CaseStep.case_id == case.id,
        CaseStep.id == step,
        CaseStep.hand == Hand.OPERATOR.value,
    )
    found = session.exec(query).first()
    return () if found is None else tuple(found.evidence)
