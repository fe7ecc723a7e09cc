"""JSON answers: their bytes, their ETag (known before the work is done), and the language they are worded in."""

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import Response, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from rules.wording import Language

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_CACHE_CONTROL: Final = "max-age=60"
"""A new rulebook edition may so take a minute to reach a client that does not ask again."""

_PERSONAL: Final = "no-store"
"""Of whoever shows who they are, by key or by cookie: no cache keeps it, theirs neither; the next at the machine is
another person."""
_TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}


def encoded(document: object) -> bytes:
    """Return a document as the JSON this API speaks: UTF-8, compact, keys in their order.

    Half a surrogate pair, which a fault may quote from what was sent, becomes a question mark.
    """
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def uncached(document: object, status: int = 200, *, location: str = "") -> Response:
    """Return a document as JSON that no cache keeps; ``location``: the path of what it made or began."""
    response = Response(encoded(document), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if location:
        response.headers["Location"] = location
    return response


def worded(response: Response) -> Response:
    """Say of an answer that it holds words in the language that the caller prefers."""
    response.headers["Content-Language"] = _TAGS[language()]
    return response


@lru_cache(maxsize=512)
def _preferred(accept_language: str) -> Language:
    accepted = parse_accept_header(accept_language, LanguageAccept)
    return "en" if accepted.best_match(["zh-CN", "en"], default="zh-CN") == "en" else "zh"


def language() -> Language:
    """Return the language the caller prefers: Chinese unless English is."""
    return language_of(request.environ)


def language_of(environ: "WSGIEnvironment") -> Language:
    """The same of a request that has not come to the application yet."""
    return _preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def etag_of(*parts: str) -> str:
    """Return the entity tag of an answer that depends on these parts and nothing else."""
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def is_held(etag: str) -> bool:
    """Tell whether the caller holds the answer of this tag already."""
    asked = request.environ.get("HTTP_IF_NONE_MATCH")
    return asked is not None and (asked == etag or etag in request.if_none_match.to_header())


class HeldOutdated(Exception):
    """The caller wants to act on what it holds (If-Match), and that is no longer how it stands."""


def require_held(tags: Callable[[], Iterable[str]]) -> None:
    """See to it that the caller acts on the present state, where it names the one that it holds (If-Match).

    ``tags``: of all answers that tell the present state. Call it once the state is locked. Raises HeldOutdated.
    """
    if "HTTP_IF_MATCH" in request.environ and not any(
        request.if_match.contains(tag.strip('"')) for tag in tags()
    ):
        raise HeldOutdated


IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "您所见状态的 ETag：此后已有变化的不予办理（412） / "
    "The ETag of the state you saw: where it has changed since, nothing is done (412)",
    "schema": {"type": "string"},
}


def _is_known(environ: "WSGIEnvironment") -> bool:
    return "HTTP_AUTHORIZATION" in environ or "HTTP_COOKIE" in environ


def answer(body: bytes, etag: str) -> Response:
    """Return encoded JSON under its tag, or 304 where the caller holds it."""
    held = is_held(etag)
    return Response(b"" if held else body, 304 if held else 200, headers_of(etag, request.environ))


def headers_of(etag: str, environ: "WSGIEnvironment") -> list[tuple[str, str]]:
    """Return what the head of an answer under a tag says."""
    return [
        ("Content-Type", "application/json"),
        ("ETag", etag),
        ("Cache-Control", _PERSONAL if _is_known(environ) else _CACHE_CONTROL),
        ("Vary", "Accept-Language"),
        ("Content-Language", _TAGS[language_of(environ)]),
    ]


def tagged(etag: str, work: Callable[[], object]) -> Response:
    """Return what ``work`` yields as JSON under its tag; the work is not done where the caller holds the answer."""
    return answer(b"" if is_held(etag) else encoded(work()), etag)
