"""Keys of dealers and bureaus: shown once, listed, revoked; they open the API and end with the account."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from markupsafe import escape
from sqlmodel import col, select
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge import callers
from fleetsvc.models import ApiKey, AuditEvent
from fleetsvc.services.people import accounts
from tests.actors import TESTER
from tests.browser import PASSWORD, Browser, Bureau, a_bureau, words_of

PAGE = "/my/keys"


@pytest.fixture
def bureau(owner_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(callers, "REMEMBERED_SECONDS", 0.0)
    with a_bureau(owner_url, "my_keys_service") as opened:
        yield opened


def last_day() -> str:
    return (clock.day_of(clock.now()) + timedelta(days=365)).isoformat()


def make(browser: Browser, name: str = "车辆管理系统", until: str | None = None) -> TestResponse:
    return browser.send(PAGE, PAGE, {"name": name, "until": until or last_day()})


def key_in(page: str) -> str:
    found = re.search(r"fsk_[\w-]{43}", page)
    assert found is not None
    return found.group()


def calls(bureau: Bureau, key: str, address: str = "/api/v1/rankings") -> int:
    answer = bureau.service.client().get(address, headers={"Authorization": f"Bearer {key}"})
    return answer.status_code


def stored(bureau: Bureau) -> list[ApiKey]:
    with bureau.service.database.transaction(OFFICE) as session:
        return list(
            session.exec(select(ApiKey).where(col(ApiKey.holder_id).is_not(None)).order_by(col(ApiKey.id)))
        )


def acts(bureau: Bureau) -> list[tuple[str, str | None, str | None, dict[str, object]]]:
    with bureau.service.database.transaction(OFFICE) as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.number))).all()
    return [
        (event.act, event.actor_name, event.subject, dict(event.details))
        for event in events
        if event.act.startswith("key-")
    ]


def test_a_key_is_shown_once_with_a_command_that_works_and_is_kept_as_a_hash(bureau: Bureau) -> None:
    dealer = bureau["dealer"]
    answer = make(dealer)
    page = answer.get_data(as_text=True)
    key = key_in(page)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    command = re.search(r'<pre[^>]*id="example"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert command is not None
    said = re.fullmatch(
        r'curl -H "Authorization: Bearer (\S+)" "http://localhost(/api/v1/requirements\?\S+)"',
        unescape(command.group(1)),
    )
    assert said is not None
    assert said.group(1) == key
    assert calls(bureau, key, said.group(2)) == 200
    assert key not in dealer.open(PAGE)
    record = stored(bureau)[-1]
    assert (record.name, record.role, record.city_code) == ("车辆管理系统", "dealer", None)
    assert record.key_sha256 not in page
    assert acts(bureau) == [
        ("key-added", "dealer", f"key/{record.id}", {"role": "dealer", "unit": None, "until": last_day()})
    ]


def test_a_bureaus_key_opens_its_own_unit_and_its_command_too(bureau: Bureau) -> None:
    page = make(bureau["owner"]).get_data(as_text=True)
    key = key_in(page)
    assert "/api/v1/uploads?limit=5" in page
    assert calls(bureau, key, "/api/v1/registrations") == 200
    record = stored(bureau)[-1]
    assert (record.role, record.city_code) == ("bureau", 410100)


def test_the_list_tells_of_each_key_what_it_is_for_its_state_and_its_last_use(bureau: Bureau) -> None:
    dealer, today = bureau["dealer"], clock.day_of(clock.now())
    key = key_in(make(dealer, "网点", (today + timedelta(days=9)).isoformat()).get_data(as_text=True))
    assert calls(bureau, key) == 200
    told = words_of(dealer.open(PAGE))
    row = rf"网点 {key[:12]}… 即将到期 {today} {today + timedelta(days=9)} {today} \d\d:\d\d:\d\d 吊销"
    assert re.search(row, told)
    assert "每个密钥 每分钟 6,000 次 不带密钥（按网络地址） 每分钟 120 次" in told
    assert "在用密钥 1 个，最多 5 个" in told


def test_a_key_is_revoked_after_a_question_by_its_holder_alone(bureau: Bureau) -> None:
    key = key_in(make(bureau["owner"]).get_data(as_text=True))
    number = stored(bureau)[-1].id
    for other in ("colleague", "stranger", "dealer"):
        assert bureau[other].client.get(f"{PAGE}/{number}/revoke").status_code == 404
        assert bureau[other].send(PAGE, f"{PAGE}/{number}/revoke").status_code == 404
    assert calls(bureau, key) == 200
    assert "吊销密钥“车辆管理系统”？" in words_of(bureau["owner"].open(f"{PAGE}/{number}/revoke"))
    answer = bureau["owner"].send(f"{PAGE}/{number}/revoke", f"{PAGE}/{number}/revoke")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done={number}")
    assert "已吊销密钥“车辆管理系统”。" in words_of(bureau["owner"].open(answer.headers["Location"]))
    assert calls(bureau, key) == 401
    assert acts(bureau)[-1] == ("key-revoked", "owner", f"key/{number}", {})
    assert bureau["owner"].client.get(f"{PAGE}/{number}/revoke").status_code == 404


def test_a_disabled_accounts_keys_stop_working_and_the_administrator_sees_whose_they_are(
    bureau: Bureau,
) -> None:
    key = key_in(make(bureau["dealer"]).get_data(as_text=True))
    with bureau.service.database.transaction(OFFICE) as session:
        accounts.disable(session, accounts.user_named(session, "dealer"), by=TESTER, now=clock.now())
    assert calls(bureau, key) == 401
    told = words_of(bureau["admin"].open("/keys"))
    assert f"车辆管理系统 {key[:12]}… dealer 账户已停用 经销商" in told


def test_keys_end_with_a_password_where_that_is_wanted(bureau: Bureau) -> None:
    dealer, page = bureau["dealer"], "/account/password"
    assert 'name="keys"' not in dealer.open(page), "nothing is asked of who holds none"
    key = key_in(make(dealer).get_data(as_text=True))
    assert "同时吊销我名下在用的 1 个接口密钥" in words_of(dealer.open(page))
    chosen = "violin-otter-sunrise-42"
    sent = {"present": PASSWORD, "new": chosen, "again": chosen, "keys": "yes"}
    assert dealer.send(page, page, sent | {"present": "wrong"}).status_code == 422
    assert calls(bureau, key) == 200, "whoever does not know the password ends nothing"
    assert dealer.send(page, page, sent).status_code == 303
    assert calls(bureau, key) == 401

    kept, ended = (key_in(make(dealer, name).get_data(as_text=True)) for name in ("kept", "ended"))
    with bureau.service.database.transaction(OFFICE) as session:
        number = accounts.user_named(session, "dealer").number
    reset = f"/accounts/{number}/reset"
    admin = bureau["admin"]
    assert "同时吊销其名下在用的 2 个接口密钥" in words_of(admin.open(reset))
    assert admin.send(reset, reset).status_code == 200
    assert [calls(bureau, key) for key in (kept, ended)] == [200, 200]
    assert admin.send(reset, reset, {"keys": "yes"}).status_code == 200
    assert [calls(bureau, key) for key in (kept, ended)] == [401, 401]


def test_a_sixth_key_is_refused_with_what_to_do_and_the_form_gives_way(bureau: Bureau) -> None:
    dealer, before = bureau["dealer"], len(stored(bureau))
    token_page = dealer.open(PAGE)
    for number in range(5):
        assert make(dealer, f"k{number}").status_code == 200
    assert len(stored(bureau)) == before + 5
    assert "要建新的，请先吊销一个不再使用的。" in words_of(dealer.open(PAGE))
    assert 'name="until"' in token_page
    assert 'name="until"' not in dealer.open(PAGE)
    answer = make(dealer, "one more")
    assert answer.status_code == 422
    assert "没有建立：您已有 5 个在用密钥。" in words_of(answer.get_data(as_text=True))
    assert len(stored(bureau)) == before + 5


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 61}, ["name"]),
        ({"name": "a\x00b"}, ["name"]),
        ({"until": "2020-01-01"}, ["until"]),
        ({"until": "9999-12-31"}, ["until"]),
        ({"until": "明天"}, ["until"]),
        ({"name": "<b>", "until": ""}, ["until"]),
        ({"name": "", "until": "x"}, ["name", "until"]),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(
    bureau: Bureau, fields: dict[str, str], at_fault: list[str]
) -> None:
    answer = bureau["dealer"].send(PAGE, PAGE, {"name": "系统", "until": last_day(), **fields})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]*aria-invalid="true"', page) == at_fault
    assert re.findall(r'aria-describedby="(?:wrong-)?(\w+)"', page) == at_fault
    assert all(f'id="wrong-{name}"' in page for name in at_fault)
    assert stored(bureau) == []
    typed = fields.get("name", "系统").strip()
    assert f'maxlength="60" autocomplete="off" required value="{escape(typed)}"' in page


def test_the_page_is_for_dealers_and_bureaus(bureau: Bureau) -> None:
    answers = {
        who: bureau[who].client.get(PAGE).status_code for who in ("owner", "dealer", "office", "admin")
    }
    assert answers == {"owner": 200, "dealer": 200, "office": 403, "admin": 403}
    assert bureau.service.client().get(PAGE).headers["Location"] == "/sign-in?next=/my/keys"
