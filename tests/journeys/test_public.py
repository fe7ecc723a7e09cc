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
