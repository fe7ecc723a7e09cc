"""The embedded PostgreSQL, with real servers that are really killed."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fleetsvc.database import embedded, file_locks
from fleetsvc.database.embedded_account import EmbeddedUnavailable
from fleetsvc.database.embedded_config import SOCKET_PATH_BYTES, configuration, socket_folder
from tests.data_dirs import a_data_dir
from tests.patience import wait_until

ROOT = Path(__file__).resolve().parents[2]

VISITOR = """
import sys
from pathlib import Path
import psycopg
from fleetsvc.database import embedded
with psycopg.connect(embedded.ensure_running(Path(sys.argv[1]))) as connection:
    print(connection.execute("SELECT count(*) FROM kept").fetchone()[0])
"""
"""A command beside the service: it uses the server and ends."""


@pytest.fixture(scope="module")
def shared_data_dir() -> Iterator[Path]:
    """A data directory with a server and one stored row, for all tests here."""
    with a_data_dir() as folder:
        with psycopg.connect(embedded.ensure_running(folder)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        yield folder


@pytest.fixture
def data_dir(shared_data_dir: Path) -> Path:
    """The same, with its server running and held by this process."""
    embedded.ensure_running(shared_data_dir)
    return shared_data_dir


def server_process(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def visit(data_dir: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", VISITOR, str(data_dir)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def rows_kept(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_a_command_beside_the_service_neither_starts_a_second_server_nor_stops_the_first(
    data_dir: Path,
) -> None:
    before = server_process(data_dir)
    assert visit(data_dir) == "1"
    assert embedded.is_running(data_dir)
    assert server_process(data_dir) == before


def test_a_command_alone_leaves_no_server_behind(data_dir: Path) -> None:
    embedded.let_go(data_dir)
    assert not embedded.is_running(data_dir)
    assert visit(data_dir) == "1"
    assert not embedded.is_running(data_dir)


def test_a_killed_server_is_started_again_with_its_data(data_dir: Path) -> None:
    killed = server_process(data_dir)
    os.kill(killed, signal.SIGKILL)
    url = embedded.ensure_running(data_dir)
    assert server_process(data_dir) != killed
    assert rows_kept(url) == 1


def test_a_killed_user_does_not_keep_the_server_from_stopping(data_dir: Path) -> None:
    program = f"{VISITOR}\nprint('using', flush=True)\nimport time\ntime.sleep(60)"
    command = [sys.executable, "-c", program, str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout is not None
        while "using" not in user.stdout.readline():
            pass
        embedded.let_go(data_dir)
        assert embedded.is_running(data_dir)  # the other still uses it
        user.kill()
    embedded.ensure_running(data_dir)
    embedded.let_go(data_dir)
    assert not embedded.is_running(data_dir)


def test_a_process_id_that_came_round_again_is_not_taken_for_the_server(data_dir: Path) -> None:
    embedded.let_go(data_dir)
    # This test's own process lives under the number that an old server left behind.
    old = f"{os.getpid()}\n{data_dir / 'postgres'}\n1\n5432\n\n\n\nready\n"
    (data_dir / "postgres" / "postmaster.pid").write_text(old, encoding="ascii")
    assert not embedded.is_running(data_dir)
    assert rows_kept(embedded.ensure_running(data_dir)) == 1


def test_an_interrupted_creation_leaves_nothing_half_made() -> None:
    with a_data_dir() as folder:
        half = folder / "postgres.unfinished"
        half.mkdir()
        (half / "PG_VERSION").write_text("18", encoding="ascii")
        assert embedded.ensure_running(folder).startswith("postgresql://")
        assert not half.exists()


def test_data_of_another_postgresql_are_refused_with_what_to_do(data_dir: Path) -> None:
    embedded.let_go(data_dir)
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("17\n", encoding="ascii")
    try:
        with pytest.raises(EmbeddedUnavailable) as refused:
            embedded.ensure_running(data_dir)
    finally:
        embedded.let_go(data_dir)
        version.write_text("18\n", encoding="ascii")
    assert refused.value.says.en == (
        "The data were written by PostgreSQL 17, this release runs 18. Run fleetsvc backup with the earlier release "
        "and restore into a new data directory."
    )


def test_a_data_directory_that_cannot_be_made_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedUnavailable) as refused:
        embedded.ensure_running(tmp_path / "file" / "data")
    assert refused.value.says.en == (
        f"The data directory {tmp_path / 'file' / 'data'} cannot be written (Not a directory). Check its "
        "permissions, or name another by FLEETSVC_DATA_DIR."
    )


def test_what_the_server_is_told_is_not_written_again_where_it_is_the_same(data_dir: Path) -> None:
    """On a disk that is full a start may read what stands there, but whoever opens a file to write it empties it."""
    files = [data_dir / "postgres" / name for name in ("fleetsvc.conf", "pg_hba.conf", "pg_ident.conf")]
    before = [path.stat().st_mtime_ns for path in files]
    embedded.stop(data_dir)
    files[1].write_text("local all all reject\n", encoding="utf-8")
    embedded.ensure_running(data_dir)
    assert [files[0].stat().st_mtime_ns, files[2].stat().st_mtime_ns] == [before[0], before[2]]
    assert "peer map=fleetsvc" in files[1].read_text(encoding="utf-8")


def test_only_the_accounts_concerned_may_enter_the_data(data_dir: Path) -> None:
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE(data_dir.stat().st_mode) & 0o007 == 0
    files = configuration(Path("/sockets"), ["clerk"])
    assert (
        files["pg_hba.conf"] == "local all all peer map=fleetsvc\nlocal replication all peer map=fleetsvc\n"
    )
    assert files["pg_ident.conf"] == 'fleetsvc "clerk" all\n'


def test_the_server_listens_on_no_port_and_keeps_every_write(data_dir: Path) -> None:
    with psycopg.connect(embedded.ensure_running(data_dir)) as connection:
        names = [
            "listen_addresses",
            "fsync",
            "synchronous_commit",
            "data_checksums",
            "dynamic_shared_memory_type",
        ]
        values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert values == [("",), ("on",), ("on",), ("on",), ("mmap",)]


def test_a_path_too_long_for_a_socket_gets_a_private_folder_for_it() -> None:
    long = Path("/tmp") / ("x" * SOCKET_PATH_BYTES)  # noqa: S108 (never made)
    folder = socket_folder(long, uid=os.geteuid(), gid=os.getegid())
    try:
        assert len(str(folder)) < SOCKET_PATH_BYTES - len("/.s.PGSQL.5432")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        folder.chmod(0o777)  # as somebody else would have made it
        with pytest.raises(EmbeddedUnavailable):
            socket_folder(long, uid=os.geteuid(), gid=os.getegid())
    finally:
        folder.rmdir()


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    program = "import sys, time; from pathlib import Path; from fleetsvc.database import file_locks; "
    program += "kept = file_locks.try_alone(Path(sys.argv[1])); print('taken', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        assert file_locks.is_taken(path)
        holder.kill()
        holder.wait()
        wait_until(lambda: not file_locks.is_taken(path))
