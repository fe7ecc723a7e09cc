"""The office asks for two persons; the unit's page says whose turn it is, and the API answers clearly."""

from collections.abc import Iterator

import pytest

from tests.browser import Bureau, a_bureau, fields_in, token_in, words_of
from tests.upload_cases import a_file, a_row

PAGE = "/two-persons"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "two_persons_web") as opened:
        yield opened


def test_the_office_asks_and_the_page_of_a_delivery_says_whose_turn_it_is(bureau: Bureau) -> None:
    office, owner, colleague = bureau["office"], bureau["owner"], bureau["colleague"]
    answer = office.send(PAGE, f"{PAGE}/410100/ask")
    shown = words_of(office.open(answer.headers["Location"]))
    assert "郑州市自即日起须两人办理，已通知该单位" in shown
    assert "没有另一人可以提交" not in shown
    number = bureau.reviewed(a_file(a_row(1)))
    page = f"/uploads/{number}"
    own = owner.open(page)
    assert "由您准备，须由本单位另一位同事登录后提交入库" in words_of(own)
    assert f"{page}/confirm" not in own
    assert "可以先确认" not in words_of(own)
    refused = owner.send(page, f"{page}/confirm")
    assert "没有提交：该批次须由本单位另一位同事登录后提交" in words_of(
        owner.open(refused.headers["Location"])
    )
    assert "由其两位同事准备、提交" in words_of(office.open(f"{page}?unit=410100"))
    assert "由 owner 准备，请您核对后提交入库" in words_of(colleague.open(page))
    by_api = owner.client.post(
        f"/api/v1{page}/confirm",
        headers={"X-CSRFToken": token_in(owner.open("/account")), "Accept-Language": "en"},
    )
    told = by_api.get_json()
    assert (by_api.status_code, told["code"], told["detail"]) == (
        409, "second-person-needed", "Prepared by: owner"
    )  # fmt: skip
    _what_was_corrected_since_is_looked_at_again(bureau, page)
    colleague.send(page, f"{page}/confirm")
    bureau.work()
    stored = words_of(owner.open(page))
    assert "确认入库 colleague 由 owner 准备" in stored
    lifted = office.send(PAGE, f"{PAGE}/410100/lift")
    assert "郑州市不再须两人办理" in words_of(office.open(lifted.headers["Location"]))
    for wrong in ("410000/ask", "410100/explode"):
        assert office.send(PAGE, f"{PAGE}/{wrong}").status_code == 404


def _what_was_corrected_since_is_looked_at_again(bureau: Bureau, page: str) -> None:
    """What the first person corrects is not submitted by a page of before: neither while it is read nor after."""
    owner, colleague = bureau["owner"], bureau["colleague"]
    shown = colleague.open(page)
    before = {"csrf_token": token_in(shown), **fields_in(shown, f"{page}/confirm")}
    said = {"cell:0:2:5": "2025-03-02", "was:cell:0:2:5": "2025-03-01"}
    assert owner.send(page, f"{page}/cells", said).status_code == 303
    for _ in ("waiting", "read"):
        answer = colleague.client.post(f"{page}/confirm", data=before)
        assert answer.headers["Location"] == f"{page}?told=changed"
        assert "这次操作没有执行" in words_of(colleague.open(answer.headers["Location"]))
        bureau.work()
    assert "由 owner 准备，请您核对后提交入库" in words_of(colleague.open(page))


def test_a_unit_of_one_account_is_pointed_out(bureau: Bureau) -> None:
    office = bureau["office"]
    answer = office.send(PAGE, f"{PAGE}/410200/ask")
    shown = words_of(office.open(answer.headers["Location"]))
    assert "开封市只有 1 个在用账户：没有另一人可以提交" in shown
    assert "无人可提交" in shown


def test_by_api_a_person_of_the_office_asks(bureau: Bureau) -> None:
    office = bureau["office"]
    headers = {"X-CSRFToken": token_in(office.open("/account"))}
    answer = office.client.post(
        "/api/v1/two-persons", json={"unit": "410200", "required": True}, headers=headers
    )
    made = answer.get_json()
    assert made == {
        "unit": "410200", "required": True, "accounts": 1, "set_by": "office", "set_at": made["set_at"]
    }  # fmt: skip
    listed = office.client.get("/api/v1/two-persons").get_json()["items"]
    assert (len(listed), [one for one in listed if one["required"]]) == (19, [made])
    again = office.client.post(
        "/api/v1/two-persons", json={"unit": "410200", "required": False}, headers=headers
    )
    assert again.get_json()["required"] is False
    assert (
        office.client.post("/api/v1/two-persons", json={"unit": "410200"}, headers=headers).status_code == 422
    )
