"""The official who never saw YAML: a rule from a pasted text, marked with the mouse, previewed, stored as a draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.open_site import Site
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_row

pytestmark = pytest.mark.slow(8)

LAW = "关于公务用车的通知\n第二条　新增公务用车全部为纯电动汽车，鼓励更新。\n第三条　新增公务用车全部公开。\n"
WORDS = "新增公务用车全部为纯电动汽车"
_SELECTED = """
(words) => {
  const lines = [...document.querySelectorAll("[data-offset]")];
  const line = lines.find((one) => one.textContent.includes(words));
  const at = line.textContent.indexOf(words), range = document.createRange();
  range.setStart(line.firstChild, at);
  range.setEnd(line.firstChild, at + words.length);
  const boxes = [...range.getClientRects()], first = boxes[0], last = boxes[boxes.length - 1];
  return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}
"""
"""Where the mouse must go to mark words."""


@pytest.fixture(autouse=True)
def _stored(site: Site) -> None:
    """Zhengzhou has registered a hybrid car for official use this spring."""
    (number,) = fresh_numbers(1)
    site.stored(
        a_row(
            number, category="公务用车", energy="插电式混合动力", plate=f"豫A{number:05d}F", day="2026-03-02"
        )
    )


def marked(page: Page, words: str) -> None:
    """Draw the mouse over words of the text."""
    page.locator("[data-marked]").scroll_into_view_if_needed()
    left, top, right, bottom = page.evaluate(_SELECTED, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=3)
    page.mouse.up()


def test_an_official_makes_a_rule_from_a_pasted_text_and_sees_what_flips_before_it_is_stored(
    visit: Visit,
) -> None:
    page = visit("office").open("/rulebook/drafts")
    page.get_by_role("link", name="用表单起草").click()
    page.get_by_role("button", name="从现行版开始").click()
    page.get_by_role("link", name="加入文件原文").click()
    for name, value in {
        "pasted": LAW, "description.zh": "网页全文", "description.en": "web page", "title.zh": "关于公务用车的通知",
        "title.en": "Notice", "document": "豫管〔2026〕1号", "published_on": "2026-01-05", "id": "official-2026",
        "issuers": "省机关事务管理局 | Government Offices Administration",
    }.items():  # fmt: skip
        page.locator(f"[name='{name}']").fill(value)
    page.get_by_role("button", name="保存到底稿").click()

    marked(page, WORDS)
    expect(page.locator("[name=words]")).to_have_value(WORDS)
    expect(page.locator("[name=at]")).to_have_value(str(LAW.index(WORDS)))
    page.get_by_label("英文译文").fill("All new official cars are battery-electric.")
    page.get_by_role("button", name="标出并保存").click()
    passage = page.locator("article", has_text="第 2 项")
    passage.get_by_label("理由 · 中文").fill("不是对单车的要求")
    passage.get_by_label("理由 · 英文").fill("asks nothing of a vehicle")
    passage.get_by_role("button", name="以此说明其余文字").click()

    page.locator("li", has_text="2-1").get_by_role("link", name="据此立规则").click()
    for name, value in {
        "title.zh": "新增公务用车为纯电动", "title.en": "New official cars are electric",
        "effective_from": "2026-02-01", "departments": "省机关事务管理局 | Government Offices Administration",
    }.items():  # fmt: skip
        page.locator(f"[name='{name}']").fill(value)
    page.get_by_label("约束力").select_option("all")
    page.locator("[name=categories][value=official]").check()
    page.locator("[name='requirement.energy'][value=bev]").check()
    page.get_by_role("button", name="保存到底稿").click()
    expect(page.locator("main")).to_contain_text("没有问题")

    page.get_by_role("link", name="预览会改变的车辆").click()
    expect(page.locator("#effect")).to_contain_text("郑州市")
    expect(page.locator(".figures")).to_contain_text(re.compile("结论改变\\s*[1-9]"))
    page.get_by_role("button", name="存为草案").click()
    expect(page.locator("main")).to_contain_text("草案已存入，尚不影响任何判定")
