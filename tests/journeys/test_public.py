"""A dealer's and anybody's way: may I register this vehicle here, for this use, on this day?"""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visit


def test_a_dealer_asks_and_is_answered_with_the_clause_and_prints_it(visit: Visit) -> None:
    page = visit().open("/")
    page.locator("#requirement [name=unit]").select_option("410100")
    page.locator("#requirement [name=category]").select_option("muck_truck")
    page.locator("#requirement [name=on]").fill("2025-06-01")
    page.locator("#requirement [name=energy]").select_option("diesel")
    page.get_by_role("button", name=re.compile("查询")).click()
    answer = page.locator("article.answer")
    expect(answer).to_contain_text("待说明")
    expect(answer.locator("blockquote").first).to_contain_text("渣土车")
    assert "unit=410100" in page.url
    page.emulate_media(media="print")
    expect(answer.locator("blockquote").first).to_be_visible()
    expect(page.locator("#requirement form")).to_be_hidden()
    expect(page.locator("#ranking")).to_be_hidden()


def test_the_switch_turns_the_page_to_english_and_the_next_one_too(visit: Visit) -> None:
    window = visit()
    page = window.open("/requirements?unit=410300")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Requirements")
    assert "unit=410300" in page.url
    expect(window.open("/rulebook").locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_what_a_unit_demands_of_each_use_leads_to_the_rule_it_rests_on(visit: Visit) -> None:
    page = visit().open("/requirements")
    page.locator("main form.pick [name=unit]").select_option("410300")
    page.locator("main form.pick").get_by_role("button").click()
    line = page.locator("table.needs tr", has_text="公交车")
    expect(line).to_contain_text("全部")
    line.get_by_role("link", name="第 13 项").click()
    expect(page.locator(":target blockquote")).to_contain_text("公交")


def test_the_documentation_shows_a_call_that_works_as_it_stands(visit: Visit) -> None:
    window = visit()
    page = window.open("/api/docs")
    example = page.locator("pre", has_text="/requirements?").first.inner_text()
    address = re.search(r"https?://[^\s'\"]+", example)
    assert address is not None
    assert page.request.get(address[0]).json()["force"] == "in_principle"
    page.locator(".toc a").last.click()
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_dealer_makes_a_key_for_its_system_sees_it_once_and_calls_with_it(visit: Visit) -> None:
    window = visit("dealer", permissions=["clipboard-read", "clipboard-write"])
    page = window.open("/my/keys")
    page.locator("main [name=name]").fill("展厅系统")
    page.get_by_role("button", name="建立密钥").click()
    key = page.locator("#key").inner_text()
    page.locator("[data-copy=key]").click()
    assert page.evaluate("navigator.clipboard.readText()") == key
    bearer = {"Authorization": f"Bearer {key}"}
    assert page.request.get(f"{window.site.address}/api/v1/rankings", headers=bearer).status == 200
    page.get_by_role("link", name="已妥善保存").click()
    expect(page.get_by_role("row", name="展厅系统")).to_contain_text("在用")
    assert key not in page.content()
    page.get_by_role("row", name="展厅系统").get_by_role("link", name="吊销").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("row", name="展厅系统")).to_contain_text("已吊销")


def test_what_is_not_there_and_what_is_not_for_one_say_so_and_lead_on(visit: Visit) -> None:
    window = visit("dealer")
    page = window.open("/office", 403)
    expect(page.locator("main")).to_contain_text("您的角色不能打开此页")
    page = window.open("/no-such-page", 404)
    expect(page.locator("main")).to_contain_text("没有这个页面")
    page.locator("main").get_by_role("link").first.click()
    expect(
        page.get_by_role("heading", level=1).or_(page.get_by_role("heading", level=2)).first
    ).to_be_visible()


def test_the_figures_of_exceptions_are_in_sight_on_a_phone(visit: Visit) -> None:
    page = visit().open("/exceptions?unit=410100&category=taxi")
    page.set_viewport_size({"width": 390, "height": 844})
    figures = page.locator("tbody td.num")
    assert figures.count() >= 8
    edges = figures.evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().right)")
    assert max(edges) <= 390
