"""The year of a province as a story: who reports what, what is decided on which day, and what follows from it.

It is played by pages (``tests/journeys``) and by the API (``tests/api``): the facts and the nights are the same.
Zhengzhou reports ten vehicles for November 2025: six battery buses, a diesel bus that breaks a clause without
exception, and three petrol taxis, of which one is excused until March, one refused and appealed, and one never
explained. Kaifeng reports nine buses, one of them as diesel by a slip.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs import keeping_counts, ledger, sending_mail, telling_people
from fleetsvc.services.audit import events as log
from fleetsvc.services.cases.amounts import Amounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.settings import read_settings
from tests.actors import TESTER
from tests.browser import Bureau, a_bureau
from tests.making import make_all
from tests.upload_cases import a_file, a_row, a_vin

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZHENGZHOU, KAIFENG = "410100", "410200"
MONTH, QUARTER, WHOLE = "2025-11", "2025-Q4", "2025"

REPORTED = date(2025, 11, 10)
NOTIFIED = date(2025, 11, 11)
ANSWERED = date(2025, 11, 12)
PROPOSED = date(2025, 11, 14)
REMINDED = date(2025, 11, 25)
"""Five working days before the time to answer is over."""
DUE = date(2025, 12, 2)
"""Fifteen working days after the notice."""
LAPSED = date(2025, 12, 3)
PREVIEWED = date(2025, 12, 5)
OBJECTED = date(2025, 12, 8)
HELD_BACK = date(2025, 12, 10)
"""The preview was shown for three working days: it would be released, were there no objection."""
RELEASED = date(2025, 12, 11)
TALKED = date(2025, 12, 18)
REPORTED_LATE = date(2025, 12, 22)
YEAR_OVER = date(2026, 1, 6)
"""The quarter and the year that ended are in preview."""
CLOSED = date(2026, 1, 20)
EXPIRING = date(2026, 3, 1)
EXPIRED = date(2026, 3, 31)
"""The approval ends as this day begins."""
YEAR_LATER = date(2026, 11, 10)

AMOUNTS: Final = Amounts(approve_days=90)
"""Who approves for a quarter of a year or longer does not sign alone."""

_FIRST: Final = 70_000
BUSES: Final = tuple(range(_FIRST, _FIRST + 6))
DIESEL_BUS, EXCUSED, REFUSED, SILENT = range(_FIRST + 6, _FIRST + 10)
OTHERS: Final = tuple(range(_FIRST + 20, _FIRST + 28))
SLIP: Final = _FIRST + 28
LATE: Final = (_FIRST + 40, _FIRST + 41)
NOTHING_OF: Final = (
    "sanitation", "ride_hailing", "muck_truck", "mixer_truck", "urban_logistics", "postal", "official",
)  # fmt: skip
"""Of these the two have nothing to report; Kaifeng has no taxis either."""

GROUND: Final = "no-suitable-model"
REASON: Final = "现有车型续航不足，暂无合适的新能源车型"
CONDITIONS: Final = "仅限机场专线，期满前更换"
NOT_ENOUGH: Final = "目录中已有同级车型，理由不成立"
APPEAL: Final = "厂家证明该车型已停产"
UPHELD: Final = "停产的车型有替代车型，维持原决定"
SLIPPED: Final = "填表时误选柴油，实为纯电动，已重报"
PUT_RIGHT: Final = "行驶证核对为纯电动"
SETTLED: Final = "所涉车辆已按行驶证更正"
TOLD: Final = "约谈市生态环境局，通报柴油公交车一辆"
PROMISE: Final = "承诺一月底前更换为纯电动"
CORRECTION: Final = "郑州市补报两辆"
ASSIGNED: Final = "李工"

MAIL: Final = {
    "FLEETSVC_MAIL_SENDER": "fleet@example.cn",
    "FLEETSVC_PUBLIC_URL": "https://fleet.example.cn",
}
NEVER_LIMITED: Final = {"FLEETSVC_RATE_ANONYMOUS": "0", "FLEETSVC_RATE_PAGES": "0", "FLEETSVC_RATE_KEY": "0"}


def zhengzhous_list() -> bytes:
    """What Zhengzhou reports for November."""
    petrol = {"category": "出租车", "energy": "汽油"}
    return a_file(
        *(a_row(number, day="2025-11-03") for number in BUSES),
        a_row(DIESEL_BUS, energy="柴油", plate=f"豫A{DIESEL_BUS:05d}", day="2025-11-04"),
        *(
            a_row(number, plate=f"豫A{number:05d}", day="2025-11-05", **petrol)
            for number in (EXCUSED, REFUSED, SILENT)
        ),
    )


def kaifengs_list() -> bytes:
    """What Kaifeng reports for November: one of its buses by a slip as diesel."""
    return a_file(*_kaifengs(), a_row(SLIP, energy="柴油", plate=plate_of(SLIP)[:-1], day="2025-11-06"))


def kaifengs_list_put_right() -> bytes:
    """The same vehicles as they are."""
    return a_file(*_kaifengs(), a_row(SLIP, plate=plate_of(SLIP), day="2025-11-06"))


def zhengzhous_late_list() -> bytes:
    """Two buses of November that Zhengzhou had forgotten."""
    return a_file(*(a_row(number, day="2025-11-20") for number in LATE))


def plate_of(number: int) -> str:
    """The plate of one of Kaifeng's."""
    return f"豫B{number:05d}D"


def _kaifengs() -> list[str]:
    return [a_row(number, plate=plate_of(number), day="2025-11-06") for number in OTHERS]


def masked(number: int) -> str:
    """A VIN as the office sees it."""
    vin = a_vin(number)
    return f"{vin[:3]}**********{vin[-4:]}"


@dataclass
class Year:
    """The service while the year goes on: what day it is, its nights, its mails, and what the API is asked with."""

    bureau: Bureau
    folder: Path
    mail: dict[str, str]
    keys: dict[str, str]
    day: date = REPORTED
    read: set[Path] = field(default_factory=set)
    at: datetime = datetime(2025, 11, 10, 1, tzinfo=UTC)
    """What the clock was set to last."""
    readings: Iterator[int] = field(default_factory=itertools.count)

    def now(self) -> datetime:
        """The clock of the year: at each reading it is a millisecond later."""
        return self.at + timedelta(milliseconds=next(self.readings))

    def set(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock, in the time of Beijing. Whoever was signed in is not any more."""
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
        assert at >= self.now(), "a year goes on"
        self.at, self.day, self.readings = at, day, itertools.count()
        self.bureau.people.clear()

    def morning(self, day: date) -> None:
        """Let the nights until a day go by without work, but for the last one; then people come to work."""
        self.set(day, 4)
        self.work()
        self.set(day, 9)

    def work(self) -> None:
        """Do what a worker does: what is due by the calendar, files, documents, notices, mails."""
        database = self.bureau.service.database
        self.bureau.work()
        ledger.make_up(database, worker="night", now=clock.now)
        make_all(database)
        keeping_counts.work_once(database, now=clock.now)
        self.tell()

    def tell(self) -> None:
        """Tell people what has happened since, and mail those who asked for it."""
        database = self.bureau.service.database
        telling_people.work_once(database, now=clock.now)
        post = sending_mail.post_of(read_settings(self.mail))
        assert post is not None
        while sending_mail.work_once(database, post, now=clock.now):
            pass

    def mails(self) -> list[EmailMessage]:
        """The mails that came since this was last asked, the oldest first."""
        came = sorted(set(self.folder.glob("*.eml")) - self.read, key=lambda path: path.stat().st_mtime_ns)
        self.read |= set(came)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in came]

    def failed(self) -> list[tuple[Any, ...]]:
        """The work of the calendar that failed."""
        with self.bureau.service.database.transaction(OFFICE) as session:
            query = "SELECT job, period, failure FROM job_run WHERE status = 'failed'"
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def log_is_whole(self) -> bool:
        """Whether the log of who did what is unbroken."""
        with self.bureau.service.database.transaction(OFFICE) as session:
            return log.verify(session).broken is None


@contextmanager
def a_year(owner_url: str, name: str, folder: Path) -> Iterator[Year]:
    """Put the application together on the morning when the story begins."""
    with (
        a_bureau(owner_url, name, **NEVER_LIMITED, **MAIL, FLEETSVC_MAIL_FOLDER=str(folder)) as bureau,
        pytest.MonkeyPatch.context() as patched,
    ):
        mail = MAIL | {
            "FLEETSVC_MAIL_FOLDER": str(folder),
            "FLEETSVC_DATABASE_URL": "postgresql://nowhere",
            "FLEETSVC_SECRET_KEY": "of no worth " * 3,
        }
        keys = bureau.service.keys
        year = Year(bureau, folder, mail, {"owner": keys[Role.BUREAU], "office": keys[Role.OFFICE]})
        patched.setattr(clock, "now", year.now)
        with bureau.service.database.transaction(OFFICE) as session:
            session.connection().exec_driver_sql("UPDATE app_user SET created_at = '2025-11-01'")
            year.keys["stranger"] = add_key(
                session, "stranger", role=Role.BUREAU, unit=KAIFENG, by=TESTER, now=clock.now()
            )[1]
        yield year
