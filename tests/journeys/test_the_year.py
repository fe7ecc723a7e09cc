"""The year of a province through the pages: each person signs in on their day, and does what is theirs to do."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from tests import the_year as told
from tests.cases import A_PDF
from tests.open_site import Site, an_open_site
from tests.the_year import MONTH, ZHENGZHOU, Year, a_year
from tests.upload_cases import a_vin
from tests.windows import Window, a_window, saved

pytestmark = pytest.mark.slow(40)

ADDRESS = "clerk@zhengzhou.example.cn"


class Desk:
    """A person's window with the few things that everybody does in it."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, path: str, status: int = 200) -> Page:
        return self.window.open(path, status)

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).first.click()

    def reads(self, *words: str) -> None:
        """See that the page says this."""
        for one in words:
            expect(self.main).to_contain_text(one)

    def case(self, vehicle: str, query: str = "") -> None:
        """Open the page of a vehicle's case from the list of cases."""
        self.open(f"/cases?{query}")
        row = self.page.locator("main table tbody tr", has_text=vehicle).first
        row.get_by_role("link", name=re.compile("打开事项")).click()

    def inbox(self) -> list[str]:
        """What one is told and has not read, the oldest first; it is read then."""
        page = self.open("/notices?show=unread")
        said = page.locator("ul li button[name=open]").all_inner_texts()
        if said:
            self.press("全部标为已读")
        return said[::-1]

    def line(self, unit: str, period: str = MONTH) -> list[str]:
        """A unit's line of a ranking as it is shown: place, name, rate."""
        row = self.open(f"/rankings/{period}").locator("table.ranking tbody tr", has_text=unit)
        return [cell.removesuffix("本单位").strip() for cell in row.locator("td, th").all_inner_texts()[:3]]

    def send(self, name: str, content: bytes) -> None:
        """Send a list, look at what was understood, and confirm it."""
        self.open("/uploads")
        sent: Any = {"name": name, "mimeType": "text/csv", "buffer": content}
        self.page.locator("input[type=file]").set_input_files([sent])
        self.press("上传并核查")
        self.main.get_by_role("button", name=re.compile("确认入库")).first.click()
        expect(self.main).to_contain_text(re.compile("已入库，.*辆生效"))


@dataclass(frozen=True)
class Province:
    """The year, its site, and a browser; a window belongs to one person for one day."""

    year: Year
    site: Site
    chromium: Browser

    @contextmanager
    def at_work(self, who: str | None = None) -> Iterator[Desk]:
        """Open the window of somebody who has signed in, or of somebody unknown."""
        with a_window(self.chromium, self.site) as window:
            if who is not None:
                window.sign_in(who)
            yield Desk(window)

    def morning(self, day: date) -> None:
        """Let a night do its work, and a day begin."""
        with self.site.resting():
            self.year.morning(day)

    def told(self, who: str) -> list[str]:
        """What a person finds in their inbox."""
        self.year.tell()
        with self.at_work(who) as desk:
            return desk.inbox()


@pytest.fixture
def province(chromium: Browser, owner_url: str, tmp_path: Path) -> Iterator[Province]:
    with a_year(owner_url, "year_pages", tmp_path) as year, an_open_site(year.bureau) as site:
        yield Province(year, site, chromium)


def test_the_year_of_a_province(province: Province) -> None:
    _mailed(province)
    _reported(province)
    _told(province)
    _answered(province)
    _decided_by_two(province)
    _overdue(province)
    _previewed_and_objected(province)
    _released(province)
    _talked(province)
    _corrected(province)
    _closed(province)
    _expired(province)
    _a_year_later(province)


def _mailed(province: Province) -> None:
    """Zhengzhou's clerk has notices mailed, and confirms the address by the link that came."""
    with province.at_work("owner") as desk:
        desk.open("/notices/settings")
        desk.page.get_by_label("邮箱地址").fill(ADDRESS)
        desk.press("保存地址")
        province.year.tell()
        (asked,) = province.year.mails()
        link = re.search(r"https://fleet.example.cn(/notices/mail/confirm\S+)", asked.get_content())
        assert (link is not None, asked["To"]) == (True, ADDRESS)
        desk.open(link.group(1) if link else "")
        desk.press("确认")


def _reported(province: Province) -> None:
    for who, name, content, words, nothing in (
        ("owner", "郑州十一月.csv", told.zhengzhous_list(), "10 辆", 7),
        ("stranger", "开封十一月.csv", told.kaifengs_list(), "9 辆", 8),
    ):
        with province.at_work(who) as desk:
            desk.send(name, content)
            desk.reads(f"{words}生效")
            boxes = desk.open(f"/nil-reports?period={MONTH}").locator("main input[name=category]")
            assert boxes.count() == nothing, "what was reported needs no nil report"
            for box in boxes.all():
                box.check()
            desk.main.get_by_role("button", name=re.compile("签署")).click()
            desk.reads("已签署")


def _told(province: Province) -> None:
    province.morning(told.NOTIFIED)
    with province.at_work("owner") as desk:
        desk.reads("4 件事项待说明，最早 2025-12-02 到期", "2025年11月的排名 12月5日 起预览")
        assert desk.inbox() == [
            "“郑州十一月.csv”已读完：共 10 行，待更正 0 行，请核对后确认",
            "“郑州十一月.csv”已入库：共 10 行，待更正 0 行",
            "4 项事项请贵单位说明或更正",
        ]
        desk.open("/cases")
        desk.reads("共 4 件", told.DUE.isoformat())
        desk.open(f"/rankings/{MONTH}", 404)
    assert any("4 项事项" in mail.get_content() for mail in province.year.mails())
    with province.at_work("office") as desk:
        assert desk.inbox() == ["新立事项 5 项"]
        assert desk.line("郑州市") == ["2", "郑州市", "60.00%"]


def _answered(province: Province) -> None:
    """Two taxis are explained with evidence; whoever explains nothing is still asked."""
    province.morning(told.ANSWERED)
    with province.at_work("owner") as desk:
        for taxi in (told.EXCUSED, told.REFUSED):
            desk.case(a_vin(taxi), "kind=justification")
            if taxi == told.EXCUSED:
                desk.press("提交理由")
                desk.reads("请写明理由")
            desk.main.get_by_role("radio", name="暂无适用的新能源车型").check()
            desk.main.get_by_role("checkbox", name="车型目录检索或两家以上厂商的书面答复").check()
            desk.main.locator("[name=missing]").fill("其余材料厂家未出具")
            desk.main.locator("[name=reason]").fill(told.REASON)
            file: Any = {"name": "厂家说明.pdf", "mimeType": "application/pdf", "buffer": A_PDF}
            desk.main.locator("input[type=file]").set_input_files([file])
            desk.press("提交理由")
            desk.reads("已办理：提交理由", "厂家说明.pdf")
        desk.case(a_vin(told.DIESEL_BUS), "kind=non_compliance")
        desk.main.locator("[name=reason]").fill(told.PROMISE)
        desk.press("将更正报送")
        desk.reads("已办理：将更正报送")


def _decided_by_two(province: Province) -> None:
    """What is approved for a quarter and longer is signed by a second person; what is refused is not."""
    province.morning(told.PROPOSED)
    with province.at_work("admin") as desk:
        desk.open("/amounts")
        desk.main.locator("[name=approve_days]").fill(str(told.AMOUNTS.approve_days))
        desk.press("保存")
        desk.reads("已保存")
    with province.at_work("office") as desk:
        assert desk.inbox() == ["郑州市答复了 1 项事项，待审定"] * 3
        desk.open("/office")
        desk.main.get_by_role("link", name="件事项已说明、待审定").click()
        desk.reads("共 3 件")
        desk.case(last(told.EXCUSED), "kind=justification")
        desk.reads("厂家说明.pdf", "未附材料：其余材料厂家未出具")
        desk.main.locator("[name=officer]").fill(told.ASSIGNED)
        desk.press("指派")
        desk.main.locator("[name=reason]").fill(told.REASON)
        desk.main.locator("[name=valid_until]").fill(told.EXPIRED.isoformat())
        desk.main.locator("[name=conditions]").fill(told.CONDITIONS)
        desk.press("批准")
        desk.reads("待签署", "须由您以外的人签署")
        desk.case(last(told.REFUSED), "kind=justification")
        desk.main.locator("[name=reason]").fill(told.NOT_ENOUGH)
        desk.press("不予批准")
        desk.reads("已办理：不予批准")
    province.year.tell()
    with province.at_work("deputy") as desk:
        assert desk.inbox()[-1] == "office提请处理 1 项事项，待另一人签署"
        desk.open("/cases/proposals")
        desk.main.locator("table a").first.click()
        desk.reads(told.CONDITIONS, told.EXPIRED.isoformat())
        desk.press("签署并办理")
        desk.reads("已签署，办理 1 件")
    _appealed(province)


def _appealed(province: Province) -> None:
    """What was refused is appealed on the same day, and refused again."""
    province.year.tell()
    with province.at_work("owner") as desk:
        assert desk.inbox() == ["1 项事项已审定或有新进展"] * 2
        desk.case(a_vin(told.EXCUSED), "state=approved")
        desk.reads(f"{told.PROPOSED} 至 {told.EXPIRED}（不含当日）", told.CONDITIONS)
        desk.main.get_by_role("link", name=a_vin(told.EXCUSED)).click()
        desk.reads("豁免")
        desk.case(a_vin(told.REFUSED), "state=refused")
        desk.main.locator("[name=reason]").fill(told.APPEAL)
        desk.press("申诉（仅一次）")
        desk.reads("已办理：申诉")
    with province.at_work("office") as desk:
        desk.case(last(told.REFUSED), "state=answered")
        desk.reads(told.APPEAL)
        desk.main.locator("[name=reason]").fill(told.UPHELD)
        desk.press("不予批准")
        desk.reads("已办理：不予批准")


def _overdue(province: Province) -> None:
    province.morning(told.REMINDED)
    province.year.mails()
    assert province.told("owner")[-1] == "1 项事项须在 2025-12-02 前（还有 5 个工作日）说明"
    province.morning(told.LAPSED)
    assert any("1 项事项逾期未说明" in mail.get_content() for mail in province.year.mails())
    with province.at_work("owner") as desk:
        desk.case(a_vin(told.SILENT), "state=overdue")
        desk.reads("逾期", "申诉（仅一次）")


def _previewed_and_objected(province: Province) -> None:
    province.morning(told.PREVIEWED)
    with province.at_work() as desk:
        desk.open(f"/rankings/{MONTH}", 404)
    province.morning(told.OBJECTED)
    with province.at_work("stranger") as desk:
        assert "2025年11月排名开始预览，正式发布前可核对" in desk.inbox()
        assert desk.line("开封市")[0] == "1"
        expect(desk.page.locator("table.ranking tbody tr")).to_have_count(1)
        desk.main.get_by_role("link", name="提出异议…").click()
        desk.main.locator("[name=reason]").fill(told.SLIPPED)
        desk.main.locator("[name=vehicles]").fill(a_vin(told.SLIP))
        desk.press("提出异议")
        desk.reads(told.SLIPPED)
        desk.send("开封更正.csv", told.kaifengs_list_put_right())
    province.morning(told.HELD_BACK)
    with province.at_work("office") as desk:
        desk.open(f"/rankings/{MONTH}")
        desk.reads("以下异议尚未办结，办结之前本期不能发布", told.SLIPPED)
        desk.press("正式发布")
        expect(desk.page.get_by_role("alert")).to_contain_text("没有发布：有单位对本期提出异议")
        desk.case(told.masked(told.SLIP), "kind=change_review&state=open")
        desk.main.locator("[name=reason]").fill(told.PUT_RIGHT)
        desk.press("批准")
        desk.reads("已办理：批准")
        desk.case("", "kind=objection&state=open")
        desk.main.locator("[name=reason]").fill(told.SETTLED)
        desk.press("批准")
        desk.reads("已办理：批准")


def _released(province: Province) -> None:
    province.year.set(told.RELEASED, 9)
    with province.at_work("office") as desk:
        assert desk.line("开封市") == ["1", "开封市", "100.00%"]
        desk.press("正式发布")
        desk.reads("已正式发布，人人可见")
    with province.at_work() as desk:
        assert (desk.line("开封市"), desk.line("郑州市")) == (
            ["1", "开封市", "100.00%"],
            ["2", "郑州市", "70.00%"],
        )
    assert province.told("stranger")[-1] == "2025年11月排名已正式发布"


def _talked(province: Province) -> None:
    with province.at_work("office") as desk:
        desk.open(f"/rankings/{MONTH}/letters")
        proposed = desk.page.locator("main table tbody tr").first
        expect(proposed).to_contain_text("郑州市")
        expect(proposed).to_contain_text("违反“全部”条款 1 辆")
        letter = Document(
            io.BytesIO(saved(desk.page, desk.main.get_by_role("link", name="下载通报（Word）")))
        )
        cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
        assert told.masked(told.DIESEL_BUS) in cells
        assert "关于2025年11月新增和更新车辆" in [line.text for line in letter.paragraphs]
    province.year.set(told.TALKED, 9)
    with province.at_work("office") as desk:
        desk.open(f"/measures?unit={ZHENGZHOU}")
        for kind, said in (("已约谈", told.TOLD), ("作出承诺", told.PROMISE)):
            desk.main.locator("[name=kind]").select_option(label=kind)
            desk.main.locator("[name=period]").fill(MONTH)
            desk.main.locator("[name=said]").fill(said)
            desk.press("记下")
            desk.reads("已记下", said)
    with province.at_work("owner") as desk:
        desk.open("/measures")
        desk.reads(told.TOLD, told.PROMISE)


def _corrected(province: Province) -> None:
    """A late list changes what was published only by a correction that says why."""
    province.year.set(told.REPORTED_LATE, 9)
    with province.at_work("owner") as desk:
        desk.send("补报.csv", told.zhengzhous_late_list())
        assert desk.line("郑州市") == ["2", "郑州市", "70.00%"]
        desk.reads("公布以来，本期数据有 2 处变动")
    with province.at_work("office") as desk:
        desk.open(f"/rankings/{MONTH}/correction")
        desk.main.locator("[name=reason]").fill(told.CORRECTION)
        desk.press("发布更正")
    with province.at_work() as desk:
        assert desk.line("郑州市") == ["2", "郑州市", "75.00%"]
        desk.reads(told.CORRECTION)
    assert province.told("stranger")[-1] == "2025年11月排名已更正"


def _closed(province: Province) -> None:
    """Once the time to appeal is over the office closes what stands, in one act from its list."""
    province.morning(told.YEAR_OVER)
    province.morning(told.CLOSED)
    with province.at_work("office") as desk:
        for number, state in ((told.REFUSED, "refused"), (told.SILENT, "overdue")):
            desk.open(f"/cases?state={state}")
            row = desk.page.locator("main table tbody tr", has_text=told.masked(number))
            row.get_by_role("checkbox").check()
            desk.main.locator("fieldset [name=reason]").fill(told.UPHELD)
            desk.press("了结")
            desk.reads("已处理 1 件")
    with province.at_work() as desk:
        assert desk.line("郑州市", told.QUARTER)[1:] == ["郑州市", "报送不全"]


def _expired(province: Province) -> None:
    province.morning(told.EXPIRING)
    assert any("批准将于 2026-03-31 到期" in mail.get_content() for mail in province.year.mails())
    with province.at_work("office") as desk:
        assert desk.inbox()[-1] == "郑州市有 1 项批准将于 2026-03-31 到期"
        desk.open("/cases?view=expiring")
        desk.reads("共 1 件", "2026-03-31 到期")
    province.morning(told.EXPIRED)
    with province.at_work("owner") as desk:
        assert desk.inbox()[-1] == "1 项事项请贵单位说明或更正"
        desk.case(a_vin(told.EXCUSED), "state=notified")
        desk.main.get_by_role("link", name=a_vin(told.EXCUSED)).click()
        desk.reads("待说明")


def _a_year_later(province: Province) -> None:
    province.morning(told.YEAR_LATER)
    assert province.year.failed() == []
    assert province.year.log_is_whole()
    with province.at_work() as desk:
        assert desk.line("郑州市") == ["2", "郑州市", "75.00%"]
        desk.open("/exceptions")
        desk.open("/changes?unit=410100&category=taxi&event=new")
        desk.reads("出租车", "郑州市")
    with province.at_work("auditor") as desk:
        desk.open("/audit")


def last(number: int) -> str:
    """The end of a VIN, by which the office knows it."""
    return a_vin(number)[-4:]
