"""Work that is killed (``kill -9``) at a chosen moment, in a process of its own.

A moment is a statement that the database has answered, a transaction that is about to be committed, or one that has
been. The process is forked: it opens the database anew and ends by the signal, or without cleaning up.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import event

from fleetsvc.database.transactions import Database, open_database

Work = Callable[[Database], object]
_FAILED = 3
"""How a process ends whose work raised something."""


@dataclass
class _Moments:
    """Counts moments, and ends the process at one of them; 0: at none."""

    last: int
    passed: int = field(default=0)

    def watch(self, database: Database) -> None:
        for name in ("after_cursor_execute", "commit", "checkin"):
            event.listen(database.engine.pool if name == "checkin" else database.engine, name, self.passes)

    def passes(self, *_: Any) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def is_killed(url: str, work: Work, *, at: int) -> bool:
    """Have work done in a process that is killed at a moment; whether it was, or had come to its end before."""
    process = os.fork()
    if process == 0:
        _work_and_end(url, work, at)
    _, status = os.waitpid(process, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status)


def undisturbed(url: str, work: Work, *, between: Callable[[], object]) -> int:
    """Do work in this process and in peace; how many moments it has. ``between`` is called after each transaction."""
    database, moments = open_database(url), _Moments(0)
    moments.watch(database)
    event.listen(database.engine.pool, "checkin", lambda *_: between())
    work(database)
    passed = moments.passed
    database.close()
    return passed


def is_let_go(url: str) -> bool:
    """Whether nobody but who asks is connected: the server has noticed the death."""
    with psycopg.connect(url) as connection:
        query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return connection.execute(query).rowcount == 0


def _work_and_end(url: str, work: Work, at: int) -> None:
    try:
        database = open_database(url)
        _Moments(at).watch(database)
        work(database)
    except BaseException:  # noqa: BLE001 (nothing of this process's parent may go on in it)
        os._exit(_FAILED)
    os._exit(0)


def at_once(url: str, *works: Work) -> list[bool]:
    """Have each work done in a process of its own, all at the same time; which of them were done, not refused."""
    held, go = os.pipe()
    processes = []
    for work in works:
        process = os.fork()
        if process == 0:
            os.close(go)
            os.read(held, 1)  # until the other end is closed: all set out together
            _work_and_end(url, work, 0)
        processes.append(process)
    os.close(held)
    os.close(go)
    ends = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    return [end == 0 for end in ends]
