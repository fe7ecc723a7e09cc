"""How often in a row an address gave nothing usable: counted when it is known, and told of once.

That a workbook cannot be read is known once a worker has tried; until then what it brought counts neither way.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import UploadRecord, UploadSource, UploadStatus
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.uploads.source_claims import PAUSES
from fleetsvc.services.uploads.sources import subject_of

TOLD_AFTER: Final = 3
"""Times in a row after which people are told."""
BROUGHT, KNOWN, UNCHANGED, REFUSED = "brought", "known", "unchanged", "refused"
WELL: Final = (BROUGHT, KNOWN, UNCHANGED)
"""Outcomes that are well: a new upload; bytes that the unit had sent itself; nothing new."""
OURS: Final = frozenset({"disk-full", "waiting", "used-up", "busy", "key-missing"})
"""Reasons on this side: nobody need look at the address, and it is asked again after the shortest pause."""


def count(session: Session, source: UploadSource, outcome: str, *, now: datetime) -> str:
    """Note what came of asking, with when to ask again; return it: that what it gives was refused before is no good.

    ``source``: with the upload that it gave last.
    """
    given = _status(session, source)
    if outcome in WELL and given is UploadStatus.REFUSED:
        outcome = REFUSED
    source.outcome, source.asked_at = outcome, now
    if outcome in OURS:
        source.next_at = now + PAUSES[0]
    elif outcome in WELL:
        source.failures = source.failures if given is UploadStatus.RECEIVED else 0
        source.next_at = now + timedelta(hours=source.every_hours)
    else:
        source.next_at = now + _one_more(session, source, now=now)
    session.add(source)
    return outcome


def count_read(session: Session, upload: UploadRecord, *, now: datetime) -> None:
    """Note that an upload was read, or refused, with the address that brought it last. Needs the unit's scope."""
    query = select(UploadSource).where(
        col(UploadSource.city_code) == upload.city_code,
        col(UploadSource.upload_id) == upload.number,
        col(UploadSource.disabled_at).is_(None),
        col(UploadSource.outcome).in_((*WELL, REFUSED)),
    )
    for source in session.exec(query.with_for_update().execution_options(populate_existing=True)).all():
        if upload.status is not UploadStatus.REFUSED:
            source.outcome = BROUGHT if source.outcome == REFUSED else source.outcome
            source.failures = 0
        elif source.outcome != REFUSED:
            source.outcome, pause = REFUSED, _one_more(session, source, now=now)
            source.next_at = source.next_at if source.pulling else (source.asked_at or now) + pause
        session.add(source)


def _status(session: Session, source: UploadSource) -> UploadStatus | None:
    if source.upload_id is None:
        return None
    return session.get_one(UploadRecord, (source.city_code, source.upload_id)).status


def _one_more(session: Session, source: UploadSource, *, now: datetime) -> timedelta:
    """Count one more time that nothing usable came, and return how long to wait; people are told of the third."""
    source.failures += 1
    if source.failures == TOLD_AFTER:
        details: dict[str, str | int] = {"name": source.name, "failures": source.failures}
        subject, city = subject_of(source), source.city_code
        tell(session, Event.SOURCE_FAILING, subject, mark=rfc3339(now), city=city, details=details, now=now)
    return PAUSES[min(source.failures, len(PAUSES)) - 1]
