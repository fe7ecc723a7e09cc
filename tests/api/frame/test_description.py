"""The description covers every route of the API, and the problems it can answer."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from fleetsvc.api.frame.problems import described
from fleetsvc.api.frame.usual_answers import COMPUTED_ANEW
from fleetsvc.app import openapi_document
from fleetsvc.web.words import ALL_WORDS
from tests.http_app import Service

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_route_of_the_api_is_described_with_its_methods(service: Service) -> None:
    routed = {
        (_ARGUMENT.sub(r"{\1}", rule.rule), method.lower())
        for rule in service.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("description.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method)
        for path, methods in openapi_document()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == routed


def test_no_address_answers_to_methods_that_are_not_described_for_it(service: Service) -> None:
    asked = service.app.url_map.bind("localhost")
    for path, routes in openapi_document()["paths"].items():
        words = {
            parameter["name"]: str(parameter["schema"].get("enum", ["1"])[0])
            for parameter in routes.get("parameters", ())
        }
        methods = {method.upper() for method in routes if method != "parameters"}
        methods |= {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
        assert set(asked.allowed_methods(path.format_map(words))) == methods, path


def test_every_reference_of_the_description_leads_somewhere() -> None:
    document = openapi_document()
    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in node, reference
            node = node[step]


def test_every_operation_says_in_both_languages_what_it_does_and_whom_it_lets_in() -> None:
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            assert operation["summary"].isascii(), path
            assert not operation["x-summary-zh"].isascii(), path
            assert f"docs.room.{operation['x-subject']}" in ALL_WORDS, path
            assert {name for way in operation["security"] for name in way} <= {"key", "session"}, path
            assert any(operation["security"]), path


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi_document()["paths"].items():
        yield from ((path, method, one) for method, one in methods.items() if method != "parameters")


def test_every_operation_has_a_name_of_its_own_and_tells_what_comes_before_its_answer(
    client: FlaskClient,
) -> None:
    names = [one["operationId"] for _, _, one in operations()]
    assert sorted(names) == sorted(set(names))
    for path, method, one in operations():
        assert {"401", "429"} <= set(one["responses"]), path
        assert ("403" in one["responses"]) == ({} not in one["security"]), path
        assert ("304" in one["responses"]) <= (method == "get"), path
    document = openapi_document()
    described = document["components"]["responses"]["TOO_MANY_REQUESTS"]["headers"]
    assert list(described) == ["RateLimit", "RateLimit-Policy", "Retry-After"]
    refused = client.get("/api/v1/receipts")
    told = document["components"]["responses"]["UNAUTHORIZED"]["headers"]
    assert (refused.status_code, [name for name in told if name not in refused.headers]) == (401, [])


def test_answers_without_a_tag_are_those_that_are_computed_anew() -> None:
    untagged = set()
    for file in sorted(Path("fleetsvc/api").rglob("*.py")):
        for view in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(view, ast.FunctionDef) and view.name.startswith("get_"):
                calls = [node.func for node in ast.walk(view) if isinstance(node, ast.Call)]
                if any(isinstance(call, ast.Name) and call.id == "uncached" for call in calls):
                    untagged.add(view.name)
    assert untagged == set(COMPUTED_ANEW)


def test_errors_are_described_as_problem_documents() -> None:
    document = openapi_document()
    assert document["openapi"] == "3.1.0"
    for name in ("DEFAULT_ERROR", "UNPROCESSABLE_ENTITY"):
        if name in document["components"]["responses"]:
            assert list(document["components"]["responses"][name]["content"]) == ["application/problem+json"]
    assert "default" in document["paths"]["/api/v1/requirements"]["get"]["responses"]


def test_each_code_of_a_problem_is_described_once() -> None:
    codes = [problem["code"] for problem in described()]
    assert codes
    assert [code for code in set(codes) if codes.count(code) > 1] == []


def test_the_description_is_served_as_it_is_printed(client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").json == openapi_document()
