"""What the API promises dealers and everyone: the same answers as the command line, and problems with their place."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from fleetsvc.services.people.accounts import Role
from rules.units import UNITS
from rules.vocabulary import Category
from tests.acceptance.contract.delivery import run
from tests.http_app import Service, a_service

ROOT = "/api/v1"
QUESTION = {"unit": "410100", "category": "muck_truck", "event": "new", "on": "2025-06-01"}
VEHICLE = {
    "unit": "410100",
    "category": "bus",
    "event": "new",
    "registered_on": "2025-06-01",
    "energy": "diesel",
    "ref": "第一辆",
}


@pytest.fixture(scope="module")
def service(owner_url: str) -> Iterator[Service]:
    with a_service(owner_url, "contract_service") as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return service.client()


@pytest.mark.parametrize("category", [one.value for one in Category])
@pytest.mark.parametrize("event", ["new", "replacement"])
def test_requirements_are_those_of_the_command_line(category: str, event: str, client: FlaskClient) -> None:
    question = QUESTION | {"category": category, "event": event, "energy": "diesel"}
    answer = client.get(f"{ROOT}/requirements", query_string=question)
    options = [part for name, value in question.items() for part in (f"--{name}", value)]
    code, printed = run("requirements", *options, "--json")
    assert (code, answer.status_code) == (0, 200)
    assert answer.json == json.loads(printed)


def test_an_answer_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(f"{ROOT}/requirements", query_string=QUESTION)
    again = client.get(
        f"{ROOT}/requirements", query_string=QUESTION, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_the_19_units_and_the_10_categories_are_listed(client: FlaskClient) -> None:
    units, categories = client.get(f"{ROOT}/units").json, client.get(f"{ROOT}/categories").json
    assert units is not None
    assert categories is not None
    assert [one["code"] for one in units["items"]] == list(UNITS)
    assert [one["code"] for one in categories["items"]] == [one.value for one in Category]
    assert (len(units["items"]), units["next_cursor"], categories["next_cursor"]) == (19, None, None)


def test_lists_are_paged_by_cursor_with_a_link(client: FlaskClient) -> None:
    seen: list[str] = []
    address: str | None = f"{ROOT}/units?limit=8"
    while address:
        answer = client.get(address)
        assert answer.json is not None
        seen += [one["code"] for one in answer.json["items"]]
        cursor = answer.json["next_cursor"]
        address = f"{ROOT}/units?limit=8&cursor={cursor}" if cursor else None
        assert answer.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == list(UNITS)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("unit", "999999", "not-allowed"),
        ("category", "tank", "not-allowed"),
        ("event", "moved", "not-allowed"),
        ("energy", "steam", "not-allowed"),
        ("on", "2025-13-01", "not-day"),
        ("colour", "red", "unknown-name"),
    ],
)
def test_a_wrong_question_is_a_problem_with_its_place(
    name: str, value: str, code: str, client: FlaskClient
) -> None:
    answer = client.get(f"{ROOT}/requirements", query_string=QUESTION | {name: value})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json is not None
    assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [(f"/{name}", code)]
    assert answer.json["code"] == "input-refused"


def test_problems_speak_chinese_unless_asked_for_english(client: FlaskClient) -> None:
    address = f"{ROOT}/rules/henan-2023/nothing"
    zh, en = client.get(address), client.get(address, headers={"Accept-Language": "en"})
    assert (zh.status_code, en.status_code) == (404, 404)
    assert (zh.json or {})["title"] == "没有该条规则"
    assert (zh.headers["Content-Language"], en.headers["Content-Language"]) == ("zh-CN", "en")
    assert (zh.json or {})["code"] == (en.json or {})["code"] == "rule-unknown"


def test_one_vehicle_is_checked_without_a_key_and_several_with_one(
    client: FlaskClient, service: Service
) -> None:
    one = client.post(f"{ROOT}/checks", json={"items": [VEHICLE]})
    two = client.post(f"{ROOT}/checks", json={"items": [VEHICLE, VEHICLE]})
    keyed = client.post(
        f"{ROOT}/checks", json={"items": [VEHICLE, VEHICLE]}, headers=service.bearer(Role.DEALER)
    )
    none = client.post(f"{ROOT}/checks", json={"items": []})
    assert [answer.status_code for answer in (one, two, keyed, none)] == [200, 422, 200, 422]
    assert one.json is not None
    assert keyed.json is not None
    assert keyed.json["items"] == one.json["items"] * 2
    (item,) = one.json["items"]
    assert (item["ref"], item["verdict"], item["rule"]) == (
        "第一辆",
        "non_compliant",
        "henan-2023/13-bus-new",
    )
    (reason,) = item["reasons"]
    assert reason["clause"]["quote"] == "新增公交车、市政环卫车全部使用新能源汽车"
    assert item["findings"] == []
    assert len(item["steps"]) > 1


@pytest.mark.parametrize(
    ("facts", "verdict", "codes"),
    [
        ({"energy": "phev"}, "compliant", []),
        ({"energy": "hev"}, "non_compliant", []),
        ({"plate": "豫A12345D"}, "undetermined", ["plate-energy-conflict"]),
        ({"event": "replacement"}, "undetermined", ["replacement-unproven"]),
        ({"event": "replacement", "replaces_vin": "L99DEM0X0P0000002"}, "not_governed", []),
        ({"registered_on": "2023-02-28"}, "not_governed", []),
        ({"category": "postal"}, "needs_justification", []),
        ({"energy": "bev", "model": "ZK6105BEVG25"}, "compliant", []),
    ],
)
def test_a_check_judges_as_an_import_does(
    facts: dict[str, Any], verdict: str, codes: list[str], client: FlaskClient
) -> None:
    answer = client.post(f"{ROOT}/checks", json={"items": [VEHICLE | facts]}).json
    assert answer is not None
    (item,) = answer["items"]
    assert (item["verdict"], [one["code"] for one in item["findings"]]) == (verdict, codes)


def test_a_wrong_item_is_named_by_its_place(client: FlaskClient, service: Service) -> None:
    items = [VEHICLE, VEHICLE | {"unit": "1"}, VEHICLE | {"gross_mass_kg": "heavy"}]
    answer = client.post(f"{ROOT}/checks", json={"items": items}, headers=service.bearer())
    assert answer.status_code == 422
    assert [one["pointer"] for one in (answer.json or {})["errors"]] == [
        "/items/1/unit",
        "/items/2/gross_mass_kg",
    ]


def test_rulebooks_rules_and_models_can_be_looked_up(client: FlaskClient, service: Service) -> None:
    key = service.bearer()
    books = client.get(f"{ROOT}/rulebooks").json
    assert books is not None
    (book,) = books["items"]
    whole = client.get(f"{ROOT}/rulebooks/henan").json
    rule = client.get(f"{ROOT}/rules/henan-2023/13-bus-new").json
    model = client.get(f"{ROOT}/models/ZK6105BEVG25", headers=key).json
    assert whole is not None
    assert rule is not None
    assert model is not None
    assert (book["id"], whole["edition"], rule["rulebook"]) == (
        "henan",
        book["edition"],
        {"id": "henan", "edition": book["edition"]},
    )
    assert (rule["force"], rule["categories"], rule["events"]) == ("all", ["bus"], ["new"])
    assert (model["code"], model["energy"]) == ("ZK6105BEVG25", "bev")
    assert client.get(f"{ROOT}/models/NONE", headers=key).status_code == 404


def test_an_edition_holds_all_19_units_and_its_seals(client: FlaskClient, service: Service) -> None:
    key = service.bearer(Role.OFFICE)
    edition = client.get(f"{ROOT}/rankings/2025-09", headers=key).json
    assert edition is not None
    lines = edition.pop("lines")
    assert edition.keys() >= {
        "period", "category", "revision", "status", "computed_at", "method", "rulebook", "inputs_sha256",
        "previous_sha256", "sha256",
    }  # fmt: skip
    assert (edition["period"], edition["category"], edition["revision"], edition["status"]) == (
        "2025-09", None, 0, "final"
    )  # fmt: skip
    assert datetime.fromisoformat(edition["computed_at"]) == datetime(2025, 10, 5, 1, tzinfo=UTC)
    assert {line["unit"]: (line["name"], line["status"], line["rank"], line["rate"]) for line in lines} == {
        code: (unit.name.zh, "not_reported", None, None) for code, unit in UNITS.items()
    }
    assert client.get(f"{ROOT}/rankings/2019", headers=key).status_code == 404
    assert client.get(f"{ROOT}/rankings/2025-13", headers=key).status_code == 422


def test_the_description_is_openapi_3_1_and_names_every_promised_route(client: FlaskClient) -> None:
    described = client.get(f"{ROOT}/openapi.json").json
    assert described is not None
    assert described["openapi"].startswith("3.1")
    promised = [
        "/requirements", "/checks", "/units", "/categories", "/rulebooks", "/rulebooks/{name}", "/rules/{name}",
        "/models/{code}", "/rankings", "/rankings/{period}",
    ]  # fmt: skip
    assert {f"{ROOT}{path}" for path in promised} <= described["paths"].keys()
    page = client.get("/api/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")


def test_the_service_says_that_it_lives_and_is_ready(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/livez", "/readyz")] == [200, 200]
