"""Cases by filter, newest first, and one by its number."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.cases.changed_facts import changed_facts
from fleetsvc.services.cases.guards import OF_THE_CASE, Asked, Said, refusal
from fleetsvc.services.cases.position import position_of
from fleetsvc.services.cases.transitions import actions_of, find_transition
from fleetsvc.services.cases.words import CaseAction, CaseKind, Hand
from fleetsvc.services.common.counting import count_up_to_most, said_count
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.uploads.lists import CITIES


class CaseUnknown(Exception):
    """There is no such case, or it is another unit's."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; None asks for all. ``upload``: the delivery that they came of; ``due_before``: exclusive.

    ``states``: any of these, where some are named; ``expires_before``: approvals that end before a day, exclusive.
    ``opened_since``, ``decided_since``: an instant, inclusive.
    """

    unit: str | None = None
    kind: str | None = None
    state: str | None = None
    upload: int | None = None
    officer: str | None = None
    due_before: date | None = None
    ground: str | None = None
    states: tuple[str, ...] = ()
    expires_before: date | None = None
    opened_since: datetime | None = None
    decided_since: datetime | None = None


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
    found = session.exec(query.order_by(col(CaseRecord.id).desc()).limit(limit + 1)).all()
    return first_of(found, limit, stored_id)


def count_cases(session: Session, wanted: CaseFilter) -> int:
    """Return how many cases fit a filter, counted no further than one beyond ``counting.MOST_COUNTED``."""
    return count_up_to_most(session, select(CaseRecord.state).where(*_fits(wanted)))


def said_number(session: Session, wanted: CaseFilter) -> str:
    """Return how many cases fit a filter, as a page says it."""
    return said_count(count_cases(session, wanted))


def numbers_of(session: Session, wanted: CaseFilter, *, limit: int) -> list[int]:
    """Return the numbers of the cases that fit a filter, newest first, at most so many."""
    query = select(CaseRecord.id).where(*_fits(wanted)).order_by(col(CaseRecord.id).desc()).limit(limit)
    return [number for number in session.exec(query) if number is not None]


def _fits(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    asked: tuple[tuple[Any, object], ...] = (
        (col(CaseRecord.city_code), None if wanted.unit is None else int(wanted.unit)),
        (col(CaseRecord.kind), wanted.kind),
        (col(CaseRecord.state), wanted.state),
        (col(CaseRecord.upload_id), wanted.upload),
        (col(CaseRecord.officer), wanted.officer),
        (col(CaseRecord.ground), wanted.ground),
    )
    due = [] if wanted.due_before is None else [col(CaseRecord.due_on) < wanted.due_before]
    ends = col(CaseRecord.valid_until) < wanted.expires_before if wanted.expires_before is not None else None
    due += [] if ends is None else [ends]
    since = ((CaseRecord.opened_at, wanted.opened_since), (CaseRecord.decided_at, wanted.decided_since))
    due += [col(column) >= instant for column, instant in since if instant is not None]
    among = [col(CaseRecord.state).in_(wanted.states)] if wanted.states else []
    return [*(column == value for column, value in asked if value is not None), *due, *among]


def history(session: Session, case: CaseRecord) -> list[CaseStep]:
    """Return the steps of a case that its reader may see, oldest first."""
    query = select(CaseStep).where(CaseStep.city_code == case.city_code, CaseStep.case_id == case.id)
    return list(session.exec(query.order_by(col(CaseStep.id))))


def open_actions(case: CaseRecord, hand: Hand, *, now: datetime) -> tuple[CaseAction, ...]:
    """Return what a hand may do with a case as it stands."""
    stands = position_of(case)
    return tuple(
        action
        for action in actions_of(hand, stands.kind, stands.state)
        if (row := find_transition(stands.kind, stands.state, action, hand)) is not None
        and refusal(OF_THE_CASE & set(row.guards), Asked(stands, Said(action), now)) is None
    )


def case_json(case: CaseRecord, *, hand: Hand, now: datetime) -> Json:
    """Return a case; ``actions`` are those open to a hand."""
    return {
        "id": case.id,
        "unit": str(case.city_code),
        "kind": case.kind,
        "status": case.state,
        "vin": case.vin,
        "registered_on": day_if_any(case.registered_on),
        "registration": case.details.get("registration"),
        "upload": case.upload_id,
        "reason": case.reason,
        "answer": case.answer,
        "ground": case.ground,
        "details": _details(case),
        "officer": case.officer,
        "opened_by": case.opened_by,
        "opened_at": rfc3339(case.opened_at),
        "notified_at": rfc3339_if_any(case.notified_at),
        "due_on": day_if_any(case.due_on),
        "decided_by": case.decided_by,
        "decided_at": rfc3339_if_any(case.decided_at),
        "decision_reason": case.decision_reason,
        "outcome": case.outcome,
        "valid_from": day_if_any(case.valid_from),
        "valid_until": day_if_any(case.valid_until),
        "conditions": case.conditions,
        "actions": [action.value for action in open_actions(case, hand, now=now)],
    }


def _details(case: CaseRecord) -> Json:
    """Return the details of a case; of a change with the facts that differ, in words."""
    if case.kind != CaseKind.CHANGE_REVIEW:
        return case.details
    return case.details | {"changed": [asdict(one) for one in changed_facts(case.details)]}


def step_json(step: CaseStep) -> Json:
    """Return a line of a case's history."""
    return {
        "action": step.action,
        "from": step.from_state,
        "to": step.to_state,
        "by": step.hand,
        "actor": step.actor,
        "reason": step.reason,
        "ground": step.ground,
        "evidence": step.evidence,
        "details": step.details,
        "internal": step.internal,
        "at": rfc3339(step.at),
    }


def day_if_any(day: date | None) -> str | None:
    """Return a day as it is written in JSON; None for none."""
    return None if day is None else day.isoformat()
