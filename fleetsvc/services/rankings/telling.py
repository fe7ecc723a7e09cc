"""Telling people that an edition can be seen: in preview, released, corrected."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from rules.editions import Edition
from rules.periods import Period


def tell_previewed(session: Session, period: Period, made: Sequence[Edition], *, now: datetime) -> None:
    """Tell that a period is in preview, and which units have not reported all of it that they had to.

    Once, however often the preview is brought up to date.
    """
    subject = f"ranking/{period.key}"
    details: dict[str, str | int] = {"period": period.key}
    tell(session, Event.EDITION_PREVIEW, subject, mark="preview", details=details, now=now)
    late = [line for edition in made if edition.category is None for line in edition.lines if line.missing]
    if late:
        counted = details | {"count": len(late)}
        tell(session, Event.REPORTS_LATE, subject, mark="late", details=counted, now=now)
    for line in late:
        told: dict[str, str | int] = {"period": period.key, "count": len(line.missing)}
        tell(
            session,
            Event.REPORT_LATE,
            f"report/{line.unit}/{period.key}",
            mark="late",
            city=int(line.unit),
            details=told,
            now=now,
        )


def tell_released(session: Session, period: Period, *, now: datetime) -> None:
    """Tell that a period is published."""
    tell(
        session,
        Event.EDITION_RELEASED,
        f"ranking/{period.key}",
        mark="final",
        details={"period": period.key},
        now=now,
    )


def note_correction(
    session: Session, period: Period, made: Sequence[Edition], *, reason: str, by: Actor, now: datetime
) -> None:
    """Tell that a published period was corrected, and enter in the audit log which of its editions, and why."""
    subject, details = f"ranking/{period.key}", {"period": period.key}
    tell(session, Event.EDITION_CORRECTED, subject, mark=rfc3339(now), details=details, now=now)
    categories = ", ".join(edition.category or "all" for edition in made)
    record(session, by, Act.RANKING_CORRECTED, subject, {"reason": reason, "categories": categories}, now)
