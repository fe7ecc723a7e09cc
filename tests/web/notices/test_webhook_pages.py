"""The page of other systems' addresses: a bureau its own, the office its own, nobody another's."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc import clock
from fleetsvc.jobs.delivering_webhooks import Hooks, work_once
from tests.browser import Bureau, a_bureau, words_of

PAGE = "/webhooks"
HOOK = "https://hooks.example/fleet"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "webhook_pages") as opened:
        yield opened


def secret_in(answer: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", answer)
    assert found is not None
    return found[0]


def test_an_address_is_added_tested_switched_and_its_secret_changed_by_its_unit_alone(bureau: Bureau) -> None:
    owner, stranger = bureau["owner"], bureau["stranger"]
    assert "还没有推送地址" in words_of(owner.open(PAGE))
    added = owner.send(PAGE, PAGE, {"url": f" {HOOK} ", "event": ["upload-read", "edition-released"]})
    assert (added.status_code, added.headers["Cache-Control"]) == (200, "no-store")
    first = secret_in(added.get_data(as_text=True))
    shown = owner.open(PAGE)
    assert f"{HOOK} 使用中 批次已读完，待核对 · 排名发布" in words_of(shown)
    assert "whsec_" not in shown
    (number,) = set(re.findall(r"/webhooks/(\d+)/test", shown))
    for action in ("test", "rotate", "disable", "enable"):
        assert stranger.send(PAGE, f"{PAGE}/{number}/{action}").status_code == 404
    assert owner.send(PAGE, f"{PAGE}/{number}/explode").status_code == 404
    rotated = owner.send(PAGE, f"{PAGE}/{number}/rotate")
    assert secret_in(rotated.get_data(as_text=True)) != first
    for action, said in (("test", "已排队试发"), ("disable", "已停用"), ("enable", "已启用")):
        answer = owner.send(PAGE, f"{PAGE}/{number}/{action}")
        assert answer.headers["Location"] == f"{PAGE}?done={action}"
        assert said in words_of(owner.open(f"{PAGE}?done={action}"))
    dropped = owner.open(PAGE)
    assert "停用时取消 0 地址已停用 重发" in words_of(dropped)
    assert "启用后只推送此后发生的" in words_of(dropped)
    (again,) = re.findall(r"/webhooks/(\d+)/again", dropped)
    assert owner.send(PAGE, f"{PAGE}/{again}/again").headers["Location"] == f"{PAGE}?done=again"
    assert "待推送 0" in words_of(owner.open(PAGE))
    hooks = Hooks("x", (), lambda *_: ["127.0.0.1"])
    assert work_once(bureau.service.database, hooks, now=clock.now)
    told = owner.open(PAGE)
    assert re.search(r"试发 [\d: -]+ \S+ 待推送 1 地址指向内部网络，未连接", words_of(told))
    assert HOOK not in stranger.open(PAGE)
    assert HOOK not in bureau["office"].open(PAGE)
    assert owner.send(PAGE, f"{PAGE}/999/again").status_code == 404
    owner.send(PAGE, f"{PAGE}/{number}/disable")
    refused = owner.send(PAGE, f"{PAGE}/{number}/test")
    assert (refused.status_code, "请先启用" in words_of(refused.get_data(as_text=True))) == (422, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://hooks.example", "event": "upload-read"}, "请填写完整的 https 地址"),
        ({"url": HOOK}, "请至少选一种消息"),
        ({"url": HOOK, "event": "rulebook-proposed"}, "请至少选一种消息"),
        ({}, "请填写完整的 https 地址"),
    ],
)
def test_what_cannot_be_added_is_told_and_kept_in_the_form(
    bureau: Bureau, typed: dict[str, str], said: str
) -> None:
    answer = bureau["colleague"].send(PAGE, PAGE, typed)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in words_of(page)) == (422, True)
    assert f'value="{typed.get("url", "")}"' in page


def test_the_page_speaks_english(bureau: Bureau) -> None:
    shown = words_of(bureau["deputy"].open(f"{PAGE}?lang=en"))
    assert ("Add an address" in shown, "webhooks." in shown) == (True, False)


@pytest.fixture
def own_bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "webhook_words") as opened:
        yield opened


def test_what_is_being_sent_and_what_failed_is_said_in_words(own_bureau: Bureau) -> None:
    person, database = own_bureau["owner"], own_bureau.service.database
    person.send(PAGE, PAGE, {"url": HOOK, "event": "upload-read"})
    (number,) = set(re.findall(r"/webhooks/(\d+)/test", person.open(PAGE)))
    person.send(PAGE, f"{PAGE}/{number}/test")

    def failing(_name: str, _port: int) -> list[str]:
        shown = words_of(person.open(PAGE))
        assert ("正在推送" in shown, "下次" in shown) == (True, False)
        raise UnboundLocalError

    assert work_once(database, Hooks("x", (), failing), now=clock.now)
    shown = words_of(person.open(PAGE))
    assert ("未送达，原因见服务日志 下次" in shown, "UnboundLocalError" in shown) == (True, False)
    assert "the log of the service says why" in words_of(person.open(f"{PAGE}?lang=en"))
