"""The API's operations as people read them, by subject: read out of the description that machines read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask

from fleetsvc.edge.entry import Entry
from rules.wording import Language

API: Final = "/api/v1"
_DEEPEST: Final = 6
_JSON: Final = "application/json"
_MOST_WORDS: Final = 12
"""A longer list of words is cut short: it has a route of its own."""
TRIED: Final = {
    "/requirements": "?unit=410100&category=muck_truck&event=new&on=2025-06-01&energy=diesel",
    "/units": "",
    "/categories": "",
    "/rulebooks": "",
    "/rulebooks/{name}": "henan",
    "/rules/{name}": "henan-2023/13-bus-new",
}
"""What a browser shows at a click: how the address of an operation goes on."""

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
class Headline:
    """One operation in a list: ``room`` its subject, ``audience`` who may call it, ``anchor`` its place on a page."""

    room: str
    anchor: str
    method: str
    path: str
    summary: str
    audience: Entry


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation with its shapes: ``tried`` is an address to open in a browser."""

    headline: Headline
    details: str
    tried: str | None
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    answer: tuple[Member, ...]


def headlines(app: Flask, document: Document, spoken: Language) -> dict[str, list[Headline]]:
    """Return the operations by subject, in the order of the description."""
    found: dict[str, list[Headline]] = {}
    for path, method, described, _ in _described(document):
        headline = _headline(app, path, method, described, spoken)
        found.setdefault(headline.room, []).append(headline)
    return found


def operations(app: Flask, document: Document, room: str, spoken: Language) -> list[Operation]:
    """Return the operations of one subject with their shapes; none where there is no such subject."""
    return [
        _operation(document, headline, described, shared, spoken)
        for path, method, described, shared in _described(document)
        if (headline := _headline(app, path, method, described, spoken)).room == room
    ]


def problem(document: Document, code: str) -> Document:
    """Return the problem of a code, as the description lists it."""
    return next(one for one in document["x-problems"] if one["code"] == code)


def _described(document: Document) -> Iterator[tuple[str, str, Document, list[Document]]]:
    """Yield path, method and description of each operation, with the parameters of its path."""
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method != "parameters":
                yield path, method, described, methods.get("parameters", [])


def _headline(app: Flask, path: str, method: str, described: Document, spoken: Language) -> Headline:
    group = app.blueprints[described["tags"][0]]
    summary = described.get("summary", "")
    return Headline(
        room=described["x-subject"],
        anchor=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        summary=described.get("x-summary-zh", summary) if spoken == "zh" else summary,
        audience=getattr(group, "entry"),  # noqa: B009 (not of every blueprint)
    )


def _operation(
    document: Document, headline: Headline, described: Document, shared: list[Document], spoken: Language
) -> Operation:
    own = [*shared, *described.get("parameters", [])]
    return Operation(
        headline=headline,
        details=described.get("description", "") if spoken == "en" else "",
        tried=_tried(headline),
        parameters=tuple(
            Member(0, one["name"], _kind(one["schema"]), _meaning(one, spoken), bool(one.get("required")))
            for one in own
            if "name" in one
        ),
        body=tuple(_members(document, _body(described), 0, spoken)),
        answer=tuple(_members(document, _answer(described), 0, spoken)),
    )


def _tried(headline: Headline) -> str | None:
    query = TRIED.get(headline.path.removeprefix(API)) if headline.method == "GET" else None
    return None if query is None else re.sub(r"\{.*\}", "", headline.path) + query


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
