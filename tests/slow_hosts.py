"""Hosts that answer without ever coming to an end, each in its own way."""

import itertools
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.https_server import certified

HEAD = b"HTTP/1.1 200 OK\r\n"
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "status": (b"", b"H"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "header": (HEAD + b"X: ", b"x"),
    "body": (HEAD + b"\r\n", b"x"),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "redirect": (b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n", b"x" * 65536),
}
"""What never ends -> what is sent first, and then again and again."""


@contextmanager
def a_slow_host(folder: Path, way: str) -> Iterator[int]:
    """Serve on a port of loopback until the end of the block; ``handshake``: nothing is ever said.

    ``folder``/ca.pem is to be trusted; where there is a key it is used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = folder / "key.pem"
    context.load_cert_chain(key if key.exists() else certified(folder))
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    _answer(listening.accept()[0], context, way, over)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer(connected: socket.socket, context: ssl.SSLContext, way: str, over: threading.Event) -> None:
    with connected:
        if way == "handshake":
            connected.recv(65536)
            connected.recv(65536)  # until the other side has had enough
            return
        with context.wrap_socket(connected, server_side=True) as secured:
            first, again = ENDLESS[way]
            secured.recv(65536)
            secured.sendall(first)
            for _ in itertools.takewhile(lambda _: not over.wait(0.001), itertools.count()):
                secured.sendall(again)
