"""What cases are about, where they stand, and what may be done with one."""

from enum import StrEnum
from typing import Final


class CaseKind(StrEnum):
    """What is to be decided."""

    CHANGE_REVIEW = "change_review"
    VIN_CONFLICT = "vin_conflict"
    WITHDRAWAL = "withdrawal"


class CaseState(StrEnum):
    """Where a case stands. ``closed``: nothing is left to decide."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"


class CaseAction(StrEnum):
    """What may be done with an open case: the office decides it, its unit says why."""

    APPROVE = "approve"
    REFUSE = "refuse"
    ANSWER = "answer"


LEADS_TO: Final = {CaseAction.APPROVE: CaseState.APPROVED, CaseAction.REFUSE: CaseState.REFUSED}
