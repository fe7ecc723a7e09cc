"""What the worker does with one claimed upload, inside one transaction: read, judge, compare, store."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import RawConnection, raw_connection
from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.common.write_behind import WriteBehind
from fleetsvc.services.law import kept_defences, rulebooks
from fleetsvc.services.nil_reports.signing import NilFile, sign_by_file
from fleetsvc.services.uploads import (
    claims,
    closed_rows,
    crosschecks,
    held_rows,
    layout_memory,
    shortfalls,
    staging,
)
from fleetsvc.services.uploads.changes import Changes, open_reviews
from fleetsvc.services.uploads.judging import Judged, judge_for
from fleetsvc.services.uploads.published import published_days
from fleetsvc.services.uploads.reading import Reading, Sinks, read_frames
from fleetsvc.services.uploads.report import kept_report
from importers.results import Block, Expectation, Finding, Refused, RowFate
from importers.sandbox.reader import Frame
from rules.vocabulary import Category

Progress = Callable[[int], None]


class _Stage:
    """Writes blocks and findings behind the reader, in their order, and numbers them."""

    def __init__(
        self,
        connection: RawConnection,
        version: staging.Version,
        found: Changes,
        *,
        store: bool,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._version = version
        self._changes = found
        self._store = store
        self._progress = progress
        self._blocks = 0
        self._findings = 0
        self._rows = 0
        self.unchanged = 0
        self.writing = WriteBehind()

    def block(self, block: Block, judged: Judged) -> None:
        self._blocks += 1
        self.writing.do(partial(self._write, block, judged, self._blocks))
        self._rows += len(block.rows) + len(block.aside)
        self._progress(self._rows)

    def _write(self, block: Block, judged: Judged, number: int) -> None:
        city = self._version.city
        stored = staging.stage_block(self._connection, block, judged, number=number, city=city)
        self.unchanged += stored.unchanged
        changes = self._changes.find(block=number, changed=stored.changed)
        if self._store:
            staging.append_block(self._connection, self._version, stored, number=number)
            if changes:
                self._changes.append(block=number)

    def tell(self, findings: Sequence[Finding]) -> None:
        first = self._findings
        self._findings += len(findings)
        self.writing.do(lambda: staging.stage_findings(self._connection, findings, first_ordinal=first))


def expectation_of(session: Session, upload: UploadRecord) -> Expectation:
    """Return what the sender said of an upload, now and of earlier files of the same layout."""
    return Expectation(
        unit=str(upload.city_code),
        category=upload.category,
        event=upload.event,
        mapping=upload.mapping,
        remembered=layout_memory.remembered(session, city=upload.city_code),
    )


def _settle(upload: UploadRecord, reading: Reading, *, now: datetime) -> None:
    # A confirmed upload is read once more: when its sender could first see what was found stays known.
    first_read = (upload.report or {}).get("read_at") if upload.status is UploadStatus.IN_REVIEW else None
    aside = {"layouts": reading.fingerprints, "read_at": first_read or rfc3339(now)}
    upload.report = kept_report(reading) | aside
    if reading.refused is not None:
        upload.status, upload.settled_at = UploadStatus.REFUSED, now
    elif upload.confirmed:
        upload.status, upload.settled_at = UploadStatus.ACCEPTED, now
    else:
        upload.status = UploadStatus.IN_REVIEW


def _compare(
    connection: RawConnection,
    upload: UploadRecord,
    reading: Reading,
    *,
    version: staging.Version,
    stage: _Stage,
) -> None:
    reading.rows[RowFate.ACCEPTED] -= stage.unchanged
    reading.rows[RowFate.UNCHANGED] += stage.unchanged
    reading.verdicts.clear()
    reading.verdicts.update(staging.staged_verdicts(connection))
    compared = claims.settle if upload.confirmed else claims.compare
    found = crosschecks.against_stored(connection, version, claims=compared)
    reading.codes.update(finding.code for finding in found)
    stage.tell(found)


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
    active = rulebooks.active_book(session)
    version = staging.Version(upload.city_code, upload.number, active.edition_id, now)
    with session.begin_nested():
        connection = raw_connection(session)
        staging.open_staging(connection)
        citing = active.citing() if upload.confirmed else None
        found = Changes(connection, version, final=published_days(session), at_once=at_once)
        stage = _Stage(connection, version, found, store=upload.confirmed, progress=progress)
        with stage.writing:
            reading = read_frames(
                frames,
                judge=judge_for(active.table, unit=str(version.city), citing=citing),
                sinks=Sinks(block=stage.block, findings=stage.tell),
            )
        if reading.refused is not None:
            raise _Refused(reading)
        with stage.writing:
            if citing is not None:
                kept_defences.keep(connection, citing.named)
            _compare(connection, upload, reading, version=version, stage=stage)
        staging.keep_review(connection, city=version.city, upload=version.upload)
        if upload.confirmed:
            open_reviews(connection, version)
            held_rows.name_corrected(connection, version)
            shortfalls.review_shortfalls(session, city=version.city, vehicles=shortfalls.STAGED, now=now)
        dismissed = closed_rows.dismiss_again(session, upload)
        reading.rows.update({RowFate.HELD: -dismissed, RowFate.IGNORED: dismissed})
    if upload.confirmed:
        said = layout_memory.confirmed_mappings(upload, reading)
        layout_memory.remember(session, said, city=version.city, upload=version.upload, now=now)
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
    _settle(upload, reading, now=now)
    if reading.is_nil and upload.status is UploadStatus.ACCEPTED:
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
    _settle(upload, reading, now=now)
    session.add(upload)
    return reading
