"""The collection for Postman holds every operation, in the form that Postman imports."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

from fleetsvc.api.frame.postman import SCHEMA
from fleetsvc.app import openapi_document

_PAIRS = {
    "type": "array",
    "items": {"type": "object", "required": ["key"], "properties": {"disabled": {"type": "boolean"}}},
}
_REQUEST = {
    "type": "object",
    "required": ["method", "url", "header"],
    "properties": {
        "method": {"enum": ["GET", "POST"]},
        "header": _PAIRS,
        "url": {
            "type": "object",
            "required": ["raw", "host", "path"],
            "properties": {"raw": {"type": "string"}, "query": _PAIRS, "variable": _PAIRS},
        },
        "body": {
            "type": "object",
            "required": ["mode"],
            "properties": {
                "mode": {"enum": ["raw", "formdata"]},
                "raw": {"type": "string"},
                "formdata": _PAIRS | {"items": {"required": ["key", "type"]}},
            },
        },
    },
}
OF_POSTMAN = {
    "type": "object",
    "required": ["info", "item"],
    "properties": {
        "info": {"required": ["name", "schema"], "properties": {"schema": {"const": SCHEMA}}},
        "variable": _PAIRS,
        "item": {
            "type": "array",
            "items": {
                "required": ["name", "item"],
                "properties": {
                    "item": {"items": {"required": ["name", "request"], "properties": {"request": _REQUEST}}}
                },
            },
        },
    },
}
"""What the schema of collections v2.1.0 demands of the parts that ours have; the schema itself is not ours to keep."""


def items(collection: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for folder in collection["item"]:
        yield from folder["item"]


def test_the_collection_has_every_operation_in_the_form_that_postman_imports(client: FlaskClient) -> None:
    collection: dict[str, Any] = client.get("/api/v1/postman.json").get_json()
    assert [
        fault.message for fault in jsonschema_rs.Draft202012Validator(OF_POSTMAN).iter_errors(collection)
    ] == []
    described = {
        (method.upper(), "{{baseUrl}}" + re.sub(r"/\{(\w+)\}", r"/:\1", path))
        for path, methods in openapi_document()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert {
        (one["request"]["method"], one["request"]["url"]["raw"]) for one in items(collection)
    } == described
    letter = next(one for one in items(collection) if one["id"] == "get_letter_template")["request"]["url"]
    assert letter["variable"] == [{"key": "kind.docx", "value": "talk.docx"}]
    assert {one["key"] for one in collection["variable"]} == {"baseUrl", "key"}


def test_it_is_made_once_and_not_sent_to_whoever_holds_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/api/v1/postman.json")
    monkeypatch.setattr("fleetsvc.api.frame.description.encoded", None)
    again = client.get("/api/v1/postman.json")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    held = client.get("/api/v1/postman.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")


def test_what_the_collection_asks_without_a_key_is_answered(client: FlaskClient) -> None:
    collection: dict[str, Any] = client.get("/api/v1/postman.json").get_json()
    asked = {one["id"]: one["request"] for one in items(collection)}
    for name in ("get_requirements", "get_rankings", "get_rule", "post_checks"):
        request = asked[name]
        assert request["auth"] == {"type": "noauth"}
        values = {one["key"]: one["value"] for one in request["url"]["variable"]}
        path = "/" + "/".join(values.get(part[1:], part) for part in request["url"]["path"])
        query = {one["key"]: one["value"] for one in request["url"]["query"] if not one["disabled"]}
        body = request.get("body", {}).get("raw")
        answer = client.open(
            path, method=request["method"], query_string=query, data=body, content_type="application/json"
        )
        assert answer.status_code == 200, (name, answer.json)
