"""A clerk's way of a file: sent, watched, reviewed, corrected, confirmed, taken back, sent again."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from fleetsvc.services.documents import list_exports
from fleetsvc.web.documents import pages
from tests.browser import PASSWORD
from tests.journeys.conftest import Visit
from tests.open_site import Site
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, a_file, a_row, a_vin
from tests.windows import saved

pytestmark = pytest.mark.slow(20)

DROP = """([files, type]) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, {type}));
  return carried;
}"""


def chosen(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def sent(page: Page, name: str, content: bytes) -> int:
    """Send one file by its field; the number of its delivery, whose page is then open."""
    page.goto(f"{page.url.partition('/bureau')[0]}/uploads")
    page.locator("input[type=file]").set_input_files([chosen(name, content)])
    page.get_by_role("button", name="上传并核查").click()
    page.wait_for_url(re.compile(r"/uploads/\d+"))
    expect(page.locator("main .badge.in_review")).to_be_visible()
    return int(page.url.rpartition("/")[2])


def sums(page: Page) -> dict[str, int]:
    """The counts of the review by their word."""
    shown = page.locator(".sum")
    return {
        one.locator("span").inner_text(): int(one.locator("b").inner_text().replace(",", ""))
        for one in shown.all()
    }


def test_two_files_are_sent_at_once_and_are_still_watched_after_the_page_was_left(
    visit: Visit, site: Site
) -> None:
    window = visit("owner")
    expect(window.page).to_have_url(re.compile("/bureau$"))
    page = window.open("/uploads")
    with site.resting():
        files = [chosen("一月.csv", fresh_file()), chosen("二月.csv", fresh_file())]
        page.locator("input[type=file]").set_input_files(files)
        expect(page.locator("label.drop output")).to_contain_text("二月.csv")
        page.get_by_role("button", name="上传并核查").click()
        line = page.locator("#list tbody tr", has_text="一月.csv").first
        expect(line).to_contain_text("排队待读")
        number = int(line.locator("td").first.inner_text())
        site.has_read(number, 1234)
        expect(line).to_contain_text("正在读取")
        expect(line).to_contain_text("1,234")
        window.open(f"/uploads/{number}")
        expect(page.locator("main")).to_contain_text("已读 1,234 行")
        site.has_read(number, 2345)
        expect(page.locator("main")).to_contain_text("已读 2,345 行")
        window.open("/registrations")
    window.open(f"/uploads/{number}")
    expect(page.locator("main .badge.in_review")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("确认入库"))).to_be_visible()


def test_a_file_is_dropped_onto_the_page(visit: Visit) -> None:
    window = visit("owner")
    page = window.open("/uploads")
    files = [["拖来的表.csv", fresh_file().decode()]]
    carried = page.evaluate_handle(DROP, [files, "text/csv"])
    zone = page.locator("label.drop")
    zone.dispatch_event("dragover", {"dataTransfer": carried})
    zone.dispatch_event("drop", {"dataTransfer": carried})
    expect(zone.locator("output")).to_contain_text("拖来的表.csv")
    page.get_by_role("button", name="上传并核查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("拖来的表.csv")
    expect(page.get_by_role("button", name=re.compile("确认入库"))).to_be_visible()


def test_the_counts_add_up_each_has_its_list_and_findings_lead_to_their_cell(visit: Visit) -> None:
    page = visit("owner").page
    days, plate = fresh_numbers(2), fresh_numbers(1)[0]
    rows = [a_row(days[0], day="y"), a_row(days[1], day="x"), a_row(plate, plate="豫A12")]
    sent(page, "三处错误.csv", fresh_file(*rows, "合计,,,,,,4", count=2))
    assert sums(page) == {"读取": 6, "可入库": 2, "待更正": 3, "未变化": 0, "忽略": 1}
    page.locator("a.sum", has_text="忽略").click()
    expect(page.locator("#rows")).to_contain_text("小计、合计")
    by_code, by_column = page.locator("#findings .groups > *").all()
    by_code.get_by_role("link").first.click()
    each = page.locator("table.each tbody tr")
    expect(each).to_have_count(2)
    page.get_by_role("link", name="全部问题").first.click()
    by_column.get_by_role("link", name=re.compile("!B")).click()
    expect(each).to_have_count(1)
    page.locator("table.each").get_by_role("link", name=re.compile("B6")).click()
    expect(page.locator("#rows [aria-invalid]").first).to_have_value("豫A12")


def test_a_column_that_is_unclear_is_mapped_by_its_samples(visit: Visit) -> None:
    page = visit("owner").page
    numbers = fresh_numbers(2)
    header = HEADER.replace("注册日期", "上牌的那天")
    rows = [a_row(number, day=f"2025-03-0{place + 1}") for place, number in enumerate(numbers)]
    sent(page, "列名特别.csv", "\n".join([header, *rows, ""]).encode())
    line = page.locator("#mapping tr", has_text="上牌的那天")
    expect(line.locator(".samples")).to_contain_text("2025-03-01")
    expect(page.locator("#mapping tr", has_text="车架号").first).to_contain_text("99%")
    line.locator("select").select_option("registered_on")
    page.get_by_role("button", name="按此对应重新读取").click()
    expect(page.get_by_role("button", name="确认入库（2 辆）").first).to_be_visible()
    expect(page.locator("#mapping tr", has_text="上牌的那天").locator("select")).to_have_value(
        "registered_on"
    )


def test_verdicts_are_previewed_rows_corrected_in_place_confirmed_and_withdrawn(visit: Visit) -> None:
    window = visit("owner")
    page = window.page
    diesel, held = fresh_numbers(2)
    rows = [a_row(diesel, energy="柴油", plate=f"豫A{diesel:05d}"), a_row(held, day="13月1日")]
    number = sent(page, "待确认.csv", fresh_file(*rows))
    page.get_by_role("link", name="不符合 1").click()
    expect(page.locator("main table code").first).to_have_text(a_vin(diesel))
    page.get_by_role("link", name="返回批次").click()
    page.locator("#rows [aria-invalid]").fill("2025-03-09")
    page.get_by_role("button", name="按改正的重新核查").click()
    page.get_by_role("button", name="确认入库（3 辆）").first.click()
    expect(page.locator("main")).to_contain_text("已入库，3 辆生效")
    page.get_by_role("link", name="查看入库车辆").click()
    expect(page.locator("main")).to_contain_text("共 3 辆")
    page.get_by_label("核查结论").select_option("non_compliant")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("main")).to_contain_text("共 1 辆")
    page.get_by_role("link", name=f"豫A{diesel:05d}").click()
    expect(page.locator("blockquote").first).to_contain_text("公交")
    expect(page.locator("#facts")).to_contain_text(a_vin(diesel))

    window.open(f"/uploads/{number}")
    page.locator(".tools").get_by_role("link", name="撤回").click()
    page.get_by_label("原因（必填").fill("重复报送")
    page.get_by_role("button", name="确定撤回").click()
    expect(page.locator("main")).to_contain_text("本批次已撤回")
    expect(window.open(f"/registrations?upload={number}").locator("main")).not_to_contain_text("共 3 辆")


def test_the_annotated_copy_the_template_and_the_original_open_and_a_corrected_copy_is_read(
    visit: Visit,
) -> None:
    page = visit("owner").page
    content = fresh_file(a_row(fresh_numbers(1)[0], day="13月1日"))
    sent(page, "要改的表.csv", content)
    tools = page.locator(".tools")
    assert saved(page, tools.get_by_role("link", name="下载原文件")) == content
    template = openpyxl.load_workbook(io.BytesIO(saved(page, tools.get_by_role("link", name="下载模板"))))
    assert template.worksheets[0].max_column > 5
    copy = saved(page, tools.get_by_role("link", name="下载标注副本"))
    book = openpyxl.load_workbook(io.BytesIO(copy))
    wrong = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "13月1日"]
    assert [cell.comment is not None for cell in wrong] == [True]
    wrong[0].value = "2025-03-09"
    written = io.BytesIO()
    book.save(written)
    page.get_by_role("link", name="重新报送").first.click()
    field: Locator = page.locator("input[type=file]")
    field.set_input_files([chosen("改好的表.xlsx", written.getvalue())])
    page.get_by_role("button", name="上传并核查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("改好的表.xlsx")
    expect(page.get_by_role("button", name="确认入库（2 辆）").first).to_be_visible()
    assert sums(page)["待更正"] == 0


def test_what_was_typed_outlives_the_session(visit: Visit, site: Site) -> None:
    window = visit("owner")
    page = window.page
    sent(page, "隔夜再改.csv", fresh_file(a_row(fresh_numbers(1)[0], day="13月1日")))
    page.locator("#rows [aria-invalid]").fill("2025-03-09")
    site.sessions_run_out()
    page.get_by_role("button", name="按改正的重新核查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.locator("[name=name]").fill("owner")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("2025-03-09")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("button", name="确认入库（2 辆）").first).to_be_visible()


def test_all_of_it_goes_without_scripts(visit: Visit, site: Site) -> None:
    window = visit(java_script_enabled=False)
    page = window.sign_in("owner")
    held = fresh_numbers(1)[0]
    window.open("/uploads")
    with site.resting():
        page.locator("input[type=file]").set_input_files(
            [chosen("没有脚本.csv", fresh_file(a_row(held, day="13月1日")))]
        )
        page.get_by_role("button", name="上传并核查").click()
        expect(page.locator("main")).to_contain_text("已收到，正在排队")
        number = int(page.url.rpartition("/")[2])
    expect(page.get_by_role("button", name=re.compile("确认入库")).first).to_be_visible()
    page.locator("#rows [aria-invalid]").fill("2025-03-09")
    page.get_by_role("button", name="按改正的重新核查").click()
    page.get_by_role("button", name="确认入库（2 辆）").first.click()
    expect(page.locator("main")).to_contain_text("已入库，2 辆生效")
    assert page.url.partition("?")[0].endswith(f"/uploads/{number}")


def test_what_cannot_be_read_says_why_and_how_to_go_on(visit: Visit) -> None:
    page = visit("owner").open("/uploads")
    page.locator("input[type=file]").set_input_files(
        [chosen("拍照.xlsx", b"\x89PNG\r\n\x1a\n0000" + a_file()[:9])]
    )
    page.get_by_role("button", name="上传并核查").click()
    expect(page.locator("main .badge.refused")).to_be_visible()
    expect(page.locator("main")).to_contain_text("图片")
    page.get_by_role("link", name="重新报送").first.click()
    expect(page.locator("input[type=file]")).to_be_attached()


def test_a_file_that_is_cut_off_leads_to_the_sign_in_where_that_was_the_reason(
    visit: Visit, site: Site
) -> None:
    page = visit("owner").open("/uploads")
    page.route(
        "**/uploads", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator("input[type=file]").set_input_files([chosen("很大的表.csv", fresh_file())])
    page.get_by_role("button", name="上传并核查").click()
    expect(page.locator("#fates")).to_contain_text("上传中断，没有接收")
    site.sessions_run_out()
    page.get_by_role("button", name="上传并核查").click()
    page.wait_for_url(re.compile(r"/sign-in\?next="))


def test_a_long_list_is_waited_for_on_its_page_and_then_downloads_by_itself(
    visit: Visit, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_exports, "DIRECT_ROWS", 1)
    monkeypatch.setattr(pages, "AT_MOST", timedelta(0))
    numbers = fresh_numbers(2)
    site.stored(*(a_row(number, day="2024-08-09") for number in numbers))
    page = visit("owner").open("/registrations?from=2024-08-09&until=2024-08-09")
    with page.expect_download() as downloaded:
        with site.resting():
            page.get_by_role("link", name="CSV").click()
            expect(page.get_by_text("正在排队准备")).to_be_visible()
            page.get_by_role("link", name="我的下载").first.click()
            expect(page.locator("tbody tr").first).to_contain_text("等待准备")
            page.go_back()
        expect(page.get_by_text("已准备好")).to_be_visible()
    assert a_vin(numbers[0]) in Path(downloaded.value.path()).read_text(encoding="utf-8")
    page.get_by_role("link", name="全部下载文件").click()
    expect(page.locator("tbody tr").first).to_contain_text("可下载")
