"""What any operation may answer besides its own: described once, and referred to by each that may.

Sources: RFC 9110 (304, 401, 403, ETag, WWW-Authenticate), RFC 6585 (429), draft-ietf-httpapi-ratelimit-headers-10.
"""

from collections.abc import Iterator
from typing import Any, Final

from fleetsvc.api.frame.problems import MIMETYPE

COMPUTED_ANEW: Final = frozenset({
    "get_comparison", "get_corrections", "get_emissions", "get_outlook", "get_shares", "get_source", "get_vehicle",
    "get_webhook",
})  # fmt: skip
"""Operations whose JSON has no tag."""

_NOT_MODIFIED: Final = "304"
_JSON: Final = "application/json"
_TEXT: Final = {"type": "string"}
HEADERS: Final[dict[str, Any]] = {
    "RateLimit": {
        "description": "本分钟还可请求几次、几秒后重新计数 / What is left of this minute, and the seconds until the next",
        "schema": _TEXT,
        "example": '"key";r=5999;t=42',
    },
    "RateLimit-Policy": {
        "description": "每分钟可请求几次 / How many requests a minute may have",
        "schema": _TEXT,
        "example": '"key";q=6000;w=60',
    },
    "Retry-After": {
        "description": "几秒后再试 / Seconds to wait",
        "schema": {"type": "integer"},
        "example": 42,
    },
    "WWW-Authenticate": {
        "description": "以密钥证明身份 / Show a key",
        "schema": _TEXT,
        "example": 'Bearer realm="fleetsvc"',
    },
    "ETag": {
        "description": "内容的标记；再问时放入 If-None-Match / The tag of the content, to be sent as If-None-Match",
        "schema": _TEXT,
    },
}
_OF_ANY: Final = ("RateLimit", "RateLimit-Policy")


def _problem(description: str, *more: str) -> dict[str, Any]:
    content = {MIMETYPE: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}
    return {"description": description, "headers": _headers(*more), "content": content}


def _headers(*more: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*_OF_ANY, *more)}


_RESPONSES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    _NOT_MODIFIED: (
        "NOT_MODIFIED",
        {"description": "没有变化 / It has not changed", "headers": _headers("ETag")},
    ),
    "401": (
        "UNAUTHORIZED",
        _problem("密钥缺失或无效 / The key is missing, unknown, expired or revoked", "WWW-Authenticate"),
    ),
    "403": ("FORBIDDEN", _problem("该密钥或账户无权 / This key or account may not do this")),
    "429": ("TOO_MANY_REQUESTS", _problem("请求过于频繁 / Too many requests", "Retry-After")),
}


def with_usual_answers(document: dict[str, Any]) -> dict[str, Any]:
    """Return a description in which each operation tells the answers that come before its own, and their headers."""
    components = document["components"]
    responses = components["responses"] | dict(_RESPONSES.values())
    paths = {
        path: {
            method: _told(method, one) if method != "parameters" else one for method, one in methods.items()
        }
        for path, methods in document["paths"].items()
    }
    return document | {
        "paths": paths,
        "components": components | {"responses": responses, "headers": HEADERS},
    }


def _told(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    own, is_tagged = operation["responses"], method == "get" and _is_tagged(operation)
    usual = {
        status: {"$ref": f"#/components/responses/{_RESPONSES[status][0]}"} for status in _usual(operation)
    }
    if is_tagged:
        usual[_NOT_MODIFIED] = {"$ref": f"#/components/responses/{_RESPONSES[_NOT_MODIFIED][0]}"}
    tag = {"200": ["ETag"]} if is_tagged else {}  # the promise of a document (202) has none
    told = {
        status: _json_first(answer) | {"headers": _headers(*tag.get(status, ())) | answer.get("headers", {})}
        if status[0] == "2"
        else answer
        for status, answer in own.items()
    }
    return operation | {"responses": dict(sorted((usual | told).items()))}


def _json_first(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with JSON before its files: generators of clients take the first type that they can read."""
    content = answer.get("content", {})
    if _JSON not in content:
        return answer
    return answer | {"content": {_JSON: content[_JSON]} | content}


def _usual(operation: dict[str, Any]) -> Iterator[str]:
    """Yield the statuses that come before an operation's own; nobody is kept out of what needs no key."""
    yield "401"
    if {} not in operation["security"]:
        yield "403"
    yield "429"


def _is_tagged(operation: dict[str, Any]) -> bool:
    is_json = _JSON in operation["responses"].get("200", {}).get("content", {})
    return is_json and operation["operationId"] not in COMPUTED_ANEW
