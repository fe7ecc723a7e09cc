"""What the operator of a vehicle said of its case: what its unit may hand on as its own answer."""

from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.cases.attachments import AttachmentUnknown
from fleetsvc.services.cases.words import Hand

_ACTS_FOR_IT: Final = text("""
SELECT EXISTS (SELECT FROM owner_binding b JOIN registration r ON r.city_code = b.city_code AND r.owner = b.owner
    WHERE b.city_code = :city AND b.account_id = :account AND b.confirmed_at IS NOT NULL AND b.ended_at IS NULL
        AND (b.until_at IS NULL OR b.until_at > now())
        AND r.vin = :vin AND r.registered_on = :day AND r.superseded_at IS NULL)
""")
_LATEST: Final = (col(CaseStep.id).desc(),)


def find_explanation(session: Session, case: CaseRecord) -> CaseStep | None:
    """Return what an operator said last of a case, where its unit has said nothing since; else None.

    None, too, where the operator no longer acts for the vehicle's owner: what it said is in the history.
    """
    ours = (Hand.BUREAU.value, Hand.OPERATOR.value)
    query = select(CaseStep).where(
        CaseStep.city_code == case.city_code,
        CaseStep.case_id == case.id,
        col(CaseStep.hand).in_(ours),
        CaseStep.action != "comment",
    )
    found = session.exec(query.order_by(*_LATEST).limit(1)).first()
    if found is None or found.hand != Hand.OPERATOR:
        return None
    values = {
        "account": found.operator_id,
        "city": case.city_code,
        "vin": case.vin,
        "day": case.registered_on,
    }
    return found if session.connection().execute(_ACTS_FOR_IT, values).scalar_one() else None


def evidence_handed_on(session: Session, case: CaseRecord, step: int | None) -> tuple[int, ...]:
    """Return the evidence that an operator brought with what it said of this case.

    ``step``: the line of the history, None where nothing is handed on. Raises AttachmentUnknown for any other line.
    """
    if step is None:
        return ()
    query = select(CaseStep).where(
        CaseStep.city_code == case.city_code,
        CaseStep.case_id == case.id,
        CaseStep.id == step,
        CaseStep.hand == Hand.OPERATOR.value,
    )
    found = session.exec(query).first()
    if found is None:
        raise AttachmentUnknown(step)
    return tuple(found.evidence)
