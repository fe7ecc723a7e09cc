"""How connections end whose bodies were refused: the answer is seen, it says so, and nobody else waits."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser

from fleetsvc.commands.operations import connections
from fleetsvc.commands.operations.connections import LITTLE_BYTES, announce_end, leave
from fleetsvc.commands.operations.serve import WEB_PROGRAM
from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
HOST = b"Host: localhost\r\n"
FORM = HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
JSON = HOST + b"Content-Type: application/json\r\n"
FILE = HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
LONG_CHUNK = b"100000\r\n" + bytes(MEGABYTE) + b"\r\n0\r\n\r\n"


def of_size(size: int) -> bytes:
    """The rest of a head, and a body of so many bytes."""
    return b"Content-Length: %d\r\n\r\n" % size + bytes(size)


@pytest.fixture(scope="module")
def address() -> Iterator[Any]:
    """Where a web server answers without a database: what is refused at the door needs none."""
    environment = {
        "FLEETSVC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "FLEETSVC_SECRET_KEY": "of no worth " * 4,
    }
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [*WEB_PROGRAM, str(listener.fileno()), "1"]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.PIPE,  # its end would end the server
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
        ) as server:
            try:
                yield listener.getsockname()
            finally:
                server.terminate()


def answered(address: Any, request: bytes) -> tuple[int, str, bool]:
    """The status of the answer, what it says of its connection, and whether it came whole before that ended."""
    with socket.create_connection(address, PATIENCE_SECONDS) as connection:
        connection.sendall(request)
        got = b""
        while piece := connection.recv(65_536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    return int(head.split()[1]), fields[b"Connection"].decode(), len(body) == int(fields[b"Content-Length"])


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /livez HTTP/1.1\r\n" + HOST + of_size(2 * MEGABYTE), 413),
        (b"GET /no HTTP/1.1\r\n" + HOST + of_size(2 * MEGABYTE), 413),
        (b"POST /sign-in HTTP/1.1\r\n" + FORM + of_size(20 * MEGABYTE), 413),
        (b"POST /api/v1/checks HTTP/1.1\r\n" + JSON + of_size(MEGABYTE), 413),
        (b"POST /api/v1/uploads HTTP/1.1\r\n" + FILE + of_size(20 * MEGABYTE), 401),
        (b"POST /uploads HTTP/1.1\r\n" + FILE + of_size(20 * MEGABYTE), 302),
        (b"POST /api/v1/checks HTTP/1.1\r\n" + JSON + CHUNKED + LONG_CHUNK, 413),
        (b"POST /api/v1/checks HTTP/1.1\r\n" + JSON + CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", 400),
        (b"POST /api/v1/checks HTTP/1.1\r\n" + JSON + CHUNKED + b"2\r\n{}\r\n0\r\nHost: evil\r\n\r\n", 400),
        (b"POST /sign-in HTTP/1.1\r\n" + FORM + CHUNKED + b"2\r\na=\r\n0\r\nno colon\r\n\r\n", 400),
        (b"POST /sign-in HTTP/1.1\r\n" + FORM + CHUNKED + b"2;\x01\r\na=\r\n0\r\n\r\n", 400),
    ],
)  # fmt: skip
def test_who_sends_too_much_or_nonsense_sees_the_whole_answer_and_that_it_ends_the_connection(
    address: Any, request_: bytes, status: int
) -> None:
    assert answered(address, request_) == (status, "close", True)


def test_a_small_body_that_nobody_read_does_not_spoil_the_next_request(address: Any) -> None:
    with (
        socket.create_connection(address, PATIENCE_SECONDS) as connection,
        connection.makefile("rb") as answers,
    ):
        for status in (b"405", b"405", b"200"):
            method = b"GET" if status == b"200" else b"POST"
            connection.sendall(method + b" /livez HTTP/1.1\r\n" + HOST + of_size(1000))
            assert answers.readline().split()[1] == status
            fields = dict(line.rstrip().split(b": ", 1) for line in iter(answers.readline, b"\r\n"))
            assert fields[b"Connection"] == b"keep-alive"
            answers.read(int(fields[b"Content-Length"]))


class Answer:
    """What gunicorn hands to a hook as its response."""

    def __init__(self, *, closes: bool) -> None:
        self._closes = closes

    def should_close(self) -> bool:
        return self._closes


@contextmanager
def received(request: bytes) -> Iterator[tuple[Any, socket.socket, socket.socket]]:
    """A request as gunicorn has parsed its head, the connection, and the sender's end of it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(request)
        yield next(get_parser(Config(), ours, ("127.0.0.1", 1))), ours, theirs


def left(request: Any, connection: socket.socket, *, closes: bool) -> bool:
    """Leave a connection after its answer; return whether nothing more is waited for from its sender."""
    leave(None, request, {"gunicorn.socket": connection}, Answer(closes=closes))
    assert connection.gettimeout() is None
    connection.setblocking(False)
    try:
        while connection.recv(65_536):
            pass
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize(
    ("head", "ends"),
    [
        (HOST + b"\r\n", False),
        (HOST + b"Content-Length: %d\r\n\r\n" % LITTLE_BYTES, False),
        (HOST + b"Content-Length: %d\r\n\r\n" % (LITTLE_BYTES + 1), True),
        (HOST + CHUNKED, True),
        (HOST + b"Connection: close\r\n\r\n", True),
    ],
)
def test_the_answer_to_a_large_body_ends_its_connection(head: bytes, ends: bool) -> None:
    with received(b"POST / HTTP/1.1\r\n" + head) as (request, _, _):
        announce_end(None, request)
        assert request.should_close() is ends


def test_nobody_waits_for_a_sender_who_was_to_end_and_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with received(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n") as (request, connection, _):
        assert left(request, connection, closes=True)
    monkeypatch.setattr(connections, "HEARD_OUT_SECONDS", 0.01)
    for sent in (b"", b"abc"):  # of a body that was announced, and stops coming
        stalled = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n" + sent
        with received(stalled) as (request, connection, _):
            assert left(request, connection, closes=False)


def test_a_sender_is_heard_out_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    with received(b"POST / HTTP/1.1\r\n" + HOST + of_size(100_000)) as (request, connection, _):
        assert not left(request, connection, closes=False)
        assert request.body.read() == b""
    monkeypatch.setattr(connections, "HEARD_OUT_BYTES", 1)
    monkeypatch.setattr(connections, "_PIECE_BYTES", 1000)
    with received(b"POST / HTTP/1.1\r\n" + HOST + of_size(100_000)) as (request, connection, _):
        assert left(request, connection, closes=True)


def test_a_sender_who_has_gone_is_no_fault_of_ours() -> None:
    with received(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\nabc") as (
        request,
        connection,
        theirs,
    ):
        theirs.close()
        leave(None, request, {"gunicorn.socket": connection}, Answer(closes=True))
        leave(None, request, {}, None)
