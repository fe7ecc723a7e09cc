"""How a reading child ended, and whose doing that was: its file's, the machine's, or ours.

A refusal is final, so it is only said where the file is the cause. One table for every child that reads a file:

==============================================  =========  =====================================
what happened                                   whose      what the caller gets
==============================================  =========  =====================================
used up its processor time (SIGXCPU)            file       ``Refused`` unsafe, why ``time``
ran against its own bound on memory             file       ``Refused`` unsafe, why ``memory``
the same while the machine itself is short      machine    ``ReaderStopped`` ``memory``
no process could be started                     machine    ``ReaderStopped`` ``memory``
crashed in native code (SIGSEGV, SIGBUS, ...)   file       ``Refused`` damaged
spoke what is no frame                          file       ``Refused`` unsafe
ended from outside (SIGKILL, SIGTERM, ...)      machine    ``ReaderStopped`` ``killed``
did not answer in the longest time              machine    ``ReaderStopped`` ``silent``
used no processor time for a minute             machine    ``ReaderStopped`` ``silent``
ended by an exception, or without a last word   ours       ``ReaderBroke``
==============================================  =========  =====================================

The kernel ends processes by SIGKILL where memory runs out, and so does an operator; a process that hit a bound of its
own is ended by SIGXCPU or ends itself (SIGABRT). The longest time is many times the processor time: a machine under
load, or a frozen process, uses up the first and not the second. One that stands still altogether is not waited for so
long: others wait behind it.
"""

import resource
import signal
from pathlib import Path
from typing import Final, Literal

from importers.limits import Limits
from importers.results import Refused
from rules.wording import Text

BROKEN: Final = 70
"""Exit status for a fault in our own code (EX_SOFTWARE of sysexits.h)."""

OUT_OF_MEMORY: Final = Refused("unsafe", {"why": "memory"})
OUT_OF_TIME: Final = Refused("unsafe", {"why": "time"})

Why = Literal["killed", "memory", "silent"]

_CRASHES: Final = frozenset(
    -number
    for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP, signal.SIGSYS)
)
_MEMINFO: Final = Path("/proc/meminfo")
_OVERCOMMIT: Final = Path("/proc/sys/vm/overcommit_memory")
_STRICT: Final = "2"

_SAYS: Final[dict[Why, Text]] = {
    "killed": Text(
        "读取被中断（进程被终止），不是文件的问题，请稍后再试",
        "Reading was interrupted (its process was ended); the file is not at fault: try again later",
    ),
    "memory": Text(
        "服务器内存不足，无法读取，不是文件的问题，请稍后再试",
        "The machine is short of memory and could not read; the file is not at fault: try again later",
    ),
    "silent": Text(
        "读取长时间没有进展（服务器繁忙或停顿），不是文件的问题，请稍后再试",
        "Reading made no progress for long (the machine is busy or stalled); the file is not at fault: try again later",
    ),
}


class ReaderStopped(Exception):
    """Reading was cut short by the machine, not by the file: it can be tried again. ``why`` is a row of the table."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
        self.says = _SAYS[why]


class ReaderBroke(Exception):
    """The reader failed through a fault of its own, not of the file: the places are in the message."""


def refusal_of(status: int, *, limits: Limits, last_words: str) -> Refused:
    """Return the refusal of the file by which a child ended. Raises ``ReaderStopped`` and ``ReaderBroke``.

    ``status`` is the child's exit status (negative: the signal that ended it), ``limits`` those it had.
    """
    if status == -signal.SIGXCPU:
        return OUT_OF_TIME
    if status == -signal.SIGABRT:
        return heard(OUT_OF_MEMORY, limits)
    if status in _CRASHES:
        return Refused("damaged")
    if status < 0:
        raise ReaderStopped("killed")
    raise ReaderBroke(last_words or f"exit status {status}")


def heard(refused: Refused, limits: Limits) -> Refused:
    """Return a refusal that a child spoke or died of, as its parent passes it on.

    Raises ``ReaderStopped`` where the child lacked memory that this machine could not have given.
    """
    if refused == OUT_OF_MEMORY:
        spare = spare_memory_bytes()
        if spare is not None and spare < limits.memory_bytes:
            raise ReaderStopped("memory")
    return refused


def spare_memory_bytes() -> int | None:
    """Return how many bytes of memory a new process could get, None where the system does not tell (macOS)."""
    bound = resource.getrlimit(resource.RLIMIT_AS)[1]
    told = [] if bound == resource.RLIM_INFINITY else [bound]
    try:
        facts = dict(line.split(":", 1) for line in _MEMINFO.read_text(encoding="ascii").splitlines())
        told.append(_kilobytes(facts["MemAvailable"]) + _kilobytes(facts["SwapFree"]))
        if _OVERCOMMIT.read_text(encoding="ascii").strip() == _STRICT:
            told.append(_kilobytes(facts["CommitLimit"]) - _kilobytes(facts["Committed_AS"]))
    except (OSError, ValueError, KeyError):
        return min(told, default=None)
    return min(told)


def processor_ticks(pid: int) -> int | None:
    """Return the processor time that a process has used, in the system's ticks; None where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # After the program's name, which may hold anything, the 12th and 13th are its user and system time (proc(5)).
    fields = told.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _kilobytes(said: str) -> int:
    return int(said.split(maxsplit=1)[0]) * 1024
