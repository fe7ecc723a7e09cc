"""What an override is decided on: the vehicle that stands, and whether it still is what was proposed."""

from datetime import date
from typing import Final

from sqlmodel import Session, and_, col, select

from fleetsvc.models import CaseRecord, DecisionRecord, RegistrationRecord
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.cases.proposals import find_proposal, find_proposed_override
from fleetsvc.services.cases.words import CaseKind, CaseState, ProposalStatus
from fleetsvc.services.law.standings import IN_A_KEY
from fleetsvc.services.uploads.lists import CITIES
from rules.facts import SHOWN_BIT
from rules.tallies import UNGOVERNED
from rules.wording import Text

OUTDATED: Final[dict[str, Text]] = {
    "gone": Text("该车的登记已撤回或不再现行", "the vehicle's registration was withdrawn or stands no more"),
    "disputed": Text("该车被多处报送，有争议", "the vehicle is claimed more than once, and disputed"),
    "changed": Text("该车的事实已变动", "the vehicle has other facts"),
    "review": Text(
        "该车报送了新的事实，正待核准", "other facts of the vehicle were reported, and wait for the office"
    ),
    "ungoverned": Text("规则已不再管辖该项义务", "no rule governs the duty any more"),
    "judged": Text("规则的判定已变为另一结论", "the rules judge the vehicle otherwise"),
}
"""What may have changed between a proposal and its signature."""


class VehicleUnknown(Exception):
    """No vehicle stands by this number."""


class OverrideOutdated(NotDone):
    """What was proposed is not what stands: ``why`` is a key of ``OUTDATED``, ``zh`` and ``en`` say it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why, self.zh, self.en = why, OUTDATED[why].zh, OUTDATED[why].en


_ON_IT: Final = and_(
    col(DecisionRecord.city_code) == RegistrationRecord.city_code,
    col(DecisionRecord.registration_id) == RegistrationRecord.id,
    col(DecisionRecord.superseded_at).is_(None),
)
_STANDING: Final = (
    select(RegistrationRecord, DecisionRecord)
    .join(DecisionRecord, _ON_IT)
    .where(col(RegistrationRecord.superseded_at).is_(None))
    .execution_options(populate_existing=True)
)


def standing(session: Session, number: int) -> tuple[RegistrationRecord, DecisionRecord]:
    """Return a version that stands, with the decision on it. Raises VehicleUnknown."""
    query = _STANDING.where(col(RegistrationRecord.city_code).in_(CITIES), RegistrationRecord.id == number)
    found = session.exec(query).first()
    if found is None:
        raise VehicleUnknown(number)
    return found[0], found[1]


def find_outdated(session: Session, case: CaseRecord) -> str | None:
    """Return why an override that was proposed is not to be signed as things stand; None where it is."""
    query = _STANDING.where(
        RegistrationRecord.city_code == case.city_code,
        RegistrationRecord.vin == case.vin,
        RegistrationRecord.registered_on == (case.registered_on or date.min),
    )
    found = session.exec(query).first()
    if found is None:
        return "gone"
    decision = found[1]
    ruled = getattr(decision, f"{case.details['duty']}_verdict")
    confirmed = SHOWN_BIT // IN_A_KEY  # by a list of retired vehicles: no fact of its own
    reasons = {
        "disputed": decision.disputed,
        "changed": decision.case_key // IN_A_KEY | confirmed != (case.facts_key or 0) | confirmed,
        "review": _is_under_review(session, case),
        "ungoverned": ruled in UNGOVERNED,
        "judged": ruled != case.details["ruled"],
    }
    return next((why for why, is_so in reasons.items() if is_so), None)


def _is_under_review(session: Session, case: CaseRecord) -> bool:
    """Return whether other facts were reported since that the office has not decided on."""
    query = select(CaseRecord.id).where(
        CaseRecord.city_code == case.city_code,
        CaseRecord.kind == CaseKind.CHANGE_REVIEW,
        CaseRecord.state == CaseState.OPEN,
        CaseRecord.vin == case.vin,
        CaseRecord.registered_on == case.registered_on,
        col(CaseRecord.opened_at) >= case.opened_at,
    )
    return session.exec(query.limit(1)).first() is not None


def find_outdated_proposal(session: Session, number: int) -> str | None:
    """Return why the override that a proposal waits to decide cannot be signed; None where it can, or decides none."""
    if find_proposal(session, number).status != ProposalStatus.PROPOSED:
        return None
    case = find_proposed_override(session, number)
    return None if case is None else find_outdated(session, case)
