"""Whoever calls the API is told of its changes, and nothing they rest on is taken away unsaid.

``docs/api-released.json`` holds what callers of the last release rest on. Each operation that differs from it is named
in ``docs/api-changelog.md`` below ``[Unreleased]``. What breaks callers is refused: who means it renews the file
(``make api-released``), in a commit of its own that says why; a release renews it too.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fleetsvc.app import openapi_document

RELEASED: Final = Path("docs/api-released.json")
CHANGELOG: Final = Path("docs/api-changelog.md")
_DEEPEST: Final = 8

Operations = dict[str, dict[str, str]]
"""Operation -> what is sent and answered (``query unit``, ``200 items[].id``) -> its kind, ``!`` where it must be."""


def operations_of(document: dict[str, Any]) -> Operations:
    return {
        f"{method.upper()} {path}": dict(sorted(_members(document, one)))
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if method != "parameters"
    }


def _members(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for one in operation.get("parameters", ()):
        if "name" in one:
            yield f"{one['in']} {one['name']}", _kind(one["schema"]) + "!" * bool(one.get("required"))
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"body {media}", "body"
        yield from _fields(document, content.get("schema", {}), "body ", sent=True)
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items() if status[0] == "2" else ():
            yield f"{status} {media}", "answer"
            yield from _fields(document, content.get("schema", {}), f"{status} ", sent=False)


def _fields(
    document: dict[str, Any], schema: dict[str, Any], at: str, *, sent: bool, depth: int = 0
) -> Iterator[tuple[str, str]]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for choice in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(choice, ()):
            yield from _fields(document, one, at, sent=sent, depth=depth + 1)
    if "items" in schema:
        yield from _fields(document, schema["items"], f"{at}[].", sent=sent, depth=depth + 1)
    for name, inner in schema.get("properties", {}).items() if depth < _DEEPEST else ():
        yield f"{at}{name}", _kind(inner) + "!" * (sent and name in schema.get("required", ()))
        yield from _fields(document, inner, f"{at}{name}.", sent=sent, depth=depth + 1)


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "object")
    return "|".join(kinds) if isinstance(kinds, list) else str(kinds)


def changed(before: Operations, after: Operations) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def breaking(before: Operations, after: Operations) -> list[str]:
    """What callers of before cannot rest on any more: gone, of another kind, or demanded anew."""
    found = []
    for name, members in before.items():
        now = after.get(name, {})
        found += [f"{name}: {member} is gone" for member in members if member not in now]
        found += [
            f"{name}: {member} was {kind}, is {now[member]}"
            for member, kind in members.items()
            if now.get(member, kind) not in (kind, kind.removesuffix("!"))
        ]
        found += [
            f"{name}: {member} is demanded"
            for member, kind in now.items()
            if member not in members and kind.endswith("!")
        ]
    return found


def untold(before: Operations, after: Operations, told: str) -> list[str]:
    """The changed operations that the changelog does not name below [Unreleased]."""
    section = told.partition("## [Unreleased]")[2].partition("\n## ")[0]
    return [name for name in changed(before, after) if f"`{name}`" not in section]


def test_each_change_of_the_api_is_told_and_none_breaks_what_callers_rest_on() -> None:
    after = operations_of(openapi_document())
    if "FLEETSVC_RENEW_RELEASED" in os.environ:
        RELEASED.write_text(json.dumps(after, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads(RELEASED.read_text(encoding="utf-8"))
    assert breaking(before, after) == []
    assert untold(before, after, CHANGELOG.read_text(encoding="utf-8")) == []


def test_what_breaks_callers_is_known_from_what_does_not() -> None:
    before: Operations = {
        "GET /a": {"query x": "string!", "200 n": "integer"},
        "GET /b": {"200 n": "integer"},
    }
    kinder: Operations = before | {"GET /a": {"query x": "string", "query y": "string", "200 n": "integer"}}
    assert breaking(before, kinder | {"GET /c": {}}) == []
    assert changed(before, kinder | {"GET /c": {}}) == ["GET /a", "GET /c"]
    assert untold(before, kinder | {"GET /c": {}}, "## [Unreleased]\n`GET /c`\n## [1]\n`GET /a`") == [
        "GET /a"
    ]
    harder = {"GET /a": {"query x": "string!", "query z": "string!", "200 n": "string"}}
    assert breaking(before, harder) == [
        "GET /a: 200 n was integer, is string",
        "GET /a: query z is demanded",
        "GET /b: 200 n is gone",
    ]
