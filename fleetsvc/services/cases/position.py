"""How a case stands, as far as guards and steps look at it: of cases that stand alike, a step makes the same.

So an act on thousands is reckoned once for each way in which some of them stand, and a single case is a set of one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.words import EXPIRY_DAYS, CaseKind, CaseState


@dataclass(frozen=True, slots=True)
class Position:
    """How a case stands. ``is_told`` its unit was asked, ``is_extended`` its time, ``is_appealed`` what was decided.

    ``has_reason``: its unit has given one; ``is_published``: it is about what is published.
    """

    kind: CaseKind
    state: CaseState
    due_on: date | None
    valid_until: date | None
    is_told: bool
    is_extended: bool
    is_appealed: bool
    answer: str | None
    has_reason: bool
    is_published: bool


def position_of(case: Any) -> Position:  # noqa: ANN401 (a case, or a row of ``COLUMNS``)
    """Return how a case stands."""
    return Position(
        kind=CaseKind(case.kind),
        state=CaseState(case.state),
        due_on=case.due_on,
        valid_until=case.valid_until,
        is_told=case.notified_at is not None,
        is_extended=case.extended_at is not None,
        is_appealed=case.appealed_at is not None,
        answer=case.answer,
        has_reason=bool(case.reason),
        is_published=bool(case.details.get("published")),
    )


COLUMNS: Final[tuple[Any, ...]] = (
    CaseRecord.kind,
    CaseRecord.state,
    CaseRecord.due_on,
    CaseRecord.valid_until,
    CaseRecord.notified_at,
    CaseRecord.extended_at,
    CaseRecord.appealed_at,
    CaseRecord.answer,
    CaseRecord.reason,
    CaseRecord.details,
)
"""The columns that tell how a case stands."""


def expires_soon(case: Position, today: date) -> bool:
    """Return whether the approval that a case stands by ends within 30 days."""
    until = case.valid_until
    return case.state is CaseState.APPROVED and until is not None and 0 < (until - today).days <= EXPIRY_DAYS
