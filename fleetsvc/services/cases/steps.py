"""One step: the state it leads to, what a case that stands so says from then on, and the line of its history.

All of it is reckoned here, of one case and of thousands; ``writing`` stores it, and knows nothing of cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from fleetsvc.models import CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import Asked, House, NotDone, Said, refusal, term
from fleetsvc.services.cases.position import Position, position_of
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


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step makes of every case that stands alike: the columns that change, and its line in each history.

    The line lacks only which case it is about.
    """

    changes: Mapping[str, Any]
    line: Mapping[str, Any]


def move(case: Position, taken: Step) -> Moved:
    """Reckon a step. Raises ActionForOthers, CaseNotOpen, what ``guards`` raises, CalendarMissing."""
    said, hand, now = taken.said, taken.hand, taken.now
    row = examine(case, taken)
    asked = Asked(case, said, now, taken.house)
    made = _CHANGES[said.action](asked) if said.action in _CHANGES else _Made()
    changes, details = dict(made.changes), dict(made.details)
    if said.proposal is not None:
        details |= {"proposal": said.proposal, "proposed_by": said.proposed_by}
    if taken.by.prepared is not None:
        details |= {"prepared_by": taken.by.prepared.name}
    if row.leads_to is not None:
        changes["state"] = row.leads_to.value
        if row.leads_to in _DECIDED:
            changes["decided_by"] = "" if hand is Hand.SERVICE else taken.by.name or ""
            changes |= {"decided_at": now, "decision_reason": said.reason.strip() or None}
    line = {
        "action": said.action.value,
        "from_state": case.state.value,
        "to_state": changes.get("state", case.state.value),
        "hand": hand.value,
        "actor": taken.by.name or taken.by.kind,
        "reason": said.reason.strip() or None,
        "ground": said.ground,
        "evidence": list(said.evidence),
        "details": details,
        "internal": said.internal and hand is Hand.OFFICE,
        "at": now,
    }
    return Moved(changes, line)


def step(case: CaseRecord, taken: Step) -> CaseStep:
    """Take a step: change the case and return the line of its history. Nothing is changed where it is refused.

    Raises as ``move``.
    """
    moved = move(position_of(case), taken)
    for name, value in moved.changes.items():
        setattr(case, name, value)
    return CaseStep(city_code=case.city_code, case_id=stored_id(case), **moved.line)


def examine(case: Position, taken: Step) -> Transition:
    """Return the row by which a step would be taken, as a case stands. Raises as ``move``."""
    said, hand, kind = taken.said, taken.hand, case.kind
    if said.action not in actions_of(hand, kind):
        raise ActionForOthers(said.action)
    row = find_transition(kind, case.state, said.action, hand)
    if row is None:
        raise CaseNotOpen(case.state.value)
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


@dataclass(frozen=True, slots=True)
class _Made:
    """What an action makes besides the state: columns of the case, and details of its line."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Json = field(default_factory=dict)


def _time_given(asked: Asked, days: int) -> _Made:
    """Give a unit so many working days from tomorrow, and say which they are."""
    counted = working_days_after(asked.today, days, calendar=asked.house.calendar)
    return _Made({"due_on": counted[-1]}, reckoned(asked.today, counted))


def reckoned(since: date, counted: Sequence[date]) -> Json:
    """Return a deadline with the working days after ``since`` that lead to it, one by one."""
    days = [day.isoformat() for day in counted]
    return {"due_on": days[-1], "since": since.isoformat(), "working_days": days}


def _notified(asked: Asked) -> _Made:
    given = _time_given(asked, asked.house.answer_days)
    return _Made({**given.changes, "notified_at": asked.now}, given.details)


def _extended(asked: Asked) -> _Made:
    since = asked.case.due_on or asked.today
    counted = working_days_after(since, asked.house.extension_days, calendar=asked.house.calendar)
    return _Made({"due_on": counted[-1], "extended_at": asked.now}, reckoned(since, counted))


def _answered(asked: Asked) -> _Made:
    """Keep what a unit says. Who answers before it was told has taken notice."""
    said, reason = asked.said, {"reason": asked.said.reason.strip()}
    if asked.case.kind in REQUESTS:
        return _Made(reason)
    answer = ANSWERS[said.action].value
    changes = reason | _told(asked) | {"answer": answer, "ground": said.ground, "due_on": None}
    details: Json = {"answer": answer}
    if said.missing.strip():
        details["missing"] = said.missing.strip()
    if said.ground is not None and said.brought is None:
        details["list_unsaid"] = True
    return _Made(changes, details)


def _told(asked: Asked) -> dict[str, Any]:
    return {} if asked.case.is_told else {"notified_at": asked.now}


def _explained(asked: Asked) -> _Made:
    """Keep what an operator says as it says it: the case stands as before."""
    said = asked.said
    return _Made(details={"missing": said.missing.strip(), "brought": list(said.brought or ())})


def _appealed(asked: Asked) -> _Made:
    """Hear a unit once more: what was decided does not stand meanwhile."""
    case = asked.case
    changes = {"appealed_at": asked.now, "outcome": None, "due_on": None, "reason": asked.said.reason.strip()}
    if case.kind in REQUESTS:
        return _Made(changes)
    return _Made(changes | _told(asked) | {"answer": case.answer or ANSWERS[CaseAction.ANSWER].value})


def _approved(asked: Asked) -> _Made:
    outcome, until = {"outcome": CaseState.APPROVED.value}, asked.said.valid_until
    match asked.case.kind:
        case CaseKind.JUSTIFICATION:
            since, until = term(asked.said, asked.house, asked.today)
        case CaseKind.OVERRIDE:
            since = asked.today
        case _:
            return _Made(outcome)
    conditions = asked.said.conditions.strip() or None
    return _Made(
        {**outcome, "valid_from": since, "valid_until": until, "conditions": conditions},
        {
            "valid_from": since.isoformat(),
            "valid_until": None if until is None else until.isoformat(),
            "conditions": conditions,
        },
    )


def _refused(asked: Asked) -> _Made:
    return _stands_against(asked, CaseState.REFUSED)


def _lapsed(asked: Asked) -> _Made:
    return _stands_against(asked, CaseState.OVERDUE)


def _stands_against(asked: Asked, outcome: CaseState) -> _Made:
    kind, house = asked.case.kind, asked.house
    final = kind not in APPEALED or asked.case.is_appealed
    days = house.objection_days if kind is CaseKind.OBJECTION else house.appeal_days
    given = _Made() if final else _time_given(asked, days)
    return _Made({**given.changes, "outcome": outcome.value}, given.details)


def _settled(_: Asked) -> _Made:
    return _Made({"outcome": CaseState.CORRECTED.value, "due_on": None})


def _expired(_: Asked) -> _Made:
    return _Made({"outcome": None})


def _assigned(asked: Asked) -> _Made:
    officer = asked.said.officer.strip()
    return _Made({"officer": officer}, {"officer": officer})


_CHANGES: Final[dict[CaseAction, Callable[[Asked], _Made]]] = {
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
