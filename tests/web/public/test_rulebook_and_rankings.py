"""The pages that everybody may read: rulebook, requirements, rankings."""

import csv
import io
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from fleetsvc.books import shipped_book
from fleetsvc.web.rankings.edition_files import edition_csv, edition_xlsx
from rules.rulebook import coverage
from rules.rulebook_parts import Status
from rules.units import UNITS
from tests.http_app import Service

PAGES = ("/rulebook", "/requirements", "/rankings", "/rankings/2025-09")


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    return response.get_data(as_text=True)


def test_the_rulebook_shows_each_clause_rule_and_interpretation_with_its_status(client: FlaskClient) -> None:
    shown, book = page(client, "/rulebook"), shipped_book()
    assert book.edition in shown
    for clause in book.clauses.values():
        assert f'<blockquote lang="zh-CN">{clause.quote}</blockquote>' in shown
    assert re.findall(r'<article class="rule" id="([^"]+)">', shown) == [
        f"rule-{rule.id.replace('/', '-')}"
        for force in ("all", "in_principle", "mainly", "encouraged")
        for rule in book.rules
        if rule.force.value == force
    ]
    register = re.findall(r'<tr id="say-([^"]+)">.*?<span class="badge (\w+)">', shown, re.DOTALL)
    assert register == [(entry.id, entry.status.value) for entry in book.interpretations.values()]
    assert {status for _, status in register} == {Status.ASSUMED.value}
    assert f"其中 {len(register)} 项为产品默认、待省级主管部门确认" in text_of(shown)


def test_the_coverage_holds_every_part_of_the_tasks_with_its_rule_or_the_reason_for_none(
    client: FlaskClient,
) -> None:
    shown = page(client, "/rulebook").split('id="coverage"')[1].split('id="instruments"')[0]
    told = [
        (text, re.findall(r"<code>([^<]+)</code>", rest), text_of(re.sub(r"<code>.*?</code>", "", rest)))
        for text, rest in re.findall(r'<q lang="zh-CN">(.*?)</q></td><td>(.*?)</td>', shown, re.DOTALL)
    ]
    assert told == [
        (line.text, list(line.rules), line.reason.zh if line.reason else "")
        for line in coverage(shipped_book())
    ]


def test_an_edition_is_a_workbook_that_can_be_handed_in(client: FlaskClient) -> None:
    response = client.get("/rankings/2025-09/export.xlsx?category=bus")
    name = quote("2025年9月新能源车辆合规率排名（公交车） r0.xlsx")
    assert f"filename*=UTF-8''{name}" in response.headers["Content-Disposition"]
    sheet, everything = load_workbook(io.BytesIO(response.data)).worksheets
    rows = list(sheet.values)
    assert rows[0][0] == "2025年9月新能源车辆合规率排名（公交车）"
    assert str(rows[2][0]).startswith("数据截至：")
    assert rows[3][:5] == ("名次", "报送单位", "合规率", "合规率下限", "合规率上限")
    assert [row[1] for row in rows[4:]] == [unit.name.zh for unit in UNITS.values()]
    assert {row[9] for row in rows[4:]} == {"未报送"}
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$4:$4", "landscape")
    assert [str(cell.value) for cell in everything["A"]][1:20] == list(UNITS)
    assert str(everything["A21"].value).startswith("校验码 ")


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (0.9833, 0.9833),
        (1.0, 1.0),
        (0, 0),
        (0.9999, 0.9999),
        (0.99999, ">99.99%"),
        (0.00001, "<0.01%"),
        (None, None),
    ],
)
def test_a_rate_in_a_workbook_never_reads_as_all_or_nothing_where_it_is_not(
    client: FlaskClient, service: Service, rate: float | None, shown: float | str | None
) -> None:
    edition = client.get("/api/v1/rankings/2025-09?category=bus", headers=service.bearer()).json or {}
    edition["lines"][0] |= {"rate": rate, "rate_low": rate, "rate_high": rate}
    with service.app.test_request_context("/"):
        content = edition_xlsx(edition, "题")
    assert load_workbook(io.BytesIO(content)).worksheets[0]["C5"].value == shown


@pytest.mark.parametrize(
    ("change", "status", "points"),
    [
        (0.0123, "ranked", 1.23),
        (-0.2, "ranked", -20.0),
        (0, "ranked", 0),
        (0.5, "too_few", None),
        (None, "ranked", None),
    ],
)
def test_a_change_of_rate_is_told_in_points_as_on_the_page(
    client: FlaskClient, service: Service, change: float | None, status: str, points: float | None
) -> None:
    edition = client.get("/api/v1/rankings/2025-09?category=bus", headers=service.bearer()).json or {}
    edition["lines"][0] |= {"rate": 0.5, "rate_change": change, "status": status}
    with service.app.test_request_context("/"):
        sheet = load_workbook(io.BytesIO(edition_xlsx(edition, "题"))).worksheets[0]
        lines = list(csv.reader(io.StringIO(edition_csv(edition).decode("utf-8-sig"))))
    assert (sheet["F4"].value, sheet["F5"].value) == ("增减（百分点）", points)
    assert lines[1][6] == ("" if points is None else f"{points}")


def test_an_edition_that_is_not_there_is_told_and_the_one_in_force_is_shown(client: FlaskClient) -> None:
    for wanted in ("sha256:0", "x", "%00", "<b>"):
        shown = page(client, f"/rulebook?edition={wanted}")
        assert "没有这个规则版本，以下是现行版本" in shown
        assert "<b> " not in shown
    assert "没有这个规则版本" not in page(client, f"/rulebook?edition={shipped_book().edition}")


def test_requirements_name_force_energy_and_clause_of_each_use(client: FlaskClient) -> None:
    shown = page(client, "/requirements?unit=410200&on=2025-06-01")
    rows = re.findall(r'<tr(?: class="first")?>(.*?)</tr>', shown.split("<tbody>")[1], re.DOTALL)
    told = [text_of(row) for row in rows]
    assert len(told) == 20
    assert told[0] == "公交车 新增 全部 纯电动、插电式混合动力（含增程式）、燃料电池 第 13 项"
    assert told[1] == "更新 无约束 不限 –"
    assert told[8].startswith("渣土车 新增 原则上全部 可申请说明 纯电动")
    assert told[8].endswith("第 13 项 鼓励 ：纯电动、插电式混合动力（含增程式）、燃料电池")
    assert "不论用途， 全部 ：总质量大于 3500 kg 的" in text_of(shown)
    assert "开封市 登记日期 2025-06-01" in text_of(shown)


def test_before_the_first_day_nothing_is_demanded(client: FlaskClient) -> None:
    shown = page(client, "/requirements?on=2023-02-28")
    assert "原则上全部" not in shown
    assert shown.count("无约束") == 20


def test_a_unit_or_day_that_is_none_is_told_and_named(client: FlaskClient) -> None:
    told = text_of(page(client, "/requirements?unit=999999&on=2025-02-30", 422))
    assert "没有这个报送单位，请从列表中选择；下表是郑州市的。" in told
    assert "“2025-02-30”不是日期，请写成 2025-06-01" in told


def test_an_edition_shows_all_19_units_its_seal_and_the_way_to_check_it(client: FlaskClient) -> None:
    shown = page(client, "/rankings/2025-09")
    rows = re.findall(r'<tr class="(\w+)">.*?<th scope="row">(.*?)</th>', shown, re.DOTALL)
    assert sorted(rows) == sorted(("not_reported", unit.name.zh) for unit in UNITS.values())
    told = text_of(shown)
    assert "内容与校验码相符" in told
    assert "首期，没有前一期" in told
    assert "排名 0、数量过少 0、报送不全 0、未报送 19" in told


def test_the_export_of_an_edition_holds_its_lines_and_its_seal(client: FlaskClient, service: Service) -> None:
    response = client.get("/rankings/2025-09/export.csv?category=bus")
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert "filename*=UTF-8''ranking-2025-09-bus-r0.csv" in response.headers["Content-Disposition"]
    assert [row[0] for row in rows[1:20]] == list(UNITS)
    assert all(row[1] == "" and row[10] == "未报送" for row in rows[1:20])
    answer = client.get("/api/v1/rankings/2025-09?category=bus", headers=service.bearer()).json
    assert answer is not None
    assert rows[21] == ["校验码", answer["sha256"]]


def test_an_edition_that_is_not_there_is_no_page(client: FlaskClient) -> None:
    for address in ("2020", "x", "2025-09?revision=7", "2025-09?revision=x", "2025-09/export.csv?revision=9"):
        page(client, f"/rankings/{address}", 404)


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_hold_nothing_inline_and_nothing_from_elsewhere(service: Service, address: str) -> None:
    shown = service.client().get(address).get_data(as_text=True)
    assert re.findall(r'(?:src|action)="(?!/)[^"]*"|href="(?!/|#)[^"]*"', shown) == []
    assert re.findall(r"<(?:style|script)\b|\bstyle=|\bon\w+=\"", shown) == []


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_in_english_hold_no_chinese_but_quotes(service: Service, address: str) -> None:
    shown = service.client().get(f"{address}?lang=en").get_data(as_text=True)
    shown = re.sub(
        r"<blockquote.*?</blockquote>|<q .*?</q>|<a class=\"lang\".*?</a>", "", shown, flags=re.DOTALL
    )
    assert re.findall("[\u4e00-\u9fff]+", text_of(shown)) == []
