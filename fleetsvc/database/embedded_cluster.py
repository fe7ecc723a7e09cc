"""One embedded server: where it keeps its things, whether it answers, and how to end what is left of it."""

import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from fleetsvc.database import file_locks
from fleetsvc.database.embedded_account import Account, account_for
from fleetsvc.database.embedded_config import socket_folder

SUPERUSER: Final = "postgres"
ASK_SECONDS: Final = 2
"""So long one question for a sign of life waits; libpq takes no less."""


class Condition(StrEnum):
    """How a server is found: it answers, be it by refusing; it is silent; nobody is there to be asked."""

    ANSWERS = "answers"
    SILENT = "silent"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one server keeps its things. ``account`` is None where it runs as the present user."""

    folder: Path
    account: Account | None

    @property
    def pgdata(self) -> Path:
        """The database itself."""
        return self.folder / "postgres"

    @property
    def turn(self) -> Path:
        """The lock of whoever starts or stops it."""
        return self.folder / "postgres.turn"

    @property
    def alive(self) -> Path:
        """The lock that its processes hold as long as one of them lives."""
        return self.folder / "postgres.alive"

    @property
    def held(self) -> Path:
        """The lock that its users share."""
        return self.folder / "postgres.held"


def cluster_in(folder: Path) -> Cluster:
    """Return the server of a data directory, made already or not. Raises EmbeddedUnavailable."""
    return Cluster(folder, account_for(folder / "postgres"))


def sockets(cluster: Cluster) -> Path:
    """Return the folder of its socket. Raises EmbeddedUnavailable."""
    owner = cluster.pgdata.stat()
    return socket_folder(cluster.pgdata, uid=owner.st_uid, gid=owner.st_gid)


def superusers_url(cluster: Cluster, database: str) -> str:
    """Return the URL of one of its databases."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(sockets(cluster)), safe='')}"


def condition(cluster: Cluster) -> Condition:
    """Say whether a server answers; a connection is made and given up for it, for two seconds at most."""
    if not file_locks.is_taken(cluster.alive):
        return Condition.GONE
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(ASK_SECONDS)
            probe.connect(str(sockets(cluster) / ".s.PGSQL.5432"))
    except TimeoutError:
        return Condition.SILENT  # so many wait to be let in that no more may queue
    except (ConnectionRefusedError, FileNotFoundError):
        return Condition.GONE
    try:
        psycopg.connect(superusers_url(cluster, "postgres"), connect_timeout=ASK_SECONDS).close()
    except psycopg.errors.ConnectionTimeout:
        return Condition.SILENT
    except psycopg.OperationalError as problem:
        # One that starts, recovers or is full says so. One that stops never answers again, and may hang in it.
        return Condition.SILENT if "is shutting down" in str(problem) else Condition.ANSWERS
    return Condition.ANSWERS


def end_frozen(cluster: Cluster) -> bool:
    """Kill a server that no longer answers; say whether it was there to be killed. What was committed is kept."""
    leader = _leader(cluster)
    if leader not in _processes(cluster):
        return False
    os.kill(leader, signal.SIGKILL)
    return True


def end_leftovers(cluster: Cluster, number: signal.Signals) -> None:
    """Send a signal to the processes that a killed server left behind; to none where the server itself lives.

    They leave by themselves as soon as they wait for something, but one that computes may do so for hours.
    """
    left = _processes(cluster)
    if _leader(cluster) in left:
        return
    for process in left:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _processes(cluster: Cluster) -> set[int]:
    """Return the server's processes: those of its program that have ``postgres.alive`` open.

    Known on Linux only; elsewhere, and in another container on the same volume, none is found.
    """
    wanted = cluster.alive.stat()
    return {int(place.name) for place in Path("/proc").glob("[0-9]*") if _is_of_server(place, wanted)}


def _is_of_server(place: Path, wanted: os.stat_result) -> bool:
    try:
        # After an upgrade of the package the name of a running program ends in " (deleted)".
        if not place.joinpath("exe").readlink().name.startswith("postgres"):
            return False
        return any(os.path.samestat(each.stat(), wanted) for each in place.joinpath("fd").iterdir())
    except OSError:  # it has ended meanwhile, or is somebody else's
        return False


def _leader(cluster: Cluster) -> int:
    """Return the number in ``postmaster.pid``, 0 where there is none; it may be an old one."""
    try:
        first = (cluster.pgdata / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0].strip()
    except OSError:
        return 0
    return int(first) if first.isdecimal() else 0
