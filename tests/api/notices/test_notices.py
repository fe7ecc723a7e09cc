"""``/notices``: the person's own, page by page; read by number or up to one; no key has any."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from fleetsvc import clock
from fleetsvc.clock import rfc3339
from fleetsvc.services.notices.events import Event
from fleetsvc.services.people.accounts import Role
from tests.browser import Bureau, a_bureau
from tests.notices import happen, tell_all

BASE = "/api/v1/notices"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "notice_api") as opened:
        yield opened


def read(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"{BASE}{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def post(client: FlaskClient, body: object) -> Any:
    token = (
        client.get("/account").get_data(as_text=True).partition('csrf-token" content="')[2].partition('"')[0]
    )
    return client.post(f"{BASE}/read", json=body, headers={"X-CSRFToken": token})


def test_a_person_reads_their_own_notices_and_no_others(bureau: Bureau, one_day: None) -> None:
    now = clock.now()
    for mark in ("a", "b", "c"):
        happen(
            bureau.service.database,
            Event.CASES_OVERDUE,
            "cases/410100",
            mark=mark,
            details={"count": 2},
            now=now,
        )
        tell_all(bureau.service.database)
    owner, office, stranger = (bureau[name].client for name in ("owner", "office", "stranger"))
    first = read(owner, "?limit=2")
    newest = first["items"][0]
    assert newest == {
        "id": newest["id"],
        "event": "cases-overdue",
        "unit": "410100",
        "said": {"zh": "郑州市有 2 项事项逾期未说明", "en": "Zhengzhou: 2 cases were not answered in time"},
        "page": "/cases",
        "at": rfc3339(now),
        "read_at": None,
    }
    assert len(read(owner, f"?cursor={first['next_cursor']}")["items"]) == 1
    assert read(office)["items"][0]["page"] == "/cases?unit=410100"
    assert read(stranger)["items"] == []
    assert post(stranger, {"ids": [newest["id"]]}).json == {"read": 0}
    for reader, number in ((stranger, newest["id"]), (owner, 2**62)):
        refused = post(reader, {"upto": number})
        assert (refused.status_code, [(one["pointer"], one["code"]) for one in refused.json["errors"]]) == (
            422,
            [("/upto", "notice-unknown")],
        )
    assert post(owner, {"ids": [newest["id"], newest["id"]]}).json == {"read": 1}
    assert len(read(owner, "?status=unread")["items"]) == 2
    assert post(owner, {"upto": newest["id"]}).json == {"read": 2}
    assert (read(owner, "?status=unread")["items"], len(read(office, "?status=unread")["items"])) == ([], 3)


@pytest.mark.parametrize(
    "body", [{"ids": ["1"]}, {"ids": [0]}, {"upto": "x"}, {"ids": [1] * 501}, {"else": 1}, []]
)
def test_a_body_that_names_no_notices_is_refused_with_its_place(bureau: Bureau, body: object) -> None:
    answer = post(bureau["owner"].client, body)
    assert (answer.status_code, bool(answer.json["errors"])) == (422, True)


def test_no_key_stands_for_a_person_and_nobody_unknown_is_told_anything(bureau: Bureau) -> None:
    client = bureau.service.client()
    answers = [client.get(BASE), client.get(BASE, headers=bureau.service.bearer(Role.OFFICE))]
    assert [(answer.status_code, (answer.json or {})["code"]) for answer in answers] == [
        (401, "key-missing"),
        (403, "person-needed"),
    ]
