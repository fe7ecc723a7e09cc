"""What a page showed of an upload when somebody submits it, or says that its warnings are in order: only that holds.

Between a page and its button somebody may have said otherwise what the file holds; who pressed it then looks again.
"""

import hashlib
import json
from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.uploads import checked_warnings, deliveries, steps, two_persons


def mark_of(upload: UploadRecord) -> str:
    """Return a mark of what a page shows of an upload: how it is read, what came of it, and who prepared it."""
    shown = [upload.mapping, upload.meanings, upload.corrections, upload.report, upload.prepared_by]
    written = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def confirm_seen(
    session: Session, mark: str, *, city: int, number: int, by: Actor, now: datetime
) -> steps.Taken:
    """Confirm an upload as its page showed it (``mark``), once it was read; as ``steps.confirm``.

    Raises UploadNotOpen where it is another matter by now, and SecondPersonNeeded.
    """
    if not deliveries.upload(session, city=city, number=number).is_submitted:
        held = deliveries.claim_allowed(
            session, city=city, number=number, allows=lambda status: status is UploadStatus.IN_REVIEW
        )
        two_persons.submits(session, held, by)  # raises: whose turn it is not is told so first
        if mark != mark_of(held):
            raise deliveries.UploadNotOpen(held.status)
    return steps.confirm(session, city=city, number=number, by=by, now=now)


def check_seen(
    session: Session, mark: str, code: str, *, city: int, number: int, by: Actor, now: datetime
) -> int:
    """Take a unit's word about the warnings of a code as a page showed them (``mark``): ``checked_warnings.check_all``.

    Raises UploadNotOpen where it is another matter by now.
    """
    held = deliveries.claim_allowed(
        session, city=city, number=number, allows=lambda status: status is UploadStatus.IN_REVIEW
    )
    if mark != mark_of(held):
        raise deliveries.UploadNotOpen(held.status)
    return checked_warnings.check_all(session, code, city=city, number=number, by=by, now=now)
