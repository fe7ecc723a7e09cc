"""Locks on files of the data directory: the system frees them when their last holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take_shared(path: Path) -> int:
    """Wait for a lock that others may share; return its descriptor, closing which gives it back."""
    descriptor = _opened(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def try_alone(path: Path) -> int | None:
    """Return the descriptor of a lock that nobody else has; None where somebody has it."""
    descriptor = _opened(path)
    if become_alone(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def become_alone(descriptor: int) -> bool:
    """Turn a lock into one that nobody else has; say whether that was possible."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_taken(path: Path) -> bool:
    """Return whether somebody has the lock."""
    descriptor = try_alone(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Wait until nobody else is inside a block on the same file."""
    descriptor = _opened(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
