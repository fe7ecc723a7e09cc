"""Each example of the description is what the service answers when it is asked just that.

``make examples`` records them anew: the same requests, written down instead of compared.
"""

import json
import os
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import jsonschema_rs
import pytest
from werkzeug.test import TestResponse

from fleetsvc.api.frame.examples import EXAMPLES, JSON
from fleetsvc.app import openapi_document
from tests.api.frame.example_requests import NOT_ASKED, REQUESTS, Example
from tests.making import nobody_waiting
from tests.reporting_app import DEALER, NOBODY, OFFICER, OWNER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

RECORDING: Final = "FLEETSVC_RECORD_EXAMPLES" in os.environ
SHOWN: Final = 2
"""So many members of a list are kept."""
SECRET: Final = re.compile(r"\b(whsec_|fsk_)[\w+/=-]+")

Known = dict[str, Any]


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Zhengzhou has delivered a bus, a diesel bus and a row without its day; Kaifeng nothing."""
    with a_reporting_app(owner_url, "examples_api") as opened, nobody_waiting():
        yield opened


def described() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, methods in openapi_document()["paths"].items():
        for method, one in methods.items():
            if method != "parameters":
                yield one["operationId"], method.upper(), path, one


def filled(value: Any, known: Known) -> Any:
    """Put the numbers that earlier requests made where ``{name}`` stands for them."""
    if isinstance(value, dict):
        return {name: filled(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if isinstance(value, str) and value.startswith("{"):
        return known[value[1:-1]]
    return value


def cut(value: Any) -> Any:
    """Shorten lists, and take out what opens something."""
    if isinstance(value, dict):
        return {name: cut(one) for name, one in value.items()}
    if isinstance(value, list):
        return [cut(one) for one in value[:SHOWN]]
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value


def shape(value: Any) -> Any:
    """Names and kinds of values: what stays where numbers, instants and digests change."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return type(value).__name__


def asked(
    api: Reporting, example: Example, method: str, path: str, known: Known
) -> tuple[TestResponse, Known]:
    """Ask the example; what was sent goes with the answer."""
    given, query = filled(example.path, known), filled(example.query, known)
    body = filled(example.body, known)
    sent: dict[str, Any] = {}
    if isinstance(body, dict) and example.media == JSON:
        sent = {"json": body}
    elif isinstance(body, dict):
        sent = {
            "data": body | {name: (BytesIO(data), title) for name, (title, data) in example.files.items()}
        }
    elif body is not None:
        sent = {"data": body.encode(), "content_type": example.media}
    address = path.removeprefix("/api/v1").format_map(given)
    answer = api.call(example.who, method, address, query_string=query, **sent)
    shown = body | {name: title for name, (title, _) in example.files.items()} if example.files else body
    return answer, {"path": given, "query": query, "media": example.media, "body": shown}


def all_asked(api: Reporting) -> dict[str, Known]:
    """Ask all examples in their order over one service."""
    routes = {name: (method, path) for name, method, path, _ in described()}
    upload = api.settled(
        OWNER, a_file(a_row(1), a_row(2, energy="柴油", plate="豫A00002"), a_row(3, day="")), confirm="true"
    )
    known: Known = {"upload": upload} | numbers(api, upload)
    found = {}
    for example in REQUESTS:
        answer, sent = asked(api, example, *routes[example.name], known)
        assert answer.status_code in (200, 201, 202), (example.name, answer.json)
        told = answer.json if answer.mimetype == JSON else None
        if example.keep:
            assert told is not None, example.name
            known[example.keep] = told["id"]
        if example.name == "post_upload":
            api.work()
        found[example.name] = sent | {
            "who": example.who,
            "status": str(answer.status_code),
            "answer": cut(told),
        }
    return found


def numbers(api: Reporting, upload: int) -> Known:
    """The vehicle that breaks a rule, and its case."""
    (case,) = api.read(OWNER, f"/cases?upload={upload}&kind=non_compliance")["items"]
    return {"case": case["id"], "registration": case["registration"]}


def validated(kept: dict[str, Known]) -> None:
    """Hold each example against the schema that the description gives for its place."""
    document = openapi_document()
    for name, _, _, one in described():
        if name not in kept:
            continue
        example = kept[name]
        places = [(one["responses"][example["status"]], JSON, example["answer"])]
        if example["media"] == JSON and example["body"] is not None:
            places.append((one["requestBody"], JSON, example["body"]))
        for place, media, value in places:
            if value is not None:
                schema = place["content"][media]["schema"] | {"components": document["components"]}
                faults = [
                    f"{name} {fault.instance_path}: {fault.message}"
                    for fault in jsonschema_rs.Draft202012Validator(schema).iter_errors(value)
                ]
                assert faults == []


def test_each_example_is_what_the_service_answers_and_what_the_schema_allows(api: Reporting) -> None:
    found = all_asked(api)
    if RECORDING:
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=False)
        EXAMPLES.write_text(text + "\n", encoding="utf-8")
    kept = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert list(kept) == list(found)
    for name, example in kept.items():
        assert shape(example) == shape(found[name]), f"{name}: make examples"
        assert example["status"] == found[name]["status"], name
    validated(kept)


def test_every_operation_has_an_example_or_says_here_why_it_has_none() -> None:
    with_example = {one.name for one in REQUESTS}
    assert len(with_example) == len(REQUESTS)
    assert {name for name, *_ in described()} - with_example == set(NOT_ASKED)
    assert {OWNER, OFFICER, NOBODY, DEALER} >= {one.who for one in REQUESTS}
