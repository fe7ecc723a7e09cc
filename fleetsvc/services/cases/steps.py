"""One step of a case: the state it leads to, what the case says from then on, and the line of its history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fleetsvc.models import CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import Asked, House, NotDone, Said, refusal, term
from fleetsvc.services.cases.transitions import Transition, actions_of, find_transition
from fleetsvc.services.cases.words import ANSWERS, APPEALED, REQUESTS, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.common.working_days import working_days_after


class CaseNotOpen(NotDone):
    """The case does not stand so that this can be done; ``state`` says how it stands."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class ActionForOthers(NotDone):
    """The action is not this hand's with any case of the kind."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is said, by whom, when, and by what the office has laid down."""

    said: Said
    by: Actor
    hand: Hand
    now: datetime
    house: House


def step(case: CaseRecord, taken: Step) -> CaseStep:
    """Take a step: change the case and return the line of its history. Nothing is changed where it is refused.

    Raises ActionForOthers, CaseNotOpen, what ``guards`` raises, CalendarMissing.
    """
    said, hand, now = taken.said, taken.hand, taken.now
    before, row = CaseState(case.state), examine(case, taken)
    asked = Asked(case, said, now, taken.house)
    details = _CHANGES[said.action](asked) if said.action in _CHANGES else {}
    if said.proposal is not None:
        details |= {"proposal": said.proposal, "proposed_by": said.proposed_by}
    if row.leads_to is not None:
        case.state = row.leads_to.value
        if row.leads_to in _DECIDED:
            case.decided_by = "" if hand is Hand.SERVICE else taken.by.name or ""
            case.decided_at, case.decision_reason = now, said.reason.strip() or None
    return CaseStep(
        city_code=case.city_code,
        case_id=stored_id(case),
        action=said.action.value,
        from_state=before.value,
        to_state=case.state,
        hand=hand.value,
        actor=taken.by.name or taken.by.kind,
        reason=said.reason.strip() or None,
        ground=said.ground,
        evidence=list(said.evidence),
        details=details,
        internal=said.internal and hand is Hand.OFFICE,
        at=now,
    )


def examine(case: CaseRecord, taken: Step) -> Transition:
    """Return the row by which a step would be taken, as the case stands. Raises as ``step`` and changes nothing."""
    said, hand, kind = taken.said, taken.hand, CaseKind(case.kind)
    if said.action not in actions_of(hand, kind):
        raise ActionForOthers(said.action)
    row = find_transition(kind, CaseState(case.state), said.action, hand)
    if row is None:
        raise CaseNotOpen(case.state)
    against = refusal(row.guards, Asked(case, said, taken.now, taken.house))
    if against is not None:
        raise against
    return row


_DECIDED: Final = (
    CaseState.APPROVED,
    CaseState.REFUSED,
    CaseState.CORRECTED,
    CaseState.OVERDUE,
    CaseState.CLOSED,
)


def _time_given(asked: Asked, days: int) -> Json:
    """Give a unit so many working days from tomorrow, and say which they are."""
    counted = working_days_after(asked.today, days, calendar=asked.house.calendar)
    asked.case.due_on = counted[-1]
    return reckoned(asked.today, counted)


def reckoned(since: date, counted: Sequence[date]) -> Json:
    """Return a deadline with the working days after ``since`` that lead to it, one by one."""
    days = [day.isoformat() for day in counted]
    return {"due_on": days[-1], "since": since.isoformat(), "working_days": days}


def _notified(asked: Asked) -> Json:
    said = _time_given(asked, asked.house.answer_days)
    asked.case.notified_at = asked.now
    return said


def _extended(asked: Asked) -> Json:
    since = asked.case.due_on or asked.today
    counted = working_days_after(since, asked.house.extension_days, calendar=asked.house.calendar)
    asked.case.due_on, asked.case.extended_at = counted[-1], asked.now
    return reckoned(since, counted)


def _answered(asked: Asked) -> Json:
    """Keep what a unit says. Who answers before it was told has taken notice."""
    case, said = asked.case, asked.said
    case.reason = said.reason.strip()
    if CaseKind(case.kind) in REQUESTS:
        return {}
    case.answer, case.ground = ANSWERS[said.action].value, said.ground
    case.notified_at, case.due_on = case.notified_at or asked.now, None
    told: Json = {"answer": case.answer}
    if said.missing.strip():
        told["missing"] = said.missing.strip()
    if said.ground is not None and said.brought is None:
        told["list_unsaid"] = True
    return told


def _explained(asked: Asked) -> Json:
    """Keep what an operator says as it says it: the case stands as before."""
    said = asked.said
    return {"missing": said.missing.strip(), "brought": list(said.brought or ())}


def _appealed(asked: Asked) -> Json:
    """Hear a unit once more: what was decided does not stand meanwhile."""
    case = asked.case
    case.appealed_at, case.outcome, case.due_on = asked.now, None, None
    case.reason = asked.said.reason.strip()
    if CaseKind(case.kind) in REQUESTS:
        return {}
    case.answer = case.answer or ANSWERS[CaseAction.ANSWER].value
    case.notified_at = case.notified_at or asked.now
    return {}


def _approved(asked: Asked) -> Json:
    case = asked.case
    case.outcome = CaseState.APPROVED.value
    until: date | None
    match CaseKind(case.kind):
        case CaseKind.JUSTIFICATION:
            since, until = term(asked.said, asked.house, asked.today)
        case CaseKind.OVERRIDE:
            since, until = asked.today, asked.said.valid_until
        case _:
            return {}
    case.valid_from, case.valid_until = since, until
    case.conditions = asked.said.conditions.strip() or None
    return {
        "valid_from": since.isoformat(),
        "valid_until": None if until is None else until.isoformat(),
        "conditions": case.conditions,
    }


def _refused(asked: Asked) -> Json:
    return _stands_against(asked, CaseState.REFUSED)


def _lapsed(asked: Asked) -> Json:
    return _stands_against(asked, CaseState.OVERDUE)


def _stands_against(asked: Asked, outcome: CaseState) -> Json:
    kind, house = CaseKind(asked.case.kind), asked.house
    final = kind not in APPEALED or asked.case.appealed_at is not None
    days = house.objection_days if kind is CaseKind.OBJECTION else house.appeal_days
    said = {} if final else _time_given(asked, days)
    asked.case.outcome = outcome.value
    return said


def _settled(asked: Asked) -> Json:
    asked.case.outcome, asked.case.due_on = CaseState.CORRECTED.value, None
    return {}


def _expired(asked: Asked) -> Json:
    asked.case.outcome = None
    return {}


def _assigned(asked: Asked) -> Json:
    asked.case.officer = asked.said.officer.strip()
    return {"officer": asked.case.officer}


_CHANGES: Final[dict[CaseAction, Callable[[Asked], Json]]] = {
    CaseAction.NOTIFY: _notified,
    CaseAction.ASK_AGAIN: _notified,
    CaseAction.EXTEND: _extended,
    CaseAction.ANSWER: _answered,
    CaseAction.CORRECT: _answered,
    CaseAction.NOT_OURS: _answered,
    CaseAction.APPEAL: _appealed,
    CaseAction.APPROVE: _approved,
    CaseAction.REFUSE: _refused,
    CaseAction.LAPSE: _lapsed,
    CaseAction.SETTLE: _settled,
    CaseAction.EXPIRE: _expired,
    CaseAction.LIFT: _expired,
    CaseAction.EXPLAIN: _explained,
    CaseAction.ASSIGN: _assigned,
}
