"""Backups on record, and which of their files have been kept long enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from fleetsvc.backup_settings import BackupTerms
from fleetsvc.database.backups import BackupUnusable, Written
from fleetsvc.disk import free_bytes
from fleetsvc.models import BackupRun, BackupStatus, stored_id
from fleetsvc.settings import MEBIBYTE
from rules.wording import Text

LIKELY_GROWTH: Final = 1.5
"""A backup is expected to have at most so many times the size of the one before."""

_DATABASE_BYTES: Final = text("SELECT pg_database_size(current_database())")
_INTERRUPTED: Final = Text(
    "没有完成：进程被结束，或主机断电", "Not completed: its process was ended, or the host went down"
)

_NO_ROOM: Final = Text(
    "{folder} 剩余 {free} MB，预计需要 {needed} MB，另须留出 {least} MB：没有备份，请清理磁盘或改用 FLEETSVC_BACKUP_DIR",
    "{free} MB are free at {folder}, some {needed} MB are needed and {least} MB stay free: nothing was written; free"
    " some space, or name another place by FLEETSVC_BACKUP_DIR",
)
_NO_FOLDER: Final = Text(
    "备份文件夹 {folder} 不存在或不可写：请建立，或检查 FLEETSVC_BACKUP_DIR 和磁盘是否已挂载",
    "The folder {folder} is not there or cannot be written: make it, or check FLEETSVC_BACKUP_DIR and its disk",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are kept: a folder of a host. ``by_hand``: by an operator's command, not by the schedule."""

    host: str
    folder: Path
    by_hand: bool = False


def begin(session: Session, place: Place, name: str, *, now: datetime) -> int:
    """Put on record that a backup is being made; return its number."""
    run = BackupRun(
        host=place.host,
        folder=str(place.folder),
        name=name,
        by_hand=place.by_hand,
        status=BackupStatus.RUNNING,
        started_at=now,
    )
    session.add(run)
    session.flush()
    return stored_id(run)


def note_good(session: Session, number: int, written: Written, *, now: datetime) -> None:
    """Put on record that it was made, and read again."""
    run = session.get_one(BackupRun, number)
    run.status, run.ended_at = BackupStatus.GOOD, now
    run.size_bytes, run.sha256, run.row_count = written.size_bytes, written.sha256, written.rows


def note_failed(session: Session, number: int, why: Text, *, now: datetime) -> None:
    """Put on record why it was not made."""
    run = session.get_one(BackupRun, number)
    run.status, run.ended_at, run.failure_zh, run.failure_en = BackupStatus.FAILED, now, why.zh, why.en


def note_interrupted(session: Session, place: Place, *, now: datetime) -> list[BackupRun]:
    """Put on record that those which still seem to run here were ended; call it while no other runs."""
    found = list(session.exec(_at(place).where(BackupRun.status == BackupStatus.RUNNING)))
    for run in found:
        note_failed(session, stored_id(run), _INTERRUPTED, now=now)
    return found


def superfluous(session: Session, place: Place, terms: BackupTerms, *, now: datetime) -> list[BackupRun]:
    """Return those whose files may go: too many or too old. The last good one is never among them."""
    kept = session.exec(
        _at(place)
        .where(BackupRun.status == BackupStatus.GOOD, col(BackupRun.removed_at).is_(None))
        .order_by(col(BackupRun.started_at).desc(), col(BackupRun.id).desc())
    ).all()
    return [
        run
        for number, run in enumerate(kept)
        if number and (number >= terms.kept or run.started_at < now - terms.kept_for)
    ]


def last_good(session: Session) -> BackupRun | None:
    """Return the latest good backup, wherever it was made."""
    good = select(BackupRun).where(BackupRun.status == BackupStatus.GOOD)
    return session.exec(good.order_by(col(BackupRun.started_at).desc()).limit(1)).first()


def latest(session: Session, *, most: int) -> Sequence[BackupRun]:
    """Return the latest ones, newest first."""
    newest = col(BackupRun.started_at).desc(), col(BackupRun.id).desc()
    return session.exec(select(BackupRun).order_by(*newest).limit(most)).all()


def expected_bytes(session: Session) -> int:
    """Return how much room a backup is expected to need: by the last one, or else by the size of the database."""
    last = last_good(session)
    if last is not None and last.size_bytes:
        return int(last.size_bytes * LIKELY_GROWTH)
    return database_bytes(session)


def database_bytes(session: Session) -> int:
    """Return the size of the database on its disk."""
    return int(session.connection().execute(_DATABASE_BYTES).scalar_one())


def require_room(place: Place, expected: int, *, least_bytes: int) -> None:
    """See that a backup fits into its folder and leaves the floor free. Raises BackupUnusable."""
    if not place.folder.is_dir():
        raise BackupUnusable(_NO_FOLDER.fill(folder=place.folder))
    free = free_bytes(place.folder)
    if free - expected < least_bytes:
        told = {"free": free, "needed": expected, "least": least_bytes}
        megabytes = {name: size // MEBIBYTE for name, size in told.items()}
        raise BackupUnusable(_NO_ROOM.fill(folder=place.folder, **megabytes))


def _at(place: Place) -> SelectOfScalar[BackupRun]:
    of_place = BackupRun.host == place.host, BackupRun.folder == str(place.folder)
    return select(BackupRun).where(*of_place, BackupRun.by_hand == place.by_hand)
