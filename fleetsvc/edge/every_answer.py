"""What every answer carries, whichever edge made it: a request id, headers of safety, one line in the log.

Done around the application, not by hooks inside it: it then holds for whatever answers, and costs little.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import structlog

from fleetsvc.edge import slow_statements
from fleetsvc.edge.reporting import Reporter
from fleetsvc.edge.slow_statements import Slow

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID: Final = "fleetsvc.request_id"
"""Its place in the WSGI environment."""

MORE_HEADERS: Final = "fleetsvc.more_headers"
"""The place in the WSGI environment of what else an answer's head says, whatever becomes of it."""

ROUTE: Final = "fleetsvc.route"
"""Its place in the WSGI environment: the route's pattern, where an answer is given ahead of the application."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are counted as one: a caller could invent any number of them."""

_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere."""

_HEADERS: Final = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
]
_OF_PAGES: Final = [
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]
"""They say how a browser treats a page; on JSON they would only be sent."""
_ONLY_HTTPS: Final = [("Strict-Transport-Security", "max-age=63072000")]
"""Two years, sent only over https."""


@dataclass(frozen=True, slots=True)
class HeaderMiddleware:
    """A WSGI application whose every request gets an id, and every answer its headers and its line in the log."""

    inner: "WSGIApplication"
    reporter: Reporter
    log: Any  # structlog's loggers are made to measure and have no one type

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        self.reporter.ensure_started()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = environ[REQUEST_ID] = given if _GIVEN_ID(given) else secrets.token_hex(8)
        secure = _ONLY_HTTPS if environ.get("wsgi.url_scheme") == "https" else []

        def start(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: tuple[type[BaseException], BaseException, TracebackType]
            | tuple[None, None, None]
            | None = None,
            /,
        ) -> Callable[[bytes], object]:
            # The route's pattern, never the path: a path or a query may hold a plate or a VIN.
            route, method = _route(environ), environ.get("REQUEST_METHOD", "")
            seconds = time.perf_counter() - began
            self.log.info(
                "request",
                request_id=name,
                method=method,
                route=route,
                status=int(status[:3]),
                milliseconds=round(seconds * 1000, 2),
            )
            counted = (route or "none", method if method in _METHODS else "other", int(status[:3]))
            slow = _tell_slow(self.log, slow_statements.taken(environ), request_id=name, route=route)
            self.reporter.answered.note(counted, seconds, slow)
            pages = _OF_PAGES if ("Content-Type", "text/html; charset=utf-8") in headers else ()
            more = environ.get(MORE_HEADERS, ())
            all_headers = [*headers, *_HEADERS, *pages, *secure, *more, ("X-Request-ID", name)]
            return start_response(status, all_headers, exc_info)

        return self.inner(environ, start)


def _tell_slow(
    log: Any,  # noqa: ANN401 (see above)
    slow: Sequence[Slow],
    *,
    request_id: str,
    route: str | None,
) -> list[float]:
    """Log each slow statement of a request; return their seconds."""
    for one in slow:
        told = {"milliseconds": round(one.seconds * 1000, 2), "statement": one.statement}
        log.warning("slow statement", request_id=request_id, route=route, **told)
    return [one.seconds for one in slow]


def _route(environ: "WSGIEnvironment") -> str | None:
    """Return the pattern of the route that answers, found by the application or told by who answered for it."""
    rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
    return environ.get(ROUTE) if rule is None else str(rule.rule)


def with_headers(inner: "WSGIApplication", reporter: Reporter) -> HeaderMiddleware:
    """Return the application with what every answer carries; its requests are counted by the reporter."""
    return HeaderMiddleware(inner, reporter, structlog.get_logger("fleetsvc.edge.every_answer").bind())


def disposition(name: str) -> str:
    """Return the header that names a file for saving.

    >>> disposition("登记表.csv")
    "attachment; filename=download.csv; filename*=UTF-8''%E7%99%BB%E8%AE%B0%E8%A1%A8.csv"
    """
    suffix = name.rpartition(".")[2]
    plain = f"download.{suffix}" if suffix.isascii() and suffix.isalnum() else "download"
    return f"attachment; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
