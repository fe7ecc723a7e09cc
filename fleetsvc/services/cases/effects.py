"""What follows from an approval: for the vehicle, for rival claims, for the delivery; or what stands against it.

Needs the office's scope.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.override_checks import OverrideOutdated, find_outdated
from fleetsvc.services.cases.words import CaseKind
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import steps
from rules.periods import parse_period


def _accept_withdrawal(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Have the delivery taken back, for the reason that its unit gave."""
    number, reason = case.upload_id or 0, case.reason or ""
    steps.grant_withdrawal(session, city=case.city_code, number=number, by=by, reason=reason, now=now)


def _accept_objection(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Show the period as its data stand now; where nothing of it is reported any more there is nothing to show."""
    del by
    try:
        publishing.publish_preview(session, parse_period(case.details["period"]), now=now)
    except publishing.NothingReported:
        return


def _require_as_proposed(session: Session, case: CaseRecord, *, by: Actor, now: datetime) -> None:
    """Pass where an override is about what it was proposed on. Raises OverrideOutdated."""
    del by, now
    why = find_outdated(session, case)
    if why is not None:
        raise OverrideOutdated(why)


EFFECTS: Final[dict[CaseKind, Callable[..., None]]] = {
    CaseKind.WITHDRAWAL: _accept_withdrawal,
    CaseKind.OBJECTION: _accept_objection,
    CaseKind.OVERRIDE: _require_as_proposed,
}
