"""The pages of signing in, as a browser uses them: cookies kept, forms sent with the token they hold."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import col, select
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.app import create_app
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AuditEvent, SessionRecord
from fleetsvc.services.audit import events
from fleetsvc.services.people import accounts, second_factor
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.first_account import HOW_TO_MAKE
from fleetsvc.services.people.passwords import MODERN
from fleetsvc.services.people.sign_in import unlock
from fleetsvc.settings import read_settings
from tests.actors import TESTER
from tests.http_app import Service, a_service

PASSWORD = "correct horse battery"
PEOPLE = {
    "owner": (Role.BUREAU, "410300"),
    "colleague": (Role.BUREAU, "410300"),
    "stranger": (Role.BUREAU, "410200"),
    "office": (Role.OFFICE, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
    "dealer": (Role.DEALER, None),
}


@pytest.fixture(scope="module")
def service(owner_url: str) -> Iterator[Service]:
    """A service of this module's own: its tests write sessions and attempts."""
    with a_service(owner_url, "sign_in_service") as opened:
        with opened.database.transaction(OFFICE) as session:
            for name, (role, unit) in PEOPLE.items():
                accounts.add_user(
                    session, name, role=role, unit=unit, password=PASSWORD, by=TESTER, now=clock.now()
                )
        yield opened


@pytest.fixture(autouse=True)
def _forget(service: Service) -> None:
    with service.database.transaction(OFFICE) as session:
        session.connection().execute(text("DELETE FROM sign_in_attempt"))


def send(client: FlaskClient, page: str, address: str, **fields: str) -> TestResponse:
    """Send the form of a page as a browser does."""
    shown = client.get(page).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert found is not None
    return client.post(address, data={"csrf_token": found.group(1), **fields})


def enter(client: FlaskClient, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    return send(client, "/sign-in", "/sign-in", name=name, password=password, **fields)


def signed_in(service: Service, name: str) -> FlaskClient:
    client = service.client()
    assert enter(client, name).status_code == 303
    return client


def text_of(response: TestResponse) -> str:
    shown = re.sub(r"<(head|style)>.*?</\1>", " ", response.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_the_page_says_how_the_first_account_is_made_until_there_is_one(owner_url: str) -> None:
    with a_service(owner_url, "first_account") as empty:
        client = empty.client()
        assert HOW_TO_MAKE.zh in text_of(client.get("/sign-in"))
        assert HOW_TO_MAKE.en in text_of(client.get("/sign-in?next=/account&lang=en"))
        with empty.database.transaction(OFFICE) as session:
            accounts.add_user(
                session, "first", role=Role.ADMIN, unit=None, password=None, by=TESTER, now=clock.now()
            )
        assert HOW_TO_MAKE.zh not in text_of(client.get("/sign-in"))


def notice(response: TestResponse) -> str:
    found = re.search(r'class="notice bad"[^>]*>([^<]+)<', response.get_data(as_text=True))
    return unescape(found.group(1)) if found else ""


def last_act(service: Service) -> tuple[str, str | None, str | None]:
    with service.database.transaction(OFFICE) as session:
        event = session.exec(select(AuditEvent).order_by(col(AuditEvent.number).desc())).first()
    assert event is not None
    return event.act, event.actor_name, event.subject


def age(service: Service, **columns: timedelta) -> None:
    """Make all sessions older."""
    with service.database.transaction(OFFICE) as session:
        for record in session.exec(select(SessionRecord)):
            for column, by in columns.items():
                setattr(record, column, getattr(record, column) - by)
            session.add(record)


def test_who_signs_in_goes_where_they_wanted_and_the_head_says_who_they_are(service: Service) -> None:
    client = service.client()
    asked = client.get("/account?x=1")
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/account?x%3D1")
    answer = enter(client, "owner", next="/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert "owner 市级交通部门 · 洛阳市 退出" in text_of(client.get("/account"))
    assert "owner city bureau · Luoyang Sign out" in text_of(client.get("/?lang=en"))
    assert last_act(service)[:2] == ("sign-in", "owner")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\n/x", "http://[", "//["],
)
def test_nobody_is_led_elsewhere_after_signing_in(service: Service, elsewhere: str) -> None:
    assert enter(service.client(), "owner", next=elsewhere).location == "/bureau"


def test_who_was_on_the_way_nowhere_lands_at_the_work_of_their_role(service: Service) -> None:
    landed = {name: enter(service.client(), name).location for name in PEOPLE}
    assert landed == {
        "owner": "/bureau",
        "colleague": "/bureau",
        "stranger": "/bureau",
        "office": "/office",
        "auditor": "/audit",
        "admin": "/accounts",
        "dealer": "/ask",
    }
    client = signed_in(service, "dealer")
    assert client.get("/sign-in").location == "/ask"
    assert 'class="brand" href="/"' in client.get("/ask").get_data(as_text=True)


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer_and_the_name_stays(service: Service) -> None:
    answers = [enter(service.client(), name, "wrong") for name in ("owner", "nobody")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert [notice(answer) for answer in answers] == ["用户名或密码不正确。"] * 2
    assert 'name="name" value="owner"' in answers[0].get_data(as_text=True)
    assert PASSWORD not in answers[0].get_data(as_text=True)


def test_the_fifth_failure_locks_the_account_and_says_until_when(service: Service) -> None:
    answers = [enter(service.client(), "colleague", "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 4 + [429]
    locked = enter(service.client(), "colleague")
    assert locked.status_code == 429
    until = (clock.now() + timedelta(minutes=15)).astimezone(clock.SHANGHAI)
    minutes = {(until - timedelta(minutes=1)).strftime("%H:%M"), until.strftime("%H:%M")}
    said = re.fullmatch(
        r"失败次数过多，已锁定至 (\d\d:\d\d)（北京时间）。届时再试，或请管理员解锁。", notice(locked)
    )
    assert said is not None
    assert said.group(1) in minutes
    assert 0 < int(locked.headers["Retry-After"]) <= 901


def test_the_cookie_is_out_of_reach_of_scripts_and_over_https_of_other_hosts(service: Service) -> None:
    client = service.client()
    enter(client, "owner")
    plain = client.get_cookie("fleetsvc")
    assert plain is not None
    assert (plain.http_only, plain.same_site, plain.secure, plain.path) == (True, "Lax", False, "/")
    secure = service.client()
    shown = secure.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert found is not None
    fields = {"csrf_token": found.group(1), "name": "owner", "password": PASSWORD}
    headers = {"Referer": "https://localhost/sign-in"}
    answer = secure.post("/sign-in", base_url="https://localhost", data=fields, headers=headers)
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert [
        cookie.split("=")[0]
        for cookie in cookies
        if "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie and "Domain" not in cookie
    ] == ["__Host-fleetsvc", "__Host-fleetsvc-form"]


def test_a_proxy_is_believed_only_where_it_is_declared(service: Service, own_owner_url: str) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    environment = {"FLEETSVC_DATABASE_URL": own_owner_url, "FLEETSVC_SECRET_KEY": "of no worth " * 3}
    names = []
    for proxies in ("0", "1"):
        settings = read_settings(environment | {"FLEETSVC_TRUSTED_PROXIES": proxies})
        shown = create_app(settings, service.database).test_client().get("/sign-in", headers=told)
        names.append(shown.headers["Set-Cookie"].split("=")[0])
    assert names == ["fleetsvc-form", "__Host-fleetsvc-form"]


def test_each_sign_in_gets_a_new_token_and_ends_the_session_before(service: Service) -> None:
    client = service.client()
    client.set_cookie("fleetsvc", "chosen-by-somebody-else")
    enter(client, "owner")
    first = client.get_cookie("fleetsvc")
    assert first is not None
    assert first.value != "chosen-by-somebody-else"
    out = send(client, "/account", "/sign-out")
    assert (out.location, out.headers["Clear-Site-Data"]) == ("/", '"cache", "storage"')
    assert last_act(service)[:2] == ("sign-out", "owner")
    assert client.get_cookie("fleetsvc") is None
    client.set_cookie("fleetsvc", first.value)
    assert client.get("/account").location == "/sign-in?next=/account"


@pytest.mark.parametrize(
    "older",
    [{"seen_at": timedelta(minutes=31)}, {"started_at": timedelta(hours=9)}],
    ids=["idle", "long"],
)
def test_a_session_that_ran_out_leads_to_the_sign_in_and_back(
    service: Service, older: dict[str, timedelta]
) -> None:
    client = signed_in(service, "owner")
    age(service, **older)
    assert client.get("/account?y=2").location == "/sign-in?next=/account?y%3D2"
    assert enter(client, "owner", next="/account?y=2").location == "/account?y=2"


def test_a_form_without_its_token_changes_nothing(service: Service) -> None:
    client = signed_in(service, "owner")
    for address in ("/sign-in", "/sign-out", "/account/password", "/account/sessions/1/end"):
        refused = client.post(address, data={"name": "owner", "password": PASSWORD})
        assert (refused.status_code, "页面已过期" in text_of(refused)) == (400, True)
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_another_site_sends_changes_nothing_though_it_has_the_token(
    service: Service, site: str
) -> None:
    client = signed_in(service, "owner")
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").get_data(as_text=True))
    assert found is not None
    token = found.group(1)
    told = {"Sec-Fetch-Site": site}
    for address in ("/sign-out", "/account/password", "/account/sessions/1/end"):
        refused = client.post(address, data={"csrf_token": token}, headers=told)
        assert (refused.status_code, "页面已过期" in text_of(refused)) == (400, True)
    by_session = client.post("/api/v1/uploads", headers=told | {"X-CSRFToken": token})
    assert (by_session.status_code, by_session.json and by_session.json["code"]) == (
        403,
        "form-token-missing",
    )
    assert client.get("/account", headers=told).status_code == 200  # a link from a mail page


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_form_that_a_page_of_ours_or_the_person_sends_is_taken(service: Service, site: str) -> None:
    client = signed_in(service, "owner")
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").get_data(as_text=True))
    assert found is not None
    answer = client.post("/sign-out", data={"csrf_token": found.group(1)}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 303


def test_no_cache_keeps_a_page_of_somebody_who_is_signed_in(service: Service) -> None:
    kept = {name: signed_in(service, name).get("/ask").headers["Cache-Control"] for name in PEOPLE}
    assert kept == dict.fromkeys(PEOPLE, "no-store")
    assert service.client().get("/ask").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("address", "admitted"), [("/audit", {"auditor"}), ("/sessions", {"admin"}), ("/account", set(PEOPLE))]
)
def test_a_page_is_open_to_its_roles_only(service: Service, address: str, admitted: set[str]) -> None:
    answers = {name: signed_in(service, name).get(address).status_code for name in PEOPLE}
    assert answers == {name: 200 if name in admitted else 403 for name in PEOPLE}
    assert service.client().get(address).location == f"/sign-in?next={address}"


def test_a_session_is_ended_by_its_owner_or_an_administrator_alone(service: Service) -> None:
    with service.database.transaction(OFFICE) as session:
        session.connection().execute(
            text("UPDATE session SET ended_at = now(), ending = 'revoked' WHERE ended_at IS NULL")
        )
    victim = signed_in(service, "owner")
    with service.database.transaction(OFFICE) as session:
        number = session.exec(select(SessionRecord.id).where(col(SessionRecord.ended_at).is_(None))).one()
    for other in ("colleague", "stranger", "office"):
        refused = send(signed_in(service, other), "/account", f"/account/sessions/{number}/end")
        assert refused.status_code == 404
    assert victim.get("/account").status_code == 200
    ended = send(signed_in(service, "admin"), "/sessions", f"/sessions/{number}/end")
    assert (ended.status_code, ended.location) == (303, "/sessions")
    assert last_act(service) == ("session-revoked", "admin", f"session/{number}")
    assert victim.get("/account").location == "/sign-in?next=/account"


def test_a_password_is_changed_by_who_knows_the_present_one(service: Service) -> None:
    client = signed_in(service, "stranger")

    def change(present: str, new: str, again: str) -> TestResponse:
        fields = {"present": present, "new": new, "again": again}
        return send(client, "/account/password", "/account/password", **fields)

    new = "another horse battery"
    assert notice(change("wrong", new, new)) == "现在的密码不正确。"
    assert notice(change(PASSWORD, new, new + "x")) == "两次输入的新密码不一致。"
    assert notice(change(PASSWORD, "short", "short")) == "密码太短，至少 12 个字符。"
    assert notice(change(PASSWORD, PASSWORD, PASSWORD)) == "这个密码最近用过，请换一个。"
    other = signed_in(service, "stranger")
    assert change(PASSWORD, new, new).location == "/account"
    assert last_act(service)[:2] == ("password-changed", "stranger")
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert [enter(service.client(), "stranger", word).status_code for word in (PASSWORD, new)] == [401, 303]
    assert change(new, PASSWORD, PASSWORD).location == "/account"


def test_a_reset_password_is_changed_before_anything_else(service: Service) -> None:
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "dealer")
        given = accounts.reset_password(
            session, user, password=None, policy=MODERN, by=TESTER, now=clock.now()
        )
    client = service.client()
    assert enter(client, "dealer", given, next="/account").location == "/account/password?next=/account"
    assert client.get("/account").location == "/account/password?next=/account"
    assert client.get("/api/v1/models/NONE").status_code == 401
    fields = {"present": given, "new": PASSWORD, "again": PASSWORD, "next": "/account"}
    assert send(client, "/account/password", "/account/password", **fields).location == "/account"
    assert client.get("/api/v1/models/NONE").status_code == 404  # asked, and not in the catalogues


def a_secret(service: Service, name: str) -> str | None:
    """What the database keeps of a person's second factor."""
    with service.database.transaction(OFFICE) as session:
        return accounts.user_named(session, name).totp_secret


def test_the_fifth_wrong_password_at_the_second_factor_locks_the_account(service: Service) -> None:
    client = signed_in(service, "auditor")
    page = "/account/second-factor"
    answers = [send(client, page, page, present="wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429] * 2
    assert a_secret(service, "auditor") is None


def test_a_second_factor_is_enrolled_asked_for_and_taken_away(service: Service) -> None:
    client = signed_in(service, "office")
    page = "/account/second-factor"
    assert 'class="qr"' not in client.get(page).get_data(as_text=True)
    assert a_secret(service, "office") is None, "who looks changes nothing"
    assert notice(send(client, page, page, present="wrong")) == "现在的密码不正确。"
    assert notice(send(client, page, page, code="123456")).startswith("验证码不正确")
    assert a_secret(service, "office") is None, "nothing is enrolled without the password"
    answer = send(client, page, page, present=PASSWORD)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    shown = answer.get_data(as_text=True)
    assert 'class="qr"><svg' in shown
    found = re.search(r'class="secret">([^<]+)<', shown)
    assert found is not None
    secret = found.group(1).replace(" ", "")
    codes = pyotp.TOTP(secret)
    assert secret not in (a_secret(service, "office") or secret), "the database keeps it sealed"
    again = send(client, page, page, code="x")
    assert notice(again).startswith("验证码不正确")
    assert 'name="code"' in again.get_data(as_text=True), "whoever has entered the secret goes on"
    used = codes.now()
    done = send(client, page, page, code=used)
    assert (done.status_code, done.headers["Cache-Control"], len(recovery_in(done))) == (200, "no-store", 10)
    assert last_act(service)[:2] == ("recovery-codes-made", "office")

    half = service.client()
    assert enter(half, "office", next="/account").location == "/sign-in/code?next=/account"
    assert half.get("/account").location == "/sign-in/code?next=/account"
    assert half.get("/account/password").location == "/sign-in/code?next=/account/password"
    assert half.get("/api/v1/registrations").status_code == 401
    assert send(half, "/sign-in/code", "/sign-in/code", code=used).status_code == 401
    next_code = codes.at(clock.now() + timedelta(seconds=30))
    done = send(half, "/sign-in/code", "/sign-in/code", code=next_code, next="/account")
    assert (done.status_code, done.location) == (303, "/account")
    assert half.get("/account").status_code == 200
    with service.database.transaction(OFFICE) as session:
        second_factor.drop(session, accounts.user_named(session, "office"), by=TESTER, now=clock.now())


def test_the_secret_is_shown_to_whoever_shows_the_password_and_never_again(service: Service) -> None:
    client, page = signed_in(service, "office"), "/account/second-factor"
    first = re.search(r'class="secret">([^<]+)<', send(client, page, page, present=PASSWORD).text)
    assert first is not None
    spelled, secret = first.group(1), first.group(1).replace(" ", "")
    later = [
        client.get(page),
        client.get("/account"),
        *(send(client, page, page, code=code) for code in ("", "000000")),
        *(send(client, page, page, present="wrong", code=code) for code in ("", "000000")),
        send(client, page, page, code="000000"),
    ]
    assert [answer.status_code for answer in later] == [200, 200, 422, 422, 422, 422, 429]
    for answer in later:
        shown = answer.text
        assert (spelled in shown, secret in shown, "otpauth:" in shown, 'class="qr"' in shown) == (False,) * 4
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "office")
        unlock(session, user, by=TESTER, now=clock.now())
    assert len(recovery_in(send(client, page, page, code=pyotp.TOTP(secret).now()))) == 10
    with service.database.transaction(OFFICE) as session:
        second_factor.drop(session, accounts.user_named(session, "office"), by=TESTER, now=clock.now())


def recovery_in(answer: TestResponse) -> list[str]:
    """The codes for a lost telephone that a page shows."""
    return re.findall(r"[0-9]-[2-9A-Z]{5}-[2-9A-Z]{5}(?=</code>)", answer.text)


def test_a_code_for_a_lost_telephone_opens_the_door_once_and_says_how_many_are_left(service: Service) -> None:
    elsewhere, client = signed_in(service, "colleague"), signed_in(service, "colleague")
    page = "/account/second-factor"
    secret = re.search(r'class="secret">([^<]+)<', send(client, page, page, present=PASSWORD).text)
    assert secret is not None
    codes = recovery_in(send(client, page, page, code=pyotp.TOTP(secret.group(1).replace(" ", "")).now()))
    assert recovery_in(client.get("/account/recovery-codes")) == [], "shown once"
    assert elsewhere.get("/account").location.startswith("/sign-in?"), (
        "a change of the factor ends other sessions"
    )

    half = service.client()
    enter(half, "colleague", next="/uploads")
    again = send(half, "/sign-in/code", "/sign-in/code", code=codes[3][:-1] + "2Z")
    assert (again.status_code, "<details open>" in again.text) == (401, False)
    assert half.get("/account/recovery-codes").location == "/sign-in/code?next=/account/recovery-codes"
    done = send(half, "/sign-in/code", "/sign-in/code", code=codes[3].lower(), next="/uploads")
    assert done.location == "/account/recovery-codes?used=&next=/uploads"
    told = text_of(half.get(done.location))
    assert "您刚用恢复码登录，这个恢复码已失效。还剩 9 个恢复码。" in told
    assert "还剩 9 个恢复码。" in text_of(half.get("/account"))
    other = service.client()
    enter(other, "colleague")
    refused = send(other, "/sign-in/code", "/sign-in/code", code=codes[3])
    assert (refused.status_code, "<details open>" in refused.text) == (401, True)

    renewed = "/account/recovery-codes"
    assert notice(send(half, renewed, renewed, present="wrong")) == "现在的密码不正确。"
    new = recovery_in(send(half, renewed, renewed, present=PASSWORD))
    assert (len(new), set(new) & set(codes)) == (10, set())
    assert send(other, "/sign-in/code", "/sign-in/code", code=codes[4]).status_code == 401
    assert send(half, page, page, code=new[0]).location == "/account", "the factor is given up by one"
    assert client.get("/account").location.startswith("/sign-in?"), "and so does giving it up"
    assert "恢复码" not in text_of(half.get("/account"))


def test_a_changed_key_of_the_house_locks_nobody_out(service: Service) -> None:
    former = "another key of the house, as long"
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "office")
        secret = second_factor.prepare(session, user, key=former)
        now = clock.now()
        second_factor.confirm(session, user, pyotp.TOTP(secret).at(now), key=former, by=TESTER, now=now)
    client = service.client()
    enter(client, "office")
    for _ in range(7):
        answer = send(client, "/sign-in/code", "/sign-in/code", code="123456")
        assert (answer.status_code, notice(answer).startswith("服务的密钥已更换")) == (401, True)
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "office")
        second_factor.seal_all(session, key=str(service.app.secret_key), former=former)
    code = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
    assert send(client, "/sign-in/code", "/sign-in/code", code=code).status_code == 303
    with service.database.transaction(OFFICE) as session:
        second_factor.drop(session, accounts.user_named(session, "office"), by=TESTER, now=clock.now())


def test_the_api_takes_a_session_for_reading_and_with_the_token_for_writing(service: Service) -> None:
    client = signed_in(service, "office")
    assert client.get("/api/v1/rankings").status_code == 200
    body = {"items": [{"unit": "410100", "category": "bus", "event": "new"}] * 2}
    refused = client.post("/api/v1/checks", json=body)
    assert (refused.status_code, (refused.json or {})["errors"][0]["code"]) == (422, "key-needed")
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/account").get_data(as_text=True))
    assert found is not None
    headers = {"X-CSRFToken": found.group(1)}
    assert client.post("/api/v1/checks", json=body, headers=headers).status_code == 200
    keyed = client.post("/api/v1/checks", json=body, headers=service.bearer())
    assert keyed.status_code == 200


def test_the_auditor_reads_what_happened_and_filters_it(service: Service) -> None:
    enter(service.client(), "<b>nobody</b>", "wrong")
    client = signed_in(service, "auditor")
    told = text_of(client.get("/audit?outcome=failure"))
    assert "登录被拒 失败 原因 没有此账户；来自 127.0.0.1" in told
    told = text_of(client.get("/audit?act=sign-in&name=auditor"))
    assert re.search(r"auditor 审计员 · 会话 \d+ 登录 成功", told) is not None
    assert "没有符合条件的事件" in text_of(client.get("/audit?name=%3Cb%3E&from=2020-01-01&until=2020-01-02"))
    odd = ("?from=x&until=9999-12-31", "?before=x", "?before=" + "9" * 30, "?act=%00", "?name=%00")
    answers = {query: client.get("/audit" + query).status_code for query in odd}
    assert set(answers.values()) <= {200, 422}, answers
    assert answers[odd[0]] == 422


def test_all_that_these_tests_did_forms_one_whole_chain(service: Service) -> None:
    signed_in(service, "owner")
    with service.database.transaction(OFFICE) as session:
        found = events.verify(session)
    assert found.broken is None
    assert found.events > 0
