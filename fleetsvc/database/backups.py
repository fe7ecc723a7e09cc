"""Backup and restore with PostgreSQL's own programs: a whole database to one file, and back in one transaction."""

import hashlib
import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from fleetsvc.database.archive_counts import Counts, archive_counts, differing, held_state
from fleetsvc.database.embedded_programs import POSTGRES_VERSION, program
from fleetsvc.database.migrate import migrate
from fleetsvc.database.schema import known_revisions
from rules.wording import Text

_EMPTY_SCHEMA: Final = (
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public AUTHORIZATION pg_database_owner",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
)
_REVISION: Final = re.compile(r"^COPY public\.alembic_version .*\n(.+)\n", re.MULTILINE)
LEFT_OUT: Final = ("handout", "handout_piece", "handout_progress")
"""Documents to take away are made again when somebody asks: a day's worth may be larger than all else."""
_HEAD_BYTES: Final = 65536
_NEWER_SETTING: Final = b"SET transaction_timeout = 0;\n"
"""At the head of what pg_restore 18 writes; servers before 17 refuse it, and it is their default."""


_EXISTS: Final = Text("{path} 已存在，不会覆盖", "{path} exists and is not overwritten")
_SEES_TOO_LITTLE: Final = Text(
    "所用的数据库账户看不到全部数据，不能备份：请用属主的地址（定时备份用 FLEETSVC_BACKUP_DATABASE_URL）",
    "This database account does not see all data and can make no backup: use the owner's address"
    " (for scheduled ones FLEETSVC_BACKUP_DATABASE_URL)",
)
_NOT_WHOLE: Final = Text(
    "备份与数据库的行数不符，已丢弃：{tables}",
    "The backup does not hold the rows of the database and was thrown away: {tables}",
)
_MOST_NAMED: Final = 5


class BackupUnusable(Exception):
    """A backup cannot be written or read back; ``says`` tells why and what to do."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


@dataclass(frozen=True, slots=True)
class Written:
    """A backup as it was written and read again: its size in bytes, its hash, and the rows that it holds by table."""

    size_bytes: int
    sha256: str
    counts: Counts

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(self.counts.values())


def write_backup(url: str, path: Path) -> Written:
    """Write the whole database to a new file. It appears only when it is complete and was read again.

    Raises BackupUnusable; an existing file is never overwritten.
    """
    url, partial = _said_plainly(url), partial_of(path)
    command = [_program("pg_dump", url), "--format=custom", "--no-owner", f"--file={partial}"]
    command += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    try:
        if path.exists():
            raise BackupUnusable(_EXISTS.fill(path=path))
        _begin(partial)
        try:
            with held_state(url, without=LEFT_OUT) as state:
                _run([*command, f"--snapshot={state.snapshot}", _address(url)], url)
            written = _read_again(url, partial, state.counts)
            partial.rename(path)
        finally:
            partial.unlink(missing_ok=True)
    except psycopg.errors.InsufficientPrivilege as problem:
        raise BackupUnusable(_SEES_TOO_LITTLE) from problem
    except OSError as problem:
        says = Text("{path} 无法写入：{why}", "{path} cannot be written: {why}")
        raise BackupUnusable(says.fill(path=path, why=problem.strerror)) from problem
    return written


def _begin(partial: Path) -> None:
    """Make the file that only its owner may read, for it will hold everything.

    What a killed one left goes, and a link that somebody laid there: neither its mode nor its target is taken over.
    """
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def partial_of(path: Path) -> Path:
    """Return where a backup stands until it is complete."""
    return path.with_name(path.name + ".partial")


def remove_backup(path: Path, *, size_bytes: int | None) -> bool:
    """Remove a backup's file, if it is what was made; a link, or another file in its place, stays. Raises OSError."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    is_ours = stat.S_ISREG(found.st_mode) and found.st_size == size_bytes
    if is_ours:
        path.unlink()
    return is_ours


def rows_of(url: str, path: Path) -> Counts:
    """Return the rows that a backup holds by table, read to its end. Raises BackupUnusable."""
    counts = archive_counts([_program("pg_restore", url), "--file=-", "--data-only", str(path)])
    if counts is None:
        raise _failed("pg_restore", f"{path}")
    return counts


def _read_again(url: str, path: Path, expected: Counts) -> Written:
    """See that a backup is on the disk and holds what was counted. Raises BackupUnusable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    found = rows_of(url, path)
    if found != expected:
        wrong = differing(expected, found)
        raise BackupUnusable(_NOT_WHOLE.fill(tables=", ".join(wrong[:_MOST_NAMED])))
    return Written(path.stat().st_size, sha256, found)


def restore_backup(url: str, path: Path, *, replacing: bool) -> None:
    """Read a backup back and bring it to this release's schema; on any failure the database stays as it was.

    ``replacing``: whether data that are there now may be thrown away. Raises BackupUnusable.
    """
    url = _said_plainly(url)
    _require_quiet(url)
    if not replacing and _holds_data(url):
        raise BackupUnusable(
            Text(
                "数据库中已有数据。如确要用备份替换，请加 --replace。",
                "The database holds data. To replace them by the backup, add --replace.",
            )
        )
    load_backup(url, path)
    migrate(url)


def load_backup(url: str, path: Path) -> None:
    """Read a backup into a database as it was written, with the schema of its own release. Raises BackupUnusable."""
    _require_known_revision(path, url)
    migrate(url)  # makes the roles, which belong to the server and are in no backup
    _load(url, path)


def _require_known_revision(path: Path, url: str) -> None:
    command = [_program("pg_restore", url), "--file=-", "--data-only", "--table=alembic_version", str(path)]
    found = _REVISION.search(_run(command, url))
    if found is None or found[1] not in known_revisions():
        raise BackupUnusable(
            Text(
                "{path} 不是本软件的备份，或出自更新的版本。",
                "{path} is no backup of this service, or one of a newer release.",
            ).fill(path=path)
        )


_OTHERS: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND coalesce(backend_type, 'client backend') = 'client backend'
"""
"""Connections of others; the server's own work, such as vacuuming, holds nobody up.

An owner who is no superuser is not told of what type another role's are: those count.
"""
_LEAVING_SECONDS: Final = 2.0
"""So long whoever has just ended may take to be gone."""


def _require_quiet(url: str) -> None:
    until = monotonic() + _LEAVING_SECONDS
    with psycopg.connect(url, autocommit=True) as connection:
        while (row := connection.execute(_OTHERS).fetchone()) is not None and row[0]:
            if monotonic() >= until:
                raise BackupUnusable(
                    Text(
                        "数据库正被使用。请先停止 fleetsvc serve 和 worker，再恢复。",
                        "The database is in use. Stop fleetsvc serve and its workers, then restore.",
                    )
                )
            sleep(0.1)


def _holds_data(url: str) -> bool:
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname IN ('upload', 'registration', 'app_user', 'api_key', 'ranking_edition')"
        ).fetchall()
        return any(
            connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name))).fetchone()
            for (name,) in tables
        )


def _load(url: str, path: Path) -> None:
    """Empty the schema and load the backup, all in one transaction, which ends only when the backup was read whole."""
    read = [_program("pg_restore", url), "--file=-", "--no-owner", str(path)]
    write = [_program("psql", url), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    write += [*(f"--command={statement}" for statement in _EMPTY_SCHEMA), "--file=-", _address(url)]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as source,
        subprocess.Popen(
            write,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(url),
        ) as target,
    ):
        assert source.stdout is not None  # noqa: S101 (asked for above)
        assert target.stdin is not None  # noqa: S101
        try:
            target.stdin.write(source.stdout.read(_HEAD_BYTES).replace(_NEWER_SETTING, b""))
            shutil.copyfileobj(source.stdout, target.stdin)
        except BrokenPipeError:
            source.kill()  # psql gave up and says why below
        unread = source.wait() != 0 and target.poll() is None
        if unread:
            target.kill()  # at the end of its input it would commit what it has
        _, said = target.communicate()
    if unread:
        raise _failed("pg_restore", f"{path}")
    if target.returncode != 0:
        raise _failed("psql", said.decode(errors="replace"))


def _program(name: str, url: str) -> str:
    """The wheel's program serves all servers up to its own version; a newer server needs the operator's."""
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10000
    if major <= int(POSTGRES_VERSION):
        return str(program(name))
    found = shutil.which(name)
    if found is None:
        raise BackupUnusable(
            Text("请安装 PostgreSQL {major} 的 {name}", "Install {name} of PostgreSQL {major}").fill(
                major=major, name=name
            )
        )
    return found


def _plain(url: str) -> URL:
    return make_url(url).set(drivername="postgresql")


def _said_plainly(url: str) -> str:
    """Return a URL as psycopg takes it: the operator's may name SQLAlchemy's driver."""
    return _plain(url).render_as_string(hide_password=False)


def _address(url: str) -> str:
    # Without the password: every user of the host can read the arguments of a process.
    return "--dbname=" + _plain(url)._replace(password=None).render_as_string()


def _environment(url: str) -> dict[str, str]:
    password = _plain(url).password
    return dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})


def _run(command: list[str], url: str) -> str:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, errors="replace", env=_environment(url)
    )
    if done.returncode != 0:
        raise _failed(Path(command[0]).name, done.stderr)
    return done.stdout


def _failed(name: str, said: str) -> BackupUnusable:
    lines = said.strip().splitlines() or ["-"]
    return BackupUnusable(Text("{name} 失败：{why}", "{name} failed: {why}").fill(name=name, why=lines[0]))
