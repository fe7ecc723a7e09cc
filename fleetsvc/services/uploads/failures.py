"""What a failed attempt at reading an upload failed of, and whether that is laid to the file or to the machine.

Three failures laid to the file end in a refusal. Failures of the machine (the database is away, a disk is full, the
reader was killed from outside) never do: the upload is set aside, told of everywhere, and tried again.
"""

from enum import StrEnum
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fleetsvc.database.states import DiskFull, sqlstate_of, told_apart
from fleetsvc.services.law.rulebooks import NoActiveRulebook
from importers.results import Refused
from importers.sandbox import reader
from rules.wording import Text


class Failure(StrEnum):
    """What an attempt failed of. Never renamed: stored rows carry these words."""

    READER_BROKE = "reader-broke"
    NOT_STORABLE = "not-storable"
    WORKER_LOST = "worker-lost"
    UNFORESEEN = "unforeseen"
    READER_KILLED = "reader-killed"
    READER_SILENT = "reader-silent"
    MEMORY = "memory"
    DATABASE = "database"
    DISK_FULL = "disk-full"
    NO_RULEBOOK = "no-rulebook"
    HOST = "host"

    @property
    def is_of_the_file(self) -> bool:
        """Whether it is laid to the file: another try on a sound machine would most likely fail as well."""
        return self in _OF_THE_FILE


_OF_THE_FILE: Final = frozenset(
    {Failure.READER_BROKE, Failure.NOT_STORABLE, Failure.WORKER_LOST, Failure.UNFORESEEN}
)

SAID: Final[dict[Failure, Text]] = {
    Failure.READER_BROKE: Text("读取程序在处理文件内容时出错", "the reader failed on what the file holds"),
    Failure.NOT_STORABLE: Text(
        "文件中有数据库不能保存的内容", "the file holds what the database cannot store"
    ),
    Failure.WORKER_LOST: Text("处理它的后台进程中途结束", "the worker that had it ended midway"),
    Failure.UNFORESEEN: Text("处理时发生意外故障", "an unforeseen fault while it was worked on"),
    Failure.READER_KILLED: Text("读取进程被系统终止", "the reader was killed by the machine"),
    Failure.READER_SILENT: Text("读取进程长时间没有响应", "the reader did not get on for a long time"),
    Failure.MEMORY: Text("服务器内存不足", "the server is short of memory"),
    Failure.DATABASE: Text("数据库连接中断或没有应答", "the database was away or did not answer"),
    Failure.DISK_FULL: Text("服务器磁盘已满", "a disk of the server is full"),
    Failure.NO_RULEBOOK: Text("没有生效的规则", "no rulebook is in force"),
    Failure.HOST: Text("服务器资源不足或文件系统故障", "the server lacks something or its files fail"),
}
"""What people are told of each."""

_STOPPED: Final = {
    "killed": Failure.READER_KILLED,
    "silent": Failure.READER_SILENT,
    "memory": Failure.MEMORY,
}
"""By the words of ``importers.sandbox.endings``."""
_STATES_OF_THE_FILE: Final = ("21", "22", "23", "54")
"""Classes of SQLSTATE that speak of values: cardinality, data, constraints, limits such as an index row's length."""


def failure_of(problem: Exception) -> Failure:
    """Return what an attempt failed of, from the exception that ended it."""
    if isinstance(told_apart(problem), DiskFull):
        return Failure.DISK_FULL
    if isinstance(problem, reader.ReaderStopped):
        return _STOPPED[problem.why]
    if isinstance(problem, reader.ReaderBroke):
        return Failure.READER_BROKE
    if isinstance(problem, NoActiveRulebook):
        return Failure.NO_RULEBOOK
    if isinstance(problem, psycopg.Error | SQLAlchemyError):
        return _of_database(problem)
    if isinstance(problem, OSError | MemoryError):
        return Failure.HOST
    return Failure.NOT_STORABLE if isinstance(problem, UnicodeError) else Failure.UNFORESEEN


def _of_database(problem: psycopg.Error | SQLAlchemyError) -> Failure:
    state = sqlstate_of(problem)
    if state is not None:
        return Failure.NOT_STORABLE if state.startswith(_STATES_OF_THE_FILE) else Failure.DATABASE
    # The driver itself refuses some values, a NUL among them, and then there is no SQLSTATE.
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    return Failure.NOT_STORABLE if isinstance(cause, psycopg.DataError) else Failure.DATABASE


def refusal_of(failure: Failure) -> Refused:
    """Return the refusal of a file that failed too often; its words tell the way out."""
    return Refused("unreadable-here", {"why": failure.value})
