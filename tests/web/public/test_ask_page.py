"""May I register this here? One sentence, then the clause; on paper: when, by what, and where to ask again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import shipped_book
from tests.browser import token_in, words_of
from tests.row_data import a_vin

CASE = "unit=410100&category={category}&event={event}&on=2025-06-01&energy={energy}"


def page(client: FlaskClient, query: str, status: int = 200) -> str:
    response = client.get(f"/ask?{query}")
    assert (response.status_code, response.mimetype) == (status, "text/html")
    return response.get_data(as_text=True)


def sentence(shown: str) -> str:
    found = re.search(r'<h2 class="said (?:\w+)" id="said">(.*?)(?: <small>.*?</small>)?</h2>', shown)
    assert found is not None
    return unescape(found.group(1))


@pytest.mark.parametrize(
    ("category", "event", "energy", "said", "said_en"),
    [
        ("bus", "new", "bev", "可以登记。", "Yes, it may be registered."),
        ("bus", "new", "diesel", "不可以登记。", "No, it may not be registered."),
        (
            "taxi",
            "replacement",
            "petrol",
            "原则上不可以：须先提交情况说明，获批准后方可。",
            "Not in principle: a justification has to be submitted first, and approved.",
        ),
        (
            "bus",
            "replacement",
            "diesel",
            "取决于被更新的车辆、总质量、排放阶段，见下。",
            "That depends on: the retired vehicle, gross mass, emission stage. See below.",
        ),
        (
            "bus",
            "new",
            "",
            "只可以登记：纯电动、插电式混合动力（含增程式）、燃料电池。",
            "Only these may be registered: battery-electric, plug-in hybrid (range-extended included), fuel cell.",
        ),
        (
            "taxi",
            "new",
            "",
            "原则上只可以登记：纯电动、插电式混合动力（含增程式）、燃料电池；其他能源须提交情况说明并获批准。",
            "In principle only these may be registered: battery-electric, plug-in hybrid (range-extended included),"
            " fuel cell; others need an approved justification.",
        ),
        (
            "other",
            "new",
            "",
            "能源种类不限，但有其他要求，见下文。",
            "Any energy may be registered, but more is asked: see below.",
        ),
    ],
)
def test_the_answer_is_one_sentence_first(
    client: FlaskClient, category: str, event: str, energy: str, said: str, said_en: str
) -> None:
    query = CASE.format(category=category, event=event, energy=energy)
    assert sentence(page(client, query)) == said
    assert sentence(page(client, f"{query}&lang=en")) == said_en


def test_a_replaced_diesel_bus_with_china_6_is_answered_duty_by_duty(client: FlaskClient) -> None:
    case = CASE.format(category="bus", event="replacement", energy="diesel")
    shown = page(client, f"{case}&emission_stage=china_6&gross_mass_kg=18000&replaces=confirmed")
    told = words_of(shown)
    assert sentence(shown) == "可以登记。"
    assert "新能源要求：不适用 · 国六排放要求：达到" in told
    assert "18,000 kg · 国六 · 被更新的车辆已核实" in told
    assert "为何不适用 新增公交车、市政环卫车全部使用新能源汽车" in told
    assert "只写“新增”，没有写“更新”" in told
    assert "只依据已载入的文件作答" in told


def test_what_a_missing_fact_would_lead_to_is_listed_and_a_claim_is_a_condition(client: FlaskClient) -> None:
    told = words_of(page(client, CASE.format(category="bus", event="replacement", energy="diesel")))
    assert "还取决于被更新的车辆、总质量、排放阶段 如果 结论" in told
    assert "未列出被更新的车辆；总质量不超过 3500 kg 待定" in told
    assert "前提：以被更新的退役车辆经核实为前提" in told


@pytest.mark.parametrize("mass", ["0", "1.5", "heavy", "-1", "9999999", "１８０００"])
def test_a_mass_that_is_none_is_told_at_its_field(client: FlaskClient, mass: str) -> None:
    shown = page(
        client, f"{CASE.format(category='bus', event='new', energy='bev')}&gross_mass_kg={mass}", 422
    )
    assert f"“{mass}”不是总质量" in words_of(shown)


def test_before_any_rule_everything_may_be_registered(client: FlaskClient) -> None:
    early = "unit=410100&category=bus&event=new&on=1999-12-31"
    assert sentence(page(client, early)) == "能源种类不限。"
    assert sentence(page(client, f"{early}&energy=diesel")) == "可以登记：这种情形没有规则约束。"


def test_it_quotes_the_clause_names_what_is_assumed_and_lists_the_evidence_of_exceptions(
    client: FlaskClient,
) -> None:
    told = words_of(page(client, CASE.format(category="muck_truck", event="new", energy="diesel")))
    assert (
        "全省新增或更新的城市物流配送、邮政用车、出租车、网约车、公务用车、渣土车、水泥罐车等原则上全部使用新能源车辆"
        in told
    )
    assert "《河南省减污降碳协同增效行动方案》 · 第 13 项 · 原则上全部 · henan-2023/13-in-principle" in told
    assert "暂无适用的新能源车型 需附：车型目录检索或两家以上厂商的书面答复；" in told
    assert re.search(r"须先提交情况说明，获批准后方可。 （依据 (\d+) 项待省级主管部门确认的解释）", told)
    assert re.search(r"所依解释 （其中 (\d+) 项为产品默认、待省级主管部门确认） 待确认 ", told)
    assert "不是登记许可" in told


def test_on_paper_it_says_when_by_which_edition_and_where_to_ask_again(client: FlaskClient) -> None:
    query = "unit=410100&category=bus&event=new&on=2025-06-01&energy=diesel"
    shown, edition = page(client, query), shipped_book().edition.removeprefix("sha256:")
    told = words_of(shown)
    assert re.search(
        rf"查询时间 {clock.day_of(clock.now())} \d\d:\d\d:\d\d （北京时间） 规则版本 henan sha256:{edition} ",
        told,
    )
    address = f"/ask?{query}&edition={edition[:12]}"
    assert f"复核地址 http://localhost{address} " in told
    again = client.get(address).get_data(as_text=True)
    assert sentence(again) == "不可以登记。"
    assert "不是现行版本" not in again
    assert f'<a href="/api/v1/requirements?{query.replace("&", "&amp;")}"' in shown
    assert client.get(f"/api/v1/requirements?{query}").json["verdict"] == "non_compliant"  # type: ignore[index]


def test_the_day_is_kept_in_the_address_also_where_none_was_given(client: FlaskClient) -> None:
    today = clock.day_of(clock.now())
    shown = page(client, "unit=410100&category=bus&event=new")
    assert f"/ask?unit=410100&amp;category=bus&amp;event=new&amp;on={today}&amp;edition=" in shown


def test_who_comes_back_under_another_edition_is_told_that_the_answer_is_a_new_one(
    client: FlaskClient,
) -> None:
    query, edition = "unit=410100&category=bus&event=new", shipped_book().edition.removeprefix("sha256:")
    told = words_of(page(client, f"{query}&edition=0123456789ab"))
    assert (
        f"您打开的是按规则版本 01234567 作出的答复，该版本已不是现行版本；以下按现行版本 {edition[:8]}"
        in told
    )
    for odd in ("<b>", "", "0" * 65, edition[:12], edition):
        assert "您打开的是" not in page(client, f"{query}&edition={odd}")


def test_a_day_ahead_is_answered_with_a_reserve(client: FlaskClient) -> None:
    today, query = clock.day_of(clock.now()), "unit=410100&category=bus&event=new&on="
    for day in (today + timedelta(days=1), "9999-12-31"):
        assert "登记日期在将来：以上按现行规则书回答" in page(client, f"{query}{day}")
    assert "登记日期在将来" not in page(client, f"{query}{today}")


def test_the_form_alone_asks_for_nothing_but_today(client: FlaskClient) -> None:
    shown = page(client, "")
    assert f'value="{clock.day_of(clock.now())}"' in shown
    assert "aria-invalid" not in shown
    assert "<article" not in shown


def test_each_wrong_field_is_told_at_its_place_and_what_was_filled_in_is_kept(client: FlaskClient) -> None:
    shown = page(client, "unit=999999&category=bus&event=new&on=2025-02-30&energy=steam", 422)
    assert re.findall(r'id="wrong-(\w+)">([^<]+)<', shown) == [
        ("unit", "请从列表中选择"),
        ("on", "“2025-02-30”不是日期，请写成 2025-06-01"),
        ("energy", "请从列表中选择"),
    ]
    at_fault = re.findall(r'name="(\w+)"[^>]*aria-invalid="true" aria-describedby="wrong-(\w+)"', shown)
    assert at_fault == [("unit", "unit"), ("on", "on"), ("energy", "energy")]
    assert '<option value="bus" selected>' in shown
    assert 'value="2025-02-30"' in shown
    assert "<article" not in shown


@pytest.mark.parametrize(
    "odd", ['"><script>alert(1)</script>', "%00", "{value}", "字" * 5000, "%F0%9F%9A%97"]
)
def test_nothing_that_was_typed_is_taken_as_markup_or_breaks_the_page(client: FlaskClient, odd: str) -> None:
    shown = page(client, f"unit={odd}&category={odd}&event={odd}&on={odd}&energy={odd}", 422)
    assert "<script>" not in shown
    assert len(re.findall(r'aria-invalid="true"', shown)) == 5


def of_vehicle(client: FlaskClient, **said: str) -> TestResponse:
    case = {"unit": "410100", "category": "bus", "event": "new", "on": "2025-06-01", "energy": ""}
    token = token_in(page(client, ""))
    return client.post("/ask", data={"csrf_token": token, **case, **said})


def test_a_catalogued_model_tells_the_energy_and_says_so(client: FlaskClient) -> None:
    asked = of_vehicle(client, model=" zk6105bevg25")
    assert (asked.status_code, asked.headers["Location"]) == (
        303,
        "/ask?unit=410100&category=bus&event=new&on=2025-06-01&energy=bev&model=zk6105bevg25",
    )
    told = page(client, "unit=410100&category=bus&event=new&on=2025-06-01&model=ZK6105BEVG25")
    assert "车型目录（第70批）列有型号 ZK6105BEVG25：纯电动。" in words_of(told)
    assert sentence(told) == "可以登记。"
    other = page(client, f"{CASE.format(category='bus', event='new', energy='diesel')}&model=ZK6105BEVG25")
    assert "您选的是柴油，与目录不同" in words_of(other)
    assert sentence(other) == "不可以登记。"
    unknown = page(client, "unit=410100&category=bus&event=new&on=2025-06-01&model=XX1")
    assert "车型目录没有型号 XX1：请自选能源种类。" in words_of(unknown)


def test_a_vin_and_a_plate_are_read_by_their_form_alone_and_stand_in_no_address(client: FlaskClient) -> None:
    vin = a_vin(1)
    named = of_vehicle(client, vin=vin.lower(), plate="豫AD12345")
    told = named.get_data(as_text=True)
    assert (named.status_code, sentence(told)) == (200, "可以登记。")
    assert "能源种类按号牌判定：纯电动。 车架号格式正确。本页不告知该车是否登记过。" in words_of(told)
    assert "energy=bev" in told
    assert not re.search(rf"(href|value)=\"[^\"]*[?&=]({vin}|豫AD)", told, re.IGNORECASE)
    wrong = of_vehicle(client, vin=vin[:-1], plate="豫A1", energy="bev")
    shown = wrong.get_data(as_text=True)
    assert (wrong.status_code, "<article" in shown) == (422, False)
    assert re.findall(r'id="wrong-(\w+)"', shown) == ["vin", "plate"]
    assert f'value="{vin[:-1]}"' in shown
    assert "格式正确" not in shown
