"""Uploads as their readers ask for them: page by page, or one with its progress and report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from fleetsvc.clock import over_at, rfc3339_if_any, start_of
from fleetsvc.models import (
    FindingRecord,
    Json,
    UploadFailure,
    UploadProgress,
    UploadRecord,
    UploadStatus,
    stored_id,
)
from fleetsvc.models.upload import OPEN
from fleetsvc.services.common.liveness import ALIVE_FOR
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.uploads import deliveries, two_persons, withdrawals
from fleetsvc.services.uploads.column_questions import column_questions
from fleetsvc.services.uploads.failures import Failure
from fleetsvc.services.uploads.report import said_report
from fleetsvc.services.uploads.sources import origin_of
from fleetsvc.services.uploads.word_questions import word_questions
from importers.results import Severity
from rules.units import UNITS
from rules.wording import Language

CITIES: Final = tuple(map(int, UNITS))


def find_upload(session: Session, number: int) -> UploadRecord:
    """Return an upload by its number alone, of whichever unit the transaction may see. Raises UploadUnknown."""
    # All units are named: the primary key begins with the unit, so this asks the index 19 times, not every row.
    query = select(UploadRecord).where(col(UploadRecord.city_code).in_(CITIES), UploadRecord.id == number)
    found = session.exec(query).first()
    if found is None:
        raise deliveries.UploadUnknown(number)
    return found


@dataclass(frozen=True, slots=True)
class UploadFilter:
    """Which uploads to list. ``before``: the number to go on from; the newest come first.

    ``name``: a part of the file's name, in capitals or not; ``received_on``: the legal day on which they were sent.
    ``received_since``, ``settled_since``: an instant, inclusive; settled is what was accepted, refused or withdrawn.
    """

    unit: str | None = None
    status: UploadStatus | None = None
    before: int | None = None
    limit: int = 100
    name: str | None = None
    received_on: date | None = None
    received_since: datetime | None = None
    settled_since: datetime | None = None


def list_uploads(session: Session, wanted: UploadFilter, *, now: datetime) -> tuple[list[Json], int | None]:
    """Return a page of uploads without their reports, and the number to go on from."""
    query = select(UploadRecord).order_by(col(UploadRecord.id).desc()).limit(wanted.limit + 1)
    if wanted.unit is not None:
        query = query.where(UploadRecord.city_code == int(wanted.unit))
    if wanted.before is not None:
        query = query.where(col(UploadRecord.id) < wanted.before)
    if wanted.status is not None:
        query = query.where(*_of_status(wanted.status, now=now))
    if wanted.name is not None:
        query = query.where(col(UploadRecord.name).icontains(wanted.name, autoescape=True))
    if wanted.received_on is not None:
        sent, day = col(UploadRecord.received_at), wanted.received_on
        query = query.where(sent >= start_of(day), sent < over_at(day))
    if wanted.received_since is not None:
        query = query.where(col(UploadRecord.received_at) >= wanted.received_since)
    if wanted.settled_since is not None:
        query = query.where(col(UploadRecord.settled_at) >= wanted.settled_since)
    found = session.exec(query).all()
    page, following = first_of(found, wanted.limit, stored_id)
    progress, failures = _progress(session, page), _failures(session, page)
    items = [_head(one, progress.get(one.id), failures.get(one.id), now=now) for one in page]
    return items, following


def _of_status(status: UploadStatus, *, now: datetime) -> list[ColumnElement[bool]]:
    read = select(UploadProgress.upload_id).where(
        col(UploadProgress.city_code) == UploadRecord.city_code,
        col(UploadProgress.upload_id) == UploadRecord.id,
        col(UploadProgress.heartbeat_at) > now - ALIVE_FOR,
    )
    if status is UploadStatus.READING:
        return [col(UploadRecord.status).in_(OPEN), read.exists()]
    if status.is_open:
        return [col(UploadRecord.status) == status, ~read.exists()]
    return [col(UploadRecord.status) == status]


def _progress(session: Session, page: Sequence[UploadRecord]) -> dict[int | None, UploadProgress]:
    return _of_standing_ones(session, page, UploadProgress)


def _failures(session: Session, page: Sequence[UploadRecord]) -> dict[int | None, UploadFailure]:
    return _of_standing_ones(session, page, UploadFailure)


_Beside = TypeVar("_Beside", UploadProgress, UploadFailure)


def _of_standing_ones(
    session: Session, page: Sequence[UploadRecord], table: type[_Beside]
) -> dict[int | None, _Beside]:
    standing = [one.id for one in page if not one.status.is_ended]
    if not standing:
        return {}
    query = select(table).where(
        col(table.city_code).in_({one.city_code for one in page}), col(table.upload_id).in_(standing)
    )
    return {found.upload_id: found for found in session.exec(query)}


def upload_document(session: Session, upload: UploadRecord, *, language: Language, now: datetime) -> Json:
    """Return one upload whole: where it stands, how far, how many findings of each severity, and its report."""
    counted = select(FindingRecord.severity, func.count()).where(
        FindingRecord.city_code == upload.city_code, FindingRecord.upload_id == upload.id
    )
    counts = dict(session.exec(counted.group_by(FindingRecord.severity)).all())
    report = None if upload.report is None else said_report(upload.report, language=language)
    progress, failures = _progress(session, [upload]), _failures(session, [upload])
    return _head(upload, progress.get(upload.id), failures.get(upload.id), now=now) | {
        "findings": {severity.value: counts.get(severity.value, 0) for severity in Severity},
        "report": report,
        "withdrawal": _withdrawal(session, upload),
        "origin": origin_of(session, upload),
        "column_questions": [one.json for one in column_questions(session, upload, now=now)],
        "word_questions": [one.json for one in word_questions(session, upload)],
        "two_persons": two_persons.state_json(session, upload),
    }


def _withdrawal(session: Session, upload: UploadRecord) -> Json | None:
    """Return the request to withdraw an upload that waits for the office."""
    case = withdrawals.find_open(session, upload) if upload.status is UploadStatus.ACCEPTED else None
    if case is None:
        return None
    return {
        "case": case.id,
        "status": case.state,
        "reason": case.reason,
        "asked_by": case.opened_by,
        "asked_at": rfc3339_if_any(case.opened_at),
    }


def _head(
    upload: UploadRecord, progress: UploadProgress | None, failed: UploadFailure | None, *, now: datetime
) -> Json:
    is_worked_on = progress is not None and progress.heartbeat_at > now - ALIVE_FOR
    return {
        "id": upload.id,
        "unit": str(upload.city_code),
        "status": UploadStatus.READING if is_worked_on and upload.status.is_open else upload.status,
        "confirmed": upload.confirmed,
        "name": upload.name,
        "sha256": upload.sha256,
        "bytes": upload.size_bytes,
        "category": upload.category,
        "event": upload.event,
        "kind": upload.kind.value,
        "received_by": upload.received_by,
        "received_at": rfc3339_if_any(upload.received_at),
        "settled_at": rfc3339_if_any(upload.settled_at),
        "progress": _progress_json(upload, progress if is_worked_on else None),
        "failing": None if failed is None else _failing(failed),
        "withdrawing": withdrawals.queued_json(upload),
    }


def _failing(failed: UploadFailure) -> Json:
    """Return how the attempts at an upload fail; ``cause`` says whose fault the last one is laid to."""
    failure = Failure(failed.failure)
    return {
        "attempts": failed.failures,
        "failure": failure.value,
        "cause": "file" if failure.is_of_the_file else "machine",
        "failed_at": rfc3339_if_any(failed.failed_at),
        "next_attempt_at": rfc3339_if_any(failed.next_attempt_at),
        "set_aside_at": rfc3339_if_any(failed.set_aside_at),
    }


def _progress_json(upload: UploadRecord, progress: UploadProgress | None) -> Json:
    """Return how many rows are done of how many: of those to be taken back, or to be read; all once they were."""
    if upload.withdrawing is not None:
        return {"done": progress.rows_done if progress else 0, "total": withdrawals.vehicles_of(upload)}
    if progress is not None:
        return {"done": progress.rows_done, "total": None}
    rows = (upload.report or {}).get("rows")
    read = rows.get("read") if isinstance(rows, dict) else None
    return {"done": read or 0, "total": read}
