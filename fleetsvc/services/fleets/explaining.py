"""Cases of an operator's vehicles: where they stand, and what the operator says of one, with its evidence.

What it says moves nothing: who answers, and who appeals, is the unit (``cases.transitions``). It hands the operator's
reasons on as its own, or does not.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any, Final

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import AccountId, CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.attachments import MOST_BYTES, Brought, attachments, bring
from fleetsvc.services.cases.guards import House, NotDone, Said
from fleetsvc.services.cases.lists import CaseUnknown, day_if_any, open_actions
from fleetsvc.services.cases.office_settings import house_of
from fleetsvc.services.cases.steps import Step, step
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.common.masking import mask_text
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.uploads.file_names import label_of

MOST_SAID: Final = 20
"""So often an operator says something of one case: who has more to say, says it in one."""
_COLUMNS: Final = (
    "city_code", "id", "kind", "vin", "registered_on", "state", "opened_at", "notified_at", "due_on", "extended_at",
    "appealed_at", "decided_at", "decision_reason", "ground", "outcome", "valid_from", "valid_until", "conditions",
)  # fmt: skip
"""What is granted: an operator reads no others."""
_CASES: Final = text(
    f"SELECT {', '.join(_COLUMNS)} FROM case_record"  # noqa: S608 (constants)
    " WHERE (CAST(:number AS bigint) IS NULL OR id = :number) AND (CAST(:before AS bigint) IS NULL OR id < :before)"
    " AND (CAST(:vin AS text) IS NULL OR vin = :vin) ORDER BY id DESC LIMIT :limit"
)


class SaidTooOften(NotDone):
    """The operator has said as much of the case as one may: ``most`` times."""

    def __init__(self) -> None:
        super().__init__(MOST_SAID)
        self.most = MOST_SAID


def list_cases(
    session: Session, *, vin: str | None = None, before: int | None = None, limit: int
) -> tuple[list[CaseRecord], int | None]:
    """Return a page of the cases of the operator's vehicles, or of one of them, newest first. They are not tracked."""
    found = _read(session, number=None, vin=vin, before=before, limit=limit + 1)
    return first_of(found, limit, stored_id)


def find_case(session: Session, number: int) -> CaseRecord:
    """Return a case of a vehicle of the operator's, as far as it may be read. Raises CaseUnknown."""
    found = _read(session, number=number, vin=None, before=None, limit=1)
    if not found:
        raise CaseUnknown(number)
    return found[0]


def _read(
    session: Session, *, number: int | None, vin: str | None, before: int | None, limit: int
) -> list[CaseRecord]:
    values = {"number": number, "vin": vin, "before": before, "limit": limit}
    rows = session.connection().execute(_CASES, values).mappings()
    return [CaseRecord(subject="", details={}, opened_by="", **row) for row in rows]


def house_in_force(session: Session) -> House:
    """Return what the office has laid down, of which no operator reads the tables. Raises NoActiveRulebook."""
    return house_of(session)


def explain(
    session: Session, number: int, said: Said, *, house: House, account: AccountId, by: Actor, now: datetime
) -> CaseStep:
    """Add what an operator says of a case to its history, and tell the unit. Needs the operator's scope.

    ``house``: what the office has laid down, which no operator reads. Raises CaseUnknown, SaidTooOften,
    AttachmentUnknown, what ``steps.step`` raises.
    """
    case = find_case(session, number)
    line = step(case, Step(said, by, Hand.OPERATOR, now, house))
    attachments(session, said.evidence, cities={case.city_code})
    query = select(func.count()).where(
        CaseStep.city_code == case.city_code, CaseStep.case_id == number, CaseStep.operator_id == account
    )
    if session.exec(query).one() >= MOST_SAID:
        raise SaidTooOften
    line.operator_id = account
    session.add(line)
    session.flush()
    subject, city = f"case/{case.city_code}/{number}", case.city_code
    tell(
        session,
        Event.CASES_EXPLAINED,
        subject,
        mark=rfc3339(now),
        city=city,
        details={"name": by.name or ""},
        now=now,
    )
    record(session, by, Act.CASE_EXPLAINED, subject, {"kind": case.kind, "state": case.state}, now)
    return line


def said_by_operator(body: Mapping[str, Any]) -> Said:
    """Return what a request says of a case; where it says neither, nothing is held against the ground's list."""
    says_list = "brought" in body or bool(body.get("missing"))
    return Said(
        CaseAction.EXPLAIN,
        reason=body["reason"],
        ground=body.get("ground"),
        evidence=tuple(body.get("evidence", ())),
        brought=tuple(body.get("brought", ())) if says_list else None,
        missing=body.get("missing") or "",
    )


def bring_to(
    session: Session,
    number: int,
    content: IO[bytes],
    *,
    name: str | None,
    account: AccountId,
    by: Actor,
    now: datetime,
) -> Brought:
    """Keep evidence that an operator brings for a case. Raises CaseUnknown, NotEvidence, AttachmentTooLarge."""
    city, label = find_case(session, number).city_code, label_of(name)
    return bring(
        session, content.read(MOST_BYTES + 1), name=label, city=city, by=by, now=now, operator=account
    )


def said_of(session: Session, case: CaseRecord) -> list[CaseStep]:
    """Return what the operator has said of a case, oldest first."""
    query = select(CaseStep).where(CaseStep.city_code == case.city_code, CaseStep.case_id == case.id)
    return list(session.exec(query.order_by(col(CaseStep.id))))


def fleet_case_json(case: CaseRecord, *, now: datetime) -> Json:
    """Return a case as its vehicle's operator is shown it; of others' vehicles its reason tells nothing."""
    reason = case.decision_reason
    return {
        "id": case.id,
        "unit": str(case.city_code),
        "kind": case.kind,
        "status": case.state,
        "vin": case.vin,
        "registered_on": day_if_any(case.registered_on),
        "due_on": day_if_any(case.due_on),
        "ground": case.ground,
        "outcome": case.outcome,
        "decision_reason": None if reason is None else mask_text(reason),
        "valid_from": day_if_any(case.valid_from),
        "valid_until": day_if_any(case.valid_until),
        "conditions": None if case.conditions is None else mask_text(case.conditions),
        "actions": [action.value for action in open_actions(case, Hand.OPERATOR, now=now)],
    }
