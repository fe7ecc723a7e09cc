"""Documents made in the background, over HTTP: 202 until they are ready, then 200 with the bytes; limits."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from fleetsvc import disk
from fleetsvc.api.documents import documents as resource
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge import document_answers
from fleetsvc.services.documents import annotated_copies, list_exports
from fleetsvc.services.documents.annotated_copies import Order
from importers.sandbox.annotator import CopyNotMade
from tests.actors import noted
from tests.making import make_all, making, nobody_waiting
from tests.reporting_app import (
    COLLEAGUE,
    OFFICER,
    OWNER,
    STRANGER,
    Reporting,
    a_reporting_app,
    fresh_file,
    fresh_numbers,
)
from tests.upload_cases import a_file, a_row, a_vin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "handouts_api", FLEETSVC_MAX_HANDOUTS_WAITING="2") as opened:
        yield opened


@pytest.fixture(autouse=True)
def in_no_time(api: Reporting) -> Iterator[None]:
    """Nobody works meanwhile, so no request waits; what is left is made before the next test."""
    with nobody_waiting():
        yield
    make_all(api.service.database)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of more than two rows are large."""
    monkeypatch.setattr(list_exports, "DIRECT_ROWS", 2)


def an_upload(api: Reporting, who: str = OWNER) -> int:
    return api.settled(who, fresh_file(a_row(fresh_numbers(1)[0], day="x")))


def copy_of(api: Reporting, upload: int, who: str = OWNER, query: str = "") -> TestResponse:
    return api.call(who, "GET", f"/uploads/{upload}/annotated{query}")


def there(api: Reporting, answer: TestResponse, who: str = OWNER, **headers: str) -> TestResponse:
    """What stands at the address that an answer promises."""
    return api.call(who, "GET", answer.headers["Location"].removeprefix("/api/v1"), headers=headers)


def code_of(answer: TestResponse) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


def test_a_copy_is_promised_and_then_given(api: Reporting) -> None:
    promised = copy_of(api, an_upload(api))
    said: dict[str, Any] = promised.json or {}
    address = f"/api/v1/handouts/{said['id']}"
    assert (promised.status_code, promised.headers["Location"], promised.headers["Retry-After"]) == (
        202,
        address,
        "2",
    )
    assert said == {
        "id": said["id"],
        "kind": "annotated-copy",
        "status": "waiting",
        "name": "登记表 (annotated).xlsx",
        "asked_by": "bureau",
        "asked_at": said["asked_at"],
        "settled_at": None,
        "expires_at": said["expires_at"],
        "bytes": None,
        "sha256": None,
        "failure": None,
        "content": address,
    }
    assert there(api, promised).status_code == 202
    make_all(api.service.database)
    given = there(api, promised)
    assert (given.status_code, given.headers["Content-Type"]) == (200, XLSX)
    assert given.headers["Content-Length"] == str(len(given.data))
    assert load_workbook(io.BytesIO(given.data)).worksheets
    assert there(api, promised, **{"If-None-Match": given.headers["ETag"]}).status_code == 304
    (listed,) = [one for one in api.read(OWNER, "/handouts")["items"] if one["id"] == said["id"]]
    assert (listed["status"], listed["bytes"]) == ("ready", len(given.data))


def test_the_same_request_gives_it_too_and_costs_nothing_more(api: Reporting) -> None:
    upload = an_upload(api)
    copy_of(api, upload)
    make_all(api.service.database)
    first, second = copy_of(api, upload), copy_of(api, upload, COLLEAGUE)
    assert (first.status_code, second.status_code, first.data) == (200, 200, second.data)
    assert make_all(api.service.database) == 0


def test_a_request_waits_for_its_copy_while_a_worker_is_there(
    api: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "AT_MOST", timedelta(seconds=60))
    upload = an_upload(api)
    with making(api.service.database):
        assert copy_of(api, upload).status_code == 200


def test_below_the_floor_of_the_disk_nothing_new_is_made_and_what_is_there_is_given(
    api: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = an_upload(api), an_upload(api)
    copy_of(api, old)
    make_all(api.service.database)
    monkeypatch.setattr(disk, "free_bytes", lambda _: 1)
    assert code_of(copy_of(api, new)) == (507, "disk-full")
    assert copy_of(api, old).status_code == 200
    monkeypatch.undo()
    assert make_all(api.service.database) == 0, "what was refused is not on the list"


def test_only_a_few_requests_wait(api: Reporting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "AT_MOST", timedelta(days=1))
    upload = an_upload(api)
    taken = [document_answers.PLACES.acquire(blocking=False) for _ in range(document_answers.MOST_WAITING)]
    try:
        assert copy_of(api, upload).status_code == 202
    finally:
        document_answers.PLACES.release(len(taken))
    assert all(taken), "an earlier request has kept its place"


def test_eighteen_requests_at_once_are_answered_and_others_too(api: Reporting) -> None:
    uploads = [an_upload(api) for _ in range(3)]
    with ThreadPoolExecutor(18) as crowd:
        asked = list(crowd.map(lambda upload: copy_of(api, upload), uploads * 6))
        beside = crowd.submit(api.call, STRANGER, "GET", "/uploads").result()
    told = {upload: {answer.status_code for answer in asked[at::3]} for at, upload in enumerate(uploads)}
    assert sorted(map(sorted, told.values())) == [[202], [202], [429]]
    refused = next(answer for answer in asked if answer.status_code == 429)
    assert (code_of(refused), refused.headers["Retry-After"]) == ((429, "handouts-waiting"), "10")
    assert beside.status_code == 200
    assert copy_of(api, an_upload(api, STRANGER), STRANGER).status_code == 202, "a unit's limit is its own"


def test_a_document_is_its_units_and_nobody_elses(api: Reporting) -> None:
    promised = copy_of(api, an_upload(api))
    make_all(api.service.database)
    assert there(api, promised, COLLEAGUE).status_code == 200
    number = (promised.json or {})["id"]
    for who in (STRANGER, OFFICER):
        assert code_of(there(api, promised, who)) == (404, "handout-unknown")
        assert number not in [one["id"] for one in api.read(who, "/handouts")["items"]]
    for path in (f"/handouts/{2**63}", "/handouts/999999"):
        assert code_of(api.call(OWNER, "GET", path)) == (404, "handout-unknown")


def test_a_copy_that_cannot_be_made_is_told_with_words(
    api: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impossible(_: Order) -> tuple[bytes, str]:
        raise CopyNotMade

    monkeypatch.setattr(annotated_copies, "made", impossible)
    upload = an_upload(api)
    promised = copy_of(api, upload)
    make_all(api.service.database)
    for answer in (there(api, promised), copy_of(api, upload)):
        assert (code_of(answer), answer.headers["Retry-After"]) == ((503, "copy-not-made"), "600")


def stored(api: Reporting, *days: str) -> int:
    """Compliant buses of one delivery; its number."""
    rows = [a_row(number, day=day) for number, day in zip(fresh_numbers(len(days)), days, strict=True)]
    return api.settled(OWNER, a_file(*rows), confirm="true")


def export(api: Reporting, query: str, who: str = OWNER, accept: str = CSV) -> TestResponse:
    return api.call(who, "GET", f"/registrations?{query}", headers={"Accept": accept})


@pytest.mark.parametrize("accept", [CSV, XLSX])
def test_a_long_list_is_made_by_a_worker_as_a_short_one_is_at_once(
    api: Reporting, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"upload={stored(api, '2025-03-01', '2025-03-02', '2025-03-03')}&sort=registered_on"
    at_once = export(api, query, accept=accept)
    assert at_once.status_code == 200
    monkeypatch.setattr(list_exports, "DIRECT_ROWS", 2)
    promised = export(api, query, accept=accept)
    assert ((promised.json or {})["kind"], promised.status_code) == ("registrations", 202)
    make_all(api.service.database)
    given = export(api, query, accept=accept)
    assert given.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]
    assert given.headers["Content-Type"] == at_once.headers["Content-Type"]
    assert _cells(given, accept) == _cells(at_once, accept)
    assert len(_cells(given, accept)) == 4
    with api.service.database.transaction(OFFICE) as session:
        events = noted(session, act="list-exported", limit=6)
    handout = (promised.json or {})["id"]
    _, written, asked = [event for event in events if event.details.get("handout") == handout]
    assert (written.actor_kind, written.unit, asked.unit) == ("service", "410100", "410100")
    assert written.details == {"rows": 3, "whole": "yes", "handout": handout}


def _cells(answer: TestResponse, accept: str) -> list[Any]:
    if accept == CSV:
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    return list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)


def test_short_lists_are_left_to_workers_while_a_process_writes_several(api: Reporting) -> None:
    query = f"upload={stored(api, '2025-03-01')}"
    taken = [document_answers.DIRECT.acquire(blocking=False) for _ in range(document_answers.MOST_DIRECT)]
    try:
        assert export(api, query).status_code == 202
    finally:
        document_answers.DIRECT.release(len(taken))
    assert all(taken), "an earlier request has kept its place"
    assert export(api, query).status_code == 200


@pytest.mark.usefixtures("large")
def test_what_was_stored_or_withdrawn_since_makes_another_list(api: Reporting) -> None:
    query = "from=2024-01-01&until=2024-02-01"
    upload = stored(api, *["2024-01-02"] * 3)

    def listed() -> int:
        assert export(api, query).status_code == 202
        make_all(api.service.database)
        return len(_cells(export(api, query), CSV)) - 1

    assert listed() == 3
    assert export(api, query).status_code == 200
    later = stored(api, "2024-01-03")
    assert listed() == 4
    for number in (upload, later):
        api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json={"reason": "mistaken"})
    assert _cells(export(api, query), CSV)[1:] == [], "what is left is few: written at once"


@pytest.mark.usefixtures("large")
def test_the_office_gets_long_lists_masked_and_in_full_for_itself_alone(api: Reporting) -> None:
    numbers = fresh_numbers(3)
    api.settled(OWNER, a_file(*(a_row(number, day="2024-05-06") for number in numbers)), confirm="true")
    query = "from=2024-05-01&until=2024-06-01"
    masked, shown = export(api, query, OFFICER), export(api, f"{query}&reveal=true", OFFICER)
    assert (masked.status_code, shown.status_code) == (202, 202)
    with api.service.database.transaction(OFFICE) as session:
        events = noted(session, act="revealed", limit=1)
    assert [(event.subject, event.details) for event in events] == [
        ("registrations", {"from_on": "2024-05-01", "until_on": "2024-06-01"})
    ]
    make_all(api.service.database)
    vins = [a_vin(number) for number in numbers]
    assert not any(vin in there(api, masked, OFFICER).data.decode() for vin in vins)
    assert all(vin in there(api, shown, OFFICER).data.decode() for vin in vins)
    assert code_of(there(api, shown)) == (404, "handout-unknown")


def test_a_promise_is_described(api: Reporting) -> None:
    paths = api.read(OWNER, "/openapi.json")["paths"]
    for path in ("/uploads/{number}/annotated", "/registrations", "/handouts/{number}"):
        promised = paths[f"/api/v1{path}"]["get"]["responses"]["202"]
        assert set(promised["headers"]) == {"Location", "Retry-After", "RateLimit", "RateLimit-Policy"}
        assert promised["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/HandoutShape"
        }
