"""Fill an empty database with the demonstration: every workbook goes the way that a real one goes."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from sqlmodel import select

from fleetsvc.clock import SHANGHAI, day_of
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.models import UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.demo import catalogue
from fleetsvc.services.demo.deliveries import Delivery, RetirementList, months_until, sent
from fleetsvc.services.demo.office import act_as_office
from fleetsvc.services.law import catalogues
from fleetsvc.services.people import accounts
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import deliveries as uploads
from fleetsvc.services.uploads.reading import Reading
from fleetsvc.settings import Settings
from rules.periods import Period, PeriodKind, period_of

_SENT_AT: Final = time(9, 30)
_WORKER: Final = "demo"
_DEMO: Final = Actor("service", name=_WORKER)
_SIDE_BY_SIDE: Final = min(4, os.cpu_count() or 1)
_PEOPLE: Final = (
    ("admin", accounts.Role.ADMIN, None),
    ("office", accounts.Role.OFFICE, None),
    ("auditor", accounts.Role.AUDITOR, None),
    ("zhengzhou", accounts.Role.BUREAU, "410100"),
    ("luoyang", accounts.Role.BUREAU, "410300"),
    ("dealer", accounts.Role.DEALER, None),
)
"""The sign-ins of the demonstration, each with a generated password."""


class DatabaseNotEmpty(Exception):
    """The demonstration is never mixed with somebody's data."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A generated account of the demonstration."""

    name: str
    role: str
    unit: str | None
    password: str


@dataclass(slots=True)
class Filled:
    """What was made: files, rows by fate, verdicts, editions of rankings, sign-ins."""

    files: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    editions: int = 0
    sign_ins: list[SignIn] = field(default_factory=list)

    def count(self, reading: Reading | None) -> None:
        """Add a file, and its rows where it was read."""
        self.files += 1
        if reading is not None:
            self.rows.update(reading.rows)
            self.verdicts.update(reading.verdicts)


Progress = Callable[[int], None]


def is_empty(database: Database) -> bool:
    """Return whether nobody has sent anything yet."""
    with database.transaction(OFFICE) as session:
        return session.exec(select(UploadRecord.id).limit(1)).first() is None


def fill(
    database: Database,
    *,
    settings: Settings,
    now: datetime,
    seed: int = 13,
    vehicles: int = 8000,
    progress: Progress,
) -> Filled:
    """Send a year of made-up workbooks through the import, rank the past months, make the sign-ins and the drafts.

    ``progress`` is told the number of files done. Raises DatabaseNotEmpty.
    """
    if not is_empty(database):
        raise DatabaseNotEmpty
    filled, unlimited = Filled(), replace(settings, max_uploads_waiting=0, max_uploads_per_day=0)

    def send(delivery: Delivery | RetirementList) -> Reading | None:
        return _send(database, delivery, settings=unlimited, now=now)

    made = sent(today=day_of(now), seed=seed, vehicles=vehicles)
    # What is sent on one day comes from different units, so it may be read side by side.
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for _, of_day in groupby(made, key=lambda delivery: delivery.sent_on):
            for reading in pool.map(send, list(of_day)):
                filled.count(reading)
                progress(filled.files)
    with database.transaction(OFFICE) as session:
        first, until = months_until(day_of(now))[0], day_of(now) + timedelta(days=1)
        act_as_office(session, first=first, until=until, by=_DEMO, now=now)
    filled.editions = sum(_publish(database, period, now=now) for period in _periods(day_of(now)))
    with database.transaction(OFFICE) as session:
        catalogues.load(session, catalogue.models(now), now=now)
        for name, role, unit in _PEOPLE:
            _, password = accounts.add_user(
                session, name, role=role, unit=unit, password=None, by=_DEMO, now=now
            )
            filled.sign_ins.append(SignIn(name, role.value, unit, password))
    return filled


def _send(
    database: Database, delivery: Delivery | RetirementList, *, settings: Settings, now: datetime
) -> Reading | None:
    city = int(delivery.unit.code)
    sent_at = min(datetime.combine(delivery.sent_on, _SENT_AT, tzinfo=SHANGHAI), now)
    with tempfile.TemporaryDirectory(prefix="fleetsvc-demo-") as folder:
        path = Path(folder) / "delivery.xlsx"
        delivery.write(path)
        content = path.read_bytes()
    handed_in = uploads.Delivery(
        content, delivery.name, received_by=_WORKER, kind=delivery.kind, confirmed=True
    )
    with database.transaction(UnitScope(delivery.unit.code)) as session:
        upload, _ = uploads.deliver(session, handed_in, city=city, by=_DEMO, settings=settings, now=sent_at)
    return settle(database, city=city, number=upload.number, worker=_WORKER, now=sent_at)


def _periods(today: date) -> Iterator[Period]:
    """Yield the months, the quarters and the year to rank, earlier ones first, so that each is compared."""
    months = months_until(today)
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        found = {period_of(month, kind).key: period_of(month, kind) for month in months}
        # A quarter or year that began before the data would rank a part as if it were the whole.
        yield from (period for period in found.values() if period.from_day >= months[0])


def _publish(database: Database, period: Period, *, now: datetime) -> int:
    with database.transaction(OFFICE) as session:
        if day_of(now) >= period.until_day:
            return len(publishing.publish_final(session, period, now=now))
        return len(publishing.publish_provisional(session, period, now=now))
