"""What stands against an approval besides the case itself: other claims to its vehicle, what two have signed."""

from collections.abc import Mapping

from sqlmodel import Session

from fleetsvc.services.cases import ending_overrides
from fleetsvc.services.cases.accepted_claims import claims_barred
from fleetsvc.services.cases.guards import NotDone, Said, SecondSignatureNeeded
from fleetsvc.services.cases.locks import Held
from fleetsvc.services.cases.words import CaseAction


def barred(session: Session, said: Said, cases: Mapping[int, Held]) -> dict[int, NotDone]:
    """Return the cases that cannot be approved, by their numbers, and why.

    Asked while the registers are held: what somebody else signed or approved before counts.
    """
    if said.action is not CaseAction.APPROVE:
        return {}
    signed = () if said.proposal is not None else ending_overrides.approved_among(session, said, list(cases))
    return claims_barred(session, cases.values()) | {number: SecondSignatureNeeded() for number in signed}
