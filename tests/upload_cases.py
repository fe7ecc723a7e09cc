"""Deliveries as tests need them: small CSV files of our own, sent, read and settled for real."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import settle, work_once
from fleetsvc.models import UploadFailure, UploadRecord
from fleetsvc.services.law import enactment
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.reading import Reading
from importers.results import FileKind
from rules.identifiers.vin import check_digit
from tests.actors import SETTINGS, TESTER

NOW = datetime(2025, 6, 30, 8, tzinfo=UTC)
ODD_NAMES = (
    "=?undefined?q?a?=",
    "=?\0?q?a?=",
    "=?utf-8?q?=ED=A0=80?=.csv",
    "%FF%FE.csv",
    "\0",
    "=?rot13?b?2AA=?=",
)
"""Names of files that only look encoded, or hold what no database takes."""
HEADER = "车架号,号牌号码,车辆用途类别,新增/更新,燃料种类,注册日期,被更新车牌号,总质量(kg)"


def a_vin(number: int) -> str:
    """A well-formed VIN of no real vehicle, with its check digit."""
    bare = f"LZYTAAGW0S1{number:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]


def a_row(
    number: int = 1,
    *,
    plate: str | None = None,
    category: str = "公交车",
    event: str = "新增",
    energy: str = "纯电动",
    day: str = "2025-03-01",
    replaces: str = "",
    mass: str = "3500",
) -> str:
    """One line of a bureau's list; the test names only what matters. Without a mass a bus is presumed heavy."""
    return (
        f"{a_vin(number)},{plate or f'豫A{number:05d}D'},{category},{event},{energy},{day},{replaces},{mass}"
    )


def a_file(*rows: str, header: str = HEADER) -> bytes:
    """A bureau's list as a CSV file."""
    return "\n".join([header, *rows, ""]).encode()


def with_rulebook(database: Database) -> Database:
    """Put the shipped rulebook in force."""
    with database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=NOW)
    return database


def retire(database: Database, *plates: str, unit: str = "410100", now: datetime = NOW) -> UploadRecord:
    """Have a list of retired buses of these plates stored; they left in February 2025."""
    rows = (f"{plate},公交,2025-02-01" for plate in plates)
    return list_retired(database, "号牌号码,车辆用途,注销日期", *rows, unit=unit, now=now)


def list_retired(
    database: Database,
    *lines: str,
    name: str = "注销名单.csv",
    unit: str = "410100",
    confirmed: bool = True,
    now: datetime = NOW,
) -> UploadRecord:
    """Hand in a list of retired vehicles, its headers first, and have it read and settled."""
    content = "\n".join([*lines, ""]).encode()
    kind = FileKind.RETIREMENTS
    upload = send(database, content, name=name, kind=kind, unit=unit, confirmed=confirmed, now=now)
    settled(database, upload, now=now)
    return upload


def send(
    database: Database,
    content: bytes,
    *,
    name: str = "登记表.csv",
    kind: FileKind = FileKind.REGISTRATIONS,
    unit: str = "410100",
    confirmed: bool = True,
    now: datetime = NOW,
) -> UploadRecord:
    """Hand a file in, without having it read yet."""
    delivery = deliveries.Delivery(content, name, received_by="test", kind=kind, confirmed=confirmed)
    with database.transaction(UnitScope(unit)) as session:
        return deliveries.deliver(session, delivery, city=int(unit), by=TESTER, settings=SETTINGS, now=now)[0]


def settled(database: Database, upload: UploadRecord, *, now: datetime = NOW) -> Reading:
    """Have a worker read and settle an upload."""
    assert upload.id is not None
    reading = settle(database, city=upload.city_code, number=upload.id, worker="test", now=now)
    assert reading is not None
    return reading


def deliver(database: Database, *rows: str, unit: str = "410100", now: datetime = NOW) -> UploadRecord:
    """Hand in a list of these lines, and have it read and settled."""
    upload = send(database, a_file(*rows), unit=unit)
    settled(database, upload, now=now)
    return upload


def worked_through(database: Database, *, worker: str = "test") -> int:
    """Have a worker make all attempts that are due; return how many it made."""
    made = 0
    while work_once(database, worker=worker, now=lambda: NOW):
        made += 1
    return made


def stored(database: Database, upload: UploadRecord) -> UploadRecord:
    """Return an upload as it stands now."""
    assert upload.id is not None
    with database.transaction(UnitScope(str(upload.city_code))) as session:
        return deliveries.upload(session, city=upload.city_code, number=upload.id)


def failure_of(database: Database, upload: UploadRecord) -> UploadFailure | None:
    """Return what is on record of an upload's failed attempts."""
    with database.transaction(OFFICE) as session:
        return session.get(UploadFailure, (upload.city_code, upload.id))


def time_passes(database: Database, by: timedelta) -> None:
    """Let everything that failed have failed so much earlier."""
    shifted = text(
        "UPDATE upload_failure SET failed_at = failed_at - :by, next_attempt_at = next_attempt_at - :by,"
        " set_aside_at = set_aside_at - :by"
    )
    with database.transaction(OFFICE) as session:
        session.connection().execute(shifted, {"by": by})
