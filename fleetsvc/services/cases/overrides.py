"""The office decides otherwise than the rules on one vehicle: one proposes it with a coded reason, another signs.

Until it is signed the verdict is the rules'. It ends on its last day, is lifted for a reason, or settled where the
vehicle has other facts, or is gone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import CaseProposal, CaseRecord, DecisionRecord, RegistrationRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import NotDone, Said
from fleetsvc.services.cases.override_checks import standing
from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.cases.signing import propose
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState
from fleetsvc.services.law.signatories import InSession
from fleetsvc.services.law.standings import IN_A_KEY
from rules.tallies import UNGOVERNED
from rules.vocabulary import Duty, Verdict

CHOOSABLE: Final = (Verdict.EXEMPT, Verdict.COMPLIANT, Verdict.NON_COMPLIANT, Verdict.UNDETERMINED)
"""What the office may decide on a duty that a rule governs."""


class OverrideUnfit(NotDone):
    """It cannot be decided so; ``why``: verdict, code, same, ungoverned or disputed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OverriddenAlready(NotDone):
    """Case ``number`` decides on the vehicle already, or waits to be signed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Override:
    """What is to stand instead of the rules' verdict on a duty, and why. ``valid_until``: exclusive; None: no end."""

    registration: int
    duty: Duty
    verdict: str
    code: str
    reason: str
    valid_until: date | None = None
    evidence: tuple[int, ...] = ()


def propose_override(
    session: Session, said: Override, *, by: Actor, signatory: InSession, now: datetime
) -> CaseProposal:
    """Open the case of an override, and propose it. Needs the office's scope.

    Raises VehicleUnknown, OverrideUnfit, OverriddenAlready, ReasonNeeded, TermUnfit, AttachmentUnknown.
    """
    vehicle, decision = standing(session, said.registration)
    ruled = getattr(decision, f"{said.duty}_verdict")
    _require_fit(said, ruled, decision)
    details: dict[str, Any] = {
        "registration": vehicle.id,
        "sheet": vehicle.sheet,
        "row": vehicle.row_number,
        **{name: getattr(decision, name) for name in ("category", "event", "energy", "rule")},
        "duty": said.duty.value,
        "verdict": said.verdict,
        "code": said.code,
        "ruled": ruled,
    }
    number = _opened(session, vehicle, decision, details, by=by, now=now)
    approving = Said(
        CaseAction.APPROVE,
        said.reason,
        evidence=said.evidence,
        valid_until=said.valid_until,
        duty=said.duty.value,
        verdict=said.verdict,
    )
    return propose(session, [number], approving, by=by, signatory=signatory, now=now)


def _require_fit(said: Override, ruled: str, decision: DecisionRecord) -> None:
    faults = {
        "verdict": said.verdict not in CHOOSABLE,
        "code": said.code not in OVERRIDE_CODES,
        "disputed": decision.disputed,
        "ungoverned": ruled in UNGOVERNED,
        "same": said.verdict == ruled,
    }
    for why in (why for why, is_so in faults.items() if is_so):
        raise OverrideUnfit(why)


def _opened(
    session: Session,
    vehicle: RegistrationRecord,
    decision: DecisionRecord,
    details: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Open the case; return its number. Raises OverriddenAlready."""
    subject = f"vehicle/{vehicle.city_code}/{vehicle.vin}/{vehicle.registered_on}"
    alive = select(CaseRecord.id).where(
        CaseRecord.city_code == vehicle.city_code,
        CaseRecord.kind == CaseKind.OVERRIDE,
        CaseRecord.subject == subject,
        col(CaseRecord.state).in_((CaseState.OPEN, CaseState.APPROVED)),
    )
    values: dict[str, Any] = {
        "city_code": vehicle.city_code,
        "kind": CaseKind.OVERRIDE.value,
        "subject": subject,
        "vin": vehicle.vin,
        "registered_on": vehicle.registered_on,
        "upload_id": vehicle.upload_id,
        "state": CaseState.OPEN.value,
        "details": details,
        "opened_by": by.name or "",
        "opened_at": now,
        "facts_key": decision.case_key // IN_A_KEY,
    }
    opening = insert(CaseRecord).values(values).on_conflict_do_nothing().returning(col(CaseRecord.id))
    already = session.exec(alive).first()
    number = None if already else session.connection().execute(opening).scalar()
    if number is None:
        raise OverriddenAlready(already or 0)
    return int(number)
