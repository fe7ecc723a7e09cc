"""Connections that end when their time is over, wherever they wait: in a handshake, a header or a body.

The time limits of sockets and libraries are for one read each: who sends a byte at a time never meets one.
"""

import socket
import threading
from contextlib import suppress
from typing import Any, Self

from urllib3.connection import HTTPSConnection


class Deadline:
    """So many seconds for all that is done within it; then whatever it holds is shut down."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(max(0.0, seconds), self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for handle in self._held:
            handle.close()

    def hold(self, connected: socket.socket) -> None:
        """Shut a connection down at the end: by a handle of its own, for encryption takes over the one given."""
        self._held.append(connected.dup())
        if self.is_over:
            self._end()

    def _end(self) -> None:
        self.is_over = True
        for handle in tuple(self._held):
            with suppress(OSError):  # the other side was quicker
                handle.shutdown(socket.SHUT_RDWR)


class EndingConnection(HTTPSConnection):
    """A connection over https that a deadline ends."""

    def __init__(self, deadline: Deadline, *asked: Any, **named: Any) -> None:  # noqa: ANN401 (the parent's)
        self._deadline = deadline
        super().__init__(*asked, **named)

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self._deadline.hold(connected)
        return connected
