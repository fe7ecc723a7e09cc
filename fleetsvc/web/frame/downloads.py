"""Files that pages hand out: always to be saved, never shown in place, never kept by a cache."""

from collections.abc import Iterable
from typing import Final

from flask import Response

from fleetsvc.edge.every_answer import disposition
from fleetsvc.services.documents.requests import XLSX

ANY_FILE: Final = "application/octet-stream"


def as_file(content: bytes, name: str, media: str) -> Response:
    """Return a file under a name of its sender's or ours."""
    return as_stream([content], name, media)


def as_workbook(content: bytes, name: str) -> Response:
    """Return a workbook of ours."""
    return as_file(content, name, XLSX)


def as_stream(chunks: Iterable[bytes], name: str, media: str) -> Response:
    """Return a file that is made while it is sent."""
    response = Response(chunks, content_type=media)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Cache-Control"] = "no-store"
    return response
