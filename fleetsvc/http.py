"""What every answer carries, whichever edge made it: a request id, headers of safety, one line in the log."""

import re
import secrets
import time
from typing import Final

import structlog
from flask import Flask, Response, g, request

_LOG: Final = structlog.get_logger("fleetsvc.http")

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere."""

_HEADERS: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_TWO_YEARS: Final = "max-age=63072000"


def dress_answers(app: Flask) -> None:
    """Give every request an id and every answer its headers and its line in the log."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    named = request.headers.get("X-Request-ID", "")
    g.request_id = named if _REQUEST_ID(named) else secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    headers = response.headers
    headers.extend(_HEADERS)
    headers["X-Request-ID"] = g.request_id
    if request.is_secure:
        headers["Strict-Transport-Security"] = _TWO_YEARS
    # The route's pattern, never the path: a path or a query may hold a plate or a VIN.
    _LOG.info(
        "request",
        request_id=g.request_id,
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 2),
    )
    return response
