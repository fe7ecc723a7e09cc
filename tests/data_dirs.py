"""Folders for databases that nobody keeps."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from fleetsvc.database import embedded

HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_compression": "off",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}
"""What a server of tests does without: nobody keeps its data. The service itself has no switch for these."""
_MEMORY = Path("/dev/shm")  # noqa: S108 (a file system of Linux, not a name that anybody could take)
_ROOM_BYTES = 4 << 30


def fast_place() -> Path | None:
    """Where files live in memory, if there is room for all workers; None: where temporary files lie anyway.

    A database is a thousand files. To copy one takes 0.4 s of processor time on a disk's file system, 0.01 s here.
    """
    return _MEMORY if _MEMORY.is_mount() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES else None


def hasten(url: str) -> None:
    """Let a server answer before its data are safe, from now on and after each of its starts."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting, value in HASTE.items():
            connection.execute(SQL("ALTER SYSTEM SET {} = {}").format(Identifier(setting), Literal(value)))
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def a_data_dir() -> Iterator[Path]:
    """A data directory; a server that runs in it at the end is stopped.

    It is not one of pytest's own: those are closed to the system account that a server runs as under root.
    """
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-test-", dir=fast_place()))
    try:
        yield folder
    finally:
        embedded.let_go(folder)
        embedded.stop(folder)  # should a process of a test hold it still
        shutil.rmtree(folder)
