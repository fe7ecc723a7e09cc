"""``GET /api/v1/requirements`` beside a bare Flask JSON route, on the same server with the same options."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from statistics import median
from time import perf_counter

from bench.places import Place, a_copy
from bench.table import Line
from fleetsvc.clock import now
from fleetsvc.database.transactions import OFFICE, open_database
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people import keys
from fleetsvc.services.people.accounts import Role

LEAST_SHARE = 0.8
CONNECTIONS = 4
_PATH = "/api/v1/requirements?unit=410100&category=muck_truck&event=new&on=2025-06-01"
_START_SECONDS = 30


def lines(place: Place, *, requests: int, rounds: int) -> Iterator[Line]:
    """Ask both servers by turns over loopback with kept-alive connections, and yield the line."""
    url = a_copy(place, "serving")
    environment = os.environ | {"FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": "of no worth " * 4}
    environment["FLEETSVC_RATE_KEY"] = "999999999"  # counted as ever, never refused
    bare, ours = [], []
    with (
        _server("bench.serve_bare:app", environment) as bare_port,
        _server("bench.serve_ours:app()", environment) as our_port,
    ):
        ask_bare = _request("/answer", bare_port)
        ask_ours = _request(_PATH, our_port, authorization=f"Bearer {_key(url)}")
        for port, request in ((bare_port, ask_bare), (our_port, ask_ours)):
            _rate(port, request, requests // 10)  # both warm
        for _ in range(rounds):
            bare.append(_rate(bare_port, ask_bare, requests))
            ours.append(_rate(our_port, ask_ours, requests))
    floor, reached = median(bare), median(ours)
    yield Line(
        "GET /api/v1/requirements",
        f"{reached:,.0f} /s",
        f"bare Flask JSON route {floor:,.0f} /s",
        f"{reached / floor:.0%}",
        f">= {LEAST_SHARE:.0%}",
        reached / floor >= LEAST_SHARE,
    )


def _key(url: str) -> str:
    """Return a dealer's key: without one, the low public rate would be measured."""
    with closing(open_database(url)) as database, database.transaction(OFFICE) as session:
        return keys.add_key(
            session, "bench", role=Role.DEALER, unit=None, by=Actor("service", name="bench"), now=now()
        )[1]


@contextmanager
def _server(application: str, environment: dict[str, str]) -> Iterator[int]:
    port = _free_port()
    options = ["-k", "gthread", "-w", "1", "--threads", str(CONNECTIONS), "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", application]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("a server of the benchmark did not start")


def _request(path: str, port: int, *, authorization: str | None = None) -> bytes:
    head = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: application/json"]
    if authorization:
        head.append(f"Authorization: {authorization}")
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def _rate(port: int, request: bytes, requests: int) -> float:
    """Return answers a second over some connections at once."""
    each = max(1, requests // CONNECTIONS)
    began = perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for asked in [pool.submit(_ask, port, request, each) for _ in range(CONNECTIONS)]:
            asked.result()
    return each * CONNECTIONS / (perf_counter() - began)


def _ask(port: int, request: bytes, times: int) -> None:
    """Send the same request so many times over one connection; every answer must be a 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        kept = b""
        for _ in range(times):
            connection.sendall(request)
            kept = _answer(connection, kept)


def _answer(connection: socket.socket, kept: bytes) -> bytes:
    """Read one answer and return what came after it."""
    while b"\r\n\r\n" not in kept:
        kept += _more(connection)
    head, _, body = kept.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise SystemExit(f"not answered: {head.decode()}")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(connection)
    return body[length:]


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise SystemExit("the server closed the connection")
    return piece
