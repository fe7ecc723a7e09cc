"""How the web server leaves a connection whose request was answered before all of its body had come.

Hooks for gunicorn. Left alone it would announce a connection that goes on and then reset it, so that a sender may
never see the answer; and it waits for a slow one's end, two seconds each, in the thread that serves all others.
"""

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from gunicorn.http.errors import ParseException

if TYPE_CHECKING:
    from collections.abc import Mapping

HEARD_OUT_SECONDS: Final = 2.0
HEARD_OUT_BYTES: Final = 64 * 1024 * 1024
"""So long, and so much, of a body that was refused is read and thrown away for its sender to see the answer."""
LITTLE_BYTES: Final = 64 * 1024
"""A connection goes on after a body of this size; the rest of it is soon here."""
_PIECE_BYTES: Final = 256 * 1024


def announce_end(_worker: Any, request: Any) -> None:  # noqa: ANN401 (gunicorn has no types)
    """Let the answer to a large body, or to one of a size not known, say that its connection ends with it."""
    headers = dict(request.headers)
    if "TRANSFER-ENCODING" in headers or int(headers.get("CONTENT-LENGTH", 0)) > LITTLE_BYTES:
        request.force_close()


def leave(_worker: Any, request: Any, environ: "Mapping[str, Any]", response: Any) -> None:  # noqa: ANN401 (the same)
    """Hear a sender out for a moment after the answer, then let nothing wait for it any longer."""
    connection: socket.socket | None = environ.get("gunicorn.socket")
    if connection is None:
        return  # the request was broken, and no application saw it
    with suppress(OSError):  # the sender has gone
        is_whole = _hear_out(request.body, connection)
        if not is_whole or response.should_close():
            connection.shutdown(socket.SHUT_RD)
        connection.setblocking(True)


def _hear_out(body: Any, connection: socket.socket) -> bool:  # noqa: ANN401 (the same)
    """Read what is left of a body; return whether that was all of it."""
    until, heard = time.monotonic() + HEARD_OUT_SECONDS, 0
    while heard < HEARD_OUT_BYTES and (left := until - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            piece = body.read(_PIECE_BYTES)
        except (TimeoutError, ParseException):
            return False
        if not piece:
            return True
        heard += len(piece)
    return False
