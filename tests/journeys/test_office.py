"""The provincial office's way: from a number of the province to a vehicle, its clause and its cell."""

import csv
import io
import re
from datetime import timedelta
from importlib.resources import files

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from fleetsvc.clock import day_of, now
from tests.journeys.conftest import Visit
from tests.open_site import Site
from tests.patience import wait_until
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_row, a_vin
from tests.windows import saved

pytestmark = pytest.mark.slow(10)

BOOK = files("rules") / "books" / "henan-2023.yaml"
MONTH = f"{day_of(now()).replace(day=1) - timedelta(days=1):%Y-%m}"
"""The month before this one: the dashboard offers the last twelve."""
FILTER = f"unit=410200&category=bus&from={MONTH}-01&until={MONTH}-28"
NUMBERS = fresh_numbers(23)


@pytest.fixture(scope="module", autouse=True)
def _stored(site: Site) -> None:
    """Kaifeng has stored 22 diesel muck trucks and a diesel bus last month."""
    *muck, bus = NUMBERS
    rows = [
        a_row(n, category="渣土车", energy="柴油", plate=f"豫B{n:05d}", day=f"{MONTH}-{place % 28 + 1:02}")
        for place, n in enumerate(muck)
    ]
    diesel = a_row(bus, energy="柴油", plate=f"豫B{bus:05d}", day=f"{MONTH}-15")
    site.stored(*rows, diesel, who="stranger")


def days_of(page: Page) -> list[str]:
    return re.findall(rf"{MONTH}-\d\d", " ".join(page.locator("main table tbody td.when").all_inner_texts()))


def test_a_number_of_the_dashboard_leads_to_the_vehicles_behind_it(visit: Visit) -> None:
    page = visit("office").page
    expect(page).to_have_url(re.compile("/office$"))
    page.get_by_label("期次").select_option(MONTH)
    page.locator("main form.pick").get_by_role("button").click()
    line = page.locator("tr#unit-410200")
    expect(line).to_contain_text("开封市")
    line.get_by_role("link", name="22").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("未达标清单")
    expect(page.locator("main")).to_contain_text("共 22 辆")
    assert {"unit=410200", "verdict=needs_justification", f"from={MONTH}-01"} <= set(
        page.url.partition("?")[2].split("&")
    )


def test_the_list_is_filtered_sorted_and_turned_by_its_address_alone(visit: Visit) -> None:
    window = visit("office")
    page = window.open("/noncompliance")
    page.get_by_label("报送单位").select_option("410200")
    page.get_by_label("车辆用途").select_option("muck_truck")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("main")).to_contain_text("共 22 辆")
    page.get_by_role("columnheader", name="登记日期").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="登记日期")).to_have_attribute("aria-sort", "ascending")
    days = days_of(page)
    assert (len(days), days) == (20, sorted(days))
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("main table tbody tr")).to_have_count(2)

    again = visit("office")
    shown = again.open(page.url.removeprefix(window.site.address))
    expect(shown.locator("main table tbody tr")).to_have_count(2)
    expect(shown.get_by_label("车辆用途")).to_have_value("muck_truck")


def test_columns_are_chosen_and_the_export_honours_the_filter(visit: Visit) -> None:
    page = visit("office").open(f"/noncompliance?{FILTER}")
    page.locator("summary", has_text="显示的列").click()
    page.get_by_role("checkbox", name="车辆型号").check()
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("columnheader", name="车辆型号")).to_be_visible()
    sheet = openpyxl.load_workbook(
        io.BytesIO(saved(page, page.get_by_role("link", name="Excel")))
    ).worksheets[0]
    title, asked, as_of, head, bus, count = (
        [str(cell.value or "") for cell in row] for row in sheet.iter_rows()
    )
    assert title[0] == "未达标清单"
    assert "车辆用途 公交车" in asked[0]
    assert as_of[0].startswith("数据截至：")
    assert count[0] == "以上共 1 辆，符合条件的已全部列出。"
    text = saved(page, page.get_by_role("link", name="CSV")).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    written = dict(zip(head, bus, strict=True))
    assert "车辆型号" in written, "the column that was chosen"
    assert written.pop("依据规则").startswith("第 13 项：")
    assert line["登记日期"] == written.pop("登记日期").partition(" ")[0]
    assert written == {name: line[name] for name in written}
    assert line["车架号"].endswith(a_vin(NUMBERS[-1])[-4:]), "the VIN is masked but for its end"


def test_a_dossier_shows_the_sentence_of_the_plan_the_cell_and_the_original(visit: Visit) -> None:
    page = visit("office").open(f"/noncompliance?{FILTER}")
    page.locator("main table tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/registrations/\d+"))
    expect(page.locator("blockquote").first).to_contain_text("公交")
    cells = page.locator("#facts tr", has_text="能源种类").locator("th, td").all_inner_texts()
    assert cells[2:] == ["柴油", "登记表", "24", "E", "燃料种类"], cells
    original = saved(page, page.get_by_role("link", name="下载原文件").first)
    assert a_vin(NUMBERS[-1]) in original.decode()
    page.emulate_media(media="print")
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.locator(".side")).to_be_hidden()


def test_rankings_open_an_edition_with_bounds_seal_and_all_19_units(visit: Visit) -> None:
    page = visit("office").open("/rankings")
    page.get_by_role("link", name="2025年9月").click()
    expect(page.locator("table.ranking tbody tr")).to_have_count(19)
    expect(page.locator("main")).to_contain_text("校验码")
    page.locator("main form.pick [name=category]").select_option("bus")
    page.locator("main form.pick").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("公交车")
    assert "category=bus" in page.url


def test_the_rulebook_leads_from_a_rule_to_the_interpretation_it_rests_on(visit: Visit) -> None:
    page = visit("office").open("/rulebook")
    rule = page.locator("#rule-henan-2023-13-bus-new")
    expect(rule.locator("blockquote")).to_contain_text("公交")
    rule.locator("ul.notes a").first.click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(page.locator("#coverage")).to_contain_text("第 13 项")


def test_the_province_is_shown_as_tiles_and_as_a_map_each_unit_leading_to_its_line(visit: Visit) -> None:
    page = visit("office").open(f"/office?period={MONTH}")
    expect(page.locator("svg.tiles a")).to_have_count(19)
    page.locator("#province").get_by_role("link", name="地图").click()
    expect(page.locator("svg.map > a")).to_have_count(19)
    page.locator("svg.map > a[href='#unit-410200']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr#unit-410200")).to_be_in_viewport()
    assert "view=map" in page.url


def test_a_draft_is_compared_proposed_by_one_person_and_signed_by_another(visit: Visit) -> None:
    deputy = visit("deputy").open("/rulebook/drafts")
    deputy.get_by_label("或粘贴全文").fill(
        BOOK.read_text(encoding="utf-8").replace("（2023 年行动方案）", "（2023 年行动方案，校订）")
    )
    deputy.get_by_role("button", name="检查并存入").click()
    expect(deputy.get_by_role("heading", level=1)).to_have_text("规则修改比较说明")
    expect(deputy.locator("#effect")).to_contain_text("没有一辆车的结论会改变")
    wait_until(lambda: deputy.reload() is not None and deputy.get_by_label("提请理由").count() == 1)
    deputy.get_by_label("提请理由").fill("豫环文 校订书名")
    deputy.get_by_role("button", name="提请生效").click()
    expect(deputy.locator("#next")).to_contain_text("豫环文 校订书名")
    expect(deputy.get_by_role("link", name="签署…")).to_have_count(0)

    window = visit("office")
    page = window.open(deputy.url.removeprefix(window.site.address).partition("?")[0])
    page.get_by_role("link", name="签署…").click()
    page.get_by_role("button", name="签署，立即生效").click()
    expect(page.locator("main")).to_contain_text("deputy 提请，office 签署")
    expect(window.open("/rulebook").get_by_role("heading", level=1)).to_contain_text("校订")
