"""What the worker does with one claimed upload, inside one transaction: read, judge, compare, store."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.law import rulebooks
from fleetsvc.services.nil_reports.signing import NilFile, sign_by_file
from fleetsvc.services.uploads import (
    cell_corrections,
    closed_rows,
    layout_memory,
    registration_lists,
    retirement_lists,
)
from fleetsvc.services.uploads.checked_warnings import CHECKED, checked_of
from fleetsvc.services.uploads.progress import Progress
from fleetsvc.services.uploads.reading import Reading
from fleetsvc.services.uploads.report import kept_report
from fleetsvc.services.uploads.source_counts import count_read
from fleetsvc.services.uploads.telling import tell_settled
from importers.results import Expectation, FileKind, Refused, RowFate
from importers.sandbox.reader import Frame
from rules.vocabulary import Category


def expectation_of(session: Session, upload: UploadRecord) -> Expectation:
    """Return what the sender said of an upload, now and of earlier files of the same layout."""
    return Expectation(
        unit=str(upload.city_code),
        category=upload.category,
        event=upload.event,
        kind=upload.kind,
        mapping=upload.mapping,
        remembered=layout_memory.remembered(session, city=upload.city_code),
        meanings=upload.meanings,
        remembered_meanings=layout_memory.remembered_meanings(session, city=upload.city_code),
        corrections=cell_corrections.texts_of(upload),
    )


def _settle(session: Session, upload: UploadRecord, reading: Reading, *, now: datetime) -> None:
    # A confirmed upload is read once more: when its sender could first see what was found stays known.
    first_read = (upload.report or {}).get("read_at") if upload.status is UploadStatus.IN_REVIEW else None
    aside = {
        "layouts": reading.fingerprints,
        "read_at": first_read or rfc3339(now),
        CHECKED: checked_of(upload),
    }
    upload.report = kept_report(reading) | aside
    if reading.refused is not None:
        upload.status, upload.settled_at = UploadStatus.REFUSED, now
    elif upload.confirmed:
        upload.status, upload.settled_at = UploadStatus.ACCEPTED, now
    else:
        upload.status = UploadStatus.IN_REVIEW
    tell_settled(session, upload, now=now)
    session.add(upload)
    count_read(session, upload, now=now)


class _Refused(Exception):
    """A file was refused after some of its blocks were stored: the savepoint takes them back."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


def _read(
    session: Session,
    upload: UploadRecord,
    frames: Iterable[Frame],
    *,
    progress: Progress,
    now: datetime,
    at_once: Collection[str],
) -> Reading:
    with session.begin_nested():
        if upload.kind is FileKind.RETIREMENTS:
            reading = retirement_lists.read(session, upload, frames, progress=progress, now=now)
        else:
            reading = registration_lists.read(
                session, upload, frames, progress=progress, now=now, at_once=at_once
            )
        if reading.refused is not None:
            raise _Refused(reading)
        dismissed = closed_rows.dismiss_again(session, upload)
        reading.rows.update({RowFate.HELD: -dismissed, RowFate.IGNORED: dismissed})
    if upload.confirmed:
        said = layout_memory.confirmed_mappings(upload, reading)
        layout_memory.remember(session, said, city=upload.city_code, upload=upload.number, now=now)
        layout_memory.remember_meanings(session, upload, reading, now=now)
    return reading


def process(
    session: Session,
    upload: UploadRecord,
    frames: Iterable[Frame],
    *,
    progress: Progress,
    now: datetime,
    at_once: Collection[str] = (),
) -> Reading:
    """Read a claimed upload and settle it: refused, in review, or (when confirmed) accepted and stored.

    ``at_once``: kinds of changes that are accepted without a review, of what is not published.
    All of it is one transaction: a worker that dies leaves the upload as it was.
    """
    rulebooks.hold_for_import(session)
    try:
        reading = _read(session, upload, frames, progress=progress, now=now, at_once=at_once)
    except _Refused as refused:
        reading = refused.reading
    _settle(session, upload, reading, now=now)
    is_registrations = upload.kind is FileKind.REGISTRATIONS
    if reading.is_nil and is_registrations and upload.status is UploadStatus.ACCEPTED:
        _sign_nil(session, upload, reading, now=now)
    session.add(upload)
    return reading


def _sign_nil(session: Session, upload: UploadRecord, reading: Reading, *, now: datetime) -> None:
    declared = Category(upload.category) if upload.category else None
    file = NilFile(upload.city_code, upload.number, declared, upload.received_by, upload.received_at)
    signed = sign_by_file(session, reading.nil, file=file, now=now)
    upload.report = {**(upload.report or {}), "nil_reports": signed}


def refuse(session: Session, upload: UploadRecord, refused: Refused, *, now: datetime) -> Reading:
    """Settle an upload that cannot be read at all; return the reading that says so."""
    reading = Reading(refused=refused)
    _settle(session, upload, reading, now=now)
    session.add(upload)
    return reading
