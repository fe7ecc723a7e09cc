"""The process that children are forked from: it has loaded what they run, so each begins in milliseconds.

It is told by its parent, over a socket, to fork one child after another, and holds nothing of any file: what a child
does with its memory stays the child's. It ends with its parent, or when it has not been asked for long.
"""

import gc
import os
import signal
import socket
import struct
import sys
from importlib import import_module
from typing import Final

LONGEST_PROGRAM: Final = 4096
"""Bytes of a program that a child is sent."""
BEGUN: Final = struct.Struct("i")
"""What is reported first: the child's process id, or the negative number of the error by which there is none."""
ENDED: Final = struct.Struct("idq")
"""What is reported last: its exit status (negative: the signal that ended it), its seconds of processor time, and the
most memory that it held, in the units of its system (Linux: KiB, macOS: bytes)."""
_IDLE_SECONDS: Final = 300.0


def main() -> None:
    """Fork a child for each request: a program, the child's three streams, and where to report of it.

    The child leaves this function by its program, as any interpreter ends.
    """
    door = socket.socket(fileno=int(sys.argv.pop()))
    import_module(sys.argv[2])
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those ended that report
    door.settimeout(_IDLE_SECONDS)
    while True:
        try:
            program, pipes, _, _ = socket.recv_fds(door, LONGEST_PROGRAM, 4)
        except TimeoutError:
            return
        if not program:
            return
        if _fork(pipes[3]) == 0:
            door.close()
            _fork_and_report(program, *pipes)
        for pipe in pipes:
            os.close(pipe)


def _fork(report: int) -> int | None:
    """Fork, and return what the system's call does; None, which is reported, where it could not."""
    try:
        return os.fork()
    except OSError as trouble:
        os.write(report, BEGUN.pack(-(trouble.errno or 0)))
        return None


def _fork_and_report(program: bytes, stdin: int, stdout: int, stderr: int, report: int) -> None:
    """Fork the child, report its number, wait for its end and report that."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = _fork(report)
    if child is None:
        os._exit(0)
    if child == 0:
        _run(program, stdin, stdout, stderr)
    for pipe in (stdin, stdout, stderr):
        os.close(pipe)
    os.write(report, BEGUN.pack(child))
    _, status, used = os.wait4(child, 0)
    os.write(
        report, ENDED.pack(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
    )
    os._exit(0)


def _run(program: bytes, *streams: int) -> None:
    """Become the child: in a session of its own, with its streams and no other file, run its program and end."""
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(len(streams), max(streams) + 8)
    exec(program.decode(), {"__name__": "__main__"})  # noqa: S102 (our own words, from our own parent)
    sys.exit()
