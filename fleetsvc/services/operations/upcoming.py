"""When each scheduled job is due next, and when it is at all, in words: holidays and the operator's hours counted."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.services.operations.backup_times import next_slot, times_of_backups
from fleetsvc.services.operations.timetable import (
    MONTHLY_EDITION,
    SCHEDULED_BACKUP,
    TIMETABLE,
    Planned,
    next_edition,
)
from rules.wording import Text


def next_runs(session: Session, terms: BackupTerms, *, now: datetime) -> Mapping[str, datetime | None]:
    """Return when each job is due next; None for one that is not set. Needs the office's scope."""
    return {row.name: row.when.after(now) for row in TIMETABLE} | {
        MONTHLY_EDITION.name: next_edition(session, now=now)[1],
        SCHEDULED_BACKUP.name: next_slot(terms, now),
    }


def times_of(row: Planned, terms: BackupTerms) -> Text:
    """Return when a job is due, in words."""
    return times_of_backups(terms) if row.name == SCHEDULED_BACKUP.name else row.times
