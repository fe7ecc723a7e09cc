"""``fleetsvc import``: what ``check-file`` does, against the database, and stored."""

import time
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import AnsweringCommand, with_json
from fleetsvc.commands.uploads.check_file import Mapping, Told, about_the_file, tell_report
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.disk import require_room
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.models import UploadRecord
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.findings import findings_of
from fleetsvc.services.uploads.report import finding_json, said_report
from fleetsvc.services.uploads.report import report as report_on
from fleetsvc.settings import read_settings
from fleetsvc.workplace import workplace
from rules.wording import Language

_WORKER: Final = "command line"
_LOOK_AGAIN_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = 600

Json = dict[str, object]


@click.command("import", cls=AnsweringCommand)
@about_the_file
@with_json
def import_file(
    path: Path,
    unit: str,
    category: str | None,
    event: str | None,
    mapping: Mapping | None,
    as_json: bool,
    language: Language,
) -> None:
    """Read, check, judge and store FILE."""
    settings = read_settings()
    if path.stat().st_size > settings.max_upload_bytes:
        raise deliveries.UploadTooLarge(settings.max_upload_bytes)
    require_room(settings, path.stat().st_size)
    delivery = deliveries.Delivery(
        content=path.read_bytes(),
        name=path.name,
        received_by=_WORKER,
        category=category,
        event=event,
        confirmed=True,
        mapping=dict(mapping or {}),
    )
    with workplace(settings.work_dir), closing(connect(settings)) as database:
        report = _stored(database, delivery, unit=unit, language=language, now=clock.now())
    tell_report(report, Told(as_json, language))


def _stored(
    database: Database, delivery: deliveries.Delivery, *, unit: str, language: Language, now: datetime
) -> Json:
    """Hand the delivery in, settle it here or wait for the worker that has it, and return its report."""
    scope, city = UnitScope(unit), int(unit)
    with database.transaction(scope) as session:
        upload, is_new = deliveries.receive(session, delivery, city=city, now=now)
        act = Act.UPLOAD_RECEIVED if is_new else None
        if upload.status == deliveries.IN_REVIEW:
            upload = deliveries.confirm(session, city=city, number=_number(upload))
            act = Act.UPLOAD_CONFIRMED
        if act is not None:
            subject, details = f"upload/{unit}/{upload.id}", {"sha256": upload.sha256}
            record(session, at_the_host(), act, subject, details, now)
    reading = settle(database, city=city, number=_number(upload), worker=_WORKER, now=now)
    upload = _settled(database, upload)
    with database.transaction(scope) as session:
        findings = findings_of(session, city=city, number=_number(upload))
    report = (
        report_on(reading, language=language)
        if reading
        else said_report(upload.report or {}, language=language)
    )
    report["findings"] = [finding_json(finding, language) for finding in findings]
    report["upload"] = {"id": upload.id, "status": upload.status}
    return report


def _settled(database: Database, upload: UploadRecord) -> UploadRecord:
    """Return the upload once it is settled, by a worker or here. Raises UploadBusy after ten minutes.

    It may have to wait for another file of the unit: one is stored at a time.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        settle(database, city=upload.city_code, number=_number(upload), worker=_WORKER, now=clock.now())
        with database.transaction(UnitScope(str(upload.city_code))) as session:
            found = deliveries.upload(session, city=upload.city_code, number=_number(upload))
        if found.status not in {deliveries.RECEIVED, deliveries.IN_REVIEW}:
            return found
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise deliveries.UploadBusy


def _number(upload: UploadRecord) -> int:
    assert upload.id is not None  # noqa: S101 (a stored upload)
    return upload.id
