"""The children that read files, for tests and measurements that look at them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from importers.sandbox import reader
from importers.sandbox.starting import Child, start


@contextmanager
def noted_children() -> Iterator[list[Child]]:
    """The children that are started in the block."""
    started: list[Child] = []

    def noting(module: str, program: str) -> Child:
        started.append(start(module, program))
        return started[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reader, "start", noting)
        yield started
