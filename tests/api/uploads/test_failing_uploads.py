"""``/api/v1/uploads``: files whose reading fails, what is told of them, and how they are read again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.uploads.attempts import PAUSES
from importers.sandbox import reader
from tests.actors import noted
from tests.failing_reader import Breaker, a_failing_reader
from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app, fresh_file
from tests.upload_cases import time_passes


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "failing_api") as opened:
        yield opened


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    return a_failing_reader(monkeypatch)


def sent(api: Reporting, name: str, **form: str) -> int:
    answer = api.send(OWNER, fresh_file(), name=name, headers=None, **form)
    assert answer.status_code == 202
    return int((answer.json or {})["id"])


def tried_to_the_end(api: Reporting) -> None:
    for pause in (*PAUSES, timedelta(0)):
        api.work()
        time_passes(api.service.database, pause)


def read_again(api: Reporting, number: int, who: str = OWNER) -> tuple[int, Any]:
    answer = api.call(who, "POST", f"/uploads/{number}/read-again")
    return answer.status_code, answer.json


def acts_on(api: Reporting, number: int) -> list[str]:
    with api.service.database.transaction(OFFICE) as session:
        found = noted(session, limit=1000)
    return [event.act for event in reversed(found) if event.subject == f"upload/410100/{number}"]


def test_a_failing_upload_is_told_with_its_next_attempt(api: Reporting, broken: Breaker) -> None:
    broken("poison.csv", KeyError())
    number = sent(api, "poison.csv")
    assert api.read(OWNER, f"/uploads/{number}")["failing"] is None
    api.work()
    document = api.read(OWNER, f"/uploads/{number}")
    failing = document["failing"]
    assert document["status"] == "received"
    assert failing == {
        "attempts": 1,
        "failure": "unforeseen",
        "cause": "file",
        "failed_at": failing["failed_at"],
        "next_attempt_at": failing["next_attempt_at"],
        "set_aside_at": None,
    }
    told = [datetime.fromisoformat(failing[name]) for name in ("failed_at", "next_attempt_at")]
    assert told[1] - told[0] == timedelta(seconds=10)
    listed = api.read(OWNER, "/uploads?status=received")["items"]
    assert [item["failing"] for item in listed if item["id"] == number] == [failing]
    assert api.call(OWNER, "POST", f"/uploads/{number}/withdraw").status_code == 200
    assert api.read(OWNER, f"/uploads/{number}")["failing"] is None


def test_a_refused_upload_is_read_again_once_for_all_who_ask(api: Reporting, broken: Breaker) -> None:
    broken("broken.csv", KeyError())
    number = sent(api, "broken.csv", confirm="true")
    tried_to_the_end(api)
    refused = api.read(OWNER, f"/uploads/{number}")
    assert (refused["status"], refused["report"]["refused"]["code"]) == ("refused", "unreadable-here")
    broken("broken.csv", lambda: None)
    status, document = read_again(api, number)
    assert (status, document["status"], document["report"], document["settled_at"]) == (
        202,
        "received",
        None,
        None,
    )
    assert read_again(api, number, OFFICER) == (200, document | {"report": None})
    api.work()
    assert api.read(OWNER, f"/uploads/{number}")["status"] == "accepted"
    assert acts_on(api, number) == ["upload-received", "upload-read-again"]


def test_the_office_has_a_file_read_again_that_was_set_aside(api: Reporting, broken: Breaker) -> None:
    broken("unlucky.csv", reader.ReaderStopped("killed"))
    number = sent(api, "unlucky.csv", confirm="true")
    tried_to_the_end(api)
    aside = api.read(OFFICER, f"/uploads/{number}")
    assert (aside["status"], aside["failing"]["failure"], aside["failing"]["cause"]) == (
        "received",
        "reader-killed",
        "machine",
    )
    assert aside["failing"]["set_aside_at"] is not None
    broken("unlucky.csv", lambda: None)
    assert read_again(api, number, OFFICER)[0] == 202
    api.work()
    assert api.read(OWNER, f"/uploads/{number}")["status"] == "accepted"


@pytest.mark.parametrize("status", ["accepted", "withdrawn", "in_review"])
def test_what_is_settled_or_in_review_is_not_read_again(api: Reporting, status: str) -> None:
    number = api.settled(OWNER, fresh_file(), confirm="true" if status == "accepted" else "false")
    if status == "withdrawn":
        api.call(OWNER, "POST", f"/uploads/{number}/withdraw")
    code, problem = read_again(api, number)
    assert (code, problem["code"], problem["detail"]) == (409, "upload-not-open", f"Its status: {status}")


def test_another_units_upload_is_not_there_to_be_read_again(api: Reporting) -> None:
    number = sent(api, "ours.csv")
    assert read_again(api, number, STRANGER)[0] == 404


def test_refused_bytes_sent_again_are_a_new_upload_and_the_old_one_says_so(api: Reporting) -> None:
    content = b"%PDF-1.7 no table at all"
    refused = api.settled(OWNER, content)
    again = api.send(OWNER, content)
    assert (again.status_code, (again.json or {})["id"] != refused) == (202, True)
    number = (again.json or {})["id"]
    assert api.send(OWNER, content).status_code == 200
    code, problem = read_again(api, refused)
    assert (code, problem["code"], problem["detail"]) == (409, "upload-sent-again", f"See upload {number}")
    api.work()
    assert api.send(OWNER, content).status_code == 202


def test_a_named_request_gives_its_first_answer_and_another_name_sends_refused_bytes_anew(
    api: Reporting,
) -> None:
    content = b"%PDF-1.7 named"
    first = api.send(OWNER, content, headers={"Idempotency-Key": "first"})
    number = (first.json or {})["id"]
    api.work()
    repeated = api.send(OWNER, content, headers={"Idempotency-Key": "first"})
    assert (repeated.status_code, (repeated.json or {})["id"]) == (200, number)
    fresh = api.send(OWNER, content, headers={"Idempotency-Key": "second"})
    assert (fresh.status_code, (fresh.json or {})["id"] != number) == (202, True)


def test_accepted_bytes_sent_again_are_the_earlier_upload(api: Reporting) -> None:
    content = fresh_file()
    number = api.settled(OWNER, content, confirm="true")
    again = api.send(OWNER, content)
    assert (again.status_code, (again.json or {})["id"]) == (200, number)
