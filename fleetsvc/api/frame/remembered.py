"""Answers that the law, the day and the question alone decide: remembered, and given before the application is asked.

A view that is ``remembering`` keeps what it answered under its path and the query as it was sent.
``answered_at_once`` stands before the application: where it knows the law, the caller and the answer without
asking anybody, it counts the request against its caller's rate and answers; whatever is in doubt takes the way
of every other request.
"""

from collections.abc import Iterable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request

from fleetsvc import clock
from fleetsvc.api.frame.answers import headers_of, language_of
from fleetsvc.api.frame.resources import View
from fleetsvc.edge.callers import GIVEN, seen_holder
from fleetsvc.edge.every_answer import ROUTE
from fleetsvc.edge.parts import Parts, parts
from fleetsvc.edge.rates import RateExceeded, take_for

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_REMEMBERED: Final = 2048

_Question = tuple[str, date, str, str, str]
_REMEMBERED: dict[_Question, tuple[bytes, str]] = {}
"""Encoded answers and their tags by edition, today, language, path and query as sent; emptied when full."""

_BRINGS_MORE: Final = ("HTTP_COOKIE", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING")
"""A person, or a body: the application looks at those."""


def remembering(view: View) -> View:
    """Remember what a view answers, for ``answered_at_once``. Only questions that were answered are kept."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 (a decorator passes on what it gets)
        question = _question(request.environ, parts().in_force.get().book.edition)
        response = view(*args, **kwargs)
        if response.status_code == 200:
            if len(_REMEMBERED) >= MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[question] = (response.get_data(), response.headers["ETag"])
        return response

    return wrapper


def answered_at_once(inner: "WSGIApplication", shared: Parts) -> "WSGIApplication":
    """Return the application behind what is remembered of its answers."""

    def asked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        known = _known(environ, shared)
        if known is None:
            return inner(environ, start_response)
        body, etag = known
        environ[ROUTE] = environ["PATH_INFO"]  # of a view with a query alone, path and pattern are one
        head = headers_of(etag, environ)
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            return Response(b"", 304, head)(environ, start_response)
        start_response("200 OK", [*head, ("Content-Length", str(len(body)))])
        return [body]

    return asked


def _known(environ: "WSGIEnvironment", shared: Parts) -> tuple[bytes, str] | None:
    """Return the answer and its tag, its request counted; None where the application has to be asked."""
    law = shared.in_force.fresh()
    if law is None or environ["REQUEST_METHOD"] != "GET" or any(environ.get(it) for it in _BRINGS_MORE):
        return None
    known = _REMEMBERED.get(_question(environ, law.book.edition))
    if known is None or environ.get("HTTP_IF_NONE_MATCH", known[1]) != known[1]:
        return None
    given = environ.get(GIVEN)
    holder = None if given is None else seen_holder(given)
    if given is not None and holder is None:
        return None
    try:
        take_for(environ, shared, holder)
    except RateExceeded:  # nothing was counted: the application refuses, and says until when
        return None
    return known


def _question(environ: "WSGIEnvironment", edition: str) -> _Question:
    today = clock.day_of(clock.now())
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    return edition, today, language_of(environ), path, query
