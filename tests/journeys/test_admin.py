"""An administrator's way, and an auditor's."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.open_site import Site
from tests.patience import wait_until


def test_an_administrator_adds_an_account_whose_holder_signs_in_and_chooses_a_password(visit: Visit) -> None:
    page = visit("admin").page
    expect(page).to_have_url(re.compile("/accounts$"))
    page.get_by_label("用户名").fill("xinxiang")
    page.get_by_label("角色").select_option("bureau")
    page.get_by_label("报送单位").select_option("410700")
    page.get_by_role("button", name="开立账户").click()
    once = page.locator("code.secret")
    expect(once).to_be_visible()
    password = once.inner_text()
    page.get_by_role("link", name="已妥善保存").click()
    expect(page.get_by_role("row", name="xinxiang")).to_contain_text("首次登录须改密码")
    assert password not in page.content()

    window = visit()
    theirs = window.sign_in("xinxiang", password)
    expect(theirs).to_have_url(re.compile("/account/password"))
    for name, text in (
        ("present", password),
        ("new", "staple battery horse 47"),
        ("again", "staple battery horse 47"),
    ):
        theirs.locator(f"[name={name}]").fill(text)
    theirs.locator("main").get_by_role("button").click()
    expect(window.open("/bureau").locator("main")).to_contain_text("新乡市")


def test_a_key_is_shown_once_and_put_out_of_force(visit: Visit) -> None:
    window = visit("admin")
    page = window.open("/keys")
    page.locator("main [name=name]").fill("新乡市业务系统")
    page.locator("main [name=role]").select_option("bureau")
    page.locator("main [name=unit]").select_option("410700")
    page.get_by_role("button", name="建立密钥").click()
    key = page.locator("code.secret").inner_text()
    assert re.fullmatch(r"fsk_[\w-]{40,}", key)

    def called() -> int:
        bearer = {"Authorization": f"Bearer {key}"}
        return page.request.get(f"{window.site.address}/api/v1/uploads", headers=bearer).status

    assert called() == 200
    page.get_by_role("link", name="已妥善保存").click()
    assert key not in page.content()
    page.get_by_role("row", name="新乡市业务系统").get_by_role("link", name="吊销").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("row", name="新乡市业务系统")).to_contain_text("已吊销")
    wait_until(lambda: called() == 401)


def test_ending_a_session_sends_its_holder_to_the_sign_in(visit: Visit) -> None:
    theirs = visit(user_agent="Tablet of the auditor")
    theirs.sign_in("auditor")
    page = visit("admin").open("/sessions")
    line = page.get_by_role("row", name="Tablet of the auditor")
    line.get_by_role("button", name="结束").click()
    expect(line).to_have_count(0)
    expect(theirs.open("/audit")).to_have_url(re.compile("/sign-in"))


def test_a_job_is_run_at_once_and_the_page_tells_what_came_of_it(visit: Visit, site: Site) -> None:
    page = visit("admin").open("/schedule")
    job = page.locator("#nightly-ranking")
    job.get_by_role("button", name="立即执行").click()
    expect(job).to_contain_text("admin 于")
    site.ask_is_done()
    expect(job.locator("[data-live]")).to_contain_text("结束：")
    expect(job.locator("[data-pending]")).to_have_count(0)


def test_an_auditor_finds_who_did_what_and_narrows_the_log(visit: Visit) -> None:
    visit().sign_in("stranger")
    page = visit("auditor").page
    expect(page).to_have_url(re.compile("/audit$"))
    page.get_by_label("用户", exact=True).fill("stranger")
    page.get_by_label("事件").select_option(label="登录")
    page.get_by_role("button", name="筛选").click()
    lines = page.locator("table.events tbody tr")
    expect(lines.first).to_contain_text("stranger")
    assert {line.locator("td").nth(3).inner_text() for line in lines.all()} == {"登录"}
    assert "name=stranger" in page.url
