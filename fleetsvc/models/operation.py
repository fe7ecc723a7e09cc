"""What the running service knows of itself: its processes, what callers spent of their rates, their requests."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, Date, Identity
from sqlmodel import Field

from fleetsvc.models.base import (
    Stored,
    big_number,
    city_key,
    identity_key,
    instant,
    optional_instant,
    optional_text,
    text,
    text_key,
    word,
)


class RunningProcess(Stored, table=True):
    """A web or worker process and its last sign of life, by the database's clock.

    ``clock_ahead_seconds``: of the database's; ``clock_jumped_seconds``: by so much it was set lately, else 0.
    """

    __tablename__ = "running_process"

    name: str = text_key()
    kind: str = text()
    started_at: datetime = instant()
    seen_at: datetime = instant()
    clock_ahead_seconds: float = 0.0
    clock_jumped_seconds: float = 0.0


class RateSpent(Stored, table=True):
    """Requests of one caller in one window, of all processes together."""

    __tablename__ = "rate_spent"

    caller: str = text_key()
    window_number: int = Field(sa_type=BigInteger, primary_key=True)
    requests: int = big_number()


class RequestTotal(Stored, table=True):
    """Requests answered since the database was made; ``route`` is a pattern, never a path.

    ``slow_statements``: those of them that the database took long for, with their ``slow_seconds``.
    """

    __tablename__ = "request_total"

    route: str = text_key()
    method: str = text_key()
    status: int = Field(primary_key=True)
    requests: int = big_number()
    seconds: float
    slow_statements: int = Field(default=0, sa_type=BigInteger)
    slow_seconds: float = 0.0


class IdempotencyKey(Stored, table=True):
    """One named request of one sender, so that sending it again does nothing twice.

    ``request_sha256``: the hash of what was asked; ``upload_id``: the upload that came of it.
    """

    __tablename__ = "idempotency_key"

    city_code: int = city_key()
    sender: str = text_key()
    key: str = text_key()
    request_sha256: str = text()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    created_at: datetime = instant()


class HolidayNotice(Stored, table=True):
    """What a notice says of a year: days off besides Saturdays and Sundays, and days that are worked all the same.

    ``source``: who announced it, and where. Only ever added: of a year the latest counts.
    """

    __tablename__ = "holiday_notice"

    id: int | None = identity_key()
    year: int
    source: str = text()
    days_off: list[date] = Field(sa_type=ARRAY(Date))
    days_worked: list[date] = Field(sa_type=ARRAY(Date))
    added_by: str = text()
    added_at: datetime = instant()


class BackupStatus(StrEnum):
    """What became of a backup; one that was killed is running until the next one begins."""

    RUNNING = "running"
    GOOD = "good"
    FAILED = "failed"


class BackupRun(Stored, table=True):
    """A backup: ``folder`` and ``name`` of its file on ``host``, its rows and its hash once it was read again.

    ``by_hand``: an operator made it, and nobody but they may remove it. ``removed_at``: when we took the file away, for
    its age or since enough others are kept.
    """

    __tablename__ = "backup_run"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    host: str = text()
    folder: str = text()
    name: str = text()
    by_hand: bool = False
    status: BackupStatus = word(BackupStatus)
    started_at: datetime = instant()
    ended_at: datetime | None = optional_instant()
    size_bytes: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    sha256: str | None = optional_text()
    row_count: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    failure_zh: str | None = optional_text()
    failure_en: str | None = optional_text()
    removed_at: datetime | None = optional_instant()


class HealthFinding(Stored, table=True):
    """What a check found last, on a host or (empty) of the database.

    ``status``: a word of ``services.operations.checks.Status``; ``since``: when it came to be so; ``told_at``: when
    administrators were told of it last, null once it is well again.
    """

    __tablename__ = "health_finding"

    host: str = text_key()
    name: str = text_key()
    status: str = text()
    says_zh: str = text()
    says_en: str = text()
    remedy_zh: str | None = optional_text()
    remedy_en: str | None = optional_text()
    since: datetime = instant()
    seen_at: datetime = instant()
    told_at: datetime | None = optional_instant()
