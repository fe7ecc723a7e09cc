"""The audit log as an auditor reads it: in words, by filter, page by page, and whether its chain is whole."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import psycopg
import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AccountId, KeyId, SessionId
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from fleetsvc.web.words import ALL_WORDS
from tests.actors import TESTER
from tests.browser import Browser, words_of
from tests.conftest import url_of
from tests.http_app import Service, a_service, empty_log

OFFICER = events.by_person(AccountId(2), SessionId(21), name="李工", role="office", unit=None)
BUREAU = events.by_key(KeyId(3), name="洛阳", role="bureau", unit="410300")


@pytest.fixture
def service(owner_url: str, request: pytest.FixtureRequest) -> Iterator[Service]:
    """A service whose log holds three events of two persons."""
    name = f"log_{request.node.name[5:45]}"
    with a_service(owner_url, name) as opened:
        now = clock.now()
        with opened.database.transaction(OFFICE) as session:
            accounts.add_user(
                session, "audits", role=Role.AUDITOR, unit=None, password=None, by=TESTER, now=now
            )
        empty_log(owner_url, name)
        for actor, act, subject, details in (
            (BUREAU, Act.UPLOAD_CONFIRMED, "upload/410300/12", {"status": "accepted"}),
            (OFFICER, Act.REVEALED, "noncompliance", {"unit": "410100", "category": "bus", "event": "new"}),
            (events.NOBODY, Act.SIGN_IN_REFUSED, None, {"reason": "password", "address": "10.0.0.7"}),
        ):
            with opened.database.transaction(OFFICE) as session:
                record(session, actor, act, subject, details, now)
        yield opened


@pytest.fixture
def auditor(service: Service) -> Browser:
    client, now = service.client(), clock.now()
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "audits")
        token = sessions.begin(session, user, Origin("127.0.0.1", "test"), factor_at=None, now=now)[0]
    client.set_cookie("fleetsvc", token)
    return Browser(client)


def acts_in(page: str) -> list[str]:
    """The numbers of the events shown."""
    return re.findall(r'<tr><td class="num">(\d+)</td>', page)


def test_events_are_told_in_words(auditor: Browser) -> None:
    told = words_of(auditor.open("/audit"))
    assert "洛阳 市级交通部门 洛阳市 · 密钥 3 上传确认 成功 洛阳市第 12 批次 批次状态 已入库" in told
    assert "李工 省级主管部门 · 会话 21 查看明文 成功 未达标清单" in told
    for pair in ("报送单位 郑州市", "车辆用途 公交车", "新增/更新 新增"):
        assert pair in told, pair
    assert "未识别 登录被拒 失败" in told
    assert "原因 密码不符" in told
    assert "共 3 条" in told


def test_the_categories_of_a_correction_are_told_in_words(service: Service, auditor: Browser) -> None:
    details = {"reason": "补报。", "categories": "all, ride_hailing"}
    with service.database.transaction(OFFICE) as session:
        record(session, OFFICER, Act.RANKING_CORRECTED, "ranking/2025-09", details, clock.now())
    told = words_of(auditor.open("/audit?act=ranking-corrected"))
    assert "原因 补报；车辆用途 全部用途、网约车" in told


def test_the_log_is_filtered_by_the_address_and_taken_away_as_filtered(auditor: Browser) -> None:
    today = clock.day_of(clock.now())
    for query, numbers in (
        ("", ["3", "2", "1"]),
        ("act=revealed", ["2"]),
        ("outcome=failure", ["3"]),
        ("name=洛阳", ["1"]),
        ("name=洛", []),
        ("unit=410300", ["1"]),
        ("credential=session/21", ["2"]),
        ("credential=会话 21", ["2"]),
        ("credential=key/3", ["1"]),
        ("credential=密钥3", ["1"]),
        ("credential=session/3", []),
        (f"from={today}&until={today}", ["3", "2", "1"]),
        (f"from={today + timedelta(days=1)}", []),
        (f"until={today - timedelta(days=1)}", []),
    ):
        page = auditor.open(f"/audit?{query}")
        assert acts_in(page) == numbers, query
        assert ("没有符合条件的事件" in page) == (not numbers), query
        rows = list(csv.reader(io.StringIO(auditor.open(f"/audit.csv?{query}").lstrip("\ufeff"))))
        assert rows[0] == [
            "序号",
            "时间",
            "用户",
            "身份",
            "会话或密钥",
            "事件",
            "结果",
            "对象",
            "详情",
            "校验码",
        ]
        assert [row[0] for row in rows[1:]] == numbers, query


def test_a_filter_that_means_nothing_is_told_and_nothing_is_handed_out_by_it(auditor: Browser) -> None:
    told = words_of(auditor.open("/audit?act=flew&from=2025-02-30&unit=9&credential=21", 422))
    for name, value in (
        ("事件", "flew"),
        ("会话或密钥", "21"),
        ("日期自", "2025-02-30"),
        ("用户所属单位", "9"),
    ):
        assert f"“{name}”不能是“{value}”，这一条件未采用" in told
    led = auditor.client.get("/audit.csv?act=flew")
    assert (led.status_code, led.headers["Location"]) == (303, "/audit?act=flew")


def test_the_log_is_turned_forth_and_back(service: Service, auditor: Browser) -> None:
    for _ in range(42):
        with service.database.transaction(OFFICE) as session:
            record(session, OFFICER, Act.SIGN_OUT, "session/9", {}, clock.now())

    def turned(page: str, way: str) -> str:
        found = re.search(rf'rel="{way}" href="([^"]+)"', page)
        assert found is not None, way
        return auditor.open(unescape(found[1]))

    first = auditor.open("/audit")
    second, third = turned(first, "next"), turned(turned(first, "next"), "next")
    shown = [number for page in (first, second, third) for number in acts_in(page)]
    assert shown == [str(number) for number in range(45, 0, -1)]
    assert "第 3 页，共 3 页" in words_of(third)
    assert 'rel="next"' not in third
    back = turned(third, "prev")
    assert (acts_in(back), acts_in(turned(back, "prev"))) == (acts_in(second), acts_in(first))


def test_the_chain_is_verified_from_the_page_and_the_log_says_by_whom(
    service: Service, auditor: Browser
) -> None:
    assert "还没有在页面上核验过。" in auditor.open("/audit")
    with service.database.transaction(OFFICE) as session:
        head = events.verify(session).head
    assert auditor.send("/audit", "/audit/verify").status_code == 303
    page = auditor.open("/audit")
    assert f"由 audits 核验：3 条逐条相连，完整。末条校验码 {head}，" in page
    assert 'class="chain sound"' in page
    auditor.send("/audit", "/audit/verify", {"head": head.upper()})
    assert 'class="chain sound"' in auditor.open("/audit")
    auditor.send("/audit", "/audit/verify", {"head": "0" * 64})
    page = auditor.open("/audit")
    assert 'class="chain unsound"' in page
    assert f"没有校验码为 {'0' * 64} 的事件，末尾可能被截去。请立即通知管理员。" in page


def test_a_broken_chain_is_told_with_its_place_and_what_to_do(
    service: Service, auditor: Browser, owner_url: str
) -> None:
    name = service.database.engine.url.database
    assert name is not None
    with psycopg.connect(url_of(owner_url, name)) as owner:
        owner.execute("UPDATE audit_event SET outcome = 'success' WHERE number = 3")
    auditor.send("/audit", "/audit/verify")
    told = words_of(auditor.open("/audit"))
    assert "第 3 条处断裂（内容与其校验码不符），此前 2 条完好。请立即通知管理员，保留数据库现状。" in told


def test_what_a_line_names_is_its_account_and_what_it_does_not_know_stands_as_it_is(
    service: Service, auditor: Browser
) -> None:
    with service.database.transaction(OFFICE) as session:
        number = accounts.user_named(session, "audits").id
        record(session, OFFICER, Act.ACCOUNT_UNLOCKED, f"account/{number}", {}, clock.now())
        record(session, OFFICER, Act.KEY_REVOKED, "key/999", {"odd": "=1+1"}, clock.now())
        record(session, OFFICER, Act.KEY_REVOKED, "thing/999", {"count": 1234567}, clock.now())
    told = words_of(auditor.open("/audit"))
    assert "账户解锁 成功 账户 audits" in told
    assert "密钥 999 odd =1+1" in told
    assert "thing/999 count 1,234,567" in told


def test_every_act_has_its_word() -> None:
    assert [act.value for act in Act if f"act.{act.value}" not in ALL_WORDS] == []
