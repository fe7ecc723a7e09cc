"""Statements that a request asks of the database and that take long: noted with the request, told with its answer.

What is told is the statement as it was written, with places for its values and never those.
"""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExceptionContext

from rules.identifiers.redaction import redacted

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SLOW_SECONDS: Final = 0.1
_MOST_TOLD: Final = 400
"""Signs of a statement: its tables and conditions, mostly."""
_BEGAN: Final = "fleetsvc.began"
_SLOW: Final = "fleetsvc.slow_statements"
"""Its place in the WSGI environment."""


@dataclass(frozen=True, slots=True)
class Slow:
    """A statement that took so many seconds."""

    seconds: float
    statement: str


def watch(engine: Engine) -> None:
    """Note each slow statement of an engine with the request that asks it."""
    event.listen(engine, "before_cursor_execute", _begin)
    event.listen(engine, "after_cursor_execute", _end)
    event.listen(engine, "handle_error", _fail)


def taken(environ: "WSGIEnvironment") -> list[Slow]:
    """Return the slow statements of a request that were not taken yet."""
    found: list[Slow] = environ.pop(_SLOW, [])
    return found


def _begin(connection: Connection, *_: object) -> None:
    connection.info[_BEGAN] = time.perf_counter()


def _end(connection: Connection, _: Any, statement: str, *__: object) -> None:  # noqa: ANN401 (the driver's cursor)
    _note(connection, statement)


def _fail(context: ExceptionContext) -> None:
    """Note a statement that ended otherwise: those that last longest end by a timeout."""
    if context.connection is not None and context.statement is not None:
        _note(context.connection, context.statement)


def _note(connection: Connection, statement: str) -> None:
    seconds = time.perf_counter() - connection.info.pop(_BEGAN, math.inf)
    if seconds >= SLOW_SECONDS and has_request_context():
        told = redacted(" ".join(statement.split())[:_MOST_TOLD])
        request.environ.setdefault(_SLOW, []).append(Slow(seconds, told))
