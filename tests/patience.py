"""Waiting for what other processes and threads bring about: the one place where tests look at a clock."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""A machine may be busy with much else: so long is no verdict on how fast something is."""
_LOOK_SECONDS = 0.02


def wait_until(reached: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again and again until something is so; the test fails when it has not become so in time."""
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(_LOOK_SECONDS)
