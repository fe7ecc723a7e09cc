"""Deadlines that move because a notice of holidays has changed the working days that lead to them."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import CaseRecord, CaseStep, HolidayNotice, Json, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.steps import reckoned
from fleetsvc.services.cases.words import CaseAction, CaseState, Hand
from fleetsvc.services.common.working_days import working_days_after
from fleetsvc.services.law.holidays import Announced, announce, calendar_of


def announce_holidays(
    session: Session, notice: Announced, *, by: Actor, now: datetime
) -> tuple[HolidayNotice, int]:
    """Keep a notice and move the open deadlines; return it, and how many moved. Raises NoticeUnfit, CalendarMissing.

    Whose deadline moves is told by the history of the case. Needs the office's scope.
    """
    moved = 0
    kept = announce(session, notice, by=by, now=now)
    calendar = calendar_of(session)
    running = (CaseState.NOTIFIED, CaseState.REFUSED, CaseState.OVERDUE)
    query = select(CaseRecord).where(
        col(CaseRecord.state).in_(running),
        col(CaseRecord.due_on) >= day_of(now),
        col(CaseRecord.due_on) >= date(notice.year, 1, 1),
    )
    for case in session.exec(query.order_by(col(CaseRecord.id)).with_for_update(key_share=True)):
        last = _reckoning(session, case)
        if last is None:
            continue
        before = last.details["working_days"]
        since = date.fromisoformat(last.details["since"])
        counted = working_days_after(since, len(before), calendar=calendar)
        if counted[-1] != case.due_on:
            case.due_on, moved = counted[-1], moved + 1
            session.add(case)
            session.add(_line(case, reckoned(since, counted), kept, by=by, now=now))
    session.flush()
    return kept, moved


def _reckoning(session: Session, case: CaseRecord) -> CaseStep | None:
    """Return the step that gave a case its deadline."""
    query = select(CaseStep).where(
        CaseStep.city_code == case.city_code,
        CaseStep.case_id == case.id,
        col(CaseStep.details)["working_days"].is_not(None),
    )
    return session.exec(query.order_by(col(CaseStep.id).desc()).limit(1)).first()


def _line(case: CaseRecord, details: Json, notice: HolidayNotice, *, by: Actor, now: datetime) -> CaseStep:
    return CaseStep(
        city_code=case.city_code,
        case_id=stored_id(case),
        action=CaseAction.RECKON.value,
        from_state=case.state,
        to_state=case.state,
        hand=Hand.SERVICE.value,
        actor=by.name or by.kind,
        reason=notice.source,
        details=details,
        at=now,
    )
