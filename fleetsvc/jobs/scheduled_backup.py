"""At the hours that are set: write everything to a file, read it again, and let go of those kept long enough.

One is made at a time, whatever the number of workers, by one whose host names a folder. It holds no lock that an
upload would wait for. What was killed in the midst leaves its part, which the next one takes away: no other file is
ever touched but those on record as made here, of the size that they were made with.
"""

import socket
from collections.abc import Callable
from datetime import datetime
from typing import Final

import psycopg
import structlog
from sqlmodel import Session

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.alone import is_alone
from fleetsvc.database.backups import BackupUnusable, partial_of, remove_backup, write_backup
from fleetsvc.database.connect import owner_url
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import BackupRun, stored_id
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backup_times import last_slot
from fleetsvc.services.operations.backups import Place
from fleetsvc.settings import Settings, read_settings
from rules.wording import Text

_log = structlog.get_logger()
_FAILED: Final = Text("数据库出错：{why}", "The database failed: {why}")

_NO_DISK: Final = Text(
    "备份文件夹无法读写：{why}。请检查磁盘", "The folder of backups cannot be used: {why}. Look at its disk"
)


class BackupsNotSet(Exception):
    """This host names no folder for backups."""


class BackupUnderWay(Exception):
    """Another process makes one at the moment."""


def due(_session: Session, now: datetime) -> tuple[str, ...]:
    """Return the last time of the schedule, where this host makes backups; those missed before are not made up."""
    terms = read_settings().backups
    return () if terms.folder is None else (f"{last_slot(terms, now):%Y-%m-%d %H:%M}",)


def ahead(database: Database, clock: Callable[[], datetime]) -> None:
    """Make one. Raises BackupsNotSet, BackupUnderWay, BackupUnusable."""
    settings = read_settings()
    folder = settings.backups.folder
    if folder is None:
        raise BackupsNotSet
    with database.transaction(OFFICE) as alone:
        if not is_alone(alone, LockNumber.BACKUPS):
            raise BackupUnderWay
        _make(database, settings, Place(socket.gethostname(), folder), clock)


def work(_session: Session, _slot: str, _now: datetime) -> None:
    """Do nothing more: it was made ahead, for a dump is no part of any transaction."""


def again(_session: Session, now: datetime) -> tuple[str, None]:
    """Return when the one was made that was asked for."""
    return f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", None


def _make(database: Database, settings: Settings, place: Place, clock: Callable[[], datetime]) -> None:
    began = clock()
    name = f"fleetsvc-{began.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.dump"
    with database.transaction(OFFICE) as session:
        left = backups.note_interrupted(session, place, now=began)
        number = backups.begin(session, place, name, now=began)
        expected = backups.expected_bytes(session)
    try:
        for run in left:
            partial_of(place.folder / run.name).unlink(missing_ok=True)
        backups.require_room(place, expected, least_bytes=settings.min_free_bytes)
        written = write_backup(settings.backups.database_url or owner_url(settings), place.folder / name)
    except (BackupUnusable, psycopg.Error, OSError) as problem:
        why = _why(problem)
        with database.transaction(OFFICE) as session:
            backups.note_failed(session, number, why, now=clock())
        _log.error("backup failed", why=why.en)
        raise
    with database.transaction(OFFICE) as session:
        backups.note_good(session, number, written, now=clock())
    _log.info("backup made", file=name, bytes=written.size_bytes, rows=written.rows, sha256=written.sha256)
    _let_go(database, settings.backups, place, clock())


def _why(problem: BackupUnusable | psycopg.Error | OSError) -> Text:
    if isinstance(problem, BackupUnusable):
        return problem.says
    if isinstance(problem, OSError):
        return _NO_DISK.fill(why=problem.strerror)
    return _FAILED.fill(why=type(problem).__name__)


def _let_go(database: Database, terms: BackupTerms, place: Place, now: datetime) -> None:
    """Remove the files of those that were kept long enough, each put on record before the next."""
    with database.transaction(OFFICE) as session:
        going = backups.superfluous(session, place, terms, now=now)
    for run in going:
        try:
            was_there = remove_backup(place.folder / run.name, size_bytes=run.size_bytes)
        except OSError as problem:
            _log.warning("backup not removed", file=run.name, why=problem.strerror)
            continue
        _log.info("backup let go", file=run.name, removed=was_there)
        with database.transaction(OFFICE) as session:
            session.get_one(BackupRun, stored_id(run)).removed_at = now
