"""``GET /api/v1/postman.json``: the description as a collection for Postman, with its examples.

Source: the schema of Postman's collections v2.1.0,
https://schema.getpostman.com/json/collection/v2.1.0/collection.json.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
_SEGMENT: Final = re.compile(r"/([^/]*\{[^/]*)")
"""A part of an address that holds ``{name}``: Postman takes the whole of it for the variable, ``:name.docx`` too."""
_PLACE: Final = re.compile(r"\{([^{}]+)\}")

Json = dict[str, Any]


def collection_of(document: Json) -> Json:
    """Return the collection of a description: a folder for each subject, ``baseUrl`` and ``key`` as variables."""
    folders: dict[str, list[Json]] = {}
    for path, method, operation in _operations(document):
        folders.setdefault(operation["x-subject"], []).append(_item(document, path, method, operation))
    info = document["info"]
    return {
        "info": {"name": info["title"], "version": info["version"], "schema": SCHEMA}
        | {"description": info["description"]},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [
            {"key": "baseUrl", "value": "http://127.0.0.1:8000", "type": "string"},
            {"key": "key", "value": "", "type": "string"},
        ],
        "item": [{"name": subject, "item": items} for subject, items in folders.items()],
    }


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def _item(document: Json, path: str, method: str, operation: Json) -> Json:
    request: Json = {
        "method": method.upper(),
        "url": _url(path, operation),
        "description": f"{operation['x-summary-zh']}\n\n{operation['summary']}",
        "header": [{"key": "Accept-Language", "value": "zh-CN"}],
    }
    if {} in operation["security"]:
        request["auth"] = {"type": "noauth"}
    body = _body(document, operation)
    return {
        "id": operation["operationId"],
        "name": operation["x-summary-zh"],
        "request": request | ({"body": body} if body else {}),
        "response": [],
    }


def _url(path: str, operation: Json) -> Json:
    """Return an address in parts: what stands for ``{name}`` and the query with their examples; optional ones off."""
    known = operation.get("x-example-path", {})
    address = _SEGMENT.sub(lambda found: "/:" + _PLACE.sub(r"\1", found[1]), path)
    named = {
        _PLACE.sub(r"\1", segment): _PLACE.sub(lambda found: str(known.get(found[1], "")), segment)
        for segment in _SEGMENT.findall(path)
    }
    query = [
        {"key": one["name"], "value": str(one.get("example", ""))}
        | {"disabled": "example" not in one and not one.get("required", False)}
        for one in operation.get("parameters", ())
        if one.get("in") == "query"
    ]
    return {
        "raw": "{{baseUrl}}" + address,
        "host": ["{{baseUrl}}"],
        "path": [part for part in address.split("/") if part],
        "query": query,
        "variable": [{"key": name, "value": value} for name, value in named.items()],
    }


def _body(document: Json, operation: Json) -> Json | None:
    content = operation.get("requestBody", {}).get("content", {})
    if _FORM in content:
        shape = document["components"]["schemas"][content[_FORM]["schema"]["$ref"].rsplit("/", 1)[-1]]
        fields = [_form_field(name, one, shape) for name, one in shape["properties"].items()]
        return {"mode": "formdata", "formdata": fields}
    for media, described in content.items():
        example = described.get("example", {} if media == _JSON else "")
        raw = json.dumps(example, ensure_ascii=False, indent=2) if media == _JSON else str(example)
        language = "json" if media == _JSON else "text"
        return {"mode": "raw", "raw": raw, "options": {"raw": {"language": language}}}
    return None


def _form_field(name: str, described: Json, shape: Json) -> Json:
    optional = {"disabled": name not in shape.get("required", ())}
    if described.get("format") == "binary":
        return {"key": name, "type": "file", "src": None} | optional
    return {"key": name, "type": "text", "value": str(described.get("enum", [""])[0])} | optional
