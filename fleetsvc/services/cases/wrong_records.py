"""Somebody outside says that what is recorded of a vehicle looks wrong: a case of the unit that it is said of.

Who says so learns nothing: whether the vehicle is known, or was spoken of before, makes no difference to the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of, start_of
from fleetsvc.models import CaseRecord, CaseStep, RegistrationRecord, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.guards import ReasonNeeded
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.common.masking import mask_text

MOST_A_DAY: Final = 50
"""New cases of one unit that one role, or those who are not known, may cause on a day."""
MOST_NOTES: Final = 20
"""Times that a case notes what is said of the same vehicle; what is said beyond that adds nothing."""
_SETTLED: Final = (CaseState.CORRECTED, CaseState.CLOSED)


class TooManyReports(Exception):
    """So much was said of this unit today that no more is taken: the unit is to be asked by telephone."""


@dataclass(frozen=True, slots=True)
class WrongRecord:
    """What is said: of which unit's vehicle (a well-formed VIN), and what looks wrong."""

    unit: str
    vin: str
    reason: str


def report_wrong(session: Session, said: WrongRecord, *, by: Actor, now: datetime) -> None:
    """Open the case of the vehicle, or note in the open one what is said. Needs the scope of the unit.

    Raises ReasonNeeded, TooManyReports.
    """
    reason, city, role = mask_text(said.reason.strip()), int(said.unit), by.role or by.kind
    if not reason:
        raise ReasonNeeded
    if _of_today(session, city, role, now) >= MOST_A_DAY:
        raise TooManyReports
    case = _opened(session, said, role=role, now=now) or _alive(session, said)
    case = case or _opened(session, said, role=role, now=now)  # that one was settled in between
    if case is None:
        raise TooManyReports
    if _notes(session, case) < MOST_NOTES:
        session.add(
            CaseStep(
                city_code=city,
                case_id=stored_id(case),
                action=CaseAction.COMMENT.value,
                from_state=case.state,
                to_state=case.state,
                hand=Hand.SERVICE.value,
                actor=role,
                reason=reason,
                details={},
                at=now,
            )
        )
    record(session, by, Act.WRONG_RECORD_REPORTED, f"case/{city}/{case.id}", {}, now)


def _of_today(session: Session, city: int, role: str, now: datetime) -> int:
    query = select(func.count()).where(
        CaseRecord.city_code == city,
        CaseRecord.kind == CaseKind.WRONG_RECORD,
        CaseRecord.opened_by == role,
        col(CaseRecord.opened_at) >= start_of(day_of(now)),
    )
    return session.exec(query).one()


def _opened(session: Session, said: WrongRecord, *, role: str, now: datetime) -> CaseRecord | None:
    """Open a case, unless one of the vehicle is alive. Whether the vehicle is known only its unit is told."""
    city = int(said.unit)
    known = session.exec(
        select(RegistrationRecord)
        .where(
            RegistrationRecord.city_code == city,
            RegistrationRecord.vin == said.vin,
            col(RegistrationRecord.superseded_at).is_(None),
        )
        .order_by(col(RegistrationRecord.registered_on).desc())
    ).first()
    values: dict[str, Any] = {
        "city_code": city,
        "kind": CaseKind.WRONG_RECORD.value,
        "subject": _subject(said),
        "vin": known and known.vin,
        "registered_on": known and known.registered_on,
        "state": CaseState.OPEN.value,
        "details": {"vin_given": said.vin, "registration": known and known.id},
        "opened_by": role,
        "opened_at": now,
    }
    opening = insert(CaseRecord).values(values).on_conflict_do_nothing().returning(col(CaseRecord.id))
    number = session.connection().execute(opening).scalar()
    return None if number is None else session.get_one(CaseRecord, (city, number))


def _alive(session: Session, said: WrongRecord) -> CaseRecord | None:
    query = select(CaseRecord).where(
        CaseRecord.city_code == int(said.unit),
        CaseRecord.kind == CaseKind.WRONG_RECORD,
        CaseRecord.subject == _subject(said),
        col(CaseRecord.state).not_in(_SETTLED),
    )
    return session.exec(query).first()


def _notes(session: Session, case: CaseRecord) -> int:
    query = select(func.count()).where(CaseStep.city_code == case.city_code, CaseStep.case_id == case.id)
    return session.exec(query.where(CaseStep.hand == Hand.SERVICE)).one()


def _subject(said: WrongRecord) -> str:
    return f"wrong/{said.unit}/{said.vin}"
