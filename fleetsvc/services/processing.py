"""What the worker does with one claimed upload, inside one transaction: read, judge, compare, store."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import UploadRecord
from fleetsvc.services import crosschecks, rulebooks, staging, uploads
from fleetsvc.services.judging import Judged, judge_for
from fleetsvc.services.reading import Reading, Sinks, read_frames
from fleetsvc.services.report import report
from importers.results import Block, Expectation, Finding, Refused, RowFate
from importers.sandbox import Frame

Progress = Callable[[int], None]


@dataclass(slots=True)
class _Stage:
    """Hands blocks and findings to the temporary tables, numbering the findings."""

    session: Session
    progress: Progress
    rows: int = 0
    findings: int = field(default=0)

    def block(self, block: Block, judged: Judged) -> None:
        staging.stage_block(self.session, block, judged)
        self.rows += len(block.rows) + len(block.aside)
        self.progress(self.rows)

    def tell(self, findings: Sequence[Finding]) -> None:
        staging.stage_findings(self.session, findings, first_ordinal=self.findings)
        self.findings += len(findings)


def expectation_of(upload: UploadRecord) -> Expectation:
    """Return what the sender said of an upload."""
    return Expectation(
        unit=str(upload.city_code),
        category=upload.category,
        event=upload.event,
        mapping=upload.mapping,  # type: ignore[arg-type]  # JSON of the shape that Expectation documents
    )


def _settle(upload: UploadRecord, reading: Reading, *, now: datetime) -> None:
    upload.report = report(reading, language="zh")
    if reading.refused is not None:
        upload.status, upload.settled_at = uploads.REFUSED, now
    elif upload.confirmed:
        upload.status, upload.settled_at = uploads.ACCEPTED, now
    else:
        upload.status = uploads.IN_REVIEW


def _compare(session: Session, reading: Reading, *, city: int, number: int, stage: _Stage) -> None:
    unchanged = staging.mark_unchanged(session, city=city)
    reading.rows[RowFate.ACCEPTED] -= unchanged
    reading.rows[RowFate.UNCHANGED] += unchanged
    reading.verdicts.clear()
    reading.verdicts.update(staging.staged_verdicts(session))
    found = crosschecks.against_stored(session, city=city, upload=number)
    reading.codes.update(finding.code for finding in found)
    stage.tell(found)


def process(
    session: Session, upload: UploadRecord, frames: Iterable[Frame], *, progress: Progress, now: datetime
) -> Reading:
    """Read a claimed upload and settle it: refused, in review, or (when confirmed) accepted and stored.

    All of it is one transaction: a worker that dies leaves the upload as it was.
    """
    assert upload.id is not None  # noqa: S101 (a stored upload)
    rulebooks.hold_for_import(session)
    active = rulebooks.active_book(session)
    city, number, stage = upload.city_code, upload.id, _Stage(session, progress)
    staging.open_staging(session)
    reading = read_frames(
        frames,
        judge=judge_for(active.table, unit=str(city)),
        sinks=Sinks(block=stage.block, findings=stage.tell),
    )
    if reading.refused is None:
        _compare(session, reading, city=city, number=number, stage=stage)
        if upload.confirmed:
            staging.append_versions(session, city=city, upload=number, edition=active.edition_id, now=now)
    staging.keep_review(session, city=city, upload=number)
    _settle(upload, reading, now=now)
    session.add(upload)
    return reading


def refuse(session: Session, upload: UploadRecord, refused: Refused, *, now: datetime) -> None:
    """Settle an upload that cannot be read at all."""
    _settle(upload, Reading(refused=refused), now=now)
    session.add(upload)
