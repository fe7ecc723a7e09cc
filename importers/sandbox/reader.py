"""Reads one file in a child process with limits on memory and time, and yields what the child tells.

A hostile file can abort the reader or ask for half a terabyte; then the child dies and its file is refused,
and the process that asked goes on. A child that the machine ended or stalled says nothing about its file: that is
``ReaderStopped``, and the file can be read again (the table is in ``importers.sandbox.endings``).
"""

import errno
import json
import os
import selectors
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from importers.limits import MIB, Limits, limits_for
from importers.results import Block, Expectation, FileFacts, Refused
from importers.sandbox.endings import ReaderBroke, ReaderStopped, heard, processor_ticks, refusal_of
from importers.sandbox.frames import Cited, Done, Frame, FrameBroken, LayoutFrame, Progress, decode
from importers.sandbox.starting import Child, Gone, start

__all__ = [
    "Block",
    "Cited",
    "Done",
    "FileFacts",
    "Frame",
    "LayoutFrame",
    "Progress",
    "ReaderBroke",
    "ReaderStopped",
    "Refused",
    "ask",
    "stream",
]

_LONGEST_FRAME = 64 * MIB
_KEPT_LAST_WORDS = 1 << 16
_LOOK_SECONDS = 10.0
STALLED_SECONDS = 60.0
"""A child that uses no processor time for so long stands still: stopped, or starved by its machine."""
_CHILD = "importers.sandbox.child"
_START = "import sys; from importlib import import_module as i; i(sys.argv[2]).main()"
_NO_ROOM = frozenset({errno.ENOMEM, errno.EAGAIN})


def stream(
    path: Path,
    *,
    name: str,
    expectation: Expectation,
    today: date,
    catalogue: Mapping[str, str] | None = None,
    catalogues: Sequence[Path] = (),
    limits: Limits | None = None,
) -> Iterator[Frame]:
    """Read a file in a child process and yield its frames, the last one ``Done`` or ``Refused``.

    ``today`` is the latest possible registration day; ``catalogue`` maps known model codes to energy kinds,
    ``catalogues`` are catalogue workbooks to be read first. Never raises on bad content; raises ``ReaderStopped``
    where the machine cut the reading short, ``ReaderBroke`` for a fault of our own. Closing the iterator early ends
    the child.
    """
    bounds = limits or limits_for(path.stat().st_size + sum(other.stat().st_size for other in catalogues))
    job = {
        "path": str(path.resolve()),
        "name": name,
        "expectation": asdict(expectation),
        "today": today.isoformat(),
        "catalogue": dict(catalogue or {}),
        "catalogues": [str(other.resolve()) for other in catalogues],
        "limits": asdict(bounds),
    }
    child = _start(_CHILD)
    try:
        yield from _listen(child, json.dumps(job).encode(), bounds)
    finally:
        child.end()


def ask(module: str, job: Mapping[str, object], *, limits: Limits) -> bytes | Refused:
    """Return the one answer of a child that runs a module's ``main``, or the refusal of its file.

    Raises ``ReaderStopped`` and ``ReaderBroke`` as ``stream`` does.
    """
    child = _start(module)
    talk = _Talk(child, memoryview(json.dumps(job).encode()), patience=limits.wall_seconds)
    try:
        answer = b"\n".join([*talk.lines(), bytes(talk.begun)])
        status = talk.status()
    except FrameBroken:
        return Refused("unsafe")
    finally:
        child.end()
    return refusal_of(status, limits=limits, last_words=talk.last_words) if status else answer


def _start(module: str) -> Child:
    try:
        return start(module, _START)
    except OSError as trouble:
        if trouble.errno in _NO_ROOM:
            raise ReaderStopped("memory") from trouble
        raise
    except Gone as trouble:
        raise ReaderStopped("killed") from trouble


def _listen(child: Child, job: bytes, limits: Limits) -> Iterator[Frame]:
    talk = _Talk(child, memoryview(job), patience=limits.wall_seconds)
    try:
        for line in talk.lines():
            frame = decode(line)
            if isinstance(frame, Refused):
                frame = heard(frame, limits)
            yield frame
            if isinstance(frame, Done | Refused):
                return
    except FrameBroken:  # a child that no longer speaks our language was taken over by its file
        yield Refused("unsafe")
        return
    yield refusal_of(talk.status(), limits=limits, last_words=talk.last_words)


@dataclass(slots=True)
class _Talk:
    """The talk with one child: tells it its job and takes what it says, whichever pipe is ready.

    Only the time spent waiting for the child counts against ``patience`` (seconds), not what the consumer takes.
    """

    child: Child
    job: memoryview
    patience: float
    heard: list[bytes] = field(default_factory=list)
    begun: bytearray = field(default_factory=bytearray)
    complained: bytes = b""

    @property
    def last_words(self) -> str:
        """What the child wrote on standard error."""
        return self.complained.decode("utf-8", "replace").strip()

    def lines(self) -> Iterator[bytes]:
        """Yield the child's lines until it closes its output. Raises ``ReaderStopped`` when patience is at its end."""
        stdin, stdout, stderr = self.child.stdin, self.child.stdout, self.child.stderr
        for pipe in (stdin, stderr):
            os.set_blocking(pipe.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE, self._tell)
            selector.register(stdout, selectors.EVENT_READ, self._hear)
            selector.register(stderr, selectors.EVENT_READ, self._note)
            while stdout in selector.get_map():
                for key in self._ready(selector):
                    if not key.data(key.fd):
                        selector.unregister(key.fileobj)
                        if key.fileobj is stdin:
                            stdin.close()
                lines, self.heard = self.heard, []
                yield from lines

    def _ready(self, selector: selectors.BaseSelector) -> list[selectors.SelectorKey]:
        stalled, ticks = 0.0, processor_ticks(self.child.pid)
        while True:
            since = time.monotonic()
            ready = selector.select(max(0.0, min(self.patience, _LOOK_SECONDS)))
            waited = time.monotonic() - since
            self.patience -= waited
            if ready:
                return [key for key, _ in ready]
            before, ticks = ticks, processor_ticks(self.child.pid)
            stalled = stalled + waited if ticks is not None and ticks == before else 0.0
            if self.patience <= 0 or stalled >= STALLED_SECONDS:
                raise ReaderStopped("silent")

    def _tell(self, pipe: int) -> bool:
        """Hand on what fits of the job; return whether some is left."""
        try:
            self.job = self.job[os.write(pipe, self.job) :]
        except BrokenPipeError:
            return False  # it died at once; its exit status says why
        return bool(self.job)

    def _hear(self, pipe: int) -> bool:
        """Take what the child says; return whether more may come. Raises ``FrameBroken`` for an endless line."""
        piece = os.read(pipe, MIB)
        ended, newline, rest = piece.rpartition(b"\n")
        if newline:
            self.heard += (bytes(self.begun) + ended).split(b"\n")
            self.begun.clear()
        self.begun += rest
        if len(self.begun) > _LONGEST_FRAME:
            raise FrameBroken
        return bool(piece)

    def _note(self, pipe: int) -> bool:
        """Take what the child complains of, so that it never waits for us; return whether more may come."""
        try:
            piece = os.read(pipe, MIB)
        except BlockingIOError:
            return False
        self.complained = (self.complained + piece)[-_KEPT_LAST_WORDS:]
        return bool(piece)

    def status(self) -> int:
        """Return the exit status of a child that has closed its output. Raises ``ReaderStopped`` where it lingers."""
        try:
            status = self.child.wait(max(1.0, self.patience))
        except TimeoutError:
            raise ReaderStopped("silent") from None
        while self._note(self.child.stderr.fileno()):
            pass
        return status
