"""The office reads signals by API, masked, and notes what was done; nobody else learns of them."""

from collections.abc import Iterator

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.signals.finding import find_signals
from tests.reporting_app import COLLEAGUE, DEALER, OFFICER, OWNER, Reporting, a_reporting_app, fresh_numbers
from tests.upload_cases import a_file, a_row

NAME = "replacement-reused"


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "signals_api") as opened:
        rows = [a_row(number, event="更新", replaces="豫A55555") for number in fresh_numbers(3)]
        opened.settled(OWNER, a_file(*rows), confirm="true")
        opened.settled(
            COLLEAGUE, a_file(a_row(fresh_numbers(1)[0], event="更新", replaces="豫A55555")), confirm="true"
        )
        yield opened


def test_items_are_counted_listed_masked_and_noted(api: Reporting) -> None:
    assert api.read(OFFICER, "/signals")["found_at"] is None
    with api.service.database.transaction(OFFICE) as session:
        find_signals(session, now=clock.now())
    counts = {one["name"]: (one["items"], one["open"]) for one in api.read(OFFICER, "/signals")["items"]}
    assert (len(counts), counts[NAME], counts["plate-conflict"]) == (11, (4, 4), (0, 0))
    first = api.call(OFFICER, "GET", f"/signals/{NAME}?limit=3")
    assert first.json is not None
    rest = api.read(OFFICER, f"/signals/{NAME}?limit=3&cursor={first.json['next_cursor']}")
    found = first.json["items"] + rest["items"]
    assert (len(found), rest["next_cursor"]) == (4, None)
    assert {(one["unit"], one["details"]["retired"], one["vin"][3:13], one["open"]) for one in found} == {
        ("410100", "豫A·**555", "**********", True)
    }
    body = {"unit": "410100", "subject": found[0]["subject"], "note": "已核实"}
    assert api.call(OFFICER, "POST", f"/signals/{NAME}/notes", json=body).json == body
    noted = api.read(OFFICER, f"/signals/{NAME}")["items"][0]
    assert (noted["note"], noted["noted_by"], noted["open"]) == ("已核实", "office", False)
    assert len(api.read(OFFICER, f"/signals/{NAME}?status=open&unit=410100")["items"]) == 3


@pytest.mark.parametrize(
    ("who", "method", "path", "status", "code"),
    [
        (OFFICER, "GET", "/signals/none", 404, "signal-unknown"),
        (OFFICER, "POST", f"/signals/{NAME}/notes", 404, "signal-item-unknown"),
        (OFFICER, "GET", f"/signals/{NAME}?cursor=x", 422, "input-refused"),
        (OFFICER, "GET", f"/signals/{NAME}?unit=1", 422, "input-refused"),
        (OWNER, "GET", "/signals", 403, "key-not-admitted"),
        (DEALER, "GET", f"/signals/{NAME}", 403, "key-not-admitted"),
    ],
)
def test_who_may_not_and_what_is_not_there(
    api: Reporting, who: str, method: str, path: str, status: int, code: str
) -> None:
    body = {"unit": "410100", "subject": "vehicle/410100/x", "note": "x"} if method == "POST" else None
    answer = api.call(who, method, path, json=body)
    assert (answer.status_code, (answer.json or {})["code"]) == (status, code)
