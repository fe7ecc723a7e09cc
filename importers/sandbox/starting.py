"""Starts children that read files: each is forked from a process that has loaded their code (``forking``).

An interpreter that loads it anew takes a quarter of a second of a processor, more than most files. There is one such
process for each kind of child; it is started when the first of its kind is wanted.
"""

import atexit
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Final

from importers.sandbox.forking import BEGUN, ENDED

_ROOT: Final = Path(__file__).resolve().parents[2]
_LOAD: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from importers.sandbox.forking import main; main()"
)
_KEPT_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR")
"""What an interpreter may need to start; nothing else of the environment reaches a child."""

_Kind = tuple[str, frozenset[tuple[str, str]]]
"""The module that children run, and the environment that they have."""


@dataclass(slots=True)
class Child:
    """A child that runs, or ran: its process id, our ends of its streams, and how it ended once it was waited for.

    ``processor_seconds`` is what it used in all, ``peak_memory`` the most that it held (Linux: KiB, macOS: bytes).
    """

    pid: int
    stdin: FileIO
    stdout: FileIO
    stderr: FileIO
    report: FileIO
    returncode: int | None = None
    processor_seconds: float = 0.0
    peak_memory: int = 0

    def wait(self, seconds: float | None = None) -> int:
        """Return its exit status (negative: the signal that ended it). Raises TimeoutError while it goes on."""
        if self.returncode is None:
            if not select.select([self.report], [], [], seconds)[0]:
                raise TimeoutError
            told = self.report.read(ENDED.size)
            # Who reports says nothing only where it was ended by force: the child is taken for ended as well.
            ended = ENDED.unpack(told) if told else (-signal.SIGKILL, 0.0, 0)
            self.returncode, self.processor_seconds, self.peak_memory = ended
        return self.returncode

    def end(self) -> None:
        """End it, whatever it does, and give back what it took."""
        with suppress(TimeoutError):
            self.wait(0)
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait()
        for pipe in (self.stdin, self.stdout, self.stderr, self.report):
            pipe.close()


class Gone(Exception):
    """The process that children are forked from is no more."""


@dataclass(slots=True)
class _Origin:
    """The process that children of one kind are forked from."""

    process: subprocess.Popen[bytes]
    door: socket.socket

    def fork(self, program: str) -> Child:
        """Have a child forked that runs a program. Raises Gone, and OSError where the machine has no room for it."""
        given, kept = _pipes()
        try:
            socket.send_fds(self.door, [program.encode()], given)
        except OSError as trouble:
            _close(kept)
            raise Gone from trouble
        finally:
            _close(given)
        stdin, stdout, stderr, report = (
            FileIO(end, mode) for end, mode in zip(kept, ("wb", "rb", "rb", "rb"), strict=True)
        )
        told = report.read(BEGUN.size)
        number = BEGUN.unpack(told)[0] if told else 0
        if number > 0:
            return Child(number, stdin, stdout, stderr, report)
        for pipe in (stdin, stdout, stderr, report):
            pipe.close()
        if told:
            raise OSError(-number, os.strerror(-number))
        raise Gone

    def close(self) -> None:
        """Let it end: it does when nobody can ask it any more."""
        self.door.close()
        self.process.wait()


@dataclass(slots=True)
class _Origins:
    """Those of this process, by the kind of their children."""

    lock: Lock = field(default_factory=Lock)
    known: dict[_Kind, _Origin] = field(default_factory=dict)

    def fork(self, module: str, program: str) -> Child:
        environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
        kind = module, frozenset(environment.items())
        with self.lock:
            try:
                return self._origin(kind).fork(program)
            except Gone:  # it was not asked for long, or somebody ended it
                self.known.pop(kind).close()
            return self._origin(kind).fork(program)

    def _origin(self, kind: _Kind) -> _Origin:
        if kind not in self.known:
            self.known[kind] = _load(*kind)
        return self.known[kind]

    def close(self) -> None:
        with self.lock:
            while self.known:
                self.known.popitem()[1].close()

    def forget(self) -> None:
        """Leave to our own parent what is its: a process that was forked starts its own."""
        for origin in self.known.values():
            origin.door.close()
            origin.process.returncode = 0
        self.lock, self.known = Lock(), {}


_ORIGINS: Final = _Origins()
atexit.register(_ORIGINS.close)
os.register_at_fork(after_in_child=_ORIGINS.forget)


def start(module: str, program: str) -> Child:
    """Start a child that has loaded a module and runs a program (``sys.argv[2]`` names the module).

    It gets next to nothing of the environment, no open file but its three streams, and a session of its own.
    Raises OSError where the machine has no room for it, Gone where it is ended before it begins.
    """
    return _ORIGINS.fork(module, program)


def _pipes() -> tuple[list[int], list[int]]:
    """Return the ends of four pipes that are given away, and those that are kept."""
    (in_read, in_write), *others = (os.pipe() for _ in range(4))
    return [in_read, *(write for _, write in others)], [in_write, *(read for read, _ in others)]


def _close(ends: list[int]) -> None:
    for end in ends:
        os.close(end)


def _load(module: str, environment: frozenset[tuple[str, str]]) -> _Origin:
    near, far = socket.socketpair()
    with far:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _LOAD, str(_ROOT), module, str(far.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            pass_fds=[far.fileno()],
            start_new_session=True,
        )
    return _Origin(process, near)
