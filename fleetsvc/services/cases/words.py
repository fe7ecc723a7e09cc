"""What cases are about, where they stand, what may be done with one, and by whom."""

from enum import StrEnum
from typing import Final


class CaseKind(StrEnum):
    """What is to be settled."""

    JUSTIFICATION = "justification"
    NON_COMPLIANCE = "non_compliance"
    UNDETERMINED = "undetermined"
    CHANGE_REVIEW = "change_review"
    VIN_CONFLICT = "vin_conflict"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"
    WRONG_RECORD = "wrong_record"
    OVERRIDE = "override"


ASKED: Final = frozenset(
    {CaseKind.JUSTIFICATION, CaseKind.NON_COMPLIANCE, CaseKind.UNDETERMINED, CaseKind.WRONG_RECORD}
)
"""The office asks and the unit answers: nothing adverse follows before it was told and heard."""
REQUESTS: Final = frozenset(set(CaseKind) - ASKED - {CaseKind.OVERRIDE})
"""The unit asks, by what it sends or says, and the office decides."""
OVERRIDES: Final = frozenset({CaseKind.OVERRIDE})
"""The office decides otherwise than the rules do, by two persons."""
APPEALED: Final = ASKED | {CaseKind.OBJECTION}
"""What is refused of these may be appealed once."""


class CaseState(StrEnum):
    """Where a case stands. ``closed``: nothing is left to decide."""

    OPEN = "open"
    NOTIFIED = "notified"
    ANSWERED = "answered"
    APPROVED = "approved"
    REFUSED = "refused"
    CORRECTED = "corrected"
    OVERDUE = "overdue"
    CLOSED = "closed"


UNSETTLED: Final = (CaseState.OPEN, CaseState.NOTIFIED, CaseState.ANSWERED)
"""Somebody is to act: the unit or the office."""


class Hand(StrEnum):
    """Who acts: the unit whose case it is, the office, the service by itself, or the operator of the vehicle."""

    BUREAU = "bureau"
    OFFICE = "office"
    SERVICE = "service"
    OPERATOR = "operator"


class CaseAction(StrEnum):
    """What may be done with a case; ``fleetsvc.services.cases.transitions`` says when and by whom."""

    NOTIFY = "notify"
    ANSWER = "answer"
    CORRECT = "correct"
    NOT_OURS = "not_ours"
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_AGAIN = "ask_again"
    EXTEND = "extend"
    APPEAL = "appeal"
    ASSIGN = "assign"
    COMMENT = "comment"
    CLOSE = "close"
    LAPSE = "lapse"
    SETTLE = "settle"
    EXPIRE = "expire"
    RECKON = "reckon"
    REMIND = "remind"
    LIFT = "lift"
    EXPLAIN = "explain"


class ProposalStatus(StrEnum):
    """Where a proposal of the office stands. Stored."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


EXPIRY_DAYS: Final = 30
"""So many days before an approval ends its unit is reminded of it."""


class Answer(StrEnum):
    """How a unit answered: with its reasons, that it corrects its report, or that the vehicle is not its own."""

    GROUND = "ground"
    CORRECTION = "correction"
    NOT_OURS = "not_ours"


ANSWERS: Final = {
    CaseAction.ANSWER: Answer.GROUND,
    CaseAction.CORRECT: Answer.CORRECTION,
    CaseAction.NOT_OURS: Answer.NOT_OURS,
}
