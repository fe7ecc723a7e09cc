"""A bureau's month, its list of deliveries, its registrations and their dossiers."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from rules.units import UNITS
from tests.actors import noted
from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, a_file, a_row, a_vin, send, settled

pytestmark = pytest.mark.slow(10)

THEIRS = {"登记表", "公交车", "纯电动", *re.findall(r"[\u4e00-\u9fff]{2,}", HEADER)}
"""Words of the file itself, which no language changes."""


@pytest.fixture
def bureau(owner_url: str, request: pytest.FixtureRequest) -> Iterator[Bureau]:
    """A service of each test's own: what is listed is all that it sent."""
    with a_bureau(owner_url, f"bureau_{request.node.name[5:45]}") as opened:
        yield opened


def vins_in(page: str) -> list[str]:
    return re.findall(r"<td><code>(\w{17})</code></td>", page)


def dossiers_in(page: str) -> list[str]:
    found = re.findall(r'href="(/registrations/\d+[^"]*)"', page)
    return [unescape(address) for address in dict.fromkeys(found)]


def test_the_month_says_what_is_in_and_what_is_open(bureau: Bureau) -> None:
    empty = words_of(bureau["owner"].open("/bureau"))
    assert "没有待办事项。" in empty
    assert "本月和上月都没有报送" in empty
    first, second, third = fresh_numbers(3)
    diesel = a_row(second, category="渣土车", energy="柴油", plate=f"豫A{second:05d}")
    stored = bureau.stored(a_file(a_row(first), diesel, a_row(third, day="x")))
    reviewed = bureau.reviewed(fresh_file())
    told = words_of(bureau["owner"].open("/bureau"))
    assert "1 个批次待确认入库 1 行待更正后再报 0 辆车不符合 1 辆车待说明 0 辆车待定" in told
    assert "公交车 已报 1 –" in told
    assert "渣土车 已报 1 –" in told
    assert f"{stored} 登记表.csv 在页面上改 下载标注副本 1" in told
    assert f"{reviewed} 登记表.csv" not in told


def test_a_held_row_is_no_open_matter_once_its_vehicle_was_stored(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, day="x")) + b"\n")
    bureau.stored(a_file(a_row(number)))
    assert "0 行待更正后再报" in words_of(bureau["owner"].open("/bureau"))


def test_a_category_of_last_month_that_is_missing_this_month_is_late(bureau: Bureau) -> None:
    last_month = clock.now().astimezone(clock.SHANGHAI).replace(day=1) - timedelta(days=1)
    late = send(bureau.service.database, fresh_file(), now=last_month)
    settled(bureau.service.database, late, now=last_month)
    page = bureau["owner"].open("/bureau")
    assert "本月还没有报送：公交车（上月报送过）。" in page
    assert "公交车 未报 – 1" in words_of(page)
    bureau.stored(fresh_file())
    page = bureau["owner"].open("/bureau")
    assert "本月还没有报送" not in page
    assert "公交车 已报 1 1" in words_of(page)


def test_the_office_chooses_a_unit_first(bureau: Bureau) -> None:
    page = bureau["office"].open("/bureau")
    assert re.findall(r'<li><a href="/bureau\?unit=(\d{6})"', page) == list(UNITS)
    assert "您以省级身份查看洛阳市的页面" in bureau["office"].open("/bureau?unit=410300")
    assert bureau["office"].client.get("/bureau?unit=999999").status_code == 404


def test_deliveries_are_listed_twenty_a_page_and_by_status(bureau: Bureau) -> None:
    bureau["owner"].upload(*((f"{number:02d}.csv", fresh_file()) for number in range(20)))
    bureau.work()
    bureau["owner"].upload(("最新.csv", fresh_file()))
    page = bureau["owner"].open("/uploads")
    assert len(re.findall(r"<tr><td class|<tr>\s*<td class=\"num\">", page)) == 20
    older = re.search(r'href="(/uploads\?before=\d+)#list"', page)
    assert older is not None
    assert "00.csv" in bureau["owner"].open(unescape(older.group(1)))
    waiting = words_of(bureau["owner"].open("/uploads?status=received"))
    assert "最新.csv 排队待读" in waiting
    assert "19.csv" not in waiting
    assert "没有符合条件的批次" in bureau["owner"].open("/uploads?status=refused")
    today = clock.day_of(clock.now())
    names = re.compile(r'<td class="name"><a[^>]*>([^<]+)').findall
    assert names(bureau["owner"].open(f"/uploads?name=9.CSV&day={today}")) == ["19.csv", "09.csv"]
    assert names(bureau["owner"].open(f"/uploads?day={today - timedelta(days=1)}")) == []
    assert names(bureau["owner"].open("/uploads?name=%25")) == [], "signs are no patterns"
    told = bureau["owner"].open("/uploads?day=2025-02-30&name=最新")
    assert (names(told), "“报送日期”不能是“2025-02-30”" in told) == (["最新.csv"], True)
    older = re.search(r'href="(/uploads\?[^"]*before=\d+)#list"', bureau["owner"].open("/uploads?name=csv"))
    assert older is not None
    assert names(bureau["owner"].open(unescape(older.group(1)))) == ["00.csv"]
    assert "还没有报送过文件" in bureau["stranger"].open("/uploads")


def test_registrations_are_filtered_by_the_address_alone(bureau: Bureau) -> None:
    first, second, third = fresh_numbers(3)
    number = bureau.stored(
        a_file(
            a_row(first, day="2025-03-01"),
            a_row(second, day="2025-03-31", category="出租车"),
            a_row(third, day="2025-04-01", energy="柴油", plate=f"豫A{third:05d}"),
        )
    )
    for query, wanted in (
        ("", [third, second, first]),
        ("category=taxi", [second]),
        ("energy=diesel", [third]),
        ("verdict=non_compliant", [third]),
        ("event=replacement", []),
        ("from=2025-03-31", [third, second]),
        ("from=2025-03-01&until=2025-03-31", [second, first]),
        (f"text={a_vin(second)[-6:]}", [second]),
        (f"text=豫A·{third:05d}", [third]),
        (f"upload={number}&category=bus", [third, first]),
        ("upload=99999", []),
        (f"upload={number}&known_on={clock.day_of(clock.now())}", [third, second, first]),
        ("known_on=2020-01-01", []),
        ("rule=henan-2023/13-bus-new&energy=diesel", [third]),
        ("sort=day&from=2025-03-31", [second, third]),
    ):
        page = bureau["owner"].open(f"/registrations?{query}")
        assert vins_in(page) == [a_vin(vehicle) for vehicle in wanted], query
        rows = csv.reader(io.StringIO(bureau["owner"].open(f"/registrations.csv?{query}").lstrip("\ufeff")))
        assert [row[3] for row in rows][1:] == [a_vin(vehicle) for vehicle in wanted], query
    assert "没有符合条件的车辆" in bureau["owner"].open("/registrations?event=replacement")
    assert "还没有入库的车辆" in bureau["stranger"].open("/registrations")
    page = bureau["owner"].open("/registrations?from=2025-02-30&category=tram&upload=x", 422)
    assert vins_in(page) == [a_vin(vehicle) for vehicle in (third, second, first)]
    for name, value in (("登记日期自", "2025-02-30"), ("车辆用途", "tram"), ("批次", "x")):
        assert f"“{name}”不能是“{value}”，这一条件未采用" in words_of(page)
    led = bureau["owner"].client.get("/registrations.csv?category=tram")
    assert (led.status_code, led.headers["Location"]) == (303, "/registrations?category=tram")


def test_registrations_come_twenty_a_page_and_none_is_skipped_or_shown_twice(bureau: Bureau) -> None:
    vehicles = fresh_numbers(45)
    bureau.stored(a_file(*(a_row(number) for number in vehicles)))
    shown: list[str] = []
    address, page, pages = "/registrations?category=bus", "", 0
    while address:
        page = bureau["owner"].open(address)
        shown, pages = shown + vins_in(page), pages + 1
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(found.group(1)) if found else ""
    assert (pages, len(shown)) == (3, 45)
    assert "共 45 辆 符合 45" in words_of(page)
    assert "第 3 页，共 3 页" in words_of(page)
    found = re.search(r'rel="prev" href="([^"]+)"', page)
    assert found is not None
    assert vins_in(bureau["owner"].open(unescape(found.group(1)))) == shown[20:40]
    assert set(shown) == {a_vin(vehicle) for vehicle in vehicles}


def test_an_export_to_excel_holds_what_the_filter_shows(bureau: Bureau) -> None:
    first, second = fresh_numbers(2)
    bureau.stored(a_file(a_row(first), a_row(second, category="出租车")))
    day = clock.day_of(clock.now())
    answer = bureau["owner"].client.get("/registrations.xlsx?category=taxi&col=vin&col=rule&col=source")
    assert (
        f"filename*=UTF-8''{quote(f'郑州市登记车辆{day:%Y%m%d}.xlsx')}"
        in answer.headers["Content-Disposition"]
    )
    sheet, everything = openpyxl.load_workbook(BytesIO(answer.data)).worksheets
    title, filters, as_of, heads, row, count = sheet.iter_rows(values_only=True)
    assert (title[0], filters[0]) == ("郑州市登记车辆", "筛选条件：车辆用途 出租车")
    assert re.fullmatch(rf"数据截至：{day} \d\d:\d\d（北京时间）", str(as_of[0]))
    assert heads == (
        "号牌号码", "登记日期", "核查结论", "车辆用途", "新增/更新", "能源种类", "车架号", "依据规则", "批次", "工作表", "行",
    )  # fmt: skip
    assert row[:7] == (
        f"豫A{second:05d}D", datetime(2025, 3, 1), "符合", "出租车", "新增", "纯电动", a_vin(second),
    )  # fmt: skip
    assert str(row[7]).startswith("第 13 项：新增或更新的物流、邮政、出租")
    assert count[0] == "以上共 1 辆，符合条件的已全部列出。"
    assert (sheet.title, sheet.page_setup.orientation, sheet.print_title_rows) == (
        "清单",
        "landscape",
        "$4:$4",
    )
    plain = [dict(zip(heads, cells, strict=True)) for heads, *rows in [everything.values] for cells in rows]
    assert [(one["车架号"], one["依据规则"], one["批次"]) for one in plain] == [
        (a_vin(second), row[7], row[8])
    ]
    assert {"henan-2023" in str(cell) for cell in (*row, *plain[0].values())} == {False}


def test_a_dossier_shows_verdict_clause_steps_interpretations_and_every_fact_with_its_cell(
    bureau: Bureau,
) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, category="渣土车", energy="柴油", plate=f"豫A{number:05d}")))
    told = words_of(bureau["owner"].open(dossiers_in(bureau["owner"].open("/registrations"))[0]))
    for part in (
        f"车辆核查档案 豫A{number:05d} {a_vin(number)}",
        "待说明 郑州市 · 新增的渣土车 · 柴油 · 2025年3月1日 登记",
        "全省新增或更新的城市物流配送、邮政用车、出租车、网约车、公务用车、渣土车、水泥罐车等原则上全部使用新能源车辆",
        "henan-2023/13-in-principle",
        "可以说明的理由",
        "判定步骤",
        "待确认",
    ):
        assert part in told, part
    facts = re.findall(r" 2 ([A-F]) (\S+)", told)
    assert ("A", "车架号") in facts
    assert ("B", "号牌号码") in facts
    assert ("F", "注册日期") in facts


def test_a_dossier_keeps_its_versions_and_marks_what_changed(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    first = bureau.stored(a_file(a_row(number)))
    second = bureau.stored(a_file(a_row(number, category="出租车")))
    page = bureau["owner"].open(dossiers_in(bureau["owner"].open("/registrations"))[0])
    versions = page.partition('id="versions"')[2]
    assert re.findall(r'href="/uploads/(\d+)"', versions) == [str(second), str(first)]
    assert re.findall(r'class="marked warning">([^<]+)<', versions) == ["出租车"]


def test_a_dossier_is_masked_for_the_office_until_it_asks_and_is_noted(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number)))
    address = dossiers_in(bureau["owner"].open("/registrations"))[0].partition("?")[0]
    masked = bureau["office"].open(f"{address}?unit=410100")
    assert a_vin(number) not in masked
    led = bureau["office"].client.get(address)
    assert (led.status_code, led.headers["Location"]) == (302, f"{address}?unit=410100")
    assert a_vin(number) in bureau["office"].open(f"{address}?unit=410100&reveal=true")
    with bureau.service.database.transaction(OFFICE) as session:
        newest = noted(session, limit=1)[0]
    assert (newest.act, newest.actor_name) == ("revealed", "office")
    assert "没有这条登记" in bureau["stranger"].open(address, 404)
    assert "没有这条登记" in bureau["office"].open(f"{address}?unit=410200", 404)


def test_english_is_complete(bureau: Bureau) -> None:
    number = bureau.stored(fresh_file())
    for address in (
        "/bureau",
        "/uploads",
        f"/uploads/{number}",
        f"/uploads/{number}/withdraw",
        "/registrations",
    ):
        shown = words_of(bureau["owner"].open(f"{address}?lang=en"))
        left = set(re.findall(r"[\u4e00-\u9fff]{2,}", shown))
        assert left <= THEIRS, address


def test_the_way_here_names_the_desk_and_the_office_gets_on_to_the_other_lists_of_the_unit(
    bureau: Bureau,
) -> None:
    def ways(page: str) -> list[str]:
        crumbs = re.search(r'<ol class="crumbs".*?</ol>', page, re.DOTALL)
        assert crumbs is not None
        return [
            unescape(one)
            for one in re.findall(r"<li><(?:a|span)[^>]*>([^<]+)</(?:a|span)></li>", crumbs.group())
        ]

    assert ways(bureau["owner"].open("/bureau")) == ["首页", "报送工作台 · 郑州市"]
    page = bureau["office"].open("/registrations?unit=410100")
    assert ways(page) == ["首页", "报送工作台", "郑州市", "登记车辆"]
    led = re.search(r'<span class="ways">(.*?)</span>', page, re.DOTALL)
    assert led is not None
    assert re.findall(r'href="([^"]+)"', led.group(1)) == [
        "/uploads?unit=410100",
        "/registrations?unit=410100",
        "/noncompliance?unit=410100",
        "/bureau",
    ]


def test_the_question_of_a_bureau_begins_with_its_own_unit(bureau: Bureau) -> None:
    def chosen(who: str, query: str = "", status: int = 200) -> list[str]:
        return re.findall(r'<option value="(\d{6})" selected>', bureau[who].open(f"/ask{query}", status))

    assert chosen("owner") == ["410100"]
    assert chosen("office") == []
    asked = "?unit=410300&category=bus&event=new&on=2025-06-01"
    assert chosen("owner", asked) == ["410300"]
