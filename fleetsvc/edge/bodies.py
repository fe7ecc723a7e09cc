"""How much a request may bring: every route takes little, but for the few that declare beside themselves to take more.

What a route declares is for senders whom it has let in. Before that, and everywhere else, a body has at most a
megabyte and a form at most a thousand fields, of somebody unknown much less; no part of a body is read to find out who
sends it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final, TypeVar, cast

from flask import Flask, Request, current_app, request
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream, get_input_stream

from fleetsvc.disk import require_room
from fleetsvc.edge.part_headers import read_headers_of_any_program
from fleetsvc.edge.parts import parts
from fleetsvc.settings import MEBIBYTE, Settings

SMALL_BYTES: Final = MEBIBYTE
UNKNOWN_BYTES: Final = 64 * 1024
"""From somebody unknown: a name and a password are short, and a hostile form costs a second for each megabyte."""
MOST_FIELDS: Final = 1000
"""Of a form, its files included."""

_ROOM: Final = "room"
"""The attribute of a view that holds what it declares."""
_URLENCODED: Final = "application/x-www-form-urlencoded"

_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Room:
    """What a route takes, in bytes: ``of`` tells it by the settings, ``around`` is for the form around a file.

    ``unknown``: from a sender of whom nothing is known. ``text``: of one field of a form that is no file; each is held
    in memory, up to ``fields`` of them.
    """

    of: Callable[[Settings], int]
    around: int = 0
    unknown: int = UNKNOWN_BYTES
    text: int = SMALL_BYTES
    fields: int = MOST_FIELDS

    def bytes_in(self, settings: Settings) -> int:
        """Return the largest body that is taken from anybody."""
        return self.of(settings) + self.around


A_FILE: Final = Room(lambda settings: settings.max_upload_bytes, around=MEBIBYTE, text=128 * 1024, fields=250)
"""For uploads: one file, or several that are no larger together, of which the service can hold what is no file."""
EVIDENCE: Final = Room(lambda _: 20 * MEBIBYTE, around=MEBIBYTE, text=128 * 1024, fields=250)
"""For what is brought to cases: one file, or several that are no larger together."""
_SMALL: Final = Room(lambda _: SMALL_BYTES)


class BodyTooLarge(Exception):
    """The body is larger, or its form has more fields, than the route takes: ``size`` and ``fields``."""

    def __init__(self, size: str, fields: str) -> None:
        super().__init__(size, fields)
        self.size = size
        self.fields = fields


class BodyTooLargeUnknown(BodyTooLarge):
    """The same, where a sender who shows who they are may send more: ``known_size``."""

    def __init__(self, size: str, fields: str, known_size: str) -> None:
        super().__init__(size, fields)
        self.known_size = known_size


def takes(room: Room) -> Callable[[_View], _View]:
    """Declare that a view takes larger bodies than others; stands below what routes it."""

    def declared(view: _View) -> _View:
        setattr(view, _ROOM, room)
        return view

    return declared


def rooms(app: Flask) -> dict[str, Room]:
    """Return every route that takes more than others, by endpoint."""
    found = ((name, getattr(view, _ROOM, None)) for name, view in app.view_functions.items())
    return {name: room for name, room in found if room is not None}


def bound_bodies(app: Flask) -> None:
    """Hold all requests of an application to what their routes take."""
    read_headers_of_any_program()
    app.request_class = BoundedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=SMALL_BYTES, MAX_FORM_MEMORY_SIZE=SMALL_BYTES, MAX_FORM_PARTS=MOST_FIELDS
    )
    app.before_request(_refuse_what_nobody_may_send)


def make_room(sender: object | None) -> None:
    """Let a sender who was let in send what the route takes; None for one of whom nothing is known.

    Raises RequestEntityTooLarge, and DiskFull where there is no room for an upload.
    """
    room = _room()
    request.max_content_length = room.unknown if sender is None else room.bytes_in(parts().settings)
    request.max_form_memory_size, request.max_form_parts = room.text, room.fields
    _hold_to(request.max_content_length)
    if room in (A_FILE, EVIDENCE):
        require_room(parts().settings, request.content_length or 0)


def is_large() -> bool:
    """Return whether the request says that it brings more than most routes take."""
    return (request.content_length or 0) > SMALL_BYTES


def too_large() -> BodyTooLarge:
    """Return what the present request was held to, for the answer that refuses it."""
    room, fields = _room(), f"{_room().fields:,}"
    size = size_text(room.of(parts().settings))
    if request.max_content_length == room.unknown:
        return BodyTooLargeUnknown(size_text(room.unknown), fields, size)
    return BodyTooLarge(size, fields)


def size_text(count: int) -> str:
    """Return a number of bytes as people read it.

    >>> size_text(16 * 1024), size_text(200 * 1024 * 1024)
    ('16 KB', '200 MB')
    """
    return f"{count // MEBIBYTE} MB" if count >= MEBIBYTE else f"{count // 1024} KB"


def _room() -> Room:
    view = current_app.view_functions.get(request.endpoint or "")
    room: Room = getattr(view, _ROOM, _SMALL)
    return room


def _refuse_what_nobody_may_send() -> None:
    _hold_to(_room().bytes_in(parts().settings))


def _hold_to(most: int) -> None:
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge


class _Stream(LimitedStream):
    """The library's stream, which takes for whole, where all is read at once, what it cut off or what never came."""

    def __init__(self, stream: IO[bytes], most: int, announced: int | None) -> None:
        super().__init__(stream, most + 1, is_max=True)
        self._announced = announced or 0

    def readinto(self, b: bytearray) -> int | None:  # type: ignore[override]  # as the parent does
        """Read a piece. Raises BadRequest where the body breaks the rules of its transfer."""
        try:
            return super().readinto(b)
        except ParseException as broken:
            raise BadRequest from broken

    def readall(self) -> bytes:
        """Return the body. Raises RequestEntityTooLarge, ClientDisconnected where its end never came."""
        body = super().readall()
        if self.is_exhausted:
            raise RequestEntityTooLarge
        if self.tell() < self._announced:
            raise ClientDisconnected
        return body


class _CountingParser(FormDataParser):
    """The library's parser, which counts the parts of a multipart form only: here the fields of any form."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Read a form. Raises RequestEntityTooLarge, ClientDisconnected."""
        if mimetype == _URLENCODED:
            body = stream.read()
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """A request that is read within its bounds, and closes its files also where its form was refused half-way."""

    form_data_parser_class = _CountingParser

    _opened: tuple[IO[bytes], ...] = ()

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body, as far as it may be read. Raises RequestEntityTooLarge."""
        most = self.max_content_length or SMALL_BYTES
        checked = get_input_stream(self.environ, max_content_length=most)
        if not self.environ.get("wsgi.input_terminated"):
            return checked
        return cast("IO[bytes]", _Stream(self.environ["wsgi.input"], most, self.content_length))

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self._opened = (*self._opened, stream)
        return stream

    def close(self) -> None:
        """Close what the request opened."""
        super().close()
        for stream in self._opened:
            stream.close()
