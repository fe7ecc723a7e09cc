"""A lost session keeps what was typed: for its person alone, and only what our own pages sent."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import SessionRecord, UnfinishedForm
from fleetsvc.services.people import accounts
from fleetsvc.services.people.passwords import MODERN
from fleetsvc.web.frame import kept_forms
from fleetsvc.web.frame.pages import Pages
from tests.actors import TESTER
from tests.browser import PASSWORD, Browser, Bureau, a_bureau, fields_in, token_in, words_of
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, a_row

OURS = "http://localhost"
PAGE = "/uploads"
TYPED = {"category": "bus", "event": "new", "note": "第一行\r\n<b>第二行</b>", "odd": ""}


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "unfinished_service") as opened:
        yield opened


def over(bureau: Bureau) -> None:
    """Let all sessions run out."""
    with bureau.service.database.transaction(OFFICE) as session:
        for record in session.exec(select(SessionRecord)):
            record.seen_at -= timedelta(minutes=31)
            session.add(record)


def kept(bureau: Bureau) -> list[dict[str, Any]]:
    with bureau.service.database.transaction(OFFICE) as session:
        return [dict(record.typed) for record in session.exec(select(UnfinishedForm))]


def post(
    browser: Browser, token: str, fields: Mapping[str, Any], *, address: str = PAGE, **headers: str
) -> TestResponse:
    """Send a form as a browser does from one of our own pages, unless ``headers`` say otherwise."""
    told = {
        "Origin": OURS,
        "Referer": f"{OURS}{PAGE}?status=held",
        "Sec_Fetch_Site": "same-origin",
        **headers,
    }
    sent = {name.replace("_", "-"): value for name, value in told.items() if value}
    return browser.client.post(address, data={"csrf_token": token, **fields}, headers=sent)


def lost(
    bureau: Bureau, who: str = "owner", fields: Mapping[str, Any] = TYPED, **headers: str
) -> TestResponse:
    """Send a form whose session ran out while it was filled in."""
    token = token_in(bureau[who].open(PAGE))
    over(bureau)
    return post(bureau[who], token, fields, **headers)


def enter(browser: Browser, address: str, name: str) -> TestResponse:
    """Follow to the sign-in and sign in."""
    page = browser.open(address)
    found = re.search(r'name="next" value="([^"]*)"', page)
    assert found is not None
    fields = {
        "name": name,
        "password": PASSWORD,
        "next": unescape(found.group(1)),
        "csrf_token": token_in(page),
    }
    return browser.client.post("/sign-in", data=fields)


def hidden(page: str) -> list[tuple[str, str]]:
    """The fields of the form that sends it at last."""
    form = re.search(r'<form action="/uploads[^"]*" method="post".*?</form>', page, re.DOTALL)
    assert form is not None
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group())
    return [(name, unescape(value)) for name, value in found]


def test_what_was_typed_is_offered_again_after_signing_in_and_sent_by_a_click(bureau: Bureau) -> None:
    answer = lost(bureau)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/unfinished/1")
    owner = bureau["owner"]
    page = owner.open("/sign-in?next=/unfinished/1")
    assert "您填写的内容还没有提交，但已保留" in words_of(page)
    assert "第一行" not in page
    entered = enter(owner, "/sign-in?next=/unfinished/1", "owner")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/unfinished/1")
    shown = owner.open("/unfinished/1")
    told = words_of(shown)
    assert "以下内容还没有提交" in told
    assert "提交到 /uploads · 打开原来的页面 提交人 owner 市级交通部门 · 郑州市" in told
    assert "车辆用途 公交车 新增或更新 新增 说明 第一行 <b>第二行</b> odd （空）" in told
    assert 'href="/uploads?status=held"' in shown
    sent = dict(hidden(shown))
    assert {name: value for name, value in sent.items() if name != "csrf_token"} == {
        **TYPED,
        "unfinished": "1",
    }
    assert kept(bureau) != []
    taken = owner.client.post("/uploads", data=sent)
    assert taken.status_code == 422  # no file was chosen: the form says so, and what was typed stays kept
    assert kept(bureau) != []


def test_it_is_gone_once_it_is_sent_and_taken(bureau: Bureau) -> None:
    content = "号牌号码,车辆识别代号\r\n豫A00001D,LZYTAGBW0P1000001\r\n"
    lost(bureau, fields={"category": "bus", "files": (BytesIO(content.encode()), "六月.csv")})
    assert kept(bureau) == [
        {
            "address": "/uploads",
            "page": "/uploads?status=held",
            "fields": [["category", "bus"]],
            "files": [["files", "六月.csv"]],
        }
    ]
    owner = bureau["owner"]
    enter(owner, "/sign-in?next=/unfinished/1", "owner")
    shown = owner.open("/unfinished/1")
    assert "文件没有保留，请重新选择： 六月.csv" in words_of(shown)
    assert '<input type="file" name="files" multiple required>' in shown
    data: MultiDict[str, Any] = MultiDict(hidden(shown))
    data.add("files", (BytesIO(content.encode()), "六月.csv"))
    taken = owner.client.post("/uploads", data=data, content_type="multipart/form-data")
    assert (taken.status_code, taken.headers["Location"].startswith("/uploads/")) == (303, True)
    assert kept(bureau) == []
    assert "没有可以继续提交的内容" in words_of(owner.open("/unfinished/1", 404))


def test_cells_and_columns_are_called_as_people_know_them(bureau: Bureau) -> None:
    lost(
        bureau,
        fields={
            "7:2": "2025-03-09",
            "12:27": "x",
            "0:AB": "registered_on",
            "1:C": "nonsense",
            "drop": "9",
            "99:x": "y",
        },
    )
    owner = bureau["owner"]
    enter(owner, "/sign-in?next=/unfinished/1", "owner")
    told = words_of(owner.open("/unfinished/1"))
    assert (
        "项目 内容 第 7 行 C 列 2025-03-09 第 12 行 AB 列 x AB 列的含义 初次登记日期 C 列的含义 nonsense"
        " 不再报送的行 9 99:x y" in told
    )


def test_a_full_grid_of_corrections_survives_a_lost_session(bureau: Bureau) -> None:
    numbers = fresh_numbers(20)
    further = ",".join("某市公共交通集团有限公司" for _ in range(42))
    header = f"{HEADER},{','.join(f'备注{place}' for place in range(42))}"
    content = "\n".join([header, *(f"{a_row(number, day='x')},{further}" for number in numbers), ""])
    number, owner = bureau.reviewed(content.encode()), bureau["owner"]
    address, page = f"/uploads/{number}", owner.open(f"/uploads/{number}")
    typed = fields_in(page, "/rows")
    corrected = {f"{row}:5": "2025-03-09" for row in range(2, 22)}
    corrected |= {f"{row}:{place}": "改" for row in range(2, 17) for place in (8, 9)}
    assert (len(corrected), corrected.keys() <= typed.keys(), len(typed) > 940) == (50, True, True)
    ticked = [("drop", str(row)) for row in range(2, 22)]
    over(bureau)
    data = MultiDict([*(typed | corrected).items(), *ticked, ("csrf_token", token_in(page))])
    answer = owner.client.post(f"{address}/rows", data=data, headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/unfinished/1")
    enter(owner, "/sign-in?next=/unfinished/1", "owner")
    shown = owner.open("/unfinished/1")
    assert words_of(shown).count("2025-03-09") == 20
    assert "某市公共交通集团" not in words_of(shown), "what was not changed"
    sent = MultiDict(hidden(shown))
    assert {name: text for name, text in sent.items() if name in corrected} == corrected
    assert owner.client.post(f"{address}/rows", data=sent).status_code == 303
    bureau.work()
    assert "50 格" in words_of(owner.open(address))
    assert kept(bureau) == []


def test_it_can_be_thrown_away(bureau: Bureau) -> None:
    lost(bureau)
    owner = bureau["owner"]
    enter(owner, "/sign-in?next=/unfinished/1", "owner")
    answer = owner.send("/unfinished/1", "/unfinished/1/discard")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/uploads?status=held")
    assert kept(bureau) == []


def test_nobody_else_sees_it_or_throws_it_away(bureau: Bureau) -> None:
    lost(bureau)
    for who in ("colleague", "stranger", "office", "dealer", "admin"):
        told = words_of(bureau[who].open("/unfinished/1", 404))
        assert "是另一位用户填写的" in told
        assert "第一行" not in told
        assert bureau[who].send("/account", "/unfinished/1/discard").status_code == 404
    assert len(kept(bureau)) == 1


def test_another_person_at_the_same_browser_does_not_see_it(bureau: Bureau) -> None:
    lost(bureau)
    browser = bureau["owner"]
    assert enter(browser, "/sign-in?next=/unfinished/1", "colleague").headers["Location"] == "/unfinished/1"
    assert "第一行" not in browser.open("/unfinished/1", 404)


FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://localhost"},
    {"Origin": "", "Referer": "https://evil.example/uploads"},
    {"Origin": "", "Referer": ""},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
)


@pytest.mark.parametrize("token", ["right", "forged"])
def test_nothing_is_kept_of_what_another_site_sent(bureau: Bureau, token: str) -> None:
    owner = bureau["owner"]
    right = token_in(owner.open(PAGE))
    if token == "right":
        over(bureau)
    for headers in FOREIGN:
        answer = post(owner, right if token == "right" else token, TYPED, **headers)
        assert (headers, answer.status_code) == (headers, 302 if token == "right" else 400)
        assert (headers, kept(bureau)) == (headers, [])
    post(owner, right if token == "right" else token, TYPED)
    assert len(kept(bureau)) == 1


def test_nothing_is_kept_of_somebody_unknown(bureau: Bureau) -> None:
    token = token_in(bureau["owner"].open(PAGE))
    over(bureau)
    for cookie in (None, "made-up"):
        if cookie is None:
            bureau["owner"].client.delete_cookie("fleetsvc")
        else:
            bureau["owner"].client.set_cookie("fleetsvc", cookie)
        answer = post(bureau["owner"], token, TYPED)
        assert answer.headers["Location"] == "/sign-in?next=/uploads?status%3Dheld"
    assert kept(bureau) == []


def test_a_page_that_expired_offers_what_was_typed_again_without_sending_it(bureau: Bureau) -> None:
    owner = bureau["owner"]
    answer = post(owner, "of-an-older-page", TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/unfinished/1")
    assert "第一行" in owner.open("/unfinished/1")
    over(bureau)
    again = post(owner, "of-an-older-page", TYPED)
    assert (again.status_code, again.headers["Location"]) == (302, "/sign-in?next=/unfinished/2")


SECRETIVE = (
    *("/sign-in", "/sign-in/code", "/sign-out", "/account/password", "/account/second-factor", "/accounts"),
    *("/keys", "/my/keys", "/accounts/1/reset", "/sessions/1/end", "/unfinished/1/discard", "/nowhere"),
)


@pytest.mark.parametrize("token", ["right", "forged"])
def test_forms_of_accounts_and_keys_are_never_kept(bureau: Bureau, token: str) -> None:
    owner = bureau["owner"]
    right = token_in(owner.open(PAGE))
    over(bureau)
    fields = {"name": "owner", "password": "wrong " + PASSWORD, "present": PASSWORD, "code": "123456"}
    for address in SECRETIVE:
        post(owner, right if token == "right" else token, fields, address=address)
        assert (address, kept(bureau)) == (address, [])


def test_every_other_form_of_the_pages_is_kept(bureau: Bureau) -> None:
    app = bureau.service.app
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    pages = {name for name, group in app.blueprints.items() if isinstance(group, Pages)}
    forms = {endpoint for endpoint in posts if endpoint.partition(".")[0] in pages}
    assert {endpoint for endpoint in forms if endpoint.partition(".")[0] in kept_forms.SECRETIVE} == {
        "sign_in.enter",
        "sign_in.show_code",
        "sign_in.leave",
        "account.end_own",
        "account.change_password",
        "factor.change",
        "factor.make_codes",
        "people.end_any",
        "account_admin.add",
        "account_admin.do",
        "key_admin.add",
        "key_admin.revoke",
        "my_keys.add",
        "my_keys.revoke",
        "unfinished_pages.discard",
        "source_admin.add",
        "source_admin.act",
    }


WEB = Path(kept_forms.__file__).parents[1]
_secret_input = re.compile(r'<input\b[^>]*type="password"[^>]*>').findall


def test_every_page_with_a_field_for_a_secret_is_one_whose_forms_are_not_kept(bureau: Bureau) -> None:
    found = {page.name for page in WEB.rglob("*.html") if _secret_input(page.read_text())}
    assert found >= {"sign_in.html", "password.html", "factor.html", "sources.html"}
    drawing = {
        (page, group)
        for module in WEB.rglob("*.py")
        for page in found
        if f'"{page}"' in (source := module.read_text())
        for group in re.findall(r' = Pages\(\s*"(\w+)"', source)
    }
    assert {page for page, _ in drawing} == found
    assert {group for _, group in drawing} <= kept_forms.SECRETIVE
    assert set(bureau.service.app.blueprints) >= kept_forms.SECRETIVE


def test_fields_for_secrets_are_left_out_wherever_they_stand(bureau: Bureau) -> None:
    lost(bureau, fields={"password": "p", "present": "p", "new": "p", "again": "p", "code": "1", "note": "n"})
    assert [form["fields"] for form in kept(bureau)] == [[["note", "n"]]]


def test_what_cannot_be_kept_leads_to_the_page_of_the_form(bureau: Bureau) -> None:
    many = {f"f{number}": "x" for number in range(2100)}
    for fields in ({"note": "字" * 400_000}, {"note": "a\0b"}, many, {}):
        answer = lost(bureau, fields=fields)
        assert answer.headers["Location"] == "/sign-in?next=/uploads?status%3Dheld"
        assert kept(bureau) == []
        enter(bureau["owner"], "/sign-in", "owner")


def test_the_latest_ten_are_kept_for_a_person_and_for_eight_hours(bureau: Bureau) -> None:
    owner = bureau["owner"]
    for number in range(12):
        post(owner, "expired", {"note": str(number)})
    assert [form["fields"][0][1] for form in kept(bureau)] == [str(number) for number in range(2, 12)]


def test_it_is_kept_for_eight_hours(bureau: Bureau) -> None:
    owner = bureau["owner"]
    post(owner, "expired", {"note": "n"})
    with bureau.service.database.transaction(OFFICE) as session:
        record = session.exec(select(UnfinishedForm)).one()
        for age in (timedelta(hours=8, minutes=1), timedelta(hours=7, minutes=59)):
            kept_at = clock.now() - age
            session.add(UnfinishedForm(user_id=record.user_id, typed=record.typed, kept_at=kept_at))
            session.flush()
    assert [owner.client.get(f"/unfinished/{number}").status_code for number in (1, 2, 3)] == [200, 404, 200]
    post(bureau["colleague"], "expired", {"note": "n"})
    assert len(kept(bureau)) == 3


def test_a_form_for_another_role_is_not_offered(bureau: Bureau) -> None:
    lost(bureau, who="owner", fields={"note": "n"})
    with bureau.service.database.transaction(OFFICE) as session:
        record = session.exec(select(UnfinishedForm)).one()
        typed = dict(record.typed)
        session.delete(record)
        session.flush()
        for address in (
            "/rulebook/drafts",
            "/api/v1/checks",
            "/nowhere",
            "https://evil.example/uploads",
            "//evil",
        ):
            session.add(
                UnfinishedForm(
                    user_id=record.user_id, typed={**typed, "address": address}, kept_at=clock.now()
                )
            )
    enter(bureau["owner"], "/sign-in", "owner")
    for number in range(2, 7):
        assert 'action="' not in bureau["owner"].open(f"/unfinished/{number}", 403).partition("<main")[2]


def test_a_step_that_must_be_done_first_does_not_lose_it(bureau: Bureau) -> None:
    owner = bureau["owner"]
    token = token_in(owner.open(PAGE))
    with bureau.service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, "owner")
        given = accounts.reset_password(
            session, user, password=None, policy=MODERN, by=TESTER, now=clock.now()
        )
    answer = post(owner, token, {"note": "n"})
    assert answer.headers["Location"] == "/sign-in?next=/unfinished/1"
    page = owner.open("/sign-in?next=/unfinished/1")
    fields = {"name": "owner", "password": given, "next": "/unfinished/1", "csrf_token": token_in(page)}
    assert (
        owner.client.post("/sign-in", data=fields).headers["Location"]
        == "/account/password?next=/unfinished/1"
    )
    page = owner.open("/account/password?next=/unfinished/1")
    new = "another horse battery"
    fields = {
        "present": given,
        "new": new,
        "again": new,
        "next": "/unfinished/1",
        "csrf_token": token_in(page),
    }
    assert owner.client.post("/account/password", data=fields).headers["Location"] == "/unfinished/1"
    assert "n" in words_of(owner.open("/unfinished/1"))


def test_an_address_that_is_none_keeps_nothing_and_breaks_nothing(bureau: Bureau) -> None:
    owner = bureau["owner"]
    for headers in ({"Origin": "http://["}, {"Origin": "", "Referer": "http://["}):
        assert post(owner, "an old token", TYPED, **headers).status_code == 400
    over(bureau)
    led = post(owner, "an old token", TYPED, Origin="", Referer="http://[")
    assert (led.status_code, led.headers["Location"], kept(bureau)) == (302, "/sign-in?next=/", [])


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "\u0661", "-1"])
def test_a_number_of_a_kept_form_that_is_none_forgets_nothing(bureau: Bureau, number: str) -> None:
    delivery = bureau.reviewed(fresh_file())
    led = bureau["owner"].send(
        f"/uploads/{delivery}", f"/uploads/{delivery}/confirm", {kept_forms.MARK: number}
    )
    assert (led.status_code, led.headers["Location"]) == (303, f"/uploads/{delivery}")
