"""What the page of the service's state shows, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlmodel import Session

from fleetsvc.disk import free_bytes
from fleetsvc.models import BackupRun, HealthFinding, JobRun
from fleetsvc.services.operations import backups, findings, measures, processes
from fleetsvc.services.operations.checks import LEVELS, Status
from fleetsvc.services.operations.timetable import TIMETABLE, Planned, latest_runs
from fleetsvc.services.operations.upcoming import next_runs, times_of
from fleetsvc.services.uploads.failing import FailingUpload, list_failing, list_refused
from fleetsvc.services.uploads.failures import SAID
from fleetsvc.settings import Settings
from fleetsvc.web.frame.choices import unit_name
from rules.wording import Language

STALE: Final = timedelta(minutes=5)
"""Checks are made every minute; older ones are told to be old."""
_LATELY: Final = timedelta(days=7)
_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """A check as the page shows it: ``level`` 0 fine, 1 to look at, 2 failed."""

    name: str
    host: str
    level: int
    says: str
    remedy: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job, with its last run."""

    name: str
    times: str
    next_at: datetime | None
    last: JobRun | None


@dataclass(frozen=True, slots=True)
class Failing:
    """An upload that could not be read: by unit and number, nothing of what it holds."""

    unit: str
    number: int
    why: str
    failures: int
    failed_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where this host writes, with what is free there; None where it is not to be reached."""

    name: str
    folder: Path
    free_bytes: int | None
    is_enough: bool


@dataclass(frozen=True, slots=True)
class State:
    """The page. ``looked_at``: when the checks were made; ``waiting``: uploads, and the age of the oldest."""

    alarms: Sequence[Finding]
    fine: Sequence[Finding]
    looked_at: datetime | None
    is_stale: bool
    workers: int
    database_bytes: int
    waiting: int
    oldest: timedelta
    documents: int
    good: BackupRun | None
    backups: Sequence[BackupRun]
    is_scheduled: bool
    failing: Sequence[Failing]
    jobs: Sequence[Job]


def state_of(session: Session, settings: Settings, language: Language, *, now: datetime) -> State:
    """Return the present state; the session's scope must be the office's."""
    found = findings.list_findings(session)
    shown = [_finding(one, language) for one in found]
    looked_at = max((one.seen_at for one in found), default=None)
    measured = measures.measures(session, now=now)
    return State(
        alarms=sorted((one for one in shown if one.level), key=lambda one: -one.level),
        fine=[one for one in shown if not one.level],
        looked_at=looked_at,
        is_stale=looked_at is None or now - looked_at > STALE,
        workers=processes.count_alive(session, kind=processes.WORKER),
        database_bytes=backups.database_bytes(session),
        waiting=sum(count for count, _ in measured.uploads.values()),
        oldest=timedelta(seconds=max(age or 0 for _, age in measured.uploads.values())),
        documents=measured.handouts.get("waiting", (0, 0.0))[0],
        good=backups.last_good(session),
        backups=backups.latest(session, most=5),
        is_scheduled=settings.backups.folder is not None,
        failing=_failing(session, language, now=now),
        jobs=_jobs(session, settings, language, now=now),
    )


def places(settings: Settings) -> list[Spot]:
    """Return where this host writes: our folders, that of all programs, backups."""
    folders = {"data": settings.data_dir} if settings.embedded else {}
    folders |= {"work": settings.work_dir, "temporary": Path("/tmp")}  # noqa: S108 (of other programs, not ours)
    found = [_spot(name, folder, settings) for name, folder in folders.items()]
    backups_at = settings.backups.folder
    return found if backups_at is None else [*found, _spot("backups", backups_at, settings, must_be=True)]


def _spot(name: str, folder: Path, settings: Settings, *, must_be: bool = False) -> Spot:
    """Look at a folder; one that ``must_be`` there is not made by us: without it its disk is not the one meant."""
    try:
        free = None if must_be and not folder.is_dir() else free_bytes(folder)
    except OSError:  # a disk that does not answer is just what this page is opened for
        free = None
    return Spot(name, folder, free, free is not None and free >= settings.min_free_bytes)


def _finding(one: HealthFinding, language: Language) -> Finding:
    in_english = language == "en"
    return Finding(
        one.name,
        one.host,
        LEVELS[Status(one.status)],
        one.says_en if in_english else one.says_zh,
        one.remedy_en if in_english else one.remedy_zh,
        one.since,
    )


def _failing(session: Session, language: Language, *, now: datetime) -> list[Failing]:
    listed = list_failing(session, most=_MOST)
    listed += [one for one in list_refused(session, most=_MOST) if one.failed_at > now - _LATELY]
    return [_one_failing(one, language) for one in listed[:_MOST]]


def _one_failing(one: FailingUpload, language: Language) -> Failing:
    why = SAID[one.failure].in_language(language)
    return Failing(
        unit_name(one.city, language), one.number, why, one.failures, one.failed_at, one.next_attempt_at
    )


def _jobs(session: Session, settings: Settings, language: Language, *, now: datetime) -> list[Job]:
    runs = latest_runs(session, names=[row.name for row in TIMETABLE], each=1)
    at = next_runs(session, settings.backups, now=now)
    return [_job(row, runs, at, settings, language) for row in TIMETABLE]


def _job(
    row: Planned,
    runs: Mapping[str, Sequence[JobRun]],
    at: Mapping[str, datetime | None],
    settings: Settings,
    language: Language,
) -> Job:
    return Job(
        row.name,
        times_of(row, settings.backups).in_language(language),
        at[row.name],
        next(iter(runs[row.name]), None),
    )
