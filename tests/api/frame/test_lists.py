"""Units, categories, rulebooks, rules, models and rankings."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from fleetsvc.books import shipped_book
from rules.units import UNITS
from rules.vocabulary import Category
from tests.http_app import PERIOD, Service

BASE = "/api/v1"


def read(client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> Any:
    response = client.get(BASE + path, headers={"Accept-Language": "en"} | (headers or {}))
    assert response.status_code == 200, response.json
    return response.json


def test_a_list_is_read_page_by_page_along_its_links(client: FlaskClient) -> None:
    response = client.get(f"{BASE}/units?limit=8")
    assert response.headers["Link"] == '</api/v1/units?limit=8&cursor=8>; rel="next"'
    found, pages = [], 0
    address: str | None = f"{BASE}/units?limit=8"
    while address is not None:
        page = client.get(address)
        assert page.json is not None
        found += [unit["code"] for unit in page.json["items"]]
        pages += 1
        link = page.headers.get("Link")
        assert (link is None) == (page.json["next_cursor"] is None)
        address = None if link is None else link.partition(">")[0].removeprefix("<")
    assert (found, pages) == (list(UNITS), 3)


def test_a_unit_and_a_category_are_named_in_both_languages(client: FlaskClient) -> None:
    assert read(client, "/units?limit=1") == {
        "items": [
            {"code": "410100", "name": {"zh": "郑州市", "en": "Zhengzhou"}, "plate_letters": ["A", "V"]}
        ],
        "next_cursor": "1",
    }
    categories = read(client, "/categories")
    assert [entry["code"] for entry in categories["items"]] == [word.value for word in Category]
    assert categories["items"][0] == {"code": "bus", "name": {"zh": "公交车", "en": "bus"}}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "limit=",
        "limit=1.0",
        "cursor=-1",
        "cursor=x",
        "cursor=" + "9" * 30,
        "page=1",
    ],
)
def test_a_malformed_page_is_refused(client: FlaskClient, service: Service, query: str) -> None:
    for path in ("/units", "/categories", "/rulebooks", "/rankings"):
        assert client.get(f"{BASE}{path}?{query}", headers=service.bearer()).status_code == 422


def test_the_rulebook_in_force_is_listed_and_read_by_id_name_or_hash(client: FlaskClient) -> None:
    header = {
        "id": "henan",
        "name": "henan-2023",
        "edition": shipped_book().edition,
        "status": "active",
        "activated_at": "2025-01-01T12:00:00+08:00",
        "in_force": [{"since": "2025-01-01T12:00:00+08:00", "until": None}],
    }
    assert read(client, "/rulebooks") == {"items": [header], "next_cursor": None}
    book = read(client, "/rulebooks/henan")
    assert {name: book[name] for name in header} == header
    assert [rule["id"] for rule in book["rules"]] == [rule.id for rule in shipped_book().rules]
    assert {entry["status"] for entry in book["interpretations"]} == {"assumed"}
    assert {
        name: book["interpretations"][0][name]
        for name in ("id", "effective_from", "effective_until", "letter", "letter_dated", "sets")
    } == {
        "id": "effective-day",
        "effective_from": "2023-03-01",
        "effective_until": None,
        "letter": None,
        "letter_dated": None,
        "sets": {"first_day": "2023-03-01"},
    }
    assert all(line["rules"] or line["not_checkable_because"] for line in book["coverage"])
    assert (
        read(client, f"/rulebooks/{shipped_book().edition}") == book == read(client, "/rulebooks/henan-2023")
    )


def test_a_rule_is_read_by_its_id_with_its_slash(client: FlaskClient) -> None:
    rule = read(client, "/rules/henan-2023/13-bus-new")
    assert (rule["categories"], rule["events"], rule["units"], rule["force"]) == (
        ["bus"],
        ["new"],
        None,
        "all",
    )
    assert rule["departments"][0] == "Development and Reform Commission"
    assert rule["rulebook"] == {"id": "henan", "edition": shipped_book().edition}


def test_a_model_is_found_in_the_catalogue_whatever_its_case(client: FlaskClient, service: Service) -> None:
    assert read(client, "/models/zk6105bevg25", service.bearer()) == {
        "code": "ZK6105BEVG25",
        "energy": "bev",
        "product_name": "纯电动城市客车",
        "enterprise": "某客车公司",
        "batches": ["第70批"],
        "loaded_at": "2025-01-01T12:00:00+08:00",
    }


def test_an_edition_is_read_as_it_was_published_with_all_19_units(
    client: FlaskClient, service: Service
) -> None:
    listed = read(client, "/rankings", service.bearer())
    edition = read(client, f"/rankings/{PERIOD}", service.bearer())
    lines = edition.pop("lines")
    assert listed == {"items": [edition], "next_cursor": None}
    assert (edition["period"], edition["category"], edition["status"]) == (PERIOD, None, "final")
    assert sorted(line["unit"] for line in lines) == sorted(UNITS)
    assert {line["status"] for line in lines} == {"not_reported"}
    assert read(client, f"/rankings/{PERIOD}?category=bus&revision=0", service.bearer())["category"] == "bus"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/rulebooks/nowhere", 404, "rulebook-unknown"),
        ("/rulebooks/sha256:0", 404, "rulebook-unknown"),
        ("/rulebooks/%00", 404, "rulebook-unknown"),
        ("/rules/henan-2023/none", 404, "rule-unknown"),
        ("/rules/%ff%fe", 404, "rule-unknown"),
        ("/models/NONE", 404, "model-unknown"),
        ("/models/%00", 404, "model-unknown"),
        ("/models/%ED%A0%80", 404, "model-unknown"),
        ("/rankings/2020", 404, "ranking-unknown"),
        (f"/rankings/{PERIOD}?revision=9", 404, "ranking-unknown"),
        ("/rankings/2025-13", 422, "period-malformed"),
        ("/rankings/%00", 422, "period-malformed"),
        ("/rankings/2025?category=tram", 422, "input-refused"),
        ("/rulebooks/henan?x=1", 422, "input-refused"),
        ("/nothing", 404, "not-found"),
    ],
)
def test_what_is_not_there_is_told_by_a_problem_document(
    client: FlaskClient, service: Service, path: str, status: int, code: str
) -> None:
    response = client.get(BASE + path, headers=service.bearer())
    assert (response.status_code, response.mimetype, (response.json or {})["code"]) == (
        status,
        "application/problem+json",
        code,
    )


@pytest.mark.parametrize(
    "path",
    [
        "/units",
        "/categories",
        "/rulebooks",
        "/rulebooks/henan",
        "/rules/henan-2023/13-bus-new",
        "/openapi.json",
    ],
)
def test_who_holds_an_answer_gets_304(client: FlaskClient, path: str) -> None:
    tag = client.get(BASE + path).headers["ETag"]
    again = client.get(BASE + path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
