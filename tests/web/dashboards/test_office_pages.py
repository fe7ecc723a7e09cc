"""The office's dashboard and list, the administrator's pages, and help, as people of each role use them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.audit.events import Act
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from fleetsvc.services.registrations import lists
from fleetsvc.web.registrations import list_view, pagination
from rules.units import UNITS
from tests.actors import TESTER, noted
from tests.browser import Browser, words_of
from tests.http_app import Service, a_service
from tests.reporting_app import fresh_numbers
from tests.signing import account_with
from tests.upload_cases import a_file, a_row, a_vin, send, settled

PEOPLE = {
    "bureau": (Role.BUREAU, "410100"),
    "office": (Role.OFFICE, None),
    "dealer": (Role.DEALER, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
}
OFFICE_PAGES = ("/office", "/noncompliance", "/noncompliance.csv", "/noncompliance.xlsx")
ADMIN_PAGES = ("/accounts", "/keys", "/schedule", "/sessions")
MUCK, BUS = 25, 3
NUMBERS = fresh_numbers(MUCK + BUS)


@pytest.fixture(scope="module")
def service(owner_url: str) -> Iterator[Service]:
    """A service with 25 diesel muck trucks and a diesel bus of Zhengzhou, and two compliant buses of Kaifeng."""
    with a_service(owner_url, "office_pages") as opened:
        now = clock.now()
        with opened.database.transaction(OFFICE) as session:
            for name, (role, unit) in PEOPLE.items():
                accounts.add_user(session, name, role=role, unit=unit, password=None, by=TESTER, now=now)
        muck = [a_row(n, category="渣土车", energy="柴油", plate=f"豫A{n:05d}") for n in NUMBERS[:MUCK]]
        bus = a_row(NUMBERS[MUCK], energy="柴油", plate=f"豫A{NUMBERS[MUCK]:05d}", day="2025-03-02")
        buses = [a_row(n, plate=f"豫B{n:05d}D") for n in NUMBERS[MUCK + 1 :]]
        for unit, rows in (("410100", [*muck, bus]), ("410200", buses)):
            upload = send(opened.database, a_file(*rows), unit=unit)
            settled(opened.database, upload)
        yield opened


def browser_of(service: Service, name: str) -> Browser:
    """The browser of somebody who is signed in."""
    now, client = clock.now(), service.client()
    with service.database.transaction(OFFICE) as session:
        user = accounts.user_named(session, name)
        token = sessions.begin(session, user, Origin("127.0.0.1", "test"), factor_at=None, now=now)[0]
    client.set_cookie("fleetsvc", token)
    return Browser(client)


@pytest.fixture
def office(service: Service) -> Browser:
    return browser_of(service, "office")


@pytest.fixture
def admin(service: Service) -> Browser:
    return browser_of(service, "admin")


@pytest.mark.parametrize("name", PEOPLE)
def test_each_page_lets_in_the_role_it_is_for_and_nobody_else(service: Service, name: str) -> None:
    browser = browser_of(service, name)
    for address in OFFICE_PAGES:
        assert browser.client.get(address).status_code == (200 if name == "office" else 403), address
    for address in ADMIN_PAGES:
        assert browser.client.get(address).status_code == (200 if name == "admin" else 403), address
    for address in (*OFFICE_PAGES, *ADMIN_PAGES):
        assert service.client().get(address).status_code == 302, address


def test_the_dashboard_shows_19_units_by_tile_and_by_line_and_links_numbers_to_vehicles(
    office: Browser,
) -> None:
    shown = office.open("/office?period=2025-03")
    assert sorted(re.findall(r'<a href="#unit-(\d+)"><g class="tile', shown)) == sorted(UNITS)
    assert sorted(re.findall(r'<tr id="unit-(\d+)"', shown)) == sorted(UNITS)
    told = words_of(shown)
    assert "合规率 7.1% 受约束车辆 28 辆 不符合 1" in told
    assert "待说明 25" in told
    asked = "unit=410100&amp;duty=energy&amp;verdict=non_compliant"
    address = f"/noncompliance?{asked}&amp;from=2025-03-01&amp;until=2025-03-31"
    assert f'href="{address}"' in shown
    assert "共 1 辆" in words_of(office.open(address.replace("&amp;", "&")))


def test_the_dashboard_takes_nonsense_for_nothing_asked(office: Browser) -> None:
    for query in ("period=x&category=tram&month=2025", "month=2025-13", "period=%00"):
        assert "报送情况" in office.open(f"/office?{query}")


def test_the_list_is_20_a_page_masked_and_leads_to_dossier_and_rule(office: Browser) -> None:
    shown = office.open("/noncompliance")
    assert "共 26 辆 不符合 1 待说明 25 待定 0" in words_of(shown)
    assert shown.count("<tr>") - 1 == 20
    assert "第 1 页，共 2 页" in words_of(shown)
    assert not any(a_vin(number) in shown for number in NUMBERS)
    assert 'href="/rulebook#rule-henan-2023-13-bus-new"' in shown
    dossiers = re.findall(r'href="(/registrations/\d+\?unit=410100)&amp;list=', shown)
    assert len(dossiers) == 20
    assert "全部使用新能源" in office.open(dossiers[0])
    further = re.search(r'rel="next" href="([^"]+)"', shown)
    assert further is not None
    rest = office.open(further[1].replace("&amp;", "&"))
    again = re.findall(r'href="(/registrations/\d+\?unit=410100)&amp;list=', rest)
    assert (len(again), set(again) & set(dossiers), 'rel="next"' in rest) == (6, set(), False)


def test_filters_columns_and_order_live_in_the_address_and_the_exports_honour_them(office: Browser) -> None:
    shown = office.open("/noncompliance?category=bus&verdict=non_compliant&sort=unit&col=-&col=model")
    assert "共 1 辆 不符合 1" in words_of(shown)
    heads = re.findall(r"<th[^>]*>(.*?)</th>", shown.split("<thead>")[1].split("</thead>")[0])
    assert "车辆型号" in heads
    assert "车架号" not in heads
    found = re.search(r'href="(/noncompliance\.csv\?[^"]+)"', shown)
    assert found is not None
    answer = office.client.get(found[1].replace("&amp;", "&"))
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [(row["车辆用途"], row["核查结论"], row["车架号"]) for row in rows] == [
        ("公交车", "不符合", f"LZY{'*' * 10}{a_vin(NUMBERS[MUCK])[-4:]}")
    ]


def test_what_is_ticked_is_exported_and_printed_alone_and_a_long_list_says_where_it_is_cut(
    office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = "/noncompliance?category=muck_truck"
    shown = office.open(listed)
    ticks = re.findall(r'name="vehicle" value="([\d.]+)"', shown)[:2]
    answer = office.send(listed, "/noncompliance.xlsx?category=muck_truck", {"vehicle": ticks})
    (sheet, _) = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets
    assert [row[0].value for row in sheet.iter_rows()][-1] == "以上共 2 辆，符合条件的已全部列出。"
    printed = office.send(listed, "/noncompliance/print?category=muck_truck", {"vehicle": ticks})
    paper = printed.get_data(as_text=True)
    assert "从清单中所选的 2 辆（清单的筛选条件：车辆用途 渣土车）" in words_of(paper)
    assert re.findall(r"/registrations/(\d+)\?", paper) == [tick.partition(".")[2] for tick in ticks]
    whole = office.open("/noncompliance/print?category=muck_truck")
    assert ("共 25 辆，已全部列出" in words_of(whole), whole.count('scope="row"')) == (True, 25)
    monkeypatch.setattr(list_view, "MOST_PRINTED", 3)
    cut = office.send(listed, "/noncompliance/print", {"all": "1"}).get_data(as_text=True)
    assert ("共 26 辆，只列出前 3 辆" in words_of(cut), cut.count('scope="row"')) == (True, 3)
    monkeypatch.setattr(lists, "MOST_FOUND", 2)  # a text that fits more is not counted to its end
    frequent = words_of(office.open("/noncompliance/print?text=LZY"))
    assert "共 3+ 辆，只列出前 3 辆" in frequent
    monkeypatch.setattr(list_view, "MOST_PRINTED", 1000)
    assert "共 26 辆，已全部列出" in words_of(office.open("/noncompliance/print?text=LZY"))
    for address in ("/noncompliance.xlsx", "/noncompliance/print"):
        bare = office.send(listed, address)
        assert (bare.status_code, "没有选择任何车辆" in words_of(bare.get_data(as_text=True))) == (422, True)


def test_a_filter_that_means_nothing_is_told_and_left_out(office: Browser) -> None:
    shown = office.open("/noncompliance?unit=999999&from=2025-02-30&energy=<b>&category=bus", 422)
    told = words_of(shown)
    for name, value in (("报送单位", "999999"), ("登记日期自", "2025-02-30"), ("能源种类", "<b>")):
        assert f"“{name}”不能是“{value}”，这一条件未采用" in told
    assert "共 1 辆" in told
    assert "<b> " not in shown
    for place in (
        "after=x",
        "before=410100.2025-02-30.1",
        "after=1.2025-01-01.1",
        "after=410100.2025-01-01.",
    ):
        assert "共 26 辆" in words_of(office.open(f"/noncompliance?{place}&page=x"))


def test_an_export_by_a_filter_that_means_nothing_leads_back_to_the_list_and_hands_out_nothing(
    office: Browser,
) -> None:
    for suffix in ("csv", "xlsx"):
        answer = office.client.get(f"/noncompliance.{suffix}?category=bus&from=2025-02-30")
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            "/noncompliance?category=bus&from=2025-02-30",
        )


def test_the_list_is_turned_forth_and_back_in_any_order_without_losing_a_vehicle(office: Browser) -> None:
    def dossiers(shown: str) -> list[str]:
        return re.findall(r'href="(/registrations/\d+\?unit=410100)&amp;list=', shown)

    def turned(shown: str, way: str) -> str:
        found = re.search(rf'rel="{way}" href="([^"]+)"', shown)
        assert found is not None, way
        return office.open(found[1].replace("&amp;", "&"))

    for order in ("-day", "day", "unit", "-unit"):
        first = office.open(f"/noncompliance?sort={order}&text=LZY")
        second = turned(first, "next")
        assert len(set(dossiers(first) + dossiers(second))) == 26, order
        assert "第 2 页，共 2 页" in words_of(second)
        assert dossiers(turned(second, "prev")) == dossiers(first), order
        assert 'rel="prev"' not in first


def test_a_page_is_longer_if_asked_and_any_page_is_reached_by_its_number(
    office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = re.compile(r'href="(/registrations/\d+\?unit=410100)&amp;list=').findall
    whole = dossiers(office.open("/noncompliance?rows=50&sort=day"))
    assert len(whole) == 26
    assert dossiers(office.open("/noncompliance?rows=21&sort=day")) == whole[:20], "no such size"
    for go, number, found in (
        ("2", 2, whole[20:]),
        ("99", 2, whole[20:]),
        ("0", 1, whole[:20]),
        ("x", 1, whole[:20]),
    ):
        shown = office.open(f"/noncompliance?sort=day&go={go}")
        assert dossiers(shown) == found, go
        assert f"第 {number} 页，共 2 页" in words_of(shown)
        assert "可跳到前" not in shown
    monkeypatch.setattr(pagination, "MOST_PASSED", 20)
    bounded = office.open("/noncompliance?sort=day&go=2")
    assert dossiers(bounded) == whole[:20], "nobody reads past more to come there"
    assert "第 1 页，共 2 页" in words_of(bounded)
    assert "可跳到前 1 页（20 辆）" in bounded
    assert "没有符合条件的车辆" in words_of(office.open("/noncompliance?text=nothing&go=7"))


def test_a_dossier_leads_along_its_list_and_back_to_its_page(office: Browser) -> None:
    def way(shown: str, what: str) -> str | None:
        found = re.search(rf'{what} href="([^"]+)"', shown)
        return found[1].replace("&amp;", "&") if found else None

    listed = "/noncompliance?category=muck_truck&sort=day&text=LZY&rows=50"
    numbers = re.findall(r'href="/registrations/(\d+)\?unit=410100&amp;list=', office.open(listed))
    (first,) = re.findall(rf'href="(/registrations/{numbers[0]}\?[^"]+)"', office.open(listed))
    here, seen = office.open(first.replace("&amp;", "&")), [numbers[0]]
    assert way(here, 'rel="prev"') is None
    while (onward := way(here, 'rel="next"')) is not None:
        back, here = way(here, 'aria-label="沿清单翻看"><a'), office.open(onward)
        seen += re.findall(r"/registrations/(\d+)", onward)
        assert back is not None
        assert re.findall(r'href="/registrations/(\d+)\?unit=410100&amp;list=', office.open(back)) == numbers
        assert re.findall(r"/registrations/(\d+)", way(here, 'rel="prev"') or "") == [seen[-2]]
    assert seen == numbers
    for wrong in (
        "list=nowhere&at=410100.2025-03-01.1",
        "list=noncompliance&at=x",
        "at=410100.2025-03-01.1&q=%00",
    ):
        assert "沿清单翻看" not in office.open(f"/registrations/{numbers[0]}?unit=410100&{wrong}")


def test_a_page_further_on_leads_back_by_its_place_and_to_the_first(office: Browser) -> None:
    first = office.open("/noncompliance")
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found is not None
    further = office.open(found[1].replace("&amp;", "&").replace("page=2", "page=3"))
    back = re.search(r'href="([^"]+)">回到第一页.*rel="prev" href="([^"]+before=[^"]+page=2)"', further)
    assert back is not None
    shown = office.open(back[2].replace("&amp;", "&"))
    dossiers = re.compile(r'href="(/registrations/\d+\?unit=410100)&amp;list=').findall
    assert dossiers(shown) == dossiers(first)
    assert "第 2 页，共 2 页" in words_of(shown)


def test_the_list_is_narrowed_by_rule_name_delivery_and_what_was_known(
    service: Service, office: Browser
) -> None:
    with service.database.transaction(OFFICE) as session:
        upload = session.connection().execute(text("SELECT min(id) FROM upload")).scalar_one()
    today = clock.day_of(clock.now())
    for query, count in (
        ("rule=henan-2023/13-bus-new", 1),
        ("rule=henan-2023/none", 0),
        (f"text={a_vin(NUMBERS[MUCK])[-8:]}", 1),
        (f"text=豫A·{NUMBERS[0]:05d}", 1),
        ("text=没有这样的", 0),
        (f"upload={upload}", 26),
        (f"upload={upload}&unit=410200", 0),
        ("upload=999999", 0),
        (f"known_on={today}", 26),
        ("known_on=2020-01-01", 0),
        (f"known_on={today}&sort=unit&text=LZY&upload={upload}", 26),
    ):
        told = words_of(office.open(f"/noncompliance?{query}"))
        assert f"共 {count} 辆" in told, query
        assert ("没有符合条件的车辆" in told) == (count == 0), query


def test_what_was_looked_for_by_name_is_not_written_in_the_audit_log(
    service: Service, office: Browser
) -> None:
    office.open(f"/noncompliance?reveal=true&event=new&text={NUMBERS[0]:05d}")
    with service.database.transaction(OFFICE) as session:
        assert noted(session, limit=1)[0].details == {"event": "new"}


def test_a_list_is_printed_with_its_filter_in_words(office: Browser) -> None:
    shown = office.open("/noncompliance?category=bus&unit=410100&text=LZY")
    assert "筛选条件：报送单位 郑州市；车辆用途 公交车；号牌、车架号或所有人 LZY。打印时间 20" in shown
    assert "筛选条件：无。" in office.open("/noncompliance")


def test_an_empty_list_says_what_to_do(office: Browser) -> None:
    assert "请放宽筛选条件，或清空后重新查看" in office.open("/noncompliance?from=2030-01-01")


def test_plates_and_vins_are_shown_in_full_only_when_asked_and_the_audit_log_notes_it(
    service: Service, office: Browser
) -> None:
    def revealed() -> list[tuple[str | None, dict[str, object]]]:
        with service.database.transaction(OFFICE) as session:
            events = noted(session, act=Act.REVEALED.value)
        return [(event.subject, dict(event.details)) for event in events]

    before = len(revealed())
    assert a_vin(NUMBERS[MUCK]) in office.open("/noncompliance?category=bus&reveal=true")
    exported = office.client.get("/noncompliance.csv?category=bus&reveal=true").get_data(as_text=True)
    assert a_vin(NUMBERS[MUCK]) in exported
    new = revealed()[: len(revealed()) - before]
    assert new == [("noncompliance-export", {"category": "bus"}), ("noncompliance", {"category": "bus"})]


def test_an_account_is_made_with_a_password_shown_once_that_must_be_changed(
    service: Service, admin: Browser
) -> None:
    answer = admin.send("/accounts", "/accounts", {"name": "xinyang", "role": "bureau", "unit": "411500"})
    page = answer.get_data(as_text=True)
    found = re.search(r'<code class="secret long">([^<]+)</code>', page)
    assert (answer.status_code, answer.headers["Cache-Control"], found is not None) == (200, "no-store", True)
    assert found is not None
    with service.database.transaction(OFFICE) as session:
        user = account_with(session, "xinyang", found[1])
        assert (user.role, user.city_code, user.must_change_password) == ("bureau", 411500, True)
        event = noted(session, act=Act.ACCOUNT_ADDED.value)[0]
        assert (event.actor_name, event.subject) == ("admin", f"account/{user.id}")
    shown = admin.open("/accounts")
    assert "xinyang 市级交通部门 信阳市 在用 首次登录须改密码" in words_of(shown)
    assert found[1] not in shown


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": " ", "role": "office"}, "请填写名称（最多 60 个字符）。"),
        ({"name": "x" * 61, "role": "office"}, "请填写名称（最多 60 个字符）。"),
        ({"name": "x", "role": "king"}, "请从列表中选择角色。"),
        ({"name": "x", "role": "bureau"}, "市级交通部门须选择报送单位。"),
        ({"name": "x", "role": "office", "unit": "410100"}, "只有市级交通部门属于一个报送单位"),
        ({"name": "office", "role": "office"}, "已有名为“office”的账户，请换一个名称。"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told_and_the_form_kept(
    admin: Browser, fields: dict[str, str], told: str
) -> None:
    answer = admin.send("/accounts", "/accounts", fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert f'value="{fields["name"].strip()}"' in page


def test_disabling_asks_first_then_ends_sessions_and_may_be_taken_back(
    service: Service, admin: Browser
) -> None:
    dealer = browser_of(service, "dealer")
    dealer.open("/account")
    with service.database.transaction(OFFICE) as session:
        number = accounts.user_named(session, "dealer").id
    assert "停用账户“dealer”？" in admin.open(f"/accounts/{number}/disable")
    answer = admin.send(f"/accounts/{number}/disable", f"/accounts/{number}/disable")
    assert answer.status_code == 303
    assert "已完成：停用“dealer”。" in admin.open(answer.headers["Location"])
    assert dealer.client.get("/account").status_code == 302
    admin.open(f"/accounts/{number}/disable", 404)
    assert admin.send(f"/accounts/{number}/enable", f"/accounts/{number}/enable").status_code == 303


def test_nobody_locks_themselves_out(service: Service, admin: Browser) -> None:
    with service.database.transaction(OFFICE) as session:
        own = accounts.user_named(session, "admin").id
    for action in ("disable", "reset"):
        assert "不能对自己的账户做这项操作" in admin.open(f"/accounts/{own}/{action}", 422)
        answer = admin.send("/accounts", f"/accounts/{own}/{action}")
        assert answer.status_code == 422
    admin.open("/accounts")


def test_a_password_is_reset_to_one_shown_once(service: Service, admin: Browser) -> None:
    with service.database.transaction(OFFICE) as session:
        number = accounts.user_named(session, "auditor").id
    answer = admin.send(f"/accounts/{number}/reset", f"/accounts/{number}/reset")
    found = re.search(r'<code class="secret long">([^<]+)</code>', answer.get_data(as_text=True))
    assert found is not None
    with service.database.transaction(OFFICE) as session:
        user = account_with(session, "auditor", found[1])
        assert user.must_change_password
        user.must_change_password = False
        session.add(user)


@pytest.mark.parametrize(
    "address", ["/accounts/999/disable", "/accounts/1/crown", f"/accounts/{2**63}/disable"]
)
def test_an_account_or_action_that_is_not_there_is_no_page(admin: Browser, address: str) -> None:
    admin.open(address, 404)
    assert admin.send("/accounts", address).status_code == 404


def test_a_key_is_shown_once_works_and_is_revoked_for_ever(service: Service, admin: Browser) -> None:
    until = clock.day_of(clock.now() + timedelta(days=30)).isoformat()
    answer = admin.send("/keys", "/keys", {"name": "车商系统", "role": "dealer", "until": until})
    found = re.search(r'<code class="secret long">(fsk_[^<]+)</code>', answer.get_data(as_text=True))
    assert found is not None
    with service.database.transaction(OFFICE) as session:
        record = people_keys.find_key(session, found[1], now=clock.now())
        assert record is not None
        assert (record.name, record.role, record.expires_at is not None) == ("车商系统", "dealer", True)
    shown = admin.open("/keys")
    assert (found[1] in shown, f"{record.prefix}…" in shown) == (False, True)
    address = f"/keys/{record.id}/revoke"
    assert "吊销密钥“车商系统”？" in admin.open(address)
    assert admin.send(address, address).status_code == 303
    with service.database.transaction(OFFICE) as session:
        assert people_keys.find_key(session, found[1], now=clock.now()) is None
    admin.open(address, 404)


@pytest.mark.parametrize("until", ["2020-01-01", "x", "9999-12-31"])
def test_a_key_ends_on_a_day_to_come(admin: Browser, until: str) -> None:
    answer = admin.send("/keys", "/keys", {"name": "k", "role": "dealer", "until": until})
    assert (answer.status_code, "有效期请写成 2025-06-01" in answer.get_data(as_text=True)) == (422, True)


def test_forms_of_another_site_change_nothing(service: Service, admin: Browser) -> None:
    for address, data in (
        ("/accounts", {"name": "evil", "role": "admin"}),
        ("/keys", {"name": "e", "role": "office"}),
    ):
        assert admin.client.post(address, data=data).status_code == 400
    with service.database.transaction(OFFICE) as session:
        assert "evil" not in {user.name for user in accounts.list_users(session)}


def test_the_schedule_names_each_job_with_its_next_run_and_that_no_worker_runs(admin: Browser) -> None:
    told = words_of(admin.open("/schedule"))
    for name in ("nightly-ranking", "monthly-edition"):
        assert re.search(rf"下次 \d{{4}}-\d\d-\d\d \d\d:30:00 上次 – {name} 立即执行：", told), name
    assert "没有后台进程在运行" in told


@pytest.mark.parametrize("name", [*PEOPLE, "nobody"])
def test_help_is_that_of_the_visitor_and_leads_only_to_pages_that_let_them_in(
    service: Service, name: str
) -> None:
    browser = Browser(service.client()) if name == "nobody" else browser_of(service, name)
    shown = browser.open("/help")
    links = re.findall(r'<li><a href="([^"]+)"><b>', shown)
    assert links
    menu = re.findall(r'<li><a href="(/[^"]*)"(?: aria-current="page")?>', shown)
    for address in {*links, *menu}:
        assert browser.client.get(address).status_code == 200, address
    assert words_of(browser.open("/help?for=king")) == words_of(shown)


def test_pages_hold_nothing_inline_and_are_all_english_when_asked(service: Service) -> None:
    for name, addresses in (
        ("office", ("/office?month=2025-03", "/noncompliance", "/help")),
        ("admin", (*ADMIN_PAGES, "/help")),
    ):
        browser = browser_of(service, name)
        for address in addresses:
            shown = browser.open(f"{address}{'&' if '?' in address else '?'}lang=en")
            assert re.findall(r"<(?:style|script)\b(?! src)|\bstyle=|\bon\w+=\"", shown) == [], address
            kept = re.sub(r'<a class="lang".*?</a>', "", shown, flags=re.DOTALL)
            assert re.findall("[\u4e00-\u9fff]{2,}", words_of(kept).replace("车商系统", "")) == [], address
