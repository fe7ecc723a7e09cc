"""What shows that a page of ours sends a request: the token of its forms, and where a browser says it comes from."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

from flask import request
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

FIELD: Final = "csrf_token"
HEADER: Final = "X-CSRFToken"
_SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_ELSEWHERE: Final = ("cross-site", "same-site")
"""What a browser says of pages that are none of ours. It cannot be said for it by a page."""


def changes_something() -> bool:
    """Return whether the request is of a kind that may change something."""
    return request.method not in _SAFE_METHODS


def check_token(given: str | None) -> None:
    """See to it that a token is the one of the browser that sends it, and that it says of no other site to send it.

    Over https the page must be known as well.

    Raises CSRFError.
    """
    try:
        validate_csrf(given)
    except ValidationError as problem:
        raise CSRFError(str(problem)) from None
    if request.headers.get("Sec-Fetch-Site") in _ELSEWHERE:
        raise CSRFError("sent by another site")
    if request.is_secure and not _is_ours(request.referrer):
        raise CSRFError("sent by another page, or by none")


def is_from_here() -> bool:
    """Return whether one of our own pages sends the request, by what the browser says of it."""
    told = request.headers.get("Origin") or request.referrer
    return _is_ours(told) and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def is_likely_ours() -> bool:
    """Return whether one of our own pages may be sending the request: enough to read it, its token is to decide.

    A proxy that was not declared hides the scheme and may hide the host; the browser's own word it passes on.
    """
    said = request.headers.get("Sec-Fetch-Site")
    told = parted_address(request.headers.get("Origin") or request.referrer)
    return told.netloc == request.host if said is None else said == "same-origin"


def _is_ours(address: str | None) -> bool:
    parted = parted_address(address)
    return f"{parted.scheme}://{parted.netloc}/" == request.host_url


def parted_address(address: str | None) -> SplitResult:
    """Return the parts of an address that a browser told; none of them where it is no address."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")
