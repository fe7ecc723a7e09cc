"""Whatever is sent to whichever route of the API, the answer is never a fault of ours.

Seeded, and drawn from the description.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from fleetsvc.app import openapi_document
from tests.making import nobody_waiting
from tests.reporting_app import OFFICER, OWNER, Reporting, a_reporting_app, fresh_file

REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "800"))
WORDS = (
    "", "0", "-1", "1", "2", "9" * 19, "9" * 30, "\0", "é", "汉", "%", "%00", "true", "null", "[]", "{}", "2025-01-01",
    "2025-13-01", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
    "2025-01-01T00:00:00Z", "2025-01-01T00:00:00", "410100", "bus", "held", "' OR 1=1 --", "a" * 5000, "\u202e",
    "\u0661", "１", "1e5", "W10", "Wy1d", "bnVsbA==", "=", "WyIyMDI1LTAzLTAxIiw3XQ", "WyJcdWQ4MDAiLDFd", "WyJhIiwxXQ",
    "WyIyMDI1LTAzLTAxIiwtOTIyMzM3MjAzNjg1NDc3NTgwOSwieCJd",
)  # fmt: skip
NAMES = (
    "mapping",
    "items",
    "unit",
    "明细",
    "B",
    "b",
    "\ud800",
    "\0",
    "category",
    "vin",
    "registered_on",
    "energy",
)
FILE_NAMES = ("a.xlsx", "", "\0x", "汉.csv", 'a"b', "..", "a;b=c", "x" * 900)
HEADERS = {
    "Accept": ("text/csv", "*/*", "", "garbage", "text/csv;q=x", "application/pdf"),
    "Accept-Language": ("", "x;q=y", "en;q=0", "zh-Hant-TW", "\xff"),
    "If-None-Match": ("*", '"', 'W/"x"', "\xff"),
    "Idempotency-Key": ("", "a b", "x" * 300, "\xff", '"a"', "k-1"),
}


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "malformed_api") as opened, nobody_waiting():
        opened.settled(OWNER, fresh_file(count=2), confirm="true")
        opened.settled(OWNER, b"%PDF-1.7")
        yield opened


def a_value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth > 2 or kind < 0.4:
        return chance.choice([None, True, 1, -1, 2**70, 1.5, "", "x", "\0", "\ud800", "B", "vin", [], {}])
    if kind < 0.7:
        return [a_value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(NAMES): a_value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def a_query(chance: random.Random, operation: Any) -> list[tuple[str, str]]:
    found = []
    for parameter in operation.get("parameters", []):
        likely = 0.9 if parameter.get("required") else 0.3
        if parameter["in"] == "query" and chance.random() < likely:
            allowed = parameter["schema"].get("enum", WORDS)
            found.append((parameter["name"], str(chance.choice(chance.choice([allowed, WORDS])))))
    return [*found, ("x", "")] if chance.random() < 0.05 else found


def a_body(chance: random.Random, path: str) -> dict[str, Any]:
    if path.endswith("/uploads") and chance.random() < 0.9:
        data: dict[str, Any] = {
            name: chance.choice((*WORDS, "410100"))
            for name in ("unit", "category", "event", "confirm", "x")
            if chance.random() < 0.5
        }
        if chance.random() < 0.8:
            data["file"] = (BytesIO(chance.randbytes(chance.randint(0, 50))), chance.choice(FILE_NAMES))
        return {"data": data, "content_type": "multipart/form-data"}
    if chance.random() < 0.7:
        value = a_value(chance)
        named = {"mapping": value} if "mapping" in path else {"items": value}
        return {"data": json.dumps(chance.choice([value, named])), "content_type": "application/json"}
    raw = chance.choice([b"", b"{", b"\xff", b"[]", b'{"a":NaN}', b"[" * 100_000, chance.randbytes(60)])
    kinds = ["application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary=x"]
    return {"data": raw, "content_type": chance.choice(kinds)}


def requests(chance: random.Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    operations = [
        (path, method, operation)
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    for _ in range(REQUESTS):
        path, method, operation = chance.choice(operations)
        address = re.sub("{[^}]+}", lambda _: quote(chance.choice((*WORDS, "1", "2")), safe=""), path)
        headers = {name: chance.choice(values) for name, values in HEADERS.items() if chance.random() < 0.15}
        more: dict[str, Any] = {"query_string": a_query(chance, operation), "headers": headers}
        yield method.upper(), address, more | (a_body(chance, path) if method == "post" else {})


def test_no_request_whatever_it_holds_makes_the_service_fail(api: Reporting) -> None:
    chance = random.Random(4107)
    answered = 0
    for method, address, more in requests(chance):
        who = chance.choice((OWNER, OFFICER))
        answer = api.call(who, method, address.removeprefix("/api/v1"), **more)
        assert answer.status_code < 500, (method, address, more)
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json", (method, address)
        answered += answer.status_code < 300
        answer.close()
    assert answered > REQUESTS / 50  # not everything was refused at the door
