"""Documents made in the background, as people meet them: a page that tells, a download that begins, a list."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.documents import annotated_copies, lifecycle, list_exports
from fleetsvc.services.documents.annotated_copies import Order
from importers.sandbox.annotator import CopyNotMade
from tests.actors import noted
from tests.browser import Bureau, a_bureau, words_of
from tests.making import make_all, nobody_waiting
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import a_row, a_vin


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "handout_pages") as opened:
        yield opened


@pytest.fixture(autouse=True)
def in_no_time(bureau: Bureau) -> Iterator[None]:
    """Nobody works meanwhile, so no request waits; what is left is made before the next test."""
    with nobody_waiting():
        yield
    make_all(bureau.service.database)


def faulty(bureau: Bureau) -> int:
    return bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], day="x")))


def led_to(bureau: Bureau, address: str, who: str = "owner") -> str:
    """Ask for what is made in the background; the address of the page that tells of it."""
    answer = bureau[who].client.get(address)
    assert (answer.status_code, answer.headers["Location"][:10]) == (303, "/handouts/")
    return answer.headers["Location"]


def test_a_copy_is_told_of_until_it_is_ready_and_then_downloads_by_itself_once(bureau: Bureau) -> None:
    number = faulty(bureau)
    page = led_to(bureau, f"/uploads/{number}/annotated")
    waiting = bureau["owner"].open(page)
    assert "正在排队准备，好了会在这里显示。" in words_of(waiting)
    assert "data-pending" in waiting
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in waiting
    assert bureau["owner"].client.get(f"{page}/file").headers["Location"] == page
    make_all(bureau.service.database)
    ready = bureau["owner"].open(page)
    assert f'<meta http-equiv="refresh" content="0; url={page}/file">' in ready
    assert "已准备好，保留到" in words_of(ready)
    file = bureau["owner"].client.get(f"{page}/file")
    assert load_workbook(BytesIO(file.data)).worksheets
    assert "%E5%B7%B2%E6%A0%87%E6%B3%A8" in file.headers["Content-Disposition"]
    again = bureau["owner"].open(page)
    assert "http-equiv" not in again
    assert re.search(rf'href="{page}/file">下载 \(\d+ KB\)', again)
    assert f'href="/uploads/{number}"' in again
    straight = bureau["owner"].client.get(f"/uploads/{number}/annotated")
    assert (straight.status_code, straight.data) == (200, file.data)


def test_what_is_ready_and_what_is_being_made_is_listed_for_the_unit(bureau: Bureau) -> None:
    page = led_to(bureau, f"/uploads/{faulty(bureau)}/annotated")
    listed = bureau["colleague"].open("/handouts")
    assert ("等待准备" in words_of(listed), f'href="{page}"' in listed) == (True, True)
    make_all(bureau.service.database)
    assert f'href="{page}/file"' in bureau["colleague"].open("/handouts")
    assert "还没有下载文件" in bureau["stranger"].open("/handouts")
    assert "没有这个下载文件" in bureau["stranger"].open(page, 404)
    assert "没有这个下载文件" in bureau["office"].open(page, 404)
    assert 'href="/handouts"' in bureau["owner"].open("/bureau"), "it stands in the menu"


def test_the_office_gets_a_units_copy_for_itself_and_it_is_entered_in_the_log(bureau: Bureau) -> None:
    number = faulty(bureau)
    page = led_to(bureau, f"/uploads/{number}/annotated?unit=410100", "office")
    with bureau.service.database.transaction(OFFICE) as session:
        (event,) = noted(session, act="revealed", limit=1)
    assert (event.actor_name, event.subject) == ("office", f"upload/410100/{number}")
    make_all(bureau.service.database)
    ready = bureau["office"].open(page)
    assert f'href="/uploads/{number}?unit=410100"' in ready
    assert bureau["office"].client.get(f"{page}/file").status_code == 200
    for who in ("deputy", "owner"):
        bureau[who].open(page, 404)


def test_a_copy_that_cannot_be_made_says_what_to_do(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(_: Order) -> tuple[bytes, str]:
        raise CopyNotMade

    monkeypatch.setattr(annotated_copies, "made", impossible)
    page = led_to(bureau, f"/uploads/{faulty(bureau)}/annotated")
    make_all(bureau.service.database)
    told = words_of(bureau["owner"].open(page))
    assert "未能生成标注副本 这个文件无法加注。请下载原文件，按批次页面上的位置逐处修改。" in told
    assert "未能生成" in words_of(bureau["owner"].open("/handouts"))


def test_too_many_at_once_are_refused_with_what_to_do(bureau: Bureau) -> None:
    for _ in range(4):
        led_to(bureau, f"/uploads/{faulty(bureau)}/annotated")
    refused = bureau["owner"].open(f"/uploads/{faulty(bureau)}/annotated", 429)
    assert "正在准备的文件已达上限 请到“我的下载”查看，等其中一个完成后再试。" in words_of(refused)


def test_a_document_whose_time_is_over_is_gone(bureau: Bureau) -> None:
    page = led_to(bureau, f"/uploads/{faulty(bureau)}/annotated")
    make_all(bureau.service.database)
    with bureau.service.database.transaction(OFFICE) as session:
        later = clock.now() + timedelta(days=2)
        assert lifecycle.sweep(session, most_bytes=1 << 30, now=later) > 0
    assert "可能已过期清除" in bureau["owner"].open(page, 404)


def test_a_long_list_is_made_in_the_background_and_a_short_one_at_once(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = fresh_numbers(3)
    rows = [a_row(number, energy="柴油", plate=f"豫A{number:05d}", day="2024-07-01") for number in numbers]
    bureau.stored(fresh_file(*rows))
    query = "energy=diesel&from=2024-07-01&until=2024-07-01"
    at_once = bureau["owner"].client.get(f"/registrations.csv?{query}")
    listed = bureau["office"].client.get(f"/noncompliance.csv?{query}&reveal=true")
    assert (at_once.status_code, listed.status_code) == (200, 200)
    monkeypatch.setattr(list_exports, "DIRECT_ROWS", 2)
    page = led_to(bureau, f"/registrations.csv?{query}")
    masked = led_to(bureau, f"/noncompliance.csv?{query}", "office")
    shown = led_to(bureau, f"/noncompliance.csv?{query}&reveal=true", "office")
    make_all(bureau.service.database)
    assert bureau["owner"].client.get(f"{page}/file").data == at_once.data
    assert bureau["office"].client.get(f"{shown}/file").data == listed.data
    assert a_vin(numbers[0]) in listed.get_data(as_text=True)
    assert a_vin(numbers[0]) not in bureau["deputy"].client.get(f"{masked}/file").get_data(as_text=True)
    bureau["deputy"].open(shown, 404)
