"""A receipt on paper: got below an answer or on an accepted upload, found again by its number, saved as a file."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fleetsvc import clock
from fleetsvc.services.receipts.checking import check, keys_of
from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_file

QUESTION = {"unit": "410100", "category": "bus", "event": "new", "on": "2025-06-01", "energy": "bev"}
ASK = "/ask?unit=410100&category=bus&event=new&on=2025-06-01&energy=bev"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "receipt_pages") as opened:
        yield opened


def test_a_dealer_gets_a_receipt_of_an_answer_and_finds_it_again(bureau: Bureau) -> None:
    dealer = bureau["dealer"]
    assert "取得回执" in dealer.open(ASK)
    signed = dealer.send(ASK, "/ask/receipt", QUESTION)
    assert signed.status_code == 303
    address = signed.headers["Location"]
    number = address.rpartition("/")[2]
    shown = words_of(dealer.open(address))
    assert f"回执 {number}" in shown
    assert "郑州市 · 新增 · 公交车 · 纯电动 · 2025-06-01" in shown
    assert f"{number} 要求查询的答复" in words_of(dealer.open("/receipts"))
    looked_up = dealer.client.get(f"/receipts?number={number.lower()}")
    assert (looked_up.status_code, looked_up.headers["Location"]) == (303, f"/receipts/{number}")
    part, today = number[3:9].lower(), clock.day_of(clock.now())
    for search, is_found in (
        (f"number={part}", True),
        (f"number={part}&from={today}&to={today}", True),
        ("number=UUUU", False),
        (f"from={today + timedelta(days=1)}", False),
        (f"to={today - timedelta(days=1)}", False),
        (f"number={part}&to=9999-12-31", True),
    ):
        found = words_of(dealer.open(f"/receipts?{search}"))
        assert (f"{number} 要求查询的答复 郑州市 · 新增 · 公交车 · 纯电动" in found) == is_found, search
        assert ("没有符合的回执" in found) != is_found
    assert "“31.2.”不是日期" in words_of(dealer.open("/receipts?from=31.2.", 422))
    anybody = bureau.service.client()
    saved = anybody.get(f"{address}/file")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    keys = keys_of(anybody.get("/.well-known/jwks.json").json)
    assert check(json.loads(saved.get_data()), keys).flaws == ()
    assert number not in bureau["stranger"].open("/receipts")


def test_whoever_is_not_signed_in_is_led_there_before_a_receipt(bureau: Bureau) -> None:
    page = bureau.service.client().get(ASK).get_data(as_text=True)
    assert "登录后可取得签名的回执" in page
    assert "/ask/receipt" not in page


def test_a_question_that_lacks_something_goes_back_to_its_form(bureau: Bureau) -> None:
    sent = bureau["dealer"].send(ASK, "/ask/receipt", {"unit": "410100", "event": "new"})
    assert sent.status_code == 303
    assert "请选择" in bureau["dealer"].open(sent.headers["Location"], 422)


def test_an_accepted_upload_has_a_receipt_on_its_page(bureau: Bureau) -> None:
    number = bureau.stored(fresh_file())
    owner, office = bureau["owner"], bureau["office"]
    signed = owner.send(f"/uploads/{number}", f"/uploads/{number}/receipt")
    again = office.send(f"/uploads/{number}?unit=410100", f"/uploads/{number}/receipt?unit=410100")
    address = signed.headers["Location"]
    assert (signed.status_code, again.headers["Location"]) == (303, address)
    shown = words_of(office.open(address))
    assert "报送单位 郑州市" in shown
    assert "读取 1，接收 1，退回 0，未变 0" in shown
    for who in ("stranger", "dealer"):
        bureau[who].open(address, 404)
    assert bureau.service.client().get(address).status_code == 404


def test_an_upload_in_review_has_none_yet(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file())
    assert f"/uploads/{number}/receipt" not in bureau["owner"].open(f"/uploads/{number}")
    sent = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/receipt")
    assert sent.headers["Location"] == f"/uploads/{number}?told=changed"
