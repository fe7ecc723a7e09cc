"""What was typed into a form that is refused is not lost: pages of people signed in stay in no cache to go back to."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from werkzeug.datastructures import MultiDict

from tests.browser import Browser, Bureau, a_bureau, token_in, words_of

CONFIRMED = {
    "answer": "nev-kinds",
    "number": "豫环函〔2026〕3号",
    "dated": "2026-01-09",
    "zh": "省厅 <答复> “可以”",
    "en": "office",
}
PATH = "/rulebook/answers/confirmation"
OURS = {"Referer": "http://localhost/rulebook/answers?open=1"}


@pytest.fixture
def opened(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "typed") as bureau:
        yield bureau


def fields_offered(page: str) -> dict[str, list[str]]:
    """The fields of the form that a fault page offers to send again."""
    form = page[page.index('<form class="stack again"') :].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    areas = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    for name, value in [*re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form), *areas]:
        found.setdefault(name, []).append(unescape(value))
    return found


def refused(browser: Browser, fields: dict[str, str]) -> str:
    token = token_in(browser.open("/account/password"))
    answer = browser.client.post(PATH, data={"csrf_token": token, **fields}, headers=OURS)
    assert answer.status_code == 422
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("一\x0b二" + "字" * 2000, "一\n二" + "字" * 2000),
        ("第一条\n\x0c第二条", "第一条\n\n第二条"),
        ("\r\n甲\x07乙\x9b丙", "\n甲乙丙"),
        ("X\rY", "X\nY"),
        ("\x00<b>&\"'", "<b>&\"'"),
    ],
)
def test_a_text_with_a_sign_that_nobody_sees_is_offered_without_it_and_all_else_as_it_was(
    opened: Bureau, sent: str, left: str
) -> None:
    page = refused(opened["office"], CONFIRMED | {"zh": sent, "number": "豫\x07环函"})
    offered = fields_offered(page)
    assert offered.pop("csrf_token") != []
    assert offered == {
        name: [value] for name, value in (CONFIRMED | {"zh": left, "number": "豫环函"}).items()
    }
    assert f'action="{PATH}"' in page


def test_what_is_offered_is_taken_when_it_is_sent(opened: Bureau) -> None:
    offered = fields_offered(refused(opened["office"], CONFIRMED | {"en": "the \x0coffice"}))
    answer = opened["office"].client.post(PATH, data=MultiDict(offered), headers=OURS)
    assert (answer.status_code, "控制字符" in words_of(answer.get_data(as_text=True))) == (303, False)


def test_a_file_is_asked_for_again_and_nothing_secret_is_repeated(opened: Bureau) -> None:
    browser = opened["office"]
    data: MultiDict[str, object] = MultiDict(
        {"csrf_token": token_in(browser.open("/account/password")), "password": "pass-77", "code": "135790"}
    )
    data.update(CONFIRMED | {"zh": "一\x0b二"})
    data.add("proof", (BytesIO(b"x"), "证明.pdf"))
    page = browser.client.post(PATH, data=data, headers=OURS).get_data(as_text=True)
    assert ('<input type="file" name="proof"' in page, "证明.pdf" in page) == (True, True)
    assert ("pass-77" in page, "135790" in page) == (False, False)


def test_no_page_sends_people_back_to_what_their_browser_has_not_kept(opened: Bureau) -> None:
    client = opened["office"].client
    expired = client.post(
        "/account/password",
        data={"csrf_token": "x"},
        headers={"Referer": "http://localhost/account/password"},
    )
    large = client.post("/notices/read", data=b"x" * 1_100_000, headers=OURS)
    assert (expired.status_code, large.status_code) == (400, 413)
    for answer, back in ((expired, "/account/password"), (large, "/rulebook/answers?open=1")):
        page = answer.get_data(as_text=True)
        assert "后退" not in words_of(page)
        assert f'href="{back}">回到表单</a>' in page
    far = client.post(
        "/notices/read", data=b"x" * 1_100_000, headers={"Referer": "http://localhost//else.example/"}
    )
    assert "else.example" not in far.get_data(as_text=True)
