"""A delivery of registrations, inside one transaction: read, judged, compared with what is stored, and stored."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection, raw_connection
from fleetsvc.models import UploadRecord
from fleetsvc.services.common.write_behind import WriteBehind
from fleetsvc.services.law import defence_store, rulebooks
from fleetsvc.services.uploads import (
    claims,
    crosschecks,
    held_rows,
    shortfalls,
    staging,
    stored_months,
    vehicle_names,
)
from fleetsvc.services.uploads.changes import Changes
from fleetsvc.services.uploads.judging import Judged, Verdicts, judge_for
from fleetsvc.services.uploads.progress import Progress
from fleetsvc.services.uploads.published import published_days
from fleetsvc.services.uploads.reading import Reading, Sinks, read_frames
from fleetsvc.services.uploads.replacements import Confirming
from fleetsvc.services.uploads.stored_claims import settle_import
from importers.results import Block, Finding, RowFate
from importers.sandbox.reader import Frame


class _Stage:
    """Writes blocks and findings behind the reader, in their order, and numbers them."""

    def __init__(
        self,
        connection: RawConnection,
        version: staging.Version,
        found: Changes,
        confirming: Confirming,
        *,
        store: bool,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._version = version
        self._changes = found
        self._confirming = confirming
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
        self._confirming.judge(block, judged)
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


def _compare(
    connection: RawConnection,
    upload: UploadRecord,
    reading: Reading,
    *,
    version: staging.Version,
    stage: _Stage,
    told: Sequence[Finding],
    keep: Callable[[], None],
) -> None:
    reading.rows[RowFate.ACCEPTED] -= stage.unchanged
    reading.rows[RowFate.UNCHANGED] += stage.unchanged
    reading.verdicts.clear()
    reading.verdicts.update(staging.staged_verdicts(connection))
    compared = partial(claims.settle, first=keep) if upload.confirmed else claims.compare
    found = [*told, *crosschecks.against_stored(connection, version, claims=compared)]
    reading.codes.update(finding.code for finding in found)
    stage.tell(found)


def _settle(session: Session, version: staging.Version, found: Changes) -> None:
    """Do what follows from vehicles that are stored now."""
    connection = raw_connection(session)
    stored_months.note(connection, [version.upload], city=version.city)
    vehicle_names.pack(connection, staging.STORED, city=version.city)
    found.settle()
    held_rows.name_corrected(connection, version)
    shortfalls.review_shortfalls(session, city=version.city, vehicles=shortfalls.STAGED, now=version.now)


def _keep_defences(connection: RawConnection, verdicts: Verdicts) -> None:
    if verdicts.citing is not None:
        defence_store.keep(connection, verdicts.citing.named)


def read(
    session: Session,
    upload: UploadRecord,
    frames: Iterable[Frame],
    *,
    progress: Progress,
    now: datetime,
    at_once: Collection[str],
) -> Reading:
    """Read a delivery, and store it where its sender has confirmed it. Bad content never raises: it is in the reading.

    Of a file that is refused some blocks may be stored already: who calls takes them back.
    """
    active = rulebooks.active_book(session)
    version = staging.Version(upload.city_code, upload.number, active.edition_id, now)
    staging.open_staging(connection := raw_connection(session))
    verdicts = Verdicts(active.table, str(version.city), active.citing() if upload.confirmed else None)
    found = Changes(connection, version, verdicts, final=published_days(session), at_once=at_once)
    confirming = Confirming(connection, verdicts, version.upload)
    keep = partial(_keep_defences, connection, verdicts)
    stage = _Stage(connection, version, found, confirming, store=upload.confirmed, progress=progress)
    with stage.writing:
        reading = read_frames(
            frames,
            judge=judge_for(active.table, unit=str(version.city), citing=verdicts.citing),
            sinks=Sinks(block=stage.block, findings=stage.tell),
        )
    if reading.refused is not None:
        return reading
    if upload.confirmed:
        settle_import(session, confirming, now=now)
    with stage.writing:
        told = confirming.told
        _compare(connection, upload, reading, version=version, stage=stage, told=told, keep=keep)
    staging.keep_review(connection, city=version.city, upload=version.upload)
    if upload.confirmed:
        _settle(session, version, found)
        keep()
        claims.settle_late(connection, version)
    return reading
