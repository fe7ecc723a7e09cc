"""The start page, the API page and the error pages."""

import json
import re
import shlex
from collections import Counter
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fleetsvc.app import create_app
from fleetsvc.database.transactions import open_database
from fleetsvc.services.people.accounts import Role
from fleetsvc.settings import read_settings
from rules.units import UNITS
from tests.http_app import Service

ASKED = "/ask?unit=410100&category=muck_truck&event=new&on=2025-06-01"


def text_of(page: str) -> str:
    """What a reader sees: no tags, blanks collapsed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    return response.get_data(as_text=True)


def test_the_ranking_shows_all_19_units_with_their_standing(client: FlaskClient) -> None:
    shown = page(client, "/")
    rows = re.findall(r'<tr class="(\w+)">.*?<th scope="row">(.*?)</th>', shown, re.DOTALL)
    assert sorted(rows) == sorted(("not_reported", unit.name.zh) for unit in UNITS.values())
    told = text_of(shown)
    assert "2025年9月 正式 计算于 2025-10-05 09:00" in told


def test_a_period_that_is_not_there_is_told_and_the_latest_is_shown(client: FlaskClient) -> None:
    for wanted in ("2020", "x", "%00", "<b>"):
        told = page(client, f"/?period={wanted}")
        assert "这一期的通报，以下是最近一期" in told
        assert "<b> " not in told
    assert "没有 2025-09" not in page(client, "/?period=2025-09")


def test_a_category_of_the_ranking_is_chosen_by_name_and_nonsense_is_ignored(client: FlaskClient) -> None:
    assert '<option value="bus" selected>' in page(client, "/?of=bus")
    assert page(client, "/?of=tram")


def test_the_form_of_the_start_page_is_answered_on_a_page_of_its_own(client: FlaskClient) -> None:
    assert '<form action="/ask" method="get"' in page(client, "/")
    asked = "unit=410100&category=bus&event=new&on=2025-06-01&energy=&x=%3Cb%3E"
    answer = client.get(f"/?{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/ask?{asked}")


def test_english_is_chosen_once_and_remembered(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in page(client, "/")
    response = client.get("/?lang=en")
    assert "lang=en" in response.headers["Set-Cookie"]
    assert "HttpOnly" in response.headers["Set-Cookie"]
    shown = page(client, ASKED)
    assert '<html lang="en">' in shown
    assert "Not in principle" not in shown
    assert "In principle only these may be registered: battery-electric, plug-in hybrid" in shown
    assert "Compliance ranking of the province" in page(client, "/")
    assert (
        'href="/ask?unit=410100&amp;category=muck_truck&amp;event=new&amp;on=2025-06-01&amp;lang=zh"' in shown
    )
    assert '<html lang="zh-CN">' in page(client, "/?lang=zh")


@pytest.mark.parametrize(
    "address", ["/", ASKED, "/api/docs", "/api/docs/uploads", "/nowhere", "/?lang=en", "/api/docs?lang=en"]
)
def test_no_page_asks_for_anything_from_elsewhere_or_carries_inline_style_or_script(
    service: Service, address: str
) -> None:
    shown = service.client().get(address).get_data(as_text=True)
    assert re.findall(r'(?:src|action)="(?!/)[^"]*"|href="(?!/|#)[^"]*"', shown) == []
    assert re.findall(r"<style\b|<script(?! src=\"/static/)|\bstyle=|\bon\w+=\"", shown) == []


def test_english_pages_hold_no_chinese_but_names_and_quotes(service: Service) -> None:
    shown = service.client().get(f"{ASKED}&energy=diesel&lang=en").get_data(as_text=True)
    shown = re.sub(r"<blockquote.*?</blockquote>|<a class=\"lang\".*?</a>", "", shown, flags=re.DOTALL)
    assert re.findall("[\u4e00-\u9fff]+", text_of(shown)) == []


def test_the_api_page_lists_every_operation_and_every_problem_and_leads_to_each(client: FlaskClient) -> None:
    shown = page(client, "/api/docs")
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    for problem in document["x-problems"]:
        assert f'id="problem-{problem["code"]}"' in shown
    led = re.findall(
        r'<tr id="([\w.-]+)"><td><a href="(/api/docs/[a-z_]+)#\1">([A-Z]+) <code>(\S+)</code>', shown
    )
    assert Counter((method, path) for _, _, method, path in led) == Counter(
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods.keys() - {"parameters"}
    )
    parts = {address: page(client, address) for address in {address for _, address, _, _ in led}}
    for anchor, address, _, path in led:
        assert re.search(
            rf'<section class="card" id="{anchor}">.*?<code>{re.escape(path)}</code>',
            parts[address],
            re.DOTALL,
        )


def test_a_part_that_the_api_does_not_have_is_no_page(client: FlaskClient) -> None:
    for part in ("frame", "LAW", "..", "%00", "law/"):
        assert "没有这个页面" in page(client, f"/api/docs/{part}", 404)


def commands(shown: str) -> dict[str, str]:
    """The commands of the API page, by name, as a shell gets them."""
    found = re.findall(r'<pre class="wrap" id="([\w-]+)" tabindex="0">(.*?)</pre>', shown, re.DOTALL)
    return {name: unescape(text) for name, text in found}


def called(client: FlaskClient, command: str, key: str = "") -> TestResponse:
    """Do what curl would."""
    words = shlex.split(command.replace("fsk_…", key))
    address = next(word for word in words if word.startswith("http://localhost")).removeprefix(
        "http://localhost"
    )
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    if "-d" in words:
        return client.post(address, data=words[words.index("-d") + 1], headers=headers)
    return client.get(address, headers=headers)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_commands_of_the_api_page_work_when_they_are_pasted(service: Service, language: str) -> None:
    client = service.client()
    shown = page(client, f"/api/docs?lang={language}")
    told = commands(shown)
    assert set(told) == {"ask-one", "check-one", "with-key", "refused"}
    assert called(client, told["ask-one"]).get_json()["verdict"] == "needs_justification"
    assert called(client, told["check-one"]).get_json()["items"][0]["verdict"] == "non_compliant"
    assert called(client, told["with-key"]).status_code == 401
    assert called(client, told["with-key"], key=service.keys[Role.DEALER]).status_code == 200
    refused = called(client, told["refused"])
    example = re.search(r'<pre class="wrap" tabindex="0">(.*?)</pre>', shown, re.DOTALL)
    assert example is not None
    assert json.loads(unescape(example.group(1))) == {**refused.get_json(), "request_id": "…"}


def test_what_the_api_page_offers_to_try_is_answered_in_the_browser(client: FlaskClient) -> None:
    shown = "".join(page(client, f"/api/docs{part}") for part in ("", "/law"))
    tried = {unescape(address) for address in re.findall(r'href="(/api/v1/[^"]+)"', shown)}
    assert len(tried) == 8
    assert {address: client.get(address).status_code for address in tried} == dict.fromkeys(tried, 200)


def test_the_api_page_tells_the_limits_and_where_keys_are_made(client: FlaskClient) -> None:
    told = text_of(page(client, "/api/docs"))
    assert "不带密钥（按网络地址） 每分钟 120 次 每个密钥 每分钟 6,000 次" in told
    assert "带密钥一次最多 10,000 辆，不带密钥一辆" in told
    assert 'href="/sign-in?next=/my/keys"' in page(client, "/api/docs")


def test_a_page_that_is_not_there_is_told_in_the_house_look_and_language(client: FlaskClient) -> None:
    assert "没有这个页面" in page(client, "/nowhere", 404)
    assert "There is no such page" in page(client, "/nowhere?lang=en", 404)
    assert client.post("/").status_code == 405


def test_an_unforeseen_fault_is_a_page_with_the_request_id(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("豫A12345")

    monkeypatch.setattr("fleetsvc.web.public.home.ranking_view", broken)
    response = service.client().get("/", headers={"X-Request-ID": "r-7"})
    shown = response.get_data(as_text=True)
    assert (response.status_code, "服务内部故障" in shown, "r-7" in shown, "豫A12345" in shown) == (
        500,
        True,
        True,
        False,
    )


def test_without_any_edition_the_page_says_what_will_be_there(
    own_owner_url: str, own_database_url: str
) -> None:

    database = open_database(own_database_url)
    client = create_app(read_settings({"FLEETSVC_DATABASE_URL": own_owner_url}), database).test_client()
    assert "还没有通报期次" in page(client, "/")
    database.close()


def test_what_pages_need_may_be_kept_because_its_address_changes_with_it(client: FlaskClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page(client, "/"))
    assert addresses
    for address in addresses:
        assert re.search(r"\?v=\d+$", address), address
        with client.get(address) as kept:
            assert kept.headers["Cache-Control"] == "public, max-age=31536000"
