"""What a clerk is told of a file whose reading fails, and the ways out: wait, read again, withdraw, send anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.attempts import PAUSES
from importers.sandbox import reader
from tests.actors import TESTER
from tests.browser import Bureau, a_bureau, number_in, words_of
from tests.failing_reader import Breaker, a_failing_reader
from tests.reporting_app import fresh_file
from tests.upload_cases import time_passes


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "failing_files") as opened:
        yield opened


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    return a_failing_reader(monkeypatch)


def sent(bureau: Bureau, name: str) -> str:
    return f"/uploads/{number_in(bureau['owner'].upload((name, fresh_file())))}"


def tried_to_the_end(bureau: Bureau) -> None:
    for pause in (*PAUSES, timedelta(0)):
        bureau.work()
        time_passes(bureau.service.database, pause)


def test_a_failing_file_says_so_and_can_be_withdrawn(bureau: Bureau, broken: Breaker) -> None:
    broken("poison.csv", KeyError())
    page = sent(bureau, "poison.csv")
    bureau.work()
    shown = words_of(bureau["owner"].open(page))
    assert "读取失败，将再试" in shown
    assert "读取失败 1 次，稍后自动再试。" in shown
    assert "失败：处理时发生意外故障。 下次 20" in shown
    assert "多半是文件中有系统处理不了的内容" in shown
    assert "重新读取" in shown
    assert "poison.csv 读取失败，将再试" in words_of(bureau["owner"].open("/uploads"))
    english = words_of(bureau["owner"].open(f"{page}?lang=en"))
    assert "Reading failed; attempts so far: 1. It is tried again by itself." in english
    bureau["owner"].open(f"{page}?lang=zh")
    assert bureau["owner"].send(f"{page}/withdraw", f"{page}/withdraw").status_code == 303
    assert "已撤回" in words_of(bureau["owner"].open(page))


def test_a_file_set_aside_says_that_the_server_is_at_fault_and_is_read_again_at_once(
    bureau: Bureau, broken: Breaker
) -> None:
    broken("unlucky.csv", reader.ReaderStopped("killed"))
    page = sent(bureau, "unlucky.csv")
    tried_to_the_end(bureau)
    shown = words_of(bureau["owner"].open(page))
    assert "已搁置，每隔一段时间自动再试" in shown
    assert "读取进程被系统终止" in shown
    assert "这是服务器方面的故障，文件不必修改。" in shown
    broken("unlucky.csv", lambda: None)
    assert bureau["owner"].send(page, f"{page}/read-again").status_code == 303
    assert "正在排队" in words_of(bureau["owner"].open(page))
    bureau.work()
    shown = words_of(bureau["owner"].open(page))
    assert "待确认" in shown
    assert "重新读取 20" not in shown
    assert "重新读取 owner" in shown, "the history names who asked for it"


def test_a_refused_file_offers_to_be_read_again_and_to_be_sent_again(bureau: Bureau, broken: Breaker) -> None:
    broken("broken.csv", KeyError())
    content = fresh_file()
    page = f"/uploads/{number_in(bureau['owner'].upload(('broken.csv', content)))}"
    tried_to_the_end(bureau)
    shown = words_of(bureau["owner"].open(page))
    assert "系统几次都没能读完这个文件" in shown
    assert "重新读取 重新报送" in shown
    again = bureau["owner"].upload(("另一个名字.csv", content))
    assert number_in(again) != int(page.rpartition("/")[2])
    answer = bureau["owner"].send(page, f"{page}/read-again")
    assert answer.headers["Location"] == f"/uploads/{number_in(again)}?told=known"


def test_the_offices_dashboard_names_what_keeps_failing(bureau: Bureau, broken: Breaker) -> None:
    assert "读取失败的批次" not in words_of(bureau["office"].open("/office"))
    broken("unlucky.csv", reader.ReaderStopped("silent"))
    page = sent(bureau, "unlucky.csv")
    tried_to_the_end(bureau)
    shown = bureau["office"].open("/office")
    number = page.rpartition("/")[2]
    assert "1 个批次读取失败，其中 1 个因服务器故障搁置。" in words_of(shown)
    assert f"郑州市 {number} · unlucky.csv 4 读取进程长时间没有响应 20" in words_of(shown)
    assert f'href="{page}?unit=410100"' in shown
    with bureau.service.database.transaction(OFFICE) as session:
        steps.refuse(
            session, city=410100, number=int(number), reason="请按月拆分", by=TESTER, now=clock.now()
        )
    assert "读取失败的批次" not in words_of(bureau["office"].open("/office"))
    assert "管理员停止了这个文件的读取：请按月拆分。" in words_of(bureau["owner"].open(page))
