"""The acts themselves: the whole text under its hash, and every quote where the answers say it stands."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc.books import shipped_book, shipped_texts
from fleetsvc.services.people.accounts import Role
from tests.http_app import Service, a_service

PLAN = "henan-action-plan-2023"
CLEAN = "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d"
WEB_PAGE = "b768470fbd7aecd8d7bc45046ebd44299dfa8047e317f257b374ee29cd648554"


@pytest.fixture(scope="module")
def service(owner_url: str) -> Iterator[Service]:
    with a_service(owner_url, "instruments") as opened:
        yield opened


def answer(service: Service, address: str) -> Any:
    found = service.client().get(f"/api/v1{address}", headers={"Accept-Language": "en"})
    assert found.status_code == 200, found.get_data(as_text=True)
    return found.get_json()


def test_the_text_of_an_act_is_given_whole_under_its_hash(service: Service) -> None:
    client = service.client()
    for query, name in (("", CLEAN), (f"?sha256={WEB_PAGE}", WEB_PAGE)):
        found = client.get(f"/api/v1/instruments/{PLAN}/text{query}")
        body = found.get_data()
        assert (found.status_code, found.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert hashlib.sha256(body).hexdigest() == name
        assert found.headers["ETag"] == f'"{name}"'
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        assert found.headers["Repr-Digest"] == f"sha-256=:{digest}:"
        again = client.get(
            f"/api/v1/instruments/{PLAN}/text{query}", headers={"If-None-Match": found.headers["ETag"]}
        )
        assert (again.status_code, again.get_data()) == (304, b"")


def test_every_quote_of_an_answer_stands_in_its_text_at_its_offset(service: Service) -> None:
    book = answer(service, "/rulebooks/henan")
    asked = answer(service, "/requirements?unit=410100&category=muck_truck&event=new&on=2025-06-01")
    clauses = [*book["clauses"], *(ground["clause"] for ground in book["grounds"])]
    clauses += [rule["clause"] for rule in asked["rules"]]
    clauses += [one["clause"] for one in asked["exceptions"] if one["clause"]]
    assert len(clauses) > len(book["clauses"]) + len(book["grounds"]) + 2
    for clause in clauses:
        address = f"/api/v1/instruments/{clause['instrument_id']}/text?sha256={clause['source_sha256']}"
        text = service.client().get(address).get_data(as_text=True)
        assert text[clause["offset"] : clause["offset"] + clause["length"]] == clause["quote"]


def test_the_grounds_are_told_with_what_rests_on_them(service: Service) -> None:
    grounds = answer(service, "/rulebooks/henan")["grounds"]
    assert [(one["clause"]["id"], one["purpose"], one["clause"]["passage"]) for one in grounds] == [
        ("1-units", "units", "task 1"),
        ("5-charging", "charging", "task 5"),
        ("27-enforcement", "supervision", "task 27"),
        ("28-assessment", "assessment", "task 28"),
        ("28-talks", "assessment", "task 28"),
        ("3-1-follow-up", "supervision", "part III, safeguards, (1)"),
    ]
    assert "the 19 reporting units" in grounds[0]["supports"]


def test_an_act_is_told_with_its_passages_reviews_and_damage(service: Service) -> None:
    found = answer(service, f"/instruments/{PLAN}")
    assert answer(service, "/instruments")["items"] == [
        {name: found[name] for name in ("id", "title", "document", "issuers", "published_on", "texts")}
    ]
    assert (found["document"], {text["address"] for text in found["texts"]}) == (None, {None})
    assert [(one["number"], one["review"]["status"], one["damage"]) for one in found["passages"]] == [
        (passage.number, "reviewed", []) for passage in shipped_book().passages
    ]
    whole = {text["sha256"]: text for text in found["texts"]}[WEB_PAGE]
    assert whole["characters"] == len(shipped_texts()[WEB_PAGE])
    assert [sum(one[kind] for one in whole["damage"]) for kind in ("insertion", "unreadable")] == [614, 12]
    for one in whole["damage"]:
        paragraph = shipped_texts()[WEB_PAGE][one["offset"] : one["offset"] + one["length"]]
        assert "\n" not in paragraph
        assert paragraph.count("(") >= one["insertion"]


def test_an_act_or_a_text_that_is_not_there_is_not_found(service: Service) -> None:
    for address in (
        "/instruments/nothing",
        "/instruments/nothing/text",
        f"/instruments/{PLAN}/text?sha256={'0' * 64}",
    ):
        refused = service.client().get(f"/api/v1{address}")
        assert (refused.status_code, refused.get_json()["code"]) == (404, "instrument-unknown")
    assert service.client().get(f"/api/v1/instruments/{PLAN}/text?sha256=x").status_code == 422


def test_the_office_hands_in_a_text_once_and_nobody_hands_in_what_is_none(service: Service) -> None:
    client, key = service.client(), service.bearer(Role.OFFICE)
    text = "一、新增的公交车应为新能源汽车。\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for status in (201, 200):
        stored = client.post(
            "/api/v1/instruments", data=text.encode(), content_type="text/plain", headers=key
        )
        assert (stored.status_code, stored.get_json()) == (
            status,
            {"sha256": sha256, "characters": len(text)},
        )
    for bad, said in ((b"\xff\xfe", "不是 UTF-8 文本"), (b" \n", "原文没有文字"), (b"a\0b", "含有控制字符")):
        refused = client.post("/api/v1/instruments", data=bad, content_type="text/plain", headers=key)
        assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "text-unusable")
        assert said in refused.get_json()["errors"][0]["message"]
    assert (
        client.post(
            "/api/v1/instruments", data=b"{}", content_type="application/json", headers=key
        ).status_code
        == 415
    )
