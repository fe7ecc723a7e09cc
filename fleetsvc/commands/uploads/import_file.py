"""``fleetsvc import``: what ``check-file`` does, against the database, and stored."""

import time
from contextlib import closing
from dataclasses import replace
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
from fleetsvc.jobs.reading_uploads import Policy, policy_of, settle
from fleetsvc.models import Json, UploadRecord
from fleetsvc.services.uploads import deliveries, steps
from fleetsvc.services.uploads.findings import findings_of
from fleetsvc.services.uploads.report import finding_json, said_report
from fleetsvc.services.uploads.report import report as report_on
from fleetsvc.settings import Settings, read_settings
from fleetsvc.workplace import workplace
from rules.wording import Language

WORKER: Final = "command line"
_LOOK_AGAIN_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = 600


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
    said = deliveries.Delivery(
        content=b"",
        name=path.name,
        received_by=WORKER,
        category=category,
        event=event,
        confirmed=True,
        mapping=dict(mapping or {}),
    )
    store(path, said, unit=unit, told=Told(as_json, language))


def store(path: Path, said: deliveries.Delivery, *, unit: str, told: Told) -> None:
    """Hand a file in as its sender says, have it settled, and tell the report. Raises UploadTooLarge."""
    settings = read_settings()
    if path.stat().st_size > settings.max_upload_bytes:
        raise deliveries.UploadTooLarge(settings.max_upload_bytes)
    delivery = replace(said, content=path.read_bytes())
    with workplace(settings.work_dir), closing(connect(settings)) as database:
        number = _handed_in(database, delivery, unit=unit, settings=settings, now=clock.now())
        policy = policy_of(settings)
        report = _settled_report(
            database, number, unit=unit, language=told.language, policy=policy, now=clock.now()
        )
    tell_report(report, told)


def _handed_in(
    database: Database, delivery: deliveries.Delivery, *, unit: str, settings: Settings, now: datetime
) -> int:
    """Hand the delivery in to be stored, also where its bytes were sent before; return the upload's number."""
    city, by = int(unit), at_the_host()
    with database.transaction(UnitScope(unit)) as session:
        upload, _ = deliveries.deliver(session, delivery, city=city, by=by, settings=settings, now=now)
        return steps.confirm(session, city=city, number=upload.number, by=by, now=now).upload.number


def _settled_report(
    database: Database, number: int, *, unit: str, language: Language, policy: Policy, now: datetime
) -> Json:
    """Settle an upload here, or wait for the worker that has it, and return its report."""
    city = int(unit)
    reading = settle(database, city=city, number=number, worker=WORKER, now=now, policy=policy)
    upload = _settled(database, city=city, number=number, policy=policy)
    with database.transaction(UnitScope(unit)) as session:
        findings = findings_of(session, city=city, number=number)
    report = (
        report_on(reading, language=language)
        if reading
        else said_report(upload.report or {}, language=language)
    )
    report["findings"] = [finding_json(finding, language) for finding in findings]
    report["upload"] = {"id": upload.id, "status": upload.status}
    return report


def _settled(database: Database, *, city: int, number: int, policy: Policy) -> UploadRecord:
    """Return the upload once it is settled, by a worker or here. Raises UploadBusy after ten minutes.

    It may have to wait for another file of the unit: one is stored at a time.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        settle(database, city=city, number=number, worker=WORKER, now=clock.now(), policy=policy)
        with database.transaction(UnitScope(str(city))) as session:
            found = deliveries.upload(session, city=city, number=number)
        if not found.status.is_open:
            return found
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise deliveries.UploadBusy
