"""Writing behind a reader: one write after another in a thread, while the reader goes on."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

AT_MOST_WAITING: Final = 3
"""Writes that may wait before the reader waits for them: this bounds the memory."""


class WriteBehind:
    """Writes in the order given, one at a time. Leaving the ``with`` waits for all; the first failure is raised.

    The database works on one block while the reader is at the next: on two processors that halves the wait.
    """

    def __init__(self) -> None:
        self._waiting: deque[Future[None]] = deque()
        self._thread: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="behind")
        return self

    def do(self, write: Callable[[], None]) -> None:
        """Have something written after all that was given before. Raises what an earlier write raised."""
        assert self._thread is not None  # noqa: S101 (used within its ``with``)
        self._waiting.append(self._thread.submit(write))
        while len(self._waiting) > AT_MOST_WAITING:
            self._waiting.popleft().result()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None  # noqa: S101 (as above)
        self._thread.shutdown(wait=True, cancel_futures=problem is not None)
        waiting, self._waiting = self._waiting, deque()
        if problem is None:
            for write in waiting:
                write.result()
