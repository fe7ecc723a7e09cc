"""``/webhooks`` by key: as on the page, a unit its own, the office its own, secrets told once."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc import clock
from fleetsvc.jobs.delivering_webhooks import Hooks, work_once
from fleetsvc.services.notices.deliveries import PAUSES
from tests.reporting_app import COLLEAGUE, DEALER, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app

HOOK = "https://hooks.example/fleet"


@pytest.fixture
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "webhooks_api") as opened:
        yield opened


def add(api: Reporting, who: str = OWNER, *events: str, url: str = HOOK) -> Any:
    answer = api.call(who, "POST", "/webhooks", json={"url": url, "events": list(events) or ["upload-read"]})
    assert answer.status_code == 201, answer.json
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


def said(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


def test_an_address_is_added_and_its_secret_told_once(api: Reporting) -> None:
    made = add(api, OWNER, "upload-read", "edition-released")
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert made == {
        "id": made["id"], "url": HOOK, "events": ["upload-read", "edition-released"], "enabled": True,
        "disabled_why": None, "disabled_at": None, "rotated_at": None, "made_by": made["made_by"],
        "made_at": made["made_at"],
    }  # fmt: skip
    assert api.read(OWNER, f"/webhooks/{made['id']}") == made
    assert api.read(COLLEAGUE, "/webhooks")["items"] == [made]
    rotated = api.call(COLLEAGUE, "POST", f"/webhooks/{made['id']}/rotate").json or {}
    assert rotated["secret"] not in (secret, "")
    assert api.read(OWNER, f"/webhooks/{made['id']}")["rotated_at"] is not None


def test_another_unit_and_the_office_see_their_own_alone(api: Reporting) -> None:
    number = add(api)["id"]
    for who in (STRANGER, OFFICER):
        assert api.read(who, "/webhooks")["items"] == []
        assert said(api.call(who, "GET", f"/webhooks/{number}")) == (404, "webhook-unknown")
        for action in ("rotate", "test", "disable", "enable"):
            assert said(api.call(who, "POST", f"/webhooks/{number}/{action}")) == (404, "webhook-unknown")
    office = add(api, OFFICER, "rulebook-proposed")
    assert [one["id"] for one in api.read(OFFICER, "/webhooks")["items"]] == [office["id"]]
    assert api.call(DEALER, "GET", "/webhooks").status_code == 403


def test_what_was_given_up_is_listed_and_sent_again(api: Reporting) -> None:
    made = add(api)
    number = made["id"]
    assert api.call(OWNER, "POST", f"/webhooks/{number}/test").status_code == 202
    hooks, now = Hooks("x", (), lambda *_: ["127.0.0.1"]), clock.now()
    for pause in (PAUSES[0] * 0, *PAUSES):
        now += pause
        assert work_once(api.service.database, hooks, now=lambda at=now: at)  # type: ignore[misc]
    (dead,) = api.read(OWNER, "/webhook-deliveries?status=dead")["items"]
    assert (dead["webhook"], dead["event"], dead["attempts"], dead["answer"], dead["next_at"]) == (
        number, "test", len(PAUSES) + 1, "address-refused", None
    )  # fmt: skip
    assert api.read(STRANGER, "/webhook-deliveries")["items"] == []
    again = f"/webhook-deliveries/{dead['id']}/again"
    assert said(api.call(STRANGER, "POST", again)) == (404, "webhook-delivery-unknown")
    assert (api.call(OWNER, "POST", again).json or {})["status"] == "waiting"
    assert said(api.call(OWNER, "POST", again)) == (404, "webhook-delivery-unknown")  # it waits already
    disabled = api.call(OWNER, "POST", f"/webhooks/{number}/disable").json or {}
    assert (disabled["enabled"], disabled["disabled_why"]) == (False, "by-hand")
    assert [one["status"] for one in api.read(OWNER, "/webhook-deliveries")["items"]] == ["dropped"]
    assert said(api.call(OWNER, "POST", again)) == (409, "webhook-unfit")
    assert said(api.call(OWNER, "POST", f"/webhooks/{number}/test")) == (409, "webhook-unfit")
    assert (api.call(OWNER, "POST", f"/webhooks/{number}/enable").json or {})["enabled"] is True


def test_deliveries_are_listed_page_by_page(api: Reporting) -> None:
    number = add(api)["id"]
    for _ in range(3):
        api.call(OWNER, "POST", f"/webhooks/{number}/test")
    first = api.read(OWNER, "/webhook-deliveries?limit=2")
    rest = api.read(OWNER, f"/webhook-deliveries?limit=2&cursor={first['next_cursor']}")
    numbers = [one["id"] for one in (*first["items"], *rest["items"])]
    assert (numbers, rest["next_cursor"]) == (sorted(numbers, reverse=True), None)
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://hooks.example", "events": ["upload-read"]}, "/url"),
        ({"url": "https://a:b@hooks.example", "events": ["upload-read"]}, "/url"),
        ({"url": HOOK, "events": []}, "/events"),
        ({"url": HOOK, "events": ["upload-read", "rulebook-proposed"]}, "/events/1"),
        ({"url": HOOK, "events": ["document-ready"]}, "/events/0"),
        ({"url": HOOK, "events": ["tram"]}, "/events/0"),
        ({"url": HOOK}, "/events"),
    ],
)
def test_what_cannot_be_added_is_told_at_its_place(
    api: Reporting, body: dict[str, object], pointer: str
) -> None:
    answer = api.call(OWNER, "POST", "/webhooks", json=body)
    assert (answer.status_code, [one["pointer"] for one in (answer.json or {})["errors"]]) == (422, [pointer])
    assert api.read(OWNER, "/webhooks")["items"] == []


def test_more_than_ten_in_use_are_refused(api: Reporting) -> None:
    for number in range(10):
        add(api, url=f"{HOOK}/{number}")
    answer = api.call(OWNER, "POST", "/webhooks", json={"url": HOOK, "events": ["upload-read"]})
    assert said(answer) == (409, "webhook-unfit")
    assert "many" in (answer.json or {})["detail"]
