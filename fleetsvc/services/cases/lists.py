"""Cases by filter, newest first, and one by its number."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import CaseRecord, Json
from fleetsvc.services.cases.words import CaseAction, CaseState
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.uploads.lists import CITIES


class CaseUnknown(Exception):
    """There is no such case, or it is another unit's."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; None asks for all. ``upload``: the delivery that they came of."""

    unit: str | None = None
    kind: str | None = None
    state: str | None = None
    upload: int | None = None


def find_case(session: Session, number: int) -> CaseRecord:
    """Return one case. Raises CaseUnknown."""
    query = select(CaseRecord).where(col(CaseRecord.city_code).in_(CITIES), CaseRecord.id == number)
    found = session.exec(query).first()
    if found is None:
        raise CaseUnknown(number)
    return found


def list_cases(
    session: Session, wanted: CaseFilter, *, before: int | None, limit: int
) -> tuple[list[CaseRecord], int | None]:
    """Return a page of cases, newest first, and the number to go on from; None on the last page."""
    query = select(CaseRecord).where(*_fits(wanted))
    if before is not None:
        query = query.where(col(CaseRecord.id) < before)
    found = list(session.exec(query.order_by(col(CaseRecord.id).desc()).limit(limit + 1)))
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None


def count_cases(session: Session, wanted: CaseFilter) -> int:
    """Return how many cases fit a filter."""
    return session.exec(select(func.count()).select_from(CaseRecord).where(*_fits(wanted))).one()


def _fits(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    asked: tuple[tuple[Any, object], ...] = (
        (col(CaseRecord.city_code), None if wanted.unit is None else int(wanted.unit)),
        (col(CaseRecord.kind), wanted.kind),
        (col(CaseRecord.state), wanted.state),
        (col(CaseRecord.upload_id), wanted.upload),
    )
    return [column == value for column, value in asked if value is not None]


def open_actions(case: CaseRecord, role: Role) -> tuple[CaseAction, ...]:
    """Return what a role may do with a case as it stands."""
    if case.state != CaseState.OPEN:
        return ()
    return (CaseAction.APPROVE, CaseAction.REFUSE) if role is Role.OFFICE else (CaseAction.ANSWER,)


def case_json(case: CaseRecord, *, role: Role) -> Json:
    """Return a case; ``actions`` are those open to a role."""
    return {
        "id": case.id,
        "unit": str(case.city_code),
        "kind": case.kind,
        "status": case.state,
        "vin": case.vin,
        "registered_on": None if case.registered_on is None else case.registered_on.isoformat(),
        "registration": case.details.get("registration"),
        "upload": case.upload_id,
        "reason": case.reason,
        "details": case.details,
        "opened_by": case.opened_by,
        "opened_at": rfc3339(case.opened_at),
        "decided_by": case.decided_by,
        "decided_at": rfc3339_if_any(case.decided_at),
        "decision_reason": case.decision_reason,
        "actions": [action.value for action in open_actions(case, role)],
    }
