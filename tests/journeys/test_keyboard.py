"""By keyboard alone: what is reached, in which order, and that one sees where one is."""

import re

from playwright.sync_api import Page, expect

from tests.browser import PASSWORD
from tests.journeys.conftest import Visit

FOCUSED = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  return {text: (one.innerText || one.getAttribute("aria-label") || one.name || "").trim(),
          seen: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none"};
}"""


def tabbed(page: Page, *, most: int = 80) -> list[dict[str, object]]:
    """Press Tab until the page is left; what was focused on the way, in order."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        found.append(page.evaluate(FOCUSED))
    return found


def test_the_first_key_offers_the_way_past_the_menu(visit: Visit) -> None:
    page = visit("owner").open("/uploads")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('main') !== null")
    assert inside, "the next key is in the page's own part"


def test_signing_in_needs_no_mouse(visit: Visit) -> None:
    page = visit().open("/sign-in")
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type("owner")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/bureau$"))
    expect(page.locator("header")).to_contain_text("owner")


def test_every_stop_of_the_keyboard_is_seen_and_the_actions_are_among_them(visit: Visit) -> None:
    window = visit("owner")
    for address, action in (("/uploads", "上传并核查"), ("/registrations", "筛选"), ("/account", "退出")):
        stops = tabbed(window.open(address))
        assert [stop["text"] for stop in stops if not stop["seen"]] == [], address
        assert action in [stop["text"] for stop in stops], address


def test_the_question_of_the_start_page_is_asked_by_enter(visit: Visit) -> None:
    page = visit().open("/")
    page.locator("#requirement [name=unit]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.locator("#requirement [name=on]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.answer blockquote").first).to_be_visible()
