"""The one table of what may be done with a case: state, action, who, and what has to hold for it.

``docs/cases.md`` is drawn from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fleetsvc.services.cases.words import ASKED, OVERRIDES, REQUESTS, CaseAction, CaseKind, CaseState, Hand


class Guard(StrEnum):
    """What has to hold for an action; ``fleetsvc.services.cases.guards`` examines it."""

    REASON = "reason"
    GROUND = "ground"
    EVIDENCE = "evidence"
    WHY = "why"
    HEARD = "heard"
    OVER = "over"
    FIRST_EXTENSION = "first_extension"
    FIRST_APPEAL = "first_appeal"
    APPEALS_OVER = "appeals_over"
    IN_TIME = "in_time"
    TERM = "term"
    TERM_OVER = "term_over"
    TERM_ENDS = "term_ends"
    OFFICER = "officer"
    SIGNED = "signed"
    TWO_PERSONS = "two_persons"
    TERM_OPEN = "term_open"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: in these states a hand may do this with these kinds, and where it leads; None: the state stays."""

    kinds: frozenset[CaseKind]
    since: tuple[CaseState, ...]
    action: CaseAction
    hand: Hand
    leads_to: CaseState | None
    guards: tuple[Guard, ...] = ()


_OPEN, _NOTIFIED, _ANSWERED = CaseState.OPEN, CaseState.NOTIFIED, CaseState.ANSWERED
_APPROVED, _REFUSED, _CORRECTED = CaseState.APPROVED, CaseState.REFUSED, CaseState.CORRECTED
_OVERDUE, _CLOSED = CaseState.OVERDUE, CaseState.CLOSED
_BUREAU, _OFFICE, _SERVICE, _OPERATOR = Hand.BUREAU, Hand.OFFICE, Hand.SERVICE, Hand.OPERATOR
_REASON: Final = (Guard.REASON,)
_ALIVE: Final = tuple(state for state in CaseState if state is not CaseState.CLOSED)

_EXCUSABLE: Final = frozenset({CaseKind.JUSTIFICATION})
_ACCEPTABLE: Final = frozenset({CaseKind.WRONG_RECORD})
_UNEXCUSED: Final = ASKED - _EXCUSABLE
_STRICT: Final = frozenset({CaseKind.NON_COMPLIANCE, CaseKind.UNDETERMINED})
_REPORTED: Final = frozenset({CaseKind.WRONG_RECORD})
_OBJECTED: Final = frozenset({CaseKind.OBJECTION})
_DECIDED_ONCE: Final = REQUESTS - _OBJECTED
_ALL: Final = ASKED | REQUESTS | OVERRIDES

TRANSITIONS: Final[tuple[Transition, ...]] = (
    # What the office asks of a unit.
    Transition(ASKED, (_OPEN,), CaseAction.NOTIFY, _OFFICE, _NOTIFIED),
    # What anybody may report has no day to be answered by unless the office gives it one.
    Transition(ASKED - _REPORTED, (_OPEN,), CaseAction.NOTIFY, _SERVICE, _NOTIFIED),
    Transition(
        _EXCUSABLE,
        (_OPEN, _NOTIFIED),
        CaseAction.ANSWER,
        _BUREAU,
        _ANSWERED,
        (Guard.REASON, Guard.GROUND, Guard.EVIDENCE),
    ),
    Transition(_UNEXCUSED, (_OPEN, _NOTIFIED), CaseAction.ANSWER, _BUREAU, _ANSWERED, _REASON),
    Transition(ASKED, (_OPEN, _NOTIFIED), CaseAction.CORRECT, _BUREAU, _ANSWERED, _REASON),
    Transition(ASKED, (_OPEN, _NOTIFIED), CaseAction.NOT_OURS, _BUREAU, _ANSWERED, _REASON),
    Transition(ASKED, (_NOTIFIED,), CaseAction.EXTEND, _OFFICE, None, (Guard.REASON, Guard.FIRST_EXTENSION)),
    Transition(ASKED, (_NOTIFIED,), CaseAction.LAPSE, _SERVICE, _OVERDUE, (Guard.OVER,)),
    Transition(_EXCUSABLE, (_ANSWERED,), CaseAction.APPROVE, _OFFICE, _APPROVED, (Guard.TERM,)),
    Transition(_ACCEPTABLE, (_ANSWERED,), CaseAction.APPROVE, _OFFICE, _APPROVED),
    Transition(ASKED, (_ANSWERED,), CaseAction.REFUSE, _OFFICE, _REFUSED, (Guard.REASON, Guard.HEARD)),
    Transition(ASKED, (_ANSWERED,), CaseAction.ASK_AGAIN, _OFFICE, _NOTIFIED, _REASON),
    Transition(
        ASKED, (_REFUSED, _OVERDUE), CaseAction.APPEAL, _BUREAU, _ANSWERED, (Guard.REASON, Guard.FIRST_APPEAL)
    ),
    Transition(
        ASKED,
        (_OPEN, _NOTIFIED, _ANSWERED, _APPROVED, _REFUSED, _OVERDUE),
        CaseAction.SETTLE,
        _SERVICE,
        _CORRECTED,
    ),
    Transition(_EXCUSABLE, (_APPROVED,), CaseAction.EXPIRE, _SERVICE, _CLOSED, (Guard.TERM_OVER,)),
    Transition(_EXCUSABLE, (_APPROVED,), CaseAction.REMIND, _SERVICE, None, (Guard.TERM_ENDS,)),
    Transition(ASKED, (_NOTIFIED, _REFUSED, _OVERDUE), CaseAction.RECKON, _SERVICE, None),
    Transition(_STRICT, (_ANSWERED,), CaseAction.CLOSE, _OFFICE, _CLOSED, _REASON),
    Transition(_REPORTED, (_OPEN, _NOTIFIED, _ANSWERED), CaseAction.CLOSE, _OFFICE, _CLOSED, _REASON),
    Transition(
        ASKED, (_REFUSED, _OVERDUE), CaseAction.CLOSE, _OFFICE, _CLOSED, (Guard.REASON, Guard.APPEALS_OVER)
    ),
    Transition(ASKED, (_CORRECTED,), CaseAction.CLOSE, _OFFICE, _CLOSED),
    Transition(_ACCEPTABLE, (_APPROVED,), CaseAction.CLOSE, _OFFICE, _CLOSED),
    # What the operator of the vehicle says: the unit hands it on as its answer or its appeal, or does not.
    Transition(
        _EXCUSABLE,
        (_OPEN, _NOTIFIED),
        CaseAction.EXPLAIN,
        _OPERATOR,
        None,
        (Guard.REASON, Guard.GROUND, Guard.EVIDENCE),
    ),
    Transition(_STRICT, (_OPEN, _NOTIFIED), CaseAction.EXPLAIN, _OPERATOR, None, _REASON),
    Transition(
        _EXCUSABLE | _STRICT,
        (_REFUSED, _OVERDUE),
        CaseAction.EXPLAIN,
        _OPERATOR,
        None,
        (Guard.REASON, Guard.FIRST_APPEAL),
    ),
    # What a unit asks of the office.
    Transition(REQUESTS, (_OPEN,), CaseAction.ANSWER, _BUREAU, None, _REASON),
    Transition(REQUESTS, (_OPEN,), CaseAction.APPROVE, _OFFICE, _APPROVED, (Guard.WHY,)),
    Transition(REQUESTS, (_OPEN,), CaseAction.REFUSE, _OFFICE, _REFUSED, _REASON),
    Transition(_DECIDED_ONCE, (_APPROVED, _REFUSED), CaseAction.CLOSE, _OFFICE, _CLOSED),
    # An objection may be appealed in time; once nothing of it can come back, the release of its edition closes it.
    Transition(
        _OBJECTED,
        (_REFUSED,),
        CaseAction.APPEAL,
        _BUREAU,
        _OPEN,
        (Guard.REASON, Guard.FIRST_APPEAL, Guard.IN_TIME),
    ),
    Transition(_OBJECTED, (_REFUSED,), CaseAction.RECKON, _SERVICE, None),
    Transition(_OBJECTED, (_APPROVED,), CaseAction.CLOSE, _OFFICE, _CLOSED),
    Transition(_OBJECTED, (_APPROVED,), CaseAction.CLOSE, _SERVICE, _CLOSED),
    Transition(_OBJECTED, (_REFUSED,), CaseAction.CLOSE, _OFFICE, _CLOSED, (Guard.APPEALS_OVER,)),
    Transition(_OBJECTED, (_REFUSED,), CaseAction.CLOSE, _SERVICE, _CLOSED, (Guard.APPEALS_OVER,)),
    # What the office decides otherwise than the rules: by two persons, until it ends or is lifted.
    Transition(OVERRIDES, (_OPEN,), CaseAction.APPROVE, _OFFICE, _APPROVED, (Guard.SIGNED, Guard.TERM_OPEN)),
    Transition(OVERRIDES, (_OPEN,), CaseAction.CLOSE, _OFFICE, _CLOSED, _REASON),
    Transition(OVERRIDES, (_APPROVED,), CaseAction.LIFT, _OFFICE, _CLOSED, (Guard.REASON, Guard.TWO_PERSONS)),
    Transition(OVERRIDES, (_APPROVED,), CaseAction.EXPIRE, _SERVICE, _CLOSED, (Guard.TERM_OVER,)),
    Transition(OVERRIDES, (_APPROVED,), CaseAction.REMIND, _SERVICE, None, (Guard.TERM_ENDS,)),
    Transition(OVERRIDES, (_OPEN, _APPROVED), CaseAction.SETTLE, _SERVICE, _CORRECTED),
    Transition(OVERRIDES, (_CORRECTED,), CaseAction.CLOSE, _OFFICE, _CLOSED),
    # What is done with any.
    Transition(_ALL, _ALIVE, CaseAction.ASSIGN, _OFFICE, None, (Guard.OFFICER,)),
    Transition(_ALL, _ALIVE, CaseAction.COMMENT, _OFFICE, None, _REASON),
    Transition(_ALL - OVERRIDES, _ALIVE, CaseAction.COMMENT, _BUREAU, None, _REASON),
    Transition(OVERRIDES, (_APPROVED, _CORRECTED), CaseAction.COMMENT, _BUREAU, None, _REASON),
)
"""What closes by itself (changed again, withdrawn) is closed by what changes the register, in its own statements."""


def find_transition(kind: CaseKind, state: CaseState, action: CaseAction, hand: Hand) -> Transition | None:
    """Return the row for an action on a case as it stands; None where that is not open to a hand."""
    rows = (row for row in TRANSITIONS if row.action is action and row.hand is hand)
    return next((row for row in rows if kind in row.kinds and state in row.since), None)


def actions_of(
    hand: Hand, kind: CaseKind | None = None, state: CaseState | None = None
) -> tuple[CaseAction, ...]:
    """Return what a hand may do, in the order of the table: at all, with a kind, or with a kind that stands so."""
    found = (
        row.action
        for row in TRANSITIONS
        if row.hand is hand and (kind is None or kind in row.kinds) and (state is None or state in row.since)
    )
    return tuple(dict.fromkeys(found))


def drawing() -> Iterator[str]:
    """Yield the lines of a drawing for each group of kinds that share their rows (Mermaid, stateDiagram-v2)."""
    for kinds in _groups():
        yield f"\n## {', '.join(kind.value for kind in kinds)}\n\n```mermaid\nstateDiagram-v2\n    [*] --> open\n"
        rows = [row for row in TRANSITIONS if kinds[0] in row.kinds]
        for row in rows:
            if row.leads_to is not None:
                needs = f" [{', '.join(row.guards)}]" if row.guards else ""
                for state in row.since:
                    yield f"    {state} --> {row.leads_to}: {row.action} ({row.hand}){needs}\n"
        yield "    closed --> [*]\n```\n\nStays where it is: "
        stays = (f"{row.action} ({row.hand})" for row in rows if row.leads_to is None)
        yield f"{', '.join(dict.fromkeys(stays))}.\n"


def _groups() -> list[tuple[CaseKind, ...]]:
    found: dict[tuple[Transition, ...], list[CaseKind]] = {}
    for kind in CaseKind:
        found.setdefault(tuple(row for row in TRANSITIONS if kind in row.kinds), []).append(kind)
    return [tuple(kinds) for kinds in found.values()]
