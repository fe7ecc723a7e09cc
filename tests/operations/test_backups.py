"""Backup and restore of real databases."""

import stat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from fleetsvc import clock
from fleetsvc.commands.operations.backup_check import Restored, check_backup, told
from fleetsvc.database.backups import BackupUnusable, restore_backup, rows_of, write_backup
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from rules.wording import Text
from tests.actors import TESTER
from tests.data_dirs import a_data_dir
from tests.making import a_document

ONE_JOB = (
    "INSERT INTO job_run (job, period, status, worker, started_at, attempts)"
    " VALUES ('nightly-ranking', '{period}', 'done', 'w', now(), 1)"
)
ONE_UPLOAD = (
    "INSERT INTO upload (city_code, status, name, sha256, size_bytes, confirmed, mapping, received_at, received_by)"
    " VALUES (410100, 'received', '登记表.xlsx', repeat('0', 64), 1, false, '{}', now(), 'test')"
)


def write(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def periods(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [period for (period,) in connection.execute("SELECT period FROM job_run ORDER BY 1")]


def walls(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_policy").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def backup(own_owner_url: str, tmp_path: Path) -> Path:
    """A backup of a database with the one job run 2026-01."""
    write(own_owner_url, ONE_JOB.format(period="2026-01"))
    path = tmp_path / "kept.dump"
    assert write_backup(own_owner_url, path).size_bytes == path.stat().st_size
    return path


def test_a_restored_database_is_as_it_was_at_the_backup_walls_included(
    own_owner_url: str, backup: Path
) -> None:
    before = walls(own_owner_url)
    write(own_owner_url, ONE_JOB.format(period="2026-02"))
    restore_backup(own_owner_url, backup, replacing=True)
    assert periods(own_owner_url) == ["2026-01"]
    assert walls(own_owner_url) == before > 0


def test_a_backup_leaves_out_documents_that_can_be_made_again(own_owner_url: str, tmp_path: Path) -> None:
    write(own_owner_url, a_document(1, "ready"))
    write(own_owner_url, "INSERT INTO handout_piece VALUES (410100, 1, 0, 'secret')")
    path = tmp_path / "kept.dump"
    write_backup(own_owner_url, path)
    restore_backup(own_owner_url, path, replacing=True)
    with psycopg.connect(own_owner_url) as connection:
        for table in (sql.Identifier("handout"), sql.Identifier("handout_piece")):
            left = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
            assert left == (0,)


def test_a_backup_is_readable_by_its_owner_only_and_never_overwritten(
    own_owner_url: str, backup: Path
) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with pytest.raises(BackupUnusable) as refused:
        write_backup(own_owner_url, backup)
    assert refused.value.says == Text(f"{backup} 已存在，不会覆盖", f"{backup} exists and is not overwritten")
    assert [path.name for path in backup.parent.iterdir()] == ["kept.dump"]


def test_neither_a_link_nor_an_open_file_in_its_place_is_written_through(
    own_owner_url: str, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("of somebody else")
    (tmp_path / "a.dump.partial").symlink_to(theirs)
    (tmp_path / "b.dump.partial").touch(mode=0o666)
    for name in ("a.dump", "b.dump"):
        write_backup(own_owner_url, tmp_path / name)
        assert stat.S_IMODE((tmp_path / name).lstat().st_mode) == 0o600, name
    assert theirs.read_text() == "of somebody else"
    for place in (theirs / "c.dump", tmp_path / ("n" * 300)):
        with pytest.raises(BackupUnusable) as refused:
            write_backup(own_owner_url, place)
        assert "无法写入" in refused.value.says.zh
    (tmp_path / "d.dump.partial").mkdir()
    with pytest.raises(BackupUnusable):
        write_backup(own_owner_url, tmp_path / "d.dump")
    assert (tmp_path / "d.dump.partial").is_dir()


def test_a_backup_is_verified_by_restoring_it_elsewhere_its_chains_included(
    own_owner_url: str, own_database: Database, backup: Path, tmp_path: Path
) -> None:
    with a_data_dir() as elsewhere:
        found = check_backup(backup, beside=elsewhere)
        rows = sum(rows_of(own_owner_url, backup).values())
        assert (found.is_good, found) == (True, Restored(rows, (), 0, None, 0, ()))
        assert list(elsewhere.iterdir()) == []
        with own_database.transaction(OFFICE) as session:
            record(session, TESTER, Act.JOB_ASKED, "job/x", {}, clock.now())
        write(own_owner_url, "UPDATE audit_event SET subject = 'job/y'")
        write_backup(own_owner_url, tmp_path / "altered.dump")
        found = check_backup(tmp_path / "altered.dump", beside=elsewhere)
        assert (found.is_good, found.differing, found.events_broken) == (False, (), 1)
        assert "审计日志断裂处 1" in told(backup, found).zh


@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_from_a_damaged_backup_nothing_is_restored_and_the_database_stays_as_it_was(
    own_owner_url: str, backup: Path, part: float
) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * part)])
    write(own_owner_url, ONE_JOB.format(period="2026-02"))
    with pytest.raises(BackupUnusable):
        restore_backup(own_owner_url, backup, replacing=True)
    assert periods(own_owner_url) == ["2026-01", "2026-02"]


def test_a_file_that_is_no_backup_is_refused(own_owner_url: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("no backup", encoding="utf-8")
    with pytest.raises(BackupUnusable) as refused:
        restore_backup(own_owner_url, path, replacing=True)
    assert "pg_restore" in refused.value.says.en


def test_data_are_replaced_only_when_that_is_said(own_owner_url: str, backup: Path) -> None:
    write(own_owner_url, ONE_UPLOAD)
    with pytest.raises(BackupUnusable) as refused:
        restore_backup(own_owner_url, backup, replacing=False)
    assert refused.value.says.en == "The database holds data. To replace them by the backup, add --replace."


def test_nothing_is_restored_under_a_running_service(own_owner_url: str, backup: Path) -> None:
    with psycopg.connect(own_owner_url), pytest.raises(BackupUnusable) as refused:
        restore_backup(own_owner_url, backup, replacing=True)
    assert (
        refused.value.says.en == "The database is in use. Stop fleetsvc serve and its workers, then restore."
    )
