"""The office's page of signals: all of them with their numbers, the list of one, its file, and what was done."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs.requested import work_once
from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row

PAGE = "/signals/replacement-reused"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "signal_pages") as opened:
        opened.stored(
            a_file(*(a_row(number, event="更新", replaces="豫A66666") for number in fresh_numbers(2)))
        )
        yield opened


def test_signals_are_looked_for_on_demand_listed_saved_and_noted(bureau: Bureau) -> None:
    office = bureau["office"]
    assert "还没有查找过" in words_of(office.open("/signals"))
    assert office.send("/signals", "/signals").status_code == 303
    assert "正在重新查找" in words_of(office.open("/signals"))
    assert work_once(bureau.service.database, worker="test", now=clock.now)
    assert "同一辆旧车被更新多次 2 2" in words_of(office.open("/signals"))
    shown = office.open(PAGE)
    assert "共 2 条，未处理 2 条" in words_of(shown)
    assert ("被更新车辆 豫A·**666" in shown, "豫A66666" in shown) == (True, False)
    key = shown.partition('name="item" value="')[2].partition('"')[0]
    saved = office.client.get(f"{PAGE}.csv").get_data().decode("utf-8-sig").splitlines()
    assert (saved[0], len(saved)) == ("报送单位,车辆或批次,日期,内容,如何处理", 3)
    unsaid = office.send(PAGE, PAGE, {"item": key})
    assert (unsaid.status_code, "请勾选条目并写明如何处理" in unsaid.get_data(as_text=True)) == (422, True)
    noted = office.send(PAGE, PAGE, {"item": key, "note": "电话核实无误"})
    assert (noted.status_code, noted.headers["Location"]) == (303, f"{PAGE}?status=open&noted=1")
    assert "已记下 1 条 " in words_of(office.open(noted.headers["Location"]))
    assert "电话核实无误" in words_of(office.open(f"{PAGE}?status=all"))
    gone = office.send(PAGE, PAGE, {"item": "410100 vehicle/410100/x", "note": "x"})
    assert gone.headers["Location"].endswith("noted=0")


def test_an_address_that_is_none_and_a_role_that_is_not_the_office_get_no_list(bureau: Bureau) -> None:
    bureau["office"].open("/signals/none", 404)
    bureau["owner"].open("/signals", 403)
    assert "共 0 条" in words_of(bureau["office"].open("/signals/plate-conflict?unit=x&after=1%00&status=9"))


def test_every_signal_has_its_words(bureau: Bureau) -> None:
    for language in ("zh", "en"):
        shown = words_of(bureau["deputy"].open(f"/signals?lang={language}"))
        assert ("signal." in shown, "signals." in shown) == (False, False)


def test_what_an_earlier_release_found_is_shown_until_it_is_looked_for_anew(bureau: Bureau) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        session.connection().execute(
            text("""INSERT INTO signal_item (signal, city_code, subject, details, found_at, seen_at) VALUES
                ('fact-changed', 410100, 'x',
                    '{"before": ["diesel", "new", "bus"], "after": ["bev", "new", "bus"]}', now(), now())""")
        )
    assert "柴油 → 纯电动" in words_of(bureau["office"].open("/signals/fact-changed"))
