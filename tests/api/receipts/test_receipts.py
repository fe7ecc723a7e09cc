"""A receipt is signed, says what anybody needs to ask again, and is checked by the published key alone."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, UnitScope
from fleetsvc.services.receipts.checking import Checked, Flaw, check, keys_of
from fleetsvc.services.receipts.issuing import issue_for_upload
from fleetsvc.services.receipts.signing_keys import SecretKeyChanged, rotate, signing_key
from rules.editions import digest
from tests.actors import TESTER
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
)

QUESTION = {"unit": "410100", "category": "bus", "event": "new", "on": "2025-06-01", "energy": "diesel"}
OF_THE_HOUSE = "of no worth " * 3


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "receipts") as opened:
        yield opened


def receipt(api: Reporting, who: str = DEALER, **body: Any) -> Any:
    answer = api.call(who, "POST", "/receipts", json=body)
    assert answer.status_code == 201, answer.json
    return answer.json


def published(api: Reporting) -> Any:
    return api.service.client().get("/.well-known/jwks.json").json


def checked(api: Reporting, found: Any) -> Checked:
    return check(found, keys_of(published(api)))


def accepted(api: Reporting) -> int:
    number = api.settled(OWNER, fresh_file())
    assert api.call(OWNER, "POST", f"/uploads/{number}/confirm").status_code == 202
    api.work()
    return number


def test_an_answer_is_signed_with_all_that_is_needed_to_ask_again(api: Reporting) -> None:
    found = receipt(api, question=QUESTION)
    assert checked(api, found) == Checked(found["document"], found["kid"], ())
    told = found["document"]
    assert (told["format"], told["id"], told["kind"]) == ("fleetsvc-receipt-1", found["id"], "requirements")
    unsaid = {"emission_stage": None, "gross_mass_kg": None, "replaces": None}
    assert told["question"] == QUESTION | unsaid | {"known_on": told["issued_at"], "language": "en"}
    assert told["rulebook"] == told["answer"]["rulebook"]
    again = api.service.client().get(told["ask_again"], headers={"Accept-Language": "en"}).json
    assert (again, digest(again)) == (told["answer"], told["answer_sha256"])
    assert api.read(NOBODY, f"/receipts/{found['id'].lower().replace('-', ' ')}") == found


def test_a_question_may_be_the_whole_body_and_may_be_of_an_earlier_day(api: Reporting) -> None:
    told = receipt(api, **QUESTION, known_on="2025-05-01")["document"]
    assert told["question"]["known_on"] == "2025-05-01T23:59:59.999999+08:00"
    assert told["answer"]["verdict"] == "non_compliant"


def test_an_accepted_upload_has_one_receipt_for_its_unit_and_the_office(api: Reporting) -> None:
    number = accepted(api)
    found = receipt(api, OWNER, upload=number)
    told = found["document"]["upload"]
    assert checked(api, found).flaws == ()
    assert (told["id"], told["unit"], told["status"]) == (number, "410100", "accepted")
    assert (told["rows"]["accepted"], told["verdicts"]) == (1, {"compliant": 1})
    assert told["sha256"] == api.read(OWNER, f"/uploads/{number}")["sha256"]
    again = api.call(COLLEAGUE, "POST", "/receipts", json={"question": {"upload": number}})
    assert (again.status_code, again.json) == (200, found)
    path = f"/receipts/{found['id']}"
    seen = {who: api.call(who, "GET", path).status_code for who in (OWNER, OFFICER, STRANGER, DEALER, NOBODY)}
    assert seen == {OWNER: 200, OFFICER: 200, STRANGER: 404, DEALER: 404, NOBODY: 404}
    for who in (STRANGER, DEALER):
        assert api.call(who, "POST", "/receipts", json={"upload": number}).status_code == 404


def test_what_is_not_accepted_has_no_receipt(api: Reporting) -> None:
    number = api.settled(OWNER, fresh_file())
    refused = api.call(OWNER, "POST", "/receipts", json={"upload": number})
    assert refused.status_code == 409
    assert refused.json is not None
    assert (refused.json["code"], refused.json["detail"]) == ("upload-not-accepted", "It is in_review")


def test_two_who_ask_at_once_for_an_uploads_receipt_get_the_same(api: Reporting) -> None:
    number, database, found = accepted(api), api.service.database, []

    def ask() -> None:
        found.append(receipt_number(api, number))

    with database.transaction(OFFICE) as session:
        key = signing_key(session, secret=OF_THE_HOUSE, now=clock.now())
    with database.transaction(UnitScope("410100")) as session:
        first = issue_for_upload(session, number, key=key, by=TESTER, now=clock.now()).receipt.number
        other = Thread(target=ask)
        other.start()
    other.join()
    assert found == [first]


def receipt_number(api: Reporting, upload: int) -> str:
    answer = api.call(OWNER, "POST", "/receipts", json={"upload": upload})
    return str((answer.json or {}).get("id"))


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("/question/category", "missing"), ("/question/event", "missing"), ("/question/unit", "missing")]),
        ({"question": {**QUESTION, "unit": "410000"}}, [("/question/unit", "not-allowed")]),
        ({"question": {**QUESTION, "known_on": "2999-01-01"}}, [("/question/known_on", "day-in-future")]),
        ({"question": {**QUESTION, "plate": "x"}}, [("/question/plate", "unknown-name")]),
        ({"question": None}, [("/question", "null")]),
        ({"question": [1]}, [("/question", "not-object")]),
        ({"question": QUESTION, "upload": 1}, [("/question", "unknown-name")]),
        ({"upload": "x"}, [("/upload", "not-number")]),
        ({"upload": None}, [("/question", "missing")]),
        ([1], [("", "not-object")]),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_told_at_its_place(
    api: Reporting, body: Any, errors: list[tuple[str, str]]
) -> None:
    refused = api.call(DEALER, "POST", "/receipts", json=body)
    assert refused.status_code == 422
    assert refused.json is not None
    assert sorted((one["pointer"], one["code"]) for one in refused.json["errors"]) == errors


def test_nobody_unknown_has_anything_signed(api: Reporting) -> None:
    assert api.call(NOBODY, "POST", "/receipts", json={"question": QUESTION}).status_code == 401
    for number in ("0000-0000-0000", "x", "..", "0" * 500):
        assert api.call(NOBODY, "GET", f"/receipts/{number}").status_code == 404


def test_a_dealer_finds_the_receipts_of_its_answers_page_by_page(owner_url: str) -> None:
    with a_reporting_app(owner_url, "receipts_held") as api:
        asked = [
            receipt(api, question=QUESTION | {"energy": energy})["id"] for energy in ("bev", "gas", "lpg")
        ]
        receipt(api, OFFICER, question=QUESTION)
        first = api.call(DEALER, "GET", "/receipts?limit=2")
        assert first.json is not None
        rest = api.read(DEALER, f"/receipts?limit=2&cursor={first.json['next_cursor']}")
        pages = [[one["id"] for one in page["items"]] for page in (first.json, rest)]
        assert (pages, rest["next_cursor"]) == ([asked[:0:-1], asked[:1]], None)
        with api.service.database.transaction(OFFICE) as session:
            entered = session.connection().execute(
                text("SELECT subject FROM audit_event WHERE act = 'receipt-issued' ORDER BY number LIMIT 3")
            )
            assert [subject for (subject,) in entered] == [f"receipt/{number}" for number in asked]


def test_an_old_key_stays_published_and_another_secret_key_signs_only_once_told_so(owner_url: str) -> None:
    with a_reporting_app(owner_url, "receipts_rotated") as api:
        before = receipt(api, question=QUESTION)
        database = api.service.database
        with pytest.raises(SecretKeyChanged), database.transaction(OFFICE) as session:
            signing_key(session, secret="another", now=clock.now())
        with database.transaction(OFFICE) as session:
            rotate(session, secret="another", by=TESTER, now=clock.now())
        refused = api.call(DEALER, "POST", "/receipts", json={"question": QUESTION})
        assert (refused.status_code, (refused.json or {})["code"]) == (503, "receipt-key-lost")
        with database.transaction(OFFICE) as session:
            kid = rotate(session, secret=OF_THE_HOUSE, by=TESTER, now=clock.now())
        after = receipt(api, question=QUESTION)
        assert ([one["kid"] for one in published(api)["keys"]][::2]) == [kid, before["kid"]]
        assert [checked(api, one).kid for one in (before, after)] == [before["kid"], kid]
        only_new = {"keys": published(api)["keys"][:1]}
        assert check(before, keys_of(only_new)).flaws == ((Flaw.KEY_UNKNOWN, "/jws"),)
