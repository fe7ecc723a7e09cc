"""Reads one file in a child process with limits on memory and time, and yields what the child tells.

A hostile file can abort the reader or ask for half a terabyte; then the child dies and its file is refused,
and the process that asked goes on.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO

from importers.frames import Cited, Done, Frame, FrameBroken, LayoutFrame, Progress, decode
from importers.limits import MIB, Limits, limits_for
from importers.results import Block, Expectation, FileFacts, Refused

__all__ = [
    "Block",
    "Cited",
    "Done",
    "FileFacts",
    "Frame",
    "LayoutFrame",
    "Progress",
    "ReaderBroke",
    "Refused",
    "stream",
]

_BROKEN = 70
_LONGEST_FRAME = 64 * MIB
_ROOT = Path(__file__).resolve().parents[1]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from importers.child import main; main()"
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR")
"""What an interpreter may need to start; nothing else of the environment reaches the child."""


class ReaderBroke(Exception):
    """The reader failed through a fault of its own, not of the file: the places are in the message."""


class _Silent(Exception):
    """The child has used up the time that its parent waits for it."""


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
    ``catalogues`` are catalogue workbooks to be read first. Never raises on bad content; raises
    ``ReaderBroke`` for a fault of our own. Closing the iterator early ends the child.
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
    child = _start()
    try:
        yield from _listen(child, json.dumps(job).encode(), bounds)
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe:
                pipe.close()


def _start() -> subprocess.Popen[bytes]:
    environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _START, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        bufsize=0,
        start_new_session=True,
    )


def _listen(child: subprocess.Popen[bytes], job: bytes, limits: Limits) -> Iterator[Frame]:
    try:
        _tell(child, job)
        for line in _lines(child, limits):
            frame = decode(line)
            yield frame
            if isinstance(frame, Done | Refused):
                return
    except _Silent:
        yield Refused("unsafe", {"why": "time"})
        return
    except FrameBroken:  # a child that no longer speaks our language was taken over by its file
        yield Refused("unsafe")
        return
    yield _refusal_of(child)


def _tell(child: subprocess.Popen[bytes], job: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 (we asked for the pipe)
    try:
        rest = memoryview(job)
        while rest:
            rest = rest[os.write(child.stdin.fileno(), rest) :]
        child.stdin.close()
    except BrokenPipeError:
        return  # it died at once; its exit status says why


def _lines(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    """Yield the child's lines; only the time spent waiting for it counts, not what the consumer takes."""
    assert child.stdout is not None  # noqa: S101 (we asked for the pipe)
    pipe = child.stdout
    waited, pending = 0.0, bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            since = time.monotonic()
            ready = selector.select(limits.seconds - waited)
            waited += time.monotonic() - since
            if not ready:
                raise _Silent
            piece = os.read(pipe.fileno(), MIB)
            if not piece:
                return
            pending += piece
            if len(pending) > _LONGEST_FRAME:
                raise FrameBroken
            if b"\n" in piece:
                *lines, rest = bytes(pending).split(b"\n")
                pending = bytearray(rest)
                yield from lines


def _refusal_of(child: subprocess.Popen[bytes]) -> Refused:
    """Say why a child ended without its last frame, from the way it died."""
    status = child.wait()
    if status == _BROKEN:
        raise ReaderBroke(_last_words(child.stderr))
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return Refused("unsafe", {"why": "time"})
    if status == -signal.SIGABRT:
        return Refused("unsafe", {"why": "memory"})
    if status < 0:
        return Refused("damaged")
    raise ReaderBroke(_last_words(child.stderr) or f"exit status {status}")


def _last_words(pipe: IO[bytes] | None) -> str:
    return pipe.read(1 << 16).decode("utf-8", "replace").strip() if pipe else ""
