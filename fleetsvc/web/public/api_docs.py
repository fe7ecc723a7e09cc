"""``/api/docs``: the API description as a page, made from the same document that machines read."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, current_app, request

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.own_keys import HOLDING_ROLES
from fleetsvc.settings import MEBIBYTE
from fleetsvc.web.frame.pages import Pages, language, rendered, visitor
from rules.wording import Language, Text

docs = Pages("docs", entry=Entry.ANYONE)

_DEEPEST: Final = 6
_JSON: Final = "application/json"
_API: Final = "/api/v1"
_MOST_WORDS: Final = 12
"""A longer list of words is cut short: it has a route of its own."""
_TRIED: Final = {
    "/requirements": "?unit=410100&category=muck_truck&event=new&on=2025-06-01&energy=diesel",
    "/units": "",
    "/categories": "",
    "/rulebooks": "",
    "/rulebooks/{name}": "henan",
    "/rules/{name}": "henan-2023/13-bus-new",
}
"""What a browser shows at a click: how the address of an operation goes on."""
REFUSED_QUERY: Final = "unit=410100&category=bus&event=new&on=2025-02-30"
_NO_DAY: Final = Text("应为日期，写作 2025-06-01", "this must be a day, written 2025-06-01")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a JSON shape: ``depth`` from 0, ``meaning`` empty where the name says it."""

    depth: int
    name: str
    kind: str
    meaning: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it: ``audience`` who may call it, ``tried`` an address to open in a browser."""

    anchor: str
    method: str
    path: str
    summary: str
    details: str
    audience: Entry
    tried: str | None
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    answer: tuple[Member, ...]


@docs.get("/api/docs")
def show() -> Response:
    """Show all operations and problems."""
    document, spoken, settings, found = parts().openapi, language(), parts().settings, visitor()
    operations = tuple(_operations(document, spoken))
    audiences = [entry for entry in Entry if any(operation.audience is entry for operation in operations)]
    return rendered(
        "docs.html",
        groups=[(entry, [one for one in operations if one.audience is entry]) for entry in audiences],
        rates={"without_key": settings.rate_anonymous, "with_key": settings.rate_key},
        most_checks=document["components"]["schemas"]["CheckBody"]["properties"]["items"]["maxItems"],
        most_bytes=settings.max_upload_bytes // MEBIBYTE,
        may_hold_keys=found is not None and Role(found.role) in HOLDING_ROLES,
        refused=_refused(document, spoken),
        refused_query=REFUSED_QUERY,
        tried=f"{_API}/requirements{_TRIED['/requirements']}",
        problems=[
            (problem["status"], problem["code"], problem["title"][spoken])
            for problem in document["x-problems"]
        ],
        base=request.url_root.rstrip("/"),
    )


def _operations(document: Document, spoken: Language) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, described in methods.items():
            if method != "parameters":
                yield _operation(document, path, method, described, shared, spoken)


def _operation(
    document: Document, path: str, method: str, described: Document, shared: list[Document], spoken: Language
) -> Operation:
    own = [*shared, *described.get("parameters", [])]
    summary = described.get("summary", "")
    return Operation(
        anchor=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        summary=described.get("x-summary-zh", summary) if spoken == "zh" else summary,
        details=described.get("description", "") if spoken == "en" else "",
        audience=_audience(described),
        tried=_tried(method, path),
        parameters=tuple(
            Member(0, one["name"], _kind(one["schema"]), _meaning(one, spoken), bool(one.get("required")))
            for one in own
            if "name" in one
        ),
        body=tuple(_members(document, _body(described), 0, spoken)),
        answer=tuple(_members(document, _answer(described), 0, spoken)),
    )


def _refused(document: Document, spoken: Language) -> str:
    """Return what the API answers to the example that it refuses."""
    problem = next(one for one in document["x-problems"] if one["code"] == "input-refused")
    error = {"in": "query", "pointer": "/on", "code": "not-day", "message": _NO_DAY.in_language(spoken)}
    told = {
        "type": f"/api/docs#problem-{problem['code']}",
        "title": problem["title"][spoken],
        "status": problem["status"],
        "code": problem["code"],
        "request_id": "…",
        "errors": [error],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _audience(described: Document) -> Entry:
    """Return who may call an operation, as its group declares."""
    entry: Entry = getattr(current_app.blueprints[described["tags"][0]], "entry")  # noqa: B009 (not of every blueprint)
    return entry


def _tried(method: str, path: str) -> str | None:
    query = _TRIED.get(path.removeprefix(_API)) if method == "get" else None
    return None if query is None else re.sub(r"\{.*\}", "", path) + query


def _body(described: Document) -> Document:
    """Return the shape of what is sent, as JSON or as a form."""
    contents = described.get("requestBody", {}).get("content", {}).values()
    return next((content["schema"] for content in contents if "schema" in content), {})


def _answer(described: Document) -> Document:
    """Return the shape of the first answer in JSON that is no problem; a file has none."""
    good = (answer for status, answer in described["responses"].items() if status.startswith("2"))
    return next(
        (answer["content"][_JSON]["schema"] for answer in good if _JSON in answer.get("content", {})), {}
    )


def _members(document: Document, schema: Document, depth: int, spoken: Language) -> Iterator[Member]:
    """Yield the members of a shape in reading order, those of its parts indented below."""
    shape = _resolved(document, schema)
    required = shape.get("required", [])
    for name, inner in shape.get("properties", {}).items():
        yield Member(depth, name, _kind(inner), _meaning(inner, spoken), name in required)
        if depth < _DEEPEST:
            yield from _members(document, inner, depth + 1, spoken)


def _meaning(described: Document, spoken: Language) -> str:
    """Return a description in one language: the document holds both, ``中文 / English``."""
    text = str(described.get("description", ""))
    zh, parted, en = text.partition(" / ")
    return (en if spoken == "en" else zh) if parted else text


def _resolved(document: Document, schema: Document) -> Document:
    """Return the shape behind a reference, a list or a choice with null."""
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            schema = next((one for one in schema[choice] if one.get("type") != "null"), {})
    if schema.get("type") == "array":
        return _resolved(document, schema["items"])
    if "$ref" in schema:
        found: Document = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema


def _kind(schema: Document) -> str:
    if "enum" in schema:
        words = [str(word) for word in schema["enum"] if word is not None]
        return " | ".join(words if len(words) <= _MOST_WORDS else [*words[:3], f"… ({len(words)})"])
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    if "$ref" in schema or "anyOf" in schema or "allOf" in schema:
        return "object"
    kinds = schema.get("type", "object")
    named = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{named} ({schema['format']})" if "format" in schema else named
