"""Log lines of several processes go to one place: each is written whole, in one write, however long it is."""

import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from fleetsvc import logs


class Pipe(io.RawIOBase):
    """What stands for a pipe that others write to as well: it keeps what each write brought."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.writes.append(bytes(piece))
        return len(piece)


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipe]:
    raw, handlers = Pipe(), logging.root.handlers[:]
    stream: Any = raw  # the library asks for more than it uses
    monkeypatch.setattr(
        sys, "stderr", io.TextIOWrapper(io.BufferedWriter(stream), encoding="utf-8", line_buffering=True)
    )
    logs.configure_logs()
    yield raw
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


@pytest.mark.parametrize("length", [10, 9_000, 200_000])
def test_a_line_is_one_write(pipe: Pipe, length: int) -> None:
    structlog.get_logger().info("job ended", why="长" * length)
    logging.getLogger("library").warning("w" * length)
    assert [piece.count(b"\n") for piece in pipe.writes] == [1, 1]
    assert all(piece.endswith(b"\n") for piece in pipe.writes)
