"""The processes under ``serve``: started, watched, started again, and stopped in order.

A child is started by exec, never forked, so that none inherits a connection. Its standard input is a pipe that
only the parent writes to: when the parent is gone, however it went, the child reads the end of it and stops.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LONGEST_PAUSE_SECONDS: Final = 30.0
SETTLED_SECONDS: Final = 60.0
"""A child that lived this long is not failing: its next end is the first again."""
HOPELESS_FAILURES: Final = 5
"""What ends this often in a row is not started again: the service ends, with its messages above."""


@dataclass(slots=True)
class Restarts:
    """What ends and is started again: its failures in a row, and when its pause is over.

    Times are of the monotonic clock, in seconds.
    """

    failures: int = 0
    not_before: float = 0.0

    def ended(self, *, lived: float, now: float) -> None:
        """Count an end after some seconds of life; the pause doubles with each in a row: 1, 2, 4 … seconds."""
        self.failures = 1 if lived > SETTLED_SECONDS else self.failures + 1
        self.not_before = now + min(2.0 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)

    @property
    def hopeless(self) -> bool:
        """Whether starting it again helps no more."""
        return self.failures >= HOPELESS_FAILURES


@dataclass(slots=True)
class Child:
    """One process that should be running. Times are of the monotonic clock, in seconds."""

    name: str
    command: Sequence[str]
    stop_seconds: float
    environment: Mapping[str, str]
    inherited: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: Restarts = field(default_factory=Restarts)


def start(child: Child) -> None:
    """Start a child's process."""
    child.started = time.monotonic()
    child.process = subprocess.Popen(
        child.command,
        stdin=subprocess.PIPE,
        env=child.environment,
        pass_fds=child.inherited,
        start_new_session=True,  # Ctrl-C reaches the parent only, which then stops the children in order
    )


def watch(child: Child) -> int | None:
    """Start a child again if it ended and its pause is over; return its exit status in the moment it is found ended."""
    now = time.monotonic()
    if child.process is None:
        if now >= child.restarts.not_before:
            start(child)
        return None
    status = child.process.poll()
    if status is None:
        return None
    child.restarts.ended(lived=now - child.started, now=now)
    child.process = None
    return status


def stop(children: Sequence[Child]) -> None:
    """Ask children to stop, all at once, and wait; whoever exceeds its time is killed."""
    running = [(child, child.process) for child in children if child.process is not None]
    for _, process in running:
        process.terminate()
    for child, process in running:
        try:
            process.wait(child.stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        child.process = None


def end_with_parent() -> None:
    """In a child: stop, as if asked to, when the parent is gone."""
    threading.Thread(target=_wait_for_end_of_input, name="parent-watch", daemon=True).start()


def _wait_for_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
