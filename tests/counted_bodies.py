"""Requests whose bodies are made up as they are read, so that a test sees how much of them was."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
JSON = "application/json"


@dataclass
class Body:
    """So many bytes, of which ``head`` come first; ``taken`` of them were read."""

    size: int
    head: bytes = b""
    taken: int = 0

    def read(self, size: int = -1) -> bytes:
        left = self.size - self.taken
        count = left if size < 0 else min(size, left)
        piece = self.head[self.taken : self.taken + count].ljust(count, b"0")
        self.taken += count
        return piece


def a_form(count: int, *, size: int = 1, head: str = "") -> bytes:
    """An urlencoded form of so many fields, besides those of the head."""
    fields = [f"f{number}={'a' * size}" for number in range(count)]
    return "&".join([*filter(None, [head]), *fields]).encode()


def a_multipart(*parts: tuple[str, str, bytes], end: bool = True) -> bytes:
    """A multipart form of parts: name, name of the file (empty for a field), content."""
    told = b""
    for name, file, content in parts:
        named = f'; filename="{file}"' if file else ""
        told += f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        told += content + b"\r\n"
    return told + b"--x--\r\n" if end else told[:-2]


def send(
    client: FlaskClient,
    method: str,
    address: str,
    body: Body,
    *,
    kind: str = FORM,
    headers: dict[str, str] | None = None,
    declared: int | None = None,
) -> TestResponse:
    """Send a body, as a server that ends bodies itself hands it over; ``declared``: its length, -1 for chunks."""
    environ: dict[str, Any] = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_TYPE": kind}
    if declared == -1:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    else:
        environ["CONTENT_LENGTH"] = str(body.size if declared is None else declared)
    return client.open(address, method=method, headers=headers, environ_overrides=environ, buffered=True)
