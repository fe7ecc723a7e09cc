"""What every answer carries, who may enter, and how failures of ours are told."""

import json

import pytest
from flask.testing import FlaskClient

from fleetsvc.app import create_app
from fleetsvc.database.transactions import open_database
from fleetsvc.edge.every_answer import CONTENT_SECURITY_POLICY
from fleetsvc.settings import read_settings
from tests.http_app import PERIOD, Service


@pytest.mark.parametrize(
    "path", ["/livez", "/", "/api/docs", "/static/frame/style.css", "/api/v1/units", "/api/v1/no", "/no"]
)
def test_every_answer_carries_the_headers_of_safety_and_its_request_id(
    client: FlaskClient, path: str
) -> None:
    headers = client.get(path, headers={"X-Request-ID": "abc-1"}, buffered=True).headers
    assert headers.getlist("Content-Security-Policy") == [CONTENT_SECURITY_POLICY]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers.getlist("X-Request-ID") == ["abc-1"]
    assert "Strict-Transport-Security" not in headers
    assert client.get(path, base_url="https://localhost", buffered=True).headers["Strict-Transport-Security"]


def test_a_request_id_that_is_no_plain_word_is_replaced(client: FlaskClient) -> None:
    given = client.get("/livez", headers={"X-Request-ID": "<b>"}).headers["X-Request-ID"]
    assert given != "<b>"
    assert given.isalnum()


def test_the_log_names_the_route_and_never_the_path_or_query(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/api/v1/models/LZYTABGW0P1000001?plate=豫A12345")
    told = capsys.readouterr().err
    assert "LZYTABGW0P1000001" not in told
    assert "豫A12345" not in told


def test_models_ask_for_a_key(client: FlaskClient, service: Service) -> None:
    path = "/api/v1/models/ZK6105BEVG25"
    refused = client.get(path)
    assert (refused.status_code, (refused.json or {})["code"], refused.headers["WWW-Authenticate"]) == (
        401,
        "key-missing",
        'Bearer realm="fleetsvc"',
    )
    assert client.get(path, headers=service.bearer()).status_code == 200


@pytest.mark.parametrize(
    ("known_on", "status"), [("2025-10-04", 404), ("2025-10-05", 200), ("2999-01-01", 422), ("x", 422)]
)
def test_a_ranking_is_told_as_it_was_known_on_a_day(client: FlaskClient, known_on: str, status: int) -> None:
    assert client.get(f"/api/v1/rankings/{PERIOD}?known_on={known_on}").status_code == status


@pytest.mark.parametrize("path", ["/api/v1/rankings", f"/api/v1/rankings/{PERIOD}"])
def test_final_rankings_need_no_key(client: FlaskClient, service: Service, path: str) -> None:
    assert client.get(path).get_json() == client.get(path, headers=service.bearer()).get_json()


def test_the_service_says_that_it_lives_and_is_ready(client: FlaskClient) -> None:
    assert (client.get("/livez").status_code, client.get("/livez").json) == (200, {"status": "ok"})
    ready = client.get("/readyz")
    document = ready.json or {}
    assert (ready.status_code, document) == (
        200,
        {
            "status": "ok",
            "checks": {"database": True, "migrations": True, "rulebook": True, "disk": True},
            "disk": {"work": {"free_mb": document["disk"]["work"]["free_mb"], "least_mb": 512}},
            "failing_uploads": {"count": 0, "set_aside": 0, "oldest_received_at": None},
            "clock": [],
            "replay": None,
        },
    )


def test_without_its_database_the_service_lives_and_says_503() -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    database = open_database(url)
    client = create_app(read_settings({"FLEETSVC_DATABASE_URL": url}), database).test_client()
    assert client.get("/livez").status_code == 200
    document = client.get("/readyz").json or {}
    assert document == {
        "status": "unready",
        "checks": {"database": False, "migrations": False, "rulebook": False, "disk": True},
        "disk": document["disk"],
        "failing_uploads": None,
        "clock": None,
        "replay": None,
    }
    answer = client.get("/api/v1/requirements?unit=410100&category=bus&event=new")
    assert (answer.status_code, (answer.json or {})["code"], answer.headers["Retry-After"]) == (
        503,
        "database-away",
        "5",
    )
    page = client.get("/")
    assert (page.status_code, page.mimetype) == (503, "text/html")
    database.close()


def test_an_unforeseen_fault_is_told_without_what_it_holds(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("LZYTABGW0P1000001")

    monkeypatch.setattr("fleetsvc.api.uploads.checks.check_answer", broken)
    item = {"unit": "410100", "category": "bus", "event": "new"}
    response = service.client().post(
        "/api/v1/checks", json={"items": [item]}, headers={"Accept-Language": "en", "X-Request-ID": "r-9"}
    )
    assert (response.status_code, response.json) == (
        500,
        {
            "type": "/api/docs#problem-unforeseen",
            "title": "An unforeseen fault; please tell the operator the request_id",
            "status": 500,
            "code": "unforeseen",
            "request_id": "r-9",
        },
    )
    assert "LZYTABGW0P1000001" not in capsys.readouterr().err


def a_client_of(service: Service, **settings: str) -> FlaskClient:
    url = {
        "FLEETSVC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "FLEETSVC_SECRET_KEY": "of no worth " * 4,
    }
    return create_app(read_settings(url | settings), service.database).test_client()


@pytest.mark.parametrize("host", ["evil.example", "nev.example.evil.example", "a b", "[::1", "x" * 300])
def test_only_trusted_hosts_are_served_where_they_are_named(service: Service, host: str) -> None:
    client = a_client_of(service, FLEETSVC_TRUSTED_HOSTS="nev.example")
    assert client.get("/livez", base_url="http://nev.example").status_code == 200
    refused = client.get("/api/v1/units", headers={"Host": host})
    assert (refused.status_code, (refused.get_json(force=True))["code"]) == (421, "host-unknown")
    page = client.get("/ask", headers={"Host": host})
    assert page.status_code == 421
    assert "请核对地址" in page.text
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["a b", "[::1", "x" * 300 + "/", "nev.example:99999"])
def test_a_host_that_is_none_breaks_no_page(service: Service, host: str) -> None:
    assert a_client_of(service).get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "line", ["gg::1", "::ffff:1.2.3", "1.2.3.4.5", "", "unix:", "a" * 500, "[2001:db8::1]"]
)
def test_what_a_proxy_passes_on_may_be_no_address(service: Service, line: str) -> None:
    client = a_client_of(service, FLEETSVC_TRUSTED_PROXIES="1")
    for path in ("/api/v1/units", "/", "/sign-in"):
        assert client.get(path, headers={"X-Forwarded-For": line}).status_code == 200


def test_the_json_is_chinese_as_it_is_written(client: FlaskClient) -> None:
    body = client.get("/api/v1/units").data
    assert "郑州市".encode() in body
    assert json.loads(body)
