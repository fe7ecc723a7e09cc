"""What the office has laid down for cases, with the grounds of the rulebook in force; what waits for a right clock."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.cases.guards import House
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.operations.clock_alarms import require_right_clock


def house_of(session: Session) -> House:
    """Return what the office has laid down. Raises NoActiveRulebook."""
    book = rulebooks.active_book(session).book
    grounds = {one.ground: len(one.evidence) for rule in book.rules for one in rule.exceptions}
    return House(grounds=grounds, calendar=calendar_of(session))


UNDATED: Final = (CaseAction.COMMENT, CaseAction.ASSIGN)
"""What the office does with a case from which no day is reckoned and no verdict follows."""


def require_clock_for(session: Session, action: CaseAction, *, now: datetime) -> None:
    """Pass where an officer's act may be dated. Raises ClockNotRight.

    By a wrong clock it would fall into another month, and terms would begin and end on other days.
    """
    if action not in UNDATED:
        require_right_clock(session, now=now)
