"""At the hours that are set: write everything to a file, read it again, and let go of those kept long enough.

One is made at a time, whatever the number of workers, by one whose host names a folder. It holds no lock that an
upload would wait for. What was killed in the midst leaves its part, which the next one takes away: no other file is
ever touched but those on record as made here, of the size that they were made with.
"""

import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
import structlog
from sqlmodel import Session

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.backups import BackupUnusable, Written, partial_of, write_backup
from fleetsvc.database.connect import owner_url
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.disk import free_bytes
from fleetsvc.models import BackupRun, stored_id
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backup_times import last_slot
from fleetsvc.services.operations.backups import Place
from fleetsvc.settings import MEBIBYTE, Settings, read_settings
from rules.wording import Text

_log = structlog.get_logger()
_FAILED: Final = Text("数据库出错：{why}", "The database failed: {why}")
_NO_ROOM: Final = Text(
    "{folder} 剩余 {free} MB，预计需要 {needed} MB，另须留出 {least} MB：没有备份，请清理磁盘或改用 FLEETSVC_BACKUP_DIR",
    "{free} MB are free at {folder}, some {needed} MB are needed and {least} MB stay free: nothing was written; free"
    " some space, or name another place by FLEETSVC_BACKUP_DIR",
)
_NO_FOLDER: Final = Text(
    "备份文件夹 {folder} 不存在或不可写：请建立，或检查 FLEETSVC_BACKUP_DIR 和磁盘是否已挂载",
    "The folder {folder} is not there or cannot be written: make it, or check FLEETSVC_BACKUP_DIR and its disk",
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
        if not backups.is_alone(alone):
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
    for run in left:
        partial_of(place.folder / run.name).unlink(missing_ok=True)
    try:
        _require_room(settings, place.folder, expected)
        written = _written(settings, place.folder / name)
    except BackupUnusable as problem:
        with database.transaction(OFFICE) as session:
            backups.note_failed(session, number, problem.says, now=clock())
        _log.error("backup failed", why=problem.says.en)
        raise
    with database.transaction(OFFICE) as session:
        backups.note_good(session, number, written, now=clock())
    _log.info("backup made", file=name, bytes=written.size_bytes, rows=written.rows, sha256=written.sha256)
    _let_go(database, settings.backups, place, clock())


def _written(settings: Settings, path: Path) -> Written:
    try:
        return write_backup(settings.backups.database_url or owner_url(settings), path)
    except psycopg.Error as problem:
        raise BackupUnusable(_FAILED.fill(why=type(problem).__name__)) from problem


def _require_room(settings: Settings, folder: Path, expected: int) -> None:
    if not folder.is_dir():
        raise BackupUnusable(_NO_FOLDER.fill(folder=folder))
    free, least = free_bytes(folder), settings.min_free_bytes
    if free - expected < least:
        told = {"free": free, "needed": expected, "least": least}
        megabytes = {name: size // MEBIBYTE for name, size in told.items()}
        raise BackupUnusable(_NO_ROOM.fill(folder=folder, **megabytes))


def _let_go(database: Database, terms: BackupTerms, place: Place, now: datetime) -> None:
    """Remove the files of those that were kept long enough, each put on record before the next."""
    with database.transaction(OFFICE) as session:
        going = backups.superfluous(session, place, terms, now=now)
    for run in going:
        try:
            was_there = _removed(place.folder / run.name, run)
        except OSError as problem:
            _log.warning("backup not removed", file=run.name, why=problem.strerror)
            continue
        _log.info("backup let go", file=run.name, removed=was_there)
        with database.transaction(OFFICE) as session:
            session.get_one(BackupRun, stored_id(run)).removed_at = now


def _removed(path: Path, run: BackupRun) -> bool:
    """Remove a file that is what we made; one that was put in its place stays, and so does a link."""
    with suppress(FileNotFoundError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_size == run.size_bytes:
            path.unlink()
            return True
    return False
