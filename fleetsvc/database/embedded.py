"""The embedded PostgreSQL: a real server from a wheel, its data in the data directory, reached by a socket.

Whoever needs it calls ``ensure_running`` and thereby holds it until ``let_go`` or the end of the process; the last
to let go stops it. Three file locks make that safe against ``kill -9`` of anybody, against process ids that
come round again and against a second container on the same volume:

- ``postgres.turn``: one at a time starts or stops;
- ``postgres.alive`` is inherited by the server and all its children, so it is taken exactly as long as one lives;
- ``postgres.held`` is shared by its users, so whoever can have it alone is the last one.

Why not the wheel's own starter, and why each setting is as it is: docs/adr/0003-embedded-postgresql.md.
"""

import atexit
import logging
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

import psycopg

from fleetsvc.database import embedded_cluster, file_locks
from fleetsvc.database.embedded_account import EmbeddedUnavailable, account_names, lend_passage
from fleetsvc.database.embedded_cluster import (
    SUPERUSER,
    Cluster,
    Condition,
    cluster_in,
    end_leftovers,
    sockets,
    superusers_url,
)
from fleetsvc.database.embedded_config import configuration
from fleetsvc.database.embedded_programs import POSTGRES_VERSION, last_lines, program, run, unavailable
from rules.wording import Text

DATABASE: Final = "fleetsvc"
START_SECONDS: Final = 300
"""Time to become ready: after a crash the write-ahead log (at most 2 GB) is replayed first."""
STOP_SECONDS: Final = 60
CRASH_SECONDS: Final = 15
"""Time for the children of a killed server to notice and leave."""
HURRY_SECONDS: Final = 2
"""One that has not left by itself is then told to."""
KILL_SECONDS: Final = 5

_log = logging.getLogger(__name__)
_held: dict[Path, int] = {}
"""Data directory -> descriptor of the lock by which this process holds its server."""


def ensure_running(data_dir: Path) -> str:
    """Return a superuser's URL of the server in a data directory; starts and creates it where need be.

    The server stays at least until ``let_go`` or the end of this process. Raises EmbeddedUnavailable.
    """
    cluster = _prepared(data_dir.absolute())
    with file_locks.turn(cluster.turn):
        _start_until_it_answers(cluster)
        if cluster.folder not in _held:
            _held[cluster.folder] = file_locks.take_shared(cluster.held)
            atexit.register(_let_go_in, os.getpid(), cluster.folder)
    return superusers_url(cluster, DATABASE)


def let_go(data_dir: Path) -> None:
    """Stop holding the server; it is stopped when nobody else holds it. Harmless when not held."""
    folder = data_dir.absolute()
    descriptor = _held.pop(folder, None)
    if descriptor is None:
        return
    cluster = cluster_in(folder)
    with file_locks.turn(cluster.turn):
        last = file_locks.become_alone(descriptor)
        os.close(descriptor)
        if last:
            _stop(cluster)


def stop(data_dir: Path) -> None:
    """Stop the server whoever holds it; open transactions are rolled back. Harmless when none runs."""
    if not is_running(data_dir):
        return
    cluster = cluster_in(data_dir.absolute())
    with file_locks.turn(cluster.turn):
        _stop(cluster)


def is_running(data_dir: Path) -> bool:
    """Return whether a server of this data directory lives."""
    alive = data_dir / "postgres.alive"
    return alive.exists() and file_locks.is_taken(alive)


def condition(data_dir: Path) -> Condition:
    """Say whether the server answers, by asking it for a connection; takes two seconds at most.

    Raises EmbeddedUnavailable.
    """
    return embedded_cluster.condition(cluster_in(data_dir.absolute()))


def end_frozen(data_dir: Path) -> bool:
    """Kill a server that is silent; say whether it was found. ``ensure_running`` starts it again with its data."""
    cluster = cluster_in(data_dir.absolute())
    with file_locks.turn(cluster.turn):
        return embedded_cluster.end_frozen(cluster)


def _prepared(folder: Path) -> Cluster:
    cluster = cluster_in(folder)
    account = cluster.account
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if account is not None and folder.stat().st_mode & 0o077 == 0 and folder.stat().st_uid == 0:
            os.chown(folder, -1, account.gid)
            folder.chmod(0o710)
        cluster.turn.touch(mode=0o600)
    except OSError as problem:
        raise EmbeddedUnavailable(
            Text(
                "无法写入数据目录 {folder}（{why}）。请检查权限，或用 FLEETSVC_DATA_DIR 指定别处。",
                "The data directory {folder} cannot be written ({why}). Check its permissions, or name another by "
                "FLEETSVC_DATA_DIR.",
            ).fill(folder=folder, why=problem.strerror)
        ) from problem
    if account is not None:
        lend_passage(cluster.pgdata, account)
        lend_passage(program("postgres"), account)
    return cluster


def _let_go_in(process: int, folder: Path) -> None:
    # A forked child inherits what runs at exit, but must not let go for its parent.
    if os.getpid() != process or not folder.exists():
        return
    try:
        let_go(folder)
    except EmbeddedUnavailable as problem:
        _log.warning("%s", problem)


# --- start and stop --------------------------------------------------------------------------------------------


def _start_until_it_answers(cluster: Cluster) -> None:
    # A killed server's children live on for a moment, and a server left by a killed starter may not be ready.
    since = time.monotonic()
    while True:
        if not file_locks.is_taken(cluster.alive):
            _start(cluster)
        try:
            return _ensure_database(cluster)
        except psycopg.OperationalError as problem:
            if time.monotonic() - since > CRASH_SECONDS:
                raise unavailable("connect", str(problem)) from problem
        _hurry_leftovers(cluster, waited=time.monotonic() - since)
        time.sleep(0.1)


def _start(cluster: Cluster) -> None:
    _create_where_missing(cluster)
    _require_same_version(cluster.pgdata)
    # Nobody lives here (postgres.alive was free): a process of the id in these files is somebody else's, or a
    # zombie that nobody collects, as in a container whose first process is not an init.
    for left in (cluster.pgdata / "postmaster.pid", sockets(cluster) / ".s.PGSQL.5432.lock"):
        left.unlink(missing_ok=True)
    for name, text in configuration(sockets(cluster), account_names(cluster.pgdata)).items():
        _write(cluster, name, text)
    alive = file_locks.try_alone(cluster.alive)
    if alive is None:
        return
    try:
        _start_server(cluster, alive)
    finally:
        os.close(alive)
    _log.info("database started in %s", cluster.pgdata)


def _start_server(cluster: Cluster, alive: int) -> None:
    log = cluster.pgdata / "start.log"
    log.unlink(missing_ok=True)
    arguments = ["-D", str(cluster.pgdata), "-w", "-t", str(START_SECONDS), "-s", "-l", str(log), "start"]
    # No pipes: the server would keep them open for as long as it lives, and reading them would never end.
    status, _ = run(
        "pg_ctl",
        arguments,
        account=cluster.account,
        folder=cluster.folder,
        output=subprocess.DEVNULL,
        inherited=(alive,),
    )
    if status != 0:
        raise unavailable("pg_ctl start", last_lines([log, *(cluster.pgdata / "log").glob("*.log")]))


def _stop(cluster: Cluster) -> None:
    if not file_locks.is_taken(cluster.alive):
        return
    status, said = _ask_to_stop(cluster, "fast", STOP_SECONDS)
    # Of a killed server no more is wanted than that its children leave by themselves. One that is asked to stop
    # while it recovers from a crash may wait for ever: then its data are left to the next start to recover.
    if not _wait_until_gone(cluster) and status != 0:
        _log.warning("the database did not stop in order and is made to: %s", said)
        _ask_to_stop(cluster, "immediate", CRASH_SECONDS)
        if not _wait_until_gone(cluster) and not embedded_cluster.end_frozen(cluster):
            raise unavailable("pg_ctl stop", said)
        _wait_until_gone(cluster)
    _log.info("database stopped in %s", cluster.pgdata)


def _ask_to_stop(cluster: Cluster, how: str, seconds: int) -> tuple[int, str]:
    arguments = ["-D", str(cluster.pgdata), "-w", "-t", str(seconds), "-s", "-m", how, "stop"]
    return run("pg_ctl", arguments, account=cluster.account, folder=cluster.folder)


def _wait_until_gone(cluster: Cluster) -> bool:
    since = time.monotonic()
    while file_locks.is_taken(cluster.alive):
        if time.monotonic() - since > CRASH_SECONDS:
            return False
        _hurry_leftovers(cluster, waited=time.monotonic() - since)
        time.sleep(0.05)
    return True


def _hurry_leftovers(cluster: Cluster, *, waited: float) -> None:
    """Make the children of a killed server leave: those that compute would not notice for as long as they do."""
    if waited > HURRY_SECONDS:
        end_leftovers(cluster, signal.SIGQUIT if waited < KILL_SECONDS else signal.SIGKILL)


_INITDB: Final = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale-provider=builtin",  # sorts by code point, the same on every system, and prefix searches use indexes
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth=peer",
    "--data-checksums",
    "--set=dynamic_shared_memory_type=mmap",  # where /dev/shm is very small, creation itself would fail
)


def _create_where_missing(cluster: Cluster) -> None:
    if cluster.pgdata.exists():
        return
    # Made beside and moved in place, so that an interrupted creation leaves nothing half made.
    unfinished = cluster.folder / "postgres.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if cluster.account is not None:
        os.chown(unfinished, cluster.account.uid, cluster.account.gid)
    status, said = run(
        "initdb", [*_INITDB, "-D", str(unfinished)], account=cluster.account, folder=cluster.folder
    )
    if status != 0:
        raise unavailable("initdb", "\n".join(said.splitlines()[-3:]))
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(
            "\ninclude 'fleetsvc.conf'  # rewritten at every start; for your own settings: ALTER SYSTEM\n"
        )
    unfinished.rename(cluster.pgdata)


def _require_same_version(pgdata: Path) -> None:
    found = (pgdata / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != POSTGRES_VERSION:
        raise EmbeddedUnavailable(
            Text(
                "数据目录由 PostgreSQL {found} 建立，本版本使用 {ours}。请用旧版本执行 fleetsvc backup，再恢复到新的数据目录。",
                "The data were written by PostgreSQL {found}, this release runs {ours}. Run fleetsvc backup with the "
                "earlier release and restore into a new data directory.",
            ).fill(found=found, ours=POSTGRES_VERSION)
        )


def _write(cluster: Cluster, name: str, text: str) -> None:
    path = cluster.pgdata / name
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return  # a full disk would leave it empty
    path.write_text(text, encoding="utf-8")
    if cluster.account is not None:
        os.chown(path, cluster.account.uid, cluster.account.gid)


# --- reaching it -----------------------------------------------------------------------------------------------


def _ensure_database(cluster: Cluster) -> None:
    with psycopg.connect(
        superusers_url(cluster, "postgres"), autocommit=True, connect_timeout=10
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
