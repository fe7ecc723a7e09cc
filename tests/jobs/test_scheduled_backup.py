"""Backups that are made by themselves: at their hours, one at a time, whole, and kept for as long as was said."""

import errno
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from fleetsvc.database import backups as dumps
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger, scheduled_backup
from fleetsvc.jobs.ledger import Outcome
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.jobs.scheduled_backup import BackupUnderWay
from fleetsvc.models import BackupRun, BackupStatus
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backup_times import next_slot, times_of_backups
from fleetsvc.services.operations.timetable import SCHEDULED_BACKUP
from fleetsvc.settings import SettingUnusable, read_settings

NOW = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
"""02:30 in the morning of the 2nd in China."""
(JOB,) = (job for job in CALENDAR if job.name == SCHEDULED_BACKUP.name)
Run = Callable[[datetime], dict[str, Outcome]]


@pytest.fixture
def folder(tmp_path: Path, own_owner_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scheduled backups of the test's own database."""
    place = tmp_path / "backups"
    place.mkdir()
    monkeypatch.setenv("FLEETSVC_BACKUP_DIR", str(place))
    monkeypatch.setenv("FLEETSVC_BACKUP_DATABASE_URL", own_owner_url)
    return place


@pytest.fixture
def run(own_database: Database, folder: Path) -> Run:
    return lambda now: ledger.run_due(own_database, JOB, worker="one", now=lambda: now)


def on_record(database: Database) -> list[BackupRun]:
    with database.transaction(OFFICE) as session:
        return list(session.exec(select(BackupRun).order_by(col(BackupRun.id))))


def test_a_backup_is_made_once_at_its_hour_and_on_record_as_it_was_read_again(
    own_database: Database, own_owner_url: str, folder: Path, run: Run
) -> None:
    assert run(NOW) == {"2026-03-02 02:10": Outcome.DONE}
    assert run(NOW + timedelta(minutes=20)) == {}
    (file,) = folder.iterdir()
    (made,) = on_record(own_database)
    assert file.name == made.name == "fleetsvc-20260302-023000.dump"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (made.status, made.size_bytes, made.folder) == (
        BackupStatus.GOOD,
        file.stat().st_size,
        str(folder),
    )
    assert made.row_count == sum(dumps.rows_of(own_owner_url, file).values()) > 0
    assert made.sha256 is not None
    assert len(made.sha256) == 64


def test_hours_are_those_of_the_setting_and_said_in_words() -> None:
    terms = read_settings({"FLEETSVC_BACKUP_DIR": "/b", "FLEETSVC_BACKUP_HOURS": "14, 2"}).backups
    assert times_of_backups(terms).zh == "每天 02:10、14:10"
    assert next_slot(terms, NOW) == datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
    for name, text in (("HOURS", "0099"), ("HOURS", "24"), ("HOURS", "2,"), ("DAYS", "00000099999")):
        with pytest.raises(SettingUnusable, match=f"FLEETSVC_BACKUP_{name}"):
            read_settings({f"FLEETSVC_BACKUP_{name}": text})
    unset = read_settings({}).backups
    assert (times_of_backups(unset).zh, next_slot(unset, NOW)) == ("未设置", None)


def test_too_many_and_too_old_ones_go_but_never_the_last_nor_what_was_not_made_here(
    own_database: Database, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEETSVC_BACKUPS_KEPT", "2")
    (folder / "fleetsvc-20260101-020000.dump").write_bytes(b"somebody's own")
    for days in (0, 1, 2):
        run(NOW + timedelta(days=days))
    names = [
        "fleetsvc-20260101-020000.dump",
        "fleetsvc-20260303-023000.dump",
        "fleetsvc-20260304-023000.dump",
    ]
    assert sorted(path.name for path in folder.iterdir()) == names
    (folder / names[1]).write_bytes(b"put in its place")
    run(NOW + timedelta(days=200))
    left = sorted(path.name for path in folder.iterdir())
    assert left == [names[0], names[1], "fleetsvc-20260918-023000.dump"]
    assert [made.removed_at is None for made in on_record(own_database)] == [False, False, False, True]
    with own_database.transaction(OFFICE) as session:
        place = backups.Place(on_record(own_database)[-1].host, folder)
        terms = read_settings().backups
        assert backups.superfluous(session, place, terms, now=NOW + timedelta(days=9999)) == []


def test_a_full_disk_a_missing_folder_and_damage_are_told_and_leave_nothing(
    own_database: Database, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "free_bytes", lambda _folder: 600 << 20)
    monkeypatch.setenv("FLEETSVC_MIN_FREE_MB", "599")
    assert run(NOW) == {"2026-03-02 02:10": Outcome.FAILED}
    monkeypatch.setenv("FLEETSVC_MIN_FREE_MB", "0")
    monkeypatch.setattr(dumps, "archive_counts", lambda _command: {"registration": 1})
    assert run(NOW) == {"2026-03-02 02:10": Outcome.FAILED}
    assert list(folder.iterdir()) == []
    folder.rmdir()
    assert run(NOW) == {"2026-03-02 02:10": Outcome.FAILED}
    told = [made.failure_zh or "" for made in on_record(own_database)]
    assert "剩余 600 MB" in told[0]
    assert "备份与数据库的行数不符，已丢弃" in told[1]
    assert f"备份文件夹 {folder} 不存在" in told[2]
    with own_database.transaction(OFFICE) as session:
        assert backups.last_good(session) is None


def test_a_disk_that_does_not_answer_is_on_record_at_once(
    own_database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(_: Path) -> int:
        raise OSError(errno.ESTALE, "Stale file handle")

    monkeypatch.setattr("fleetsvc.services.operations.backups.free_bytes", stale)
    assert run(NOW) == {"2026-03-02 02:10": Outcome.FAILED}
    (made,) = on_record(own_database)
    assert (made.status, made.failure_zh) == (
        BackupStatus.FAILED,
        "备份文件夹无法读写：Stale file handle。请检查磁盘",
    )


def test_the_services_own_account_sees_too_little_and_that_is_said(
    own_database: Database, own_database_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEETSVC_BACKUP_DATABASE_URL", own_database_url)
    assert run(NOW) == {"2026-03-02 02:10": Outcome.FAILED}
    assert "FLEETSVC_BACKUP_DATABASE_URL" in (on_record(own_database)[0].failure_zh or "")


def test_one_is_made_at_a_time_and_the_part_of_a_killed_one_is_taken_away(
    own_database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()
    write = dumps.write_backup

    def held(url: str, path: Path) -> dumps.Written:
        dumps.partial_of(path).write_bytes(b"half")
        writing.set()
        assert go_on.wait(30)
        raise SystemExit  # as killed: nothing is put on record

    monkeypatch.setattr(scheduled_backup, "write_backup", held)

    def killed() -> None:
        with pytest.raises(SystemExit):
            scheduled_backup.ahead(own_database, lambda: NOW)

    first = threading.Thread(target=killed)
    first.start()
    assert writing.wait(30)
    with pytest.raises(BackupUnderWay):
        scheduled_backup.ahead(own_database, lambda: NOW)
    go_on.set()
    first.join(30)
    assert [path.suffix for path in folder.iterdir()] == [".partial"]
    monkeypatch.setattr(scheduled_backup, "write_backup", write)
    scheduled_backup.ahead(own_database, lambda: NOW + timedelta(hours=1))
    assert [path.suffix for path in folder.iterdir()] == [".dump"]
    assert [made.status for made in on_record(own_database)] == [BackupStatus.FAILED, BackupStatus.GOOD]
