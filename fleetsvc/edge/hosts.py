"""Requests for a host that is not served here end before anything else looks at them.

Neither routes nor pages can be worked out for a request without a usable host: not even a page that says so.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from rules.wording import Text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_API: Final = "/api/"
_UNKNOWN: Final = Text(
    "这里不提供该主机名的服务，请核对地址。", "This host name is not served here: please check the address."
)


def only_for(hosts: Sequence[str], inner: "WSGIApplication") -> "WSGIApplication":
    """Return the application behind a check of the request's host; without ``hosts`` any well-formed one will do."""

    def checked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
        answer: Callable[..., Iterable[bytes]] = inner
        if not host_is_trusted(host, hosts):
            answer = _misdirected(is_api=environ.get("PATH_INFO", "").startswith(_API))
        return answer(environ, start_response)

    return checked


def _misdirected(*, is_api: bool) -> Response:
    if not is_api:
        return Response(f"{_UNKNOWN.zh}\n{_UNKNOWN.en}\n", 421, content_type="text/plain; charset=utf-8")
    document = {"title": _UNKNOWN.en, "detail": _UNKNOWN.zh, "status": 421, "code": "host-unknown"}
    content = json.dumps({"type": "/api/docs#problem-host-unknown", **document}, ensure_ascii=False)
    return Response(content, 421, content_type="application/problem+json")
