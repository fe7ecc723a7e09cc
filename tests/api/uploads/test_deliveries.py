"""``/api/v1/uploads``: sending, seeing, confirming, withdrawing."""

import hashlib
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.uploads import withdrawals
from tests.actors import noted
from tests.reporting_app import (
    COLLEAGUE,
    DEALER,
    NOBODY,
    OFFICER,
    OWNER,
    STRANGER,
    Reporting,
    a_reporting_app,
    fresh_file,
    fresh_numbers,
)
from tests.upload_cases import ODD_NAMES, a_file, a_row, a_vin


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "uploads_api") as opened:
        yield opened


def said(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_is_taken_whatever_it_is_called(api: Reporting, name: str) -> None:
    (number,) = fresh_numbers(1)
    sent = {"unit": "410100", "file": (io.BytesIO(a_file(a_row(number))), name)}
    answer = api.call(OWNER, "POST", "/uploads", data=sent)
    assert (answer.status_code, (answer.json or {})["name"].isprintable()) == (202, True)


def test_a_file_is_received_at_once_read_by_a_worker_and_stored_when_confirmed(api: Reporting) -> None:
    first, second = fresh_numbers(2)
    content = a_file(a_row(first), a_row(second, day=""))
    sent = api.send(OWNER, content)
    assert sent.status_code == 202
    document = sent.json
    assert document is not None
    number = document["id"]
    assert sent.headers["Location"] == f"/api/v1/uploads/{number}"
    assert document == {
        "id": number,
        "unit": "410100",
        "status": "received",
        "confirmed": False,
        "name": "登记表.csv",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "category": None,
        "event": None,
        "kind": "registrations",
        "received_by": "bureau",
        "received_at": document["received_at"],
        "settled_at": None,
        "progress": {"done": 0, "total": None},
        "failing": None,
        "withdrawing": None,
        "findings": {"error": 0, "warning": 0, "info": 0},
        "report": None,
        "withdrawal": None,
        "origin": None,
        "column_questions": [],
        "word_questions": [],
        "two_persons": None,
    }

    api.work()
    review = api.read(OWNER, f"/uploads/{number}")
    assert (review["status"], review["progress"]) == ("in_review", {"done": 2, "total": 2})
    assert review["findings"]["error"] == 1
    report = review["report"]
    assert report["rows"] == {"read": 2, "accepted": 1, "held": 1, "unchanged": 0, "ignored": 0}
    assert (report["refused"], report["verdicts"]) == (None, {"compliant": 1})
    assert [column["field"] for column in report["sheets"][0]["columns"]][:3] == ["vin", "plate", "category"]

    confirmed = api.call(OWNER, "POST", f"/uploads/{number}/confirm")
    assert (confirmed.status_code, (confirmed.json or {})["confirmed"]) == (202, True)
    api.work()
    assert api.read(OWNER, f"/uploads/{number}")["status"] == "accepted"
    again = api.call(OWNER, "POST", f"/uploads/{number}/confirm")
    assert (again.status_code, (again.json or {})["status"]) == (200, "accepted")


def test_a_report_is_worded_in_the_language_of_its_reader(api: Reporting) -> None:
    number = api.settled(OWNER, b"%PDF-1.7 no spreadsheet")
    chinese = api.read(OWNER, f"/uploads/{number}", headers={"Accept-Language": "zh-CN"})
    english = api.read(OWNER, f"/uploads/{number}")
    assert chinese["status"] == english["status"] == "refused"
    assert chinese["report"]["refused"]["code"] == "not-a-spreadsheet"
    assert set(english["report"]["refused"]) == {"code", "message"}
    assert chinese["report"]["refused"]["message"].startswith("这是")
    assert english["report"]["refused"]["message"].startswith("This is")
    read = api.settled(OWNER, fresh_file())
    for language, ascii_only in (("zh-CN", False), ("en", True)):
        sheet = api.read(OWNER, f"/uploads/{read}", headers={"Accept-Language": language})["report"][
            "sheets"
        ][0]
        assert "why_en" not in sheet
        assert sheet["why"].isascii() is ascii_only


def test_the_same_bytes_again_are_the_earlier_upload(api: Reporting) -> None:
    content = fresh_file()
    first = api.send(OWNER, content)
    again = api.send(COLLEAGUE, content, name="另一个名字.csv")
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    other = api.send(STRANGER, content)
    assert (other.status_code, (other.json or {})["id"] != (first.json or {})["id"]) == (202, True)


def test_a_named_request_is_done_once_even_when_its_upload_was_taken_back(api: Reporting) -> None:
    content, name = fresh_file(), {"Idempotency-Key": "a-1"}
    first = api.send(OWNER, content, headers=name)
    number = (first.json or {})["id"]
    assert api.call(OWNER, "POST", f"/uploads/{number}/withdraw").status_code == 200
    again = api.send(OWNER, content, headers=name)
    assert (again.status_code, (again.json or {})["id"], (again.json or {})["status"]) == (
        200,
        number,
        "withdrawn",
    )
    unnamed = api.send(OWNER, content)
    assert (unnamed.status_code, (unnamed.json or {})["id"] != number) == (202, True)


def test_a_name_given_to_another_request_is_refused_but_is_anothers_to_use(api: Reporting) -> None:
    name = {"Idempotency-Key": '"a-2"'}
    assert api.send(OWNER, fresh_file(), headers=name).status_code == 202
    assert said(api.send(OWNER, fresh_file(), headers=name)) == (422, "idempotency-key-reused")
    assert api.send(COLLEAGUE, fresh_file(), headers=name).status_code == 202


def test_a_named_request_sent_many_times_at_once_is_done_once(api: Reporting) -> None:
    content, name = fresh_file(), {"Idempotency-Key": "a-3"}
    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = list(pool.map(lambda _: api.send(OWNER, content, headers=name), range(6)))
    assert len({(answer.json or {})["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [202]


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a b", 'a"b', "\xe9"])
def test_a_malformed_name_is_refused(api: Reporting, name: str) -> None:
    refused = api.send(OWNER, fresh_file(), headers={"Idempotency-Key": name})
    assert said(refused) == (422, "input-refused")
    assert [(fault["in"], fault["pointer"]) for fault in (refused.json or {})["errors"]] == [
        ("header", "/Idempotency-Key")
    ]


def test_a_bureau_sends_for_its_own_unit_only_the_office_for_any_and_a_dealer_for_none(
    api: Reporting,
) -> None:
    assert said(api.send(OWNER, fresh_file(), unit="410200")) == (403, "unit-not-yours")
    assert said(api.send(DEALER, fresh_file())) == (403, "key-not-admitted")
    assert said(api.send(NOBODY, fresh_file())) == (401, "key-missing")
    sent = api.send(OFFICER, fresh_file(), unit="410300")
    assert (sent.status_code, (sent.json or {})["unit"]) == (202, "410300")


@pytest.mark.parametrize(
    ("form", "pointer", "code"),
    [
        ({"unit": "410100"}, "/file", "missing"),
        ({"unit": "410100", "file": "text"}, "/file", "not-file"),
        ({"unit": "110000"}, "/unit", "not-allowed"),
        ({"unit": "410100", "category": "tram"}, "/category", "not-allowed"),
        ({"unit": "410100", "confirm": "yes"}, "/confirm", "not-allowed"),
        ({"unit": "410100", "extra": "1"}, "/extra", "unknown-name"),
        ({"unit": ["410100", "410200"]}, "/unit", "repeated"),
    ],
)
def test_a_malformed_form_is_refused_at_its_place(api: Reporting, form: Any, pointer: str, code: str) -> None:
    answer = api.call(OWNER, "POST", "/uploads", data=form, content_type="multipart/form-data")
    assert said(answer) == (422, "input-refused")
    assert (pointer, code) in {(fault["pointer"], fault["code"]) for fault in (answer.json or {})["errors"]}


def test_what_is_no_form_is_refused(api: Reporting) -> None:
    assert said(api.call(OWNER, "POST", "/uploads", json={"unit": "410100"})) == (
        415,
        "media-type-unsupported",
    )
    broken = api.call(OWNER, "POST", "/uploads", data=b"--x\r\nbroken", content_type="multipart/form-data")
    assert said(broken) == (422, "input-refused")


def test_an_empty_file_is_received_and_refused_by_its_reader(api: Reporting) -> None:
    number = api.settled(OWNER, b"")
    document = api.read(OWNER, f"/uploads/{number}")
    assert (document["status"], document["report"]["refused"]["code"]) == ("refused", "empty")


@pytest.mark.parametrize("who", [OWNER, COLLEAGUE, OFFICER])
def test_an_upload_is_seen_by_its_unit_and_the_office(api: Reporting, who: str) -> None:
    number = api.settled(OWNER, fresh_file())
    assert api.read(who, f"/uploads/{number}")["id"] == number
    assert number in [item["id"] for item in api.read(who, "/uploads")["items"]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/findings", None),
        ("GET", "/rows?fate=held", None),
        ("GET", "/original", None),
        ("GET", "/annotated", None),
        ("POST", "/confirm", None),
        ("POST", "/withdraw", None),
        ("POST", "/mapping", {"mapping": {}}),
    ],
)
def test_another_units_upload_is_not_there_for_a_stranger(
    api: Reporting, method: str, path: str, body: Any
) -> None:
    number = api.settled(OWNER, fresh_file())
    answer = api.call(STRANGER, method, f"/uploads/{number}{path}", json=body)
    assert said(answer) == said(api.call(STRANGER, method, f"/uploads/999999{path}", json=body))
    assert said(answer) == (404, "upload-unknown")
    assert api.read(OWNER, f"/uploads/{number}")["status"] == "in_review"
    assert number not in [item["id"] for item in api.read(STRANGER, "/uploads")["items"]]


def test_uploads_are_listed_newest_first_page_by_page_and_filtered(api: Reporting) -> None:
    ours = [api.settled(OFFICER, fresh_file(), unit="410400") for _ in range(3)]
    waiting = (api.send(OFFICER, fresh_file(), unit="410400").json or {})["id"]
    listed, path = [], "/uploads?unit=410400&limit=3"
    while path:
        answer = api.call(OFFICER, "GET", path)
        assert answer.json is not None
        listed += [item["id"] for item in answer.json["items"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert listed == [waiting, *reversed(ours)]
    for status, expected in (("received", [waiting]), ("in_review", ours[::-1]), ("reading", [])):
        items = api.read(OFFICER, f"/uploads?unit=410400&status={status}")["items"]
        assert [item["id"] for item in items] == expected


def test_an_upload_whose_worker_beats_is_being_read(api: Reporting) -> None:
    number = (api.send(OFFICER, fresh_file(), unit="410500").json or {})["id"]
    beat = "INSERT INTO upload_progress VALUES (410500, %s, 'w', 0, 4096, now())"
    with api.service.database.transaction(OFFICE) as session:
        session.connection().exec_driver_sql(beat, (number,))
    document = api.read(OFFICER, f"/uploads/{number}")
    assert (document["status"], document["progress"]) == ("reading", {"done": 4096, "total": None})
    listed = api.read(OFFICER, "/uploads?unit=410500&status=reading")["items"]
    assert [item["id"] for item in listed] == [number]
    assert api.read(OFFICER, "/uploads?unit=410500&status=received")["items"] == []
    with api.service.database.transaction(OFFICE) as session:
        session.connection().exec_driver_sql(
            "UPDATE upload_progress SET heartbeat_at = now() - interval '1 hour'"
        )
    assert api.read(OFFICER, f"/uploads/{number}")["status"] == "received"


def test_columns_given_by_hand_are_read_again(api: Reporting) -> None:
    (number,) = fresh_numbers(1)
    header = "甲,乙,丙,丁,戊,己"
    row = f"{a_vin(number)},豫A{number:05d}D,公交车,新增,纯电动,2025-03-01"
    upload = api.settled(OWNER, f"{header}\n{row}\n".encode())
    first = api.read(OWNER, f"/uploads/{upload}")
    assert first["status"] in ("refused", "in_review")
    upload = api.settled(OWNER, a_file(a_row(number)))
    sheet = api.read(OWNER, f"/uploads/{upload}")["report"]["sheets"][0]["name"]
    mapping = {
        sheet: {"A": "vin", "B": None, "C": "category", "D": "event", "E": "fuel", "F": "registered_on"}
    }
    answer = api.call(OWNER, "POST", f"/uploads/{upload}/mapping", json={"mapping": mapping})
    assert (answer.status_code, (answer.json or {})["status"]) == (202, "received")
    api.work()
    report = api.read(OWNER, f"/uploads/{upload}")["report"]
    fields = {column["column"]: column["field"] for column in report["sheets"][0]["columns"]}
    assert (fields["A"], fields["B"]) == ("vin", None)


@pytest.mark.parametrize(
    ("mapping", "pointer", "code"),
    [
        ([], "/mapping", "not-object"),
        ({"s": []}, "/mapping/s", "not-object"),
        ({"\0": {"B": "vin"}}, "/mapping/\0", "not-sheet"),
        ({"\ud800": {"B": "vin"}}, "/mapping/?", "not-sheet"),
        ({"s": {"b": "vin"}}, "/mapping/s/b", "not-column"),
        ({"s": {"B": "wheel"}}, "/mapping/s/B", "not-allowed"),
        ({"s": {"B": 1}}, "/mapping/s/B", "not-allowed"),
    ],
)
def test_a_malformed_mapping_is_refused_at_its_place(
    api: Reporting, mapping: Any, pointer: str, code: str
) -> None:
    body = json.dumps({"mapping": mapping})
    answer = api.call(OWNER, "POST", "/uploads/1/mapping", data=body, content_type="application/json")
    assert said(answer) == (422, "input-refused")
    assert [(fault["pointer"], fault["code"]) for fault in (answer.json or {})["errors"]] == [(pointer, code)]


def test_many_vehicles_are_taken_back_by_a_worker(api: Reporting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "AT_ONCE", 0)
    number = api.settled(OWNER, fresh_file(), confirm="true")
    reason = {"reason": "sent twice"}
    for _ in range(2):
        answer = api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json=reason)
        asked = (answer.json or {})["withdrawing"]
        assert (answer.status_code, (answer.json or {})["status"]) == (202, "accepted")
        assert (asked["asked_by"], asked["reason"]) == ("bureau", "sent twice")
    api.work()
    document = api.read(OWNER, f"/uploads/{number}")
    assert (document["status"], document["withdrawing"]) == ("withdrawn", None)
    assert api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json=reason).status_code == 200


def test_a_settled_upload_takes_no_step_but_withdrawal(api: Reporting) -> None:
    number = api.settled(OWNER, fresh_file(), confirm="true")
    mapping = api.call(OWNER, "POST", f"/uploads/{number}/mapping", json={"mapping": {}})
    assert (*said(mapping), (mapping.json or {})["detail"]) == (
        409,
        "upload-not-open",
        "Its status: accepted",
    )
    for _ in range(2):
        withdrawn = api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json={"reason": "mistaken"})
        assert (withdrawn.status_code, (withdrawn.json or {})["status"]) == (200, "withdrawn")
    assert said(api.call(OWNER, "POST", f"/uploads/{number}/confirm")) == (409, "upload-not-open")


def test_each_step_is_in_the_audit_log_once(api: Reporting) -> None:
    content = fresh_file()
    number = api.settled(OWNER, content)
    api.send(OWNER, content)
    for _ in range(2):
        api.call(COLLEAGUE, "POST", f"/uploads/{number}/withdraw")
    with api.service.database.transaction(OFFICE) as session:
        events = noted(session, limit=500)
        found = [
            (event.act, event.actor_name) for event in events if event.subject == f"upload/410100/{number}"
        ]
    assert found == [("upload-withdrawn", "colleague"), ("upload-received", "bureau")]


@pytest.mark.parametrize(
    "path", ["/uploads?cursor=x", "/uploads?status=lost", "/uploads?unit=1", "/uploads?q=1"]
)
def test_a_malformed_query_is_refused(api: Reporting, path: str) -> None:
    assert said(api.call(OFFICER, "GET", path)) == (422, "input-refused")


@pytest.mark.parametrize("number", ["x", "-1", "1.0", "%00"])
def test_a_number_that_is_none_is_not_there(api: Reporting, number: str) -> None:
    assert said(api.call(OWNER, "GET", f"/uploads/{number}")) == (404, "not-found")


@pytest.mark.parametrize("number", ["0", "999999", str(2**63 - 1), str(2**63), "9" * 5000])
@pytest.mark.parametrize(("method", "step"), [("GET", ""), ("GET", "/findings"), ("POST", "/confirm")])
def test_a_number_that_no_upload_can_have_is_as_unknown_as_one_that_none_has(
    api: Reporting, number: str, method: str, step: str
) -> None:
    assert said(api.call(OWNER, method, f"/uploads/{number}{step}")) == (404, "upload-unknown")
    assert api.call(NOBODY, method, f"/uploads/{number}{step}").status_code == 401


STEPS: dict[str, dict[str, Any] | None] = {
    "confirm": None,
    "withdraw": {"reason": "重复报送"},
    "read-again": None,
    "mapping": {"mapping": {}},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", [OWNER, OFFICER])
def test_a_step_on_an_upload_that_changed_since_it_was_read_is_not_taken(
    api: Reporting, step: str, who: str
) -> None:
    number = api.settled(OWNER, fresh_file())
    path = f"/uploads/{number}"
    seen = api.call(who, "GET", path).headers["ETag"]
    told = api.call(OWNER, "POST", f"{path}/mapping", json={"mapping": {}})
    assert told.status_code == 202
    api.work()
    api.call(COLLEAGUE, "POST", f"{path}/confirm")
    for outdated in (seen, '"made-up"', "", "no tag"):
        answer = api.call(who, "POST", f"{path}/{step}", json=STEPS[step], headers={"If-Match": outdated})
        assert said(answer) == (412, "changed-meanwhile")


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
def test_a_step_on_an_upload_as_it_was_read_is_taken(api: Reporting, form: str, tongue: str) -> None:
    path = f"/uploads/{api.settled(OWNER, fresh_file())}"
    seen = api.call(OWNER, "GET", path, headers={"Accept-Language": tongue}).headers["ETag"]
    answer = api.call(OWNER, "POST", f"{path}/confirm", headers={"If-Match": form.format(seen)})
    assert answer.status_code == 202
